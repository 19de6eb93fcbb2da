// Who may use the proxy: origins, preflights, hosts and `authorize`.

import assert from "node:assert/strict";
import { createServer, request as requestOver } from "node:http";
import { test } from "node:test";
import { inspect } from "node:util";

import { toNodeHandler } from "#package/proxy.js";
import { faked, MOUNT, PAGE, pathOf, requestOf, said } from "./support.js";

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

test("the host is checked, over HTTP, so that no other name leads to the proxy", async (context) => {
  const served = async (allowedHosts) => {
    const { proxy, sent } = faked({ allowedHosts });
    const server = createServer(toNodeHandler(proxy));
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
    ["evil.example@localhost", 400],
    ["localhost/evil", 400],
    ["evil.example#localhost", 400],
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
