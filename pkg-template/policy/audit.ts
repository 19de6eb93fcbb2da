// The audit: findings of the built-in rules, of the caller's own rules, and departures from a baseline.

import type { Finding, UserProfile } from "#model";
import * as glue from "#parts/audit";
import { setAside } from "#parts/diff";
import { invalidArgument, unlessUnreadable, wrongOption } from "../shared/arguments.ts";
import { readOptions, suggestion } from "../shared/read-options.ts";
import { ready } from "../shared/runtime.ts";
import { lenientDocument } from "../shared/values.ts";
import { baselineDocument, departurePaths } from "./baseline.ts";
import { useLabels } from "./labels.ts";
import { loadProfile } from "./load.ts";
import { resultOf } from "./result.ts";
import { builtInRuleIds, checkedRules, findingsOf, type Rule } from "./rules.ts";
import type { AuditOptions } from "./types.ts";

/**
 * Returns what in a profile is risky, contradictory or missing: the gravest of the built-in rules first, then your own,
 * then departures from the baseline. A finding is `"found"` where it follows from what the profile says, however absent
 * fields would read, and `"cannot_tell"` where they would decide. An emergency address that is absent is found missing
 * where the profile has a `policy`.
 *
 * @example
 * const findings = auditPolicy(profile, { baseline: { sms: { enable: false } }, ignore: ["encryption_unavailable"] });
 * for (const { status, title, evidence } of findings) if (status === "found") console.warn(title, evidence);
 * @throws {ZoomPhoneError} `invalid_argument` for options that cannot be used, and for what is not a profile: see
 * {@link summarizePolicy}.
 */
export function auditPolicy(profile: UserProfile, options?: AuditOptions): Finding[] {
  ready(glue.part);
  const given = readOptions(options, ["baseline", "ignore", "rules", "labels"]);
  const { baseline, labels, ignore = [], rules: ownRules = [] } = given;
  const rules = unlessUnreadable(() => checkedRules(ownRules));
  const ignored = unlessUnreadable(() => checkedIds(ignore, rules));
  const expected = baseline === undefined ? undefined : baselineDocument(baseline);
  const document = lenientDocument(profile);
  useLabels(labels);
  if (expected) {
    loadProfile(expected, baseline);
    setAside();
  }
  loadProfile(document, profile);
  const findings = resultOf<Finding[]>(glue.findings);
  const drift = expected ? resultOf<Finding[]>(glue.drift) : [];
  // From here on the wasm is free for what a rule of the caller's may call.
  const own = rules.filter(({ id }) => !ignored.has(id)).flatMap((rule) => findingsOf(rule, profile));
  return [...findings, ...own, ...drift].filter(({ id }) => !ignored.has(id));
}

/** Returns the IDs to ignore. Throws `invalid_argument` for one that is neither a rule's nor a departure's. */
function checkedIds(ids: unknown, rules: readonly Rule[]): Set<string> {
  if (!Array.isArray(ids)) throw wrongOption("ignore", "an array of IDs", ids);
  const departures = departurePaths().map((path) => `baseline.${path}`);
  const known = new Set([...builtInRuleIds(), ...rules.map(({ id }) => id), ...departures]);
  return new Set(
    ids.map((id: unknown) => {
      if (typeof id !== "string") throw wrongOption("ignore", "an array of IDs, each a string", id);
      if (known.has(id)) return id;
      throw invalidArgument(
        `The option \`ignore\` has an ID that no finding has: ${JSON.stringify(id)}`,
        suggestion(id, [...known]) ?? "Pass the `id` of a finding: of a rule, or `baseline.` and a field's path.",
      );
    }),
  );
}
