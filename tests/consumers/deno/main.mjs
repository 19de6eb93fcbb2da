import process from "node:process";

import { getUserProfile, summarizePolicy } from "zoom-phone-profile";

const { baseUrl, token } = { baseUrl: process.env.ZOOM_BASE_URL, token: process.env.ZOOM_TOKEN };
getUserProfile("me", { baseUrl, token }).then((profile) =>
  console.log(`${profile.email}: ${summarizePolicy(profile).counts.on} on`),
);
