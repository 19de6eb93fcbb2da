// The drift between two fleets: that of a plain twin in JavaScript, whatever the sources and wherever they are cut.

import assert from "node:assert/strict";
import { test } from "node:test";

import { diffFleets, diffPolicy, exportFleetDrift, isZoomPhoneError, mergeFleetDriftSummaries } from "#package";
import { randomFrom } from "../zoom-server/directory.js";
import { driftOf } from "./support/drift-twin.js";
import { twoMoments } from "./support/fleets.js";
import { withResolvers } from "./support/promises.js";

const encoder = new TextEncoder();
const lines = (profiles) => profiles.map((profile) => `${JSON.stringify(profile)}\n`).join("");

/** Reads a drift to its end. */
async function read(drift) {
  const users = [];
  for await (const user of drift) users.push(user);
  return { users, summary: await drift.summary() };
}

/** Chunks of a text, cut by seed. */
function* cut(text, seed, most = 5000) {
  const random = randomFrom(seed);
  const all = encoder.encode(text);
  for (let at = 0; at < all.length; ) {
    const end = at + 1 + Math.floor(random() * most);
    yield all.slice(at, end);
    at = end;
  }
}

const again = (open) => ({ [Symbol.iterator]: open });
const mirrored = { added: "removed", removed: "added", changed: "changed" };

test("users and summary are those of a plain twin, with and without groups", async () => {
  for (const seed of [1, 2, 3]) {
    const { before, after } = twoMoments(150, seed);
    for (const groupBy of [undefined, "department"]) {
      const expected = driftOf(before, after, diffPolicy, groupBy);
      assert.ok(expected.users.length > 20 && expected.summary.removed > 0 && expected.summary.added > 0);
      assert.deepEqual(await read(diffFleets(before, lines(after), { groupBy })), expected);
    }
  }
});

test("every source gives the same, wherever it is cut", async () => {
  const { before, after } = twoMoments(60, 4);
  const expected = driftOf(before, after, diffPolicy);
  const text = JSON.stringify(before);
  const mixed = [...cut(lines(before.slice(0, 20)), 5), ...before.slice(20, 40), ...cut(lines(before.slice(40)), 6)];
  const outcomes = before.map((profile) => ({ ok: true, userId: profile.id, profile }));
  const earlier = {
    "a string": text,
    "a long string": `${" ".repeat(70_000)}${text.replaceAll(",{", ` ,${" ".repeat(9000)}{`)}`,
    bytes: encoder.encode(text),
    "a Blob": new Blob([text]),
    "a Blob of pretty JSON": new Blob([JSON.stringify({ users: before }, null, 2)]),
    "an array": before,
    "an array of outcomes": outcomes,
    "an array of promises": outcomes.map((outcome) => Promise.resolve(outcome)),
    "an array of chunks": [...cut(text, 7)],
    "an array of envelopes": [{ users: before.slice(0, 30) }, { users: before.slice(30) }],
    "chunks and profiles": mixed,
    "an iterable": again(() => before.values()),
    "an iterable of chunks": again(() => cut(text, 8, 300)),
    "an async iterable": {
      [Symbol.asyncIterator]: async function* () {
        yield* cut(text, 9);
      },
    },
  };
  const turned = after.map((user) => Object.fromEntries(Object.entries(user).reverse()));
  for (const [name, source] of Object.entries(earlier)) {
    assert.deepEqual(await read(diffFleets(source, after)), expected, name);
    const later = new Blob([...cut(lines(turned), 10)]).stream();
    assert.deepEqual((await read(diffFleets(source, later))).summary, expected.summary, name);
  }
});

test("a fleet does not differ from itself, in any order, in any notation", async () => {
  const { before } = twoMoments(80, 11);
  const shuffled = before.toReversed();
  for (const after of [before, shuffled, JSON.stringify(shuffled, null, 1)]) {
    const { users, summary } = await read(diffFleets(lines(before), after));
    assert.deepEqual(users, []);
    assert.deepEqual([summary.unchanged, summary.before, summary.after, summary.worst], [80, 80, 80, []]);
  }
});

test("exchanging the fleets exchanges added with removed and weakened with strengthened", async () => {
  for (const seed of [12, 13]) {
    const { before, after } = twoMoments(120, seed);
    const [one, other] = [await read(diffFleets(before, after)), await read(diffFleets(after, before))];
    const kinds = ({ users }) => new Map(users.map(({ userId, kind }) => [userId, kind]));
    const expected = new Map([...kinds(one)].map(([userId, kind]) => [userId, mirrored[kind]]));
    const sorted = (map) => [...map].sort();
    assert.deepEqual(sorted(kinds(other)), sorted(expected));
    // A list that gains and loses items permits more either way.
    const mixed = countMixed(one.users);
    const { policies, fields } = one.summary;
    assert.deepEqual(waysOf(other.summary), mirroredWays(one.summary, mixed.all));
    assert.deepEqual(other.summary.fields, fields);
    for (const [policy, ways] of Object.entries(policies))
      assert.deepEqual(waysOf(other.summary.policies[policy]), mirroredWays(ways, mixed[policy]), policy);
  }
});

const waysOf = ({ weakened, strengthened, other }) => ({ weakened, strengthened, other });
const mirroredWays = ({ weakened, strengthened, other }, mixed = 0) => ({
  weakened: strengthened + mixed,
  strengthened: weakened - mixed,
  other,
});

/** Counts the lists that permit more, and have gained and lost items: of each policy, and of all. */
function countMixed(users) {
  const counts = { all: 0 };
  for (const { policy, weakens, text } of users.flatMap(({ changes }) => changes)) {
    if (!weakens || !/: added .*; removed .*\.$/.test(text)) continue;
    counts[policy] = (counts[policy] ?? 0) + 1;
    counts.all += 1;
  }
  return counts;
}

test("the order of users makes no difference to the summary, and parts add up to the whole", async () => {
  const { before, after } = twoMoments(100, 14);
  const options = { groupBy: "site" };
  const whole = await diffFleets(before, after, options).summary();
  assert.deepEqual(await diffFleets(before.toReversed(), after.toReversed(), options).summary(), whole);
  const part = (at) => (users) => users.filter(({ id }) => id.charCodeAt(id.length - 1) % 3 === at);
  const parts = await Promise.all(
    [0, 1, 2].map((at) => diffFleets(part(at)(before), part(at)(after), options).summary()),
  );
  assert.deepEqual(mergeFleetDriftSummaries(...parts), whole);
  assert.deepEqual(mergeFleetDriftSummaries(mergeFleetDriftSummaries(), whole), whole);
  const ungrouped = await diffFleets(before, after).summary();
  // In JavaScript's order, which is not that of their bytes in UTF-8.
  const names = ["z", "😀", "\ufffd"];
  const fleet = (enable) => names.map((id) => ({ id, policy: { sms: { enable } } }));
  const equal = await diffFleets(fleet(false), fleet(true)).summary();
  assert.deepEqual(
    equal.worst.map(({ userId }) => userId),
    names,
  );
  assert.deepEqual(mergeFleetDriftSummaries(equal), equal);
  assert.throws(() => mergeFleetDriftSummaries([equal]), { hint: /each as an argument of its own/ });
  for (const wrong of [[whole, ungrouped], [3], [null], [{}]])
    assert.throws(() => mergeFleetDriftSummaries(...wrong), isZoomPhoneError);
});

test("failures are neither added nor removed, and the first profile of a user counts", async () => {
  const [mia, tom] = [
    { id: "mia", policy: { sms: { enable: true } } },
    { id: "tom", policy: {} },
  ];
  const failure = (userId) => ({ ok: false, userId, error: { code: "timeout", message: "Too late" } });
  const { users, summary } = await read(
    diffFleets(
      [mia, tom, failure("ann")],
      [failure("mia"), tom, { ...tom, status: "activate" }, { id: "ann", policy: {} }],
    ),
  );
  assert.deepEqual(users, []);
  assert.deepEqual([summary.before, summary.after, summary.failed, summary.unchanged], [3, 3, 2, 1]);
});

test("the summary reads the users if nobody does, once, and rejects as the iteration does", async () => {
  const { before, after } = twoMoments(20, 15);
  const drift = diffFleets(before, after);
  const summary = await drift.summary();
  assert.equal(await drift.summary(), summary);
  assert.deepEqual(await drift.next(), { done: true, value: undefined });
  const failing = diffFleets(
    before,
    again(() => {
      throw new RangeError("gone");
    }),
  );
  await assert.rejects(failing.next(), RangeError);
  await assert.rejects(failing.summary(), RangeError);
  const early = diffFleets(before, after);
  for await (const _ of early) break;
  await assert.rejects(early.summary(), { name: "ZoomPhoneError", code: "invalid_argument" });
});

test("sources are closed on break, failure and abort, whether they have been read or not", async () => {
  const { before, after } = twoMoments(30, 16);
  const closed = [];
  const watched = (name, items) => ({
    [Symbol.iterator]() {
      const iterator = items.values();
      return { next: () => iterator.next(), return: () => (closed.push(name), { done: true }) };
    },
  });
  for await (const _ of diffFleets(before, watched("after", after))) break;
  assert.deepEqual(closed.splice(0), ["after"]);
  await diffFleets(watched("before", before), watched("after", after)).return();
  assert.deepEqual(closed.splice(0).sort(), ["after", "before"]);
  const controller = new AbortController();
  const options = { signal: controller.signal, onProgress: () => controller.abort("enough") };
  await assert.rejects(
    diffFleets(watched("before", before), watched("after", after), options).next(),
    (reason) => reason === "enough",
  );
  assert.deepEqual(closed.splice(0).sort(), ["after", "before"]);
});

/** A fleet of so many small profiles, which differ by whether they have SMS on. */
const fleetOf = (count, enable) =>
  lines(Array.from({ length: count }, (_, at) => ({ id: `user-${at}`, policy: { sms: { enable } } })));

test("an export that is canceled anywhere closes its sources, however many users wait to be written", async () => {
  // More than the megabyte that may wait for a pass over an iterable.
  const [earlier, later] = [true, false].map((enable) => encoder.encode(fleetOf(25_000, enable)));
  for (const before of [new Blob([earlier]), again(() => [earlier].values())]) {
    for (const reads of [1, 5, 20, 40]) {
      const { promise: closed, resolve } = withResolvers();
      async function* after() {
        try {
          yield later;
          yield later;
        } finally {
          resolve("closed");
        }
      }
      const reader = exportFleetDrift(before, after(), "csv").getReader();
      for (let read = 0; read < reads; read++) assert.ok(!(await reader.read()).done);
      await reader.cancel();
      assert.equal(await closed, "closed");
    }
  }
});

test("no user comes after an abort", async () => {
  const controller = new AbortController();
  let users = 0;
  const read = async () => {
    for await (const _ of diffFleets(fleetOf(1_000, true), fleetOf(1_000, false), { signal: controller.signal })) {
      users += 1;
      if (users === 3) controller.abort("enough");
    }
  };
  assert.equal(await read().catch((reason) => reason), "enough");
  assert.equal(users, 3);
});

test("users who are gone, however many, do not keep other tasks from their turn", async () => {
  const before = fleetOf(10_000, true);
  for (const source of [before, again(() => [encoder.encode(before)].values())]) {
    const controller = new AbortController();
    let users = 0;
    const read = async () => {
      for await (const _ of diffFleets(source, "[]", { signal: controller.signal }))
        if (++users === 1) setImmediate(() => controller.abort("enough"));
    };
    assert.equal(await read().catch((reason) => reason), "enough");
    assert.ok(users < 1_000, `${users} users`);
  }
});

test("progress counts both fleets", async () => {
  const { before, after } = twoMoments(40, 17);
  const seen = [];
  await diffFleets(lines(before), lines(after), { onProgress: (progress) => seen.push(progress) }).summary();
  const bytes = encoder.encode(lines(before) + lines(after)).length;
  assert.deepEqual(seen.at(-1), { profiles: before.length + after.length, bytes });
  assert.ok(seen.every(({ bytes }, at) => at === 0 || bytes >= seen[at - 1].bytes));
});

test("a `before` that can be read only once is refused at once, as are options that cannot be used", () => {
  const once = [
    new Blob(["[]"]).stream(),
    [].values(),
    (function* () {})(),
    Promise.resolve([]),
    3,
    null,
    {},
    new Map(),
  ];
  for (const before of once)
    for (const call of [() => diffFleets(before, []), () => exportFleetDrift(before, [], "csv")])
      assert.throws(
        call,
        (error) => isZoomPhoneError(error) && error.code === "invalid_argument" && /^`before`/.test(error.message),
      );
  assert.throws(() => diffFleets([], [], { groupby: "site" }), { hint: "Did you mean `groupBy`?" });
  assert.throws(() => exportFleetDrift([], [], "xml"), { hint: "Pass one of them as `format`." });
  assert.throws(() => exportFleetDrift([], [], "ndjson", { bom: true }), { code: "invalid_argument" });
});

test("a `before` that changes while it is read is noticed", async () => {
  const [yes, no] = [true, false].map((enable) => ({ id: "a", policy: { sms: { enable } } }));
  let reads = 0;
  const moving = again(() => [reads++ === 0 ? yes : { ...yes, status: "activate" }].values());
  await assert.rejects(diffFleets(moving, [no]).next(), {
    code: "invalid_argument",
    message: /has changed while it was read/,
  });
  const vanishing = again(() => (reads++ === 2 ? [yes] : []).values());
  await assert.rejects(diffFleets(vanishing, [no]).next(), { code: "invalid_argument", message: /has changed/ });
});

test("an earlier fleet that is read pass by pass takes few passes, however many users have changed", async () => {
  const pad = "x".repeat(100_000);
  const fleet = (enable) =>
    Array.from({ length: 120 }, (_, at) => ({ id: `u${at}`, pad, policy: { sms: { enable } } }));
  const before = fleet(false);
  let passes = 0;
  const source = again(() => (passes++, before.values()));
  assert.equal((await read(diffFleets(source, fleet(true)))).users.length, 120);
  // The first, and those for 1, 2, 3 and 4 MB and the rest of 12 MB.
  assert.equal(passes, 6);
});

test("NDJSON has the users, CSV a row for each change that no spreadsheet runs", async () => {
  const { before, after } = twoMoments(50, 18);
  const text = (format, options) => new Response(exportFleetDrift(before, after, format, options)).text();
  const { users } = driftOf(before, after, diffPolicy);
  assert.deepEqual(
    (await text("ndjson"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
    users,
  );
  const rows = users.reduce((count, { changes, fields }) => count + Math.max(1, changes.length + fields.length), 1);
  assert.equal((await text("csv")).trimEnd().split("\r\n").length, rows);
  const stream = exportFleetDrift([], [{ id: "=1+1", policy: {} }], "csv", { bom: true });
  const csv = new Uint8Array(await new Response(stream).arrayBuffer());
  assert.equal(new TextDecoder("utf-8", { ignoreBOM: true }).decode(csv), CSV);
});

const CSV = '\ufeffuser_id,kind,policy,field,pointer,change,before,after,weakens,text\r\n"\'=1+1",added,,,,,,,,\r\n';
