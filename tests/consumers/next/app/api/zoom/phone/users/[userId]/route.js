// A route handler: the proxy that the client component calls.
import { createProxy } from "zoom-phone-profile/proxy";

let proxy;

export function GET(request) {
  proxy ??= createProxy({
    accountId: process.env.ZOOM_ACCOUNT_ID,
    clientId: process.env.ZOOM_CLIENT_ID,
    clientSecret: process.env.ZOOM_CLIENT_SECRET,
    tokenUrl: process.env.ZOOM_TOKEN_URL,
    baseUrl: process.env.ZOOM_BASE_URL,
    allowedOrigins: [],
    authorize: () => ({ userId: process.env.ZOOM_USER_ID }), // yours: who is signed in
  });
  return proxy(request);
}
