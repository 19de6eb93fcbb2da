// The test kit: its profiles are always valid, and its fetch answers as the embedded server does.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { getUserProfile, getUserProfiles, validateUserProfile, ZoomPhoneError } from "#package";
import { buildUserProfile, createZoomFetch } from "#package/testing.js";

import { FAILURES } from "#zoom-failures";
import { createUser } from "../zoom-server/directory.js";
import { startZoomServer } from "../zoom-server/server.js";

let server;
before(async () => (server = await startZoomServer({ users: 3, requestsPerSecond: 1e6 })));
after(() => server.close());

// ── profiles

test("a profile passes the strict validation without an issue", () => {
  assert.deepEqual(validateUserProfile(buildUserProfile(), { validation: "strict" }).issues, []);
});

test("overrides are merged deeply, lists replaced, and undefined takes a field away", () => {
  const profile = buildUserProfile({
    email: "a@example.com",
    policy: { sms: { enable: false }, voicemail: undefined },
    phone_numbers: [],
    department: undefined,
  });
  const usual = buildUserProfile();
  assert.equal(profile.email, "a@example.com");
  assert.deepEqual(profile.policy.sms, { ...usual.policy.sms, enable: false });
  assert.deepEqual(profile.phone_numbers, []);
  assert.ok(!("department" in profile) && !("voicemail" in profile.policy));
  assert.deepEqual(buildUserProfile({ new_field: { a: [1, { b: 2 }] } }).new_field, { a: [1, { b: 2 }] });
  assert.deepEqual(buildUserProfile(JSON.parse('{"__proto__":{"polluted":true}}')).polluted, undefined);
  assert.equal({}.polluted, undefined);
});

test("each call gives a profile of its own, and takes nothing of its arguments along", () => {
  const overrides = { phone_numbers: [{ id: "n", number: "+14085550199" }] };
  const [one, other] = [buildUserProfile(overrides), buildUserProfile(overrides)];
  one.policy.sms.enable = "changed";
  one.phone_numbers[0].number = "changed";
  assert.notEqual(other.policy.sms.enable, "changed");
  assert.equal(overrides.phone_numbers[0].number, "+14085550199");
  assert.notEqual(buildUserProfile().policy.sms.enable, "changed");
});

test("whatever user is laid over it, the profile is valid", () => {
  for (let index = 0; index < 500; index++)
    assert.equal(validateUserProfile(buildUserProfile(createUser(index, 8))).success, true);
});

test("overrides that make no valid profile are refused, with the place", () => {
  for (const [overrides, pointer] of [
    [{ policy: { sms: { enable: "yes" } } }, "/policy/sms/enable"],
    [{ phone_numbers: {} }, "/phone_numbers"],
    [{ extension_number: new Date(0) }, "/extension_number"],
    [{ policy: new Map() }, "/policy"],
  ]) {
    assert.throws(
      () => buildUserProfile(overrides),
      (error) => error instanceof ZoomPhoneError && error.issues.some((issue) => issue.pointer === pointer),
      pointer,
    );
  }
  for (const overrides of [null, [], "x", 5]) assert.throws(() => buildUserProfile(overrides), /takes an object/);
  // It has no option `validation` that a hint could propose.
  assert.throws(() => buildUserProfile({ id: 5 }), { code: "invalid_response", hint: /change the overrides/ });
  assert.throws(() => createZoomFetch({ users: ["ada"] }), { message: /it is one of other values$/ });
});

// ── fetch

const failing = (promise) =>
  promise.then(
    () => assert.fail("it should have failed"),
    (error) => error,
  );
const facts = ({ code, status, zoomCode, zoomMessage, missingScopes, limit, fieldErrors, issues }) => ({
  code,
  status,
  zoomCode,
  zoomMessage,
  missingScopes,
  limit,
  fieldErrors,
  issues,
});

test("users are found by id and by address, `me` is the first, and nobody else is there", async () => {
  const users = [
    buildUserProfile({ id: "ada", email: "ada@example.com" }),
    buildUserProfile({ id: "bob", email: "bob+x@example.com" }),
  ];
  const fetch = createZoomFetch({ users });
  assert.deepEqual(await getUserProfile("ada", { fetch }), users[0]);
  assert.deepEqual(await getUserProfile("bob+x@example.com", { fetch, baseUrl: "http://localhost:1/api" }), users[1]);
  assert.deepEqual(await getUserProfile("me", { fetch, token: "any" }), users[0]);
  const options = { baseUrl: server.baseUrl, token: server.zoom.issueToken() };
  assert.deepEqual(
    facts(await failing(getUserProfile("eve", { fetch }))),
    facts(await failing(getUserProfile("eve", options))),
  );
  const outcomes = await Array.fromAsync?.(getUserProfiles(["ada", "bob", "eve"], { fetch, ordered: true }));
  if (outcomes)
    assert.deepEqual(
      outcomes.map(({ ok }) => ok),
      [true, true, false],
    );
});

test("each failing user, and each token, brings what the embedded server brings", async () => {
  const fetch = createZoomFetch({ users: [] });
  const real = { baseUrl: server.baseUrl, token: server.zoom.issueToken(), maxRetries: 0 };
  for (const id of Object.keys(FAILURES)) {
    const settled = (options) => getUserProfile(id, options).catch(facts);
    assert.deepEqual(await settled({ fetch, maxRetries: 0 }), await settled(real), id);
  }
  for (const token of ["token-invalid", "token-expired", "token-no-scopes"]) {
    assert.deepEqual(
      facts(await failing(getUserProfile("x", { fetch, token }))),
      facts(await failing(getUserProfile("x", { ...real, token }))),
      token,
    );
  }
  assert.equal((await getUserProfile("flaky-503-1", { fetch })).id, "flaky-503-1");
});

test("each error can be asked for by its code", async () => {
  const codes = [
    "unauthorized",
    "token_expired",
    "missing_scopes",
    "forbidden",
    "phone_not_enabled",
    "user_not_found",
    "not_found",
    "bad_request",
    "rate_limited",
    "server_error",
    "network",
    "timeout",
    "invalid_response",
    "response_too_large",
  ];
  const fetch = createZoomFetch({ users: [], faults: Object.fromEntries(codes.map((code) => [code, code])) });
  for (const code of codes)
    assert.equal(
      (await failing(getUserProfile(code, { fetch, maxRetries: 0, timeoutMs: code === "timeout" ? 20 : 5000 }))).code,
      code,
    );
});

test("a list of faults is used up, then the profile follows; a fault may be a response; `*` is the rest", async () => {
  const fetch = createZoomFetch({
    users: [buildUserProfile({ id: "ada" })],
    faults: {
      ada: ["server_error", { status: 503 }],
      bob: { status: 404, body: { code: 1001, message: "gone" } },
      "*": "forbidden",
    },
  });
  const retries = [];
  assert.equal((await getUserProfile("ada", { fetch, onRetry: ({ error }) => retries.push(error.status) })).id, "ada");
  assert.deepEqual(retries, [500, 503]);
  assert.equal((await failing(getUserProfile("bob", { fetch }))).zoomMessage, "gone");
  assert.equal((await failing(getUserProfile("eve", { fetch }))).code, "forbidden");
});

test("it is called as fetch is: aborted, with a Request, or for something else", async () => {
  const fetch = createZoomFetch({ users: [buildUserProfile({ id: "ada" })], faults: { slow: "timeout" } });
  const controller = new AbortController();
  const pending = getUserProfile("slow", { fetch, signal: controller.signal });
  controller.abort("enough");
  assert.equal(await failing(pending), "enough");
  await assert.rejects(
    fetch("https://x/phone/users/ada", { signal: AbortSignal.abort(new Error("before")) }),
    /before/,
  );
  const request = (init) => new Request("https://x/phone/users/ada", init);
  assert.equal((await fetch(request())).status, 200);
  assert.equal((await fetch(request({ method: "POST" }))).status, 404);
  assert.equal((await fetch(request({ headers: { authorization: "Bearer token-expired" } }))).status, 401);
  assert.equal(
    (await fetch(request({ method: "POST" }), { method: "GET" })).status,
    200,
    "what is said beside it counts",
  );
  await assert.rejects(fetch(request({ signal: AbortSignal.abort(new Error("its own")) })), /its own/);
  assert.equal((await fetch(new URL("https://x/phone/users/ada"))).status, 200);
  assert.equal((await fetch("https://x/elsewhere")).status, 404);
  assert.equal((await fetch("https://x/phone/users/ada", { method: "POST" })).status, 404);
});

test("what it cannot use is refused at once", () => {
  for (const [options, words] of [
    [undefined, /takes an object/],
    [{}, /users/],
    [{ users: "ada" }, /users/],
    [{ users: [], fault: {} }, /no option `fault`/],
    [{ users: [], faults: { ada: "rate_limit" } }, /`ada` must be one of/],
    [{ users: [], faults: { ada: ["server_error", 500] } }, /`ada`/],
    [{ users: [], faults: { ada: { status: 42 } } }, /`ada`/],
  ])
    assert.throws(() => createZoomFetch(options), words);
});
