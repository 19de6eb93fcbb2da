// Hostile environments and profiles: poisoned prototypes, options that throw, and extreme documents.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as api from "#package";
import { createUser } from "../zoom-server/directory.js";

const {
  ZoomPhoneError,
  formatPolicySummary,
  getUserProfile,
  getUserProfiles,
  isUserProfile,
  mergeFleetSummaries,
  parseUserProfile,
  summarizeFleet,
  summarizePolicy,
  validateUserProfile,
} = api;
const SAMPLE = readFileSync(new URL("../fixtures/sample-response.json", import.meta.url), "utf8");
const answer = () => new Response('{"id":"x"}');

/** Runs with members planted on the prototype of all objects. */
async function poisoned(members, work) {
  Object.assign(Object.prototype, members);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(members)) delete Object.prototype[name];
  }
}

test("a poisoned prototype adds no option, no header, and nothing to the request", async () => {
  const stolen = [];
  const poison = {
    token: "poisoned-token",
    baseUrl: "https://evil.example",
    headers: { "X-Evil": "1" },
    credentials: "include",
    timeoutMs: 1,
    maxRetries: 99,
    signal: AbortSignal.abort("poison"),
    validation: "lenient",
    maxIssues: 0,
    onIssue: () => stolen.push("issue"),
    onRetry: () => stolen.push("retry"),
    fetch: () => stolen.push("fetch"),
    requestsPerSecond: 0.001,
    concurrency: 0,
    plan: "none",
    ordered: true,
    onProgress: () => stolen.push("progress"),
    budget: { count: () => stolen.push("budget"), ended: () => 0 },
    isPaced: true,
    areIssuesWanted: false,
    method: "POST",
    body: "x",
    dispatcher: { dispatch: () => stolen.push("dispatch") },
    redirect: "follow",
    referrer: "https://evil.example",
    mode: "no-cors",
    cache: "force-cache",
    integrity: "x",
    Authorization: "Bearer poison",
    Accept: "poison",
    status: 500,
    code: 4711,
    issues: ["poison"],
    cause: "poison",
    labels: { sms: "poison" },
    groupBy: "site",
    path: ["poison"],
  };
  let called;
  // Code that is loaded on demand is loaded now: Node's own loader fails where `path` is inherited.
  await api.getUserProfileWithResponse("me", { fetch: async () => answer() });
  // Made beforehand: a Response takes inherited options too.
  const replies = Array.from({ length: 3 }, answer);
  const fetch = async (url, init) => (
    (called = { url, init, method: init.method, headers: { ...init.headers } }), replies.pop()
  );
  const profile = await poisoned(poison, () => getUserProfile("me", { fetch }));
  assert.deepEqual(profile, { id: "x" });
  assert.equal(called.url, "https://api.zoom.us/v2/phone/users/me");
  assert.deepEqual([called.method, called.headers], ["GET", { Accept: "application/json" }]);
  assert.deepEqual(Reflect.ownKeys(called.init).sort(), [
    "cache",
    "credentials",
    "headers",
    "method",
    "redirect",
    "referrerPolicy",
    "signal",
  ]);
  assert.equal(Object.getPrototypeOf(called.init), null, "fetch finds no inherited options");
  const outcomes = await poisoned(poison, async () => {
    const list = [];
    for await (const outcome of getUserProfiles(["a", "b"], { fetch })) list.push(outcome.ok);
    return list;
  });
  assert.deepEqual(outcomes, [true, true]);
  const results = await poisoned(poison, () => [
    validateUserProfile('{"id":1}').issues.length,
    summarizePolicy(JSON.parse(SAMPLE)).counts.on,
  ]);
  assert.deepEqual(results, [1, 24]);
  assert.deepEqual(stolen, []);
});

test("poisoned parts of the language's own records do no harm", async () => {
  for (const members of [
    { value: "poison" },
    { enumerable: false },
    { toJSON: () => "poison" },
    { done: true },
    { 0: "poison", length: 5 },
    { then: undefined },
    { ok: true, userId: "x" },
    { constructor: null },
  ]) {
    const result = await poisoned(members, () =>
      getUserProfile("me", { token: "a-token-of-tests", maxRetries: 0, fetch: async () => answer() }).catch(
        (error) => error,
      ),
    );
    if (result instanceof Error) assert.ok(result instanceof ZoomPhoneError, `${Object.keys(members)}: ${result}`);
    else assert.deepEqual(result, { id: "x" }, String(Object.keys(members)));
  }
});

test("options that bite: each is read once, and what has been checked is what is used", async () => {
  const flipping = (...values) => ({
    enumerable: true,
    configurable: true,
    get: () => (values.length > 1 ? values.shift() : values[0]),
  });
  let called;
  const fetch = async (url, init) => ((called = { url, init }), answer());
  await getUserProfile(
    "me",
    Object.defineProperties(
      { fetch },
      {
        baseUrl: flipping("https://good.example", "https://evil.example"),
        token: flipping("good-token", "evil\r\ntoken"),
      },
    ),
  );
  assert.deepEqual(
    [called.url, called.init.headers.Authorization],
    ["https://good.example/phone/users/me", "Bearer good-token"],
  );
  await getUserProfile("me", {
    fetch,
    headers: Object.defineProperty({}, "X-A", flipping("good", "evil\r\nX-Evil: 1")),
  });
  assert.equal(called.init.headers["X-A"], "good");
  let turns = 0;
  const headers = new Proxy(
    { "X-A": "good" },
    {
      ownKeys: () => (turns++ === 0 ? ["X-A"] : ["Authorization"]),
      getOwnPropertyDescriptor: () => ({ value: "good", enumerable: true, configurable: true }),
    },
  );
  await getUserProfile("me", { fetch, headers });
  assert.deepEqual(called.init.headers, { Accept: "application/json", "X-A": "good" });

  const bite = () => {
    throw new Error("bite");
  };
  const traps = ["get", "has", "ownKeys", "getOwnPropertyDescriptor", "getPrototypeOf"];
  for (const trap of traps) {
    const options = new Proxy({ fetch, headers: {}, token: "a-token-of-tests" }, { [trap]: bite });
    await getUserProfile("me", options).then(
      (profile) => assert.deepEqual(profile, { id: "x" }, trap),
      (error) => assert.equal(error.code, "invalid_argument", trap),
    );
    for (const name of ["headers", "signal", "token", "fetch", "onRetry", "limiter"]) {
      const error = await getUserProfile("me", { fetch, [name]: new Proxy({}, { [trap]: bite }) }).catch(
        (reason) => reason,
      );
      assert.ok(error?.code === "invalid_argument" || error?.id === "x", `${name} ${trap}: ${error}`);
    }
  }
  for (const revoked of [Proxy.revocable({}, {})]) {
    revoked.revoke();
    const error = await getUserProfile("me", revoked.proxy).catch((reason) => reason);
    assert.equal(error.code, "invalid_argument");
  }
});

/** Everything that takes a document: none may throw anything but an error of ours, or hang. */
async function throughEverything(input) {
  const results = [];
  for (const work of [
    () => validateUserProfile(input, { maxIssues: 5 }),
    () => parseUserProfile(input, { validation: "lenient" }),
    () => isUserProfile(input),
    () => parseUserProfile(input),
    () => summarizeFleet(typeof input === "string" || input instanceof Uint8Array ? input : [input]),
    () =>
      getUserProfile("me", {
        fetch: async () =>
          new Response(typeof input === "object" && !(input instanceof Uint8Array) ? JSON.stringify(input) : input),
      }),
  ]) {
    try {
      results.push(await work());
    } catch (error) {
      assert.ok(error instanceof ZoomPhoneError, `an error of ours, not ${error}`);
      results.push(error);
    }
  }
  assert.equal(typeof results[2], "boolean");
  return results;
}

const bytes = (text) => new TextEncoder().encode(text);
const long = "x".repeat(10 << 20);
const keys = (count) => Array.from({ length: count }, (_, at) => `"key${at}":${at}`).join();
const deep = (depth, open = "[", close = "]") => open.repeat(depth) + close.repeat(depth);

test("documents made to hurt are judged, and nothing breaks", async () => {
  const cases = {
    "a text of 10 MB": [`{"id":"${long}"}`, true],
    "a key of 10 MB": [`{"id":"x","${long}":1}`, true],
    "10 MB of escapes": [`{"id":"${"\\u0041".repeat(1_750_000)}"}`, true],
    "100,000 keys": [`{"id":"x",${keys(100_000)}}`, true],
    "100,000 policies": [`{"id":"x","policy":{${keys(100_000)}}}`, true],
    "100,000 keys, all one": [`{"id":"x"${',"id":"x"'.repeat(100_000)}}`, true],
    "a list of 100,000": [
      `{"id":"x","phone_numbers":[${Array(100_000).fill('{"id":"n","number":"+1"}').join()}]}`,
      true,
    ],
    "100,000 brackets": [`{"id":"x","a":${deep(100_000)}}`, false],
    "100,000 braces": [`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`, false],
    "brackets without end": ["[".repeat(1_000_000), false],
    "a depth of 64": [`{"id":"x","a":${deep(63)}}`, true],
    "a depth of 65": [`{"id":"x","a":${deep(64)}}`, false],
    "a number of 1 MB": [`{"id":"x","extension_number":${"9".repeat(1 << 20)}}`, true],
    "an exponent": ['{"id":"x","extension_number":1e999999999}', true],
    "10 MB of spaces": [`${" ".repeat(10 << 20)}{"id":"x"}`, true],
    "no end of spaces": [" ".repeat(10 << 20), false],
    __proto__: [
      '{"id":"x","__proto__":{"polluted":1},"policy":{"__proto__":{"enable":true,"polluted":1},' +
        '"constructor":{"prototype":{"polluted":1}}}}',
      true,
    ],
    "names of methods": [
      '{"id":"x","toString":1,"valueOf":1,"hasOwnProperty":1,"toJSON":1,"then":1,"constructor":1}',
      true,
    ],
    "zero bytes": ['{"id":"\\u0000","department":"\\u0000\\u0000"}', true],
    "nothing at all": ["", false],
  };
  for (const [name, [text, passes]] of Object.entries(cases)) {
    for (const input of [text, bytes(text)]) {
      const [validated, , verdict] = await throughEverything(input);
      assert.equal(validated.success, passes, name);
      assert.equal(verdict, passes, name);
      assert.ok(validated.issues.length <= 5);
      for (const { message, pointer, received } of validated.issues)
        assert.ok(
          message.length + (received?.length ?? 0) < 3000 || pointer.length > 1000,
          `${name}: a message of ${message.length}`,
        );
    }
  }
  assert.equal({}.polluted, undefined);
  assert.equal(Object.prototype.enable, undefined);
});

test("so are values made to hurt", async () => {
  let deepValue = {};
  for (let depth = 0; depth < 100_000; depth++) deepValue = { a: deepValue };
  const cyclic = { id: "x" };
  cyclic.policy = { sms: cyclic };
  const sparse = { id: "x", phone_numbers: [] };
  sparse.phone_numbers.length = 200_000;
  const bite = () => {
    throw new Error("bite");
  };
  const values = {
    "a depth of 100,000": { id: "x", a: deepValue },
    "a cycle": cyclic,
    holes: sparse,
    getters: {
      id: "x",
      get policy() {
        return bite();
      },
    },
    toJSON: { id: "x", toJSON: bite },
    "a proxy": { id: "x", policy: new Proxy({}, { ownKeys: bite }) },
    "a proxy as a whole": new Proxy({}, { getPrototypeOf: bite }),
    "no prototype": Object.assign(Object.create(null), { id: "x" }),
    __proto__: JSON.parse('{"id":"x","__proto__":{"polluted":1}}'),
    "lone surrogates": { id: "\ud800", "\udc00": "\udbff", department: "a\ud83d" },
  };
  for (const [name, value] of Object.entries(values)) {
    for (const work of [
      () => validateUserProfile(value),
      () => parseUserProfile(value),
      () => summarizeFleet([value]),
      () => summarizePolicy(value),
      () => formatPolicySummary(value, "html"),
    ]) {
      try {
        await work();
      } catch (error) {
        assert.ok(error instanceof ZoomPhoneError, `${name}: ${error}`);
      }
    }
  }
  assert.equal({}.polluted, undefined);
});

test("lone surrogates are kept as the engine keeps them, and never become another text", () => {
  const text = '{"id":"\\ud800","department":"a\\udc00b","cost_center":"\\ud83d\\ude00"}';
  assert.deepEqual(parseUserProfile(text), JSON.parse(text));
  const value = JSON.parse(text);
  assert.deepEqual(parseUserProfile(value), value);
});

const NAMES = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  '" onmouseover="alert(1)',
  "' autofocus onfocus='alert(1)",
  "</td></table><h1>",
  "&lt;b&gt;&amp;",
  "javascript:alert(1)",
  '=HYPERLINK("http://evil.example")',
  "+1+1",
  "-1",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  "|pipe|",
  "[x](javascript:alert(1))",
  "![x](http://evil.example/x.png)",
  "`code`",
  'a,b"c',
  "\u202egnp.exe",
  "\u0000",
  "__proto__",
];

test("HTML, formulas and Markdown in names stay text in every form", () => {
  for (const name of NAMES) {
    const profile = {
      id: name,
      email: name,
      policy: {
        sms: { enable: true, locked: true, locked_by: name },
        [name]: { enable: true, label: name },
        voicemail_access_members: [{ access_user_id: name, shared_id: name }],
        international_sms_countries: [name],
      },
    };
    const safe = JSON.parse(JSON.stringify(profile));
    const html = formatPolicySummary(safe, "html");
    for (const [, tag] of html.matchAll(/<\/?([a-z0-9]+)/gi))
      assert.ok(!/^(script|img|h1|b|iframe|svg|a)$/i.test(tag), `${name}: <${tag}>`);
    for (const [tag] of html.matchAll(/<[^>]*>/g)) assert.ok(!/\son\w+\s*=\s*["']?alert/i.test(tag), `${name}: ${tag}`);
    const csv = formatPolicySummary(safe, "csv");
    for (const cell of cellsOf(csv))
      assert.ok(!/^\s*[=+\-@]/.test(cell) || /^'/.test(cell), `${name}: ${JSON.stringify(cell)}`);
    const markdown = formatPolicySummary(safe, "markdown");
    assert.ok(!/(^|[^\\])<(script|img|\/td)/i.test(markdown), `${name}: ${markdown}`);
    assert.ok(!/(^|[^\\])!?\[x\]\(/.test(markdown), `${name} is a link`);
    assert.equal(typeof formatPolicySummary(safe, "text"), "string");
  }
});

/** The cells of a CSV, by RFC 4180. */
function cellsOf(csv) {
  return [...csv.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|\n|$)/g)].map(([, cell]) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
  );
}

test("names that are members of every object stay counts of a fleet, and pollute nothing", async () => {
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"];
  const profiles = names.map(
    (name) =>
      `{"id":"${name}","site_id":"${name}","department":"${name}","cost_center":"${name}","status":"${name}",` +
      `"policy":{"${name}":{"enable":true,"locked":true,"locked_by":"${name}"}}}`,
  );
  const summary = await summarizeFleet(`[${profiles.join()}]`, { groupBy: "department" });
  const merged = mergeFleetSummaries(summary, summary);
  for (const [result, times] of [
    [summary, 1],
    [merged, 2],
  ]) {
    for (const name of names) {
      for (const counts of [result.sites, result.departments])
        assert.equal(Object.getOwnPropertyDescriptor(counts, name)?.value, times, `${name} × ${times}`);
      assert.equal(Object.getOwnPropertyDescriptor(result.groups, name)?.value.profiles, times, name);
    }
  }
  assert.deepEqual(
    Object.getOwnPropertyNames(Object.prototype).filter((name) => /^\d|enable|profiles|locked/.test(name)),
    [],
  );
});

test("a directory of generated users meets every hostile text in every text of theirs", () => {
  for (let index = 1; index < 40; index++) {
    const profile = createUser(index, 9);
    const spoil = (value, at) => {
      if (typeof value === "string") return NAMES[(at + index) % NAMES.length];
      if (Array.isArray(value)) return value.map(spoil);
      if (typeof value === "object" && value !== null)
        return Object.fromEntries(
          Object.entries(value).map(([key, member], position) => [key, spoil(member, position)]),
        );
      return value;
    };
    const hostile = spoil(profile, 0);
    const { success, issues } = validateUserProfile(hostile, { maxIssues: 1000 });
    assert.equal(success, true, JSON.stringify(issues.find(({ severity }) => severity === "error")));
    for (const format of ["text", "markdown", "csv", "html"]) formatPolicySummary(hostile, format);
  }
});
