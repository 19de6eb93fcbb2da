// Retries: which failures a call repeats, how long it waits, and how it renews an expired token.

import assert from "node:assert/strict";
import { createServer as createHttpServer } from "node:http";
import { test } from "node:test";

import { getUserProfile, getUserProfileWithResponse } from "#package";
import { answering, closed, failing, listening } from "./support/calls.js";
import { embeddedServer } from "./support/embedded-server.js";

/** `options` reach the embedded server, without waiting for retries. */
const { server, token, options } = await embeddedServer(20, { maxRetries: 0, timeoutMs: 5000 });

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

test("headers of a stand-in are found whatever their capitals", async () => {
  const fetch = async () => ({
    status: 429,
    headers: { "Retry-After": "7200", "X-RateLimit-Type": "Daily-limit" },
    text: async () => "",
  });
  const error = await failing(getUserProfile("me", { fetch }));
  assert.deepEqual([error.retryAfterMs, error.limit], [7_200_000, "daily"]);
});
