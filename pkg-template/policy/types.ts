// Options and results of summaries, comparisons and audits. Those that Rust writes are in `#model`.

import type { Finding, Policy, PolicyChange, RuleId, UserProfile } from "#model";

/**
 * Texts in other words or another language, by key; what is not there is English. `sms` is a policy's label; `sms.on`,
 * `sms.off` and `sms.meaning` are its sentences; `detail.allow_copy` is a detail's label. All keys are in
 * `i18n/en.json`; a complete translation such as `i18n/de.json` is a valid value.
 *
 * @example
 * import de from "zoom-phone-profile/i18n/de.json" with { type: "json" };
 * summarizePolicy(profile, { labels: de });
 */
export interface PolicyLabels {
  readonly [key: string]: string;
}

/** Options of what writes texts on policies. */
export interface PolicyOptions {
  /** Texts in other words or another language. */
  labels?: PolicyLabels | undefined;
}

/** The differences between two profiles. */
export interface PolicyDiff {
  /** The changes; empty if the policies are the same. */
  changes: PolicyChange[];
}

/** Any part of a policy; of lists, whole lists. A field that is `undefined` counts as left out. */
export type PartialPolicy = { [Key in keyof Policy]?: PartialPolicyValue<Policy[Key]> | undefined };

/** An object of which any field may be left out; all else as it is. */
export type PartialPolicyValue<Value> = Value extends readonly unknown[]
  ? Value
  : Value extends object
    ? { [Key in keyof Value]?: PartialPolicyValue<Value[Key]> | undefined }
    : Value;

/** A custom rule for `auditPolicy`. */
export interface AuditRule {
  /** Identifies the rule; no other rule may have it. */
  id: string;
  /** How much it matters. */
  severity: Finding["severity"];
  /** What was found, as a sentence for people. */
  title: string;
  /** Why it matters. */
  why: string;
  /** What to do. */
  remedy: string;
  /** Where the fact comes from, such as a URL. */
  source?: string | undefined;
  /**
   * Checks the profile that was passed to `auditPolicy`. If it throws, its finding is `"cannot_tell"` and says so;
   * other findings are not affected.
   */
  check(profile: UserProfile): AuditVerdict;
}

/**
 * The result of a rule: pointers to the evidence (an empty list means no finding), `true` for a finding somewhere in
 * the policy, a status with its evidence, or no finding (`false`, `null`, `undefined`).
 */
export type AuditVerdict =
  | readonly string[]
  | boolean
  | null
  | undefined
  | {
      /** Whether the profile says so, or does not say what would decide. */
      readonly status: Finding["status"];
      /** RFC 6901 pointers to what decides. */
      readonly evidence: readonly string[];
    };

/** Options of `auditPolicy`. */
export interface AuditOptions extends PolicyOptions {
  /**
   * The policy that is required, or a part of it. Each difference is a finding `baseline.<path>`, such as
   * `baseline.sms.enable`: of severity `"medium"` if the profile permits more, else `"low"`; a list is one finding. Its
   * `expected` is what the baseline requires, its `actual` what the profile states. Fields that no policy
   * has and values of a wrong type are errors.
   */
  baseline?: PartialPolicy | undefined;
  /**
   * IDs of findings to leave out: of rules, of your own ones, or `baseline.` and the path of a policy's field. Any
   * other is an error, which suggests the closest known ID.
   */
  ignore?: readonly RuleId[] | undefined;
  /** Rules of your own, besides those that are built in. */
  rules?: readonly AuditRule[] | undefined;
}
