// Sources of a fleet: progress, aborts, failures, and when a source is closed.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

import { exportFleet, isZoomPhoneError, summarizeFleet } from "#package";
import { randomFrom } from "../zoom-server/directory.js";
import { cut } from "./support/fleets.js";
import { users } from "./support/naive-fleet.js";
import { leavings } from "./support/sources.js";

const encoder = new TextEncoder();
const bytes = (text) => encoder.encode(text);

test("progress, abort and errors", async () => {
  const text = JSON.stringify(users(2000, 1));
  const seen = [];
  await summarizeFleet(text, { onProgress: (progress) => seen.push(progress) });
  assert.equal(seen.at(-1).profiles, 2000);
  assert.ok(seen.length > 3 && seen.every(({ bytes }, index) => index === 0 || bytes > seen[index - 1].bytes));
  const controller = new AbortController();
  const reason = new Error("enough");
  await assert.rejects(
    summarizeFleet(text, { signal: controller.signal, onProgress: () => controller.abort(reason) }),
    (error) => error === reason,
  );
  const endless = new ReadableStream({ pull: () => new Promise(() => {}) });
  const waiting = new AbortController();
  setTimeout(() => waiting.abort(reason), 5);
  await assert.rejects(summarizeFleet(endless, { signal: waiting.signal }), (error) => error === reason);
  const failing = new ReadableStream({ pull: (controller) => controller.error(reason) });
  await assert.rejects(summarizeFleet(failing), (error) => error === reason);
  for (const [source, options] of [
    [5],
    [null],
    [text, { groupBy: "planet" }],
    [text, { groupby: "site" }],
    [text, { signal: 1 }],
  ]) {
    await assert.rejects(
      summarizeFleet(source, options),
      (error) => isZoomPhoneError(error) && error.code === "invalid_argument",
    );
  }
  await assert.rejects(
    summarizeFleet(`{"id":"${"x".repeat(17 << 20)}"}`),
    (error) => error.code === "response_too_large",
  );
});

test("what is told last is the whole of it, also where the last profile ends with its source", async () => {
  const good = '{"id":"a"}';
  for (const text of [
    "",
    "[]",
    good,
    `[${good},${good}]`,
    `[${good},{"id":`,
    `${good}\n5`,
    `${good}\n12`,
    `${good}\nnonsense`,
  ]) {
    for (const source of [text, bytes(text), cut(bytes(text), 4, randomFrom(1)), [bytes(text)]]) {
      const told = [];
      const { profiles, bytes: size } = await summarizeFleet(source, { onProgress: (progress) => told.push(progress) });
      assert.deepEqual(told.at(-1), { profiles, bytes: size }, text);
      assert.notDeepEqual(told.at(-2), told.at(-1), `${text}: told once`);
    }
    const { profiles, bytes: size } = await summarizeFleet(text);
    for (const format of ["csv", "ndjson"]) {
      const told = [];
      await read(exportFleet(text, format, { onProgress: (progress) => told.push(progress) }));
      assert.deepEqual(told.at(-1), { profiles, bytes: size }, text);
    }
  }
  const told = [];
  await summarizeFleet([], { onProgress: (progress) => told.push(progress) });
  await summarizeFleet([{ id: "a" }], { onProgress: (progress) => told.push(progress) });
  assert.deepEqual(told, [
    { profiles: 0, bytes: 0 },
    { profiles: 1, bytes: 0 },
  ]);
  const reason = new Error("at the end");
  const controller = new AbortController();
  await assert.rejects(
    summarizeFleet("", { signal: controller.signal, onProgress: () => controller.abort(reason) }),
    (error) => error === reason,
  );
});

test("lists of numbers and of characters are no sources", async () => {
  for (const source of [
    new Uint16Array(2),
    new Int8Array(2),
    new Uint8ClampedArray(2),
    new Float64Array(2),
    new BigInt64Array(2),
    new DataView(new ArrayBuffer(2)),
    new ArrayBuffer(2),
    new String("[]"),
  ]) {
    for (const work of [() => summarizeFleet(source), () => read(exportFleet(source, "csv"))]) {
      await assert.rejects(
        work(),
        (error) =>
          isZoomPhoneError(error) && error.code === "invalid_argument" && /^The source must be/.test(error.message),
      );
    }
  }
});

test("a source is told that it is left exactly where it is left before its end", async () => {
  for (const work of [summarizeFleet, (source, options) => read(exportFleet(source, "ndjson", options))]) {
    for (const { name, told, expected } of await leavings(work)) assert.equal(told, expected, name);
  }
});

test("a stream is let go of, with its lock, however its reading ends", async () => {
  const reason = new Error("enough");
  const cases = {
    "at its end": ["", (controller) => controller.close(), false],
    "where it fails": [reason, (controller) => controller.error(reason), false],
    "where it is none of bytes": [/must be one of bytes/, (controller) => controller.enqueue("text"), true],
    "by its reader's signal": [reason, () => new Promise(() => {}), true],
    "by a signal that was aborted before": [reason, () => {}, true],
  };
  for (const [name, [expected, pull, isLeft]] of Object.entries(cases)) {
    let canceled = 0;
    const stream = new ReadableStream({ pull, cancel: () => void canceled++ }, { highWaterMark: 0 });
    const controller = new AbortController();
    if (/before/.test(name)) controller.abort(reason);
    else if (/signal/.test(name)) setTimeout(() => controller.abort(reason), 5);
    const error = await summarizeFleet(stream, { signal: controller.signal }).then(
      () => "",
      (error) => error,
    );
    if (expected instanceof RegExp) assert.match(error.message, expected, name);
    else assert.equal(error, expected, name);
    assert.deepEqual([canceled, stream.locked], [Number(isLeft), false], name);
  }
});

// ── export

const read = async (stream) => new TextDecoder().decode(Buffer.concat(await all(stream)));
async function all(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

test("a signal keeps nothing of the parts that are done with", () => {
  // What waits for a promise is kept until the promise settles: 300 bytes a profile, were it one for all of them.
  const code = `import { summarizeFleet } from ${JSON.stringify(import.meta.resolve("#package"))};
    const profile = { id: "a" };
    const grown = async (count) => {
      let [seen, used] = [0, 0];
      const onProgress = () => ++seen === count && (gc(), (used = process.memoryUsage().heapUsed));
      const source = (function* () { for (let at = 0; at < count; at++) yield profile; })();
      await summarizeFleet(source, { signal: new AbortController().signal, onProgress });
      return used;
    };
    await grown(1000);
    console.log((await grown(60_000)) - (await grown(1000)));`;
  const bytes = Number(
    execFileSync(process.execPath, ["--expose-gc", "--input-type=module", "-e", code], { encoding: "utf8" }),
  );
  assert.ok(bytes < 4e6, `${bytes} bytes are kept of 60,000 profiles`);
});

test("others have their turn within a chunk, however large it is", async () => {
  const text = JSON.stringify(users(4000, 2));
  let [turns, isOver] = [0, false];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => (turns++, isOver || port2.postMessage(null));
  port2.postMessage(null);
  const stream = new ReadableStream({ start: (controller) => (controller.enqueue(bytes(text)), controller.close()) });
  const progress = [];
  await summarizeFleet(stream, { onProgress: ({ bytes }) => progress.push(bytes) });
  isOver = true;
  port1.close();
  assert.ok(turns > 2, `${turns} turns`);
  assert.ok(progress.length > 40 && progress.at(-1) === bytes(text).length);
});
