// The check of a reply that the quick verdict does not settle. Loaded by `import()`: few replies need it.

import { part } from "#parts/issues";
import type { InputDocument } from "../shared/documents.ts";
import { prepared } from "../shared/runtime.ts";
import type { ValidationSettings } from "../shared/settings.ts";
import type { Verdict } from "./fast-path.ts";
import { describeReply } from "./invalid-response.ts";
import type { ValidationResult } from "./types.ts";
import { reported } from "./validation.ts";
import { check } from "./verdict.ts";

/** Resolves once the code that checks replies is linked. */
export const prepare = (): Promise<void> => prepared(part);

/** A body that has been checked. */
export interface CheckedReply {
  readonly verdict: Verdict;
  /** Returns the data and the issues, and calls `onIssue`. No other document may have been checked meanwhile. */
  report(onIssue: ValidationSettings["onIssue"]): ValidationResult;
}

/** Checks the body of a reply, which the machine of its call can then judge. Throws if memory runs out. */
export function checkReply(
  document: InputDocument,
  settings: ValidationSettings,
  collectIssues: boolean,
): CheckedReply {
  const verdict = check(document, settings, collectIssues);
  if (!verdict.success) describeReply(verdict.issueCount);
  return {
    verdict,
    report: (onIssue) => reported(document, verdict, { ...settings, onIssue }, collectIssues || !verdict.success),
  };
}
