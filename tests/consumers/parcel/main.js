import { getUserProfile, summarizePolicy } from "zoom-phone-profile";

const { baseUrl = "/v2", token } = Object.fromEntries(new URLSearchParams(location.search));
getUserProfile("me", { baseUrl, token })
  .then((profile) => `${profile.email}: ${summarizePolicy(profile).counts.on} on`)
  .catch((error) => `failed: ${error.message}`)
  .then((text) => (document.title = text));
