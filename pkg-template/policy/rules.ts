// Rules of the audit: the IDs of the built-in ones, and the caller's own.

import type { Finding, UserProfile } from "#model";
import * as glue from "#parts/audit";
import { invalidArgument, kindOf, wrongOption } from "../shared/arguments.ts";
import { isObject } from "../shared/guards.ts";
import type { AuditRule } from "./types.ts";

/** A rule of the caller's that has been checked. */
export interface Rule extends Pick<AuditRule, "id" | "severity" | "title" | "why" | "remedy"> {
  readonly source: string | undefined;
  readonly check: (profile: UserProfile) => unknown;
}

let ids: readonly string[] | undefined;

export function builtInRuleIds(): readonly string[] {
  return (ids ??= glue.ruleIds().split(","));
}

const SEVERITIES = ["high", "medium", "low", "info"];

function isSeverity(value: unknown): value is Finding["severity"] {
  return typeof value === "string" && SEVERITIES.includes(value);
}

/** Returns a copy of the rules, each part read once. Throws `invalid_argument` for one that cannot be used. */
export function checkedRules(rules: unknown): Rule[] {
  if (!Array.isArray(rules)) throw wrongOption("rules", "an array of rules", rules);
  const taken = new Set(builtInRuleIds());
  return rules.map((given: unknown, index) => {
    const refuse = (problem: string) =>
      invalidArgument(
        `The rule \`rules[${index}]\` cannot be used: ${problem}`,
        "Pass rules such as { id, severity, title, why, remedy, check }.",
      );
    const rule = checkedRule(given, refuse);
    if (taken.has(rule.id) || rule.id.startsWith("baseline.")) throw refuse(`the id \`${rule.id}\` is taken`);
    taken.add(rule.id);
    return rule;
  });
}

function checkedRule(given: unknown, refuse: (problem: string) => Error): Rule {
  if (!isObject(given)) throw refuse(`it is ${kindOf(given)}, not an object`);
  const { id, title, why, remedy, severity, source, check } = given;
  const text = (name: string, value: unknown): string => {
    if (typeof value === "string" && value !== "") return value;
    throw refuse(`\`${name}\` must be a string, and not empty`);
  };
  const texts = {
    id: text("id", id),
    title: text("title", title),
    why: text("why", why),
    remedy: text("remedy", remedy),
  };
  if (source !== undefined && typeof source !== "string") throw refuse("`source` must be a string");
  if (!isSeverity(severity)) throw refuse(`\`severity\` must be one of ${SEVERITIES.join(", ")}`);
  if (typeof check !== "function") throw refuse("`check` must be a function");
  return { ...texts, severity, source, check: (profile) => check.call(given, profile) };
}

/**
 * Returns what a caller's rule finds in a profile: one finding or none. A rule that fails is a finding that says so, of
 * status `cannot_tell`.
 */
export function findingsOf({ check, source, ...rule }: Rule, profile: UserProfile): Finding[] {
  const { id, severity, title, remedy } = rule;
  const finding = (status: Finding["status"], evidence: string[], why = rule.why): Finding => ({
    id,
    status,
    severity,
    title,
    why,
    evidence,
    remedy,
    ...(source !== undefined && { source }),
  });
  try {
    const verdict = verdictOf(check(profile));
    return verdict ? [finding(verdict.status, verdict.evidence)] : [];
  } catch (error) {
    return [finding("cannot_tell", [WHOLE_POLICY], `The rule \`${id}\` failed: ${describe(error)}`)];
  }
}

/** The evidence of a rule that names none. */
const WHOLE_POLICY = "/policy";

/** Returns what a rule returned as a status with its evidence; `undefined` if it found nothing. */
function verdictOf(result: unknown): Pick<Finding, "status" | "evidence"> | undefined {
  if (result === undefined || result === null || result === false) return undefined;
  if (result === true) return { status: "found", evidence: [WHOLE_POLICY] };
  if (Array.isArray(result))
    return result.length === 0 ? undefined : { status: "found", evidence: checkedEvidence(result) };
  const { status, evidence = [WHOLE_POLICY] } = isObject(result) ? result : {};
  if (status === "found" || status === "cannot_tell") return { status, evidence: checkedEvidence(evidence) };
  throw new TypeError(
    "`check` must return pointers, true, a status with its evidence, or nothing; it must not return a promise",
  );
}

function checkedEvidence(evidence: unknown): string[] {
  if (Array.isArray(evidence) && evidence.length > 0 && evidence.every(isPointer)) return [...evidence];
  throw new TypeError("the evidence must be a list of pointers such as `/policy/sms/enable`");
}

function isPointer(value: unknown): value is string {
  return typeof value === "string" && (value === "" || value.startsWith("/"));
}

function describe(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } catch {
    return "it threw what cannot be read";
  }
}
