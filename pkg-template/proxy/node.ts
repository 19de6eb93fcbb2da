// The proxy in Node: turns what `http` receives into a Request, and writes a Response to it.

import { invalidArgument, wrongOption } from "../shared/arguments.ts";
import { cancelQuietly } from "../shared/cancel-quietly.ts";
import { isCallback, isObject } from "../shared/guards.ts";
import { readOptions } from "../shared/read-options.ts";
import { Refusal } from "./errors.ts";
import type { NodeHandlerOptions, NodeRequest, NodeResponse } from "./types.ts";

type Handler = (request: Request) => Promise<Response>;

/**
 * Makes a handler for Node's `http`, `https` and `http2`, and for what is built on them: Express, Connect, Vite's dev
 * server, and Fastify by `request.raw` and `reply.raw`.
 *
 * The request has the URL that the page called, also where a framework has cut off the path that the handler is mounted
 * at, and no body. Its `signal` is aborted when the caller leaves. The reply is written as it comes, no faster than the
 * caller reads it. The handler's promise never rejects: where the proxy itself throws, the caller gets 500 without
 * details, or a closed connection if the reply had begun.
 *
 * @throws {ZoomPhoneError} `invalid_argument`, at once, if the proxy is not a function or an option cannot be used.
 * @example
 * import { createServer } from "node:http";
 * import { createProxy, toNodeHandler } from "zoom-phone-profile/proxy";
 *
 * const proxy = createProxy({
 *   token, // or the app's credentials
 *   allowedOrigins: [],
 *   allowedHosts: ["localhost"],
 *   authorize: async (request) => (await signedIn(request))?.isAdmin === true, // yours
 * });
 * const server = createServer(toNodeHandler(proxy));
 */
export function toNodeHandler(
  proxy: (request: Request) => Promise<Response>,
  options?: NodeHandlerOptions,
): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  if (!isCallback<Handler>(proxy)) {
    throw invalidArgument("toNodeHandler takes a proxy", "Pass what `createProxy` returns.");
  }
  const { trustForwardedProto = false } = readOptions(options, ["trustForwardedProto"]);
  if (typeof trustForwardedProto !== "boolean") {
    throw wrongOption("trustForwardedProto", "true or false", trustForwardedProto);
  }
  return async function handler(incoming, outgoing) {
    if (outgoing.destroyed) return;
    const caller = new AbortController();
    outgoing.once("close", () => caller.abort());
    try {
      await send(await answer(proxy, incoming, trustForwardedProto, caller.signal), outgoing, caller.signal);
    } catch {
      outgoing.destroy();
    }
  };
}

/** Returns the proxy's reply. Never rejects: what cannot be read is 400, what the proxy throws is 500. */
async function answer(
  proxy: Handler,
  incoming: NodeRequest,
  trustForwardedProto: boolean,
  signal: AbortSignal,
): Promise<Response> {
  let request: Request;
  try {
    const { method = "GET" } = incoming;
    const headers = headersOf(incoming);
    request = new Request(urlOf(incoming, headers, trustForwardedProto), { method, headers, signal });
  } catch {
    return new Refusal(400, "The request has no valid method, host or path").toResponse();
  }
  try {
    return await proxy(request);
  } catch {
    return new Refusal(500, "The proxy failed").toResponse();
  }
}

/** Returns the headers as they came, each of repeated ones; `Host` also from HTTP/2's pseudo-header. */
function headersOf({ rawHeaders, headers: { ":authority": authority } }: NodeRequest): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name, value] = [rawHeaders[at]!, rawHeaders[at + 1]!];
    if (!name.startsWith(":")) headers.append(name, value);
  }
  if (typeof authority === "string" && !headers.has("host")) headers.set("host", authority);
  return headers;
}

/** Returns the URL that the page called. Throws if its host or path makes none. */
function urlOf({ url, originalUrl, socket }: NodeRequest, headers: Headers, trustForwardedProto: boolean): URL {
  const forwarded = trustForwardedProto ? headers.get("x-forwarded-proto")?.split(",")[0]?.trim() : undefined;
  const isEncrypted = isObject(socket) && socket.encrypted === true;
  const scheme = (forwarded ? forwarded === "https" : isEncrypted) ? "https" : "http";
  // Express and Connect cut off the path of the mount, and keep the whole.
  const path = pathOf(originalUrl ?? url ?? "/");
  const base = new URL(`${scheme}://${headers.get("host") ?? "localhost"}`);
  // Otherwise a host with a slash or an "@" would move parts of it into another place.
  if (base.pathname !== "/" || base.username !== "" || base.search !== "" || base.hash !== "") throw new TypeError();
  // As a base, the host would give way to that of a path which begins with two slashes.
  return new URL(base.origin + path);
}

/** Returns the path and query of a request's target, which may be a whole URL, or "*". */
function pathOf(target: string): string {
  if (target.startsWith("/")) return target;
  if (!URL.canParse(target)) return "/";
  const { pathname, search } = new URL(target);
  return pathname + search;
}

/** Writes a reply. Resolves once it is written, or once the caller has left. */
async function send(reply: Response, outgoing: NodeResponse, caller: AbortSignal): Promise<void> {
  if (caller.aborted) return cancelQuietly(() => reply.body?.cancel());
  outgoing.statusCode = reply.status;
  for (const [name, value] of reply.headers) if (name !== "set-cookie") outgoing.setHeader(name, value);
  const cookies = reply.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
  if (reply.body) await writeBody(reply.body, outgoing, caller);
  if (!caller.aborted) outgoing.end();
}

async function writeBody(body: ReadableStream<Uint8Array>, outgoing: NodeResponse, caller: AbortSignal): Promise<void> {
  const reader = body.getReader();
  // Also ends a read that is waiting.
  const cancel = () => cancelQuietly(() => reader.cancel());
  caller.addEventListener("abort", cancel, { once: true });
  for (let chunk = await reader.read(); !chunk.done && !caller.aborted; chunk = await reader.read()) {
    if (!outgoing.write(chunk.value)) await drained(outgoing, caller);
  }
  caller.removeEventListener("abort", cancel);
}

/** Resolves once more can be written, or once the caller has left. */
function drained(outgoing: NodeResponse, caller: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (caller.aborted) return resolve();
    outgoing.once("drain", resolve);
    caller.addEventListener("abort", () => resolve(), { once: true });
  });
}
