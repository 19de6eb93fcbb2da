// The embedded server answers as Zoom documents.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { FAILURES } from "#zoom-failures";
import { createUser } from "./directory.js";
import { startZoomServer } from "./server.js";
import { createZoom, DEMO } from "./zoom.js";

const fixture = (name) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8");
let server;
before(async () => (server = await startZoomServer({ users: 50, requestsPerSecond: 1e6 })));
after(() => server.close());

const get = (id, token) =>
  fetch(`${server.baseUrl}/phone/users/${encodeURIComponent(id)}`, {
    headers: token ? { authorization: `Bearer ${token}` } : {},
  });
const grant = (form, credentials = `${DEMO.clientId}:${DEMO.clientSecret}`) =>
  fetch(server.tokenUrl, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(credentials)}` },
    body: new URLSearchParams(form),
  });

test("the token endpoint grants both kinds of tokens, and refuses the wrong secret", async () => {
  const reply = await (await grant({ grant_type: "account_credentials", account_id: DEMO.accountId })).json();
  assert.equal(reply.token_type, "bearer");
  assert.equal(reply.expires_in, 3599);
  assert.equal((await get("me", reply.access_token)).status, 400);
  const refused = await grant({ grant_type: "account_credentials", account_id: DEMO.accountId }, "x:y");
  assert.deepEqual([refused.status, (await refused.json()).error], [401, "invalid_client"]);
});

test("`me` is the documented sample for a user's own token", async () => {
  const { access_token: token } = await (await grant({ grant_type: "authorization_code", code: DEMO.code })).json();
  const reply = await get("me", token);
  assert.equal(reply.status, 200);
  assert.ok(reply.headers.get("x-zm-trackingid"));
  assert.deepEqual(await reply.json(), JSON.parse(fixture("sample-response.json")));
  assert.equal((await get(JSON.parse(fixture("sample-response.json")).id, token)).status, 400);
});

test("users are found by id and by e-mail address", async () => {
  const token = server.zoom.issueToken();
  const authorization = `Bearer ${token}`;
  const list = await fetch(`${server.baseUrl}/phone/users?page_size=3`, { headers: { authorization } });
  const { users } = await list.json();
  assert.equal(users.length, 3);
  for (const { id, email } of users) {
    assert.equal((await (await get(id, token)).json()).email, email);
    assert.equal((await (await get(email, token)).json()).id, id);
  }
  assert.equal((await (await get("nobody", token)).json()).code, 1001);
});

test("tokens are checked, and expire", async () => {
  for (const [token, status, code] of [
    [undefined, 401, 124],
    ["forged", 401, 124],
    ["token-expired", 401, 124],
    ["token-no-scopes", 400, 4711],
  ]) {
    const reply = await get("x", token);
    assert.deepEqual([reply.status, (await reply.json()).code], [status, code], String(token));
  }
  let now = 0;
  const zoom = createZoom({ users: 1, now: () => now });
  const token = zoom.issueToken();
  const ask = () =>
    zoom.fetch(new Request("http://zoom/v2/phone/users/nobody", { headers: { authorization: `Bearer ${token}` } }));
  assert.equal((await ask()).status, 404);
  now = 3_600_000;
  assert.match((await (await ask()).json()).message, /expired/);
});

test("every failure answers with its status", async () => {
  const token = server.zoom.issueToken();
  for (const id of Object.keys(FAILURES)) {
    const status = Number(
      /error-(\d{3})/.exec(id)?.[1] ?? { "error-redirect": 302, "error-redirect-elsewhere": 307 }[id] ?? 200,
    );
    const reply = await fetch(`${server.baseUrl}/phone/users/${id}`, {
      headers: { authorization: `Bearer ${token}` },
      redirect: "manual",
    });
    assert.equal(reply.status, status, id);
  }
});

test("the limit is counted by the second and by the day", async () => {
  let now = 1000;
  const zoom = createZoom({ users: 1, plan: "pro", requestsPerDay: 45, now: () => now });
  const token = zoom.issueToken();
  const ask = () =>
    zoom.fetch(new Request("http://zoom/v2/phone/users/nobody", { headers: { authorization: `Bearer ${token}` } }));
  const statuses = async (count) => {
    const seen = [];
    for (let at = 0; at < count; at++) seen.push((await ask()).status);
    return seen.filter((status) => status === 429).length;
  };
  assert.equal(await statuses(22), 2);
  now += 1000;
  assert.equal(await statuses(20), 0);
  now += 1000;
  assert.equal(await statuses(4), 1);
  const refused = await ask();
  assert.equal(refused.headers.get("x-ratelimit-type"), "Daily-limit");
  assert.match(refused.headers.get("retry-after"), /^\d{4}-\d\d-\d\dT[\d:]+Z$/);
});

test("seeded users are the same each time, and valid by the documented fields", () => {
  const fields = new Map(JSON.parse(fixture("fields.facts.json")).map((field) => [field.path, field]));
  const types = { string: "string", boolean: "boolean", integer: "number" };
  const seen = new Set();
  const look = (value, path) => {
    const field = fields.get(path);
    if (!field && !path.startsWith("policy.policy_of_tomorrow")) assert.fail(`${path} is not documented`);
    if (!field) return;
    seen.add(path);
    if (Array.isArray(value)) {
      assert.equal(field.type, "array");
      assert.ok(value.length <= (field.maxItems ?? Infinity));
      value.forEach((item) => look(item, `${path}[]`));
    } else if (typeof value === "object") {
      for (const [key, member] of Object.entries(value)) look(member, `${path}.${key}`);
    } else {
      assert.equal(typeof value, types[field.type], path);
      if (field.enum) assert.ok(field.enum.includes(value), `${path}: ${value}`);
      if (field.maxLength) assert.ok([...value].length <= field.maxLength, path);
    }
  };
  for (let index = 1; index < 300; index++) {
    const user = createUser(index, 7);
    assert.deepEqual(user, createUser(index, 7));
    for (const [key, value] of Object.entries(user)) look(value, key);
  }
  const missing = [...fields.keys()].filter(
    (path) => !seen.has(path) && fields.get(path).since !== "live, undocumented",
  );
  assert.deepEqual(missing, []);
});
