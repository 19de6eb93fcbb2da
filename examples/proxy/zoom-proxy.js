// The proxy of all recipes. `env` has the app's credentials; who is signed in is a placeholder for your own sessions.

import { createProxy } from "zoom-phone-profile/proxy";

/** Who is signed in, by session. */
function personOf(request, env) {
  const session = /(?:^|; )session=([^;]*)/.exec(request.headers.get("cookie") ?? "")?.[1];
  return session === "demo-session" ? { zoomUserId: env.ZOOM_USER_ID, isAdmin: true } : null;
}

export function zoomProxy(env, options) {
  return createProxy({
    accountId: env.ZOOM_ACCOUNT_ID,
    clientId: env.ZOOM_CLIENT_ID,
    clientSecret: env.ZOOM_CLIENT_SECRET,
    tokenUrl: env.ZOOM_TOKEN_URL, // absent for Zoom itself
    allowedOrigins: [], // pages of the proxy's own origin
    allowedHosts: ["localhost", "127.0.0.1"], // the names that your pages use
    list: true,
    authorize(request, { userId, list }) {
      const person = personOf(request, env);
      if (!person) return Response.json({ message: "Sign in at /" }, { status: 401 });
      if (list) return person.isAdmin;
      return userId === "me" ? { userId: person.zoomUserId } : person.isAdmin;
    },
    onError: (error) => console.error(error.message),
    ...options,
  });
}
