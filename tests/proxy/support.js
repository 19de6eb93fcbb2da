// A proxy before stand-ins for fetch, and requests of a page for it.

import { createProxy } from "#package/proxy.js";

export const PAGE = "https://dashboard.example";
export const MOUNT = "https://proxy.example/api/zoom";
export const TOKEN_URL = "https://zoom.example/oauth/token";
/** Those of the embedded server's app. */
export const credentials = { accountId: "demo-account", clientId: "demo-client", clientSecret: "demo-secret" };

export const pathOf = (id) => `${MOUNT}/phone/users/${encodeURIComponent(id)}`;
export const requestTo = (url, { origin = PAGE, headers, ...init } = {}) =>
  new Request(url, { headers: { ...(origin && { origin }), ...headers }, ...init });
export const requestOf = (id, init) => requestTo(pathOf(id), init);
export const said = async (response) => (await response.json()).message;

export const tokenReply = (more) =>
  Response.json({ access_token: "token-1", token_type: "bearer", expires_in: 3599, ...more });
export const profileReply = () => Response.json({ id: "x" });

/** A proxy before stand-ins: what it sends is kept, and answered by `token` and `profile`. */
export function faked({ token = () => tokenReply(), profile = profileReply, ...more } = {}) {
  const sent = { token: [], profile: [] };
  const fetch = async (url, init) => {
    const kind = url === TOKEN_URL ? "token" : "profile";
    sent[kind].push({ url, init });
    return (kind === "token" ? token : profile)(sent[kind].length, init);
  };
  const proxy = createProxy({
    ...credentials,
    tokenUrl: TOKEN_URL,
    allowedOrigins: [PAGE],
    authorize: () => true,
    fetch,
    ...more,
  });
  return { proxy, sent };
}
