// Faults below HTTP: whatever fetch, its response or a connection does, the call settles and names the cause.

import assert from "node:assert/strict";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { test } from "node:test";
import vm from "node:vm";

import { getUserProfile, getUserProfileWithResponse } from "#package";
import { answering, closed, failing, listening } from "./support/calls.js";
import { embeddedServer } from "./support/embedded-server.js";

const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));
/** `options` reach the embedded server, without waiting for retries. */
const { token, options } = await embeddedServer(20, { maxRetries: 0, timeoutMs: 5000 });

test("faults of fetch settle", async () => {
  const foreign = vm.runInNewContext("new TypeError('foreign')");
  for (const reason of ["a text", undefined, null, 5, foreign, new TypeError("fetch failed")]) {
    const error = await failing(
      getUserProfile("me", { token: "t", maxRetries: 0, fetch: () => Promise.reject(reason) }),
    );
    assert.equal(error.code, "network");
    assert.equal(error.cause, reason === undefined ? undefined : reason);
    const thrown = await failing(
      getUserProfile("me", {
        token: "t",
        maxRetries: 0,
        fetch: () => {
          throw reason;
        },
      }),
    );
    assert.equal(thrown.code, "network");
  }
  for (const result of [undefined, null, 5, "x", {}, { status: "200" }]) {
    const error = await failing(getUserProfile("me", { token: "t", maxRetries: 0, fetch: async () => result }));
    assert.equal(error.code, "invalid_response");
  }
});

test("what only looks like a response will do", async () => {
  for (const body of [
    { arrayBuffer: async () => new TextEncoder().encode('{"id":"x"}').buffer },
    { text: async () => '{"id":"x"}' },
    { json: async () => ({ id: "x" }) },
  ]) {
    assert.deepEqual(await getUserProfile("me", { fetch: async () => ({ status: 200, ok: true, ...body }) }), {
      id: "x",
    });
  }
  const sync = await getUserProfile("me", { fetch: () => new Response('{"id":"x"}') });
  assert.deepEqual(sync, { id: "x" });
});

test("bodies that fail, stall or never end", async () => {
  const streaming = (start) => answering(new ReadableStream(start));
  const broken = await failing(
    getUserProfile("me", {
      maxRetries: 0,
      fetch: streaming({ start: (controller) => controller.error(new Error("cut")) }),
    }),
  );
  assert.deepEqual([broken.code, broken.cause.message], ["network", "cut"]);
  const stalled = await failing(getUserProfile("me", { timeoutMs: 50, fetch: streaming({}) }));
  assert.equal(stalled.code, "timeout");
  let pulled = 0;
  const endless = await failing(
    getUserProfile("me", {
      fetch: streaming({
        pull: (controller) => {
          pulled += 1;
          controller.enqueue(new Uint8Array(65536));
        },
      }),
    }),
  );
  assert.equal(endless.code, "response_too_large");
  assert.ok(pulled < 40, "it stopped reading");
});

test("what the system calls a failed connection is in the message, with a hint of its kind", async () => {
  const failed = (baseUrl) => failing(getUserProfile("me", { baseUrl, token, maxRetries: 0 }));
  const gone = createHttpServer();
  const port = await listening(gone);
  await closed(gone);
  for (const [baseUrl, code, hint] of [
    [`http://127.0.0.1:${port}/v2`, "ECONNREFUSED", /check that the server runs/],
    [`http://localhost:${port}/v2`, "ECONNREFUSED", /check that the server runs/],
    ["https://nonexistent.invalid/v2", "ENOTFOUND|EAI_AGAIN", /check the host/],
  ]) {
    const error = await failed(baseUrl);
    assert.match(error.message, new RegExp(`^No reply came from ${new URL(baseUrl).origin}: (${code})$`));
    assert.ok(error.toJSON().message === error.message);
    assert.match(error.hint, hint);
    assert.ok(error.cause);
  }
  const cut = await failing(getUserProfile("fault-cut-headers", options()));
  assert.match(cut.message, /: (ECONNRESET|UND_ERR_SOCKET)$/);
  // As undici, node-fetch, Bun and Deno throw it.
  const undici = (cause) => new TypeError("fetch failed", { cause });
  const coded = (code, more) => Object.assign(new Error("no"), { code, ...more });
  for (const [fault, code, hint] of [
    [undici(coded("DEPTH_ZERO_SELF_SIGNED_CERT")), "DEPTH_ZERO_SELF_SIGNED_CERT", /certificate/],
    [undici(coded("CERT_HAS_EXPIRED")), "CERT_HAS_EXPIRED", /expired/],
    [undici(coded("ERR_TLS_CERT_ALTNAME_INVALID")), "ERR_TLS_CERT_ALTNAME_INVALID", /another host/],
    [undici(coded("UNABLE_TO_VERIFY_LEAF_SIGNATURE")), "UNABLE_TO_VERIFY_LEAF_SIGNATURE", /not trusted/],
    [undici(coded("ERR_SSL_WRONG_VERSION_NUMBER")), "ERR_SSL_WRONG_VERSION_NUMBER", /TLS/],
    [undici(coded("UND_ERR_CONNECT_TIMEOUT")), "UND_ERR_CONNECT_TIMEOUT", /does not answer/],
    [undici(coded("EHOSTUNREACH")), "EHOSTUNREACH", /does not answer/],
    [undici(coded("EAI_AGAIN")), "EAI_AGAIN", /host/],
    [undici(coded("E_SOMETHING")), "E_SOMETHING", /connection/],
    [
      undici(Object.assign(new AggregateError([coded("ECONNREFUSED"), coded("ENETUNREACH")]))),
      "ECONNREFUSED",
      /server runs/,
    ],
    [
      undici(Object.assign(new AggregateError([coded("ECONNREFUSED")]), { code: "ECONNREFUSED" })),
      "ECONNREFUSED",
      /server runs/,
    ],
    [coded("ECONNRESET", { type: "system" }), "ECONNRESET", /closed/],
    [Object.assign(new Error("Unable to connect."), { code: "ConnectionRefused" }), "ConnectionRefused", /server runs/],
    [
      undici(new Error("client error (Connect): tcp connect error: Connection refused (os error 111)")),
      "ECONNREFUSED",
      /server runs/,
    ],
    [undici(new Error("client error (Connect): dns error: failed to lookup address information")), "ENOTFOUND", /host/],
    [
      undici(new Error("client error (Connect): invalid peer certificate: UnknownIssuer")),
      "invalid peer certificate: UnknownIssuer",
      /certificate/,
    ],
  ]) {
    const error = await failing(getUserProfile("me", { token, maxRetries: 0, fetch: () => Promise.reject(fault) }));
    assert.equal(error.message, `No reply came from https://api.zoom.us: ${code}`);
    assert.match(error.hint, hint, code);
  }
  // No code is taken for one that holds anything else, and a cause that cannot be read is no code.
  for (const fault of [
    coded("not a code\u001b[31m"),
    coded(7),
    coded(token),
    new Proxy(new Error("no"), {
      get: () => {
        throw new Error("no");
      },
    }),
  ]) {
    const error = await failing(getUserProfile("me", { token, maxRetries: 0, fetch: () => Promise.reject(fault) }));
    assert.match(error.message, /^No reply came from https:\/\/api\.zoom\.us: (fetch failed|\[token\])$/);
  }
});

test("bodies of the wrong kind", async () => {
  const stream = (chunk) => ({
    status: 200,
    body: new ReadableStream({ start: (controller) => (controller.enqueue(chunk), controller.close()) }),
  });
  const foreign = vm.runInNewContext("new Uint8Array([123, 34, 105, 100, 34, 58, 34, 120, 34, 125])");
  assert.deepEqual(await getUserProfile("me", { fetch: async () => stream(foreign) }), { id: "x" });
  for (const [reply, code] of [
    [stream("a text"), "network"],
    [{ status: 200 }, "invalid_response"],
    [
      {
        status: 200,
        get body() {
          throw new Error("no");
        },
      },
      "network",
    ],
    [
      {
        get status() {
          throw new Error("no");
        },
      },
      "invalid_response",
    ],
    [{ status: 200.5, text: async () => "{}" }, "invalid_response"],
    [{ status: -1, text: async () => "{}" }, "invalid_response"],
    [
      {
        status: 200,
        json: async () => {
          throw new SyntaxError("no");
        },
      },
      "network",
    ],
    [{ status: 404, headers: null, text: async () => "" }, "not_found"],
    [
      {
        status: 404,
        get headers() {
          throw new Error("no");
        },
        text: async () => "",
      },
      "not_found",
    ],
  ])
    assert.equal((await failing(getUserProfile("me", { maxRetries: 0, fetch: async () => reply }))).code, code);
  const plain = { status: 429, headers: { "retry-after": "7200" }, text: async () => "" };
  assert.equal((await failing(getUserProfile("me", { fetch: async () => plain }))).retryAfterMs, 7_200_000);
});

test("a body that has been read, and one that fails in its midst", async () => {
  const used = new Response('{"id":"x"}');
  await used.text();
  assert.equal((await failing(getUserProfile("me", { maxRetries: 0, fetch: async () => used }))).code, "network");
  const broken = new ReadableStream({
    pull(controller) {
      if (this.once) return controller.error("cut");
      this.once = true;
      controller.enqueue(new TextEncoder().encode('{"id":'));
    },
  });
  const error = await failing(getUserProfile("me", { maxRetries: 0, fetch: answering(broken) }));
  assert.deepEqual([error.code, error.cause], ["network", "cut"]);
});

test("replies that break HTTP settle", async () => {
  const replies = {
    nothing: "",
    "no HTTP": "SSH-2.0-OpenSSH_9.6\r\n",
    "a length beyond the body": 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"id":"x"}',
    "a length that is none": 'HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{"id":"x"}',
    "two lengths": 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Length: 12\r\n\r\n{"id":"x"}',
    "chunks that are none": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "a chunk that is cut": 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"id":"x"}',
    "no gzip": 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 10\r\n\r\n{"id":"x"}',
    "a redirect": "HTTP/1.1 301 Moved\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
  };
  let reply;
  const broken = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end(reply));
  });
  await new Promise((resolve) => broken.listen(0, "127.0.0.1", resolve));
  const { port } = broken.address();
  for (const [name, text] of Object.entries(replies)) {
    reply = text;
    const error = await failing(
      getUserProfile("me", { baseUrl: `http://127.0.0.1:${port}/v2`, maxRetries: 0, timeoutMs: 2000 }),
    );
    assert.ok(["network", "invalid_response"].includes(error.code), `${name}: ${error.code}`);
    assert.equal(error.cause !== undefined, name !== "a redirect", name);
  }
  reply = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"id":"x"}and more that nobody asked for';
  assert.deepEqual(await getUserProfile("me", { baseUrl: `http://127.0.0.1:${port}/v2` }), { id: "x" });
  await new Promise((resolve) => broken.close(resolve));
  const closed = await failing(getUserProfile("me", { baseUrl: `http://127.0.0.1:${port}/v2`, maxRetries: 0 }));
  assert.deepEqual([closed.code, closed.cause.cause.code], ["network", "ECONNREFUSED"]);
});

test("what only looks like the engine's Response settles too", async () => {
  const real = () => new Response('{"id":"x"}', { headers: { "x-zm-trackingid": "v=2.0;x" } });
  const bound = new Proxy(real(), {
    get: (target, key) => (typeof target[key] === "function" ? target[key].bind(target) : target[key]),
  });
  class Wrapped extends Response {}
  const renamed = Object.defineProperty(real(), "headers", { value: { "X-Zm-TrackingId": "v=2.0;x" } });
  for (const response of [bound, new Wrapped('{"id":"x"}'), renamed]) {
    const { profile, response: told } = await getUserProfileWithResponse("me", { fetch: async () => response });
    assert.deepEqual(profile, { id: "x" });
    if (!(response instanceof Wrapped)) assert.equal(told.trackingId, "v=2.0;x");
  }
  // An engine may refuse to read a proxy of its own, or not.
  const proxied = await getUserProfile("me", {
    maxRetries: 0,
    timeoutMs: 1000,
    fetch: async () => new Proxy(real(), {}),
  }).catch((error) => error);
  assert.ok(proxied.id === "x" || proxied.code === "invalid_response", String(proxied));
  const throwing = Object.defineProperty(new Response(null, { status: 503 }), "headers", {
    get: () => {
      throw new Error("no");
    },
  });
  for (const [response, code] of [
    [Object.create(Response.prototype), "invalid_response"],
    [Object.create(Response.prototype, { status: { value: 200 } }), "network"],
    [throwing, "server_error"],
  ])
    assert.equal(
      (await failing(getUserProfile("me", { maxRetries: 0, timeoutMs: 1000, fetch: async () => response }))).code,
      code,
    );
});

test("bodies whose chunks never cease, or cannot be cancelled, settle in time", async () => {
  const empty = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array()) });
  assert.equal((await failing(getUserProfile("me", { timeoutMs: 50, fetch: answering(empty) }))).code, "timeout");
  const reading = (read) => async () => ({ status: 200, body: { getReader: () => ({ read }) } });
  const large = async () => ({ done: false, value: new Uint8Array(1 << 19) });
  assert.equal((await failing(getUserProfile("me", { fetch: reading(large) }))).code, "response_too_large");
  assert.equal(
    (await failing(getUserProfile("me", { timeoutMs: 20, fetch: reading(() => new Promise(() => {})) }))).code,
    "timeout",
  );
  const late = {
    body: {
      cancel: () => {
        throw new Error("no");
      },
    },
  };
  assert.equal(
    (
      await failing(
        getUserProfile("me", { timeoutMs: 10, fetch: () => new Promise((resolve) => setTimeout(resolve, 20, late)) }),
      )
    ).code,
    "timeout",
  );
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.deepEqual(unhandled, []);
});
