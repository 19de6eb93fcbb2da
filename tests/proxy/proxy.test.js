// The proxy's one route: which requests it forwards, what it sends to Zoom, and what it returns.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { getUserProfile, getUserProfileWithResponse } from "#package";
import { beforeEmbeddedServer, faked, MOUNT, PAGE, pathOf, requestOf, said } from "./support.js";

const { server, ids, proxyOf } = await beforeEmbeddedServer();

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
