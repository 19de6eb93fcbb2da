// A fleet's summary made from parsed profiles, slowly and plainly, and generated fleets to compare by it.

import { readFileSync } from "node:fs";

import { summarizePolicy, validateUserProfile } from "#package";
import { createUser, randomFrom } from "../../zoom-server/directory.js";

const FIELDS = JSON.parse(readFileSync(new URL("../../fixtures/fields.facts.json", import.meta.url), "utf8"));
const PLANS = JSON.parse(readFileSync(new URL("../../fixtures/calling-plans.json", import.meta.url), "utf8")).plans;

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
      voicemail: { enable: true, locked: true, locked_by: "moon", modified: true },
      outbound_calling: { enable: true, locked: true, locked_by: "site" },
      outbound_sms: { locked: true, locked_by: "" },
      hand_off_to_room: { enable: false, modified: true, locked: false },
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

export function users(count, seed) {
  const random = randomFrom(seed);
  return Array.from({ length: count }, (_, index) =>
    random() < 0.1 ? ODD[Math.floor(random() * ODD.length)] : createUser(index + 1, seed),
  );
}

export const tally = (counts, key, by = 1) => void (counts[key] = (counts[key] ?? 0) + by);

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
export function naive(profiles, size, groupBy) {
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

export function countPolicies(policies, profiles) {
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
