// Arguments made to hurt, of every function: options, bytes, sources and values that throw, lie or change while they
// are looked at. What comes is a result or an error of the package's own, in time, and what has been checked is what is
// used.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as api from "#package";

const {
  ZoomPhoneError,
  auditPolicy,
  diffPolicy,
  exportFleet,
  formatPolicySummary,
  getUserProfile,
  getUserProfiles,
  isUserProfile,
  mergeFleetSummaries,
  parseUserProfile,
  policyCatalog,
  summarizeFleet,
  summarizePolicy,
  validateUserProfile,
} = api;
const SAMPLE = readFileSync(new URL("../fixtures/sample-response.json", import.meta.url), "utf8");
const PROFILE = JSON.parse(SAMPLE);
const bytes = (text) => new TextEncoder().encode(text);
const bite = () => {
  throw new RangeError("bite");
};

/** Settles work, however it fails; it must be with an error of ours, and at once. */
async function settled(work, name) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(reject, 10_000, new Error(`${name}: it never settles`))));
  try {
    return await Promise.race([(async () => work())(), late]);
  } catch (error) {
    assert.ok(error instanceof ZoomPhoneError, `${name}: an error of ours, not ${error?.stack ?? error}`);
    return error;
  } finally {
    clearTimeout(timer);
  }
}

const first = async (iterator) => (await iterator.next()).value;
const whole = (stream) => new Response(stream).text();

/** Every function that takes options, with the names of those that it takes. */
const VALIDATION = ["validation", "maxIssues", "onIssue"];
const REQUEST = [
  "token",
  "baseUrl",
  "signal",
  "timeoutMs",
  "maxRetries",
  "headers",
  "credentials",
  "fetch",
  "onRetry",
  ...VALIDATION,
];
const FLEET = [...VALIDATION, "groupBy", "audit", "outliers", "signal", "onProgress"];
const TAKERS = {
  getUserProfile: [(options) => getUserProfile("me", options), REQUEST],
  getUserProfiles: [
    (options) => first(getUserProfiles(["me"], options)),
    [...REQUEST, "plan", "requestsPerSecond", "concurrency", "ordered", "onProgress"],
  ],
  parseUserProfile: [(options) => parseUserProfile(SAMPLE, options), VALIDATION],
  validateUserProfile: [(options) => validateUserProfile(SAMPLE, options), VALIDATION],
  summarizePolicy: [(options) => summarizePolicy(PROFILE, options), ["labels"]],
  "formatPolicySummary of a profile": [(options) => formatPolicySummary(PROFILE, "csv", options), ["labels"]],
  "formatPolicySummary of a summary": [
    (options) => formatPolicySummary(summarizePolicy(PROFILE), "csv", options),
    ["labels"],
  ],
  diffPolicy: [(options) => diffPolicy(PROFILE, PROFILE, options), ["labels"]],
  auditPolicy: [(options) => auditPolicy(PROFILE, options), ["baseline", "ignore", "rules", "labels"]],
  policyCatalog: [(options) => policyCatalog(options), ["labels"]],
  summarizeFleet: [(options) => summarizeFleet(`[${SAMPLE}]`, options), FLEET],
  exportFleet: [(options) => whole(exportFleet(`[${SAMPLE}]`, "csv", options)), FLEET],
};
/** Where nothing leaves the machine. */
const SAFE = { fetch: async () => new Response(SAMPLE) };
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
        if (/^(on|fetch|token)/.test(option) && typeof value === "function") continue;
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
  const replies = [new Response(SAMPLE), new Response(SAMPLE)];
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

// ── bytes

/** Bytes of the sample that are not what they say. */
function lyingBytes(lie, value) {
  class Lying extends Uint8Array {}
  const result = new Lying(bytes(SAMPLE));
  Object.defineProperty(
    result,
    lie,
    typeof value === "function" && lie !== "subarray" && lie !== "slice" ? { get: value } : { value },
  );
  return result;
}

test("bytes are what they are, whatever they say of themselves", async () => {
  const lies = [
    ["length", 0],
    ["length", 2 ** 31],
    ["length", Infinity],
    ["length", bite],
    ["byteLength", 3],
    ["byteOffset", 7],
    ["buffer", new ArrayBuffer(2)],
    ["buffer", bite],
    [Symbol.toStringTag, bite],
    [Symbol.toStringTag, "Map"],
    [Symbol.iterator, bite],
    ["constructor", bite],
    ["subarray", bite],
    ["subarray", () => new Uint8Array()],
    ["slice", bite],
    ["set", bite],
    ["indexOf", bite],
  ];
  const expected = await summarizeFleet(bytes(SAMPLE));
  for (const [lie, value] of lies) {
    const name = `${String(lie)}: ${String(value)}`;
    assert.deepEqual(await settled(() => parseUserProfile(lyingBytes(lie, value)), name), PROFILE, name);
    assert.equal(isUserProfile(lyingBytes(lie, value)), true, name);
    assert.deepEqual(await settled(() => summarizeFleet(lyingBytes(lie, value)), name), expected, name);
    assert.deepEqual(await settled(() => summarizeFleet([lyingBytes(lie, value)]), name), expected, name);
  }
  // Other arrays of numbers are no bytes, whatever they are called.
  const floats = Object.defineProperty(new Float64Array([123, 125]), Symbol.toStringTag, { value: "Uint8Array" });
  assert.equal(validateUserProfile(floats).success, false);
  assert.equal(isUserProfile('{"id":"x"}'), true, "the wasm is whole");
});

test("buffers that shrink, grow, are shared or taken away are read as they are at the call", async () => {
  const sample = bytes(SAMPLE);
  const filled = (buffer) => (new Uint8Array(buffer).set(sample), new Uint8Array(buffer));
  const shared = filled(new SharedArrayBuffer(sample.length));
  const resizable = filled(new ArrayBuffer(sample.length, { maxByteLength: sample.length * 2 }));
  const growing = filled(new SharedArrayBuffer(sample.length, { maxByteLength: sample.length * 2 }));
  for (const view of [shared, resizable, growing]) {
    assert.deepEqual(parseUserProfile(view), PROFILE);
    assert.equal((await summarizeFleet(view)).profiles, 1);
    assert.equal((await summarizeFleet([view])).profiles, 1);
  }
  const detached = bytes(SAMPLE);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  assert.equal(validateUserProfile(detached).issues[0].code, "invalid_json");
  assert.equal((await summarizeFleet(detached)).profiles, 0);
  for (const view of [detached, bytes(SAMPLE), new Float64Array(1)]) {
    await assert.rejects(getUserProfiles(view).next(), {
      name: "ZoomPhoneError",
      code: "invalid_argument",
      message: /`userIds` must be an array of IDs.*; it is a (Uint8|Float64)Array/,
    });
  }
  resizable.buffer.resize(5);
  assert.equal(validateUserProfile(resizable).success, false);

  // A callback comes after the check: what it does to the bytes does not change what has been checked.
  for (const [name, spoil] of Object.entries({
    "taken away": (view) => structuredClone(view.buffer, { transfer: [view.buffer] }),
    overwritten: (view) => view.fill(0x20),
    "made another profile": (view) => view.set(bytes('{"id":5}'), 0),
    shrunk: (view) => view.buffer.resize(1),
  })) {
    const view = filled(new ArrayBuffer(sample.length, { maxByteLength: sample.length * 2 }));
    const result = validateUserProfile(view, { onIssue: () => view.length > 0 && spoil(view) });
    assert.deepEqual(result.data, PROFILE, name);
  }
});

test("browsers' decoders, which take neither shared nor resizable memory, get neither", () => {
  const { decode } = TextDecoder.prototype;
  TextDecoder.prototype.decode = function (input, ...more) {
    if (ArrayBuffer.isView(input) && (input.buffer.resizable || !(input.buffer instanceof ArrayBuffer)))
      throw new TypeError("must not be shared or resizable");
    return decode.call(this, input, ...more);
  };
  try {
    for (const buffer of [new ArrayBuffer(10, { maxByteLength: 20 }), new SharedArrayBuffer(10)]) {
      const view = new Uint8Array(buffer);
      view.set(bytes('{"id":"x"}'));
      assert.deepEqual(parseUserProfile(view), { id: "x" });
    }
  } finally {
    TextDecoder.prototype.decode = decode;
  }
});

// ── values

test("values that lie while they are looked at bring data, or an issue, and never something else", async () => {
  const lying = (members, handler) => new Proxy(members, handler);
  const values = {
    "a hidden toJSON that returns nothing": lying(
      { id: "x" },
      { has: () => false, get: (target, key) => (key === "toJSON" ? () => undefined : target[key]) },
    ),
    "a hidden toJSON that returns another": lying(
      { id: "x" },
      { has: () => false, get: (target, key) => (key === "toJSON" ? () => new Map() : target[key]) },
    ),
    "a hidden toJSON that throws": lying(
      { id: "x" },
      { has: () => false, get: (target, key) => (key === "toJSON" ? bite : target[key]) },
    ),
    "values that differ from their descriptors": lying({ id: "x" }, { get: () => 5n }),
    "an endless object": (() => {
      const endless = lying(
        { a: 1 },
        {
          get: () => endless,
          getOwnPropertyDescriptor: () => ({ value: endless, enumerable: true, configurable: true }),
        },
      );
      return { id: "x", a: endless };
    })(),
    "an endless list": {
      id: "x",
      phone_numbers: lying([], {
        get: (target, key) => (key === "length" ? 3 : Reflect.get(target, key)),
        getOwnPropertyDescriptor: (target, key) =>
          key === "length" ? Reflect.getOwnPropertyDescriptor(target, key) : undefined,
      }),
    },
    "a conversion that bites": { id: { [Symbol.toPrimitive]: bite, toString: bite } },
    "raw JSON": { id: "x", extension_number: typeof JSON.rawJSON === "function" ? JSON.rawJSON("1e3") : 1 },
    ...Object.fromEntries(TRAPS.map((trap) => [`a proxy whose ${trap} bites`, lying({ id: "x" }, { [trap]: bite })])),
    ...Object.fromEntries(
      TRAPS.map((trap) => [`a proxy within whose ${trap} bites`, { id: "x", policy: lying({}, { [trap]: bite }) }]),
    ),
    "everything that bites": lying({}, Object.fromEntries(TRAPS.map((trap) => [trap, bite]))),
    "an outcome that bites": {
      userId: "x",
      get ok() {
        return bite();
      },
    },
    "an outcome of odd parts": {
      userId: Symbol("x"),
      ok: false,
      error: { issues: () => {}, message: { toString: bite } },
    },
    "an outcome of cycles": {
      userId: "x",
      ok: false,
      error: {
        issues: (() => {
          const cycle = [];
          cycle.push(cycle, 1n);
          return cycle;
        })(),
      },
    },
    "an outcome of another kind of issues": { userId: "x", ok: false, error: { issues: "text", message: 5 } },
    "an outcome of itself": (() => {
      const outcome = { userId: "x", ok: true };
      outcome.profile = outcome;
      return outcome;
    })(),
    "an outcome whose error bites": {
      userId: "x",
      ok: false,
      get error() {
        return bite();
      },
    },
  };
  for (const [name, value] of Object.entries(values)) {
    const result = await settled(() => validateUserProfile(value), name);
    assert.equal(typeof result.success, "boolean", name);
    for (const work of [
      () => parseUserProfile(value, { validation: "lenient" }),
      () => isUserProfile(value),
      () => summarizePolicy(value),
      () => formatPolicySummary(value, "markdown"),
      () => diffPolicy(value, { id: "x" }),
      () => auditPolicy(value, { baseline: {} }),
      () => auditPolicy({ id: "x" }, { baseline: value }),
    ])
      await settled(() => void work(), name);
    const summary = await settled(() => summarizeFleet([value, { id: "y" }]), name);
    assert.equal(summary.profiles, 2, `${name}: one broken profile is one, and the rest unaffected`);
    for (const { issues } of summary.failures) assert.ok(Array.isArray(issues), name);
    for (const format of ["csv", "ndjson"])
      assert.match(await settled(() => whole(exportFleet([value, { id: "y" }], format)), name), /y/, name);
    assert.deepEqual(parseUserProfile('{"id":"x"}'), { id: "x" }, `${name}: the wasm is whole`);
  }
});

test("what a value does while it is looked at changes no other result", () => {
  const meddling = (profile) =>
    new Proxy(
      { ...profile },
      {
        ownKeys: (target) => (
          diffPolicy({ id: "a", policy: { sms: { enable: true } } }, { id: "a", policy: { sms: { enable: false } } }),
          validateUserProfile("[]"),
          summarizePolicy({ id: "b" }, { labels: { sms: "other" } }),
          Reflect.ownKeys(target)
        ),
      },
    );
  const after = { ...PROFILE, policy: { ...PROFILE.policy, sms: { ...PROFILE.policy.sms, enable: false } } };
  assert.deepEqual(diffPolicy(PROFILE, meddling(after)), diffPolicy(PROFILE, after));
  assert.deepEqual(diffPolicy(meddling(PROFILE), after), diffPolicy(PROFILE, after));
  assert.deepEqual(summarizePolicy(meddling(PROFILE)), summarizePolicy(PROFILE));
  assert.deepEqual(
    auditPolicy(meddling(PROFILE), { baseline: { sms: { enable: false } } }),
    auditPolicy(PROFILE, { baseline: { sms: { enable: false } } }),
  );
  assert.deepEqual(validateUserProfile(meddling(PROFILE)).issues, validateUserProfile(PROFILE).issues);
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

// ── sources

const never = () => new Promise(() => {});
const SMALL = { id: "x" };

test("a source that cannot be closed, or never answers, keeps nobody waiting", async () => {
  const large = new Uint8Array(17 << 20).fill(0x5b);
  large[0] = 0x7b;
  const stuck = (parts, more = {}) => ({
    [Symbol.asyncIterator]: () =>
      Object.defineProperties(
        { next: async () => ({ done: parts.length === 0, value: parts.shift() }), return: never },
        Object.getOwnPropertyDescriptors(more),
      ),
  });
  // It has to be ended in its midst: one profile is larger than any may be.
  assert.equal(
    (await settled(() => summarizeFleet(stuck([large])), "return never settles")).code,
    "response_too_large",
  );
  assert.equal(
    (await settled(() => summarizeFleet(stuck([large], { return: bite })), "return throws")).code,
    "response_too_large",
  );
  assert.equal(
    (
      await settled(
        () =>
          summarizeFleet(
            stuck([large], {
              get return() {
                return bite();
              },
            }),
          ),
        "return cannot be read",
      )
    ).code,
    "response_too_large",
  );
  const synchronous = {
    [Symbol.iterator]: () => ({
      next: () => ({ done: false, value: large }),
      return: () => ({ done: true, value: never() }),
    }),
  };
  assert.equal(
    (await settled(() => summarizeFleet(synchronous), "return of a list never settles")).code,
    "response_too_large",
  );
  const stream = new ReadableStream({ pull: (controller) => controller.enqueue(large), cancel: never });
  assert.equal((await settled(() => summarizeFleet(stream), "cancel never settles")).code, "response_too_large");

  for (const [name, source] of Object.entries({
    "a source that never answers": { [Symbol.asyncIterator]: () => ({ next: never, return: never }) },
    "a stream that never answers": new ReadableStream({ pull: never, cancel: never }),
    "empty parts without end": {
      async *[Symbol.asyncIterator]() {
        for (;;) yield new Uint8Array();
      },
    },
    "empty chunks without end": new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array()) }),
    "a list without end": {
      *[Symbol.iterator]() {
        for (;;) yield SMALL;
      },
    },
  })) {
    const reason = new Error(name);
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 30);
    await assert.rejects(summarizeFleet(source, { signal: controller.signal }), (error) => error === reason, name);
  }
});

test("a source's own failure is told as it is, whatever it is", async () => {
  for (const reason of [undefined, null, 0, "text", Symbol("x"), new Error("x")]) {
    const sources = [
      () => new ReadableStream({ pull: (controller) => controller.error(reason) }),
      () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(reason) }) }),
      () => ({
        [Symbol.iterator]: () => ({
          next() {
            throw reason;
          },
        }),
      }),
    ];
    for (const source of sources) {
      for (const work of [() => summarizeFleet(source()), () => whole(exportFleet(source(), "ndjson"))]) {
        const result = await work().then(
          () => "it should have failed",
          (error) => ({ error }),
        );
        assert.equal(result.error, reason);
      }
    }
    // The body of a reply is another matter: that is a failure of the network.
    const body = new ReadableStream({ pull: (controller) => controller.error(reason) });
    const error = await settled(
      () => getUserProfile("me", { maxRetries: 0, fetch: async () => new Response(body) }),
      String(reason),
    );
    assert.equal(error.code, "network");
  }
});

test("sources of an odd make are refused, or read", async () => {
  for (const source of [
    null,
    undefined,
    5,
    true,
    Symbol("x"),
    {},
    () => {},
    new Map([["id", "x"]]),
    new Proxy({}, { get: bite }),
    { [Symbol.asyncIterator]: 5 },
    { [Symbol.iterator]: () => null },
    { [Symbol.asyncIterator]: () => ({}) },
    { getReader: bite },
    { getReader: () => null },
    { getReader: () => ({ read: () => null }) },
    new ReadableStream({ start: (controller) => (controller.enqueue("text"), controller.close()) }),
  ]) {
    const result = await Promise.race([
      summarizeFleet(source).catch((error) => error),
      new Promise((resolve) => setTimeout(resolve, 5_000, "late")),
    ]);
    assert.notEqual(result, "late");
    assert.ok(result instanceof Error || typeof result.profiles === "number");
  }
});

test("a hundred thousand chunks of a byte are one document", async () => {
  const text = bytes(JSON.stringify(Array.from({ length: 60 }, () => PROFILE))).slice(0);
  const one = {
    *[Symbol.iterator]() {
      for (let at = 0; at < text.length; at++) yield text.subarray(at, at + 1);
    },
  };
  assert.ok(text.length > 100_000);
  assert.deepEqual(await summarizeFleet(one), await summarizeFleet(text));
  const body = new ReadableStream({
    type: "bytes",
    start(controller) {
      for (const byte of bytes(SAMPLE)) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  assert.deepEqual(await getUserProfile("me", { fetch: async () => new Response(body) }), PROFILE);
});

test("ids out of a source of an odd make", async () => {
  for (const [name, source] of Object.entries({
    "a source that never answers": { [Symbol.asyncIterator]: () => ({ next: never, return: never }) },
    "a source that never answers and bites": { [Symbol.asyncIterator]: () => ({ next: never, return: bite }) },
  })) {
    const reason = new Error(name);
    const controller = new AbortController();
    const iterator = getUserProfiles(source, { ...SAFE, signal: controller.signal });
    const next = iterator.next();
    controller.abort(reason);
    await assert.rejects(next, (error) => error === reason);
    const other = getUserProfiles(source, SAFE);
    const waiting = other.next();
    assert.deepEqual(await other.return(), { done: true, value: undefined });
    assert.deepEqual(await waiting, { done: true, value: undefined });
  }
  const outcomes = [];
  for await (const outcome of getUserProfiles(
    ["\ud800", "a\udc00", "__proto__", "", ".", 5, null, Symbol("x"), {}, { toString: bite }],
    SAFE,
  ))
    outcomes.push(outcome);
  assert.equal(outcomes.length, 10);
  assert.deepEqual(
    outcomes.filter(({ ok }) => ok).map(({ userId }) => userId),
    ["__proto__"],
  );
  for (const { ok, error } of outcomes) assert.ok(ok || error.code === "invalid_argument");
});

test("summaries that are none are refused, and those out of JSON pollute nothing", async () => {
  const summary = await summarizeFleet([{ ...SMALL, site_id: "s" }], { groupBy: "site" });
  for (const odd of [
    null,
    undefined,
    5,
    "x",
    [],
    {},
    { profiles: 1 },
    { ...summary, failures: 5 },
    { ...summary, policies: null },
    new Proxy({}, { get: bite, ownKeys: bite }),
  ]) {
    assert.throws(() => mergeFleetSummaries(summary, odd), { code: "invalid_argument" });
    assert.throws(() => mergeFleetSummaries(odd), { code: "invalid_argument" });
  }
  const planted = JSON.parse(JSON.stringify(summary).replace('"sites":{', '"sites":{"__proto__":5,'));
  assert.equal(Object.getOwnPropertyDescriptor(mergeFleetSummaries(planted, planted).sites, "__proto__").value, 10);
  assert.equal({}.x, undefined);
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
