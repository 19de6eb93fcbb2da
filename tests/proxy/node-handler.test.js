// The proxy as a handler of `node:http` and `node:http2`, at the root and mounted as frameworks mount it.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request as requestOver } from "node:http";
import http2 from "node:http2";
import { test } from "node:test";

import { getUserProfile, isZoomPhoneError } from "#package";
import { createProxy, toNodeHandler } from "#package/proxy.js";
import { startZoomServer } from "../zoom-server/server.js";
import { credentials, faked } from "./support.js";

/** Starts a server on loopback; returns its URL. */
async function listening(t, server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => (server.closeAllConnections?.(), server.close()));
  return `http://127.0.0.1:${server.address().port}`;
}

test("a server of node:http answers at any path, as the proxy decides", async (t) => {
  const zoom = await startZoomServer({ users: 2, requestsPerSecond: 1e6 });
  t.after(() => zoom.close());
  const [id] = zoom.zoom.directory.keys();
  const proxy = createProxy({
    ...credentials,
    tokenUrl: zoom.tokenUrl,
    baseUrl: zoom.baseUrl,
    allowedOrigins: [],
    authorize: () => true,
  });
  const url = await listening(t, createServer(toNodeHandler(proxy)));
  for (const mount of ["", "/api/zoom"]) assert.equal((await getUserProfile(id, { baseUrl: `${url}${mount}` })).id, id);
  assert.equal((await fetch(`${url}/phone/users/${id}`, { headers: { origin: "https://evil.example" } })).status, 403);
  assert.equal((await fetch(`${url}/phone/users/${id}`, { method: "POST", body: "{}" })).status, 405);
  assert.equal((await fetch(`${url}//evil.example/phone/users/${id}`)).status, 200, "two slashes are no host");
});

test("where a framework has cut off the path of the mount, the whole path counts", async (t) => {
  const { proxy, sent } = faked({ allowedOrigins: [] });
  const handler = toNodeHandler(proxy);
  const server = createServer((request, response) => {
    request.originalUrl = request.url;
    request.url = request.url.replace("/api/zoom", "");
    return handler(request, response);
  });
  const url = await listening(t, server);
  assert.equal((await fetch(`${url}/api/zoom/phone/users/x`)).status, 200);
  assert.equal(sent.profile.length, 1);
});

test("HTTP/2 has its host in a header of its own", async (t) => {
  const { proxy } = faked({ allowedOrigins: [] });
  const url = await listening(t, http2.createServer(toNodeHandler(proxy)));
  const session = http2.connect(url);
  t.after(() => session.close());
  const stream = session.request({ ":path": "/phone/users/x" });
  const [headers] = await once(stream, "response");
  stream.resume();
  await once(stream, "end");
  assert.equal(headers[":status"], 200);
});

test("the protocol is the socket's, whatever headers say", async (t) => {
  const seen = [];
  const proxy = async (request) => {
    seen.push(request.url);
    return new Response("{}");
  };
  const url = await listening(t, createServer(toNodeHandler(proxy)));
  await fetch(`${url}/a?b=c`, { headers: { "x-forwarded-proto": "https", "x-forwarded-host": "evil.example" } });
  assert.deepEqual(seen, [`${url}/a?b=c`]);
});

test("a client that disconnects aborts the request", async (t) => {
  let aborted;
  const isAborted = new Promise((resolve) => (aborted = resolve));
  const proxy = ({ signal }) => new Promise(() => signal.addEventListener("abort", aborted));
  const server = createServer(toNodeHandler(proxy));
  const url = await listening(t, server);
  const request = requestOver(`${url}/phone/users/x`).on("error", () => {});
  request.end();
  await once(server, "request");
  request.destroy();
  await isAborted;
});

test("what fails is answered without a detail, and headers and cookies come through", async (t) => {
  const failing = await listening(t, createServer(toNodeHandler(async () => Promise.reject(new Error("secret")))));
  const response = await fetch(failing);
  assert.deepEqual(
    [response.status, await response.json()],
    [500, { message: "The proxy failed (zoom-phone-profile/proxy)" }],
  );
  const headers = new Headers([
    ["set-cookie", "a=1"],
    ["set-cookie", "b=2"],
    ["x-own", "yes"],
  ]);
  const cookies = await listening(
    t,
    createServer(toNodeHandler(async () => new Response("text", { status: 401, headers }))),
  );
  const reply = await fetch(cookies);
  assert.deepEqual(
    [reply.status, reply.headers.getSetCookie(), reply.headers.get("x-own"), await reply.text()],
    [401, ["a=1", "b=2"], "yes", "text"],
  );
  const url = new URL(failing);
  for (const given of [{ method: "TRACE" }, { headers: { host: "not a host" } }]) {
    const request = requestOver({ host: url.hostname, port: url.port, path: "/phone/users/x", ...given });
    request.end();
    const [{ statusCode }] = await once(request, "response");
    assert.equal(statusCode, 400, JSON.stringify(given));
  }
});

test("arguments that cannot be used are refused", () => {
  for (const [args, message] of [
    [[], /`proxy` must be a function; it is undefined/],
    [[{ fetch() {} }], /`proxy` must be a function; it is an object/],
    [[null], /`proxy` must be a function; it is null/],
  ])
    assert.throws(
      () => toNodeHandler(...args),
      (error) => isZoomPhoneError(error) && error.code === "invalid_argument" && message.test(error.message),
    );
});
