// The drift between two fleets by a worker: what the main thread gives, whatever the sources.

import assert from "node:assert/strict";
import { after as atEnd, test } from "node:test";

import { diffFleets, exportFleetDrift, isZoomPhoneError } from "#package";
import { createFleetWorker } from "#package/worker.js";
import { twoMoments } from "./support/fleets.js";

const worker = createFleetWorker();
atEnd(() => worker.terminate());

const encoder = new TextEncoder();

async function read(drift) {
  const users = [];
  for await (const user of drift) users.push(user);
  return { users, summary: await drift.summary() };
}

test("a worker gives what the main thread gives, of every source", async () => {
  const { before, after } = twoMoments(60, 21);
  const options = { groupBy: "department" };
  const expected = await read(diffFleets(before, after, options));
  const text = JSON.stringify(before);
  const bytes = encoder.encode(text);
  const earlier = {
    "a Blob": new Blob([text]),
    "a string": text,
    bytes,
    "an array": before,
    "an iterable": { [Symbol.iterator]: () => before.values() },
    "an iterable of chunks": { [Symbol.iterator]: () => [bytes.slice(0, 5000), bytes.slice(5000)].values() },
  };
  for (const [name, source] of Object.entries(earlier))
    for (const later of [after, new Blob([JSON.stringify(after)])])
      assert.deepEqual(await read(worker.diffFleets(source, later, options)), expected, name);
  assert.deepEqual(await worker.diffFleets(before, after, options).summary(), expected.summary);
});

test("an export by a worker is that of the main thread", async () => {
  const { before, after } = twoMoments(30, 22);
  const options = { bom: true };
  const text = (stream) => new Response(stream).text();
  assert.equal(
    await text(worker.exportFleetDrift(before, after, "csv", options)),
    await text(exportFleetDrift(before, after, "csv", options)),
  );
});

test("wrong arguments, a `before` that changes and failures of sources reject the first user", async () => {
  const rejected = (drift) =>
    drift.next().then(
      () => assert.fail("it did not reject"),
      (error) => error,
    );
  for (const [before, options] of [
    [new Blob([]).stream(), {}],
    [[].values(), {}],
    [[], { groupby: "site" }],
    [[], { groupBy: "moon" }],
  ]) {
    const error = await rejected(worker.diffFleets(before, [], options));
    assert.ok(isZoomPhoneError(error));
    assert.throws(() => diffFleets(before, [], options), { message: error.message, hint: error.hint });
  }
  let reads = 0;
  const moving = {
    [Symbol.iterator]: () => [{ id: "a", policy: { sms: { enable: true, locked: reads++ > 0 } } }].values(),
  };
  const later = [{ id: "a", policy: { sms: { enable: false } } }];
  assert.match((await rejected(worker.diffFleets(moving, later))).message, /has changed while it was read/);
  const own = new RangeError("gone");
  const failing = {
    [Symbol.iterator]() {
      throw own;
    },
  };
  assert.equal(await rejected(worker.diffFleets(failing, [])), own);
  assert.equal(await rejected(worker.diffFleets([], failing)), own);
});

test("break and abort end a call, and close its sources", async () => {
  const { before, after } = twoMoments(30, 23);
  const early = worker.diffFleets(before, after);
  for await (const _ of early) break;
  await assert.rejects(early.summary(), { code: "invalid_argument", message: /ended early/ });
  const never = {
    [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}), return: () => settleClosed() }),
  };
  let settleClosed;
  const closed = new Promise((resolve) => (settleClosed = resolve));
  const controller = new AbortController();
  const pending = worker.diffFleets(before, never, { signal: controller.signal }).next();
  controller.abort("enough");
  await assert.rejects(pending, (reason) => reason === "enough");
  await closed;
});

test("a pass over an earlier fleet that is read again does not keep other tasks from their turn", async () => {
  const users = Array.from({ length: 2_000 }, (_, at) => ({ id: `user-${at}`, status: "activate" }));
  let passes = 0;
  let hasTurn = false;
  let hadTurn;
  const before = {
    *[Symbol.iterator]() {
      if (++passes === 2) setImmediate(() => (hasTurn = true));
      for (const user of users) {
        hadTurn = hasTurn;
        yield user;
      }
    },
  };
  const { summary } = await read(worker.diffFleets(before, []));
  assert.deepEqual([summary.removed, passes, hadTurn], [2_000, 2, true]);
});
