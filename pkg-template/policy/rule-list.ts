// The built-in rules of the audit, in words.

import type { AuditRuleInfo } from "#model";
import * as glue from "#parts/ruleList";
import { readOptions } from "../shared/read-options.ts";
import { ready } from "../shared/runtime.ts";
import { useLabels } from "./labels.ts";
import { resultOf } from "./result.ts";
import type { PolicyOptions } from "./types.ts";

/**
 * Returns the rules that are built into `auditPolicy`, in the order of its findings, the gravest first: for settings
 * that switch rules off by `ignore`, and for documentation.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for labels that cannot be used.
 * @example
 * for (const { id, severity, title, policies } of auditRules()) console.log(severity, id, title, policies.join());
 */
export function auditRules(options?: PolicyOptions): AuditRuleInfo[] {
  useLabels(readOptions(options, ["labels"]).labels);
  ready(glue.part);
  return resultOf(glue.auditRules);
}
