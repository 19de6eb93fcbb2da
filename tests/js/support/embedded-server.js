// The embedded Zoom server for all tests of a file.

import { after } from "node:test";

import { startZoomServer } from "../../zoom-server/server.js";

/**
 * Starts the server, which stops after the file's tests. Returns it with a token, the IDs of its users, and `options`,
 * which makes options that reach it, with `defaults` behind those that a test passes.
 */
export async function embeddedServer(users, defaults) {
  const server = await startZoomServer({ users, requestsPerSecond: 1e6 });
  after(() => server.close());
  const token = server.zoom.issueToken();
  const options = (more) => ({ baseUrl: server.baseUrl, token, ...defaults, ...more });
  return { server, token, ids: [...server.zoom.directory.keys()], options };
}
