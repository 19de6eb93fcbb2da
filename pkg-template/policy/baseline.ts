// The baseline of an audit: checked more strictly than a profile, since people write it. A field or a value that no
// profile could match would be a finding forever, or none at all.

import * as glue from "#glue";
import { invalidArgument } from "../shared/arguments.ts";
import { isObject } from "../shared/guards.ts";
import { suggestion } from "../shared/read-options.ts";
import type { Issue } from "../validate/types.ts";
import { validateUserProfile } from "../validate/validation.ts";

/** Returns a profile whose policy is the baseline. Throws `invalid_argument` if the baseline cannot be used. */
export function checkedBaseline(baseline: unknown): unknown {
  if (baseline === null)
    throw invalidArgument("The option `baseline` is null", "Leave it out, or pass a part of a profile's `policy`.");
  const result = validateUserProfile({ policy: baseline });
  const fault = result.issues.find(({ severity, code }) => severity === "error" || code === "null_value");
  // Errors are kept first, so what fails has one among its issues.
  if (!result.success || fault) throw unfitBaseline(fault!);
  const { policy } = result.data;
  if (Object.hasOwn(policy ?? {}, "policy"))
    throw invalidArgument(
      "The baseline is a policy, not a profile",
      "Pass the `policy` of the profile as the baseline.",
    );
  checkKeys(policy, "");
  return result.data;
}

function unfitBaseline({ message, path, expected, received }: Issue): Error {
  const field = path.slice(1).join(".");
  const isState = (received === "true" || received === "false") && policyFields().includes(`${field}.enable`);
  const what = isState ? `\`{ enable: ${received} }\`` : expected;
  return invalidArgument(
    `The baseline cannot be used: ${message}`,
    what && field
      ? `Pass ${what} as \`${field}\`.`
      : "Pass a part of a profile's `policy`, such as `{ sms: { enable: false } }`.",
  );
}

let fields: readonly string[] | undefined;

/** Returns the paths of all fields of the policies, such as `sms.enable`; those of a list's items follow `[]`. */
export function policyFields(): readonly string[] {
  return (fields ??= glue.policyFields().split(","));
}

/** Throws `invalid_argument` for a key that no policy has, in a baseline or in the part of it at a path. */
function checkKeys(part: unknown, path: string, known = new Set(policyFields())): void {
  if (Array.isArray(part)) for (const item of part) checkKeys(item, `${path}[]`, known);
  else if (isObject(part)) {
    const prefix = path && `${path}.`;
    for (const key of Object.keys(part)) {
      if (/[.[]/.test(key) || !known.has(prefix + key)) throw unknownKey(key, prefix);
      checkKeys(part[key], prefix + key, known);
    }
  }
}

function unknownKey(key: string, prefix: string): Error {
  const names = policyFields()
    .filter((field) => field.startsWith(prefix))
    .map((field) => field.slice(prefix.length))
    .filter((name) => !/[.[]/.test(name));
  return invalidArgument(
    `The baseline has a field that no policy has: \`${prefix}${key}\``,
    suggestion(key, names) ?? `The fields there are: ${names.join(", ")}.`,
  );
}
