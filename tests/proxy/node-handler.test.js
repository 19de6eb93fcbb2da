// `toNodeHandler`, over real connections: URLs, headers, streaming, callers who leave, and failures.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { connect } from "node:net";
import { test } from "node:test";

import { createProxy, toNodeHandler } from "#package/proxy.js";

/** Serves a proxy; a `mount` cuts a path off, as Express and Connect do. */
async function serve(context, proxy, { options, mount, create = createServer } = {}) {
  const handler = toNodeHandler(proxy, options);
  const server = create((request, response) => {
    if (mount) Object.assign(request, { originalUrl: request.url, url: request.url.slice(mount.length) });
    handler(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => {
    server.closeAllConnections?.();
    server.close();
  });
  const { port } = server.address();
  return { port, url: `http://127.0.0.1:${port}` };
}

/** Sends bytes as they are, and returns what comes until the connection ends. */
async function raw(port, lines) {
  const socket = connect(port, "127.0.0.1");
  socket.end(`${lines.join("\r\n")}\r\nConnection: close\r\n\r\n`);
  let text = "";
  for await (const chunk of socket) text += chunk;
  return text;
}

const seen = (more) => async (request) =>
  Response.json({ url: request.url, method: request.method, headers: [...request.headers], ...more?.(request) });

test("the request is the one that the page sent", async (context) => {
  const { url, port } = await serve(context, seen());
  const headers = { cookie: "session=1", "x-a": "b" };
  const reply = await (await fetch(`${url}/api/zoom/phone/users/a%2Bb?x=1&y`, { headers })).json();
  assert.deepEqual([reply.url, reply.method], [`${url}/api/zoom/phone/users/a%2Bb?x=1&y`, "GET"]);
  const received = Object.fromEntries(reply.headers);
  assert.deepEqual([received.cookie, received["x-a"], received.host], ["session=1", "b", `127.0.0.1:${port}`]);
  assert.equal((await (await fetch(url, { method: "POST", body: "x" })).json()).method, "POST");
});

test("the URL is whole behind a prefix", async (context) => {
  const { url } = await serve(context, seen(), { mount: "/api/zoom" });
  assert.equal((await (await fetch(`${url}/api/zoom/phone/users/x`)).json()).url, `${url}/api/zoom/phone/users/x`);
});

test("no target and no header puts the URL on another host or scheme", async (context) => {
  const { port } = await serve(context, seen());
  const body = (text) => JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
  for (const [target, expected] of [
    ["/x", "http://proxy.example/x"],
    ["//evil.example/x", "http://proxy.example//evil.example/x"],
    ["http://evil.example/x?y", "http://proxy.example/x?y"],
    ["/\\evil.example", "http://proxy.example//evil.example"],
    ["/@evil.example", "http://proxy.example/@evil.example"],
  ]) {
    const text = await raw(port, [`GET ${target} HTTP/1.1`, "Host: proxy.example", "X-Forwarded-Proto: https"]);
    assert.equal(body(text).url, expected, target);
  }
  for (const host of ["user@evil.example", "a/b", "a?b", "a#b", "a b", ""]) {
    const text = await raw(port, ["GET /x HTTP/1.1", `Host: ${host}`]);
    assert.match(text, /^HTTP\/1.1 400 [\s\S]*no valid method, host or path/, host);
  }
  assert.match(await raw(port, ["TRACE /x HTTP/1.1", "Host: proxy.example"]), /^HTTP\/1.1 400 /);
});

test("the scheme follows the connection, and a header only where it is trusted", async (context) => {
  const { url } = await serve(context, seen(), { options: { trustForwardedProto: true } });
  for (const [given, scheme] of [
    ["https", "https:"],
    ["https, http", "https:"],
    ["http", "http:"],
    ["javascript", "http:"],
    [undefined, "http:"],
  ]) {
    const headers = given ? { "x-forwarded-proto": given } : {};
    assert.equal(new URL((await (await fetch(url, { headers })).json()).url).protocol, scheme, given);
  }
  const requests = [];
  const handler = toNodeHandler(async (request) => (requests.push(request.url), new Response()));
  const incoming = { url: "/x", headers: {}, rawHeaders: ["Host", "a.example"], socket: { encrypted: true } };
  const outgoing = { destroyed: false, once() {}, setHeader() {}, end() {}, destroy: () => assert.fail() };
  await handler(incoming, outgoing);
  assert.deepEqual([requests, outgoing.statusCode], [["https://a.example/x"], 200]);
});

test("HTTP/2 works, whose host is a pseudo-header", async (context) => {
  const { url, port } = await serve(context, seen(), { create: createHttp2Server });
  const session = connectHttp2(url);
  context.after(() => session.close());
  const stream = session.request({ ":path": "/x", "x-a": "b" });
  let text = "";
  for await (const chunk of stream) text += chunk;
  const reply = JSON.parse(text);
  assert.equal(reply.url, `${url}/x`);
  const received = Object.fromEntries(reply.headers);
  assert.deepEqual([received.host, received["x-a"], received[":path"]], [`127.0.0.1:${port}`, "b", undefined]);
});

test("status, headers and cookies come through, each as it is", async (context) => {
  const headers = new Headers([
    ["set-cookie", "a=1"],
    ["set-cookie", "b=2, c"],
    ["x-a", "b"],
  ]);
  const { url } = await serve(context, async () => new Response(null, { status: 401, headers }));
  const reply = await fetch(url);
  assert.deepEqual([reply.status, reply.headers.get("x-a"), await reply.text()], [401, "b", ""]);
  assert.deepEqual(reply.headers.getSetCookie(), ["a=1", "b=2, c"]);
});

test("the reply is written as it comes, and no faster than it is read", async (context) => {
  let pulled = 0;
  let next;
  const stream = new ReadableStream(
    {
      pull(controller) {
        pulled += 1;
        if (pulled === 1) controller.enqueue(new TextEncoder().encode("first"));
        else if (pulled === 2) next = () => controller.enqueue(new Uint8Array(1 << 20));
        else if (pulled < 400) controller.enqueue(new Uint8Array(1 << 20));
        else controller.close();
        return pulled === 2 ? new Promise((resolve) => (next = ((go) => () => (go(), resolve()))(next))) : undefined;
      },
    },
    { highWaterMark: 0 },
  );
  const { url } = await serve(context, async () => new Response(stream));
  const reader = (await fetch(url)).body.getReader();
  assert.equal(new TextDecoder().decode((await reader.read()).value), "first");
  next();
  await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.ok(pulled < 100, `${pulled} MiB are under way to a caller who reads nothing`);
  let bytes = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) bytes += part.value.length;
  assert.equal(pulled, 400);
  assert.ok(bytes > 390 << 20);
});

test("a caller who leaves aborts the request, before the reply and within it", async (context) => {
  const aborted = [];
  const left = [];
  const { url } = await serve(context, (request) => {
    const { pathname } = new URL(request.url);
    const isAborted = new Promise((resolve) => request.signal.addEventListener("abort", resolve));
    aborted.push(isAborted);
    if (pathname === "/before") return isAborted.then(() => new Response("late"));
    const cancelled = Promise.withResolvers?.() ?? {};
    cancelled.promise ??= new Promise((resolve) => (cancelled.resolve = resolve));
    left.push(cancelled.promise);
    const start = (controller) => controller.enqueue(new Uint8Array(8));
    return Promise.resolve(new Response(new ReadableStream({ start, cancel: cancelled.resolve })));
  });
  const controller = new AbortController();
  const before = fetch(`${url}/before`, { signal: controller.signal }).catch((error) => error.name);
  while (aborted.length === 0) await new Promise(setImmediate);
  controller.abort();
  assert.equal(await before, "AbortError");
  await aborted[0];
  const reader = (await fetch(`${url}/within`)).body.getReader();
  await reader.read();
  await reader.cancel();
  await Promise.all([...aborted, ...left]);
});

test("a caller who has left before costs nothing", async () => {
  const handler = toNodeHandler(() => assert.fail());
  await handler({ headers: {}, rawHeaders: [] }, { destroyed: true });
});

test("what a proxy throws is 500 without details, and a body that breaks ends the connection", async (context) => {
  const broken = () =>
    new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(9)),
      pull: (controller) => controller.error(new Error("database: password")),
    });
  const { url } = await serve(context, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/throws") throw new Error("database: password");
    if (pathname === "/rejects") return Promise.reject(new Error("database: password"));
    if (pathname === "/nothing") return Promise.resolve(undefined);
    return Promise.resolve(new Response(broken()));
  });
  for (const path of ["/throws", "/rejects"]) {
    const reply = await fetch(url + path);
    assert.equal(reply.status, 500, path);
    assert.deepEqual(await reply.json(), { message: "The proxy failed (zoom-phone-profile/proxy)" });
    assert.equal(reply.headers.get("cache-control"), "no-store");
  }
  for (const path of ["/nothing", "/broken"])
    await assert.rejects(
      fetch(url + path).then((reply) => reply.text()),
      path,
    );
});

test("allowedHosts sees the host that was received", async (context) => {
  const options = { token: "t", allowedOrigins: [], allowedHosts: ["127.0.0.1"], authorize: () => false };
  const { port } = await serve(context, createProxy(options));
  const ask = (host) => raw(port, ["GET /phone/users/x HTTP/1.1", `Host: ${host}`]);
  assert.match(await ask("127.0.0.1:8090"), /You may not see this user's profile/);
  assert.match(await ask("evil.example"), /This host is not listed/);
});

test("a proxy or an option that cannot be used is refused", () => {
  for (const [args, pattern] of [
    [[], /takes a proxy.*createProxy/],
    [[{}], /takes a proxy/],
    [[() => {}, { trustProxy: true }], /no option `trustProxy`/],
    [[() => {}, { trustForwardedproto: true }], /Did you mean `trustForwardedProto`/],
    [[() => {}, { trustForwardedProto: "yes" }], /`trustForwardedProto` must be true or false/],
    [[() => {}, 5], /plain object/],
  ]) {
    assert.throws(
      () => toNodeHandler(...args),
      (error) => error.code === "invalid_argument" && pattern.test(`${error.message}. ${error.hint}`),
    );
  }
});
