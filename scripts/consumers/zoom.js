// The embedded server that projects fetch their profile from, and the package's proxy before it.

import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { PLACE } from "./place.js";

/**
 * What stands beside a page on its origin: Zoom itself, the package's proxy before it, and an export of all profiles.
 */
async function answerer(
  { zoom, tokenUrl, baseUrl },
  { ZOOM_ACCOUNT_ID: accountId, ZOOM_CLIENT_ID: clientId, ZOOM_CLIENT_SECRET: clientSecret, ZOOM_USER_ID },
) {
  const { createRequestHandler } = await import("../../tests/zoom-server/server.js");
  const { createProxy, toNodeHandler } = await import(
    pathToFileURL(join(PLACE, "node_modules/zoom-phone-profile/proxy.js")).href
  );
  const proxy = createProxy({
    accountId,
    clientId,
    clientSecret,
    tokenUrl,
    baseUrl,
    allowedOrigins: [],
    authorize: (_, { userId }) => ({ userId: userId === "me" ? ZOOM_USER_ID : userId }),
  });
  const answerAsProxy = toNodeHandler(proxy);
  const answerAsZoom = createRequestHandler(zoom);
  return async (request, response) => {
    if (await answerAsZoom(request, response)) return true;
    if (request.url.startsWith("/api/zoom/")) await answerAsProxy(request, response);
    else if (request.url === "/export.ndjson")
      response.end([...zoom.directory.values()].map((profile) => `${JSON.stringify(profile)}\n`).join(""));
    else return false;
    return true;
  };
}

/** The embedded server, and the environment through which a project finds it. */
export async function startZoom() {
  const { startZoomServer } = await import("../../tests/zoom-server/server.js");
  const server = await startZoomServer({ users: 4, requestsPerSecond: 1e6, cors: "*" });
  const { summarizePolicy } = await import(pathToFileURL(join(PLACE, "node_modules/zoom-phone-profile/index.js")).href);
  const [[userId, profile]] = server.zoom.directory;
  const userToken = server.zoom.issueToken({ kind: "user" });
  const { clientId, clientSecret, accountId } = server.zoom.demo;
  const env = {
    ZOOM_BASE_URL: server.baseUrl,
    ZOOM_TOKEN: userToken,
    ZOOM_TOKEN_URL: server.tokenUrl,
    ZOOM_USER_ID: userId,
    ZOOM_CLIENT_ID: clientId,
    ZOOM_CLIENT_SECRET: clientSecret,
    ZOOM_ACCOUNT_ID: accountId,
  };
  return {
    ...server,
    answer: await answerer(server, env),
    userToken,
    env,
    email: profile.email,
    expected: `${profile.email}: ${summarizePolicy(profile).counts.on} on`,
  };
}
