// Hostile bytes and values: overridden properties, buffers that change, values that change while they are read.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  auditPolicy,
  diffFleets,
  diffPolicy,
  exportFleet,
  formatPolicySummary,
  getUserProfiles,
  isUserProfile,
  parseUserProfile,
  summarizeFleet,
  summarizePolicy,
  validateUserProfile,
} from "#package";
import { createFleetWorker } from "#package/worker.js";
import { bite, bytes, PROFILE, SAMPLE, settled, whole } from "./support/hostile.js";

const TRAPS = ["get", "has", "ownKeys", "getOwnPropertyDescriptor", "getPrototypeOf"];

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
      message: /`users` must be an array of IDs.*; it is a (Uint8|Float64)Array/,
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

test("bytes that are taken away while a fleet is read are no shorter fleet", async () => {
  const fleet = Array.from({ length: 20_000 }, (_, at) => `{"id":"user-${at}","status":"activate"}\n`).join("");
  const worker = createFleetWorker();
  for (const summarize of [summarizeFleet, worker.summarizeFleet]) {
    const view = bytes(fleet);
    const onProgress = () => view.length > 0 && structuredClone(view.buffer, { transfer: [view.buffer] });
    await assert.rejects(summarize(view, { onProgress }), {
      code: "invalid_argument",
      message: /its bytes were transferred while they were read/,
    });
  }
  worker.terminate();
  const before = bytes(fleet);
  const users = diffFleets(before, fleet.replaceAll("activate", "deactivate"));
  await users.next();
  structuredClone(before.buffer, { transfer: [before.buffer] });
  const rest = async () => {
    for await (const _ of users);
  };
  await assert.rejects(rest(), { code: "invalid_argument", message: /`before` has changed while it was read/ });
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
