// A Cloudflare Worker: Zoom behind the proxy, for pages of other origins. `npm run example:worker` starts it in
// workerd.

import { createProxy } from "zoom-phone-profile/proxy";

let proxy;

/** Who is signed in, by the page's `Authorization` header: a placeholder for your own sessions. */
function personOf(request, env) {
  const isKnown = request.headers.get("authorization") === "Bearer demo-session";
  return isKnown ? { zoomUserId: env.ZOOM_USER_ID, isAdmin: true } : null;
}

export default {
  fetch(request, env) {
    // Once: it keeps the token.
    proxy ??= createProxy({
      accountId: env.ZOOM_ACCOUNT_ID,
      clientId: env.ZOOM_CLIENT_ID,
      clientSecret: env.ZOOM_CLIENT_SECRET,
      tokenUrl: env.ZOOM_TOKEN_URL ?? undefined,
      allowedOrigins: [env.PAGE_ORIGIN],
      authorize(asked, { userId }) {
        const person = personOf(asked, env);
        if (!person) return false;
        return userId === "me" ? { userId: person.zoomUserId } : person.isAdmin;
      },
      onError: (error) => console.error(error),
    });
    return proxy(request);
  },
};
