// The call, against the embedded server and against stand-ins for fetch: every fault settles, and says what happened.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import { after, before, test } from "node:test";
import { inspect } from "node:util";
import vm from "node:vm";

import {
  getUserProfile,
  getUserProfiles,
  getUserProfileWithResponse,
  isUserProfile,
  isZoomPhoneError,
  parseUserProfile,
  ZoomPhoneError,
} from "#package";
import { startZoomServer } from "../zoom-server/server.js";

const SAMPLE = readFileSync(new URL("../fixtures/sample-response.json", import.meta.url), "utf8");
let server;
let token;
const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));
before(async () => {
  server = await startZoomServer({ users: 20, requestsPerSecond: 1e6 });
  token = server.zoom.issueToken();
});
after(() => server.close());

/** Options that reach the embedded server, without waiting for retries. */
const options = (more) => ({ baseUrl: server.baseUrl, token, maxRetries: 0, timeoutMs: 5000, ...more });
const failing = async (promise) => {
  const error = await promise.then(
    () => assert.fail("it should have failed"),
    (reason) => reason,
  );
  assert.ok(error instanceof ZoomPhoneError, `a ZoomPhoneError, not ${error}`);
  assert.ok(error instanceof Error && isZoomPhoneError(error) && error.name === "ZoomPhoneError");
  assert.ok(error.message.length > 10 && typeof error.hint === "string");
  return error;
};
const listening = (listener) =>
  new Promise((resolve) => listener.listen(0, "127.0.0.1", () => resolve(listener.address().port)));
const closed = (listener) => new Promise((resolve) => (listener.closeAllConnections(), listener.close(resolve)));
/** A fetch that answers as told. */
const answering = (body, init) => async () => new Response(body, init);

test("a profile comes back as Zoom sent it", async () => {
  const me = server.zoom.issueToken({ kind: "user" });
  assert.deepEqual(await getUserProfile("me", options({ token: me })), JSON.parse(SAMPLE));
  const { profile, issues, response } = await getUserProfileWithResponse("me", options({ token: me }));
  assert.deepEqual(profile, JSON.parse(SAMPLE));
  assert.equal(issues.length, 7);
  assert.equal(response.status, 200);
  assert.equal(response.attempts, 1);
  assert.match(response.trackingId, /^v=2\.0/);
  assert.equal(response.rateLimit.category, "Light");
  assert.equal(typeof response.rateLimit.limit, "number");
});

test("ids are one encoded segment, as encodeURIComponent makes it", async () => {
  for (const id of ["a/b", "a?b#c", "a+b@example.com", "50%", "é 😀", "-_.!~*'()", "..a", "a;b=c&d"]) {
    let called;
    await getUserProfile(id, { token: "t", fetch: async (url) => ((called = url), new Response('{"id":"x"}')) });
    assert.equal(called, `https://api.zoom.us/v2/phone/users/${encodeURIComponent(id)}`);
  }
});

test("IDs that no user has are refused, as the proxy and the Rust crate refuse them", async () => {
  const { refused, accepted } = JSON.parse(readFileSync(new URL("../fixtures/user-ids.json", import.meta.url), "utf8"));
  const fetch = async () => new Response('{"id":"x"}');
  for (const id of Object.values(refused).flat()) {
    const error = await failing(getUserProfile(id, { token: "t", fetch }));
    assert.equal(error.code, "invalid_argument", JSON.stringify(id));
    assert.match(error.message, /^`userId` (must not|is a value|holds)/);
  }
  for (const id of accepted) assert.deepEqual(await getUserProfile(id, { token: "t", fetch }), { id: "x" });
});

test("arguments that cannot be used are refused before anything is sent", async () => {
  const never = () => assert.fail("nothing should have been sent");
  const refused = async (userId, more, pattern) => {
    const error = await failing(getUserProfile(userId, { token: "t", fetch: never, ...more }));
    assert.equal(error.code, "invalid_argument", error.message);
    assert.match(`${error.message} ${error.hint}`, pattern);
  };
  for (const id of [
    "",
    ".",
    "..",
    "a\nb",
    "\0",
    "\x7f",
    "\x85",
    "\ud800",
    "a\udc00b",
    undefined,
    null,
    7,
    {},
    ["me"],
    new String("me"),
  ])
    await refused(id, {}, /userId/);
  for (const [more, pattern] of [
    [{ timeout: 5 }, /timeoutMs/],
    [{ tokens: "t" }, /`token`/],
    [{ baseURL: "x" }, /baseUrl/],
    [{ zebra: 1 }, /The options are/],
    [{ timeoutMs: "5" }, /timeoutMs/],
    [{ timeoutMs: 0 }, /timeoutMs/],
    [{ timeoutMs: Infinity }, /timeoutMs/],
    [{ maxRetries: -1 }, /maxRetries/],
    [{ maxRetries: 1.5 }, /maxRetries/],
    [{ token: "" }, /empty/],
    [{ token: "a\r\nb" }, /header/],
    [{ token: "té" }, /header/],
    [{ token: 5 }, /token/],
    [{ token: () => "" }, /empty/],
    [{ baseUrl: "ftp://x/v2" }, /https/],
    [{ baseUrl: "http://api.zoom.us/v2" }, /https/],
    [{ baseUrl: "http://127.0.0.1.evil.example/v2" }, /https/],
    [{ baseUrl: "https://user:secret@api.zoom.us/v2" }, /password/],
    [{ baseUrl: "https://api.zoom.us/v2?x=1" }, /query/],
    [{ baseUrl: "/v2" }, /page/],
    [{ baseUrl: "" }, /URL/],
    [{ credentials: "always" }, /credentials/],
    [{ headers: { a: 1 } }, /headers/],
    [{ headers: { Authorization: "x" } }, /token/],
    [{ headers: { AUTHORIZATION: "x" } }, /token/],
    [{ headers: { Host: "elsewhere.example" } }, /header/],
    [{ headers: { "content-length": "5" } }, /header/],
    [{ headers: { "Transfer-Encoding": "chunked" } }, /header/],
    [
      {
        headers: {
          a: "x",
          get b() {
            throw new Error("no");
          },
        },
      },
      /throws/,
    ],
    [{ signal: { aborted: false, addEventListener: () => {} } }, /signal/],
    [
      {
        signal: {
          get aborted() {
            throw new Error("no");
          },
          addEventListener: () => {},
          removeEventListener: () => {},
        },
      },
      /signal.*throws/,
    ],
    [
      {
        signal: {
          aborted: false,
          addEventListener: () => {
            throw new Error("no");
          },
          removeEventListener: () => {},
        },
      },
      /signal.*throws/,
    ],
    [{ baseUrl: "http://localhost.evil.com/v2" }, /https/],
    [{ baseUrl: "http://[::ffff:127.0.0.1]/v2" }, /https/],
    [{ baseUrl: "http://0.0.0.0/v2" }, /https/],
    [{ baseUrl: "https://api.zoom.us/v2?" }, /query/],
    [{ baseUrl: "https://api.zoom.us/v2#" }, /fragment/],
    [{ baseUrl: "https://user@api.zoom.us/v2" }, /user/],
    [{ baseUrl: "blob:https://api.zoom.us/x" }, /https/],
    [{ baseUrl: "data:text/plain,x" }, /https/],
    [{ headers: { "a b": "x" } }, /header/],
    [{ headers: { a: "x\ny" } }, /header/],
    [{ headers: new Headers({ a: "b" }) }, /headers/],
    [{ headers: [["a", "b"]] }, /headers/],
    [{ headers: { "": "x" } }, /header/],
    [{ headers: { a: "日本" } }, /header/],
    [{ signal: {} }, /signal/],
    [{ signal: null }, /signal/],
    [
      {
        signal: new Proxy(
          {},
          {
            has: () => {
              throw new Error("no");
            },
          },
        ),
      },
      /signal/,
    ],
    [{ timeoutMs: NaN }, /timeoutMs/],
    [{ timeoutMs: 2 ** 31 }, /timeoutMs/],
    [{ timeoutMs: null }, /timeoutMs/],
    [{ token: null }, /token/],
    [{ token: new String("t") }, /token/],
    [{ token: "Bearer t" }, /Bearer/],
    [{ baseUrl: new URL("https://api.zoom.us/v2") }, /baseUrl/],
    [{ baseUrl: "https://" }, /URL/],
    [{ baseUrl: "//api.zoom.us/v2" }, /page/],
    [{ baseUrl: "https://api.zoom.us/v2#x" }, /fragment/],
    [{ baseUrl: "javascript:alert(1)" }, /https/],
    [{ baseUrl: "file:///v2" }, /https/],
    [{ concurrency: 5 }, /The options are/],
    [{ fetch: 5 }, /fetch/],
    [{ onRetry: 5 }, /onRetry/],
    [{ validation: "loose" }, /validation/],
    [{ maxIssues: -1 }, /maxIssues/],
    [{ onIssue: 5 }, /onIssue/],
  ])
    await refused("me", more, pattern);
  const throwing = {
    enumerable: true,
    get: () => {
      throw new Error("no");
    },
  };
  for (const name of ["token", "signal", "validation", "fetch"]) {
    const error = await failing(getUserProfile("me", Object.defineProperty({}, name, throwing)));
    assert.deepEqual([error.code, /throws/.test(error.message)], ["invalid_argument", true], name);
  }
  const hostile = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error("no");
      },
    },
  );
  assert.equal((await failing(getUserProfile("me", hostile))).code, "invalid_argument");
  for (const notOptions of [5, "x", null, [], () => {}]) {
    assert.equal((await failing(getUserProfile("me", notOptions))).code, "invalid_argument");
  }
});

test("base URLs with and without slashes and paths", async () => {
  for (const [baseUrl, expected] of [
    ["https://api-eu.zoom.us/v2/", "https://api-eu.zoom.us/v2/phone/users/me"],
    ...["au", "ca", "eu", "in", "sa", "sg", "uk", "us"].map((region) => [
      `https://api-${region}.zoom.us/v2`,
      `https://api-${region}.zoom.us/v2/phone/users/me`,
    ]),
    ["https://example.zoom.us/v2", "https://example.zoom.us/v2/phone/users/me"],
    ["https://api.zoomgov.com/v2", "https://api.zoomgov.com/v2/phone/users/me"],
    ["HTTPS://API.ZOOM.US/v2/../v2", "https://api.zoom.us/v2/phone/users/me"],
    ["http://127.0.0.1/v2", "http://127.0.0.1/v2/phone/users/me"],
    ["https://proxy.example", "https://proxy.example/phone/users/me"],
    ["https://proxy.example:8443/a/b//", "https://proxy.example:8443/a/b/phone/users/me"],
    ["http://localhost:3000/v2", "http://localhost:3000/v2/phone/users/me"],
    ["http://[::1]:3000/v2", "http://[::1]:3000/v2/phone/users/me"],
  ]) {
    let called;
    await getUserProfile("me", { baseUrl, fetch: async (url) => ((called = url), new Response('{"id":"x"}')) });
    assert.equal(called, expected);
  }
});

test("the request is plain: one GET, with nothing that asks for more than it needs", async () => {
  let seen;
  await getUserProfile("me", {
    token: "secret",
    headers: { "X-Team": "it" },
    fetch: async (...args) => ((seen = args), new Response('{"id":"x"}')),
  });
  const [url, init] = seen;
  assert.equal(typeof url, "string");
  assert.ok(!url.includes("secret"));
  const { signal, ...rest } = init;
  assert.ok(signal instanceof AbortSignal);
  assert.deepEqual(rest, {
    method: "GET",
    headers: { Accept: "application/json", "X-Team": "it", Authorization: "Bearer secret" },
    credentials: "omit",
    cache: "no-store",
    redirect: "manual",
    referrerPolicy: "no-referrer",
  });
});

test("without a token there is no Authorization header", async () => {
  let headers;
  await getUserProfile("me", { fetch: async (_url, init) => ((headers = init.headers), new Response('{"id":"x"}')) });
  assert.deepEqual(headers, { Accept: "application/json" });
});

test("documented failures become their codes", async () => {
  for (const [id, code, more] of [
    ["error-400-300", "bad_request", { status: 400, zoomCode: 300, zoomMessage: "Invalid user id." }],
    ["error-400-validation", "bad_request", { fieldErrors: [{ field: "userId", message: "Invalid field." }] }],
    ["error-400-4711", "missing_scopes", { missingScopes: ["phone:read:user", "phone:read:user:admin"] }],
    [
      "error-400-104-malformed",
      "missing_scopes",
      { zoomCode: 104, missingScopes: ["phone:read:user", "phone:read:user:admin"] },
    ],
    ["error-400-4700-scopes", "missing_scopes", { missingScopes: ["phone:read:user", "phone:read:user:admin"] }],
    ["error-401-4700", "unauthorized", { status: 401, zoomCode: 4700 }],
    ["error-401-4717", "unauthorized", { zoomCode: 4717 }],
    ["error-401-4735", "unauthorized", { zoomCode: 4735 }],
    ["error-401-4741", "unauthorized", { zoomCode: 4741 }],
    ["error-400-xml", "bad_request", { status: 400, zoomCode: 300, zoomMessage: 'Invalid user id: "x".' }],
    ["error-401-wrapped", "unauthorized", { zoomCode: 124, zoomMessage: "Invalid access token." }],
    ["error-401-proxy", "unauthorized", { status: 401, zoomCode: undefined, zoomMessage: undefined }],
    ["error-404-route", "not_found", { status: 404, zoomCode: undefined }],
    ["error-403-challenge", "forbidden", { status: 403 }],
    ["error-200-challenge", "invalid_response", { status: 200 }],
    ["error-200-sign-in", "invalid_response", { status: 200 }],
    ["error-200-wrapped", "invalid_response", { status: 200 }],
    ["error-400-1010", "user_not_found", {}],
    ["error-400-1000", "bad_request", {}],
    ["error-401-124", "unauthorized", { status: 401 }],
    ["error-401-expired", "token_expired", {}],
    ["error-403-2031", "phone_not_enabled", {}],
    ["error-403-3001", "forbidden", {}],
    ["error-404-1001", "user_not_found", {}],
    ["error-404-2001", "not_found", {}],
    ["error-404-404", "not_found", {}],
    ["error-404-2300", "not_found", {}],
    ["error-429-qps", "rate_limited", { limit: "per_second" }],
    ["error-429-daily", "rate_limited", { limit: "daily" }],
    ["error-429-concurrency", "rate_limited", { limit: "concurrency" }],
    ["error-429-bare", "rate_limited", { status: 429 }],
    ["error-500", "server_error", { status: 500 }],
    ["error-502-html", "server_error", { status: 502 }],
    ["error-503-text", "server_error", { status: 503 }],
    ["error-200-body", "bad_request", { status: 200, zoomCode: 300 }],
    ["error-200-message", "user_not_found", { zoomMessage: "User does not exist." }],
    ["error-200-empty", "invalid_response", { status: 200 }],
    ["error-200-html", "invalid_response", { status: 200 }],
    ["error-200-list", "invalid_response", { status: 200 }],
    ["error-redirect", "network", { status: 302 }],
    ["error-redirect-elsewhere", "network", { status: 307 }],
    ["fault-cut-headers", "network", { status: undefined }],
    ["fault-cut-body", "network", { status: 200 }],
    ["fault-large", "response_too_large", {}],
    ["ok-wrong-types", "invalid_response", { status: 200 }],
    ["nobody", "user_not_found", { status: 404 }],
    ["me", "bad_request", { status: 400 }],
  ]) {
    const error = await failing(getUserProfile(id, options()));
    assert.equal(error.code, code, `${id}: ${error.message}`);
    for (const [name, value] of Object.entries(more)) assert.deepEqual(error[name], value, `${id}: ${name}`);
    assert.equal(error.attempts, 1, id);
    assert.equal(error.url, `${server.baseUrl}/phone/users/${id}`);
    assert.ok(error.hint.length > 20, `${id}: ${error.hint}`);
    assert.ok(
      !JSON.stringify(error).includes(token) && !error.stack.includes(token) && !String(error.cause).includes(token),
    );
    if (more.status && more.status !== 502) assert.match(error.trackingId, /^v=2\.0/, id);
  }
});

test("what looks odd and is fine", async () => {
  for (const id of ["ok-code-0", "ok-empty-enum", "ok-future", "fault-delay"])
    assert.equal((await getUserProfile(id, options())).id !== undefined, true, id);
});

test("a profile with members that errors have too is one, whatever was checked before it", async () => {
  for (const profile of [
    { id: "x", message: "hi" },
    { code: 1001, id: "x" },
    { code: 300, message: "no", policy: { sms: { enable: true } } },
  ]) {
    for (const before of ["{}", '{"code":300,"message":"no"}', JSON.stringify(profile), SAMPLE]) {
      isUserProfile(before);
      assert.deepEqual(await getUserProfile("x", { fetch: answering(JSON.stringify(profile)) }), profile, before);
    }
  }
  isUserProfile(SAMPLE);
  assert.equal(
    (await failing(getUserProfile("x", { fetch: answering('{"code":1001,"message":"no"}') }))).code,
    "user_not_found",
  );
});

test("what a status says is so whatever becomes of the body", async () => {
  const headers = { "retry-after": "3", "x-ratelimit-type": "QPS" };
  const large = () => "x".repeat(2 << 20);
  const cut = () => new ReadableStream({ start: (controller) => controller.error(new Error("cut")) });
  for (const body of [large, cut]) {
    for (const [status, code] of [
      [429, "rate_limited"],
      [500, "server_error"],
      [503, "server_error"],
    ]) {
      const error = await failing(
        getUserProfile("x", { maxRetries: 0, fetch: answering(body(), { status, headers }) }),
      );
      assert.deepEqual([error.code, error.status, error.retryAfterMs], [code, status, 3000]);
      assert.equal(error.limit, status === 429 ? "per_second" : undefined);
      assert.equal(error.cause?.message, body === cut ? "cut" : undefined);
    }
  }
  assert.equal(
    (await failing(getUserProfile("x", { fetch: answering(large(), { status: 404 }) }))).code,
    "response_too_large",
  );
  // What an attempt broke off with is not what the next one did.
  const replies = [() => new Response(cut(), { status: 503 }), () => new Response(large(), { status: 503 })];
  const error = await failing(getUserProfile("x", { maxRetries: 1, fetch: async () => replies.shift()() }));
  assert.deepEqual([error.attempts, error.cause], [2, undefined]);
});

test("waits that Zoom asks for are told", async () => {
  const error = await failing(getUserProfile("error-429-daily", options()));
  assert.ok(error.retryAfterMs > 3_590_000 && error.retryAfterMs <= 3_600_000, String(error.retryAfterMs));
});

test("transient failures are tried again, others not", async () => {
  const seen = [];
  const { response } = await getUserProfileWithResponse(
    "flaky-503-2",
    options({ maxRetries: 2, onRetry: (event) => seen.push(event) }),
  );
  assert.equal(response.attempts, 3);
  assert.deepEqual(
    seen.map(({ attempt, error }) => [attempt, error.code]),
    [
      [1, "server_error"],
      [2, "server_error"],
    ],
  );
  assert.ok(seen.every(({ delayMs }) => delayMs >= 0 && delayMs <= 800));
  assert.equal((await failing(getUserProfile("flaky-503-9", options({ maxRetries: 1 })))).attempts, 2);
  assert.equal((await failing(getUserProfile("error-404-1001", options({ maxRetries: 2 })))).attempts, 1);
});

test("a token function is asked at the start, and once more on a 401", async () => {
  const reasons = [];
  const renewing = ({ reason }) => (
    reasons.push(reason), reason === "initial" ? "token-expired" : Promise.resolve(token)
  );
  const user = server.zoom.directory.keys().next().value;
  await getUserProfile(user, options({ token: renewing }));
  assert.deepEqual(reasons, ["initial", "expired"]);
  const stubborn = await failing(getUserProfile(user, options({ token: () => "token-expired" })));
  assert.deepEqual([stubborn.code, stubborn.attempts], ["token_expired", 2]);
});

test("token functions that fail", async () => {
  for (const [tokenFunction, check] of [
    [
      () => {
        throw new Error("vault");
      },
      (error) => assert.equal(error.cause.message, "vault"),
    ],
    [() => Promise.reject("no"), (error) => assert.equal(error.cause, "no")],
    [() => undefined, (error) => assert.match(error.message, /no string/)],
    [async () => 5, (error) => assert.match(error.message, /no string/)],
  ]) {
    const error = await failing(getUserProfile("me", options({ token: tokenFunction })));
    assert.equal(error.code, "unauthorized");
    check(error);
  }
  const hanging = await failing(getUserProfile("me", options({ token: () => new Promise(() => {}), timeoutMs: 50 })));
  assert.equal(hanging.code, "timeout");
});

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

test("time runs out everywhere", async () => {
  const hang = () => new Promise(() => {});
  assert.equal((await failing(getUserProfile("me", { timeoutMs: 30, fetch: hang }))).code, "timeout");
  for (const id of ["fault-hang", "fault-slow-body"])
    assert.equal((await failing(getUserProfile(id, options({ timeoutMs: 100 })))).code, "timeout", id);
  const waiting = getUserProfile("flaky-503-8", options({ maxRetries: 50, timeoutMs: 300 }));
  assert.match((await failing(waiting)).code, /timeout|server_error/);
});

test("an aborted call rejects with the signal's own reason", async () => {
  for (const reason of [new Error("mine"), "text", null, 0, { any: "thing" }]) {
    const before = AbortSignal.abort(reason);
    const never = () => assert.fail("nothing should have been asked or sent");
    await getUserProfile("me", options({ signal: before, token: never, fetch: never })).then(
      () => assert.fail(),
      (error) => assert.equal(error, reason),
    );
    const controller = new AbortController();
    const during = getUserProfile("fault-hang", options({ signal: controller.signal }));
    setImmediate(() => controller.abort(reason));
    await during.then(
      () => assert.fail(),
      (error) => assert.equal(error, reason),
    );
  }
  const byDefault = new AbortController();
  const call = getUserProfile("fault-slow-body", options({ signal: byDefault.signal }));
  setImmediate(() => byDefault.abort());
  await call.then(
    () => assert.fail(),
    (error) => assert.equal(error.name, "AbortError"),
  );
});

test("fetch is aborted with the call where it is under way, and nothing is left behind", async () => {
  let seen;
  const controller = new AbortController();
  let listeners = 0;
  const { signal } = controller;
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  signal.addEventListener = (...args) => ((listeners += 1), add(...args));
  signal.removeEventListener = (...args) => ((listeners -= 1), remove(...args));
  await getUserProfile("me", {
    signal,
    fetch: async (_url, init) => ((seen = init.signal), new Response('{"id":"x"}')),
  });
  assert.equal(listeners, 0);
  assert.equal(seen.aborted, false, "nothing was under way any more");
  const hanging = (_url, init) => ((seen = init.signal), new Promise(() => {}));
  await failing(getUserProfile("me", { signal, timeoutMs: 10, fetch: hanging }));
  assert.equal(seen.aborted, true, "what was under way has ended");
  assert.equal(listeners, 0);
});

test("a callback that throws rejects the call with what it threw", async () => {
  const mine = new Error("mine");
  const call = getUserProfile(
    "error-503-text",
    options({
      maxRetries: 2,
      onRetry: () => {
        throw mine;
      },
    }),
  );
  await call.then(
    () => assert.fail(),
    (error) => assert.equal(error, mine),
  );
});

test("a poisoned prototype adds no option", async () => {
  Object.prototype.token = "poison";
  try {
    let headers;
    await getUserProfile("me", { fetch: async (_url, init) => ((headers = init.headers), new Response('{"id":"x"}')) });
    assert.ok(!("Authorization" in { ...headers }));
  } finally {
    delete Object.prototype.token;
  }
});

test("errors come as rejections, and are safe to log", async () => {
  const error = await failing(getUserProfile("error-401-124", options()));
  const log = JSON.parse(JSON.stringify(error));
  assert.deepEqual([log.name, log.code, log.status], ["ZoomPhoneError", "unauthorized", 401]);
  assert.ok(!JSON.stringify(log).includes(token));
  assert.equal(isZoomPhoneError(new Error("x")), false);
  assert.equal(isZoomPhoneError(null), false);
});

test("a relative base URL is the page's, where there is one", async () => {
  const page = { href: "http://intranet/dashboard/users", origin: "http://intranet" };
  try {
    globalThis.location = page;
    for (const [baseUrl, expected] of [
      ["/api/zoom", "http://intranet/api/zoom/phone/users/me"],
      ["v2", "http://intranet/dashboard/v2/phone/users/me"],
      ["//proxy.example/v2", null],
      ["http://intranet/api", null],
    ]) {
      let called;
      const call = getUserProfile("me", {
        baseUrl,
        fetch: async (url) => ((called = url), new Response('{"id":"x"}')),
      });
      if (expected) await call;
      else assert.equal((await failing(call)).code, "invalid_argument", baseUrl);
      assert.equal(called, expected ?? undefined);
    }
    // A worker that was made from a blob.
    globalThis.location = { href: "blob:https://app.example/5e1b", origin: "https://app.example" };
    let called;
    await getUserProfile("me", { baseUrl: "/api", fetch: async (url) => ((called = url), new Response('{"id":"x"}')) });
    assert.equal(called, "https://app.example/api/phone/users/me");
  } finally {
    delete globalThis.location;
  }
});

test("options are read once, and may be frozen, or of another realm", async () => {
  let reads = 0;
  const counted = {
    get token() {
      reads += 1;
      return "t";
    },
    fetch: answering('{"id":"x"}'),
  };
  await getUserProfile("me", counted);
  assert.equal(reads, 1);
  await getUserProfile("me", Object.freeze({ token: undefined, headers: undefined, fetch: answering('{"id":"x"}') }));
  const foreign = vm.runInNewContext("({ headers: { 'x-a': 'b' } })");
  let headers;
  await getUserProfile(
    "me",
    Object.assign(foreign, { fetch: async (_url, init) => ((headers = init.headers), new Response('{"id":"x"}')) }),
  );
  assert.equal(headers["x-a"], "b");
});

test("a caller's own Accept takes the place of ours", async () => {
  let headers;
  await getUserProfile("me", {
    headers: { accept: "*/*" },
    fetch: async (_url, init) => ((headers = init.headers), new Response('{"id":"x"}')),
  });
  assert.deepEqual(headers, { accept: "*/*" });
});

test("waits are asked for in every form, obeyed, and told", async () => {
  const soon = () => Date.now() + 120;
  for (const [name, retryAfter] of [
    ["seconds", () => "0.12"],
    ["ISO 8601", () => new Date(soon()).toISOString()],
    ["ISO 8601 with a zone", () => new Date(soon() + 7_200_000).toISOString().replace("Z", "+02:00")],
  ]) {
    let asked = 0;
    const seen = [];
    const fetch = async () =>
      asked++ === 0
        ? new Response(null, { status: 429, headers: { "retry-after": retryAfter() } })
        : new Response('{"id":"x"}');
    await getUserProfile("me", { fetch, onRetry: (event) => seen.push(event) });
    assert.ok(seen[0].delayMs > 50 && seen[0].delayMs <= 220, `${name}: ${seen[0].delayMs}`);
  }
  for (const [headers, least, most] of [
    [{ "retry-after": "3600" }, 3_600_000, 3_600_000],
    [{ "retry-after": new Date(Date.now() + 3_600_000).toUTCString() }, 3_598_000, 3_600_000],
    [{ "x-ratelimit-reset": String(Math.ceil(Date.now() / 1000) + 60) }, 59_000, 61_000],
    // A clock of ours that is wrong by hours is seen through.
    [{ "retry-after": "2030-01-01T00:01:00Z", date: "Tue, 01 Jan 2030 00:00:00 GMT" }, 60_000, 60_000],
  ]) {
    const error = await failing(getUserProfile("me", { fetch: answering(null, { status: 503, headers }) }));
    assert.ok(
      error.retryAfterMs >= least && error.retryAfterMs <= most,
      `${JSON.stringify(headers)}: ${error.retryAfterMs}`,
    );
    assert.match(error.hint, /Zoom asks to wait \d+ s, longer than/);
    assert.equal(error.attempts, 1, "a wait that passes the timeout is not begun");
  }
});

test("the daily limit is not tried again, and explained", async () => {
  const error = await failing(getUserProfile("error-429-daily", options({ maxRetries: 5 })));
  assert.deepEqual([error.code, error.limit, error.attempts], ["rate_limited", "daily", 1]);
  assert.match(error.hint, /today/);
});

test("network failures are tried again", async () => {
  let asked = 0;
  const fetch = async () => {
    if (asked++ < 2) throw new TypeError("fetch failed");
    return new Response('{"id":"x"}');
  };
  const { response } = await getUserProfileWithResponse("me", { fetch });
  assert.deepEqual([response.attempts, asked], [3, 3]);
});

test("an expired token is renewed, in whichever status it comes", async () => {
  for (const status of [200, 400, 401]) {
    const reasons = [];
    const tokens = ({ reason }) => (reasons.push(reason), reason);
    const fetch = async (_url, { headers }) =>
      headers.Authorization === "Bearer expired"
        ? new Response('{"id":"x"}')
        : new Response('{"code":124,"message":"Access token is expired."}', { status });
    await getUserProfile("me", { token: tokens, fetch, maxRetries: 0 });
    assert.deepEqual(reasons, ["initial", "expired"]);
  }
});

test("hints tell the next step", async () => {
  for (const [id, pattern] of [
    ["me", /Server-to-Server token, pass the user's ID/],
    ["error-400-4711", /phone:read:user, phone:read:user:admin.*new token/],
    ["error-400-1000", /pending/],
    ["error-403-2031", /Business or Enterprise/],
    ["error-404-1001", /without a Zoom Phone license, or the other kind of ID \(user ID or email\) may work/],
    ["error-404-2300", /baseUrl/],
    ["error-403-2031", /another account/],
    ["error-400-4700-scopes", /phone:read:user:admin.*new token/],
    ["error-401-4717", /app is disabled: enable it/],
    ["error-401-4735", /still on the account/],
    ["error-401-4741", /authorize the app again/],
    ["error-200-challenge", /firewall/],
    ["error-403-challenge", /firewall/],
    ["error-429-qps", /getUserProfiles/],
    ["error-502-html", /tracking ID/],
    ["error-200-html", /baseUrl/],
    ["error-redirect", /final URL.*redirects are not followed/],
  ])
    assert.match((await failing(getUserProfile(id, options()))).hint, pattern, id);
  const anonymous = await failing(getUserProfile("x", { fetch: answering(null, { status: 401 }) }));
  assert.match(anonymous.hint, /No token was sent.*proxy/);
});

test("a redirect that arrives is not followed", async () => {
  const error = await failing(
    getUserProfile("me", {
      fetch: answering(null, { status: 302, headers: { location: "https://elsewhere.example" } }),
    }),
  );
  assert.deepEqual([error.code, error.status, error.attempts], ["network", 302, 1]);
  assert.match(error.hint, /final URL/);
});

test("a redirect is named with its status and the origin it leads to, and neither followed nor retried", async () => {
  const followed = [];
  const elsewhere = createHttpServer(
    (request, response) => (followed.push(request.url), response.end('{"id":"stolen"}')),
  );
  const target = await listening(elsewhere);
  for (const status of [301, 302, 303, 307, 308]) {
    let asked = 0;
    const location = `http://127.0.0.1:${target}/login?next=secret#secret`;
    const redirecting = createHttpServer(
      (_, response) => (asked++, response.writeHead(status, { location }).end("moved")),
    );
    const origin = `http://127.0.0.1:${await listening(redirecting)}`;
    const error = await failing(getUserProfile("me", { baseUrl: `${origin}/v2`, token, maxRetries: 3 }));
    assert.deepEqual([error.code, error.status, error.attempts, asked], ["network", status, 1, 1]);
    assert.equal(error.message, `The server at ${origin} redirects to http://127.0.0.1:${target} (HTTP ${status})`);
    assert.ok(!JSON.stringify(error).includes("secret"));
    await closed(redirecting);
  }
  await closed(elsewhere);
  assert.deepEqual(followed, []);
});

test("a redirect that the engine hides, or a stand-in has followed, is one too", async () => {
  for (const [name, response, words] of [
    [
      "hidden by a browser",
      { type: "opaqueredirect", status: 0, redirected: false, url: "https://api.zoom.us/v2/phone/users/me" },
      / redirects/,
    ],
    [
      "followed",
      { status: 200, redirected: true, url: "https://elsewhere.example/x?secret", text: async () => '{"id":"stolen"}' },
      / redirects to https:\/\/elsewhere\.example$/,
    ],
    [
      "without a target",
      { status: 302, headers: { location: "http://" }, text: async () => "" },
      / redirects \(HTTP 302\)$/,
    ],
    [
      "to a script",
      { status: 302, headers: { location: "javascript:alert(1)" }, text: async () => "" },
      / redirects \(HTTP 302\)$/,
    ],
  ]) {
    let asked = 0;
    const error = await failing(getUserProfile("me", { token, maxRetries: 3, fetch: async () => (asked++, response) }));
    assert.deepEqual(
      [error.code, error.attempts, asked, error.status],
      ["network", 1, 1, response.status === 302 ? 302 : undefined],
      name,
    );
    assert.match(error.message, words, name);
    assert.match(error.hint, /redirects are not followed/);
  }
  // A stand-in may insist on its own way to refuse one.
  const refusing = async (url, init) => fetch(url, { ...init, redirect: "error" });
  const error = await failing(getUserProfile("error-redirect", options({ fetch: refusing, maxRetries: 3 })));
  assert.deepEqual([error.code, error.attempts], ["network", 1]);
  assert.match(error.message, /redirects/);
  assert.ok(error.cause);
  for (const response of [Response.error(), { status: 0, type: "opaque", text: async () => "" }]) {
    assert.equal(
      (await failing(getUserProfile("me", { token, fetch: async () => response }))).code,
      "invalid_response",
    );
  }
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

test("a body that breaks off keeps the status, and is retried", async () => {
  let asked = 0;
  const cutting = createHttpServer((_, response) => {
    asked++;
    response
      .writeHead(200, { "content-length": 100, "x-zm-trackingid": "v=2.0;cut" })
      .write('{"id":', () => response.destroy());
  });
  const baseUrl = `http://127.0.0.1:${await listening(cutting)}/v2`;
  const error = await failing(getUserProfile("me", { baseUrl, token, maxRetries: 1 }));
  assert.deepEqual(
    [error.code, error.status, error.attempts, asked, error.trackingId],
    ["network", 200, 2, 2, "v=2.0;cut"],
  );
  assert.match(error.message, /^The reply's body could not be read to its end \(HTTP 200\): \w+$/);
  await closed(cutting);
});

test("a route that is not mounted is not taken for Zoom", async () => {
  const plain = createHttpServer((_, response) => response.writeHead(404).end("Not Found"));
  const origin = `http://127.0.0.1:${await listening(plain)}`;
  const error = await failing(getUserProfile("me", { baseUrl: `${origin}/api/zoom` }));
  assert.equal(error.message, `The server at ${origin} has nothing at this path (HTTP 404)`);
  assert.match(error.hint, /Nothing is mounted at this path: check `baseUrl`/);
  await closed(plain);
});

test("pages and wrappers in a 200 are named", async () => {
  for (const [id, words] of [
    [
      "error-200-challenge",
      /^A firewall's block or challenge page \(Cloudflare\) came from http:[^ ]* in place of a profile$/,
    ],
    ["error-200-sign-in", /^A sign-in page came from/],
    ["error-200-html", /^A sign-in page came from/],
    [
      "error-200-wrapped",
      /^The reply is not a profile: it is an error: "Service down" \(line 1\); 2 more in `issues`$/,
    ],
  ]) {
    const error = await failing(getUserProfile(id, options()));
    assert.match(error.message, words, id);
    assert.ok(error.issues.length > 0, id);
  }
});

test("what is not a valid profile is described once, and as what it is", async () => {
  const foreign = "<Error><Code>AccessDenied</Code><Message>Denied</Message></Error>";
  for (const [body, words] of [
    ["{}", "is not a profile: it is an empty object (line 1)"],
    ["", "is not JSON: expected a value, found the end of the document (line 1)"],
    ['{"id":5}', "is not a valid profile: `id` should be a string; it is the number 5 (line 1)"],
    [
      '{"id":5,"status":7}',
      "is not a valid profile: `id` should be a string; it is the number 5 (line 1); 1 more in `issues`",
    ],
    [foreign, "is XML, not JSON: request it with `Accept: application/json` (line 1)"],
  ]) {
    const error = await failing(getUserProfile("me", { token, fetch: answering(body) }));
    assert.equal(error.message, `The reply ${words}${body === foreign ? ". It says: Denied" : ""}`);
    assert.deepEqual([error.code, error.status, error.attempts], ["invalid_response", 200, 1]);
    assert.throws(() => parseUserProfile(body), { code: "invalid_response", message: `This ${words}`, attempts: 0 });
  }
});

test("pages of firewalls and sign-in forms are told from pages of others", async () => {
  const owned = (owner) =>
    new RegExp(`^A firewall's block or challenge page${owner} came from https://api.zoom.us in place of a profile`);
  const site =
    '<!doctype html><title>Dashboard</title><script src="https://static.cloudflareinsights.com/x.js"></script>';
  const said = async (status, body, headers) =>
    (await failing(getUserProfile("me", { token, maxRetries: 0, fetch: answering(body, { status, headers }) })))
      .message;
  for (const [body, owner] of [
    ["<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>", " \\(Cloudflare\\)"],
    ["\ufeff\n<html><title>Attention Required! | Cloudflare</title></html>", " \\(Cloudflare\\)"],
    ["<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD>https://errors.edgesuite.net/18.5</HTML>", " \\(Akamai\\)"],
    ['<html><iframe src="/_Incapsula_Resource?CWUDNSAI=9"></iframe></html>', " \\(Imperva\\)"],
    ["<html><body>Internet Security by Zscaler</body></html>", " \\(Zscaler\\)"],
    ["<html><body>The requested URL was rejected. Your support ID is: 1</body></html>", ""],
    ["<html><title>Access Denied</title></html>", ""],
  ]) {
    for (const status of [200, 403, 429, 503]) {
      const message = await said(status, body);
      assert.match(message, owned(owner), `${status} ${body}`);
      assert.equal(message.endsWith(`(HTTP ${status})`), status !== 200);
    }
    assert.ok(!/firewall/.test(await said(404, body)) && !/firewall/.test(await said(502, body)), body);
  }
  // Cloudflare adds scripts to the pages of the sites that it serves.
  assert.match(await said(200, site), /^An HTML page came from/);
  assert.match(await said(403, site), owned(" \\(Cloudflare\\)"));
  assert.match(await said(401, '<html><input type="password"></html>'), /^A sign-in page came from .* \(HTTP 401\)$/);
  assert.match(await said(403, "", { "cf-mitigated": "challenge" }), owned(" \\(Cloudflare\\)"));
  for (const status of [202, 403, 405])
    assert.match(await said(status, "", { "x-amzn-waf-action": "challenge" }), owned(" \\(AWS WAF\\)"));
  // A profile is none, whatever stands in it.
  const profile = { id: "x", department: "<html>Just a moment, Cloudflare: sign in" };
  assert.deepEqual(await getUserProfile("me", { fetch: answering(JSON.stringify(profile)) }), profile);
});

test("an error in XML is read under any status", async () => {
  const read = async (status, body) => {
    const { code, zoomCode, zoomMessage, message } = await failing(
      getUserProfile("me", { token, maxRetries: 0, fetch: answering(body, { status }) }),
    );
    return { code, zoomCode, zoomMessage, message };
  };
  const xml =
    '<?xml version="1.0"?>\n<result><code> 124 </code>' +
    "<message>Access token is &quot;expired&quot; &amp;lt;.</message></result>";
  for (const [status, code] of [
    [200, "token_expired"],
    [400, "token_expired"],
    [401, "token_expired"],
    [500, "server_error"],
  ]) {
    const error = await read(status, xml);
    assert.deepEqual(
      [error.code, error.zoomCode, error.zoomMessage],
      [code, 124, 'Access token is "expired" &lt;.'],
      `${status}`,
    );
  }
  assert.equal(
    (await read(404, "<z:e><z:Code type='int'>1001</z:Code><z:Message><![CDATA[a <b> ]]></z:Message></z:e>"))
      .zoomMessage,
    "a <b>",
  );
  const foreign = await read(403, "<Error><Code>AccessDenied</Code><Message>Denied</Message></Error>");
  assert.deepEqual([foreign.code, foreign.zoomCode, foreign.zoomMessage], ["forbidden", undefined, undefined]);
  assert.match(foreign.message, / refused the request \(HTTP 403\): Denied$/);
  assert.equal((await read(200, "<!DOCTYPE html><code>124</code><message>expired</message>")).code, "invalid_response");
  for (const body of [
    "<code>",
    "<code>1",
    "<e><codes>5</codes></e>",
    `${"<code ".repeat(5000)}`,
    `${"<code><![CDATA[".repeat(3000)}`,
  ]) {
    const begin = performance.now();
    assert.equal((await read(400, body)).zoomCode, undefined);
    assert.ok(performance.now() - begin < 500, "in linear time");
  }
});

test("messages escape what a terminal or a log obeys, and Zoom's own message is kept", async () => {
  const evil = "a\nb\r\tc\u001b[31m\u0000\u009b\u202e\u2066\u200f\u2028d";
  const shown = "a\\nb\\r\\tc\\u001b[31m\\u0000\\u009b\\u202e\\u2066\\u200f\\u2028d";
  const unsafe = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;
  for (const status of [200, 400, 401, 403, 404, 429, 500]) {
    const error = await failing(
      getUserProfile("me", {
        token,
        maxRetries: 0,
        fetch: answering(JSON.stringify({ code: 300, message: evil }), { status }),
      }),
    );
    assert.ok(error.message.endsWith(`: ${shown}`), error.message);
    assert.equal(error.zoomMessage, evil);
    assert.ok(!unsafe.test(error.stack.split("\n")[0]));
    assert.ok(!unsafe.test(error.hint));
  }
  for (const more of [{ "to\u001bken": 1 }, { headers: { "a\nb": "x" } }, { headers: { "a\u202eb": "x" } }]) {
    assert.ok(!unsafe.test((await failing(getUserProfile("me", more))).message), JSON.stringify(more));
  }
  const invalid = await failing(
    getUserProfile("me", { fetch: answering(JSON.stringify({ id: 5, [evil]: 1, status: evil }), { status: 200 }) }),
  );
  assert.ok(!unsafe.test(invalid.message), invalid.message);
});

test("IDs that no user has are refused before anything is sent", async () => {
  const never = () => assert.fail("nothing should have been sent");
  const bad = [
    "undefined",
    "null",
    "NaN",
    "[object Object]",
    "[object Promise]",
    " ada",
    "ada ",
    "ada\u00a0",
    "\ufeffada",
    "ada\u200b",
    "\u3000ada",
    '"ada"',
    "'ada'",
    "`ada`",
    "“ada”",
    "«ada»",
    '"ada',
    "ada'",
  ];
  for (const id of bad) {
    const error = await failing(getUserProfile(id, { token, fetch: never }));
    assert.equal(error.code, "invalid_argument", id);
    assert.match(error.message, /^`userId` /);
    assert.match(error.hint, /Pass the user's ID or email/);
  }
  for await (const outcome of getUserProfiles(bad, { token, fetch: never }))
    assert.equal(outcome.error?.code, "invalid_argument", outcome.userId);
  for (const id of ["o'brien@example.com", "'tis@example.com", '"a b"@example.com', "a b", "Null"]) {
    await getUserProfile(id, { token, fetch: answering('{"id":"x"}') });
  }
});

test("a wait of more than a day is as if there was none", async () => {
  for (const headers of [
    { "retry-after": "86401" },
    { "retry-after": "2999-01-01T00:00:00Z" },
    { "retry-after": "Sun, 06 Nov 1994 08:49:37 GMT" },
    { "x-ratelimit-reset": "30" },
    { "x-ratelimit-reset": "99999999999" },
  ]) {
    const error = await failing(
      getUserProfile("me", { maxRetries: 0, fetch: answering(null, { status: 429, headers }) }),
    );
    assert.equal(error.retryAfterMs, undefined, JSON.stringify(headers));
    assert.ok(!error.hint.includes("asks to wait"));
  }
});

test("what is wrong with a direct input does not speak of a URL", () => {
  for (const input of ["", "{", "no", "[]", "{}", "<html></html>", new Uint8Array()]) {
    assert.throws(
      () => parseUserProfile(input),
      (error) =>
        error.code === "invalid_response" && !/baseUrl|reply/.test(error.message) && !error.hint.includes("baseUrl"),
      String(input),
    );
  }
});

test("a token appears nowhere, even where the server repeats it", async () => {
  const secret = "eyJhbGciOi.secret-secret.sig";
  const body = JSON.stringify({
    code: 300,
    message: `Bad token ${secret}`,
    errors: [{ field: secret, message: secret }],
  });
  for (const reply of [{ status: 400 }, { status: 401 }, { status: 500 }, { status: 200 }]) {
    const headers = { "x-zm-trackingid": secret };
    const error = await failing(
      getUserProfile("me", {
        token: secret,
        maxRetries: 0,
        fetch: async () => new Response(body, { ...reply, headers }),
      }),
    );
    for (const text of [
      inspect(error, { depth: 9, showHidden: true }),
      JSON.stringify(error),
      error.stack,
      String(error),
    ])
      assert.ok(!text.includes(secret), text);
  }
});

test("callbacks that fail later reject the call too", async () => {
  const mine = new Error("mine");
  const call = getUserProfile(
    "error-503-text",
    options({
      maxRetries: 2,
      onRetry: async () => {
        throw mine;
      },
    }),
  );
  await assert.rejects(call, (error) => error === mine);
  const issue = getUserProfile("me", {
    fetch: answering('{"id":"x","status":"?"}'),
    onIssue: () => {
      throw mine;
    },
  });
  await assert.rejects(issue, (error) => error === mine);
});

test("a callback that takes its time is waited for, within the time of the call", async () => {
  const failingSoon = answering(null, { status: 503, headers: { "retry-after": "0.01" } });
  const slow = await failing(
    getUserProfile("me", { fetch: failingSoon, timeoutMs: 300, onRetry: () => new Promise(() => {}) }),
  );
  assert.deepEqual([slow.code, slow.attempts, slow.cause.code], ["timeout", 1, "server_error"]);
});

test("time runs out in each phase, and the error says what was last", async () => {
  const hang = () => new Promise(() => {});
  const body = (stream) => answering(new ReadableStream(stream));
  for (const [phase, more] of [
    ["token", { token: hang, fetch: hang }],
    [
      "renewal",
      { token: ({ reason }) => (reason === "initial" ? "t" : hang()), fetch: answering(null, { status: 401 }) },
    ],
    ["headers", { fetch: hang }],
    ["body", { fetch: body({}) }],
    [
      "within the body",
      { fetch: body({ start: (controller) => controller.enqueue(new TextEncoder().encode('{"id":')) }) },
    ],
    ["a body of a stand-in", { fetch: async () => ({ status: 200, text: hang }) }],
    [
      "a wait",
      {
        fetch: answering(null, { status: 503, headers: { "retry-after": "0.03" } }),
        onRetry: () => new Promise((resolve) => setTimeout(resolve, 45)),
        maxRetries: 9,
      },
    ],
  ]) {
    const error = await failing(getUserProfile("me", { timeoutMs: 50, ...more }));
    assert.equal(error.code, "timeout", phase);
    assert.match(error.message, /50 ms/);
  }
});

test("a reply that comes too late is let go", async () => {
  let isCancelled = false;
  const late = new Response(
    new ReadableStream({
      cancel: () => {
        isCancelled = true;
      },
    }),
  );
  let answer;
  const call = getUserProfile("me", { timeoutMs: 20, fetch: () => new Promise((resolve) => (answer = resolve)) });
  assert.equal((await failing(call)).code, "timeout");
  answer(late);
  await new Promise(setImmediate);
  assert.ok(isCancelled);
  let isReadCancelled = false;
  const stalled = new ReadableStream({
    cancel: () => {
      isReadCancelled = true;
    },
  });
  await failing(getUserProfile("me", { timeoutMs: 20, fetch: answering(stalled) }));
  await new Promise(setImmediate);
  assert.ok(isReadCancelled, "a body that was being read");
});

test("a promise that settles after the end disturbs nobody", async () => {
  const rejectLater = () => new Promise((_, reject) => setTimeout(() => reject(new Error("late")), 30));
  for (const more of [{ fetch: rejectLater }, { token: rejectLater }]) {
    assert.equal((await failing(getUserProfile("me", { timeoutMs: 5, fetch: rejectLater, ...more }))).code, "timeout");
  }
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.deepEqual(unhandled, []);
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

test("an abort after the end changes nothing, and one between two attempts is heard", async () => {
  const controller = new AbortController();
  const profile = await getUserProfile("me", { signal: controller.signal, fetch: answering('{"id":"x"}') });
  controller.abort();
  assert.deepEqual(profile, { id: "x" });
  const between = new AbortController();
  const call = getUserProfile("me", {
    signal: between.signal,
    fetch: answering(null, { status: 503, headers: { "retry-after": "5" } }),
    onRetry: () => between.abort("now"),
  });
  await assert.rejects(call, (error) => error === "now");
});

test("a signal that only looks like one will do", async () => {
  const listeners = new Set();
  const signal = {
    aborted: false,
    reason: "mine",
    addEventListener: (_type, listener) => listeners.add(listener),
    removeEventListener: (_type, listener) => listeners.delete(listener),
  };
  const call = getUserProfile("me", { signal, fetch: () => new Promise(() => {}) });
  setImmediate(() => listeners.forEach((listener) => listener()));
  await assert.rejects(call, (error) => error === "mine");
  assert.equal(listeners.size, 0);
});

test("nothing is left behind, however a call ends", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  const before = timers();
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  signal.addEventListener = (...args) => ((listeners += 1), add(...args));
  signal.removeEventListener = (...args) => ((listeners -= 1), remove(...args));
  const hang = () => new Promise(() => {});
  for (const more of [
    { fetch: answering('{"id":"x"}') },
    { fetch: answering("no") },
    {
      fetch: () => {
        throw new Error("no");
      },
      maxRetries: 0,
    },
    { fetch: hang, timeoutMs: 5 },
    { fetch: answering(null, { status: 503 }), maxRetries: 1 },
    {
      fetch: answering(null, { status: 503 }),
      onRetry: () => {
        throw new Error("no");
      },
    },
    {
      token: () => {
        throw new Error("no");
      },
    },
    { token: "" },
  ])
    await getUserProfile("me", { signal, ...more }).catch(() => {});
  assert.deepEqual([listeners, timers()], [0, before]);
  const aborted = getUserProfile("me", { signal, fetch: hang });
  controller.abort();
  await aborted.catch(() => {});
  assert.equal(timers(), before);
  assert.deepEqual(unhandled, []);
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

test("headers of a stand-in are found whatever their capitals", async () => {
  const fetch = async () => ({
    status: 429,
    headers: { "Retry-After": "7200", "X-RateLimit-Type": "Daily-limit" },
    text: async () => "",
  });
  const error = await failing(getUserProfile("me", { fetch }));
  assert.deepEqual([error.retryAfterMs, error.limit], [7_200_000, "daily"]);
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

test("headers are read once: what was checked is what is sent", async () => {
  let reads = 0;
  const headers = {
    get "x-a"() {
      return (reads += 1) === 1 ? "fine" : "a\nb";
    },
  };
  let sent;
  await getUserProfile("me", {
    headers,
    fetch: async (_url, init) => ((sent = init.headers), new Response('{"id":"x"}')),
  });
  assert.deepEqual([sent["x-a"], reads], ["fine", 1]);
});

test("a token appears in no cause and no issue, and a short one spoils no words", async () => {
  const secret = "eyJhbGciOi.secret-secret.sig";
  const leaking = async (_url, { headers }) => {
    throw new TypeError(`no route for ${headers.Authorization}`);
  };
  const invalid = answering(
    JSON.stringify({ id: "x", [secret]: 1, status: 5, department: [secret], policy: { sms: { enable: secret } } }),
  );
  for (const fetch of [leaking, async (_url, { headers }) => Promise.reject(headers.Authorization), invalid]) {
    const error = await failing(getUserProfile("me", { token: secret, maxRetries: 0, fetch }));
    for (const text of [inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), error.stack])
      assert.ok(!text.includes(secret), text);
  }
  const missing = answering(
    '{"code":4711,"message":"Invalid access token, does not contain scopes:[phone:read:user]."}',
    { status: 400 },
  );
  for (const token of ["t", "token"]) {
    const error = await failing(getUserProfile("x", { token, fetch: missing }));
    assert.match(error.hint, /then get a new token/);
    assert.equal(error.zoomMessage, "Invalid access token, does not contain scopes:[phone:read:user].");
  }
});

test("promises of onIssue are kept", async () => {
  const mine = new Error("mine");
  const fetch = answering('{"id":"x","status":"?"}');
  await assert.rejects(
    getUserProfile("me", {
      fetch,
      onIssue: async () => {
        throw mine;
      },
    }),
    (error) => error === mine,
  );
  assert.deepEqual(await getUserProfile("me", { fetch, timeoutMs: 200, onIssue: () => new Promise(() => {}) }), {
    id: "x",
    status: "?",
  });
  const invalid = answering('{"id":5}');
  assert.equal(
    (
      await failing(
        getUserProfile("me", {
          fetch: invalid,
          onIssue: async () => {
            throw mine;
          },
        }),
      )
    ).code,
    "invalid_response",
  );
  await new Promise(setImmediate);
  assert.deepEqual(unhandled, []);
});

test("callbacks may call the package again", async () => {
  const inner = answering('{"id":"inner"}');
  const seen = [];
  const onIssue = () => seen.push(getUserProfile("me", { fetch: inner }));
  const profile = await getUserProfile("me", { fetch: answering('{"id":"outer","status":"?"}'), onIssue });
  assert.deepEqual([profile.id, (await seen[0]).id], ["outer", "inner"]);
});

test("an abort without a reason of its own, and one whose reason is undefined", async () => {
  const controller = new AbortController();
  const call = getUserProfile("me", { signal: controller.signal, fetch: () => new Promise(() => {}) });
  controller.abort(undefined);
  await assert.rejects(call, (error) => error === controller.signal.reason && error.name === "AbortError");
  const signal = { aborted: true, reason: undefined, addEventListener: () => {}, removeEventListener: () => {} };
  assert.deepEqual(
    await getUserProfile("me", { signal }).then(
      () => assert.fail(),
      (reason) => [reason],
    ),
    [undefined],
  );
});

test("errors behave as the engine's own do", async () => {
  const error = await failing(getUserProfile("", {}));
  assert.ok(error.stack.startsWith("ZoomPhoneError: "));
  assert.equal(Object.prototype.toString.call(error), "[object Error]");
  assert.ok(!Object.keys(error).includes("name") && !Object.keys(error).includes("message"));
  error.name = "Mine";
  assert.equal(error.name, "Mine");
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const value of [proxy, undefined, "x", Symbol("x"), () => {}]) assert.equal(isZoomPhoneError(value), false);
});
