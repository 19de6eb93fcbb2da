// What a pointer leads to, in words: "Lock: none", "Copy: allowed", "Postal code: not given".

import type { PolicyEntry, UserProfile } from "zoom-phone-profile";
import { summarizePolicy } from "zoom-phone-profile";

import { own } from "../own";
import { levelName, STATES } from "../parts/marks";
import { nameOfId } from "../source/known-names";
import { policies } from "./topics";

export const ABSENT = "Not in the reply";

const FIELDS: Record<string, string> = {
  zip: "Postal code",
  state_code: "State or province",
  city: "City",
  country: "Country",
  address_line1: "Street",
  address_line2: "Second line",
  emergency_address: "Emergency address",
  phone_numbers: "Phone numbers",
  calling_plans: "Calling plans",
  status: "Status",
};

/** A member of the profile's name in words: `allow_download` is "Allow download". */
export function words(field: string): string {
  const spaced = field.replaceAll("_", " ");
  return own(FIELDS, field) ?? spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

export interface Evidence {
  pointer: string;
  /** What it is: a setting, a member's right. */
  name: string;
  value: string;
  isMember?: true;
}

/** Reads evidence out of one profile. */
export function evidenceReader(profile: UserProfile): (pointer: string) => Evidence {
  const entries = new Map(summarizePolicy(profile).entries.map((entry) => [entry.key, entry]));
  return (pointer) => {
    const [, root, key, ...rest] = pointer.split("/");
    const entry = root === "policy" && key !== undefined ? entries.get(key) : undefined;
    return { pointer, ...(entry ? ofPolicy(entry, rest, pointer, profile) : ofField(pointer, profile)) };
  };
}

function ofPolicy(
  entry: PolicyEntry,
  rest: string[],
  pointer: string,
  profile: UserProfile,
): Omit<Evidence, "pointer"> {
  const { label, state, locked, lockedBy, details } = entry;
  const path = rest.join(".");
  const toggle = state === "unknown" ? ABSENT : STATES[state];
  if (path === "" || path === "enable") return { name: label, value: toggle };
  if (path === "locked")
    return { name: "Lock", value: locked === null ? ABSENT : locked ? levelName(lockedBy) : "None" };
  const detail = details.find(({ key }) => key === path);
  if (detail) return { name: detail.label, value: sentence(detail.text) };
  if (/^\d+$/.test(rest[0] ?? "")) return ofMember(pointer, rest, profile);
  return { name: policies().get(entry.key)?.details.get(path) ?? words(rest.at(-1)!), value: ABSENT };
}

/** A right of somebody who has access. */
function ofMember(pointer: string, rest: string[], profile: UserProfile): Omit<Evidence, "pointer"> {
  const member = at(profile, pointer.split("/").slice(1, 4)) as Record<string, unknown> | undefined;
  const name = memberName(member, `Entry ${Number(rest[0]) + 1}`);
  const right = rest[1];
  if (right === undefined) return { name, value: "Has access", isMember: true };
  const may = right.replace(/^allow_/, "").replaceAll("_", " ");
  return {
    name,
    isMember: true,
    value: member?.[right] === true ? `May ${may}` : member?.[right] === false ? `May not ${may}` : ABSENT,
  };
}

/** Who has access, by name where it is known. */
export function memberName(member: Record<string, unknown> | undefined, or: string): string {
  const id = member?.access_user_id ?? member?.shared_id;
  return id === undefined ? or : nameOfId(String(id));
}

function ofField(pointer: string, profile: UserProfile): Omit<Evidence, "pointer"> {
  const path = pointer.split("/").slice(1);
  const value = at(profile, path);
  const name = words(path.at(-1) ?? "");
  if (value === undefined || value === null || value === "") return { name, value: "Not given" };
  if (Array.isArray(value)) return { name, value: value.length === 0 ? "None" : String(value.length) };
  return { name, value: typeof value === "object" ? "Given" : String(value) };
}

function at(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
}

export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
