// Fleets: whatever the source and wherever its chunks are cut, the summary is that of a naive twin in JavaScript.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { isZoomPhoneError, mergeFleetSummaries, summarizeFleet, summarizePolicy, validateUserProfile } from "#package";
import { createUser, randomFrom } from "../zoom-server/directory.js";

const FIELDS = JSON.parse(readFileSync(new URL("../fixtures/fields.facts.json", import.meta.url), "utf8"));
const PLANS = JSON.parse(readFileSync(new URL("../fixtures/calling-plans.json", import.meta.url), "utf8")).plans;
const encoder = new TextEncoder();
const bytes = (text) => encoder.encode(text);

const ODD = [
  { id: 5, email: "number as id" },
  { id: "x", policy: { sms: { enable: "yes" }, policy_of_tomorrow: { enable: true } } },
  { id: "y", policy: { sms: true, delegation: { enable: true, locked: true }, policy_of_tomorrow: { enable: true, locked: true, locked_by: "moon", modified: true } } },
  { id: "z", status: "new", policy: { call_park: { enable: true, expiration_period: 1e1, locked: true, locked_by: "galaxy" }, call_transferring: { call_transferring_type: 9 } } },
  { id: "é😀 \u2028 \"quoted\"", department: "مبيعات", calling_plans: [{ type: 83000 }, { type: 3000 }], phone_numbers: [] },
  {},
  { code: 124, message: "Invalid access token." },
];

function users(count, seed) {
  const random = randomFrom(seed);
  return Array.from({ length: count }, (_, index) => (random() < 0.1 ? ODD[Math.floor(random() * ODD.length)] : createUser(index + 1, seed)));
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
  const summary = { profiles: 0, failed: 0, bytes: size, policies: {}, callingPlans: {}, sites: {}, departments: {}, status: {}, plansWithoutNumbers: 0, emergencyAddressesMissing: 0, issues: {}, failures: [] };
  if (groupBy) summary.groups = {};
  const good = [];
  for (const [index, profile] of profiles.entries()) {
    summary.profiles++;
    const { success, issues } = validateUserProfile(JSON.stringify(profile));
    for (const { code } of issues) tally(summary.issues, code);
    if (success) good.push(profile);
    else {
      summary.failed++;
      if (summary.failures.length < 100) summary.failures.push({ index, ...(typeof profile.id === "string" && { id: profile.id }), issues });
    }
  }
  countPolicies(summary.policies, good);
  for (const profile of good) {
    const plans = (profile.calling_plans ?? []).filter(({ type }) => type !== undefined).map(({ type }) => PLANS.find(({ code }) => code === type)?.names[0] ?? String(type));
    for (const plan of plans) tally(summary.callingPlans, plan);
    for (const [counts, key] of [["sites", "site_id"], ["departments", "department"], ["status", "status"]]) if (profile[key] !== undefined) tally(summary[counts], profile[key]);
    if (plans.length > 0 && profile.phone_numbers?.length === 0) summary.plansWithoutNumbers++;
    const address = profile.emergency_address ?? {};
    if (![address.address_line1, address.address_line2, address.city, address.zip, address.country].some(Boolean)) summary.emergencyAddressesMissing++;
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
  for (const { key } of summarizePolicy({ id: "x" }).entries) policies[key] = { on: 0, off: 0, unknown: profiles.length, locked: {}, modified: 0, values: {} };
  for (const profile of profiles) {
    for (const entry of summarizePolicy(profile).entries) {
      const counts = (policies[entry.key] ??= { on: 0, off: 0, unknown: profiles.length, locked: {}, modified: 0, values: {} });
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
  envelope: (profiles) => JSON.stringify({ next_page_token: "a]}\"", page_size: 30, ids: [1, 2], meta: { x: [] }, users: profiles, total: 3 }),
  "pages of envelopes": (profiles) => [JSON.stringify({ users: profiles.slice(0, 7) }), JSON.stringify({ users: [] }), JSON.stringify({ page: 2, users: profiles.slice(7) })].join("\n"),
};

for (const [name, form] of Object.entries(FORMS)) {
  test(`${name}: the summary is the naive one, wherever the chunks are cut`, async () => {
    for (const seed of [1, 2, 3]) {
      const profiles = users(60, seed);
      const text = form(profiles);
      const whole = bytes(text);
      const expected = naive(profiles, whole.length);
      const strip = (summary) => (name.endsWith("indented") ? { ...summary, failures: summary.failures.map(({ index }) => index) } : summary);
      assert.deepEqual(strip(await summarizeFleet(whole)), strip(expected));
      assert.deepEqual(strip(await summarizeFleet(text)), strip(expected));
      const random = randomFrom(seed);
      for (const longest of [70, 5000]) {
        assert.deepEqual(strip(await summarizeFleet(cut(whole, longest, random))), strip(expected), `chunks up to ${longest}`);
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
  const counted = ({ failures, bytes: _, ...counts }) => ({ ...counts, failures: failures.map(({ index, id, issues }) => [index, id, issues.map(({ pointer }) => pointer)]) });
  assert.deepEqual(counted(await summarizeFleet(profiles)), counted(expected));
  async function* later() {
    for (const profile of profiles) yield bytes(JSON.stringify(profile));
  }
  assert.deepEqual(counted(await summarizeFleet(later())), counted(expected));
  const outcomes = [{ userId: "a", ok: true, profile: { id: "a" }, issues: [] }, { userId: "b", ok: false, error: new Error("gone") }];
  const { profiles: all, failed, failures } = await summarizeFleet(outcomes);
  assert.deepEqual([all, failed, failures], [2, 1, [{ index: 1, id: "b", issues: [] }]]);
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
    const halves = await Promise.all([profiles.slice(0, 33), profiles.slice(33)].map((half) => summarizeFleet(JSON.stringify(half), { groupBy })));
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
    [`{"users":[${good},{"id":"b","policy":[}],"x":1}`, 2, [1]],
    ["", 0, []],
    ["[]", 0, []],
    ['{"users":[]}', 0, []],
    ["{}", 1, [0]],
  ];
  for (const [text, profiles, failures] of cases) {
    for (const source of [() => bytes(text), () => cut(bytes(text), 3, randomFrom(4))]) {
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
  await assert.rejects(summarizeFleet(text, { signal: controller.signal, onProgress: () => controller.abort(reason) }), (error) => error === reason);
  const endless = new ReadableStream({ pull: () => new Promise(() => {}) });
  const waiting = new AbortController();
  setTimeout(() => waiting.abort(reason), 5);
  await assert.rejects(summarizeFleet(endless, { signal: waiting.signal }), (error) => error === reason);
  const failing = new ReadableStream({ pull: (controller) => controller.error(reason) });
  await assert.rejects(summarizeFleet(failing), (error) => error === reason);
  for (const [source, options] of [[5], [null], [text, { groupBy: "planet" }], [text, { groupby: "site" }], [text, { signal: 1 }]]) {
    await assert.rejects(summarizeFleet(source, options), (error) => isZoomPhoneError(error) && error.code === "invalid_argument");
  }
  await assert.rejects(summarizeFleet(`{"id":"${"x".repeat(17 << 20)}"}`), (error) => error.code === "response_too_large");
});
