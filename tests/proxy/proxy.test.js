// The proxy, as a function of requests, before the embedded Zoom server and before stand-ins for fetch.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inspect } from "node:util";

import { ZoomPhoneError, getUserProfile, getUserProfileWithResponse, isZoomPhoneError } from "#package";
import { createProxy } from "#package/proxy.js";
import { startZoomServer } from "../zoom-server/server.js";

const PAGE = "https://dashboard.example";
const MOUNT = "https://proxy.example/api/zoom";
let server;
let ids;
before(async () => {
  server = await startZoomServer({ users: 20, requestsPerSecond: 1e6 });
  ids = [...server.zoom.directory.keys()];
});
after(() => server.close());

const credentials = { accountId: "demo-account", clientId: "demo-client", clientSecret: "demo-secret" };
/** A proxy before the embedded server. */
const proxyOf = (more) =>
  createProxy({ ...credentials, tokenUrl: server.tokenUrl, baseUrl: server.baseUrl, allowedOrigins: [PAGE], authorize: () => true, ...more });
const pathOf = (id) => `${MOUNT}/phone/users/${encodeURIComponent(id)}`;
const requestOf = (id, { origin = PAGE, headers, ...init } = {}) => new Request(pathOf(id), { headers: { ...(origin && { origin }), ...headers }, ...init });
const said = async (response) => (await response.json()).message;

const TOKEN_URL = "https://zoom.example/oauth/token";
const tokenReply = (more) => Response.json({ access_token: "token-1", token_type: "bearer", expires_in: 3599, ...more });
const profileReply = () => Response.json({ id: "x" });
/** A proxy before stand-ins: what it sends is kept, and answered by `token` and `profile`. */
function faked({ token = () => tokenReply(), profile = profileReply, ...more } = {}) {
  const sent = { token: [], profile: [] };
  const fetch = async (url, init) => {
    const kind = url === TOKEN_URL ? "token" : "profile";
    sent[kind].push({ url, init });
    return (kind === "token" ? token : profile)(sent[kind].length, init);
  };
  const proxy = createProxy({ ...credentials, tokenUrl: TOKEN_URL, allowedOrigins: [PAGE], authorize: () => true, fetch, ...more });
  return { proxy, sent };
}

test("a profile comes through, with its rate limit and tracking id readable to the page", async () => {
  const response = await proxyOf()(requestOf(ids[1]));
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), server.zoom.directory.get(ids[1]));
  const exposed = response.headers.get("access-control-expose-headers").split(", ");
  for (const name of ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-category", "x-ratelimit-type", "x-zm-trackingid"]) {
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
  })) assert.equal(response.headers.get(name), value, name);
});

test("the client works with it as with Zoom", async () => {
  const proxy = proxyOf({ authorize: (_request, { userId }) => (userId === "me" ? { userId: ids[2] } : true) });
  const options = { baseUrl: MOUNT, maxRetries: 0, fetch: (url, init) => proxy(new Request(url, { ...init, headers: { ...init.headers, origin: PAGE } })) };
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
    const error = await getUserProfile(id, options).then(() => assert.fail(), (reason) => reason);
    assert.equal(error.code, code, `${id}: ${error.message}`);
    if (id !== "error-redirect") assert.match(error.trackingId, /^v=2\.0/, id);
  }
  const daily = await getUserProfile("error-429-daily", options).catch((error) => error);
  assert.ok(daily.retryAfterMs > 3_590_000);
  assert.equal(daily.limit, "daily");
});

test("what goes to Zoom holds nothing of the page's request", async () => {
  const { proxy, sent } = faked();
  const headers = { cookie: "session=1", authorization: "Bearer of-the-page", "x-forwarded-for": "1.2.3.4", accept: "text/html", "user-agent": "a" };
  await proxy(new Request(`${pathOf("a+b@example.com")}?x=1&redirect=no#y`, { headers: { origin: PAGE, ...headers } }));
  const { url, init } = sent.profile[0];
  assert.equal(url, "https://api.zoom.us/v2/phone/users/a%2Bb%40example.com");
  const { signal, ...rest } = init;
  assert.ok(signal instanceof AbortSignal);
  assert.deepEqual(rest, { method: "GET", headers: { Accept: "application/json", Authorization: "Bearer token-1" }, redirect: "manual" });
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
  const headers = { "set-cookie": "a=b", server: "x", "access-control-allow-origin": "*", "content-encoding": "identity", "x-zm-region": "y", "content-type": "text/html" };
  const { proxy } = faked({ profile: () => new Response("<script>", { status: 502, headers }) });
  const response = await proxy(requestOf("x"));
  assert.equal(response.status, 502);
  assert.equal(await response.text(), "<script>");
  assert.deepEqual([response.headers.getSetCookie(), response.headers.get("server"), response.headers.get("x-zm-region")], [[], null, null]);
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
    "https://dashboard.example.evil.example", "https://evil.example", "https://evildashboard.example", "https://x.dashboard.example", "http://dashboard.example",
    "https://dashboard.example:444", "https://dashboard.example/", "HTTPS://DASHBOARD.EXAMPLE", "null", "", "*", "https://dashboard.example, https://evil.example", "http://localhost:3001", own,
  ]) {
    for (const method of ["GET", "OPTIONS"]) {
      const response = await proxy(new Request(pathOf("x"), { method, headers: { origin } }));
      assert.equal(response.status, 403, `${method} ${origin}`);
      for (const name of ["origin", "credentials", "methods"]) assert.equal(response.headers.get(`access-control-allow-${name}`), null, origin);
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
  for (const [site, status] of [[undefined, 200], ["same-origin", 200], ["none", 200], ["cross-site", 403], ["same-site", 403]]) {
    const response = await proxy(requestOf("x", { origin: null, headers: site && { "sec-fetch-site": site } }));
    assert.equal(response.status, status, site);
    assert.equal(response.headers.get("access-control-allow-origin"), null);
  }
});

test("a preflight is answered without asking anybody", async () => {
  const { proxy, sent } = faked({ authorize: () => assert.fail("nobody has signed in to a preflight") });
  const ask = (headers) => proxy(new Request(pathOf("x"), { method: "OPTIONS", headers: { origin: PAGE, "access-control-request-method": "GET", ...headers } }));
  const response = await ask({ "access-control-request-headers": "authorization,x-session" });
  assert.deepEqual([response.status, await response.text()], [204, ""]);
  for (const [name, value] of Object.entries({
    "access-control-allow-origin": PAGE,
    "access-control-allow-credentials": "true",
    "access-control-allow-methods": "GET",
    "access-control-allow-headers": "authorization,x-session",
    "access-control-max-age": "7200",
    vary: "Origin, Access-Control-Request-Headers",
  })) assert.equal(response.headers.get(name), value, name);
  assert.equal((await ask({ "access-control-request-headers": "x".repeat(2000) })).headers.get("access-control-allow-headers"), null);
  assert.equal((await proxy(new Request(`${MOUNT}/elsewhere`, { method: "OPTIONS", headers: { origin: PAGE } }))).status, 404);
  assert.deepEqual(sent, { token: [], profile: [] });
});

test("authorize decides, and only true or a user id is a yes", async () => {
  const told = [];
  const asking = async (id, verdict) => {
    const { proxy, sent } = faked({ authorize: verdict, onError: (error) => told.push(error) });
    const response = await proxy(requestOf(id, { headers: { cookie: "session=7" } }));
    if (response.status !== 200) assert.deepEqual(sent, { token: [], profile: [] });
    return { status: response.status, url: sent.profile[0]?.url, message: response.status === 200 ? "" : await said(response) };
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
  for (const verdict of [{}, [], { userId: "" }, { userId: 5 }, { userId: ".." }, { userId: "a/b" }, { userId: "a\nb" }, { userId: "\ud800" }, () => true]) {
    const { status } = await asking("me", () => verdict);
    assert.equal(status, typeof verdict === "function" ? 403 : 500, inspect(verdict));
  }
  const failing = await asking("x", () => { throw new Error("postgres://user:password@host"); });
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

test("the token is renewed before it expires, once for all, and the old one serves where there is no other", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
  let isDown = false;
  const { proxy, sent } = faked({ token: (count) => (isDown ? new Response("down", { status: 503 }) : tokenReply({ access_token: `token-${count}` })) });
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
  assert.match(await used(), /token-\d/, "a failure is not kept");
});

test("a token that Zoom refuses is replaced once, by one request for all", async () => {
  const valid = "Bearer token-2";
  const slow = async () => (await new Promise(setImmediate), Response.json({ code: 124, message: "Access token is expired." }, { status: 401 }));
  const { proxy, sent } = faked({ token: (count) => tokenReply({ access_token: `token-${count}` }), profile: (_count, { headers }) => (headers.Authorization === valid ? profileReply() : slow()) });
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
  const refusing = (_count, { headers }) => (headers.Authorization === "Bearer old" ? new Response(null, { status: 401 }) : profileReply());
  const byFunction = createProxy({ token: async ({ reason }) => (reasons.push(reason), reason === "initial" ? "old" : "new"), allowedOrigins: [], authorize: () => true, fetch: async (_url, init) => refusing(0, init) });
  assert.equal((await byFunction(requestOf("x", { origin: null }))).status, 200);
  assert.deepEqual(reasons, ["initial", "expired"]);
  let sent = 0;
  const byText = createProxy({ token: "old", allowedOrigins: [], authorize: () => true, fetch: async (_url, init) => ((sent += 1), refusing(0, init)) });
  assert.deepEqual([(await byText(requestOf("x", { origin: null }))).status, sent], [401, 1]);
  const told = [];
  for (const token of [() => { throw new Error("vault"); }, () => undefined, () => "", () => "a\nb"]) {
    const proxy = createProxy({ token, allowedOrigins: [], authorize: () => true, fetch: () => assert.fail(), onError: (error) => told.push(error) });
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
    assert.deepEqual([status, sent.profile[0]?.url], expected ? [200, `${expected}/phone/users/x`] : [502, undefined], String(apiUrl));
    const fixed = faked({ token: () => tokenReply({ api_url: apiUrl }), baseUrl: "https://api-us.zoom.us/v2/" });
    await fixed.proxy(requestOf("x"));
    assert.equal(fixed.sent.profile[0].url, "https://api-us.zoom.us/v2/phone/users/x");
  }
  // The embedded server names itself.
  assert.equal((await proxyOf({ baseUrl: undefined })(requestOf(ids[0]))).status, 200);
});

test("no token, no reply: 502, told without anything that is secret, and not kept", async () => {
  const failures = {
    "it refuses": () => Response.json({ reason: "Invalid client_id or client_secret demo-secret", error: "invalid_client" }, { status: 401 }),
    "it redirects": () => new Response(null, { status: 302, headers: { location: "https://evil.example" } }),
    "it is HTML": () => new Response("<html>"),
    "it is empty": () => new Response(null),
    "it is null": () => new Response("null"),
    "it holds no token": () => tokenReply({ access_token: undefined }),
    "its token cannot be sent": () => tokenReply({ access_token: "a\nb" }),
    "it cannot be reached": () => { throw new TypeError("fetch failed: demo-secret"); },
    "it is endless": () => new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65536)) })),
    "it breaks off": () => new Response(new ReadableStream({ start: (controller) => controller.error(new Error("cut")) })),
    "it is no response": () => undefined,
  };
  for (const [name, token] of Object.entries(failures)) {
    const told = [];
    const { proxy, sent } = faked({ token: (count) => (count === 1 ? token() : tokenReply()), onError: (error) => told.push(error) });
    const response = await proxy(requestOf("x"));
    assert.equal(response.status, 502, name);
    const text = await response.text();
    assert.ok(!text.includes("demo-secret") && !text.includes("demo-account"), text);
    assert.deepEqual([sent.profile.length, told.length], [0, 1], name);
    if (name === "it refuses") assert.ok(!inspect(told[0]).includes("demo-secret"), inspect(told[0]));
    assert.equal((await proxy(requestOf("x"))).status, 200, `${name}, then it answers`);
  }
});

test("a reply of Zoom's that is none: 502", async () => {
  const failures = {
    "it redirects": () => new Response(null, { status: 307, headers: { location: "https://evil.example" } }),
    "it cannot be reached": () => { throw "no"; },
    "it is endless": () => new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65536)) })),
    "it breaks off": () => new Response(new ReadableStream({ start: (controller) => controller.error(new Error("cut")) })),
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
  for (const [size, status] of [[1 << 20, 200], [(1 << 20) + 1, 502]]) {
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
  const { proxy } = faked({ token: () => tokenReply({ access_token: secret }), profile: () => Response.json({ code: 300, message: `Bad token ${secret}` }, { status: 400, headers: { "x-zm-trackingid": secret } }) });
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
  for (const [name, step] of [["authorize", hang], ["token", hang], ["token", stalled], ["profile", hang], ["profile", stalled]]) {
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
    const { proxy, sent } = faked({ timeoutMs: 30, token: (count) => (count === 1 ? new Promise(() => {}) : tokenReply()) });
    const waiting = Promise.all([proxy(requestOf("x")), proxy(requestOf("x"))]);
    await until(() => sent.token.length > 0);
    context.mock.timers.tick(lateBy);
    const late = [proxy(requestOf("x")), proxy(requestOf("x"))];
    await new Promise(setImmediate);
    context.mock.timers.tick(1);
    assert.deepEqual((await waiting).map(({ status }) => status), [504, 504]);
    assert.deepEqual((await Promise.all(late)).map(({ status }) => status), [200, 200], `${lateBy} ms late`);
    assert.equal(sent.token.length, 2);
  }
});

test("nothing is left behind", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  const before = timers();
  for (const more of [{}, { authorize: () => false }, { token: () => undefined }, { profile: () => { throw new Error("no"); } }]) await faked(more).proxy(requestOf("x"));
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
    const error = (() => { try { return createProxy(options); } catch (reason) { return reason; } })();
    assert.ok(error instanceof Error && isZoomPhoneError(error), inspect(options));
    assert.deepEqual([error.name, error.code], ["ZoomPhoneError", "invalid_argument"]);
    assert.match(`${error.message} ${error.hint}`, pattern);
    for (const secret of ["demo-secret", "top secret"]) assert.ok(!inspect(error).includes(secret));
  }
  for (const baseUrl of ["http://localhost:1/v2", "http://[::1]/v2", "http://127.0.0.1:2", "https://api-eu.zoom.us/v2/"]) assert.equal(typeof createProxy({ ...sound, baseUrl }), "function");
  assert.equal(isZoomPhoneError(new ZoomPhoneError({ message: "", code: "x" })), true);
});

test("what is no Request is refused with a word on what to do", async () => {
  for (const wrong of [undefined, null, "x", {}, { url: "/phone/users/x", headers: {} }]) {
    await assert.rejects(faked().proxy(wrong), (error) => error.code === "invalid_argument" && /adapter/.test(error.hint));
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
