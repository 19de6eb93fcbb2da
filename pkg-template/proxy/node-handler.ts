// Serves a proxy by `node:http`, and by the frameworks whose handlers take its requests and responses.

import { wrongArgument } from "../shared/arguments.ts";
import { isCallback, isObject } from "../shared/guards.ts";
import type { NodeRequest, NodeResponse } from "./types.ts";

type Proxy = (request: Request) => Promise<Response>;

/**
 * Returns a handler for requests of `node:http`, `node:https` and `node:http2`, and of Express, Connect, Vite's dev
 * server and Fastify on top of them. It can be mounted at any path. A request whose client disconnects is aborted.
 *
 * The handler answers every request itself, so mount it at a path of its own. Its promise never rejects.
 *
 * @param proxy What `createProxy` returned.
 * @throws {ZoomPhoneError} `invalid_argument` if `proxy` is not a function.
 * @example
 * import { createServer } from "node:http";
 * import { createProxy, toNodeHandler } from "zoom-phone-profile/proxy";
 *
 * const proxy = createProxy({ accountId, clientId, clientSecret, allowedOrigins: [], authorize: () => true });
 * const server = createServer(toNodeHandler(proxy));
 */
export function toNodeHandler(
  proxy: (request: Request) => Promise<Response>,
): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  if (!isCallback<Proxy>(proxy)) throw wrongArgument("proxy", "a function", proxy, "Pass what `createProxy` returned.");
  return async (request, response) => {
    const leaving = new AbortController();
    response.on("close", () => leaving.abort());
    try {
      await send(await answer(proxy, request, leaving.signal), response);
    } catch {
      // The client has gone, or the response has been begun by someone else.
      response.destroy();
    }
  };
}

async function answer(proxy: Proxy, request: NodeRequest, signal: AbortSignal): Promise<Response> {
  let asked: Request;
  try {
    asked = new Request(urlOf(request), { method: request.method ?? "GET", headers: headersOf(request), signal });
  } catch {
    // A method that `Request` forbids, or a `Host` that is not a host.
    return refusal(400, "The request cannot be read");
  }
  try {
    return await proxy(asked);
  } catch {
    return refusal(500, "The proxy failed");
  }
}

const refusal = (status: number, message: string): Response =>
  Response.json({ message: `${message} (zoom-phone-profile/proxy)` }, { status });

/** Returns the request's URL. Whether it came by TLS is the socket's to say: anyone can send `X-Forwarded-Proto`. */
function urlOf({ url, originalUrl, socket, headers }: NodeRequest): string {
  const host = headers[":authority"] ?? headers.host;
  const isTls = isObject(socket) && socket.encrypted === true;
  // Frameworks cut off the path at which the handler is mounted.
  const path = originalUrl ?? url ?? "/";
  // A path of two slashes would be read as another host.
  return new URL(`${isTls ? "https" : "http"}://${host}/${path.replace(/^\/+/, "")}`).href;
}

function headersOf({ headers }: NodeRequest): Headers {
  const known = new Headers();
  // Names with a colon are HTTP/2's own.
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !name.startsWith(":")) known.set(name, Array.isArray(value) ? value.join(", ") : value);
  return known;
}

async function send(answered: Response, response: NodeResponse): Promise<void> {
  const body = new Uint8Array(await answered.arrayBuffer());
  if (response.destroyed) return;
  response.statusCode = answered.status;
  for (const [name, value] of answered.headers) if (name !== "set-cookie") response.setHeader(name, value);
  const cookies = answered.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  response.end(body);
}
