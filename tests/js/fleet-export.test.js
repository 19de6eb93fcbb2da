// `exportFleet`: rows, lines, laziness, and how an export ends.

import assert from "node:assert/strict";
import { test } from "node:test";

import { exportFleet, isZoomPhoneError, summarizeFleet, summarizePolicy, validateUserProfile } from "#package";
import { randomFrom } from "../zoom-server/directory.js";
import { all, cut, PROFILES, read, rowsOf } from "./support/fleets.js";
import { users } from "./support/naive-fleet.js";

const encoder = new TextEncoder();
const bytes = (text) => encoder.encode(text);

test("CSV: a row for each user, a column for each policy, nothing that a spreadsheet would run", async () => {
  const profiles = [
    ...users(40, 21),
    {
      id: "=1+1",
      email: 'a"b,c\n',
      phone_numbers: [{ number: "+14085550100" }],
      extension_number: 42,
      policy: {
        sms: { enable: true, locked: true, locked_by: "site" },
        delegation: { enable: false, locked: true },
        policy_of_tomorrow: { enable: true },
      },
    },
  ];
  const text = JSON.stringify(profiles, null, 1);
  const csv = await read(exportFleet(cut(bytes(text), 900, randomFrom(2)), "csv"));
  assert.equal(csv, await read(exportFleet(text, "csv")));
  const [heading, ...rows] = rowsOf(csv);
  assert.equal(rows.length, profiles.length);
  assert.ok(
    rows.every((row) => row.length === heading.length),
    "every row has all columns",
  );
  assert.ok(csv.endsWith("\r\n"));
  for (const [index, profile] of profiles.entries()) {
    const row = Object.fromEntries(heading.map((name, at) => [name, rows[index][at]]));
    if (!validateUserProfile(JSON.stringify(profile)).success) {
      assert.notEqual(row.error, "");
      continue;
    }
    assert.equal(row.error, "");
    for (const { key, state, known } of summarizePolicy(profile).entries) if (known) assert.equal(row[key], state, key);
  }
  const odd = Object.fromEntries(heading.map((name, at) => [name, rows.at(-1)[at]]));
  assert.deepEqual(
    [odd.id, odd.email, odd.phone_numbers, odd.extension_number, odd.locked, odd.other_policies],
    ["'=1+1", 'a"b,c\n', "'+14085550100", "42", "delegation: unknown; sms: site", "policy_of_tomorrow: on"],
  );
  assert.ok(rows.flat().every((field) => !/^[=+\-@\t\r]/.test(field)));
});

test("NDJSON: each profile as it came, on a line; what failed is a line of its own", async () => {
  const profiles = users(40, 22);
  const lines = (text) =>
    text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  for (const source of [
    JSON.stringify(profiles, null, 2),
    profiles.map((profile) => JSON.stringify(profile)).join("\n"),
    profiles,
  ]) {
    const exported = lines(await read(exportFleet(source, "ndjson")));
    assert.equal(exported.length, profiles.length);
    for (const [index, profile] of profiles.entries()) {
      const { success } = validateUserProfile(JSON.stringify(profile));
      if (success) assert.deepEqual(exported[index], JSON.parse(JSON.stringify(profile)));
      else assert.equal(exported[index].error.index, index);
    }
  }
  const text = `${String.raw`[ {"id" : "a \" \\",`}\r\n\t"x": [1 , " { "] }\n]`;
  assert.equal(await read(exportFleet(text, "ndjson")), `${String.raw`{"id":"a \" \\","x":[1," { "]}`}\n`);
  const failed = await read(exportFleet([{ userId: "u", ok: false, error: new Error("gone, with a comma") }], "csv"));
  assert.match(failed, /^u,.*,"gone, with a comma"\r\n$/m);
});

test("an export is as lazy as its reader, and ends with its source's error, its signal, or its reader", async () => {
  let pulled = 0;
  let isCanceled = false;
  const source = new ReadableStream(
    {
      pull: (controller) => (pulled++, controller.enqueue(bytes('{"id":"x"}\n'))),
      cancel: () => void (isCanceled = true),
    },
    { highWaterMark: 0 },
  );
  const reader = exportFleet(source, "ndjson").getReader();
  assert.equal(pulled, 0);
  for (let round = 0; round < 3; round++) assert.equal((await reader.read()).done, false);
  assert.ok(pulled <= 4, `${pulled} chunks were read ahead`);
  await reader.cancel();
  await new Promise(setImmediate);
  assert.ok(isCanceled);
  const reason = new Error("enough");
  const stuck = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) };
  const waiting = new AbortController();
  const reads = [
    read(exportFleet(stuck, "csv", { signal: waiting.signal })),
    summarizeFleet(stuck, { signal: waiting.signal }),
  ];
  setImmediate(() => waiting.abort(reason));
  for (const { reason: rejection } of await Promise.allSettled(reads)) assert.equal(rejection, reason);
  const failing = new ReadableStream({ pull: (controller) => controller.error(reason) });
  await assert.rejects(read(exportFleet(failing, "csv")), (error) => error === reason);
  await assert.rejects(
    read(exportFleet("[]", "csv", { signal: AbortSignal.abort(reason) })),
    (error) => error === reason,
  );
  for (const args of [
    ["[]", "xml"],
    ["[]", "csv", { formt: 1 }],
    ["[]", "csv", { audit: "yes" }],
  ]) {
    assert.throws(
      () => exportFleet(...args),
      (error) => isZoomPhoneError(error) && error.code === "invalid_argument",
    );
  }
});

test("an unread export that is canceled or aborted releases its source at once", async () => {
  const reason = new Error("enough");
  const sources = {
    "a stream": (leave) =>
      new ReadableStream(
        { pull: (controller) => controller.enqueue(bytes('{"id":"x"}\n')), cancel: leave },
        { highWaterMark: 0 },
      ),
    "an iterator": (leave) => ({
      [Symbol.asyncIterator]() {
        return this;
      },
      next: async () => ({ value: { id: "x" } }),
      return: leave,
    }),
    "a list": (leave) => ({ [Symbol.iterator]: () => ({ next: () => ({ value: { id: "x" } }), return: leave }) }),
  };
  for (const [name, make] of Object.entries(sources)) {
    for (const [how, reads] of [
      ["cancel", 0],
      ["cancel", 1],
      ["abort", 0],
      ["abort", 1],
      ["aborted", 0],
    ]) {
      let left = 0;
      const source = make(() => (left++, { done: true }));
      const controller = new AbortController();
      if (how === "aborted") controller.abort(reason);
      const reader = exportFleet(source, "ndjson", { signal: controller.signal }).getReader();
      for (let read = 0; read < reads; read++) await reader.read();
      if (how === "cancel") await reader.cancel(reason);
      else controller.abort(reason);
      if (how !== "cancel") await assert.rejects(reader.closed, (error) => error === reason);
      for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
      assert.deepEqual([left, source.locked ?? false], [1, false], `${name}, ${how} after ${reads}`);
    }
  }
  const generator = (function* () {
    yield { id: "x" };
  })();
  await exportFleet(generator, "csv").cancel();
  await new Promise(setImmediate);
  assert.equal(generator.next().done, true);
});

// ── byte order marks

test("an export begins with a byte order mark where one is asked for", async () => {
  const [csv, marked] = await Promise.all(
    [{}, { bom: true }].map(async (options) => Buffer.concat(await all(exportFleet(PROFILES, "csv", options)))),
  );
  assert.deepEqual(marked, Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), csv]));
  assert.equal(
    await read(exportFleet(PROFILES, "ndjson", { bom: false })),
    await read(exportFleet(PROFILES, "ndjson")),
  );
  for (const args of [
    ["ndjson", { bom: true }],
    ["csv", { bom: 1 }],
    ["csv", { BOM: true }],
  ])
    assert.throws(() => exportFleet(PROFILES, ...args), { code: "invalid_argument" });
  await assert.rejects(summarizeFleet(PROFILES, { bom: true }), { code: "invalid_argument" });
});
