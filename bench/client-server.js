// A server for bench/client.js, in a process of its own: Zoom's sample with Zoom's headers, as quickly as Node can, so
// that what is measured is the client.

import { createServer } from "node:http";

import { SAMPLE_TEXT } from "../tests/zoom-server/directory.js";

const body = Buffer.from(JSON.stringify(JSON.parse(SAMPLE_TEXT)));
const headers = {
  "content-type": "application/json;charset=UTF-8",
  "content-length": body.length,
  "x-ratelimit-category": "Light",
  "x-ratelimit-type": "QPS",
  "x-ratelimit-limit": "40",
  "x-ratelimit-remaining": "39",
  "x-zm-trackingid": "v=2.0;clid=aw1;rid=WEB_00000001",
};
const server = createServer((_request, response) => response.writeHead(200, headers).end(body));
server.listen(0, "127.0.0.1", () => console.log(`listening on ${server.address().port}`));
