// The proxy, as a function of requests, before the embedded Zoom server and before stand-ins for fetch.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, request as requestOver } from "node:http";
import { after, before, test } from "node:test";
import { inspect } from "node:util";

import { getUserProfile, getUserProfileWithResponse, isZoomPhoneError, ZoomPhoneError } from "#package";
import { createProxy } from "#package/proxy.js";
import { send, toRequest } from "../../examples/node/adapter.js";
import { startZoomServer } from "../zoom-server/server.js";
import {
  credentials,
  faked,
  MOUNT,
  PAGE,
  pathOf,
  profileReply,
  requestOf,
  said,
  TOKEN_URL,
  tokenReply,
} from "./support.js";

let server;
let ids;
before(async () => {
  server = await startZoomServer({ users: 20, requestsPerSecond: 1e6 });
  ids = [...server.zoom.directory.keys()];
});
after(() => server.close());

/** A proxy before the embedded server. */
const proxyOf = (more) =>
  createProxy({
    ...credentials,
    tokenUrl: server.tokenUrl,
    baseUrl: server.baseUrl,
    allowedOrigins: [PAGE],
    authorize: () => true,
    ...more,
  });

/** The longest that a failure without a `Retry-After` is remembered, in milliseconds. */
const LONGEST_HOLD = 30_000;

test("a profile comes through, with its rate limit and tracking id readable to the page", async () => {
  const response = await proxyOf()(requestOf(ids[1]));
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), server.zoom.directory.get(ids[1]));
  const exposed = response.headers.get("access-control-expose-headers").split(", ");
  for (const name of [
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-category",
    "x-ratelimit-type",
    "x-zm-trackingid",
  ]) {
    assert.ok(response.headers.get(name), name);
    assert.ok(exposed.includes(name), name);
  }
  assert.ok(exposed.includes("retry-after") && exposed.includes("x-ratelimit-reset"));
  for (const [name, value] of Object.entries({
    "access-control-allow-origin": PAGE,
    "access-control-allow-credentials": "true",
    vary: "Origin",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-type": "application/json;charset=UTF-8",
  }))
    assert.equal(response.headers.get(name), value, name);
});

test("the client works with it as with Zoom", async () => {
  const proxy = proxyOf({ authorize: (_request, { userId }) => (userId === "me" ? { userId: ids[2] } : true) });
  const options = {
    baseUrl: MOUNT,
    maxRetries: 0,
    fetch: (url, init) => proxy(new Request(url, { ...init, headers: { ...init.headers, origin: PAGE } })),
  };
  assert.equal((await getUserProfile("me", options)).id, ids[2]);
  const { response } = await getUserProfileWithResponse(server.zoom.directory.get(ids[3]).email, options);
  assert.equal(response.rateLimit.category, "Light");
  for (const [id, code] of [
    ["error-400-4711", "missing_scopes"],
    ["error-403-2031", "phone_not_enabled"],
    ["error-404-1001", "user_not_found"],
    ["error-429-daily", "rate_limited"],
    ["error-502-html", "server_error"],
    ["error-200-empty", "invalid_response"],
    ["error-redirect", "server_error"],
  ]) {
    const error = await getUserProfile(id, options).then(
      () => assert.fail(),
      (reason) => reason,
    );
    assert.equal(error.code, code, `${id}: ${error.message}`);
    if (id !== "error-redirect") assert.match(error.trackingId, /^v=2\.0/, id);
  }
  const daily = await getUserProfile("error-429-daily", options).catch((error) => error);
  assert.ok(daily.retryAfterMs > 3_590_000);
  assert.equal(daily.limit, "daily");
});

test("what goes to Zoom holds nothing of the page's request", async () => {
  const { proxy, sent } = faked();
  const headers = {
    cookie: "session=1",
    authorization: "Bearer of-the-page",
    "x-forwarded-for": "1.2.3.4",
    accept: "text/html",
    "user-agent": "a",
  };
  await proxy(new Request(`${pathOf("a+b@example.com")}?x=1&redirect=no#y`, { headers: { origin: PAGE, ...headers } }));
  const { url, init } = sent.profile[0];
  assert.equal(url, "https://api.zoom.us/v2/phone/users/a%2Bb%40example.com");
  const { signal, ...rest } = init;
  assert.ok(signal instanceof AbortSignal);
  assert.deepEqual(rest, {
    method: "GET",
    headers: { Accept: "application/json", Authorization: "Bearer token-1" },
    redirect: "manual",
  });
  const token = sent.token[0];
  assert.equal(token.init.method, "POST");
  assert.equal(token.init.redirect, "manual");
  assert.deepEqual(token.init.headers, {
    Accept: "application/json",
    Authorization: `Basic ${Buffer.from("demo-client:demo-secret").toString("base64")}`,
    "Content-Type": "application/x-www-form-urlencoded",
  });
  assert.equal(token.init.body, "grant_type=account_credentials&account_id=demo-account");
  assert.ok(!token.url.includes("demo"));
});

test("cookies of Zoom's stay with Zoom, and so does what the page has no use for", async () => {
  const headers = {
    "set-cookie": "a=b",
    server: "x",
    "access-control-allow-origin": "*",
    "content-encoding": "identity",
    "x-zm-region": "y",
    "content-type": "text/html",
  };
  const { proxy } = faked({ profile: () => new Response("<script>", { status: 502, headers }) });
  const response = await proxy(requestOf("x"));
  assert.equal(response.status, 502);
  assert.equal(await response.text(), "<script>");
  assert.deepEqual(
    [response.headers.getSetCookie(), response.headers.get("server"), response.headers.get("x-zm-region")],
    [[], null, null],
  );
  assert.equal(response.headers.get("access-control-allow-origin"), PAGE);
  assert.equal(response.headers.get("content-security-policy"), "default-src 'none'; sandbox");
});

test("one route, one method", async () => {
  const { proxy, sent } = faked();
  for (const [url, status] of [
    [MOUNT, 404],
    [`${MOUNT}/`, 404],
    [`${MOUNT}/phone/users`, 404],
    [`${MOUNT}/phone/users/`, 404],
    [`${MOUNT}/phone/users/x/`, 404],
    [`${MOUNT}/phone/users/x/settings`, 404],
    [`${MOUNT}/phone/users/..`, 404],
    [`${MOUNT}/phone/users/%2e%2e`, 404],
    [`${MOUNT}/phone/users/%2E`, 404],
    [`${MOUNT}/phone/call_queues/x`, 404],
    [`${MOUNT}/users/x`, 404],
    [`${MOUNT}/PHONE/USERS/x`, 404],
    [`${MOUNT}/xphone/users/x`, 404],
    [`${MOUNT}/phone/users?x=/phone/users/x`, 404],
    [`${MOUNT}/phone/users/x%2Fsettings`, 400],
    [`${MOUNT}/phone/users/..%2F..%2Faccounts`, 400],
    [`${MOUNT}/phone/users/..%5c..%5caccounts`, 400],
    [`${MOUNT}/phone/users/x%00`, 400],
    [`${MOUNT}/phone/users/x%0d%0aHost:%20y`, 400],
    [`${MOUNT}/phone/users/%7f`, 400],
    [`${MOUNT}/phone/users/%c2%85`, 400],
    [`${MOUNT}/phone/users/%`, 400],
    [`${MOUNT}/phone/users/%ff`, 400],
    [`${MOUNT}/phone/users/${"x".repeat(321)}`, 400],
  ]) {
    const response = await proxy(new Request(url, { headers: { origin: PAGE } }));
    assert.equal(response.status, status, url);
    assert.equal(response.headers.get("access-control-allow-origin"), PAGE);
    assert.match(await said(response), /zoom-phone-profile\/proxy/);
  }
  for (const method of ["HEAD", "POST", "PUT", "PATCH", "DELETE"]) {
    const response = await proxy(new Request(pathOf("x"), { method, headers: { origin: PAGE } }));
    assert.deepEqual([response.status, response.headers.get("allow")], [405, "GET, OPTIONS"], method);
  }
  assert.deepEqual(sent, { token: [], profile: [] });
  for (const mount of ["https://proxy.example", "https://proxy.example/v2", "http://127.0.0.1:8080/a/b/c"]) {
    assert.equal((await proxy(new Request(`${mount}/phone/users/x`))).status, 200, mount);
  }
});

test("ids reach Zoom as encodeURIComponent writes them, however they came", async () => {
  const { proxy, sent } = faked();
  for (const id of ["-_.!~*'()", "a?b#c", "50%", "é 😀", "..a", "a;b=c&d", "%2e%2e", "a+b@example.com"]) {
    assert.equal((await proxy(requestOf(id))).status, 200, id);
    assert.equal(sent.profile.at(-1).url, `https://api.zoom.us/v2/phone/users/${encodeURIComponent(id)}`);
  }
  await proxy(new Request(`${MOUNT}/phone/users/%61@example.com`));
  assert.equal(sent.profile.at(-1).url, "https://api.zoom.us/v2/phone/users/a%40example.com");
});

test("origins are matched as a whole", async () => {
  const { proxy, sent } = faked({ allowedOrigins: [PAGE, "http://localhost:3000", "capacitor://localhost"] });
  const own = "https://proxy.example";
  for (const origin of [
    "https://dashboard.example.evil.example",
    "https://evil.example",
    "https://evildashboard.example",
    "https://x.dashboard.example",
    "http://dashboard.example",
    "https://dashboard.example:444",
    "https://dashboard.example/",
    "HTTPS://DASHBOARD.EXAMPLE",
    "null",
    "",
    "*",
    "https://dashboard.example, https://evil.example",
    "http://localhost:3001",
    own,
  ]) {
    for (const method of ["GET", "OPTIONS"]) {
      const response = await proxy(new Request(pathOf("x"), { method, headers: { origin } }));
      assert.equal(response.status, 403, `${method} ${origin}`);
      for (const name of ["origin", "credentials", "methods"])
        assert.equal(response.headers.get(`access-control-allow-${name}`), null, origin);
      assert.match(response.headers.get("vary"), /Origin/);
    }
  }
  assert.equal(sent.profile.length, 0);
  for (const origin of [PAGE, "http://localhost:3000", "capacitor://localhost"]) {
    const response = await proxy(requestOf("x", { origin }));
    assert.deepEqual([response.status, response.headers.get("access-control-allow-origin")], [200, origin]);
  }
});

test("requests without an origin are for authorize, unless another site embeds them", async () => {
  const { proxy } = faked();
  for (const [site, status] of [
    [undefined, 200],
    ["same-origin", 200],
    ["none", 200],
    ["cross-site", 403],
    ["same-site", 403],
  ]) {
    const response = await proxy(requestOf("x", { origin: null, headers: site && { "sec-fetch-site": site } }));
    assert.equal(response.status, status, site);
    assert.equal(response.headers.get("access-control-allow-origin"), null);
  }
});

test("a preflight is answered without asking anybody", async () => {
  const { proxy, sent } = faked({ authorize: () => assert.fail("nobody has signed in to a preflight") });
  const ask = (headers) =>
    proxy(
      new Request(pathOf("x"), {
        method: "OPTIONS",
        headers: { origin: PAGE, "access-control-request-method": "GET", ...headers },
      }),
    );
  const response = await ask({ "access-control-request-headers": "authorization,x-session" });
  assert.deepEqual([response.status, await response.text()], [204, ""]);
  for (const [name, value] of Object.entries({
    "access-control-allow-origin": PAGE,
    "access-control-allow-credentials": "true",
    "access-control-allow-methods": "GET",
    "access-control-allow-headers": "authorization,x-session",
    "access-control-max-age": "7200",
    vary: "Origin, Access-Control-Request-Headers",
  }))
    assert.equal(response.headers.get(name), value, name);
  assert.equal(
    (await ask({ "access-control-request-headers": "x".repeat(2000) })).headers.get("access-control-allow-headers"),
    null,
  );
  assert.equal(
    (await proxy(new Request(`${MOUNT}/elsewhere`, { method: "OPTIONS", headers: { origin: PAGE } }))).status,
    404,
  );
  assert.deepEqual(sent, { token: [], profile: [] });
});

test("authorize decides, and only true or a user id is a yes", async () => {
  const told = [];
  const asking = async (id, verdict) => {
    const { proxy, sent } = faked({ authorize: verdict, onError: (error) => told.push(error) });
    const response = await proxy(requestOf(id, { headers: { cookie: "session=7" } }));
    if (response.status !== 200) assert.deepEqual(sent, { token: [], profile: [] });
    return {
      status: response.status,
      url: sent.profile[0]?.url,
      message: response.status === 200 ? "" : await said(response),
    };
  };
  const users = "https://api.zoom.us/v2/phone/users/";
  const seen = [];
  const looking = (request, target) => (seen.push([request.headers.get("cookie"), target]), true);
  assert.equal((await asking("a@b.example", looking)).url, `${users}a%40b.example`);
  assert.deepEqual(seen, [["session=7", { userId: "a@b.example" }]]);
  for (const verdict of [false, undefined, null, 0, 1, "yes", ""]) {
    const { status, message } = await asking("x", async () => verdict);
    assert.deepEqual([status, /may not see/.test(message)], [403, true], String(verdict));
  }
  assert.equal((await asking("me", () => ({ userId: "signed-in" }))).url, `${users}signed-in`);
  assert.equal((await asking("other", async () => ({ userId: "signed-in" }))).url, `${users}signed-in`);
  assert.equal(told.length, 0);
  // `me` never reaches Zoom.
  for (const verdict of [true, { userId: "me" }]) {
    const { status, message } = await asking("me", () => verdict);
    assert.deepEqual([status, /authorize/.test(message)], [400, true]);
  }
  for (const verdict of [
    {},
    [],
    { userId: "" },
    { userId: 5 },
    { userId: ".." },
    { userId: "a/b" },
    { userId: "a\nb" },
    { userId: "\ud800" },
    () => true,
  ]) {
    const { status } = await asking("me", () => verdict);
    assert.equal(status, typeof verdict === "function" ? 403 : 500, inspect(verdict));
  }
  const failing = await asking("x", () => {
    throw new Error("postgres://user:password@host");
  });
  assert.equal(failing.status, 500);
  assert.ok(!failing.message.includes("postgres"));
  assert.equal(told.at(-1).cause.message, "postgres://user:password@host");
});

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

test("a reply of Zoom's that is none: 502", async () => {
  const failures = {
    "it redirects": () => new Response(null, { status: 307, headers: { location: "https://evil.example" } }),
    "it cannot be reached": () => {
      throw "no";
    },
    "it is endless": () =>
      new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65536)) })),
    "it breaks off": () =>
      new Response(new ReadableStream({ start: (controller) => controller.error(new Error("cut")) })),
    "it is no response": () => null,
    "its status is none": () => ({ status: 0, headers: new Headers() }),
  };
  for (const [name, profile] of Object.entries(failures)) {
    const told = [];
    const { proxy } = faked({ profile, onError: (error) => told.push(error) });
    const response = await proxy(requestOf("x"));
    assert.deepEqual([response.status, told.length], [502, 1], name);
    assert.ok(!JSON.stringify([await response.text(), [...response.headers]]).includes("evil"), name);
  }
  for (const status of [204, 205]) {
    const { proxy } = faked({ profile: () => new Response(null, { status }) });
    assert.equal((await proxy(requestOf("x"))).status, status);
  }
});

test("a megabyte comes through, and no more", async () => {
  for (const [size, status] of [
    [1 << 20, 200],
    [(1 << 20) + 1, 502],
  ]) {
    const { proxy } = faked({ profile: () => new Response(new Uint8Array(size)) });
    const response = await proxy(requestOf("x"));
    assert.equal(response.status, status);
    if (status === 200) assert.equal((await response.arrayBuffer()).byteLength, size);
  }
});

test("bodies come through byte by byte, whatever they are", async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
  const { proxy } = faked({ profile: () => new Response(bytes, { status: 400 }) });
  assert.deepEqual(new Uint8Array(await (await proxy(requestOf("x"))).arrayBuffer()), bytes);
});

test("the token appears in no reply, even where Zoom repeats it", async () => {
  const secret = "eyJhbGciOi.secret.sig";
  const { proxy } = faked({
    token: () => tokenReply({ access_token: secret }),
    profile: () =>
      Response.json(
        { code: 300, message: `Bad token ${secret}` },
        { status: 400, headers: { "x-zm-trackingid": secret } },
      ),
  });
  const response = await proxy(requestOf("x"));
  const text = JSON.stringify([await response.text(), [...response.headers]]);
  assert.ok(!text.includes(secret) && text.includes("[token]"), text);
});

/** Waits, by turns of the event loop, for what happens without time passing. */
const until = async (happened) => {
  while (!happened()) await new Promise(setImmediate);
};

test("time runs out everywhere, and the caller may leave", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const hang = () => new Promise(() => {});
  const stalled = () => new Response(new ReadableStream({}));
  let isReached;
  const reaching = (step) => () => {
    isReached = true;
    return step();
  };
  for (const [name, step] of [
    ["authorize", hang],
    ["token", hang],
    ["token", stalled],
    ["profile", hang],
    ["profile", stalled],
  ]) {
    isReached = false;
    const { proxy, sent } = faked({ timeoutMs: 30, [name]: reaching(step) });
    const replying = proxy(requestOf("x"));
    await until(() => isReached);
    context.mock.timers.tick(30);
    const response = await replying;
    assert.equal(response.status, 504, `${name} ${step}`);
    assert.match(await said(response), /30 ms/);
    if (name === "profile") assert.ok(sent.profile[0].init.signal.aborted);
  }
  const { proxy, sent } = faked({ profile: hang });
  const controller = new AbortController();
  const leaving = proxy(requestOf("x", { signal: controller.signal }));
  await until(() => sent.profile.length > 0);
  controller.abort();
  assert.equal((await leaving).status, 499);
  assert.ok(sent.profile[0].init.signal.aborted, "what was under way has ended");
});

test("whoever waits for a token that never comes gives way to the next", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  for (const lateBy of [29, 30, 31]) {
    const { proxy, sent } = faked({
      timeoutMs: 30,
      token: (count) => (count === 1 ? new Promise(() => {}) : tokenReply()),
    });
    const waiting = Promise.all([proxy(requestOf("x")), proxy(requestOf("x"))]);
    await until(() => sent.token.length > 0);
    context.mock.timers.tick(lateBy);
    const late = [proxy(requestOf("x")), proxy(requestOf("x"))];
    await new Promise(setImmediate);
    context.mock.timers.tick(1);
    assert.deepEqual(
      (await waiting).map(({ status }) => status),
      [504, 504],
    );
    assert.deepEqual(
      (await Promise.all(late)).map(({ status }) => status),
      [200, 200],
      `${lateBy} ms late`,
    );
    assert.equal(sent.token.length, 2);
  }
});

test("nothing is left behind", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  const before = timers();
  for (const more of [
    {},
    { authorize: () => false },
    { token: () => undefined },
    {
      profile: () => {
        throw new Error("no");
      },
    },
  ])
    await faked(more).proxy(requestOf("x"));
  assert.equal(timers(), before);
});

test("a proxy that is built wrongly is not built, and the error says why", () => {
  const sound = { ...credentials, allowedOrigins: [PAGE], authorize: () => true };
  for (const [options, pattern] of [
    [undefined, /options/],
    [null, /options/],
    ["x", /options/],
    [{ ...sound, authorize: undefined }, /`authorize`.*anybody/s],
    [{ ...sound, authorize: true }, /`authorize`/],
    [{ ...sound, allowedOrigins: undefined }, /`allowedOrigins`/],
    [{ ...sound, allowedOrigins: "*" }, /`allowedOrigins`/],
    [{ ...sound, allowedOrigins: ["*"] }, /no wildcards/],
    [{ ...sound, allowedOrigins: ["https://*.example"] }, /no wildcards/],
    [{ ...sound, allowedOrigins: ["null"] }, /no origin/],
    [{ ...sound, allowedOrigins: ["file:///x"] }, /no origin/],
    [{ ...sound, allowedOrigins: [undefined] }, /no origin/],
    [{ ...sound, allowedOrigins: [/dashboard/] }, /no origin/],
    [{ ...sound, allowedOrigins: [`${PAGE}/`] }, /Write "https:\/\/dashboard.example"/],
    [{ ...sound, allowedOrigins: ["https://Dashboard.example:443/app?x"] }, /Write "https:\/\/dashboard.example"/],
    [{ ...sound, accountId: undefined }, /`accountId`/],
    [{ ...sound, clientId: "" }, /`clientId`/],
    [{ ...sound, clientId: "a:b" }, /colon/],
    [{ ...sound, clientSecret: undefined }, /`clientSecret`.*environment/s],
    [{ ...sound, clientSecret: "top secret" }, /`clientSecret`/],
    [{ ...sound, token: "t" }, /not both/],
    [{ token: "Bearer t", allowedOrigins: [], authorize: () => true }, /`token`/],
    [{ token: 5, allowedOrigins: [], authorize: () => true }, /`token`/],
    [{ ...sound, tokenUrl: "http://zoom.us/oauth/token" }, /`tokenUrl`.*https/],
    [{ ...sound, tokenUrl: "https://zoom.us/oauth/token?x=1" }, /query/],
    [{ ...sound, baseUrl: "http://localhost.evil.example" }, /`baseUrl`/],
    [{ ...sound, baseUrl: "http://127.0.0.1.evil.example" }, /`baseUrl`/],
    [{ ...sound, baseUrl: "https://user:secret@api.zoom.us" }, /`baseUrl`/],
    [{ ...sound, baseUrl: "/v2" }, /`baseUrl`/],
    [{ ...sound, timeoutMs: 0 }, /`timeoutMs`/],
    [{ ...sound, fetch: 5 }, /`fetch`/],
    [{ ...sound, onError: 5 }, /`onError`/],
    [{ ...sound, origins: [] }, /`origins`.*`allowedOrigins`/s],
    [{ ...sound, clientID: "x" }, /`clientId`/],
    [{ ...sound, zebra: 1 }, /The options are/],
  ]) {
    const error = (() => {
      try {
        return createProxy(options);
      } catch (reason) {
        return reason;
      }
    })();
    assert.ok(error instanceof Error && isZoomPhoneError(error), inspect(options));
    assert.deepEqual([error.name, error.code], ["ZoomPhoneError", "invalid_argument"]);
    assert.match(`${error.message} ${error.hint}`, pattern);
    for (const secret of ["demo-secret", "top secret"]) assert.ok(!inspect(error).includes(secret));
  }
  for (const baseUrl of [
    "http://localhost:1/v2",
    "http://[::1]/v2",
    "http://127.0.0.1:2",
    "https://api-eu.zoom.us/v2/",
  ])
    assert.equal(typeof createProxy({ ...sound, baseUrl }), "function");
  assert.equal(isZoomPhoneError(new ZoomPhoneError({ message: "", code: "x", hint: "" })), true);
});

test("what is no Request is refused with a word on what to do", async () => {
  for (const wrong of [undefined, null, "x", {}, { url: "/phone/users/x", headers: {} }]) {
    await assert.rejects(
      faked().proxy(wrong),
      (error) => error.code === "invalid_argument" && /adapter/.test(error.hint),
    );
  }
});

test("poisoned prototypes add no option", () => {
  Object.prototype.authorize = () => true;
  try {
    assert.throws(() => createProxy({ ...credentials, allowedOrigins: [] }), /authorize/);
  } finally {
    delete Object.prototype.authorize;
  }
});

// ── tokens that cannot be had

/** A server on loopback that counts its requests. */
async function counting(t, answer) {
  const seen = [];
  const server = createServer((request, response) => {
    seen.push(request.url);
    answer(request, response, seen.length);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => (server.closeAllConnections(), server.close()));
  return { seen, url: `http://127.0.0.1:${server.address().port}` };
}

const json = (response, status, body, headers) =>
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));

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

// ── what onError is told

test("onError gets Zoom's error and reason, without the secret", async () => {
  for (const [body, reason, error] of [
    [
      { reason: "Invalid client_id or client_secret", error: "invalid_client" },
      "Invalid client_id or client_secret",
      "invalid_client",
    ],
    [{ reason: "demo-secret is wrong", error: "invalid_client" }, "[token] is wrong", "invalid_client"],
    [{ message: "denied", error: 5 }, "denied", undefined],
    [{ reason: "x".repeat(500) }, "x".repeat(200), undefined],
    [null, undefined, undefined],
  ]) {
    const told = [];
    const { proxy } = faked({
      token: () => Response.json(body, { status: 400 }),
      onError: (failure) => told.push(failure),
    });
    const page = await (await proxy(requestOf("x"))).text();
    assert.deepEqual([told[0].status, told[0].reason, told[0].error], [502, reason, error]);
    assert.deepEqual([told[0].cause.reason, told[0].cause.error], [reason, error]);
    assert.ok(told[0].message.includes(reason ?? "HTTP 400") && told[0].message.includes(error ?? ""), told[0].message);
    assert.ok(!page.includes(reason ?? "invalid"), "the page learns nothing of it");
  }
});

/** What a value shows of itself, at any depth, getters included. */
const shown = (value) =>
  inspect(value, { depth: Infinity, showHidden: true, getters: true, maxArrayLength: null, maxStringLength: null });

/** Values whose getters return promises that reject where they are read off the prototype, or at once. */
const rejecting = () => {
  const locked = new ReadableStream();
  const reader = locked.getReader();
  const iterable = {
    *[Symbol.iterator]() {
      yield Promise.reject(new Error("not handled"));
    },
  };
  const getter = {
    get later() {
      return Promise.reject(new Error("not handled"));
    },
  };
  class Sub extends Promise {}
  const subclass = {
    get later() {
      return Sub.reject(new Error("not handled"));
    },
  };
  const writer = new WritableStream().getWriter();
  const heir = Object.create(WritableStreamDefaultWriter.prototype);
  const prototype = WritableStreamDefaultWriter.prototype;
  return { locked, reader, iterable, getter, subclass, writer, heir, prototype, writable: WritableStreamDefaultWriter };
};

test("a cause whose getters return promises leaves no rejection unhandled", async (context) => {
  const unhandled = [];
  const note = (reason) => unhandled.push(reason);
  process.on("unhandledRejection", note);
  context.after(() => process.off("unhandledRejection", note));
  for (const [name, value] of Object.entries(rejecting())) {
    const error = Object.assign(new Error("no"), { value });
    const fail = () => {
      throw error;
    };
    const { proxy } = faked({ authorize: fail });
    assert.equal((await proxy(requestOf("x"))).status, 500, name);
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(unhandled.splice(0), [], name);
  }
});

test("no getter is called on a prototype, and those of instances still are", async () => {
  const receivers = [];
  class Base {
    get secret() {
      receivers.push(this);
      return "demo-secret";
    }
  }
  class Heir extends Base {}
  for (const value of [Base, Base.prototype, Heir, Heir.prototype, new Base(), new Heir()]) {
    const told = [];
    const error = Object.assign(new Error("no"), { value });
    const { proxy } = faked({
      onError: (failure) => told.push(failure.cause),
      authorize: () => {
        throw error;
      },
    });
    await proxy(requestOf("x"));
    assert.equal(told[0] === error, !(value instanceof Base) || Object.hasOwn(value, "constructor"));
  }
  assert.ok(receivers.length > 0 && receivers.every((each) => !Object.hasOwn(each, "constructor")));
});

test("no secret is in any cause, at any depth", async () => {
  const basic = Buffer.from("demo-client:demo-secret").toString("base64");
  const token = "t0ken.with+odd/chars==";
  const ofApp = [basic, basic.replace(/=+$/, ""), encodeURIComponent(basic), "demo-secret"];
  const secrets = [...ofApp, token, encodeURIComponent(token), encodeURIComponent(token).toLowerCase()];
  class Odd extends Error {
    get config() {
      return { auth: secrets };
    }
    get broken() {
      throw new Error("no");
    }
  }
  const cyclic = new Error("cyclic");
  cyclic.cause = cyclic;
  cyclic.self = { cyclic, secrets };
  const circles = new AggregateError([], secrets[0]);
  circles.errors.push(...Array(20).fill(circles));
  const faults = (secret) => ({
    "a message": new TypeError(`cannot send ${secret}`),
    "a string": `cannot send ${secret}`,
    "an object": { secret },
    "an axios error": Object.assign(new Error("Request failed"), {
      config: { headers: { Authorization: `Basic ${secret}` } },
      request: { _header: `POST / HTTP/1.1\r\nAuthorization: ${secret}` },
    }),
    "a list": Object.assign(new Error("no"), { list: [[{ secret }]] }),
    "a map": Object.assign(new Error("no"), {
      map: new Map([["a", new Map([[secret, secret]])]]),
      set: new Set([secret]),
    }),
    headers: Object.assign(new Error("no"), {
      headers: new Headers({ authorization: secret }),
      init: { headers: [["authorization", secret]] },
    }),
    "a request": Object.assign(new Error("no"), {
      request: new Request("https://example.invalid", { headers: { authorization: secret } }),
    }),
    parameters: Object.assign(new Error("no"), {
      data: new URLSearchParams({ secret }),
      url: new URL(`https://example.invalid/?x=${secret}`),
    }),
    bytes: Object.assign(new Error("no"), {
      sent: Buffer.from(secret),
      raw: new TextEncoder().encode(secret).buffer,
    }),
    "a key": Object.assign(new Error("no"), { [secret]: 1, [Symbol(secret)]: 1 }),
    errors: new AggregateError([new Error(secret), new Error("no", { cause: secret }), secret], "no"),
    causes: new Error("no", {
      cause: new Error("no", { cause: { message: secret, stack: secret, name: secret, code: secret } }),
    }),
    "deep causes": Array.from({ length: 30 }).reduce((cause) => new Error("no", { cause }), secret),
    getters: new Odd("no"),
    "a cycle": cyclic,
    "circles of errors": circles,
    "a function": Object.assign(() => {}, { secret }),
    JSON: Object.assign(new Error("no"), { body: JSON.stringify({ secret }) }),
    "a proxy": new Proxy(new Error(secret), {
      ownKeys: () => {
        throw new Error("no");
      },
    }),
  });
  const fresh = () => tokenReply({ access_token: token });
  // A token can be repeated once it has been issued; here it is refused then, and renewed.
  const steps = {
    "the token endpoint": [ofApp, (fail) => ({ token: fail })],
    "the API": [secrets, (fail) => ({ token: fresh, profile: fail })],
    "the token endpoint, later": [
      secrets,
      (fail) => ({
        token: (count) => (count === 1 ? fresh() : fail()),
        profile: () => new Response(null, { status: 401 }),
      }),
    ],
  };
  for (const [step, [known, failingBy]] of Object.entries(steps)) {
    for (const secret of known) {
      for (const [kind, fault] of Object.entries(faults(secret))) {
        for (const fail of [
          () => {
            throw fault;
          },
          () => new Response(new ReadableStream({ start: (controller) => controller.error(fault) })),
        ]) {
          const name = `${kind}, ${step}`;
          const told = [];
          const { proxy } = faked({ ...failingBy(fail), onError: (error) => told.push(error) });
          const page = await (await proxy(requestOf("x"))).text();
          assert.equal(told.length, 1, name);
          assert.notEqual(told[0].cause, undefined, name);
          for (const each of secrets) {
            assert.ok(!shown(told[0]).includes(each) && !page.includes(each), `${name}: ${each} in ${shown(told[0])}`);
          }
        }
      }
    }
  }
});

test("what is no secret of a cause is kept", async () => {
  const system = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED" });
  const told = [];
  const { proxy } = faked({
    token: () => {
      throw new TypeError("fetch failed", { cause: system });
    },
    onError: (error) => told.push(error),
  });
  await proxy(requestOf("x"));
  const { cause } = told[0];
  assert.deepEqual(
    [cause.name, cause.message, cause.cause.code, cause.cause.message],
    ["TypeError", "fetch failed", "ECONNREFUSED", system.message],
  );
  const mine = Object.assign(new Error("mine"), { detail: { any: 1 } });
  const other = faked({
    authorize: () => {
      throw mine;
    },
    onError: (error) => told.push(error),
  });
  await other.proxy(requestOf("x"));
  assert.equal(told[1].cause, mine);
});

// ── bodies

test("a short token, or one that is a word, does not damage a profile", async () => {
  const profile = readFileSync(new URL("../fixtures/sample-response.json", import.meta.url), "utf8");
  const extra =
    '{"id":"x","enable":true,"n":1,"z":null,"status":"activate",' +
    '"text":"\\u0041bcd1234 \\n1234567x \\\\","extension_number":1e3,"a":"phone_numbers"}';
  for (const token of [
    "true",
    "false",
    "null",
    "1",
    "id",
    "e",
    ":",
    "{",
    '"',
    '"id"',
    "\\",
    "status",
    "activate",
    "policy",
    "extension_number",
    "call_handling_forwarding_to_other_users",
    "Zoom",
    "2026-01-01",
    "123456",
    "u0041bcd1234",
    "n1234567x",
  ]) {
    for (const body of [profile, extra]) {
      for (const options of [{ token }, { ...credentials, tokenUrl: TOKEN_URL }]) {
        const fetch = async (url) =>
          url === TOKEN_URL
            ? tokenReply({ access_token: token })
            : new Response(body, { headers: { "content-type": "application/json" } });
        const proxy = createProxy({ ...options, allowedOrigins: [PAGE], authorize: () => true, fetch });
        const response = await proxy(requestOf("x"));
        assert.equal(response.headers.get("content-type"), "application/json");
        assert.deepEqual(await response.json(), JSON.parse(body), token);
      }
    }
  }
});

test("JSON that repeats the token stays JSON, and does not repeat it in escapes either", async () => {
  const escaped = (token) =>
    [...token].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
  for (const token of ["eyJhbGciOi.secret.sig", 'odd"\\token/1', "token-1/2+3=="]) {
    const written = JSON.stringify(token).slice(1, -1);
    const hidden = (...texts) =>
      texts.every(
        (text) => !text.includes(token) && !text.includes(written) && !text.includes(encodeURIComponent(token)),
      );
    for (const [status, body] of [
      [200, `{"id":"x","department":"a ${written} b","${written}":["${written}",1.50]}`],
      [200, `{"id":"x","department":"${escaped(token)}"}`],
      [401, `{"code":124,"message":"Bad token ${written}, ${escaped(token)}"}`],
      [401, `{"a":"${written}","a":1}`],
      [400, `{"code":300,"message":"https://x.example/?token=${encodeURIComponent(token)}"}`],
    ]) {
      const { proxy } = faked({
        token: () => tokenReply({ access_token: token }),
        profile: () => new Response(body, { status }),
      });
      const text = await (await proxy(requestOf("x"))).text();
      const values = JSON.stringify(JSON.parse(text));
      assert.ok(hidden(text, values), `${body} became ${text}`);
      assert.equal(typeof JSON.parse(text), "object");
    }
    // What is not JSON is redacted as it is.
    const { proxy } = faked({
      token: () => tokenReply({ access_token: token }),
      profile: () => new Response(`<p>\\${token}</p> {`, { status: 502 }),
    });
    assert.equal(await (await proxy(requestOf("x"))).text(), "<p>\\[token]</p> {");
  }
  const word = faked({
    token: () => tokenReply({ access_token: "supersecret" }),
    profile: () => Response.json({ code: 124, message: "Bad supersecret" }, { status: 400 }),
  });
  assert.equal(await said(await word.proxy(requestOf("x"))), "Bad [token]");
});

// ── who may ask

test("a Response of authorize is passed on, and nothing else happens", async () => {
  const login = () =>
    Response.json(
      { message: "Sign in", login: "https://dashboard.example/login" },
      {
        status: 401,
        headers: { "www-authenticate": "Session", "access-control-expose-headers": "www-authenticate" },
      },
    );
  const foreign = { status: 401, headers: new Map([["content-type", "text/plain"]]), text: async () => "Sign in" };
  const bytes = {
    status: 403,
    statusText: "No",
    headers: new Headers({ "x-a": "b" }),
    arrayBuffer: async () => new TextEncoder().encode("no").buffer,
  };
  const redirecting = Response.redirect("https://dashboard.example/login", 302);
  for (const [name, verdict, status, text] of [
    ["a Response", login, 401, /"login":"https:\/\/dashboard.example\/login"/],
    ["a promise", async () => login(), 401, /Sign in/],
    ["another realm's", () => foreign, 401, /^Sign in$/],
    ["a look-alike", () => bytes, 403, /^no$/],
    ["a redirect", () => redirecting, 302, /^$/],
    ["no content", () => new Response(null, { status: 204 }), 204, /^$/],
    [
      "a page",
      () => new Response("<a href=/login>", { status: 200, headers: { "content-type": "text/html" } }),
      200,
      /href/,
    ],
    [
      "what fetch has decoded",
      () => new Response("x", { status: 401, headers: { "content-encoding": "gzip", "content-length": "99" } }),
      401,
      /^x$/,
    ],
  ]) {
    const told = [];
    const { proxy, sent } = faked({ authorize: verdict, onError: (error) => told.push(error) });
    const response = await proxy(requestOf("me"));
    assert.deepEqual(
      [
        response.status,
        response.headers.get("access-control-allow-origin"),
        response.headers.get("access-control-allow-credentials"),
      ],
      [status, PAGE, "true"],
      name,
    );
    assert.match(response.headers.get("vary"), /Origin/);
    assert.match(response.headers.get("access-control-expose-headers"), /retry-after/);
    for (const header of ["content-encoding", "content-length"]) assert.equal(response.headers.get(header), null);
    assert.match(await response.text(), text, name);
    assert.deepEqual([sent, told], [{ token: [], profile: [] }, []]);
  }
  const exposed = (await faked({ authorize: login }).proxy(requestOf("me"))).headers;
  assert.match(exposed.get("access-control-expose-headers"), /www-authenticate/);
  assert.equal(exposed.get("www-authenticate"), "Session");
  assert.equal(exposed.get("content-type"), "application/json");
  const own = await faked({ authorize: login }).proxy(requestOf("me", { origin: null }));
  assert.deepEqual([own.status, own.headers.get("access-control-allow-origin")], [401, null]);
  // Cookies of a sign-in are the server's own.
  const cookies = new Headers([
    ["set-cookie", "a=1"],
    ["set-cookie", "b=2"],
  ]);
  assert.deepEqual(
    (
      await faked({ authorize: () => new Response(null, { status: 401, headers: cookies }) }).proxy(requestOf("x"))
    ).headers.getSetCookie(),
    ["a=1", "b=2"],
  );
});

test("an authorize that fails or returns what is no answer: 500, and only onError learns why", async () => {
  const used = new Response("x", { status: 401 });
  await used.text();
  const fail = () => {
    throw new Error("database: password");
  };
  for (const verdict of [
    fail,
    async () => fail(),
    () => used,
    () => Response.error(),
    () => ({ status: 401, headers: { get: fail }, text: fail }),
    () => ({
      get status() {
        return fail();
      },
    }),
    () => ({
      get userId() {
        return fail();
      },
    }),
    () => ({}),
    () => ({ userId: "null" }),
    () => ({ userId: "undefined" }),
    () => ({ userId: " ada" }),
    () => [],
  ]) {
    const told = [];
    const { proxy, sent } = faked({ authorize: verdict, onError: (error) => told.push(error) });
    const response = await proxy(requestOf("x"));
    assert.deepEqual(
      [response.status, await said(response)],
      [500, "`authorize` failed (zoom-phone-profile/proxy)"],
      String(verdict),
    );
    assert.deepEqual([told.length, told[0].status, sent.profile.length], [1, 500, 0], String(verdict));
    assert.ok(told[0].cause instanceof Error);
  }
});

test("IDs that no user has are refused, as the client refuses them", async () => {
  const { refused, accepted } = JSON.parse(readFileSync(new URL("../fixtures/user-ids.json", import.meta.url), "utf8"));
  const { proxy, sent } = faked();
  for (const [kind, ids] of Object.entries(refused)) {
    for (const id of ids) {
      assert.match(String((await proxy(requestOf(id))).status), /^40[04]$/, `${kind}: ${JSON.stringify(id)}`);
    }
  }
  assert.equal(sent.profile.length, 0);
  for (const id of accepted) assert.equal((await proxy(requestOf(id))).status, 200, JSON.stringify(id));
});

test("the host is checked, over HTTP, so that no other name leads to the proxy", async (context) => {
  const served = async (allowedHosts) => {
    const { proxy, sent } = faked({ allowedHosts });
    const server = createServer(async (incoming, outgoing) =>
      send(outgoing, await proxy(toRequest(incoming, outgoing))),
    );
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    context.after(() => server.close());
    const { port } = server.address();
    const ask = (host, headers) =>
      new Promise((resolve, reject) => {
        const asked = requestOver({
          port,
          host: "127.0.0.1",
          path: "/api/zoom/phone/users/x",
          headers: { ...headers, ...(host && { host: host.replace("PORT", port) }) },
          setHost: host !== undefined,
          agent: false,
        });
        asked
          .on("response", (response) => (response.resume(), resolve(response.statusCode)))
          .on("error", reject)
          .end();
      });
    return { ask, sent };
  };
  const guarded = await served(["localhost", "127.0.0.1", "[::1]", "dashboard.example:8443"]);
  for (const [host, status] of [
    ["127.0.0.1:PORT", 200],
    ["localhost:PORT", 200],
    ["LOCALHOST", 200],
    ["[::1]:PORT", 200],
    ["dashboard.example:8443", 200],
    ["dashboard.example", 403],
    ["dashboard.example:8444", 403],
    ["evil.example:PORT", 403],
    ["localhost.evil.example", 403],
    ["127.0.0.1.evil.example:PORT", 403],
    ["localhost.", 403],
    ["evil.example@localhost", 403],
    ["localhost/evil", 403],
    ["evil.example#localhost", 403],
  ])
    assert.equal(await guarded.ask(host), status, host);
  // A page of that name is of the proxy's origin for its browser.
  assert.equal(await guarded.ask("evil.example:PORT", { "sec-fetch-site": "same-origin" }), 403);
  assert.equal(guarded.sent.profile.length, 5);
  assert.equal(await (await served(undefined)).ask("evil.example:PORT"), 200, "without the option it is not looked at");
  // Where a runtime gives no header, the URL counts.
  const { proxy } = faked({ allowedHosts: ["proxy.example"] });
  assert.equal((await proxy(requestOf("x"))).status, 200);
  assert.equal((await faked({ allowedHosts: ["other.example"] }).proxy(requestOf("x"))).status, 403);
});

test("a list of hosts that cannot be used is refused", () => {
  const sound = { ...credentials, allowedOrigins: [], authorize: () => true };
  for (const [allowedHosts, pattern] of [
    ["localhost", /must be a list/],
    [["*"], /no wildcards/],
    [["*.example"], /no wildcards/],
    [["http://localhost"], /no host/],
    [["localhost/x"], /no host/],
    [[""], /no host/],
    [[5], /no host/],
    [["LOCALHOST:80"], /Write "localhost"/],
    [["a@b"], /no host/],
  ]) {
    assert.throws(
      () => createProxy({ ...sound, allowedHosts }),
      (error) => error.code === "invalid_argument" && pattern.test(`${error.message} ${error.hint}`),
      String(allowedHosts),
    );
  }
  assert.equal(
    typeof createProxy({ ...sound, allowedHosts: ["localhost:8090", "[::1]", "dashboard.example"] }),
    "function",
  );
});

// ── from end to end

test("the client's error says what the proxy, or Zoom behind it, has refused", async () => {
  const unreachable = "http://127.0.0.1:9/oauth/token";
  const wrong = { clientSecret: "wrong-secret" };
  const cases = {
    "not signed in": [
      { authorize: () => false },
      ids[0],
      "forbidden",
      403,
      /You may not see this user's profile \(zoom-phone-profile\/proxy\)/,
    ],
    "a login link": [
      { authorize: () => Response.json({ message: "Sign in at /login" }, { status: 401 }) },
      ids[0],
      "unauthorized",
      401,
      /Sign in at \/login/,
    ],
    me: [{}, "me", "bad_request", 400, /“?"?me.*needs a user's own token.*`authorize`/],
    "an authorize that fails": [
      {
        authorize: () => {
          throw new Error("no");
        },
      },
      ids[0],
      "server_error",
      500,
      /`authorize` failed/,
    ],
    "wrong credentials": [wrong, ids[0], "server_error", 502, /Zoom's token endpoint returned no token \(HTTP 401\)/],
    "no token endpoint": [{ tokenUrl: unreachable }, ids[0], "server_error", 502, /cannot reach Zoom's token endpoint/],
    "a token that Zoom refuses twice": [
      {
        token: () => "token-expired",
        accountId: undefined,
        clientId: undefined,
        clientSecret: undefined,
        tokenUrl: undefined,
      },
      ids[0],
      "token_expired",
      401,
      /expired/,
    ],
    "a foreign origin": [
      { allowedOrigins: [] },
      ids[0],
      "forbidden",
      403,
      /This origin is not listed in `allowedOrigins`/,
    ],
    "a foreign host": [
      { allowedHosts: ["localhost"] },
      ids[0],
      "forbidden",
      403,
      /This host is not listed in `allowedHosts`/,
    ],
    "an upstream that is late": [{ timeoutMs: 50 }, "fault-hang", "server_error", 504, /No reply came within 50 ms/],
    "an upstream that redirects": [{}, "error-redirect", "server_error", 502, /Zoom redirects/],
    "an upstream page": [{}, "error-502-html", "server_error", 502, /HTTP 502/],
    "an ID in slashes": [{}, "a/b", "bad_request", 400, /The path holds no user ID/],
  };
  for (const [name, [more, id, code, status, message]] of Object.entries(cases)) {
    const proxy = proxyOf(more);
    const options = {
      baseUrl: MOUNT,
      maxRetries: 0,
      fetch: (url, init) => proxy(new Request(url, { ...init, headers: { ...init.headers, origin: PAGE } })),
    };
    const error = await getUserProfile(id, options).then(
      () => assert.fail(name),
      (reason) => reason,
    );
    assert.deepEqual([error.code, error.status], [code, status], `${name}: ${error.message}`);
    assert.match(error.message, message, name);
    assert.ok(!JSON.stringify(error).includes("wrong-secret"));
    // Only what Zoom says has a code of Zoom's.
    if (/zoom-phone-profile/.test(error.message)) assert.equal(error.zoomCode, undefined, name);
  }
  const elsewhere = proxyOf();
  const misled = {
    baseUrl: "https://proxy.example/api",
    maxRetries: 0,
    fetch: (url) => elsewhere(new Request(url.replace("/phone/users/", "/phone/"), { headers: { origin: PAGE } })),
  };
  const lost = await getUserProfile(ids[0], misled).catch((error) => error);
  assert.deepEqual([lost.code, lost.status], ["not_found", 404]);
  assert.match(lost.message, /nothing at this path but …\/phone\/users\/\{userId\}/);
  const down = await getUserProfile(ids[0], {
    baseUrl: MOUNT,
    maxRetries: 0,
    fetch: () => proxyOf({ ...wrong })(requestOf(ids[0])),
  }).catch((error) => error);
  assert.ok(down.retryAfterMs > 0 && down.retryAfterMs <= 2000, "and when to come again");
});
