// What the tests of the crates share.

import { once } from "node:events";
import { createServer } from "node:http";

import { startZoomServer } from "../zoom-server/server.js";

/** Starts the embedded Zoom server; `token` is a server-to-server token of it. */
export async function startZoom() {
  const server = await startZoomServer({ users: 3 });
  const { accountId, clientId, clientSecret } = server.zoom.demo;
  const response = await fetch(server.tokenUrl, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: "account_credentials", account_id: accountId }),
  });
  const { access_token: token } = await response.json();
  const [userId] = server.zoom.directory.keys();
  return { server, token, userId };
}

/** Starts a server on loopback; `handle` answers a request with a `Response`. */
export async function serve(handle) {
  const server = createServer(async (request, response) => {
    const answer = await handle(request);
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}
