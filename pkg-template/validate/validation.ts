// Validation with data and issues: what passes comes back as objects that the engine's own JSON.parse makes.

import { DEFAULT_MAX_ISSUES, Strictness } from "#border";
import type { UserProfile } from "#model";
import * as glue from "#parts/issues";
import type { InputDocument } from "../shared/documents.ts";
import { readOptions } from "../shared/read-options.ts";
import { ready, withinMemory } from "../shared/runtime.ts";
import { VALIDATION_OPTIONS, type ValidationSettings, validationSettingsOf } from "../shared/settings.ts";
import { documentOf, valueDocument } from "../shared/values.ts";
import type { Verdict } from "./fast-path.ts";
import { invalidInput } from "./invalid-response.ts";
import { readIssues } from "./issues.ts";
import { withoutNulls } from "./nulls.ts";
import type { LenientValidation, StandardSchemaV1, ValidationOptions, ValidationResult } from "./types.ts";
import { check } from "./verdict.ts";

/**
 * Reads a profile out of JSON (a string or bytes), or out of an object.
 *
 * @throws {ZoomPhoneError} `invalid_response`, with the `issues`; `invalid_argument` for options that cannot be used
 * and documents over 2 GiB; `response_too_large` where memory runs out. What `onIssue` throws is thrown as it is.
 * @example
 * const profile = parseUserProfile('{"id":"abc","status":"activate"}');
 */
export function parseUserProfile(input: unknown, options: ValidationOptions & LenientValidation): unknown;
export function parseUserProfile(input: unknown, options?: ValidationOptions): UserProfile;
export function parseUserProfile(input: unknown, options?: ValidationOptions): unknown {
  const document = documentOf(input);
  const settings = settingsOf(options);
  const verdict = check(document, settings, false);
  // First of all: callbacks of `onIssue` may check other documents.
  const error = verdict.success ? undefined : invalidInput(verdict.issueCount);
  const result = reported(document, verdict, settings, false);
  if (error) throw error(result.issues);
  return result.success ? result.data : undefined;
}

/**
 * Checks a profile, given as JSON (a string or bytes) or as an object, and reports every issue with its place.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for options that cannot be used and documents over 2 GiB;
 * `response_too_large` where memory runs out. What `onIssue` throws is thrown as it is.
 * @example
 * const result = validateUserProfile(text);
 * if (!result.success) for (const issue of result.issues) console.warn(issue.line, issue.message);
 */
export function validateUserProfile(
  input: unknown,
  options: ValidationOptions & LenientValidation,
): ValidationResult<unknown>;
export function validateUserProfile(input: unknown, options?: ValidationOptions): ValidationResult;
export function validateUserProfile(input: unknown, options?: ValidationOptions): ValidationResult {
  return validate(documentOf(input), settingsOf(options));
}

/**
 * The validation as a Standard Schema (version 1). It takes values: a string is a wrong type there, not JSON. Its input
 * type is the profile too, so that form libraries know the fields; at run time it checks any value.
 *
 * @example
 * const result = await userProfileSchema["~standard"].validate({ id: 5 });
 * if (result.issues) console.warn(result.issues[0]?.message);
 */
export const userProfileSchema: StandardSchemaV1<UserProfile, UserProfile> = {
  "~standard": {
    version: 1,
    vendor: "zoom-phone-profile",
    validate(value) {
      const result = validate(valueDocument(value), DEFAULTS, false);
      if (result.success) return { value: result.data };
      return {
        issues: result.issues
          .filter((issue) => issue.severity === "error")
          .map(({ message, path }) => ({ message, path })),
      };
    },
  },
};

const DEFAULTS: ValidationSettings = {
  strictness: Strictness.Standard,
  maxIssues: DEFAULT_MAX_ISSUES,
  onIssue: undefined,
};

function settingsOf(options: unknown): ValidationSettings {
  return options === undefined ? DEFAULTS : validationSettingsOf(readOptions(options, VALIDATION_OPTIONS));
}

/** Validates a document. Unless `collectIssues`, the issues of one that passes are read for `onIssue` only. */
function validate(document: InputDocument, settings: ValidationSettings, collectIssues = true): ValidationResult {
  return reported(document, check(document, settings, collectIssues), settings, collectIssues);
}

/** Returns the data and the issues of the document last checked, and calls `onIssue`. */
export function reported(
  document: InputDocument,
  { success, hasNulls, issueCount }: Verdict,
  { maxIssues, onIssue }: ValidationSettings,
  collectIssues: boolean,
): ValidationResult {
  const isWanted = collectIssues || !success || onIssue !== undefined;
  const hasIssues = isWanted && issueCount > 0 && maxIssues > 0;
  const issues = hasIssues ? withinMemory(() => readIssues(document)) : [];
  // A value that is returned as it is keeps its nulls.
  const data = success
    ? withinMemory(() => withoutNulls(document.data(), hasNulls && document.isPlain ? nulls() : ""))
    : undefined;
  // From here on the wasm and the document are free for what a callback may call.
  if (onIssue) issues.forEach((issue) => onIssue(issue));
  // The wasm has checked it; what passed lenient validation is typed `unknown` by the exports' overloads.
  return success ? { success, data: data as UserProfile, issues, issueCount } : { success, issues, issueCount };
}

/** Returns the pointers of the document's null members, a line each. */
function nulls(): string {
  ready(glue.part);
  return glue.nulls();
}
