// Fleets: whatever the source and wherever its chunks are cut, the summary is that of a naive twin in JavaScript.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  exportFleet,
  isZoomPhoneError,
  mergeFleetSummaries,
  summarizeFleet,
  summarizePolicy,
  validateUserProfile,
} from "#package";
import { createUser, randomFrom } from "../zoom-server/directory.js";
import { leavings } from "./support/sources.js";

const FIELDS = JSON.parse(readFileSync(new URL("../fixtures/fields.facts.json", import.meta.url), "utf8"));
const PLANS = JSON.parse(readFileSync(new URL("../fixtures/calling-plans.json", import.meta.url), "utf8")).plans;
const encoder = new TextEncoder();
const bytes = (text) => encoder.encode(text);

const ODD = [
  { id: 5, email: "number as id" },
  { id: "x", policy: { sms: { enable: "yes" }, policy_of_tomorrow: { enable: true } } },
  {
    id: "y",
    policy: {
      sms: true,
      delegation: { enable: true, locked: true },
      policy_of_tomorrow: { enable: true, locked: true, locked_by: "moon", modified: true },
    },
  },
  {
    id: "z",
    status: "new",
    policy: {
      call_park: { enable: true, expiration_period: 1e1, locked: true, locked_by: "galaxy" },
      call_transferring: { call_transferring_type: 9 },
    },
  },
  {
    id: 'é😀 \u2028 "quoted"',
    department: "مبيعات",
    calling_plans: [{ type: 83000 }, { type: 3000 }],
    phone_numbers: [],
  },
  {},
  { code: 124, message: "Invalid access token." },
];

function users(count, seed) {
  const random = randomFrom(seed);
  return Array.from({ length: count }, (_, index) =>
    random() < 0.1 ? ODD[Math.floor(random() * ODD.length)] : createUser(index + 1, seed),
  );
}

const tally = (counts, key, by = 1) => void (counts[key] = (counts[key] ?? 0) + by);

/** Vocabulary fields of a policy, by their paths within it. */
const WORDS = {};
// Documented in a sentence, not as an enumeration.
const IN_A_SENTENCE = "policy.call_park.call_not_picked_up_action";
for (const { path, enum: values = path === IN_A_SENTENCE } of FIELDS) {
  const [, policy, rest] = /^policy\.([a-z0-9_]+)\.(.+)$/.exec(path) ?? [];
  if (!values || !policy || rest === "locked_by" || /\[\]\./.test(rest)) continue;
  (WORDS[policy] ??= []).push(rest.replace(/\[\]$/, ""));
}

/** The summary, one step after another, out of objects. */
function naive(profiles, size, groupBy) {
  const summary = {
    profiles: 0,
    failed: 0,
    bytes: size,
    policies: {},
    callingPlans: {},
    sites: {},
    departments: {},
    status: {},
    plansWithoutNumbers: 0,
    emergencyAddressesMissing: 0,
    issues: {},
    failures: [],
  };
  if (groupBy) summary.groups = {};
  const good = [];
  for (const [index, profile] of profiles.entries()) {
    summary.profiles++;
    const { success, issues } = validateUserProfile(JSON.stringify(profile));
    for (const { code } of issues) tally(summary.issues, code);
    if (success) good.push(profile);
    else {
      summary.failed++;
      if (summary.failures.length < 100)
        summary.failures.push({ index, ...(typeof profile.id === "string" && { id: profile.id }), issues });
    }
  }
  countPolicies(summary.policies, good);
  for (const profile of good) {
    const plans = (profile.calling_plans ?? [])
      .filter(({ type }) => type !== undefined)
      .map(({ type }) => PLANS.find(({ code }) => code === type)?.names[0] ?? String(type));
    for (const plan of plans) tally(summary.callingPlans, plan);
    for (const [counts, key] of [
      ["sites", "site_id"],
      ["departments", "department"],
      ["status", "status"],
    ])
      if (profile[key] !== undefined) tally(summary[counts], profile[key]);
    if (plans.length > 0 && profile.phone_numbers?.length === 0) summary.plansWithoutNumbers++;
    // Absent beside a policy, or blank in all its parts.
    const address = profile.emergency_address ?? undefined;
    const parts = address && [address.address_line1, address.city, address.state_code, address.zip, address.country];
    if (parts ? parts.every((part) => part?.trim() === "") : profile.policy) summary.emergencyAddressesMissing++;
  }
  if (groupBy) {
    for (const name of new Set(good.map((profile) => profile[groupBy] ?? ""))) {
      const members = good.filter((profile) => (profile[groupBy] ?? "") === name);
      const policies = {};
      countPolicies(policies, members);
      summary.groups[name] = { profiles: members.length, policies };
    }
  }
  return summary;
}

function countPolicies(policies, profiles) {
  for (const { key } of summarizePolicy({ id: "x" }).entries)
    policies[key] = { on: 0, off: 0, unknown: profiles.length, locked: {}, modified: 0, values: {} };
  for (const profile of profiles) {
    for (const entry of summarizePolicy(profile).entries) {
      const counts = (policies[entry.key] ??= {
        on: 0,
        off: 0,
        unknown: profiles.length,
        locked: {},
        modified: 0,
        values: {},
      });
      if (entry.state !== "unknown") {
        counts[entry.state]++;
        counts.unknown--;
      }
      if (entry.locked) tally(counts.locked, entry.lockedBy ?? "unknown");
      if (entry.modified) counts.modified++;
      for (const path of WORDS[entry.key] ?? []) {
        const value = path.split(".").reduce((holder, key) => holder?.[key], profile.policy?.[entry.key]);
        for (const word of [value ?? []].flat()) tally((counts.values[path] ??= {}), String(word));
      }
    }
  }
}

const FORMS = {
  array: (profiles) => JSON.stringify(profiles),
  "array, indented": (profiles) => JSON.stringify(profiles, null, 2),
  NDJSON: (profiles) => profiles.map((profile) => JSON.stringify(profile)).join("\n"),
  "values without line ends": (profiles) => profiles.map((profile) => JSON.stringify(profile)).join(""),
  envelope: (profiles) =>
    JSON.stringify({ next_page_token: 'a]}"', page_size: 30, ids: [1, 2], meta: { x: [] }, users: profiles, total: 3 }),
  "pages of envelopes": (profiles) =>
    [
      JSON.stringify({ users: profiles.slice(0, 7) }),
      JSON.stringify({ users: [] }),
      JSON.stringify({ page: 2, users: profiles.slice(7) }),
    ].join("\n"),
};

for (const [name, form] of Object.entries(FORMS)) {
  test(`${name}: the summary is the naive one, wherever the chunks are cut`, async () => {
    for (const seed of [1, 2, 3]) {
      const profiles = users(60, seed);
      const text = form(profiles);
      const whole = bytes(text);
      const expected = naive(profiles, whole.length);
      const strip = (summary) =>
        name.endsWith("indented") ? { ...summary, failures: summary.failures.map(({ index }) => index) } : summary;
      assert.deepEqual(strip(await summarizeFleet(whole)), strip(expected));
      assert.deepEqual(strip(await summarizeFleet(text)), strip(expected));
      const random = randomFrom(seed);
      for (const longest of [70, 5000]) {
        assert.deepEqual(
          strip(await summarizeFleet(cut(whole, longest, random))),
          strip(expected),
          `chunks up to ${longest}`,
        );
      }
    }
  });
}

/** A stream that is cut anywhere and uses one buffer for all its chunks. */
function cut(whole, longest, random) {
  let at = 0;
  const buffer = new Uint8Array(longest);
  return new ReadableStream(
    {
      pull(controller) {
        if (at === whole.length) return controller.close();
        const length = Math.min(1 + Math.floor(random() * longest), whole.length - at);
        buffer.set(whole.subarray(at, at + length));
        at += length;
        controller.enqueue(buffer.subarray(0, length));
      },
    },
    { highWaterMark: 0 },
  );
}

test("every source gives the same: Blob, iterables of profiles, of bytes, of outcomes", async () => {
  const profiles = users(30, 5);
  const text = JSON.stringify(profiles);
  const expected = naive(profiles, bytes(text).length);
  assert.deepEqual(await summarizeFleet(new Blob([text])), expected);
  const counted = ({ failures, bytes: _, ...counts }) => ({
    ...counts,
    failures: failures.map(({ index, id, issues }) => [index, id, issues.map(({ pointer }) => pointer)]),
  });
  assert.deepEqual(counted(await summarizeFleet(profiles)), counted(expected));
  async function* later() {
    for (const profile of profiles) yield bytes(JSON.stringify(profile));
  }
  assert.deepEqual(counted(await summarizeFleet(later())), counted(expected));
  const outcomes = [
    { userId: "a", ok: true, profile: { id: "a" }, issues: [] },
    { userId: "b", ok: false, error: new Error("gone") },
  ];
  const { profiles: all, failed, failures } = await summarizeFleet(outcomes);
  assert.deepEqual([all, failed, failures], [2, 1, [{ index: 1, id: "b", message: "gone", issues: [] }]]);
});

test("chunks of one byte", async () => {
  const profiles = users(8, 6);
  for (const form of Object.values(FORMS)) {
    const whole = bytes(form(profiles));
    assert.deepEqual(await summarizeFleet(cut(whole, 1, randomFrom(1))), await summarizeFleet(whole));
  }
});

test("groups, and summaries that add up", async () => {
  const profiles = users(80, 9);
  for (const groupBy of ["department", "cost_center"]) {
    const text = JSON.stringify(profiles);
    assert.deepEqual(await summarizeFleet(text, { groupBy }), naive(profiles, bytes(text).length, groupBy));
    const halves = await Promise.all(
      [profiles.slice(0, 33), profiles.slice(33)].map((half) => summarizeFleet(JSON.stringify(half), { groupBy })),
    );
    const { bytes: _, ...total } = mergeFleetSummaries(...halves);
    const { bytes: __, ...expected } = await summarizeFleet(text, { groupBy });
    assert.deepEqual(total, expected);
  }
  assert.deepEqual(mergeFleetSummaries().profiles, 0);
});

test("what is broken is listed, and the rest unaffected", async () => {
  const good = '{"id":"a","policy":{"sms":{"enable":true}}}';
  const cases = [
    [`[${good},{"id":tru},${good}]`, 3, [1]],
    [`[${good},nonsense,${good}]`, 3, [1]],
    [`[${good},5,null,"text",[],${good}]`, 6, [1, 2, 3, 4]],
    [`${good}\n{"id":"b","email":}\n${good}\n`, 3, [1]],
    [`${good}\n{"id":"b"\n${good}\n`, 3, [1]],
    [`${good}\nnot json at all\n${good}`, 3, [1]],
    [`[${good},${good.slice(0, 20)}`, 2, [1]],
    [`[${good}`, 2, [1]],
    [`[${good},]`, 2, [1]],
    [`[${good} ${good}]`, 3, [1]],
    [`[${good},-120.5e1,${good}]`, 3, [1]],
    [`20\n${good}\n4096`, 3, [0, 2]],
    [`[: "x" , 5, ${good}]`, 2, [0]],
    [`[${good}, : "x"} , "y", ${good}]`, 3, [1]],
    [`{"users":[${good},{"id":"b","policy":[}],"x":1}`, 2, [1]],
    ["", 0, []],
    ["[]", 0, []],
    ['{"users":[]}', 0, []],
    ["{}", 1, [0]],
  ];
  for (const [text, profiles, failures] of cases) {
    for (const source of [
      () => bytes(text),
      () => cut(bytes(text), 3, randomFrom(4)),
      () => cut(bytes(text), 1, randomFrom(4)),
    ]) {
      const summary = await summarizeFleet(source());
      assert.deepEqual([summary.profiles, summary.failures.map(({ index }) => index)], [profiles, failures], text);
      assert.equal(summary.policies.sms.on, profiles - failures.length, text);
    }
  }
});

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

// ── outliers and findings

/** Outliers, one group and policy after another. */
function naiveOutliers(profiles, groupBy) {
  const sides = {};
  for (const profile of profiles.filter((profile) => validateUserProfile(JSON.stringify(profile)).success)) {
    for (const { key, state, known } of summarizePolicy(profile).entries) {
      if (!known || state === "unknown") continue;
      const group = groupBy ? (profile[groupBy] ?? "") : "";
      (sides[JSON.stringify([group, key])] ??= { on: [], off: [] })[state].push(profile.id || profile.email);
    }
  }
  return Object.entries(sides)
    .filter(([, { on, off }]) => on.length !== off.length && on.length > 0 && off.length > 0)
    .map(([name, { on, off }]) => {
      const [most, least] = on.length > off.length ? [on, off] : [off, on];
      const [group, policy] = JSON.parse(name);
      return {
        group,
        policy,
        majority: most === on ? "on" : "off",
        share: most.length / (on.length + off.length),
        count: least.length,
        users: least.slice(0, 10),
      };
    });
}

const ordered = (outliers) =>
  [...outliers].sort((a, b) => (JSON.stringify([a.group, a.policy]) < JSON.stringify([b.group, b.policy]) ? -1 : 1));

test("outliers are those who depart from most of their group, the rarest first", async () => {
  for (const [seed, groupBy] of [
    [1, undefined],
    [2, "department"],
    [3, "cost_center"],
  ]) {
    const profiles = users(120, seed).filter(({ id, email }) => id || email);
    const { outliers } = await summarizeFleet(profiles, { groupBy, outliers: true });
    assert.ok(outliers.length > 5);
    assert.deepEqual(ordered(outliers), ordered(naiveOutliers(profiles, groupBy)));
    for (let at = 1; at < outliers.length; at++) assert.ok(outliers[at - 1].share >= outliers[at].share);
  }
  const fleet = ["a", "b", "c"].map((id) => ({
    id,
    site_id: "s",
    policy: { sms: { enable: id !== "b" }, delegation: id === "a" },
  }));
  assert.deepEqual((await summarizeFleet(fleet, { groupBy: "site", outliers: true })).outliers, [
    { group: "s", policy: "delegation", majority: "off", share: 2 / 3, count: 1, users: ["a"] },
    { group: "s", policy: "sms", majority: "on", share: 2 / 3, count: 1, users: ["b"] },
  ]);
  assert.equal((await summarizeFleet(fleet)).outliers, undefined);
});

test("findings are counted by rule, with examples", async () => {
  const quiet = { email: "no id" };
  const risky = (id) => ({ id, policy: { emergency_calls_to_psap: false } });
  const fleet = [
    ...Array.from({ length: 12 }, (_, index) => risky(`u${index}`)),
    quiet,
    { id: "fine", policy: { emergency_calls_to_psap: true } },
    { id: 5 },
  ];
  const { findings, failed } = await summarizeFleet(fleet, { audit: true });
  assert.equal(failed, 1);
  const { severity, found, cannotTell, examples } = findings.emergency_calls_not_public;
  assert.deepEqual(
    [severity, found, cannotTell, examples],
    ["high", 12, 1, Array.from({ length: 10 }, (_, index) => `u${index}`)],
  );
  assert.equal(findings.emergency_address_missing.found, 13);
  assert.equal((await summarizeFleet(fleet)).findings, undefined);
});

test("summaries of parts add up to that of all, with every option, wherever the fleet is cut", async () => {
  const random = randomFrom(77);
  for (const groupBy of [undefined, "department", "calling_plan"]) {
    const profiles = users(90, 11);
    const options = { groupBy, audit: true, outliers: true };
    const whole = await summarizeFleet(profiles, options);
    for (let round = 0; round < 5; round++) {
      const cuts = [0, ...Array.from({ length: 3 }, () => Math.floor(random() * 90)), 90].sort((a, b) => a - b);
      const parts = await Promise.all(
        cuts.slice(1).map((end, index) => summarizeFleet(profiles.slice(cuts[index], end), options)),
      );
      assert.deepEqual(mergeFleetSummaries(...parts), whole);
      assert.deepEqual(
        mergeFleetSummaries(mergeFleetSummaries(...parts.slice(0, 2)), mergeFleetSummaries(...parts.slice(2))),
        whole,
      );
    }
  }
});

test("what adds up to nothing is one's own, and what is no count is refused", async () => {
  const none = mergeFleetSummaries();
  const before = structuredClone(none);
  none.sites.moon = 1;
  none.failures.push("x");
  none.policies.sms = {};
  assert.deepEqual(mergeFleetSummaries(), before);
  const summary = await summarizeFleet(users(20, 3), { groupBy: "department", audit: true, outliers: true });
  const { sms } = summary.policies;
  const endless = {};
  endless.endless = endless;
  for (const odd of [
    { label: "x" },
    { label: "" },
    { label: ["a"] },
    { label: null },
    { label: true },
    { label: new Map() },
    { label: () => {} },
    { sites: "x" },
    { sites: { a: "1" } },
    { sites: { a: { b: null } } },
    { sites: endless },
    { status: NaN },
    { policies: { sms: "on" } },
    { policies: { sms: { ...sms, on: "1" } } },
    { policies: [] },
    { groups: 5 },
    { groups: { a: 5 } },
    { findings: "x" },
    { samples: { "": { sms: { on: 5 } } } },
  ]) {
    for (const both of [
      [{ ...summary, ...odd }, summary],
      [summary, { ...summary, ...odd }],
      [{ ...summary, ...odd }],
    ]) {
      assert.throws(
        () => mergeFleetSummaries(...both),
        (error) => isZoomPhoneError(error) && error.message === "Only summaries can be added up",
        JSON.stringify(Object.keys(odd)),
      );
    }
  }
  // Of another version, say: what can be counted is.
  const { tomorrow } = mergeFleetSummaries({ ...summary, tomorrow: { a: 1 } }, summary, {
    ...summary,
    tomorrow: { a: 2, b: { c: 1 } },
  });
  assert.deepEqual(tomorrow, { a: 3, b: { c: 1 } });
});

// ── export

const read = async (stream) => new TextDecoder().decode(Buffer.concat(await all(stream)));
async function all(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

/** The rows of a CSV text (RFC 4180), by its own small reader. */
function rowsOf(text) {
  const rows = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/y;
  while (field.lastIndex < text.length) {
    const [, quoted, plain, end] = field.exec(text);
    rows.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === "\r\n" && field.lastIndex < text.length) rows.push([]);
  }
  return rows;
}

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

// ── what tells a profile from a page, and one profile from the next

/** How many profiles there are and how many failed, wherever the stream is cut. */
async function seen(text, options) {
  const whole = await summarizeFleet(text, options);
  const { length } = bytes(text);
  for (let at = 0; at <= length; at++)
    assert.deepEqual(
      await summarizeFleet([bytes(text).subarray(0, at), bytes(text).subarray(at)], options),
      whole,
      `${text} cut at ${at}`,
    );
  return [whole.profiles, whole.failed];
}

test("a user with a list of tomorrow is a user, a page is a page, and one broken line is one failure", async () => {
  for (const [text, expected] of [
    ['{"badges":[],"id":"u1","policy":{"sms":{"enable":true}}}\n{"id":"u2"}', [2, 0]],
    ['{"badges":[{"x":1}],"id":"u1"}', [1, 0]],
    [String.raw`{"calling_pl\u0061ns":[{"type":1}],"id":"a"}`, [1, 0]],
    ['{"status":"ok","users":[{"id":"a"},{"id":"b"}]}', [2, 0]],
    ['{"id":"page-1","users":[{"id":"a"},{"id":"b"}]}', [2, 0]],
    ['{"users":[null,{"id":"a"},{"id":"b"}]}', [3, 1]],
    ['{"users":[{"id":"a"}],"x":tru}\n{"users":[{"id":"b"}]}', [3, 1]],
    ['{"id":"a"}\nfoo\nbar\n{"id":"b"}', [4, 2]],
    ['{"id":"b","email":}\n {"id":"c"}\n{"id":"d"}', [3, 1]],
    ['\ufeff{"id":"a"}\n\ufeff{"id":"b"}', [2, 0]],
  ]) {
    assert.deepEqual(await seen(text), expected, text);
  }
});

test("NDJSON of items that each begin with a byte order mark is JSON on each line", async () => {
  const items = ["a", "b"].map((id) => bytes(`\ufeff{"id":"${id}"}`));
  assert.equal(await read(exportFleet(items, "ndjson")), '{"id":"a"}\n{"id":"b"}\n');
});

test("policies of tomorrow are counted as the policy summary has them, from texts as from objects", async () => {
  const text = String.raw`[{"id":"a","policy":{"zz":{"en\u0061ble":true,"lock\u0065d":true,"locked_b\u0079":""},
    "nothing":null,"yy":{"enable":true,"modified":true,"modified":true},"yy":{"enable":false}}}]`;
  const profiles = JSON.parse(text);
  const { policies } = await summarizeFleet(text);
  assert.deepEqual(policies, (await summarizeFleet(profiles)).policies);
  assert.deepEqual(policies, naive(profiles, 0).policies);
  assert.deepEqual(policies.yy, { on: 0, off: 1, unknown: 0, locked: {}, modified: 0, values: {} });
  const codes =
    '[{"id":"a","policy":{"call_transferring":{"call_transferring_type":9.0}}},' +
    '{"id":"b","policy":{"call_transferring":{"call_transferring_type":99e0}}}]';
  assert.deepEqual((await summarizeFleet(codes)).policies, (await summarizeFleet(JSON.parse(codes))).policies);
});

test("issues of profiles that could not be fetched are counted, and bounded by maxIssues", async () => {
  const issues = validateUserProfile('{"id":5,"email":6,"x":1}').issues;
  const outcome = { userId: "u", ok: false, error: { message: "no profile", issues } };
  const summary = await summarizeFleet([outcome, { id: 7 }], { maxIssues: 1 });
  assert.deepEqual(summary.issues, { wrong_type: 3, unknown_field: 1 });
  assert.deepEqual(
    summary.failures.map(({ issues }) => issues.length),
    [1, 1],
  );
  assert.deepEqual((await summarizeFleet([outcome])).failures, [{ index: 0, id: "u", message: "no profile", issues }]);
});

test("CSV says what is wrong first, whatever maxIssues", async () => {
  const profiles = [{ id: "a", x: 1, email: 5, department: 6 }, { id: "b" }];
  assert.equal(await read(exportFleet(profiles, "csv", { maxIssues: 0 })), await read(exportFleet(profiles, "csv")));
  assert.match(await read(exportFleet(profiles, "csv", { maxIssues: 0 })), /`email` should be a string/);
});

test("failures whose issues would have more text than there is memory are listed with fewer of them", async () => {
  const large = `{"id":5,"${"k".repeat(8e6)}":{${Array(200).fill('"a":1').join()}}}`;
  const { profiles, failed, failures } = await summarizeFleet(
    [...Array(5).fill(bytes(`${large}\n`)), bytes('{"id":"x"}')],
    { maxIssues: 1e6 },
  );
  assert.deepEqual([profiles, failed, failures.length], [6, 5, 5]);
  assert.deepEqual(failures[0].issues[0].pointer, "/id");
  assert.ok(failures.every(({ issues }) => issues.length < 4));
});

// ── which list is read, and what else is not

/** Profiles as the list of users and this endpoint give them. */
const ROW = {
  id: "r",
  phone_user_id: "p",
  email: "r@example.com",
  name: "R",
  extension_number: 801,
  status: "activate",
  site: { id: "s1", name: "HQ" },
};
const PROFILES = [createUser(1, 5), createUser(2, 5), ROW];
const FAILED = [
  { id: "z", error: "gone" },
  { userId: "y", message: "timeout" },
];

/** Each of them holds [`PROFILES`] once and nothing else. */
const ENVELOPES = {
  "columns before": { columns: [{ name: "id" }, { name: "email" }], rows: PROFILES },
  "failures behind": { users: PROFILES, failed: FAILED },
  "failures before": { failed: FAILED, results: PROFILES },
  "failures with an ID and an email address before": {
    failed: [{ id: "z", email: "z@example.com", reason: "gone" }],
    list: PROFILES,
  },
  "sites before": { sites: [{ id: "s", name: "HQ", site_code: 1 }], items: PROFILES },
  "a list by its name": { phone_users: { users: PROFILES } },
  data: { status: "success", data: { users: PROFILES, page: { next_page_token: "" } }, errors: [] },
  deep: { response: { body: { data: { list: PROFILES } } }, warnings: [{ code: 1 }] },
  "a page": { next_page_token: "", page_size: 30, total_records: 3, users: PROFILES },
  "an array of pages": [
    { users: PROFILES.slice(0, 1), next_page_token: "a" },
    { users: [] },
    { users: PROFILES.slice(1), failed: FAILED },
  ],
  "pages in an object": { pages: [{ data: PROFILES.slice(0, 2) }, { data: PROFILES.slice(2) }] },
  "an array of wrappers": PROFILES.map((data) => ({ status: "success", data })),
  "Singer's records": [
    {
      type: "SCHEMA",
      stream: "u",
      schema: { properties: { id: {}, policy: { anyOf: [{ type: "object" }] } } },
      key_properties: ["id"],
    },
    ...PROFILES.map((record) => ({ type: "RECORD", stream: "u", record })),
    { type: "STATE", value: {} },
  ],
  "Airbyte's records": [
    { type: "LOG", log: { level: "INFO", message: "x" } },
    ...PROFILES.map((data) => ({ type: "RECORD", record: { stream: "u", data, emitted_at: 1 } })),
    { type: "STATE", state: { data: { id: "x" } } },
  ],
  outcomes: PROFILES.map((profile) => ({ userId: profile.id, ok: true, profile, issues: [] })),
  "outcomes in an object": {
    outcomes: PROFILES.map((profile) => ({
      userId: profile.id,
      ok: true,
      profile,
      issues: [{ code: "unknown_field" }],
    })),
  },
};

test("in an envelope the list of profiles is read and nothing else, wherever the chunks are cut", async () => {
  const { bytes: _, issues: __, ...expected } = await summarizeFleet(PROFILES, { audit: true });
  const random = randomFrom(41);
  for (const [name, envelope] of Object.entries(ENVELOPES)) {
    const lines = Array.isArray(envelope)
      ? envelope.map((line) => JSON.stringify(line)).join("\n")
      : JSON.stringify(envelope, null, 1);
    for (const text of [JSON.stringify(envelope), lines, ` ${lines} \n`]) {
      for (const source of [text, cut(bytes(text), 50, random), cut(bytes(text), 3000, random)]) {
        const { bytes: _, issues: __, ...summary } = await summarizeFleet(source, { audit: true });
        assert.deepEqual(summary, expected, name);
      }
      assert.equal(await read(exportFleet(text, "ndjson")), await read(exportFleet(PROFILES, "ndjson")), name);
    }
    const {
      bytes: _,
      issues: __,
      ...summary
    } = await summarizeFleet(Array.isArray(envelope) ? envelope : [envelope], { audit: true });
    assert.deepEqual(summary, expected, `${name}, as objects`);
  }
});

test("members of an envelope come in any order, and any lists may be beside the profiles", async () => {
  const random = randomFrom(7);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const others = [
    ["meta", { x: [], y: [{ a: 1 }] }],
    ["failed", FAILED],
    ["columns", [{ name: "id" }]],
    ["ids", ["a", "b"]],
    ["errors", []],
    ["page", 1],
    ["sites", [{ id: "s", name: "HQ" }]],
    ["devices", [{ id: "d", mac_address: "x", device_type: "y", status: "online" }]],
    ["note", '{"users":[{"id":"n"}]}'],
    ["total", 3],
  ];
  for (let round = 0; round < 200; round++) {
    const members = [[pick(["users", "rows", "list", "profiles"]), PROFILES], ...others.filter(() => random() < 0.5)];
    const shuffled = members
      .map((member) => [random(), member])
      .sort(([a], [b]) => a - b)
      .map(([, member]) => member);
    const text = JSON.stringify(Object.fromEntries(shuffled));
    const { profiles, failed } = await summarizeFleet(cut(bytes(text), 200, random));
    assert.deepEqual([profiles, failed], [3, 0], text);
  }
});

test("a list of profiles is found far behind others, and long lists beside it are passed over", async () => {
  const failed = Array.from({ length: 2000 }, (_, at) => ({ id: `z${at}`, error: "gone" }));
  const calls = Array.from({ length: 20_000 }, (_, at) => ({
    id: `c${at}`,
    call_id: "x",
    direction: "inbound",
    note: "n".repeat(1000),
  }));
  for (const envelope of [
    { failed, users: PROFILES },
    { failed, list: PROFILES },
    { users: PROFILES, calls },
  ]) {
    const { profiles, failed } = await summarizeFleet(JSON.stringify(envelope));
    assert.deepEqual([profiles, failed], [3, 0]);
  }
});

test("pages of other Zoom objects fail, and say what they are", async () => {
  const pages = {
    call_queues: [
      {
        id: "q",
        extension_id: "e",
        extension_number: 5,
        name: "Support",
        phone_numbers: [],
        site: { id: "s", name: "HQ" },
        status: "active",
      },
    ],
    devices: [{ id: "d", display_name: "D", mac_address: "m", device_type: "t", status: "online", site: { id: "s" } }],
    call_logs: [{ id: "c", user_id: "u", call_type: "voip", direction: "inbound", department: "d", cost_center: "c" }],
    recordings: [{ id: "r", download_url: "u" }],
    records: [{ email: "a@example.com", extension_id: "e", extension_number: 5, site_id: "s", status: "x" }],
  };
  for (const [name, rows] of Object.entries(pages)) {
    for (const page of [
      { next_page_token: "", page_size: 30, total_records: 1, [name]: rows },
      { [name]: rows, next_page_token: "", page_size: 30 },
    ]) {
      for (const source of [JSON.stringify(page), JSON.stringify([page]), [page]]) {
        const { profiles, failed, issues, failures } = await summarizeFleet(source);
        assert.deepEqual([profiles, failed, issues.not_a_profile], [1, 1, 1], name);
        assert.match(
          failures[0].issues.find(({ code }) => code === "not_a_profile").message,
          RegExp(`page of a list, \`${name}\``),
          name,
        );
      }
    }
    if (name === "records") continue;
    const { profiles, failed } = await summarizeFleet({ [Symbol.iterator]: () => rows.values() });
    assert.deepEqual([profiles, failed], [1, 1], `rows of ${name}`);
  }
});

test("a user with a list of other things is that user", async () => {
  for (const user of [
    { id: "x", status: "activate", devices: [{ id: "d1" }] },
    { id: "x", devices: [{ id: "d1" }, { id: "d2" }] },
    { devices: [{ id: "d1", extension_number: 5 }], status: "deactivate", id: "x" },
    { id: "x", badges: [{ name: "b" }], tags: [] },
    { id: "x", data: { id: "y" }, message: "m", error: null },
    { id: "x", policy: {}, users: [{ id: "y" }] },
  ]) {
    const text = JSON.stringify(user);
    assert.equal(await read(exportFleet(text, "ndjson")), `${text}\n`);
    assert.equal((await summarizeFleet(text)).failed, 0);
  }
});

test("files that are no JSON are refused once, with what to do", async () => {
  const gzip = new Uint8Array(
    await new Response(new Blob(["[]"]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer(),
  );
  const utf16 = Buffer.from(`\ufeff${JSON.stringify(PROFILES)}`, "utf16le");
  for (const [file, message, hint] of [
    [gzip, /gzip/, /DecompressionStream\("gzip"\)/],
    [JSON.stringify(Array(2_000).fill(7)), /numbers, strings or nulls/, /\w/],
    [utf16, /UTF-16/, /TextDecoder/],
    [utf16.subarray(2), /UTF-16/, /TextDecoder/],
    ["<!DOCTYPE html><title>Sign in</title>", /HTML/, /JSON/],
    ['<?xml version="1.0"?><Error/>', /XML/, /JSON/],
    ['\ufeff"User Name","Email","Extension"\r\n"A","a@example.com",801\r\n', /CSV/, /getUserProfiles/],
    [await read(exportFleet(PROFILES, "csv")), /CSV/, /getUserProfiles/],
  ]) {
    const whole = typeof file === "string" ? bytes(file) : file;
    for (const source of [
      file,
      [whole],
      new Blob([whole]),
      cut(whole, 1, randomFrom(1)),
      cut(whole, 40, randomFrom(1)),
    ]) {
      const error = await summarizeFleet(source).catch((error) => error);
      assert.equal(error.code, "invalid_argument");
      assert.match(error.message, message);
      assert.match(error.hint, hint);
    }
    await assert.rejects(read(exportFleet(file, "ndjson")), { code: "invalid_argument" });
  }
});

// ── reasons

test("outcomes that were written out are read back with their IDs and reasons", async () => {
  const error = {
    name: "ZoomPhoneError",
    message: "Zoom does not find this user",
    code: "user_not_found",
    hint: "h",
    attempts: 1,
  };
  const outcomes = [
    { userId: "a", ok: true, profile: PROFILES[0], issues: [] },
    { userId: "b", ok: false, error },
    { userId: "c", ok: true, profile: { email: 5 }, issues: [] },
    { userId: "e", ok: true, profile: {}, issues: [] },
    { userId: "d", ok: false, error: { message: "late", issues: [{ code: "wrong_type", message: "why" }] } },
  ];
  const expected = [
    { index: 1, id: "b", code: "user_not_found", message: error.message, issues: [] },
    { index: 2, id: "c", issues: ["wrong_type"] },
    { index: 3, id: "e", issues: ["not_a_profile"] },
    { index: 4, id: "d", message: "late", issues: ["wrong_type"] },
  ];
  const shape = (failures) =>
    failures.map(({ issues, ...failure }) => ({ ...failure, issues: issues.map(({ code }) => code) }));
  const lines = outcomes.map((outcome) => JSON.stringify(outcome)).join("\n");
  const written = [lines, JSON.stringify(outcomes, null, 2), JSON.stringify({ outcomes })];
  for (const source of [outcomes, ...written, ...written.map((text) => cut(bytes(text), 60, randomFrom(3)))]) {
    const { profiles, failed, failures } = await summarizeFleet(source);
    assert.deepEqual([profiles, failed, shape(failures)], [5, 4, expected]);
  }
  // An export is read again: in NDJSON all is as it was, in CSV too.
  for (const source of [outcomes, lines]) {
    const exported = await read(exportFleet(source, "ndjson"));
    assert.deepEqual(shape((await summarizeFleet(exported)).failures), expected);
    assert.equal(await read(exportFleet(exported, "ndjson")), exported);
    assert.equal(await read(exportFleet(exported, "csv")), await read(exportFleet(source, "csv")));
    const [heading, ...rows] = rowsOf(await read(exportFleet(source, "csv")));
    const column = (name) => rows.map((row) => row[heading.indexOf(name)]);
    assert.deepEqual(column("id"), [PROFILES[0].id, "b", "c", "e", "d"]);
    assert.deepEqual(column("error_code"), ["", "user_not_found", "", "", ""]);
    assert.deepEqual(
      column("error").map((text) => text !== ""),
      [false, true, true, true, true],
    );
    assert.equal(column("error")[1], error.message);
  }
});

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

// ── bounds

/** Users who are each the first of their site, department, plan, level and unknown policy. */
const sundry = (from, to) =>
  Array.from({ length: to - from }, (_, at) => ({
    id: `u${from + at}`,
    site_id: `s${from + at}`,
    department: `d${from + at}`,
    cost_center: `c${from + at}`,
    calling_plans: [{ type: 1e6 + from + at }],
    policy: { sms: { enable: true, locked: true, locked_by: `l${from + at}` }, [`p${from + at}`]: true },
  }));
const totalOf = (counts) => Object.values(counts).reduce((total, count) => total + count, 0);

test("groups and names are counted apart up to a thousand, also where summaries are added up", async () => {
  const known = summarizePolicy({ id: "x" }).entries.map(({ key }) => key);
  for (const groupBy of ["department", "calling_plan"]) {
    const options = { groupBy, outliers: true };
    const whole = await summarizeFleet(sundry(0, 1500), options);
    const parts = await Promise.all(
      [
        [0, 700],
        [700, 1500],
      ].map((range) => summarizeFleet(sundry(...range), options)),
    );
    for (const { groups, sites, departments, callingPlans, policies, samples } of [
      whole,
      mergeFleetSummaries(...parts),
    ]) {
      for (const counts of [groups, samples, sites, departments, callingPlans])
        assert.equal(Object.keys(counts).length, 1001);
      assert.equal(totalOf(Object.values(groups).map(({ profiles }) => profiles)), 1500);
      assert.equal(totalOf(Object.values(groups).map(({ policies }) => policies.sms.on)), 1500);
      for (const counts of [sites, departments, callingPlans, policies.sms.locked]) assert.equal(totalOf(counts), 1500);
      assert.deepEqual([groups.other.profiles, Object.keys(policies.sms.locked).length], [500, 101]);
      assert.equal(Object.keys(policies).length, known.length + 256);
      for (const key of known) assert.ok(policies[key] && groups.other.policies[key], key);
    }
  }
});

test("adding up keeps the bound of each group's policies", async () => {
  const one = (from) => ({
    id: "a",
    policy: Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`p${from + at}`, true])),
  });
  const parts = await Promise.all([0, 20, 40].map((from) => summarizeFleet([one(from)], { groupBy: "site" })));
  const known = summarizePolicy({ id: "x" }).entries.length;
  for (const { groups, policies } of [...parts, mergeFleetSummaries(...parts)]) {
    assert.equal(Object.keys(groups[""].policies).length, known + 32);
    assert.ok(Object.keys(policies).length >= known + 40);
  }
});

test("a group that is really named other counts with the rest", async () => {
  const fleet = [{ id: "a", department: "other" }, ...sundry(0, 1200)];
  const { groups } = await summarizeFleet(fleet, { groupBy: "department" });
  assert.deepEqual([groups.other.profiles, Object.keys(groups).length], [202, 1000]);
});

test("documents of a megabyte take time and memory in proportion", async () => {
  const counted = (count, make) => Array.from({ length: count }, (_, at) => make(at)).join();
  const documents = {
    "unknown policies": (count) =>
      `{"id":"a","policy":{${counted(count, (at) => `"policy_${at}":{"enable":true,"locked":true}`)}}}`,
    "unknown policies, twice": (count) =>
      `{"id":"a","policy":{${counted(count, (at) => `"policy_${at % (count / 2)}":true`)}}}`,
    plans: (count) =>
      `{"id":"a","policy":{"sms":{"enable":true}},"calling_plans":[${counted(count, (at) => `{"type":${1e6 + at}}`)}]}`,
    "plans and unknown policies": (count) =>
      `{"id":"a","calling_plans":[${counted(count / 2, (at) => `{"type":${1e6 + at}}`)}],` +
      `"policy":{${counted(count / 2, (at) => `"policy_${at}":true`)}}}`,
    numbers: (count) =>
      `{"id":"a","phone_numbers":[${counted(count, (at) => `{"id":"${at}","number":"+1408555${at}"}`)}]}`,
    "unknown members": (count) => `{${counted(count, (at) => `"member_${at}":[{"a":${at}}]`)},"id":"a"}`,
    "other lists": (count) => `{${counted(count, (at) => `"list_${at}":[{"a":${at}}]`)},"rows":[{"id":"a"}]}`,
    users: (count) => counted(count, (at) => `{"id":"u${at}","department":"d${at}"}`).replaceAll("},{", "}\n{"),
    "broken lines": (count) => counted(count, () => '{"id":').replaceAll(",", "\n"),
  };
  const options = { groupBy: "calling_plan", audit: true, outliers: true };
  const work = async (text) => {
    await summarizeFleet(text, { ...options });
    await read(exportFleet(text, "csv"));
    await read(exportFleet(text, "ndjson"));
  };
  for (const [name, make] of Object.entries(documents)) {
    const [small, large] = [make(6000), make(24_000)];
    const least = { small: Infinity, large: Infinity };
    // Four times as much: quadratic work would take sixteen times as long, however often it is measured.
    const isLinear = () => least.large < 8 * least.small;
    for (let round = 0; round < 12 && !isLinear(); round++) {
      for (const [size, text] of Object.entries({ small, large })) {
        const before = performance.now();
        await work(text);
        least[size] = Math.min(least[size], performance.now() - before);
      }
    }
    assert.ok(isLinear(), `${name}: ${least.small} ms, ${least.large} ms`);
  }
});

// ── summaries that were made differently

test("summaries that were made with different options cannot be added up, and the option is named", async () => {
  const fleet = [
    ...PROFILES,
    { id: "a", site_id: "s", department: "d", cost_center: "c", calling_plans: [{ type: 3000 }] },
  ];
  const made = (options) => summarizeFleet(fleet, options);
  const cases = [
    [{}, { groupBy: "site" }, "groupBy"],
    [{ audit: true }, {}, "audit"],
    [{ outliers: true, audit: true }, { audit: true }, "outliers"],
    [{ groupBy: "site" }, { groupBy: "department" }, "groupBy"],
    [{ groupBy: "site" }, { groupBy: "cost_center" }, "groupBy"],
    [{ groupBy: "calling_plan" }, { groupBy: "department" }, "groupBy"],
    [{ validation: "strict" }, {}, "validation"],
  ];
  for (const [one, other, name] of cases) {
    const both = [await made(one), await made(other)];
    const isTold = (error) =>
      isZoomPhoneError(error) && error.code === "invalid_argument" && error.message.includes(`\`${name}\``);
    assert.throws(() => mergeFleetSummaries(...both), isTold);
    assert.throws(() => mergeFleetSummaries(...both.reverse()), isTold);
    assert.throws(() => mergeFleetSummaries(mergeFleetSummaries(both[0], both[0]), both[1]), isTold);
    // What a worker or a file gave back tells less of itself.
    if (name !== "validation" && other.groupBy !== "cost_center")
      assert.throws(() => mergeFleetSummaries(...structuredClone(both)), isTold);
  }
  for (const options of [
    {},
    { groupBy: "site" },
    { groupBy: "department", audit: true },
    { groupBy: "cost_center" },
    { groupBy: "calling_plan", outliers: true },
  ]) {
    const [one, other] = [await made(options), await summarizeFleet(users(20, 8), options)];
    assert.equal(
      mergeFleetSummaries(one, structuredClone(other), await summarizeFleet([], {})).profiles,
      one.profiles + other.profiles,
    );
    assert.equal(mergeFleetSummaries(structuredClone(one), other).profiles, one.profiles + other.profiles);
  }
});
