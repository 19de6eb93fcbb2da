// The token never appears in errors, results, output or wasm memory: a canary is passed in every way, repeated by
// servers and stand-ins for fetch, and searched for in everything that a call produces.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

import { getUserProfile, getUserProfiles, getUserProfileWithResponse } from "#package";
import { CANARY, traceIn, traceInBytes, traceInValue } from "./support/canary.js";
import { assertClean, failing, optionsOf, recordConsole, recorder, WAYS } from "./support/recorder.js";
import { wasmMemory } from "./support/wasm-memory.js";

const printed = recordConsole();

/** Every way in which a server repeats the token: a status, headers and a body. */
const ESCAPED = [...CANARY].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
const ECHOES = {
  "in a message": [401, {}, JSON.stringify({ code: 124, message: `Invalid access token: ${CANARY}` })],
  "in a message of escapes": [401, {}, `{"code":124,"message":"Invalid access token: ${ESCAPED}"}`],
  "in a message, where it is cut off": [
    400,
    {},
    JSON.stringify({ code: 300, message: `${"x".repeat(1_980)}${CANARY}` }),
  ],
  "in field errors": [
    400,
    {},
    JSON.stringify({ code: 300, message: "no", errors: [{ field: CANARY, message: `Bearer ${CANARY}` }] }),
  ],
  "in broken JSON": [400, {}, `{"code":104,"message":"does not contain scopes:["${CANARY}","b"]"}`],
  "as a scope": [400, {}, JSON.stringify({ code: 4711, message: `does not contain scopes:[phone:read, ${CANARY}]` })],
  "in headers": [
    500,
    {
      "x-zm-trackingid": `t-${CANARY}`,
      "x-ratelimit-type": CANARY,
      "retry-after": CANARY,
      "x-ratelimit-category": CANARY,
      "set-cookie": `t=${CANARY}`,
      date: CANARY,
    },
    "no",
  ],
  "in a page": [502, { "content-type": "text/html" }, `<pre>Authorization: Bearer ${CANARY}</pre>`],
  "in what is no JSON": [200, {}, `Authorization: Bearer ${CANARY}`],
  "in an error in a 200": [200, {}, JSON.stringify({ code: 300, message: CANARY })],
  "as a wrong type": [
    200,
    {},
    JSON.stringify({
      id: "x",
      extension_number: CANARY,
      policy: { sms: { enable: CANARY }, [CANARY]: 1 },
      status: CANARY,
    }),
  ],
  "as a redirect": [302, { location: `https://example.invalid/?access_token=${CANARY}` }, CANARY],
  "in a limit": [
    429,
    { "x-ratelimit-type": "Daily-limit" },
    JSON.stringify({ code: 429, message: `daily limit of ${CANARY}` }),
  ],
};

test("no reply brings the token into an error, whatever it repeats of it", async () => {
  for (const [echo, [status, headers, body]] of Object.entries(ECHOES)) {
    for (const isReal of [true, false]) {
      const server = isReal ? await recorder((response) => response.writeHead(status, headers).end(body)) : null;
      const fetch = async () => ({ status, headers, text: async () => body });
      for (const way of Object.keys(WAYS)) {
        const events = [];
        const more = isReal ? { baseUrl: server.baseUrl } : { fetch };
        const name = `${echo}, ${way}, ${isReal ? "a server" : "a stand-in"}`;
        const error = await failing(
          getUserProfile(
            "someone",
            optionsOf(way, {
              ...more,
              validation: "strict",
              maxRetries: 0,
              onRetry: (event) => events.push(event),
              onIssue: (issue) => events.push(issue),
            }),
          ),
        );
        assertClean(error, name);
        assertClean(events, `${name}: told on the way`);
      }
      for (const { url, headers: sent } of server?.seen ?? []) {
        assert.equal(traceIn(url), undefined);
        // Names and values in turn.
        const authorization = sent.findIndex((text) => text.toLowerCase() === "authorization") + 1;
        assert.match(sent[authorization], /^Bearer /);
        assert.equal(
          sent.some((text, at) => at !== authorization && traceIn(text)),
          false,
        );
      }
      await server?.close();
    }
  }
});

test("nor into what a call gives, into issues or into the memory of the wasm", async () => {
  const mark = "a-cost-center-of-this-reply";
  const body = JSON.stringify({ id: "x", cost_center: mark, department: CANARY, status: CANARY, [CANARY]: CANARY });
  const server = await recorder((response) =>
    response.writeHead(200, { "x-zm-trackingid": CANARY, "x-ratelimit-category": CANARY }).end(body),
  );
  for (const way of Object.keys(WAYS)) {
    const issues = [];
    const result = await getUserProfileWithResponse(
      "x",
      optionsOf(way, { baseUrl: server.baseUrl, onIssue: (issue) => issues.push(issue) }),
    );
    assertClean([result, issues], way);
    assert.equal(result.profile.department.length, CANARY.length, "what is redacted keeps its length");
  }
  await server.close();
  const memory = wasmMemory();
  assert.ok(memory.includes(mark), "the reply was there");
  assert.equal(traceInBytes(memory), undefined);
});

test("a batch keeps it as well: outcomes, progress, its end", async () => {
  for (const status of [200, 403, 401]) {
    const body = status === 200 ? '{"id":"x"}' : JSON.stringify({ code: 1, message: CANARY });
    const fetch = async () => new Response(body, { status, headers: { "x-zm-trackingid": CANARY } });
    const told = [];
    const iterator = getUserProfiles(["a", "b", "c"], {
      token: () => CANARY,
      baseUrl: `https://batch-${status}.example`,
      fetch,
      onProgress: (progress) => told.push(progress),
    });
    try {
      for await (const outcome of iterator) told.push(outcome);
    } catch (error) {
      told.push(error);
    }
    assert.ok(told.length > 0);
    assertClean([told, iterator], `${status}`);
  }
  assert.equal(traceInBytes(wasmMemory()), undefined);
});

test("what fetch throws is kept as the cause, but never the token in it", async () => {
  const init = { headers: { Authorization: `Bearer ${CANARY}` } };
  const cyclic = Object.assign(new Error("cyclic"), { init });
  cyclic.self = cyclic;
  const faults = {
    "a message": new TypeError(`cannot send ${CANARY}`),
    "a text": `cannot send ${CANARY}`,
    "a property": Object.assign(new Error("no"), { config: init }),
    "a hidden property": Object.defineProperty(new Error("no"), "request", {
      value: { raw: `GET / HTTP/1.1\r\nAuthorization: Bearer ${CANARY}\r\n` },
    }),
    "a symbol": Object.assign(new Error("no"), { [Symbol("request")]: init }),
    "a cause of a cause": new Error("no", { cause: new Error("no", { cause: init }) }),
    "many errors": new AggregateError([new Error(CANARY)], "no"),
    "a request": Object.assign(new Error("no"), { request: new Request("https://example.invalid", init) }),
    headers: Object.assign(new Error("no"), { headers: new Headers(init.headers) }),
    "a map": Object.assign(new Error("no"), { options: new Map([["headers", init.headers]]) }),
    bytes: Object.assign(new Error("no"), { sent: Buffer.from(`Authorization: Bearer ${CANARY}`) }),
    "a cycle": cyclic,
    "no error": { status: 0, init },
    "a function": Object.assign(() => {}, { init }),
    "a name": Object.assign(new Error("no"), { name: CANARY }),
    "a proxy": new Proxy(Object.assign(new Error("no"), { init }), {
      ownKeys: () => {
        throw new Error("no");
      },
    }),
  };
  for (const [name, fault] of Object.entries(faults)) {
    for (const fetch of [
      () => {
        throw fault;
      },
      () => Promise.reject(fault),
      async () => ({ status: 200, text: () => Promise.reject(fault) }),
    ]) {
      const error = await failing(getUserProfile("me", { token: CANARY, maxRetries: 0, fetch }));
      assert.equal(error.code, "network", name);
      assert.notEqual(error.cause, undefined, name);
      assertClean(error, name);
    }
  }
  // Nothing is taken from a cause that is clean.
  const clean = Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED" } });
  assert.equal(
    (await failing(getUserProfile("me", { token: CANARY, maxRetries: 0, fetch: () => Promise.reject(clean) }))).cause,
    clean,
  );
  const redacted = (
    await failing(
      getUserProfile("me", {
        token: CANARY,
        maxRetries: 0,
        fetch: () => Promise.reject(Object.assign(faults["a message"], { code: "E_SEND" })),
      }),
    )
  ).cause;
  assert.deepEqual([redacted.name, redacted.code, redacted.message], ["TypeError", "E_SEND", "cannot send [token]"]);
});

test("a cause that holds a stream's writer or reader leaves no rejection unhandled", async (context) => {
  const unhandled = [];
  const note = (reason) => unhandled.push(reason);
  process.on("unhandledRejection", note);
  context.after(() => process.off("unhandledRejection", note));
  const locked = new ReadableStream();
  const values = {
    locked,
    reader: locked.getReader(),
    writer: new WritableStream().getWriter(),
    byob: new ReadableStream({ type: "bytes" }).getReader({ mode: "byob" }),
  };
  for (const [name, value] of Object.entries(values)) {
    const fetch = () => {
      throw Object.assign(new Error("no"), { value });
    };
    const error = await failing(getUserProfile("x", { token: CANARY, maxRetries: 0, fetch }));
    assert.equal(error.code, "network", name);
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(unhandled.splice(0), [], name);
  }
});

test("a token function's own failure is the cause and nothing else", async () => {
  const error = await failing(
    getUserProfile("me", {
      token: () => {
        throw new Error(`vault: ${CANARY}`);
      },
      fetch: () => assert.fail("nothing is sent"),
    }),
  );
  const { message, hint, stack } = error;
  assertClean([message, hint, stack, JSON.stringify(error)], "what is ours");
  assert.match(error.cause.message, /^vault/);
});

test("tokens that cannot be used are not repeated", async () => {
  const never = () => assert.fail("nothing is sent");
  for (const spoilt of [
    `${CANARY}\r\nX-Evil: 1`,
    `${CANARY}\0`,
    ` ${CANARY}`,
    `${CANARY}\n`,
    `${CANARY}é`,
    `Bearer ${CANARY}`,
    `${CANARY}\u2028`,
    [CANARY],
    { CANARY },
    new String(CANARY),
    Symbol(CANARY),
  ]) {
    for (const token of [spoilt, () => spoilt, async () => spoilt]) {
      const error = await failing(getUserProfile("me", { token, fetch: never }));
      assert.match(error.code, /invalid_argument|unauthorized/);
      assertClean(error, String(spoilt));
    }
  }
  for (const more of [
    { headers: { Authorization: `Bearer ${CANARY}` } },
    { headers: { "X-Token": `${CANARY}\n` } },
    { baseUrl: `https://user:${CANARY}@api.zoom.us/v2` },
    { baseUrl: `https://api.zoom.us/v2?access_token=${CANARY}` },
  ]) {
    assertClean(await failing(getUserProfile("me", { fetch: never, ...more })), Object.keys(more)[0]);
  }
});

test("calls that end before their time leave nothing behind", async () => {
  const server = await recorder(() => {});
  const timedOut = await failing(getUserProfile("me", { baseUrl: server.baseUrl, token: CANARY, timeoutMs: 50 }));
  assert.equal(timedOut.code, "timeout");
  assertClean(timedOut, "timeout");
  const controller = new AbortController();
  const aborted = getUserProfile("me", { baseUrl: server.baseUrl, token: CANARY, signal: controller.signal });
  setTimeout(() => controller.abort(), 20);
  assertClean(await aborted.catch((reason) => reason), "abort");
  await server.close();
  const refused = await failing(getUserProfile("me", { baseUrl: server.baseUrl, token: CANARY, maxRetries: 0 }));
  assertClean(refused, "a refused connection");
  assert.equal(traceInBytes(wasmMemory()), undefined);
});

test("what tests leave behind, keep or ship holds none of it", () => {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  let count = 0;
  for (const folder of [
    "target/consumer",
    "target/examples",
    "tests/artifacts",
    "tests/snapshots",
    "tests/fixtures",
    "www/screenshots",
  ]
    .map((name) => join(root, name))
    .filter(existsSync)) {
    for (const file of readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    )) {
      const bytes = readFileSync(join(file.parentPath ?? file.path, file.name));
      assert.equal(traceInBytes(/\.(tgz|gz)$/.test(file.name) ? gunzipSync(bytes) : bytes), undefined, file.name);
      count++;
    }
  }
  assert.ok(count > 30, `${count} files`);
});

test("a token is found in a reply wherever it stands, whatever its characters", async () => {
  const stars = (text, token) => text.replaceAll(token, "*".repeat(token.length));
  for (const token of [
    "abcdef",
    "aaaaab",
    "abc.def",
    ".abcde",
    "abcdef.",
    "a.b.c.d",
    "......",
    "ey-J.x_y~z+/=",
    "123456",
  ]) {
    for (const text of [
      token,
      `${token}${token}`,
      `x${token}y`,
      `${token.slice(0, -1)}${token}`,
      `${token.slice(1)}${token}`,
      `a${token.slice(0, 3)}.${token}a`,
      `é😀${token}`,
      token.slice(0, -1),
      token.slice(1),
    ]) {
      const fetch = async () => new Response(JSON.stringify({ id: "x", department: text, cost_center: text }));
      const { department, cost_center } = await getUserProfile("x", { fetch, token });
      assert.deepEqual([department, cost_center], [stars(text, token), stars(text, token)], `${token} in ${text}`);
    }
  }
});

test("nothing of this was printed", () => {
  assert.equal(traceInValue(printed), undefined);
});
