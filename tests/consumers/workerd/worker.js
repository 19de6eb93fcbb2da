import { getUserProfile, summarizePolicy } from "zoom-phone-profile";

export default {
  async fetch(request) {
    const { baseUrl, token } = Object.fromEntries(new URL(request.url).searchParams);
    const profile = await getUserProfile("me", { baseUrl, token });
    return new Response(`${profile.email}: ${summarizePolicy(profile).counts.on} on`);
  },
};
