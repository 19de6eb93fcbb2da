// Findings, outliers, bounds, and summaries that `mergeFleetSummaries` adds up.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  exportFleet,
  isZoomPhoneError,
  mergeFleetSummaries,
  summarizeFleet,
  summarizePolicy,
  validateUserProfile,
} from "#package";
import { randomFrom } from "../zoom-server/directory.js";
import { PROFILES, read } from "./support/fleets.js";
import { users } from "./support/naive-fleet.js";

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
  assert.throws(() => mergeFleetSummaries([summary, summary]), { hint: /each as an argument of its own/ });
  // Of another version, say: what can be counted is.
  const { tomorrow } = mergeFleetSummaries({ ...summary, tomorrow: { a: 1 } }, summary, {
    ...summary,
    tomorrow: { a: 2, b: { c: 1 } },
  });
  assert.deepEqual(tomorrow, { a: 3, b: { c: 1 } });
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
