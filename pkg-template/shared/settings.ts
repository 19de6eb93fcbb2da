// Turns options of validations into settings. Does not use the wasm.

import { DEFAULT_MAX_ISSUES, STRICTNESS, type Strictness } from "#border";
import type { Issue, ValidationOptions } from "../validate/types.ts";
import { type Given, indexOfName, wrongOption } from "./arguments.ts";

export const VALIDATION_OPTIONS = ["validation", "maxIssues", "onIssue"] as const;

/** The most issues that are kept, whatever is asked for. */
const MOST_ISSUES = 1e6;
export type Callback<Argument> = ((argument: Argument) => unknown) | undefined;

/** What a validation is to do. */
export interface ValidationSettings {
  readonly strictness: Strictness;
  readonly maxIssues: number;
  /** Never absent: it would be read from a poisoned prototype. */
  readonly onIssue: Callback<Issue>;
}

/** Returns the settings of a validation from its options. Throws `invalid_argument` for a wrong value. */
export function validationSettingsOf(given: Given<(typeof VALIDATION_OPTIONS)[number]>): ValidationSettings {
  const {
    validation = "standard" satisfies ValidationOptions["validation"],
    maxIssues = DEFAULT_MAX_ISSUES,
    onIssue,
  } = given;
  const strictness = indexOfName(STRICTNESS, validation, (expected) => wrongOption("validation", expected, validation));
  if (!isCount(maxIssues)) throw wrongOption("maxIssues", "an integer from 0, or Infinity", maxIssues);
  checkCallback<Issue>("onIssue", onIssue);
  return { strictness, maxIssues: Math.min(maxIssues, MOST_ISSUES), onIssue };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && (Number.isInteger(value) || value === Infinity) && value >= 0;
}

/** What the callback takes is the caller's claim. */
export function checkCallback<Argument>(name: string, value: unknown): asserts value is Callback<Argument> {
  if (value !== undefined && typeof value !== "function") throw wrongOption(name, "a function", value);
}
