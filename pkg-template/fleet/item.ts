// Reads an item of a fleet, a profile or an outcome, into what the wasm takes. Does not use the wasm.

import { isObject, type Members, membersOf } from "../shared/guards.ts";
import { stringify } from "../shared/stringify.ts";

/** The key under which a worker's thread holds an item that the caller's side has read already. */
export const ITEM = Symbol.for("zoom-phone-profile.item.1");

/** An item that has been read. */
export interface FleetItem {
  /** The profile as JSON text; absent for a failure. */
  text?: string;
  /** The ID that the profile was asked for by. */
  userId?: string;
  /** A profile that could not be fetched: the code and the message of its error, and its issues as a JSON list. */
  failure?: [userId: string, code: string, message: string, issues: string];
}

/**
 * Reads a profile or an outcome of `getUserProfiles`, once. An object with an `id` is a profile, whatever else it has;
 * so is anything that is not an outcome, for the validation to report.
 */
export function itemOf(value: unknown): FleetItem {
  return knownItem(value) ?? { text: stringify(value).text };
}

/** Returns an item that has been read before, or an outcome; `undefined` for anything else, and for what throws. */
function knownItem(value: unknown): FleetItem | undefined {
  try {
    const members = membersOf(value);
    const read = members?.[ITEM];
    if (isItem(read)) return read;
    if (typeof members?.ok !== "boolean" || !("userId" in members) || "id" in members) return undefined;
    const userId = String(members.userId);
    if (members.ok) return { text: stringify(members.profile).text, userId };
    return { failure: [userId, ...reasonOf(membersOf(members.error))] };
  } catch {
    return undefined;
  }
}

function isItem(value: unknown): value is FleetItem {
  return isObject(value) && (typeof value.text === "string" || Array.isArray(value.failure));
}

/** Returns the code, the message and the issues of an outcome's error. */
function reasonOf({ code, message, issues }: Members = {}): [code: string, message: string, issues: string] {
  return [stringOf(code), stringOf(message), JSON.stringify(Array.isArray(issues) ? [...issues] : [])];
}

function stringOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
