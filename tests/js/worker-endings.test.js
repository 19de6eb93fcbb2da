// How work in a worker ends: aborts, failures, refused options, workers that end.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { Worker } from "node:worker_threads";

import { isZoomPhoneError, summarizeFleet } from "#package";
import { createFleetWorker } from "#package/worker.js";
import { fate, streamed, text } from "./support/workers.js";

let worker;
before(() => (worker = createFleetWorker()));
after(() => worker.terminate());

async function collected(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

test("an abort rejects with the signal's reason, before and in the middle", async () => {
  const reason = new Error("enough");
  await assert.rejects(worker.summarizeFleet(text, { signal: AbortSignal.abort(reason) }), (error) => error === reason);
  const controller = new AbortController();
  await assert.rejects(
    worker.summarizeFleet(streamed(), { signal: controller.signal, onProgress: () => controller.abort(reason) }),
    (error) => error === reason,
  );
  const never = new ReadableStream({ pull: () => new Promise(() => {}) });
  const waiting = new AbortController();
  const call = worker.summarizeFleet(never, { signal: waiting.signal });
  setImmediate(() => waiting.abort(reason));
  await assert.rejects(call, (error) => error === reason);
  assert.equal((await worker.summarizeFleet('[{"id":"x"}]')).profiles, 1);
});

test("what fails is a rejection: arguments, sources, callbacks", async () => {
  for (const [source, given] of [
    [5],
    [null],
    [text, { groupBy: "planet" }],
    [text, { groupby: "site" }],
    [text, { signal: 1 }],
    [text, { onProgress: 1 }],
    [text, { validation: () => {} }],
  ]) {
    await assert.rejects(
      worker.summarizeFleet(source, given),
      (error) => isZoomPhoneError(error) && error.code === "invalid_argument" && error.hint !== "",
    );
  }
  const reason = new Error("broken");
  const failing = new ReadableStream({ pull: (controller) => controller.error(reason) });
  await assert.rejects(worker.summarizeFleet(failing), (error) => error === reason);
  await assert.rejects(
    worker.summarizeFleet(streamed(), {
      onProgress: () => {
        throw reason;
      },
    }),
    (error) => error === reason,
  );
  await assert.rejects(collected(worker.exportFleet(text, "xml")), (error) => error.code === "invalid_argument");
  await assert.rejects(
    worker.summarizeFleet(`{"id":"${"x".repeat(17 << 20)}"}`),
    (error) => isZoomPhoneError(error) && error.code === "response_too_large",
  );
});

test("an error of ours is what it is on the main thread, its name and its text included", async () => {
  for (const work of [
    (summarize) => summarize("[]", { groupBy: "planet" }),
    (summarize) => summarize("[]", { groupby: "site" }),
    (summarize) => summarize(5),
    (summarize) => summarize(`{"id":"${"x".repeat(17 << 20)}"}`),
  ]) {
    const [theirs, ours] = await Promise.all(
      [worker.summarizeFleet, summarizeFleet].map((summarize) => work(summarize).then(assert.fail, (error) => error)),
    );
    assert.deepEqual(theirs.toJSON(), ours.toJSON());
    assert.deepEqual(
      [theirs.name, String(theirs), JSON.stringify(theirs), Object.keys(theirs)],
      [ours.name, String(ours), JSON.stringify(ours), Object.keys(ours)],
    );
    assert.ok(theirs instanceof ours.constructor && isZoomPhoneError(theirs));
  }
});

test("options that are none are refused as they are on the main thread", async () => {
  const bite = () => {
    throw new RangeError("bite");
  };
  const signal = new AbortController().signal;
  for (const odd of [
    null,
    5,
    "text",
    true,
    [],
    Symbol("x"),
    () => {},
    {
      get signal() {
        return bite();
      },
    },
    new Proxy({}, { ownKeys: bite }),
    { signal: null },
    { signal: { addEventListener() {} } },
    { onProgress: null },
    { onIssue: {} },
    { validation: "none" },
    { audit: 1 },
    Object.create({ signal: 5, groupBy: "planet" }),
    { signal, groupBy: undefined },
  ]) {
    const expected = await fate(() => summarizeFleet("[]", odd));
    assert.deepEqual(await fate(() => worker.summarizeFleet("[]", odd)), expected);
    // It is the stream's error, not one that is thrown.
    const stream = worker.exportFleet("[]", "csv", odd);
    const { error } = await fate(() => collected(stream));
    assert.deepEqual(error, expected.error);
  }
  for (const odd of [null, 5, "text", [], Symbol("x"), () => {}, new Proxy({}, { ownKeys: bite })]) {
    const { error } = await fate(() => summarizeFleet("[]", odd));
    assert.throws(
      () => createFleetWorker(odd),
      (given) => (assert.deepEqual(given.toJSON(), error), true),
    );
  }
  // What is inherited is no option.
  assert.throws(
    () => createFleetWorker(Object.create({ worker: 5 }, { workers: { value: 1, enumerable: true } })),
    /`workers`/,
  );
});

test("a worker that ends, or cannot be loaded, rejects what is under way and what is asked of it", async () => {
  const ended = createFleetWorker();
  const call = ended.summarizeFleet(new ReadableStream({ pull: () => new Promise(() => {}) }));
  ended.terminate();
  const isTerminated = (error) =>
    isZoomPhoneError(error) && /terminated/.test(error.message) && error.cause.name === "AbortError";
  await assert.rejects(call, isTerminated);
  await assert.rejects(ended.summarizeFleet(text), isTerminated);
  const unread = streamed();
  const stream = ended.exportFleet(unread, "csv");
  await assert.rejects(collected(stream), isTerminated);
  assert.equal(unread.locked, false);
  const missing = createFleetWorker({ worker: () => new Worker(new URL("./no-such-file.js", import.meta.url)) });
  await assert.rejects(
    missing.summarizeFleet(text),
    (error) =>
      isZoomPhoneError(error) &&
      /could not be loaded.*no-such-file.*worker-thread/.test(error.message) &&
      error.cause !== undefined,
  );
  const broken = createFleetWorker({ worker: () => new Worker("throw new RangeError('its own')", { eval: true }) });
  await assert.rejects(
    broken.summarizeFleet(text),
    (error) => isZoomPhoneError(error) && /its own/.test(error.message),
  );
  await assert.rejects(collected(broken.exportFleet(text, "csv")), isZoomPhoneError);
  assert.throws(
    () => createFleetWorker({ workers: 1 }),
    (error) => isZoomPhoneError(error) && /workers/.test(error.message),
  );
  for (const worker of [
    5,
    null,
    {},
    () => undefined,
    async () => {},
    { postMessage() {} },
    {
      get postMessage() {
        throw new Error("its own");
      },
    },
  ]) {
    assert.throws(
      () => createFleetWorker({ worker }),
      (error) => isZoomPhoneError(error) && error.code === "invalid_argument",
      String(worker),
    );
  }
});

test("a stream that is locked is a rejection, and leaves no call open that would keep the process alive", () => {
  const code = `import { createFleetWorker } from ${JSON.stringify(import.meta.resolve("#package/worker.js"))};
    const stream = new ReadableStream(); stream.getReader();
    await createFleetWorker().summarizeFleet(stream).then(() => process.exit(1), (error) => console.log(error.code));`;
  assert.equal(
    execFileSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8", timeout: 30_000 }).trim(),
    "invalid_argument",
  );
});

test("two that share a worker keep their calls apart, and end together", async () => {
  const shared = new Worker(new URL("../../target/consumer/package/worker-thread.js", import.meta.url));
  const [one, other] = [1, 2].map(() => createFleetWorker({ worker: shared }));
  const fleet = (length) => Array.from({ length }, (_, at) => ({ id: `user-${at}`, status: "activate" }));
  const summaries = await Promise.all([one.summarizeFleet(fleet(3)), other.summarizeFleet(fleet(500))]);
  assert.deepEqual(
    summaries.map(({ profiles }) => profiles),
    [3, 500],
  );
  const underWay = other.summarizeFleet({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) });
  one.terminate();
  await assert.rejects(underWay, { code: "invalid_argument", message: /was terminated/ });
  await assert.rejects(other.summarizeFleet("[]"), { message: /was terminated/ });
});

test("a worker of one's own; an idle one keeps no process alive", async () => {
  const own = createFleetWorker({
    worker: new Worker(new URL("../../target/consumer/package/worker-thread.js", import.meta.url)),
  });
  assert.equal((await own.summarizeFleet('[{"id":"x"}]')).profiles, 1);
  own.terminate();
  const entry = new URL("../../target/consumer/package/worker.js", import.meta.url).href;
  const code = `import { createFleetWorker } from ${JSON.stringify(entry)};
    const worker = createFleetWorker();
    console.log((await worker.summarizeFleet('[{"id":"x"}]')).profiles);`;
  const { spawn } = await import("node:child_process");
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  const [[status], output] = await Promise.all([once(child, "exit"), collected(child.stdout)]);
  assert.deepEqual([status, Buffer.concat(output).toString().trim()], [0, "1"]);
});
