// Options and results of validation, and the interface of Standard Schema.

import type { IssueCode, UserProfile } from "#model";

/** Options of a validation. */
export interface ValidationOptions {
  /**
   * What fails: `"standard"` (the default) on errors, `"strict"` on warnings too, `"lenient"` only where there is no
   * object at all.
   */
  validation?: "strict" | "standard" | "lenient" | undefined;
  /**
   * Most issues that are kept, 100 by default: errors first. The verdict counts all. `Infinity` asks for as many as
   * there are; no more than 1,000,000 are kept, nor more than 128 MiB of their texts.
   */
  maxIssues?: number | undefined;
  /** Called for each issue that is kept, in the document's order. */
  onIssue?: ((issue: Issue) => void) | undefined;
}

/** One thing that is wrong, or worth knowing, about a document. */
export interface Issue {
  /** What kind of issue it is. */
  code: IssueCode;
  /** `"error"` fails standard validation, `"warning"` only strict validation, `"info"` none. */
  severity: "error" | "warning" | "info";
  /** Where it is, as keys and indices from the root. */
  path: (string | number)[];
  /** Where it is, as an RFC 6901 pointer from the root. */
  pointer: string;
  /** What is wrong, for people. */
  message: string;
  /** What should stand there. */
  expected?: string;
  /** What stands there. */
  received?: string;
  /** Where it is in the document: UTF-16 units in a text, bytes in bytes; absent for objects. */
  offset?: number;
  /** The line, from 1. */
  line?: number;
  /** The column, from 1, in UTF-16 units. */
  column?: number;
}

/** The outcome of a validation. */
export type ValidationResult<Data = UserProfile> = ValidationSuccess<Data> | ValidationFailure;

/** The document is valid, as strictly as was asked for. */
export interface ValidationSuccess<Data = UserProfile> {
  /** It is. */
  success: true;
  /** The profile: a new object; fields that this version does not know are kept, and nulls left out. */
  data: Data;
  /** What was found all the same, `maxIssues` at most. */
  issues: Issue[];
  /** How many were found, those that were not kept included. */
  issueCount: number;
}

/** The document is not valid. */
export interface ValidationFailure {
  /** It is not. */
  success: false;
  /** What was found, `maxIssues` at most, in the document's order; errors are kept first. */
  issues: Issue[];
  /** How many were found, those that were not kept included. */
  issueCount: number;
}

/** The interface of standardschema.dev, so that no dependency is needed. */
export interface StandardSchemaV1<Input = unknown, Output = Input> {
  /** What libraries that know the interface look for. */
  readonly "~standard": StandardProps<Input, Output>;
}

/** What a Standard Schema says of itself. */
export interface StandardProps<Input = unknown, Output = Input> {
  /** The interface's version. */
  readonly version: 1;
  /** The library: this package's name. */
  readonly vendor: string;
  /** Checks a value. */
  readonly validate: (value: unknown) => StandardSuccess<Output> | StandardFailure;
  /** For the compiler alone. */
  readonly types?: StandardTypes<Input, Output> | undefined;
}

/** The value is valid. */
export interface StandardSuccess<Output> {
  /** The value. */
  readonly value: Output;
  /** None. */
  readonly issues?: undefined;
}

/** The value is not valid. */
export interface StandardFailure {
  /** Why not. */
  readonly issues: readonly StandardIssue[];
}

/** One thing that is wrong. */
export interface StandardIssue {
  /** What it is, for people. */
  readonly message: string;
  /** Where it is, as keys from the root. */
  readonly path?: readonly PropertyKey[];
}

/** The types that a schema turns into each other; they exist for the compiler alone. */
export interface StandardTypes<Input, Output> {
  /** What it takes. */
  readonly input: Input;
  /** What comes of it. */
  readonly output: Output;
}
