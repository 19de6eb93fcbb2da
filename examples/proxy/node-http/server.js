// Node's own `http`.

import { createServer } from "node:http";

import { toNodeHandler } from "zoom-phone-profile/proxy";

import { zoomProxy } from "../zoom-proxy.js";

const zoom = toNodeHandler(zoomProxy(process.env));
const server = createServer((request, response) => {
  if (request.url.startsWith("/api/zoom/")) zoom(request, response);
  else response.writeHead(404).end();
});
server.listen(Number(process.env.PORT ?? 8090), "127.0.0.1", () =>
  console.log(`listening on ${server.address().port}`),
);
