// The drift between two fleets once more, out of objects, as a developer would write it in JavaScript. Only the changes
// of policies are the package's: `diffPolicy` explains them.

import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";

const FIXTURE = new URL("../../fixtures/calling-plans.json", import.meta.url);
const PLANS = new Map(JSON.parse(readFileSync(FIXTURE, "utf8")).plans.map(({ code, names }) => [code, names[0]]));
const LABELS = {
  status: "Status",
  phone_numbers: "Phone numbers",
  calling_plans: "Calling plans",
  department: "Department",
  cost_center: "Cost center",
  site_id: "Site",
  emergency_address: "Emergency address",
};
const LINES = ["address_line1", "address_line2", "city", "state_code", "zip", "country"];

/** Compares two lists of profiles that are valid, each with an ID of its own. Returns the users and the summary. */
export function driftOf(before, after, diffPolicy, groupBy) {
  const earlier = new Map(before.map((profile) => [profile.id, profile]));
  const later = new Set(after.map(({ id }) => id));
  const users = [];
  const summary = emptySummary(before.length, after.length);
  if (groupBy) summary.groups = {};
  const groupOf = (profile) => (summary.groups[profile[groupBy] ?? ""] ??= emptyCounts());
  const count = (profile, kind, changes = [], fields = []) => {
    for (const counts of groupBy ? [summary, groupOf(profile)] : [summary]) {
      counts[kind] += 1;
      for (const change of changes) counts[wayOf(change)] += 1;
    }
    for (const change of changes) (summary.policies[change.policy] ??= emptyWays())[wayOf(change)] += 1;
    for (const { field } of fields) summary.fields[field] = (summary.fields[field] ?? 0) + 1;
    if (kind !== "unchanged") users.push({ userId: profile.id, kind, changes, fields });
  };
  for (const profile of after) {
    const old = earlier.get(profile.id);
    if (!old) count(profile, "added");
    else if (isDeepStrictEqual(old, profile)) count(profile, "unchanged");
    else {
      const { changes } = diffPolicy(old, profile);
      const fields = fieldChanges(old, profile);
      count(profile, changes.length + fields.length > 0 ? "changed" : "unchanged", changes, fields);
    }
  }
  for (const profile of before) if (!later.has(profile.id)) count(profile, "removed");
  summary.worst = worstOf(users);
  return { users, summary };
}

const emptyWays = () => ({ weakened: 0, strengthened: 0, other: 0 });
const emptyCounts = () => ({ added: 0, removed: 0, changed: 0, unchanged: 0, ...emptyWays() });
const emptySummary = (before, after) => ({ before, after, failed: 0, ...emptyCounts(), policies: {}, fields: {} });
const wayOf = ({ weakens }) => (weakens === null ? "other" : weakens ? "weakened" : "strengthened");

function worstOf(users) {
  const worst = users
    .filter(({ kind }) => kind === "changed")
    .map(({ userId, changes, fields }) => {
      const ways = emptyWays();
      for (const change of changes) ways[wayOf(change)] += 1;
      return { userId, ...ways, fields: fields.length };
    });
  const all = ({ weakened, strengthened, other }) => weakened + strengthened + other;
  const rank = (a, b) => b.weakened - a.weakened || all(b) - all(a) || b.fields - a.fields;
  return worst.sort((a, b) => rank(a, b) || (a.userId < b.userId ? -1 : 1)).slice(0, 100);
}

function fieldChanges(before, after) {
  return Object.keys(LABELS).flatMap((field) => {
    const [old, now] = [before[field], after[field]].map((value) =>
      value === "" || value === null ? undefined : value,
    );
    const text = textOf(field, old, now);
    if (text === undefined) return [];
    const kind = old === undefined ? "added" : now === undefined ? "removed" : "changed";
    const sides = { ...(old !== undefined && { before: old }), ...(now !== undefined && { after: now }) };
    return { field, path: [field], pointer: `/${field}`, kind, ...sides, text: `${LABELS[field]}: ${text}.` };
  });
}

/** What changed, in words; `undefined` if nothing did. */
function textOf(field, old, now) {
  if (isDeepStrictEqual(old, now)) return undefined;
  if (old === undefined) return `not stated before; now “${words(field, now)}”`;
  if (now === undefined) return `no longer stated; before “${words(field, old)}”`;
  if (!Array.isArray(now)) return `changed from “${words(field, old)}” to “${words(field, now)}”`;
  const [gone, come] = [missing(names(old), names(now)), missing(names(now), names(old))];
  const parts = [come.length > 0 && `added ${come.join(", ")}`, gone.length > 0 && `removed ${gone.join(", ")}`];
  return parts.filter(Boolean).join("; ") || undefined;
}

const names = (items) => items.map(nameOf).sort();
const nameOf = ({ number, id, type, name, ...rest }) =>
  number ?? id ?? PLANS.get(type) ?? (name || (type === undefined ? JSON.stringify(rest) : `${type}`));

/** The names of one list that another lacks, each as often as it lacks it. */
function missing(one, other) {
  const rest = [...other];
  return one.filter((name) => {
    const at = rest.indexOf(name);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

function words(field, value) {
  if (Array.isArray(value)) return names(value).join(", ") || "none";
  return field === "emergency_address"
    ? LINES.map((line) => value[line])
        .filter(Boolean)
        .join(", ")
    : value;
}
