// The request that a call sends, and the profile that it returns.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { getUserProfile, getUserProfileWithResponse } from "#package";
import { embeddedServer } from "./support/embedded-server.js";

const SAMPLE = readFileSync(new URL("../fixtures/sample-response.json", import.meta.url), "utf8");

/** `options` reach the embedded server, without waiting for retries. */
const { server, options } = await embeddedServer(20, { maxRetries: 0, timeoutMs: 5000 });

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

test("a caller's own Accept takes the place of ours", async () => {
  let headers;
  await getUserProfile("me", {
    headers: { accept: "*/*" },
    fetch: async (_url, init) => ((headers = init.headers), new Response('{"id":"x"}')),
  });
  assert.deepEqual(headers, { accept: "*/*" });
});
