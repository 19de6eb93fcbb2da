// Hostile sources of fleets and batches: sources that never answer, never close, or fail.

import assert from "node:assert/strict";
import { test } from "node:test";

import { exportFleet, getUserProfile, getUserProfiles, mergeFleetSummaries, summarizeFleet } from "#package";
import { bite, bytes, PROFILE, SAFE, SAMPLE, settled, whole } from "./support/hostile.js";

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
