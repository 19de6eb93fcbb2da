// Fleets in a worker, in Node: results, sources, progress and exports as on the main thread.

import assert from "node:assert/strict";
import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { runInNewContext } from "node:vm";

import { exportFleet, mergeFleetSummaries, summarizeFleet } from "#package";
import { createFleetWorker } from "#package/worker.js";
import { leavings } from "./support/sources.js";
import { bytes, fate, profiles, streamed, text } from "./support/workers.js";

const options = { groupBy: "department", audit: true, outliers: true };

let worker;
before(() => (worker = createFleetWorker()));
after(() => worker.terminate());

async function* later(values) {
  yield* values;
}

test("every source gives what it gives on the main thread", async () => {
  for (const source of [
    () => text,
    () => bytes,
    () => new Blob([text]),
    () => streamed(),
    () => profiles,
    () => later(profiles),
    () => new Set(profiles),
  ]) {
    const { bytes: _, ...expected } = await summarizeFleet(source(), options);
    const { bytes: __, ...summary } = await worker.summarizeFleet(source(), options);
    assert.deepEqual(summary, expected);
  }
  assert.ok(bytes.length > 0, "the caller's bytes are still there");
  const outcomes = [
    { userId: "a", ok: true, profile: { id: "a" }, issues: [] },
    {
      userId: "b",
      ok: false,
      error: Object.assign(new Error("gone"), { code: "user_not_found", issues: [{ code: "wrong_type" }] }),
    },
    { userId: "c", ok: false, error: { code: () => {}, message: 5 } },
  ];
  assert.deepEqual(await worker.summarizeFleet(outcomes), await summarizeFleet(outcomes));
});

test("sources of an odd make are read, or refused, as they are on the main thread", async () => {
  const encode = (text) => new TextEncoder().encode(text);
  /** One object for all of its profiles: each is done with before the next is asked for. */
  function* reused() {
    const profile = { id: "", policy: { sms: { enable: true } } };
    for (let at = 0; at < 600; at++) {
      profile.id = at % 3 === 0 ? at : `u${at}`;
      profile.policy.sms.enable = at % 2 === 0;
      yield profile;
    }
  }
  function* buffer() {
    const chunk = new Uint8Array(5000);
    for (let at = 0; at < bytes.length; at += 5000) {
      chunk.set(bytes.subarray(at, at + 5000));
      yield chunk.subarray(0, Math.min(5000, bytes.length - at));
    }
  }
  const of = (...chunks) =>
    new ReadableStream({
      pull: (controller) => (chunks.length > 0 ? controller.enqueue(chunks.shift()) : controller.close()),
    });
  const foreign = runInNewContext("new Uint8Array(list)", { list: [...bytes.subarray(0, 50_000)] });
  const folder = mkdtempSync(join(tmpdir(), "fleet-"));
  try {
    writeFileSync(join(folder, "fleet.json"), text);
    const file = await openAsBlob(join(folder, "fleet.json"));
    const sources = {
      "an object that is used again": reused,
      "an object that is used again, one after another": () => later(reused()),
      "a buffer that is used again": buffer,
      "a file of Node's": () => file,
      "bytes of another realm": () => foreign,
      "a list of bytes of another realm": () => [foreign.subarray(0, 20_000), foreign.subarray(20_000)],
      "a stream of bytes of another realm": () => of(foreign.subarray(0, 10), foreign.subarray(10)),
      "bytes in shared memory": () => {
        const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
        shared.set(bytes);
        return shared;
      },
      "a stream of texts": () => of('{"id":"a"}'),
      "a stream of objects": () => of({ id: "a" }),
      "a stream of bytes and texts": () => of(encode('{"id":"a"}'), '{"id":"a"}'),
      "a stream of other numbers": () => of(new Uint16Array(2)),
      promises: () => [Promise.resolve({ id: "a" }), { id: "b" }, Promise.resolve({ id: 5 })],
      "bytes that are promised": () => [Promise.resolve(encode('{"id":"a"}\n{"id"')), encode(':"b"}')],
      "a promise that fails": function* () {
        yield { id: "a" };
        yield Promise.reject(new RangeError("its own"));
      },
      "a stream that is locked": () => {
        const stream = of();
        stream.getReader();
        return stream;
      },
      nothing: () => [],
      "no bytes": () => [new Uint8Array(), encode('{"id":"a"}'), new Uint8Array()],
      numbers: () => new Uint16Array(2),
      "other bytes": () => new Uint8ClampedArray(bytes),
      "a view": () => new DataView(new ArrayBuffer(2)),
      "a buffer": () => new ArrayBuffer(2),
      "a text in an object": () => new String("[]"),
      "a symbol": () => Symbol("x"),
      "a function": () => () => {},
      "an object": () => ({ id: "x" }),
      null: () => null,
      undefined: () => undefined,
    };
    for (const [name, source] of Object.entries(sources)) {
      assert.deepEqual(
        await fate(() => worker.summarizeFleet(source())),
        await fate(() => summarizeFleet(source())),
        name,
      );
      const csv = (stream) => collected(stream).then((chunks) => Buffer.concat(chunks).toString());
      // Whatever is wrong is the stream's error: nothing is thrown.
      const stream = worker.exportFleet(source(), "csv");
      assert.deepEqual(await fate(() => csv(stream)), await fate(() => csv(exportFleet(source(), "csv"))), name);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("what is told last is the whole of it", async () => {
  for (const source of ["", '{"id":"a"}', '[{"id":"a"},{"id":', '{"id":"a"}\n12', []]) {
    const told = [];
    const { profiles, bytes } = await worker.summarizeFleet(source, { onProgress: (progress) => told.push(progress) });
    assert.deepEqual(told.at(-1), { profiles, bytes });
  }
});

test("a source is closed exactly if it is left before its end, and a stream's lock is released", async () => {
  for (const work of [
    worker.summarizeFleet,
    (source, options) => collected(worker.exportFleet(source, "ndjson", options)),
  ]) {
    for (const { name, told, expected } of await leavings(work)) assert.equal(told, expected, name);
  }
  const reason = new Error("enough");
  for (const [expected, pull] of [
    [undefined, (controller) => controller.close()],
    [reason, (controller) => controller.error(reason)],
    [reason, () => new Promise(() => {})],
  ]) {
    const controller = new AbortController();
    const stream = new ReadableStream({ pull }, { highWaterMark: 0 });
    setTimeout(() => controller.abort(reason), 20);
    assert.equal(
      await worker.summarizeFleet(stream, { signal: controller.signal }).then(
        () => undefined,
        (error) => error,
      ),
      expected,
    );
    assert.equal(stream.locked, false);
  }
});

test("a call that is refused leaves its source alone; one that is ended before it reads lets go of it", async () => {
  const source = () => ReadableStream.from(later([new Uint8Array(5)]));
  const refused = source();
  await assert.rejects(worker.summarizeFleet(refused, { groupBy: "planet" }));
  assert.equal((await refused.getReader().read()).done, false);
  let reason;
  const left = new ReadableStream({ cancel: (given) => void (reason = given) });
  await worker.exportFleet(left, "csv").cancel("enough");
  await new Promise(setImmediate);
  assert.deepEqual([reason, left.locked], ["enough", false]);
});

test("a source of nothing but empty chunks does not keep others from their turn", async () => {
  let isTurn = false;
  setTimeout(() => (isTurn = true), 1);
  async function* empty() {
    for (let at = 0; !isTurn; at++) {
      assert.ok(at < 200_000, "nobody had a turn");
      yield new Uint8Array();
    }
  }
  assert.equal((await worker.summarizeFleet(empty())).profiles, 0);
});

test("a chunk goes to the worker without the rest of its buffer, and a text without half of a character", async () => {
  // Posted as they are, these chunks would take along 64 MB each.
  const whole = new Uint8Array(1 << 26).fill(32);
  const profile = new TextEncoder().encode('{"id":"a","department":"😀"}\n');
  for (let at = 0; at + profile.length < whole.length; at += 1 << 16) whole.set(profile, at);
  let at = 0;
  const stream = new ReadableStream(
    {
      pull: (controller) =>
        at < whole.length ? controller.enqueue(whole.subarray(at, (at += 1 << 16))) : controller.close(),
    },
    { highWaterMark: 0 },
  );
  const before = process.resourceUsage().maxRSS;
  assert.deepEqual((await worker.summarizeFleet(stream)).departments, { "😀": 1024 });
  const grownBy = (process.resourceUsage().maxRSS - before) / 1024;
  assert.ok(grownBy < 256, `the process grew by ${grownBy} MB`);
  for (const shift of [0, 1, 2, 3]) {
    const text = `${" ".repeat((1 << 18) - 40 + shift)}${JSON.stringify({ id: "a", department: "😀".repeat(40) })}`;
    assert.deepEqual(await worker.summarizeFleet(text), await summarizeFleet(text));
  }
  async function* mixed() {
    yield new Uint8Array(0);
    yield profile;
    yield { id: "b" };
    yield Buffer.from('{"id":"c"}\n');
  }
  for (const source of [
    mixed,
    function* () {
      yield { id: "b" };
      yield profile;
      yield { id: "c" };
    },
  ]) {
    assert.deepEqual(await worker.summarizeFleet(source()), await summarizeFleet(source()));
  }
});

test("calls overlap, and several workers add up to one fleet", async () => {
  const other = createFleetWorker();
  const halves = await Promise.all([
    worker.summarizeFleet(profiles.slice(0, 300), options),
    other.summarizeFleet(profiles.slice(300), options),
    worker.summarizeFleet(text),
  ]);
  assert.deepEqual(mergeFleetSummaries(...halves.slice(0, 2)), await summarizeFleet(profiles, options));
  assert.deepEqual(halves[2], await summarizeFleet(text));
  other.terminate();
});

test("progress and issues are told", async () => {
  const progress = [];
  const issues = [];
  const summary = await worker.summarizeFleet(streamed(50_000), {
    onProgress: (seen) => progress.push(seen),
    onIssue: (issue) => issues.push(issue),
  });
  assert.deepEqual(progress.at(-1), { profiles: 600, bytes: bytes.length });
  assert.equal(issues.length, summary.failures.flatMap(({ issues: found }) => found).length);
});

test("an export of a worker takes the options of an export", async () => {
  const [first] = await collected(worker.exportFleet([{ id: "a" }], "csv", { bom: true }));
  assert.deepEqual([...first.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  await assert.rejects(collected(worker.exportFleet([{ id: "a" }], "ndjson", { bom: true })), {
    code: "invalid_argument",
  });
});

test("an export comes as a stream, a part at a time", async () => {
  const read = async (stream) => new TextDecoder().decode(Buffer.concat(await collected(stream)));
  for (const format of ["csv", "ndjson"])
    assert.equal(await read(worker.exportFleet(streamed(), format)), await read(exportFleet(text, format)));
  let isCanceled = false;
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new TextEncoder().encode('{"id":"x"}\n')),
    cancel: () => void (isCanceled = true),
  });
  const reader = worker.exportFleet(endless, "ndjson").getReader();
  await reader.read();
  await reader.cancel();
  assert.ok(isCanceled);
});

async function collected(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}
