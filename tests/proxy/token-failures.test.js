// Tokens that cannot be fetched, or that Zoom refuses: what the page receives, and how long the proxy waits.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import { createProxy } from "#package/proxy.js";
import { counting, credentials, faked, json, LONGEST_HOLD, PAGE, requestOf, tokenReply, until } from "./support.js";

test("no token, no reply: 502, told without anything that is secret, and not kept for long", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  const failures = {
    "it refuses": () =>
      Response.json(
        { reason: "Invalid client_id or client_secret demo-secret", error: "invalid_client" },
        { status: 401 },
      ),
    "it redirects": () => new Response(null, { status: 302, headers: { location: "https://evil.example" } }),
    "it is HTML": () => new Response("<html>"),
    "it is empty": () => new Response(null),
    "it is null": () => new Response("null"),
    "it holds no token": () => tokenReply({ access_token: undefined }),
    "its token cannot be sent": () => tokenReply({ access_token: "a\nb" }),
    "it cannot be reached": () => {
      throw new TypeError("fetch failed: demo-secret");
    },
    "it is endless": () =>
      new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65536)) })),
    "it breaks off": () =>
      new Response(new ReadableStream({ start: (controller) => controller.error(new Error("cut")) })),
    "it is no response": () => undefined,
  };
  for (const [name, token] of Object.entries(failures)) {
    const told = [];
    const { proxy, sent } = faked({
      token: (count) => (count === 1 ? token() : tokenReply()),
      onError: (error) => told.push(error),
    });
    const response = await proxy(requestOf("x"));
    assert.equal(response.status, 502, name);
    const text = await response.text();
    assert.ok(!text.includes("demo-secret") && !text.includes("demo-account"), text);
    assert.deepEqual([sent.profile.length, told.length], [0, 1], name);
    if (name === "it refuses") assert.ok(!inspect(told[0]).includes("demo-secret"), inspect(told[0]));
    context.mock.timers.tick(LONGEST_HOLD);
    assert.equal((await proxy(requestOf("x"))).status, 200, `${name}, then it answers`);
  }
});

test("a token endpoint that fails is left alone for a while", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  for (const [status, headers] of [[401], [400], [500], [503], [200], [429]]) {
    let isDown = true;
    const token = await counting(context, (_request, response) =>
      json(
        response,
        isDown ? status : 200,
        isDown ? { reason: "no", error: "invalid_client" } : { access_token: "token-1" },
        headers,
      ),
    );
    const api = await counting(context, (_request, response) => json(response, 200, { id: "x" }));
    const told = [];
    const proxy = createProxy({
      ...credentials,
      tokenUrl: `${token.url}/oauth/token`,
      baseUrl: `${api.url}/v2`,
      allowedOrigins: [PAGE],
      authorize: () => true,
      onError: (error) => told.push(error),
    });
    const ask = () => proxy(requestOf("x"));
    // One after another, and all at a time.
    for (let count = 0; count < 20; count++) assert.equal((await ask()).status, 502);
    const replies = await Promise.all(Array.from({ length: 20 }, ask));
    assert.deepEqual([token.seen.length, api.seen.length, told.length], [1, 0, 40], `${status}`);
    for (const reply of replies) assert.equal(reply.headers.get("retry-after"), "2");
    assert.match(replies[0].headers.get("access-control-expose-headers"), /retry-after/);
    // Twice as long each time, and never for long.
    const waits = [];
    for (let count = 0; count < 7; count++) {
      const seconds = Number((await ask()).headers.get("retry-after"));
      waits.push(seconds);
      context.mock.timers.tick(seconds * 1000 - 1);
      assert.equal((await ask()).headers.get("retry-after"), "1");
      context.mock.timers.tick(1);
    }
    assert.deepEqual(waits, [2, 4, 8, 16, 30, 30, 30]);
    assert.equal(token.seen.length, 7);
    isDown = false;
    assert.equal((await ask()).status, 200);
    assert.deepEqual([token.seen.length, api.seen.length], [8, 1]);
  }
});

test("a token endpoint that never answers is left alone as well, from the second time on", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  let isStalled = true;
  const { proxy, sent } = faked({ timeoutMs: 30, token: () => (isStalled ? new Promise(() => {}) : tokenReply()) });
  for (let count = 1; count <= 20; count++) {
    const asked = sent.token.length;
    const replying = proxy(requestOf("x"));
    if (count <= 2) {
      await until(() => sent.token.length > asked);
      context.mock.timers.tick(30);
    }
    const { status, headers } = await replying;
    // The one that waited itself has no time left to say when to come again.
    assert.deepEqual([status, headers.get("retry-after")], [504, count <= 2 ? headers.get("retry-after") : "2"]);
  }
  assert.equal(sent.token.length, 2);
  isStalled = false;
  context.mock.timers.tick(2_000);
  assert.equal((await proxy(requestOf("x"))).status, 200);
});

test("the token endpoint's Retry-After is obeyed within bounds, and passed on", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: Date.UTC(2026, 0, 1) });
  for (const [value, seconds] of [
    ["7", 7],
    ["Thu, 01 Jan 2026 00:00:20 GMT", 20],
    ["2026-01-01T00:00:20Z", 20],
    ["0", 2],
    ["86400", 300],
    ["Thu, 01 Jan 2015 00:00:20 GMT", 2],
    ["soon", 2],
    ["", 2],
    ["-5", 2],
  ]) {
    const { proxy, sent } = faked({
      token: () => Response.json({}, { status: 429, headers: { "retry-after": value } }),
    });
    assert.deepEqual(
      [
        (await proxy(requestOf("x"))).headers.get("retry-after"),
        (await proxy(requestOf("x"))).headers.get("retry-after"),
      ],
      [`${seconds}`, `${seconds}`],
      value,
    );
    context.mock.timers.tick(seconds * 1000 - 1);
    await proxy(requestOf("x"));
    assert.equal(sent.token.length, 1, value);
    context.mock.timers.tick(1);
    await proxy(requestOf("x"));
    assert.equal(sent.token.length, 2, value);
    context.mock.timers.setTime(Date.UTC(2026, 0, 1));
  }
});

test("a clock that is set back ends the wait", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 10_000_000 });
  const { proxy, sent } = faked({ token: () => new Response(null, { status: 500 }) });
  await proxy(requestOf("x"));
  context.mock.timers.setTime(5_000_000);
  await proxy(requestOf("x"));
  assert.equal(sent.token.length, 2);
});

test("while Zoom refuses renewed tokens, few are fetched", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  let isRefusing = true;
  const token = await counting(context, (_request, response, count) =>
    json(response, 200, { access_token: `token-${count}`, expires_in: 3599 }),
  );
  const api = await counting(context, (_request, response) =>
    isRefusing
      ? json(response, 401, { code: 124, message: "Invalid access token." })
      : json(response, 200, { id: "x" }),
  );
  const proxy = createProxy({
    ...credentials,
    tokenUrl: `${token.url}/oauth/token`,
    baseUrl: `${api.url}/v2`,
    allowedOrigins: [PAGE],
    authorize: () => true,
  });
  const ask = async () => (await proxy(requestOf("x"))).status;
  for (let count = 0; count < 20; count++) assert.equal(await ask(), 401);
  assert.deepEqual([token.seen.length, api.seen.length], [2, 21]);
  assert.deepEqual(new Set(await Promise.all(Array.from({ length: 20 }, ask))), new Set([401]));
  assert.deepEqual([token.seen.length, api.seen.length], [2, 41]);
  context.mock.timers.tick(2_000);
  assert.equal(await ask(), 401);
  assert.deepEqual([token.seen.length, api.seen.length], [3, 43], "another try");
  context.mock.timers.tick(2_000);
  await ask();
  assert.equal(token.seen.length, 3, "after twice the time");
  context.mock.timers.tick(2_000);
  isRefusing = false;
  assert.equal(await ask(), 200);
  // It counts anew.
  isRefusing = true;
  for (let count = 0; count < 5; count++) await ask();
  assert.equal(token.seen.length, 4);
  context.mock.timers.tick(2_000);
  await ask();
  assert.equal(token.seen.length, 5);
});

test("a token function, too, is not asked for another token again and again", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  const reasons = [];
  const proxy = createProxy({
    token: ({ reason }) => (reasons.push(reason), `token-${reasons.length}`),
    allowedOrigins: [PAGE],
    authorize: () => true,
    fetch: async () => new Response(null, { status: 401 }),
  });
  for (let count = 0; count < 20; count++) await proxy(requestOf("x"));
  assert.equal(reasons.filter((reason) => reason === "expired").length, 1);
  context.mock.timers.tick(2_000);
  await proxy(requestOf("x"));
  assert.equal(reasons.filter((reason) => reason === "expired").length, 2);
});

test("a renewal that brings the refused token again is remembered, too", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  const reply = { access_token: "the-same-token", expires_in: 3599 };
  const token = await counting(context, (_request, response) => json(response, 200, reply));
  const api = await counting(context, (_request, response) => json(response, 401, { code: 124, message: "No." }));
  const common = { baseUrl: `${api.url}/v2`, allowedOrigins: [PAGE], authorize: () => true };
  let expired = 0;
  const byFunction = ({ reason }) => {
    if (reason === "expired") expired++;
    return "the-same-token";
  };
  for (const [source, renewals] of [
    [{ ...credentials, tokenUrl: `${token.url}/oauth/token` }, () => token.seen.length - 1],
    [{ token: byFunction }, () => expired],
  ]) {
    const proxy = createProxy({ ...common, ...source });
    const ask = async () => (await proxy(requestOf("x"))).status;
    for (let count = 0; count < 20; count++) assert.equal(await ask(), 401);
    assert.deepEqual(new Set(await Promise.all(Array.from({ length: 20 }, ask))), new Set([401]));
    assert.equal(renewals(), 1);
    context.mock.timers.tick(2_000);
    for (let count = 0; count < 20; count++) await ask();
    assert.equal(renewals(), 2, "another try");
  }
});
