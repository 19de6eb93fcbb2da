// The worker accepts and refuses exactly what the main thread does, for the same combinations of sources, items and
// options.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { runInNewContext } from "node:vm";

import { exportFleet, isZoomPhoneError, summarizeFleet } from "#package";
import { createFleetWorker } from "#package/worker.js";

let worker;
before(() => (worker = createFleetWorker()));
after(() => worker.terminate());

const bite = () => {
  throw new RangeError("bite");
};
const read = (stream) => new Response(stream).text();
const named = (error) => (isZoomPhoneError(error) ? error.toJSON() : { thrown: String(error) });

/** What becomes of work, with what its callbacks were told; before a failure the thread may be a part behind. */
async function fate(work) {
  const told = {};
  const callbacks = {
    onProgress: (progress) => (told.progress = progress),
    onIssue: (issue) => (told.issues = [...(told.issues ?? []), issue]),
  };
  try {
    return { value: await work(callbacks), told };
  } catch (error) {
    return { error: named(error) };
  }
}

async function isSame(name, source, options, formats = ["csv", "ndjson"]) {
  const here = await fate((callbacks) => summarizeFleet(source(), options?.() ?? callbacks));
  const there = await fate((callbacks) => worker.summarizeFleet(source(), options?.() ?? callbacks));
  assert.deepEqual(there, here, `${name}, summarized`);
  for (const format of formats) {
    const exportedHere = await fate(() => read(exportFleet(source(), format, options?.())));
    // An error is the stream's: nothing is thrown.
    const stream = worker.exportFleet(source(), format, options?.());
    assert.deepEqual(await fate(() => read(stream)), exportedHere, `${name}, exported as ${String(format)}`);
  }
  return here;
}

class Profile {
  id = "x";
  get policy() {
    return bite();
  }
}
const cyclic = { id: "x" };
cyclic.policy = cyclic;
const symbolic = { id: "x", [Symbol("hidden")]: 1 };
const bytes = (text) => new TextEncoder().encode(text);
const shared = (text) => {
  const view = new Uint8Array(new SharedArrayBuffer(text.length));
  view.set(bytes(text));
  return view;
};
const deep = (depth) => (depth === 0 ? 1 : { a: deep(depth - 1) });

/** Items of every make: valid, broken, or such as cannot be cloned. */
const ITEMS = {
  "a profile": { id: "x", policy: { sms: { enable: true, locked: true } } },
  "a function": { id: "x", f() {} },
  "a function in a known field": { id: () => {} },
  "functions deep within": { id: "x", policy: { sms: { enable: () => true } }, phone_numbers: [() => {}] },
  "a getter": {
    get id() {
      return "x";
    },
  },
  "a getter that throws": {
    id: "x",
    get policy() {
      return bite();
    },
  },
  "a symbol": { id: Symbol("x") },
  "a symbol as a key": symbolic,
  "a BigInt": { id: "x", extension_number: 1n },
  "not a number": { id: "x", extension_number: NaN },
  undefined: { id: "x", email: undefined },
  "an instance of a class": new Profile(),
  "an instance within": { id: "x", policy: new Profile() },
  "a Map": new Map([["id", "x"]]),
  "a Map within": { id: "x", policy: new Map() },
  "a Set within": { id: "x", phone_numbers: new Set() },
  "a Date within": { id: "x", email: new Date(0) },
  "an error": { id: "x", email: new Error("x") },
  "a regular expression": { id: /x/ },
  "a wrapped string": { id: new String("x") },
  "a toJSON": { id: "x", toJSON: () => ({ id: "y" }) },
  frozen: Object.freeze({ id: "x", policy: Object.freeze({ sms: Object.freeze({ enable: true }) }) }),
  "of another realm": runInNewContext('({ id: "x", policy: { sms: { enable: true } }, phone_numbers: [] })'),
  "without a prototype": Object.assign(Object.create(null), { id: "x" }),
  inherited: Object.create({ id: "x" }),
  cyclic: cyclic,
  deep: { id: "x", a: deep(63) },
  "too deep": { id: "x", a: deep(65) },
  sparse: { id: "x", phone_numbers: Object.assign([], { 2: { number: "+1" } }) },
  __proto__: JSON.parse('{"id":"x","__proto__":{"enable":true}}'),
  "lone surrogates": { id: "\ud800", "\udc00": 1 },
  "a Proxy": new Proxy({ id: "x" }, {}),
  "a Proxy that throws": new Proxy({ id: "x" }, { ownKeys: bite }),
  "a Proxy that throws at everything": new Proxy(
    {},
    { get: bite, has: bite, ownKeys: bite, getPrototypeOf: bite, getOwnPropertyDescriptor: bite },
  ),
  "typed arrays within": { id: "x", email: new Uint8Array(2), department: new Float32Array(1) },
  "a promise": Promise.resolve({ id: "x" }),
  "a promise of what cannot be cloned": Promise.resolve({ id: "x", f() {} }),
  null: null,
  nothing: undefined,
  "a string": "x",
  "a string of JSON": '{"id":"x"}',
  "a number": 5,
  "a function alone": () => {},
  "a symbol alone": Symbol("x"),
  "a list": [{ id: "x" }],
  "a policy": { sms: { enable: true } },
  "a fetched outcome": { userId: "u", ok: true, profile: { id: "x" }, issues: [] },
  "a fetched outcome of what cannot be cloned": { userId: "u", ok: true, profile: { id: "x", f() {} } },
  "a fetched outcome without a profile": { userId: "u", ok: true },
  "a failed outcome": {
    userId: "u",
    ok: false,
    error: Object.assign(new Error("gone"), {
      code: "user_not_found",
      issues: [{ code: "wrong_type", severity: "error", path: [], pointer: "", message: "m" }],
    }),
  },
  "a failed outcome of odd parts": {
    userId: Symbol("x"),
    ok: false,
    error: { issues: () => {}, message: { toString: bite } },
  },
  "a failed outcome that throws": {
    userId: "u",
    ok: false,
    get error() {
      return bite();
    },
  },
  "a profile with the members of an outcome": { id: "x", ok: true, userId: "u", policy: { sms: { enable: true } } },
  bytes: bytes('{"id":"x"}\n'),
  "a Buffer": Buffer.from('{"id":"x"}\n'),
  "bytes in shared memory": shared('{"id":"x"}\n'),
  "a file's slice of bytes": bytes(' {"id":"x"}\n{"id":').subarray(1, 12),
  ...Object.fromEntries(
    [
      Int8Array,
      Uint8ClampedArray,
      Int16Array,
      Uint16Array,
      Int32Array,
      Uint32Array,
      Float32Array,
      Float64Array,
      BigInt64Array,
      BigUint64Array,
    ].map((Kind) => [Kind.name, new Kind(2)]),
  ),
  "a DataView": new DataView(new ArrayBuffer(2)),
  "an ArrayBuffer": new ArrayBuffer(2),
  "a Blob": new Blob(["{}"]),
  "a WeakMap": new WeakMap(),
  "a Response": new Response("{}"),
};

test("items of every make bring the same summary, the same export and the same failures", async () => {
  for (const [name, item] of Object.entries(ITEMS)) {
    const { value } = await isSame(name, () => [item, { id: "y" }]);
    assert.equal(value.profiles, 2, name);
  }
  const { value } = await isSame("a function", () => [{ id: "x", f() {} }]);
  assert.equal(value.failures[0].issues[0].pointer, "/f");
});

test("so do they one after another, all together, and out of a generator", async () => {
  const items = Object.values(ITEMS);
  await isSame("all", () => items);
  await isSame("a generator", () => items.values());
  await isSame(
    "one after another",
    async function* () {
      yield* items;
    }.bind(null),
  );
});

test("an item is what it was when it was asked for", async () => {
  function* reused() {
    const profile = { id: "", f: undefined };
    for (const id of ["a", "b", "c"]) {
      Object.assign(profile, { id, f: id === "b" ? () => {} : undefined });
      yield profile;
    }
  }
  const { value } = await isSame("reused", reused);
  assert.deepEqual([value.profiles, value.failed], [3, 1]);
});

test("sources are refused alike, and their own failures are told alike", async () => {
  const locked = () => {
    const stream = new ReadableStream();
    stream.getReader();
    return stream;
  };
  const disturbed = () => {
    const response = new Response("{}");
    void response.text();
    return response.body;
  };
  const sources = {
    null: () => null,
    undefined: () => undefined,
    number: () => 5,
    symbol: () => Symbol("x"),
    bigint: () => 1n,
    function: () => () => {},
    object: () => ({ id: "x" }),
    promise: () => Promise.resolve([]),
    Response: () => new Response("[]"),
    Map: () => new Map([["id", "x"]]),
    "a typed array": () => new Uint16Array(2),
    ArrayBuffer: () => new ArrayBuffer(2),
    "a String": () => new String("[]"),
    "a locked stream": locked,
    "a stream that was read": disturbed,
    "a stream of strings": () => ReadableStream.from(["{}"]),
    "a stream of objects": () => ReadableStream.from([{ id: "x" }]),
    "a stream that fails": () =>
      new ReadableStream({ pull: (controller) => controller.error(new RangeError("its own")) }),
    "an iterator that throws": function* () {
      yield { id: "x" };
      throw new RangeError("its own");
    },
    "an iterable that throws": () => ({ [Symbol.iterator]: bite }),
    "a getter that throws": () => ({
      get [Symbol.iterator]() {
        return bite();
      },
    }),
    "no iterator": () => ({ [Symbol.iterator]: () => null }),
    "an iterator without next": () => ({ [Symbol.asyncIterator]: () => ({}) }),
    "no step": () => ({ [Symbol.iterator]: () => ({ next: () => null }) }),
    "a step that throws": () => ({
      [Symbol.iterator]: () => ({
        next: () => ({
          get done() {
            return bite();
          },
        }),
      }),
    }),
    "a reader that throws": () => ({ getReader: bite }),
    "no reader": () => ({ getReader: () => null }),
    "a reader of nothing": () => ({ getReader: () => ({ read: () => null }) }),
    "a Proxy that throws": () => new Proxy({}, { get: bite, has: bite, getPrototypeOf: bite }),
    "a revoked Proxy": () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
    "a profile that is too large": () => `{"id":"${"x".repeat(17 << 20)}"}`,
  };
  for (const [name, source] of Object.entries(sources)) await isSame(name, source, undefined, ["csv"]);
});

test("options are refused alike: by name, value and kind", async () => {
  const signal = new AbortController().signal;
  const values = [
    null,
    0,
    -1,
    1.5,
    NaN,
    Infinity,
    1e300,
    1n,
    "",
    "x",
    "site",
    "lenient",
    "planet of a name that is long",
    true,
    false,
    Symbol("x"),
    () => {},
    [],
    {},
    new Map(),
    new Date(0),
    new (class Odd {})(),
    new Error("x"),
    signal,
    new Uint8Array(1),
    Promise.resolve(1),
    new Proxy({}, { get: bite, has: bite, getPrototypeOf: bite }),
  ];
  for (const name of ["validation", "maxIssues", "groupBy", "audit", "outliers", "signal", "onProgress", "onIssue"]) {
    for (const value of values) {
      // A callback is called, and a good signal heeded: that is another test's.
      if (typeof value === "function" && name.startsWith("on")) continue;
      await isSame(
        `${name}: ${typeof value}`,
        () => '[{"id":"x"},{"id":5}]',
        () => ({ [name]: value }),
        ["csv"],
      );
    }
    await isSame(
      `${name} as a getter`,
      () => "[]",
      () => Object.defineProperty({}, name, { enumerable: true, get: bite }),
      ["csv"],
    );
  }
  for (const options of [
    null,
    5,
    "site",
    Symbol("x"),
    () => {},
    [],
    ["site"],
    new Map([["groupBy", "site"]]),
    new Set(),
    new Date(0),
    Promise.resolve({}),
    new Error("x"),
    signal,
    new URLSearchParams("groupBy=site"),
    new Response(""),
    { groupby: "site" },
    { groupby: () => {} },
    {
      groupby: 1,
      get audit() {
        return bite();
      },
    },
    { __proto__: null, maxissues: 1 },
    JSON.parse('{"__proto__":1}'),
    Object.create({ groupBy: "planet" }),
    new Proxy({}, { ownKeys: bite }),
    { audit: true, signal: AbortSignal.abort("enough") },
  ]) {
    await isSame(
      `options: ${typeof options}`,
      () => '[{"id":"x"}]',
      () => options,
      ["csv"],
    );
  }
  for (const format of [undefined, null, "xml", "CSV", "", 5, Symbol("x"), () => {}, {}, ["csv"], new String("csv")])
    await isSame(
      "format",
      () => '[{"id":"x"}]',
      () => ({}),
      [format],
    );
  // What is wrong with the options comes first, as on the main thread.
  await isSame(
    "a format and an option",
    () => "[]",
    () => ({ groupby: 1 }),
    [() => {}],
  );
});

test("callbacks that throw reject alike", async () => {
  for (const options of [() => ({ onProgress: bite }), () => ({ onIssue: bite })]) {
    const [here, there] = await Promise.all(
      [summarizeFleet, worker.summarizeFleet].map((summarize) => fate(() => summarize('[{"id":5}]', options()))),
    );
    assert.deepEqual(there, here);
    assert.deepEqual(there.error, { thrown: "RangeError: bite" });
  }
});
