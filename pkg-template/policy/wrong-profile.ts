// Explains what was passed in place of a profile, and what to pass instead.

import { invalidArgument, kindOf } from "../shared/arguments.ts";
import { hasOwn, type UnknownObject } from "../shared/guards.ts";

const PARSE = "Parse it first: `parseUserProfile(json)`.";
const OPTIONS = "Pass the profile first, and the options last.";

/** What to pass in place of a value that is no plain object, by its kind. */
const HINTS: Readonly<Record<string, string>> = {
  "a promise": "Await it first.",
  "a string": PARSE,
  "a Uint8Array": PARSE,
  "an ArrayBuffer": "Parse its bytes first: `parseUserProfile(new Uint8Array(buffer))`.",
  "a Response": "Parse its text first: `parseUserProfile(await response.text())`.",
  "an array": "Pass one profile; `summarizeFleet` takes many.",
};

/** A kind of object, and what to pass instead if that is not the usual. */
type Explanation = readonly [kind: string, hint?: string | undefined];

/** Objects of this package: two members that each has, its kind, and what to pass instead. */
const RESULTS: readonly (readonly [one: string, other: string, ...Explanation])[] = [
  ["ok", "userId", "an outcome of getUserProfiles", "Pass the profile: `outcome.profile`, where `ok` is true."],
  ["profile", "response", "a result of getUserProfileWithResponse", "Pass the profile: `result.profile`."],
  ["success", "issues", "a result of validateUserProfile", "Pass the profile: `result.data`, where `success` is true."],
  ["entries", "counts", "a policy summary", "Pass the profile; only `formatPolicySummary` takes a summary."],
  ["policies", "failures", "a fleet summary", "Pass one profile."],
  ["state", "details", "an entry of a policy summary"],
  ["meaning", "category", "an entry of the policy catalog"],
  ["userId", "changes", "a user of diffFleets"],
  ["changes", "changes", "a result of diffPolicy"],
  ["labels", "labels", "options", OPTIONS],
  ["baseline", "baseline", "options", OPTIONS],
];

/**
 * Returns the error of what was passed in place of a profile; `undefined` for an object of which nothing is known: it
 * may be a profile.
 *
 * @param data What could be read of the value, if it could be read as an object.
 * @param otherKind What the wasm takes it for: see `otherKind` in src/wasm/validation.rs.
 */
export function wrongProfile(
  name: string,
  expected: string,
  value: unknown,
  data: UnknownObject | undefined,
  otherKind: string,
): Error | undefined {
  const explanation = data ? explanationOf(data, otherKind) : nonObject(value);
  if (explanation === undefined) return undefined;
  const [kind, hint = "Pass what `getUserProfile` or `parseUserProfile` returned."] = explanation;
  return invalidArgument(`\`${name}\` must be ${expected}; it is ${kind}`, hint);
}

function nonObject(value: unknown): Explanation {
  const kind = kindOf(value);
  if (kind === "an object") return ["an object that cannot be read, or nested deeper than 64 levels"];
  return [typeof value === "object" ? kind : `${kind}, not an object`, HINTS[kind]];
}

/** Explains a result of this package, a part of a profile, or another document. */
function explanationOf(data: UnknownObject, otherKind: string): Explanation | undefined {
  const known = RESULTS.find(([one, other]) => hasOwn(data, one) && hasOwn(data, other));
  if (known) {
    const [, , ...explanation] = known;
    return explanation;
  }
  if (otherKind === "") return hasOwn(data, "enable") ? ["a policy", PART] : undefined;
  const [kind = "", within] = otherKind.split("\n");
  if (kind === "policies without their profile") return ["a policy", PART];
  return [kind, within ? `Pass the profile: \`${within}\` looks like one.` : undefined];
}

const PART = "Pass the whole profile, not its `policy`.";
