// The embedded Zoom server over HTTP, on loopback; and the faults that only a socket can have.

import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";

import { decoded } from "#zoom-failures";
import { SOCKET_FAULTS } from "./faults.js";
import { createZoom } from "./zoom.js";

/**
 * Starts the server. Options are those of `createZoom`, with `port` (any free one by default).
 * @returns {Promise<{ url: string, baseUrl: string, tokenUrl: string, port: number, zoom: object, close():
 * Promise<void> }>}
 */
export async function startZoomServer({ port = 0, ...options } = {}) {
  const zoom = createZoom(options);
  const handle = createRequestHandler(zoom);
  const server = createServer((request, response) => {
    handle(request, response).then((isDone) => {
      if (!isDone) response.writeHead(404).end();
    });
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    url,
    baseUrl: `${url}/v2`,
    tokenUrl: `${url}/oauth/token`,
    port: server.address().port,
    zoom,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

const PATHS = /^\/(v2|oauth)(\/|\?|$)/;

/**
 * Answers what is Zoom's, so that a page can be served beside it; `false` for anything else. `isCompressed` compresses
 * replies, as Zoom does.
 */
export function createRequestHandler(zoom, { isCompressed = false } = {}) {
  return async (request, response) => {
    if (!PATHS.test(request.url)) return false;
    const reply = await zoom.fetch(await toRequest(request));
    const name = decoded(request.url.split("/").pop());
    const fault = reply.status === 200 && Object.hasOwn(SOCKET_FAULTS, name) ? name : null;
    if (isCompressed && reply.status === 200 && !fault) await sendCompressed(request, response, reply);
    else await send(response, reply, fault);
    return true;
  };
}

/** Sends a reply as small as the browser takes it. */
async function sendCompressed(request, response, reply) {
  const body = Buffer.from(await reply.arrayBuffer());
  const headers = { ...Object.fromEntries(reply.headers), vary: "accept-encoding" };
  const accepted = (request.headers["accept-encoding"] ?? "").split(/[,;]\s*/);
  if (!accepted.includes("gzip")) return response.writeHead(reply.status, headers).end(body);
  response.writeHead(reply.status, { ...headers, "content-encoding": "gzip" }).end(gzipSync(body));
}

async function toRequest(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  const headers = Object.entries(request.headers).filter(([name]) => name !== "host");
  return new Request(`http://${request.headers.host}${request.url}`, {
    method: request.method,
    headers,
    body: hasBody ? Buffer.concat(chunks) : undefined,
  });
}

async function send(response, reply, fault) {
  const body = Buffer.from(await reply.arrayBuffer());
  const head = () => response.writeHead(reply.status, Object.fromEntries(reply.headers));
  switch (fault) {
    case "fault-hang":
      return;
    case "fault-cut-headers":
      response.destroy();
      return;
    case "fault-cut-body":
      head().write(body.subarray(0, body.length / 2), () => response.destroy());
      return;
    case "fault-slow-body":
      head();
      for (const byte of body) {
        if (response.destroyed) return;
        response.write(Buffer.of(byte));
        await delay(20);
      }
      response.end();
      return;
    case "fault-large":
      head().end(Buffer.concat([Buffer.from('{"id":"'), Buffer.alloc(2 << 20, "x"), Buffer.from('"}')]));
      return;
    case "fault-delay":
      await delay(300);
      head().end(body);
      return;
    default:
      head().end(body);
  }
}
