import { getUserProfile, summarizePolicy } from "zoom-phone-profile";

self.onmessage = ({ data: { baseUrl, token } }) => {
  getUserProfile("me", { baseUrl, token })
    .then((profile) => `${profile.email}: ${summarizePolicy(profile).counts.on} on`)
    .catch((error) => `failed: ${error.message}`)
    .then((text) => postMessage(text));
};
