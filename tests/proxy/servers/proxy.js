// The proxy as every runtime of the tests serves it: `env` has what the examples read from theirs.

import { createProxy } from "../../../target/consumer/package/proxy.js";

export function proxyOf(env) {
  return createProxy({
    accountId: env.ZOOM_ACCOUNT_ID,
    clientId: env.ZOOM_CLIENT_ID,
    clientSecret: env.ZOOM_CLIENT_SECRET,
    tokenUrl: env.ZOOM_TOKEN_URL,
    timeoutMs: 2000,
    allowedOrigins: [env.PAGE_ORIGIN],
    authorize(request, { userId }) {
      if (request.headers.get("authorization") !== "Bearer demo-session") return false;
      return userId === "me" ? { userId: env.ZOOM_USER_ID } : true;
    },
  });
}
