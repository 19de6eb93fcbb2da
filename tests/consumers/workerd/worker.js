// A call from a worker; and below /api/zoom the recipe of the package's page, word for word (recipe.js is taken out of
// it).

import { give } from "given.js";
import recipe from "recipe.js";
import { getUserProfile, summarizePolicy } from "zoom-phone-profile";

let isGiven = false;

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname.startsWith("/api/zoom/")) {
      if (!isGiven) give(env);
      isGiven = true;
      return recipe.fetch(request, env);
    }
    const { baseUrl, token } = Object.fromEntries(searchParams);
    const profile = await getUserProfile("me", { baseUrl, token });
    return new Response(`${profile.email}: ${summarizePolicy(profile).counts.on} on`);
  },
};
