// Helpers of the proxy's tests: proxies before stand-ins for Zoom, and requests of a page.

import { createServer } from "node:http";
import { after } from "node:test";

import { createProxy } from "#package/proxy.js";
import { startZoomServer } from "../zoom-server/server.js";

export const PAGE = "https://dashboard.example";
export const MOUNT = "https://proxy.example/api/zoom";

/** Those of the embedded server's app. */
export const credentials = { accountId: "demo-account", clientId: "demo-client", clientSecret: "demo-secret" };

export const pathOf = (id) => `${MOUNT}/phone/users/${encodeURIComponent(id)}`;

export const requestTo = (url, { origin = PAGE, headers, ...init } = {}) =>
  new Request(url, { headers: { ...(origin && { origin }), ...headers }, ...init });
export const requestOf = (id, init) => requestTo(pathOf(id), init);
export const said = async (response) => (await response.json()).message;

/** The longest that a failure without a `Retry-After` is remembered, in milliseconds. */
export const LONGEST_HOLD = 30_000;
export const TOKEN_URL = "https://zoom.example/oauth/token";

export const tokenReply = (more) =>
  Response.json({ access_token: "token-1", token_type: "bearer", expires_in: 3599, ...more });
export const profileReply = () => Response.json({ id: "x" });

/** Starts the embedded server for all tests of a file. `proxyOf` makes proxies before it. */
export async function beforeEmbeddedServer() {
  const server = await startZoomServer({ users: 20, requestsPerSecond: 1e6 });
  after(() => server.close());
  const proxyOf = (more) =>
    createProxy({
      ...credentials,
      tokenUrl: server.tokenUrl,
      baseUrl: server.baseUrl,
      allowedOrigins: [PAGE],
      authorize: () => true,
      ...more,
    });
  return { server, ids: [...server.zoom.directory.keys()], proxyOf };
}

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

/** Waits, by turns of the event loop, for what happens without time passing. */
export const until = async (happened) => {
  while (!happened()) await new Promise(setImmediate);
};

/** A server on loopback that counts its requests. */
export async function counting(t, answer) {
  const seen = [];
  const server = createServer((request, response) => {
    seen.push(request.url);
    answer(request, response, seen.length);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => (server.closeAllConnections(), server.close()));
  return { seen, url: `http://127.0.0.1:${server.address().port}` };
}

export const json = (response, status, body, headers) =>
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
