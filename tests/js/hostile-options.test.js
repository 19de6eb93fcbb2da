// Hostile options of every function: getters and proxies that throw, values that convert themselves, prototypes.

import assert from "node:assert/strict";
import { test } from "node:test";

import * as api from "#package";
import { bite, PROFILE, SAFE, SAMPLE, settled, TAKERS } from "./support/hostile.js";

const { auditPolicy, formatPolicySummary, getUserProfile, summarizeFleet, summarizePolicy, validateUserProfile } = api;

const TRAPS = ["get", "has", "ownKeys", "getOwnPropertyDescriptor", "getPrototypeOf"];

test("options that throw wherever they are looked at bring an error that says so", async () => {
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  for (const [name, [call, names]] of Object.entries(TAKERS)) {
    const safe = names.includes("fetch") ? SAFE : {};
    for (const trap of TRAPS) await settled(() => call(new Proxy({ ...safe }, { [trap]: bite })), `${name}, ${trap}`);
    const inAll = await settled(
      () => call(new Proxy({ ...safe }, Object.fromEntries(TRAPS.map((trap) => [trap, bite])))),
      `${name}, all traps`,
    );
    assert.equal(inAll.code, "invalid_argument", name);
    assert.equal((await settled(() => call(revoked.proxy), `${name}, revoked`)).code, "invalid_argument", name);
    for (const option of names) {
      const error = await settled(
        () => call(Object.defineProperty({ ...safe }, option, { enumerable: true, get: bite })),
        `${name}.${option} as a getter`,
      );
      assert.equal(error.code, "invalid_argument", `${name}.${option}`);
      const values = [
        Symbol("x"),
        1n,
        NaN,
        null,
        "",
        "__proto__",
        "constructor",
        [],
        () => bite(),
        { toString: bite, valueOf: bite },
        { [Symbol.toPrimitive]: bite },
        Object.create(null),
        revoked.proxy,
        new Proxy({}, Object.fromEntries(TRAPS.map((trap) => [trap, bite]))),
        new Proxy([], { get: bite }),
        new Proxy(() => {}, { apply: bite }),
      ];
      for (const [at, value] of values.entries()) {
        // A callback that throws is heard by its caller.
        if (/^(on|fetch|skip|token)/.test(option) && typeof value === "function") continue;
        await settled(() => call({ ...safe, [option]: value }), `${name}.${option}, value ${at}`);
      }
    }
  }
});

test("what converts itself to an allowed value is not that value", async () => {
  const odd = (text) => [new String(text), [text], { toString: () => text }, { [Symbol.toPrimitive]: () => text }];
  for (const validation of odd("lenient"))
    assert.throws(() => validateUserProfile("{}", { validation }), { code: "invalid_argument" });
  for (const format of odd("html"))
    assert.throws(() => formatPolicySummary(PROFILE, format), { code: "invalid_argument" });
  for (const groupBy of odd("site"))
    await assert.rejects(summarizeFleet("[]", { groupBy }), { code: "invalid_argument" });
  for (const userId of odd("me")) await assert.rejects(getUserProfile(userId, SAFE), { code: "invalid_argument" });
  for (const baseUrl of odd("https://api.zoom.us/v2"))
    await assert.rejects(getUserProfile("me", { ...SAFE, baseUrl }), { code: "invalid_argument" });
  for (const token of odd("a-token"))
    await assert.rejects(getUserProfile("me", { ...SAFE, token }), { code: "invalid_argument" });
});

test("a poisoned prototype adds no option, whichever function takes them", async () => {
  const expected = {};
  const results = async () => {
    const all = {};
    for (const [name, [call, names]] of Object.entries(TAKERS))
      all[name] = await call(names.includes("fetch") ? { ...SAFE } : {});
    return JSON.parse(JSON.stringify(all));
  };
  Object.assign(expected, await results());
  const poison = {
    labels: { sms: "poison" },
    baseline: { sms: { enable: false } },
    ignore: ["poison"],
    rules: [{}],
    groupBy: "site",
    audit: true,
    outliers: true,
    signal: AbortSignal.abort(),
    onProgress: bite,
    onIssue: bite,
    validation: "strict",
    maxIssues: 0,
  };
  // Made beforehand: a Response takes inherited options too.
  const replies = [1, 2, 3].map(() => new Response(SAMPLE));
  const { fetch } = SAFE;
  SAFE.fetch = async () => replies.pop();
  Object.assign(Object.prototype, poison);
  try {
    for (const [name, [call, names]] of Object.entries(TAKERS)) {
      if (name === "exportFleet") continue; // Read by a Response, which has options of its own.
      assert.deepEqual(
        JSON.parse(JSON.stringify(await call(names.includes("fetch") ? { ...SAFE } : {}))),
        expected[name],
        name,
      );
    }
  } finally {
    for (const name of Object.keys(poison)) delete Object.prototype[name];
    SAFE.fetch = fetch;
  }
});

test("labels out of JSON may be called as members of every object are", () => {
  const labels = JSON.parse(
    '{"__proto__":"a","constructor":"b","toString":"c","sms":"<b>\\ud800","policy.__proto__":"d"}',
  );
  assert.equal(summarizePolicy(PROFILE, { labels }).entries.find(({ key }) => key === "sms").label, "<b>\ufffd");
  assert.match(formatPolicySummary(PROFILE, "html", { labels }), /&lt;b&gt;/);
  assert.doesNotMatch(formatPolicySummary(summarizePolicy(PROFILE), "html", { labels }), /<b>/);
  assert.equal({}.polluted, undefined);
});

// ── rules of one's own

test("a rule is what it was when it was checked", () => {
  const flipping = (...values) => ({ enumerable: true, get: () => (values.length > 1 ? values.shift() : values[0]) });
  const rule = { id: "own", title: "t", why: "w", remedy: "r", severity: "low", check: () => true };
  const found = auditPolicy(PROFILE, {
    rules: [Object.defineProperties({ ...rule }, { severity: flipping("low", "<b>"), title: flipping("t", 5) })],
  }).find(({ id }) => id === "own");
  assert.deepEqual([found.severity, found.title], ["low", "t"]);
});

// ── headers

test("headers come as a plain object of texts, whatever else carries them", async () => {
  const odd = [
    new Headers({ "X-A": "b" }),
    [["X-A", "b"]],
    new Map([["X-A", "b"]]),
    "X-A: b",
    5,
    null,
    new (class {
      "X-A" = "b";
    })(),
    { "X-A": 5 },
    { "X-A": ["b"] },
    { "X-A": { toString: () => "b" } },
    { "X-A": Symbol("x") },
    { "X-A": "b\r\nX-Evil: 1" },
    { "X-A": "b\u0000" },
    { "X-A": "\u0100" },
    { "X-A\r\n": "b" },
    { "": "b" },
    { "X-A": "b\n" },
    { "\ud800": "b" },
  ];
  for (const headers of odd) {
    const error = await settled(
      () => getUserProfile("me", { headers, fetch: () => assert.fail("nothing is sent") }),
      String(headers),
    );
    assert.equal(error.code, "invalid_argument");
  }
  let sent;
  await getUserProfile("me", {
    headers: { "X-A": "b", __proto__: null },
    fetch: async (_url, init) => ((sent = init.headers), new Response(SAMPLE)),
  });
  assert.deepEqual(sent, { Accept: "application/json", "X-A": "b" });
});
