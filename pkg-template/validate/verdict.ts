// The verdict: writes a document into the wasm and checks it there.

import type { UserProfile } from "#model";

import { documentOf, type InputDocument } from "../shared/convert.ts";
import { glue, outOfMemory, ready } from "../shared/runtime.ts";
import { STRICTNESS, type ValidationSettings } from "../shared/settings.ts";

/** What is known of a document before its issues are read. */
export interface Verdict {
  readonly success: boolean;
  /** Whether known fields are null. */
  readonly hasNulls: boolean;
  readonly issueCount: number;
}

const PASSED: Verdict = { success: true, hasNulls: false, issueCount: 0 };
const NO_ISSUES: ValidationSettings = { strictness: STRICTNESS.standard, maxIssues: 0, onIssue: undefined };

/**
 * Returns the standard verdict alone, without a list of issues.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for documents over 2 GiB, `response_too_large` where memory runs out.
 * @example
 * if (!isUserProfile(text)) console.warn("This is no profile.");
 */
export function isUserProfile(json: string | Uint8Array): boolean;
export function isUserProfile(value: object): value is UserProfile;
export function isUserProfile(input: unknown): boolean {
  return check(documentOf(input), NO_ISSUES, false).success;
}

/**
 * Checks a document in the wasm, whose other exports are about it from then on. Unless `collectIssues`, a document that
 * passes is not searched for issues, and its `issueCount` may be 0 all the same.
 */
export function check(
  document: InputDocument,
  { strictness, maxIssues, onIssue }: ValidationSettings,
  collectIssues = true,
): Verdict {
  ready();
  const verdictOnly = !collectIssues && onIssue === undefined && strictness !== STRICTNESS.strict;
  try {
    const length = document.write();
    if (verdictOnly && glue.passesStandard(length)) return PASSED;
    const verdict = glue.check(length, strictness, document.fromObject, maxIssues);
    return { success: (verdict & 1) === 1, hasNulls: (verdict & 2) === 2, issueCount: Math.floor(verdict / 4) };
  } catch (error) {
    throw outOfMemory(error);
  }
}
