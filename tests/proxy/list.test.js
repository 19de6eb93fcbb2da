// The proxy's list of users: only with `list: true`, only for whom `authorize` allows it, and with every promise that
// holds for profiles.

import assert from "node:assert/strict";
import { test } from "node:test";

import { faked, MOUNT, PAGE, profileReply, requestOf, requestTo, said, tokenReply } from "./support.js";

const LIST = `${MOUNT}/phone/users`;
const ZOOM_LIST = "https://api.zoom.us/v2/phone/users";
const page = { next_page_token: "", page_size: 100, total_records: 1, users: [{ id: "x" }] };
const listing = (more) => faked({ list: true, profile: () => Response.json(page), ...more });

test("the list is another path like any other unless it is allowed", async () => {
  for (const list of [undefined, false]) {
    const { proxy, sent } = faked({ list });
    const elsewhere = await said(await proxy(requestTo(`${MOUNT}/x`)));
    for (const method of ["GET", "OPTIONS", "POST"]) {
      const response = await proxy(requestTo(LIST, { method }));
      assert.deepEqual([response.status, await said(response)], [404, elsewhere], method);
    }
    assert.deepEqual([sent.token.length, sent.profile.length], [0, 0]);
  }
  for (const list of ["true", 1, null, {}])
    assert.throws(
      () => faked({ list }),
      (error) => error.code === "invalid_argument" && /`list`/.test(error.message),
    );
});

test("a page of the list comes through with its headers, and profiles still do", async () => {
  const headers = { "x-ratelimit-category": "Medium", "x-zm-trackingid": "v=2.0;1", "set-cookie": "a=b" };
  const asked = [];
  const { proxy, sent } = listing({
    profile: () => Response.json(page, { headers }),
    authorize: (_request, target) => (asked.push(target), true),
  });
  const response = await proxy(requestTo(LIST, { headers: { cookie: "session=1", authorization: "Bearer page" } }));
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), page);
  for (const [name, value] of Object.entries({
    "access-control-allow-origin": PAGE,
    "cache-control": "no-store",
    "set-cookie": null,
    "x-content-type-options": "nosniff",
    "x-ratelimit-category": "Medium",
    "x-zm-trackingid": "v=2.0;1",
  }))
    assert.equal(response.headers.get(name), value, name);
  assert.match(response.headers.get("access-control-expose-headers"), /x-ratelimit-category/);
  const { signal, ...init } = sent.profile[0].init;
  assert.ok(signal instanceof AbortSignal);
  assert.deepEqual(init, {
    method: "GET",
    headers: { Accept: "application/json", Authorization: "Bearer token-1" },
    redirect: "manual",
  });
  await proxy(requestOf("ada"));
  assert.deepEqual(asked, [{ list: true }, { userId: "ada" }]);
  assert.deepEqual(
    sent.profile.map(({ url }) => url),
    [ZOOM_LIST, `${ZOOM_LIST}/ada`],
  );
  assert.equal(sent.token.length, 1);
});

test("documented parameters reach Zoom encoded, each once; all others are refused", async () => {
  const { proxy, sent } = listing();
  const all = {
    page_size: "100",
    next_page_token: "a+b/c=&d#e",
    site_id: "8f71O6rWT8KFUGQmJIFAdQ",
    calling_type: "200",
    status: "activate",
    department: "R&D Entwicklung München",
    cost_center: "営業部",
    keyword: "../users?x=1\r\nHost: y",
  };
  assert.equal((await proxy(requestTo(`${LIST}?${new URLSearchParams(all)}`))).status, 200);
  const { origin, pathname, searchParams, hash } = new URL(sent.profile[0].url);
  assert.deepEqual([origin + pathname, hash, Object.fromEntries(searchParams)], [ZOOM_LIST, "", all]);
  for (const [query, pattern] of [
    ["x=1", /no query parameter `x`.*The parameters are: page_size, /],
    ["siteid=1", /Did you mean `site_id`/],
    ["Status=activate", /Did you mean `status`/],
    ["access_token=secret", /no query parameter/],
    ["__proto__=1", /no query parameter/],
    [`${"x".repeat(99)}=1`, /no query parameter of this name/],
    ["%3Cscript%3E=1", /no query parameter of this name/],
    ["status=activate&status=deactivate", /`status` is given twice/],
    [`keyword=${"x".repeat(5000)}`, /longer than 4000/],
  ]) {
    const response = await proxy(requestTo(`${LIST}?${query}`));
    assert.equal(response.status, 400, query);
    assert.match(await said(response), pattern);
  }
  assert.equal(sent.profile.length, 1);
});

test("authorize decides on the list as on profiles", async () => {
  const login = () => Response.json({ message: "Sign in" }, { status: 401 });
  const fail = () => {
    throw new Error("database: password");
  };
  for (const [authorize, status, pattern] of [
    [() => false, 403, /You may not list the users/],
    [() => undefined, 403, /You may not list/],
    [() => "yes", 403, /You may not list/],
    [async () => 1, 403, /You may not list/],
    [login, 401, /^Sign in$/],
    [fail, 500, /^`authorize` failed \(/],
    [() => ({ userId: "ada" }), 500, /returned an object for the list of users. Return true, false or a Response/],
    [() => ({ userId: "me" }), 500, /returned an object/],
    [() => ({ list: true }), 500, /returned an object/],
  ]) {
    const errors = [];
    const { proxy, sent } = listing({ authorize, onError: (error) => errors.push(error) });
    const response = await proxy(requestTo(LIST));
    assert.equal(response.status, status, String(authorize));
    const message = await said(response);
    assert.match(message, pattern);
    assert.deepEqual([sent.token.length, sent.profile.length], [0, 0]);
    assert.deepEqual(
      errors.map((error) => error.status),
      status === 500 ? [500] : [],
    );
    if (/an object/.test(message)) assert.match(errors[0].message, /returned an object for the list/);
  }
});

test("one method, allowed origins and hosts, for the list too", async () => {
  const { proxy, sent } = listing({ allowedHosts: ["proxy.example"] });
  for (const [init, status] of [
    [{ method: "POST" }, 405],
    [{ method: "HEAD" }, 405],
    [{ origin: "https://evil.example" }, 403],
    [{ origin: null, headers: { "sec-fetch-site": "cross-site" } }, 403],
    [{ headers: { host: "evil.example" } }, 403],
  ])
    assert.equal((await proxy(requestTo(LIST, init))).status, status, JSON.stringify(init));
  assert.equal((await proxy(requestTo(`${LIST}/`))).status, 404);
  const preflight = await proxy(requestTo(LIST, { method: "OPTIONS" }));
  assert.deepEqual([preflight.status, preflight.headers.get("access-control-allow-methods")], [204, "GET"]);
  assert.equal(sent.profile.length, 0);
});

test("a refused token is renewed for the list, and appears in no reply", async () => {
  const { proxy, sent } = listing({
    token: (count) => tokenReply({ access_token: `secret-token-${count}` }),
    profile: (_count, { headers }) =>
      headers.Authorization === "Bearer secret-token-1"
        ? new Response(null, { status: 401 })
        : Response.json({ ...page, users: [{ id: "x", name: headers.Authorization }] }),
  });
  const response = await proxy(requestTo(`${LIST}?page_size=30`));
  assert.deepEqual([response.status, sent.token.length], [200, 2]);
  assert.deepEqual((await response.json()).users, [{ id: "x", name: "Bearer [token]" }]);
  assert.deepEqual(
    sent.profile.map(({ url }) => url),
    [`${ZOOM_LIST}?page_size=30`, `${ZOOM_LIST}?page_size=30`],
  );
});

test("a list that never comes, redirects or is too large is refused", async () => {
  for (const [reply, status] of [
    [() => new Promise(() => {}), 504],
    [() => Response.redirect("https://evil.example", 302), 502],
    [() => new Response("x".repeat((1 << 20) + 1)), 502],
    [profileReply, 200],
  ])
    assert.equal((await listing({ profile: reply, timeoutMs: 50 }).proxy(requestTo(LIST))).status, status);
});
