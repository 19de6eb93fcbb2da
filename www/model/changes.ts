// What differs between two profiles, or between a profile and a baseline, as rows: setting, before, after, effect.

import type { Finding, PartialPolicy, PolicyChange, UserProfile } from "zoom-phone-profile";
import { auditPolicy, diffPolicy } from "zoom-phone-profile";

import { own } from "../own";
import { addressLines, planNames } from "../parts/identity";
import type { Effect } from "../parts/marks";
import { levelName } from "../parts/marks";
import { nameOfId } from "../source/known-names";
import { ABSENT, evidenceReader, memberName, words } from "./evidence";
import { policies, subjectOf, TOPICS } from "./topics";

export interface Change {
  /** The policy's key, or a field of the profile. */
  key: string;
  label: string;
  topic: string;
  setting: string;
  before: string;
  after: string;
  effect: Effect;
  pointer: string;
}

const ORDER: Effect[] = ["more", "cannot", "less", "neither"];

/** The worst first; the changes of a policy stay together. */
export function sortChanges(changes: Change[]): Change[] {
  const worst = new Map<string, number>();
  for (const { key, effect } of changes)
    worst.set(key, Math.min(worst.get(key) ?? ORDER.length, ORDER.indexOf(effect)));
  return [...changes].sort(
    (a, b) =>
      worst.get(a.key)! - worst.get(b.key)! ||
      a.label.localeCompare(b.label) ||
      ORDER.indexOf(a.effect) - ORDER.indexOf(b.effect),
  );
}

/** Every difference between two profiles: policies, then who they are about. */
export function changesBetween(before: UserProfile, after: UserProfile): Change[] {
  const [readBefore, readAfter] = [evidenceReader(before), evidenceReader(after)];
  const ofPolicies = diffPolicy(before, after).changes.map((change): Change => {
    const { name, topic } = subjectOf(change.pointer);
    const { setting, from, to } = sidesOf(change, readBefore, readAfter);
    return {
      key: change.policy,
      label: name,
      topic: TOPICS[topic],
      setting,
      before: from,
      after: to,
      effect: effectOf(change),
      pointer: change.pointer,
    };
  });
  return sortChanges([...ofPolicies, ...fieldChanges(before, after)]);
}

/** Where one side does not say, nobody can tell which way it went. */
function effectOf({ weakens, kind, before, after }: PolicyChange): Effect {
  if (weakens !== null) return weakens ? "more" : "less";
  return kind !== "changed" && (before === undefined || after === undefined) ? "cannot" : "neither";
}

type Read = ReturnType<typeof evidenceReader>;

function sidesOf(
  change: PolicyChange,
  readBefore: Read,
  readAfter: Read,
): { setting: string; from: string; to: string } {
  const [key = "", ...rest] = change.path.slice(1).map(String);
  if (/^\d+$/.test(rest[0] ?? "")) return memberSides(change, rest);
  if (rest.at(-1) === "locked_by") return { setting: "Lock", from: levelOf(change.before), to: levelOf(change.after) };
  const [from, to] = [readBefore(change.pointer), readAfter(change.pointer)];
  const setting = settingName(key, rest);
  return { setting, from: side(from.value, change.before), to: side(to.value, change.after) };
}

/** What a field of a policy is called: the part of its path below the policy. */
function settingName(key: string, rest: string[]): string {
  const path = rest.join(".");
  if (path === "" || path === "enable") return "State";
  if (path === "locked") return "Lock";
  return policies().get(key)?.details.get(path) ?? rest.map(words).join(" › ");
}

const levelOf = (level: unknown): string => (typeof level === "string" ? levelName(level) : ABSENT);

/** What the reader says; where it has no words for a value, the value itself. */
function side(word: string, value: unknown): string {
  if (value === undefined || word !== ABSENT) return word;
  return typeof value === "object" ? membersOf(value) : yesNo(value);
}

/** An object in words: "Enable: Yes, Play beep volume: 40". */
function membersOf(value: unknown): string {
  if (Array.isArray(value))
    return value.map((item) => (typeof item === "object" ? membersOf(item) : String(item))).join("; ");
  return Object.entries(value ?? {})
    .map(([key, member]) => `${words(key)}: ${typeof member === "object" ? membersOf(member) : yesNo(member)}`)
    .join(", ");
}

/** Somebody's access: who, and with which rights. */
function memberSides({ before, after }: PolicyChange, rest: string[]): { setting: string; from: string; to: string } {
  const member = (after ?? before) as Record<string, unknown> | undefined;
  if (typeof member !== "object" || member === null)
    return { setting: words(rest.at(-1) ?? "Members"), from: yesNo(before), to: yesNo(after) };
  return { setting: memberName(member, "A member"), from: rights(before), to: rights(after) };
}

const yesNo = (value: unknown): string =>
  value === undefined ? ABSENT : value === true ? "Yes" : value === false ? "No" : String(value);

function rights(member: unknown): string {
  if (typeof member !== "object" || member === null) return "No access";
  const may = Object.entries(member).flatMap(([key, value]) =>
    key.startsWith("allow_") && value === true ? [key.slice(6).replaceAll("_", " ")] : [],
  );
  return may.length > 0 ? `Access: ${may.join(", ")}` : "Access";
}

/** Who a profile is about, compared: status, place, numbers, plans and address. */
function fieldChanges(before: UserProfile, after: UserProfile): Change[] {
  const later = fieldsOf(after);
  return Object.entries(fieldsOf(before)).flatMap(([label, { value: from, pointer }]): Change[] => {
    const to = later[label]!.value;
    if (from === to) return [];
    return [
      {
        key: "profile",
        label: "Profile",
        topic: "Identity",
        setting: label,
        before: from || "Not given",
        after: to || "Not given",
        effect: "neither",
        pointer,
      },
    ];
  });
}

function fieldsOf(profile: UserProfile): Record<string, { value: string; pointer: string }> {
  const of = (pointer: string, value: unknown) => ({
    value: value === undefined || value === null ? "" : String(value),
    pointer,
  });
  const STATUS: Record<string, string> = { activate: "Active", deactivate: "Deactivated" };
  const status = own(STATUS, profile.status ?? "") ?? profile.status;
  return {
    Email: of("/email", profile.email),
    Status: of("/status", status),
    Extension: of("/extension_number", profile.extension_number),
    Department: of("/department", profile.department),
    "Cost center": of("/cost_center", profile.cost_center),
    Site: of("/site_id", profile.site_id && nameOfId(profile.site_id)),
    Numbers: of(
      "/phone_numbers",
      (profile.phone_numbers ?? [])
        .map(({ number }) => number ?? "")
        .sort()
        .join(", "),
    ),
    "Calling plans": of("/calling_plans", planNames(profile).sort().join(", ")),
    "Emergency address": of("/emergency_address", addressLines(profile).join(", ")),
  };
}

/** Departures from a baseline, and what the profile does not say of it. */
export function departures(profile: UserProfile, baseline: PartialPolicy): Change[] {
  const read = evidenceReader(profile);
  const found = auditPolicy(profile, { baseline }).filter(({ id }) => id.startsWith("baseline."));
  return sortChanges(found.map((finding) => departure(finding, read, baseline)));
}

function departure(finding: Finding, read: Read, baseline: PartialPolicy): Change {
  const [, key = "", ...rest] = finding.id.split(".");
  const pointer = finding.evidence[0] ?? `/policy/${key}`;
  const known = policies().get(key);
  const path = rest.join(".");
  const setting = settingName(key, rest);
  const wanted = rest.reduce<unknown>(
    (value, part) => (value as Record<string, unknown> | undefined)?.[part],
    (baseline as Record<string, unknown>)[key],
  );
  // The audit rates a departure that permits more as "medium".
  const effect: Effect = finding.status === "cannot_tell" ? "cannot" : finding.severity === "medium" ? "more" : "less";
  const actual = finding.status === "cannot_tell" ? ABSENT : read(pointer).value;
  return {
    key,
    label: known?.label ?? key,
    topic: known ? TOPICS[known.category] : "",
    setting,
    before: expectedWord(wanted, path),
    after: actual,
    effect,
    pointer,
  };
}

function expectedWord(value: unknown, path: string): string {
  if (typeof value === "boolean") {
    if (path === "locked") return value ? "Locked" : "None";
    if (path === "" || path === "enable") return value ? "On" : "Off";
    return value ? "Yes" : "No";
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
