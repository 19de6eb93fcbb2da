// Options and results of validation, and the interface of Standard Schema.

import type { IssueCode, UserProfile } from "#model";

/** Options of a validation. */
export interface ValidationOptions {
  /**
   * What makes a document fail: errors with `"standard"`, the default; warnings too with `"strict"`; with `"lenient"`
   * only the lack of any object.
   */
  validation?: "strict" | "standard" | "lenient" | undefined;
  /**
   * The most issues to keep, 100 by default; errors are kept first, and the verdict counts all. `Infinity` keeps up to
   * 1,000,000 issues and 128 MiB of their strings.
   */
  maxIssues?: number | undefined;
  /** Called for each issue that is kept, in the document's order. */
  onIssue?: ((issue: Issue) => void) | undefined;
}

/** Options that ask for lenient validation, under which the data may be any object. */
export interface LenientValidation {
  /** Fails only where there is no object at all. */
  validation: "lenient";
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
  /** What the field should be, in words. */
  expected?: string;
  /** What the field is, in words. */
  received?: string;
  /** The position in the document: in UTF-16 units for a string, in bytes for bytes; absent for objects. */
  offset?: number;
  /** The line, from 1. */
  line?: number;
  /** The column, from 1, in UTF-16 units. */
  column?: number;
}

/** The outcome of a validation. */
export type ValidationResult<Data = UserProfile> = ValidationSuccess<Data> | ValidationFailure;

/** The document passes at the strictness of `validation`. */
export interface ValidationSuccess<Data = UserProfile> {
  /** Always `true`: tells the two outcomes apart. */
  success: true;
  /**
   * The profile: a new object. Fields that this version does not know are kept as they are; nulls of the others are
   * left out.
   * Under `"lenient"`, an object that holds what JSON cannot carry is returned itself.
   */
  data: Data;
  /** Issues that do not make it fail, `maxIssues` at most. */
  issues: Issue[];
  /** The number of all issues, including those that were not kept. */
  issueCount: number;
}

/** The document fails. */
export interface ValidationFailure {
  /** Always `false`: tells the two outcomes apart. */
  success: false;
  /** The issues in document order, `maxIssues` at most; errors are kept first. */
  issues: Issue[];
  /** The number of all issues, including those that were not kept. */
  issueCount: number;
}

/** The interface of standardschema.dev, so that no dependency is needed. */
export interface StandardSchemaV1<Input = unknown, Output = Input> {
  /** The property that consumers of Standard Schema read. */
  readonly "~standard": StandardProps<Input, Output>;
}

/** The properties of a Standard Schema. */
export interface StandardProps<Input = unknown, Output = Input> {
  /** The interface's version. */
  readonly version: 1;
  /** The library: this package's name. */
  readonly vendor: string;
  /** Checks a value. */
  readonly validate: (value: unknown) => StandardSuccess<Output> | StandardFailure;
  /** For type inference; absent at run time. */
  readonly types?: StandardTypes<Input, Output> | undefined;
}

/** The value is valid. */
export interface StandardSuccess<Output> {
  /** The value. */
  readonly value: Output;
  /** Absent. */
  readonly issues?: undefined;
}

/** The value is not valid. */
export interface StandardFailure {
  /** What is wrong. */
  readonly issues: readonly StandardIssue[];
}

/** One thing that is wrong. */
export interface StandardIssue {
  /** What it is, for people. */
  readonly message: string;
  /** Where it is, as keys from the root. */
  readonly path?: readonly PropertyKey[];
}

/** The input and output types of a schema, for type inference. */
export interface StandardTypes<Input, Output> {
  /** The type of values to validate. */
  readonly input: Input;
  /** The type of validated values. */
  readonly output: Output;
}
