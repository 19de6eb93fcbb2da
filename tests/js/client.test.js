// The call, against the embedded server and against stand-ins for fetch: every fault settles, and says what happened.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import vm from "node:vm";

import { ZoomPhoneError, getUserProfile, getUserProfileWithResponse, isZoomPhoneError } from "#package";
import { startZoomServer } from "../zoom-server/server.js";

const SAMPLE = readFileSync(new URL("../fixtures/sample-response.json", import.meta.url), "utf8");
let server;
let token;
before(async () => {
  server = await startZoomServer({ users: 20, requestsPerSecond: 1e6 });
  token = server.zoom.issueToken();
});
after(() => server.close());

/** Options that reach the embedded server, without waiting for retries. */
const options = (more) => ({ baseUrl: server.baseUrl, token, maxRetries: 0, timeoutMs: 5000, ...more });
const failing = async (promise) => {
  const error = await promise.then(() => assert.fail("it should have failed"), (reason) => reason);
  assert.ok(error instanceof ZoomPhoneError, `a ZoomPhoneError, not ${error}`);
  assert.ok(error instanceof Error && isZoomPhoneError(error) && error.name === "ZoomPhoneError");
  assert.ok(error.message.length > 10 && typeof error.hint === "string");
  return error;
};
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

test("arguments that cannot be used are refused before anything is sent", async () => {
  const never = () => assert.fail("nothing should have been sent");
  const refused = async (userId, more, pattern) => {
    const error = await failing(getUserProfile(userId, { token: "t", fetch: never, ...more }));
    assert.equal(error.code, "invalid_argument", error.message);
    assert.match(`${error.message} ${error.hint}`, pattern);
  };
  for (const id of ["", ".", "..", "a\nb", "\0", undefined, null, 7, {}]) await refused(id, {}, /userId/);
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
    [{ headers: { "a b": "x" } }, /header/],
    [{ headers: { a: "x\ny" } }, /header/],
    [{ signal: {} }, /signal/],
    [{ fetch: 5 }, /fetch/],
    [{ onRetry: 5 }, /onRetry/],
    [{ validation: "loose" }, /validation/],
    [{ maxIssues: -1 }, /maxIssues/],
    [{ onIssue: 5 }, /onIssue/],
  ]) await refused("me", more, pattern);
  await refused("me", Object.defineProperty({}, "token", { enumerable: true, get: () => { throw new Error("no"); } }), /token|unreadable|no/).catch(() => {});
  for (const notOptions of [5, "x", null, [], () => {}]) {
    assert.equal((await failing(getUserProfile("me", notOptions))).code, "invalid_argument");
  }
});

test("base URLs with and without slashes and paths", async () => {
  for (const [baseUrl, expected] of [
    ["https://api-eu.zoom.us/v2/", "https://api-eu.zoom.us/v2/phone/users/me"],
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
  await getUserProfile("me", { token: "secret", headers: { "X-Team": "it" }, fetch: async (...args) => ((seen = args), new Response('{"id":"x"}')) });
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
    redirect: "error",
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
    ["error-400-104-malformed", "missing_scopes", { zoomCode: 104, missingScopes: ["phone:read:user", "phone:read:user:admin"] }],
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
    ["error-redirect", "network", {}],
    ["fault-cut-headers", "network", {}],
    ["fault-cut-body", "network", {}],
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
    assert.ok(!JSON.stringify(error).includes(token) && !error.stack.includes(token) && !String(error.cause).includes(token));
    if (more.status && more.status !== 502) assert.match(error.trackingId, /^v=2\.0/, id);
  }
});

test("what looks odd and is fine", async () => {
  for (const id of ["ok-code-0", "ok-empty-enum", "ok-future", "fault-delay"]) assert.equal((await getUserProfile(id, options())).id !== undefined, true, id);
});

test("waits that Zoom asks for are told", async () => {
  const error = await failing(getUserProfile("error-429-daily", options()));
  assert.ok(error.retryAfterMs > 3_590_000 && error.retryAfterMs <= 3_600_000, String(error.retryAfterMs));
});

test("transient failures are tried again, others not", async () => {
  const seen = [];
  const { response } = await getUserProfileWithResponse("flaky-503-2", options({ maxRetries: 2, onRetry: (event) => seen.push(event) }));
  assert.equal(response.attempts, 3);
  assert.deepEqual(seen.map(({ attempt, error }) => [attempt, error.code]), [[1, "server_error"], [2, "server_error"]]);
  assert.ok(seen.every(({ delayMs }) => delayMs >= 0 && delayMs <= 800));
  assert.equal((await failing(getUserProfile("flaky-503-9", options({ maxRetries: 1 })))).attempts, 2);
  assert.equal((await failing(getUserProfile("error-404-1001", options({ maxRetries: 2 })))).attempts, 1);
});

test("a token function is asked at the start, and once more on a 401", async () => {
  const reasons = [];
  const renewing = ({ reason }) => (reasons.push(reason), reason === "initial" ? "token-expired" : Promise.resolve(token));
  const user = server.zoom.directory.keys().next().value;
  await getUserProfile(user, options({ token: renewing }));
  assert.deepEqual(reasons, ["initial", "expired"]);
  const stubborn = await failing(getUserProfile(user, options({ token: () => "token-expired" })));
  assert.deepEqual([stubborn.code, stubborn.attempts], ["token_expired", 2]);
});

test("token functions that fail", async () => {
  for (const [tokenFunction, check] of [
    [() => { throw new Error("vault"); }, (error) => assert.equal(error.cause.message, "vault")],
    [() => Promise.reject("no"), (error) => assert.equal(error.cause, "no")],
    [() => undefined, (error) => assert.match(error.message, /no text/)],
    [async () => 5, (error) => assert.match(error.message, /no text/)],
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
    const error = await failing(getUserProfile("me", { token: "t", maxRetries: 0, fetch: () => Promise.reject(reason) }));
    assert.equal(error.code, "network");
    assert.equal(error.cause, reason === undefined ? undefined : reason);
    const thrown = await failing(getUserProfile("me", { token: "t", maxRetries: 0, fetch: () => { throw reason; } }));
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
    assert.deepEqual(await getUserProfile("me", { fetch: async () => ({ status: 200, ok: true, ...body }) }), { id: "x" });
  }
  const sync = await getUserProfile("me", { fetch: () => new Response('{"id":"x"}') });
  assert.deepEqual(sync, { id: "x" });
});

test("bodies that fail, stall or never end", async () => {
  const streaming = (start) => answering(new ReadableStream(start));
  const broken = await failing(getUserProfile("me", { maxRetries: 0, fetch: streaming({ start: (controller) => controller.error(new Error("cut")) }) }));
  assert.deepEqual([broken.code, broken.cause.message], ["network", "cut"]);
  const stalled = await failing(getUserProfile("me", { timeoutMs: 50, fetch: streaming({}) }));
  assert.equal(stalled.code, "timeout");
  let pulled = 0;
  const endless = await failing(getUserProfile("me", { fetch: streaming({ pull: (controller) => { pulled += 1; controller.enqueue(new Uint8Array(65536)); } }) }));
  assert.equal(endless.code, "response_too_large");
  assert.ok(pulled < 40, "it stopped reading");
});

test("time runs out everywhere", async () => {
  const hang = () => new Promise(() => {});
  assert.equal((await failing(getUserProfile("me", { timeoutMs: 30, fetch: hang }))).code, "timeout");
  for (const id of ["fault-hang", "fault-slow-body"]) assert.equal((await failing(getUserProfile(id, options({ timeoutMs: 100 })))).code, "timeout", id);
  const waiting = getUserProfile("flaky-503-8", options({ maxRetries: 50, timeoutMs: 300 }));
  assert.match((await failing(waiting)).code, /timeout|server_error/);
});

test("an aborted call rejects with the signal's own reason", async () => {
  for (const reason of [new Error("mine"), "text", null, 0, { any: "thing" }]) {
    const before = AbortSignal.abort(reason);
    const never = () => assert.fail("nothing should have been asked or sent");
    await getUserProfile("me", options({ signal: before, token: never, fetch: never })).then(() => assert.fail(), (error) => assert.equal(error, reason));
    const controller = new AbortController();
    const during = getUserProfile("fault-hang", options({ signal: controller.signal }));
    setImmediate(() => controller.abort(reason));
    await during.then(() => assert.fail(), (error) => assert.equal(error, reason));
  }
  const byDefault = new AbortController();
  const call = getUserProfile("fault-slow-body", options({ signal: byDefault.signal }));
  setImmediate(() => byDefault.abort());
  await call.then(() => assert.fail(), (error) => assert.equal(error.name, "AbortError"));
});

test("fetch is aborted with the call, and nothing is left behind", async () => {
  let seen;
  const controller = new AbortController();
  let listeners = 0;
  const { signal } = controller;
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  signal.addEventListener = (...args) => ((listeners += 1), add(...args));
  signal.removeEventListener = (...args) => ((listeners -= 1), remove(...args));
  await getUserProfile("me", { signal, fetch: async (_url, init) => ((seen = init.signal), new Response('{"id":"x"}')) });
  assert.equal(listeners, 0);
  assert.equal(seen.aborted, true, "what was under way has ended");
});

test("a callback that throws rejects the call with what it threw", async () => {
  const mine = new Error("mine");
  const call = getUserProfile("error-503-text", options({ maxRetries: 2, onRetry: () => { throw mine; } }));
  await call.then(() => assert.fail(), (error) => assert.equal(error, mine));
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
