// The proxy's token: fetched once for all requests, renewed before it expires, and its API's region.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createProxy } from "#package/proxy.js";
import {
  beforeEmbeddedServer,
  credentials,
  faked,
  LONGEST_HOLD,
  PAGE,
  profileReply,
  requestOf,
  tokenReply,
} from "./support.js";

const { ids, proxyOf } = await beforeEmbeddedServer();

test("the token is fetched once, whatever runs at a time, and kept", async () => {
  const { proxy, sent } = faked({ token: async () => (await new Promise(setImmediate), tokenReply()) });
  const replies = await Promise.all(Array.from({ length: 50 }, () => proxy(requestOf("x"))));
  assert.ok(replies.every(({ status }) => status === 200));
  await proxy(requestOf("x"));
  assert.deepEqual([sent.token.length, sent.profile.length], [1, 51]);
});

test("the token is renewed before it expires, once for all, and the old one serves until then", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  let isDown = false;
  const { proxy, sent } = faked({
    token: (count) => (isDown ? new Response("down", { status: 503 }) : tokenReply({ access_token: `token-${count}` })),
  });
  const used = async () => {
    const { status } = await proxy(requestOf("x"));
    return status === 200 ? sent.profile.at(-1).init.headers.Authorization : status;
  };
  assert.equal(await used(), "Bearer token-1");
  context.mock.timers.tick(3_538_000);
  assert.equal(await used(), "Bearer token-1");
  context.mock.timers.tick(2_000);
  await Promise.all(Array.from({ length: 9 }, used));
  assert.equal(sent.token.length, 2);
  assert.equal(await used(), "Bearer token-2");
  isDown = true;
  context.mock.timers.tick(3_560_000);
  assert.equal(await used(), "Bearer token-2", "it lives for some seconds yet");
  context.mock.timers.tick(60_000);
  assert.equal(await used(), 502);
  isDown = false;
  context.mock.timers.tick(LONGEST_HOLD);
  assert.match(await used(), /token-\d/, "a failure is not kept for long");
});

test("a token that Zoom refuses is replaced once, by one request for all", async () => {
  const valid = "Bearer token-2";
  const slow = async () => (
    await new Promise(setImmediate), Response.json({ code: 124, message: "Access token is expired." }, { status: 401 })
  );
  const { proxy, sent } = faked({
    token: (count) => tokenReply({ access_token: `token-${count}` }),
    profile: (_count, { headers }) => (headers.Authorization === valid ? profileReply() : slow()),
  });
  const replies = await Promise.all(Array.from({ length: 20 }, () => proxy(requestOf("x"))));
  assert.ok(replies.every(({ status }) => status === 200));
  assert.deepEqual([sent.token.length, sent.profile.length], [2, 40]);
  const stubborn = faked({ token: (count) => tokenReply({ access_token: `token-${count}` }), profile: slow });
  const refused = await stubborn.proxy(requestOf("x"));
  assert.deepEqual([refused.status, (await refused.json()).code], [401, 124]);
  assert.deepEqual([stubborn.sent.token.length, stubborn.sent.profile.length], [2, 2]);
});

test("a token, or a function that returns one, in place of credentials", async () => {
  const reasons = [];
  const refusing = (_count, { headers }) =>
    headers.Authorization === "Bearer old" ? new Response(null, { status: 401 }) : profileReply();
  const byFunction = createProxy({
    token: async ({ reason }) => (reasons.push(reason), reason === "initial" ? "old" : "new"),
    allowedOrigins: [],
    authorize: () => true,
    fetch: async (_url, init) => refusing(0, init),
  });
  assert.equal((await byFunction(requestOf("x", { origin: null }))).status, 200);
  assert.deepEqual(reasons, ["initial", "expired"]);
  let sent = 0;
  const byText = createProxy({
    token: "old",
    allowedOrigins: [],
    authorize: () => true,
    fetch: async (_url, init) => ((sent += 1), refusing(0, init)),
  });
  assert.deepEqual([(await byText(requestOf("x", { origin: null }))).status, sent], [401, 1]);
  const told = [];
  for (const token of [
    () => {
      throw new Error("vault");
    },
    () => undefined,
    () => "",
    () => "a\nb",
  ]) {
    const proxy = createProxy({
      token,
      allowedOrigins: [],
      authorize: () => true,
      fetch: () => assert.fail(),
      onError: (error) => told.push(error),
    });
    assert.equal((await proxy(requestOf("x", { origin: null }))).status, 502);
  }
  assert.equal(told[0].cause.message, "vault");
});

test("the region of the token reply is used where no base URL is given, and only if it is Zoom's", async () => {
  for (const [apiUrl, expected] of [
    [undefined, "https://api.zoom.us/v2"],
    ["https://api-eu.zoom.us", "https://api-eu.zoom.us/v2"],
    ["https://api-eu.zoom.us/", "https://api-eu.zoom.us/v2"],
    ["https://api-eu.zoom.us/v2", "https://api-eu.zoom.us/v2"],
    ["https://api.zoomgov.com", "https://api.zoomgov.com/v2"],
    ["https://api.zoom.example", "https://api.zoom.example/v2"],
    ["http://api-eu.zoom.us", null],
    ["https://evil.example", null],
    ["https://zoom.us.evil.example", null],
    ["https://evilzoom.us", null],
    ["https://user:secret@api.zoom.us", null],
    ["https://api.zoom.us?x=1", null],
    ["http://127.0.0.1", null],
    ["nonsense", null],
    [5, null],
  ]) {
    const { proxy, sent } = faked({ token: () => tokenReply({ api_url: apiUrl }) });
    const { status } = await proxy(requestOf("x"));
    assert.deepEqual(
      [status, sent.profile[0]?.url],
      expected ? [200, `${expected}/phone/users/x`] : [502, undefined],
      String(apiUrl),
    );
    const fixed = faked({ token: () => tokenReply({ api_url: apiUrl }), baseUrl: "https://api-us.zoom.us/v2/" });
    await fixed.proxy(requestOf("x"));
    assert.equal(fixed.sent.profile[0].url, "https://api-us.zoom.us/v2/phone/users/x");
  }
  // The embedded server names itself.
  assert.equal((await proxyOf({ baseUrl: undefined })(requestOf(ids[0]))).status, 200);
});

test("a token of Zoom for Government goes to its API", async () => {
  for (const [tokenUrl, apiUrl, expected] of [
    ["https://zoomgov.com/oauth/token", undefined, "https://api.zoomgov.com/v2"],
    ["https://zoomgov.com/oauth/token", null, "https://api.zoomgov.com/v2"],
    ["https://zoomgov.com/oauth/token", "", "https://api.zoomgov.com/v2"],
    ["https://zoom.us/oauth/token", "", "https://api.zoom.us/v2"],
    ["https://zoomgov.com./oauth/token", undefined, "https://api.zoomgov.com/v2"],
    ["https://www.zoomgov.com./oauth/token", undefined, "https://api.zoomgov.com/v2"],
    ["https://evilzoomgov.com./oauth/token", undefined, "https://api.zoom.us/v2"],
    ["https://www.zoomgov.com/oauth/token", undefined, "https://api.zoomgov.com/v2"],
    ["https://ZOOMGOV.com:443/oauth/token", undefined, "https://api.zoomgov.com/v2"],
    ["https://zoomgov.com/oauth/token", "https://api-east.zoomgov.com", "https://api-east.zoomgov.com/v2"],
    ["https://zoomgov.com/oauth/token", "https://evil.example", null],
    ["https://zoomgov.com.example/oauth/token", undefined, "https://api.zoom.us/v2"],
    ["https://evilzoomgov.com/oauth/token", undefined, "https://api.zoom.us/v2"],
    ["https://zoom.us/oauth/token", undefined, "https://api.zoom.us/v2"],
  ]) {
    for (const baseUrl of [undefined, "https://api-us.zoom.us/v2"]) {
      const urls = [];
      const fetch = async (url) => (
        urls.push(url), url.includes("/oauth/") ? tokenReply({ api_url: apiUrl }) : profileReply()
      );
      const proxy = createProxy({
        ...credentials,
        tokenUrl,
        baseUrl,
        allowedOrigins: [PAGE],
        authorize: () => true,
        fetch,
      });
      const { status } = await proxy(requestOf("x"));
      const home = baseUrl ?? expected;
      assert.deepEqual(
        [status, urls[1]],
        home ? [200, `${home}/phone/users/x`] : [502, undefined],
        `${tokenUrl} ${apiUrl}`,
      );
    }
  }
});
