// The verdict: writes a document into the wasm and checks it there.

import { Strictness, VerdictPart } from "#border";
import type { UserProfile } from "#model";
import * as glue from "#parts/check";
import type { InputDocument } from "../shared/documents.ts";
import { outOfMemory, ready } from "../shared/runtime.ts";
import type { ValidationSettings } from "../shared/settings.ts";
import { documentOf } from "../shared/values.ts";
import { isVerdictOnly, PASSED, passesStandard, type Verdict, writeDocument } from "./fast-path.ts";

const NO_ISSUES: ValidationSettings = { strictness: Strictness.Standard, maxIssues: 0, onIssue: undefined };

/**
 * Returns the standard verdict alone, without a list of issues.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for documents over 2 GiB, `response_too_large` where memory runs out.
 * @example
 * if (!isUserProfile(text)) console.warn("This is no profile.");
 */
export function isUserProfile(json: string | Uint8Array): boolean;
export function isUserProfile(value: unknown): value is UserProfile;
export function isUserProfile(input: unknown): boolean {
  return check(documentOf(input), NO_ISSUES, false).success;
}

/**
 * Checks a document in the wasm, whose other exports are about it from then on. Unless `collectIssues`, a document that
 * passes is not searched for issues, and its `issueCount` may be 0 all the same.
 */
export function check(document: InputDocument, settings: ValidationSettings, collectIssues = true): Verdict {
  try {
    const length = writeDocument(document);
    if (isVerdictOnly(settings, collectIssues) && passesStandard(length)) return PASSED;
    ready(glue.part);
    const { strictness, maxIssues } = settings;
    const verdict = glue.check(length, strictness, document.fromObject, maxIssues);
    return {
      success: (verdict & VerdictPart.Passed) !== 0,
      hasNulls: (verdict & VerdictPart.HasNulls) !== 0,
      issueCount: Math.floor(verdict / VerdictPart.Issue),
    };
  } catch (error) {
    throw outOfMemory(error);
  }
}
