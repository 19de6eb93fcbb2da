// @ts-nocheck
// What was passed in the place of a profile: what it is, and what to pass instead.

import { invalidArgument, kindOf } from "../shared/arguments.ts";
import { glue } from "../shared/runtime.ts";

const PARSE = "Parse it first: `parseUserProfile(json)`.";

/** What to pass in the place of a value that is no plain object. */
const HINTS = {
  "a promise": "Await it first.",
  "a string": PARSE,
  "a Uint8Array": PARSE,
  "an ArrayBuffer": PARSE,
  "a Response": "Parse its text first: `parseUserProfile(await response.text())`.",
  "an array": "Pass one profile; `summarizeFleet` takes many.",
};

/** Objects of this package: two members that tell each of them, its name, and what to pass instead. */
const RESULTS = [
  ["ok", "userId", "an outcome of getUserProfiles", "Pass the profile: `outcome.profile`, where `ok` is true."],
  ["profile", "response", "a result of getUserProfileWithResponse", "Pass the profile: `result.profile`."],
  ["success", "issues", "a result of validateUserProfile", "Pass the profile: `result.data`, where `success` is true."],
  ["entries", "counts", "a policy summary", "Pass the profile; only `formatPolicySummary` takes a summary."],
  ["policies", "failures", "a fleet summary", "Pass one profile."],
  ...["labels", "baseline"].map((name) => [name, name, "options", "Pass the profile first, and the options last."]),
];

/**
 * The error of what was passed in the place of a profile; undefined for an object of which nothing is known, which may
 * be one. `data` is what could be read of it, if it could be read as an object.
 */
export function wrongProfile(name, expected, value, data) {
  const [kind, hint = "Pass what `getUserProfile` or `parseUserProfile` returned."] = data
    ? resultOf(data)
    : nonObjectOf(value);
  return kind && invalidArgument(`\`${name}\` must be ${expected}; it is ${kind}`, hint);
}

function nonObjectOf(value) {
  const kind = kindOf(value);
  if (kind === "an object") return ["an object that cannot be read, or nested deeper than 64 levels"];
  return [typeof value === "object" ? kind : `${kind}, not an object`, HINTS[kind]];
}

/** A result of this package, or a part of a profile. */
function resultOf(data) {
  const known = RESULTS.find(([one, other]) => Object.hasOwn(data, one) && Object.hasOwn(data, other));
  if (known) return known.slice(2);
  const policies = JSON.parse(glue.catalog()).map(({ key }) => key);
  const isPolicy = Object.keys(data).some((key) => key === "enable" || policies.includes(key));
  return isPolicy ? ["a policy", "Pass the whole profile, not its `policy`."] : [];
}
