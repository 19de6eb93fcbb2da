// Turns options of validations and fleets into settings, for the main entry and for the page's side of a worker. Does
// not use the wasm.

import type { FleetOptions } from "../fleet/types.ts";
import type { Issue, ValidationOptions } from "../validate/types.ts";
import { type Given, invalidArgument, wrongArgument, wrongOption } from "./arguments.ts";
import { isFunction, isSignal, passes } from "./guards.ts";

export const VALIDATION_OPTIONS = ["validation", "maxIssues", "onIssue"] as const;
export const FLEET_OPTIONS = [
  ...VALIDATION_OPTIONS,
  "groupBy",
  "audit",
  "outliers",
  "signal",
  "onProgress",
] as const satisfies readonly (keyof FleetOptions)[];
export const EXPORT_OPTIONS = [...FLEET_OPTIONS, "bom"] as const;

type Strictness = NonNullable<ValidationOptions["validation"]>;

export const STRICTNESS = { strict: 0, standard: 1, lenient: 2 } as const satisfies Record<Strictness, number>;
/** The most issues that are kept, whatever is asked for. */
const MOST_ISSUES = 1e6;
export const GROUPS = [undefined, "site", "department", "cost_center", "calling_plan"] as const;
const EXPORTS = [undefined, "csv", "ndjson"] as const;

type Callback<Argument> = ((argument: Argument) => unknown) | undefined;

/** What a validation is to do. */
export interface ValidationSettings {
  readonly strictness: number;
  readonly maxIssues: number;
  readonly onIssue?: Callback<Issue>;
}

/** What a fleet's reading is to do. */
export interface FleetSettings extends ValidationSettings {
  /** The index in `GROUPS`. */
  readonly groupBy: number;
  readonly audit: boolean;
  readonly outliers: boolean;
  readonly bom: boolean;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: Callback<{ profiles: number; bytes: number }>;
}

/** Returns the settings of a validation from its options. Throws `invalid_argument` for a wrong value. */
export function validationSettingsOf(given: Given<(typeof VALIDATION_OPTIONS)[number]>): ValidationSettings {
  const { validation = "standard", maxIssues = 100 } = given;
  if (!isStrictness(validation)) throw wrongOption("validation", '"strict", "standard" or "lenient"', validation);
  if (!isCount(maxIssues)) throw wrongOption("maxIssues", "an integer from 0, or Infinity", maxIssues);
  const onIssue = callbackOf<Issue>("onIssue", given.onIssue);
  return { strictness: STRICTNESS[validation], maxIssues: Math.min(maxIssues, MOST_ISSUES), onIssue };
}

/** Returns the settings of a fleet from its options. Throws `invalid_argument` for a wrong value. */
export function fleetSettingsOf(given: Given<(typeof EXPORT_OPTIONS)[number]>): FleetSettings {
  const { signal } = given;
  const groupBy = indexOf(GROUPS, given.groupBy);
  if (groupBy < 0) throw wrongOption("groupBy", '"site", "department", "cost_center" or "calling_plan"', given.groupBy);
  if (signal !== undefined && !passes(isSignal, signal)) throw wrongOption("signal", "an AbortSignal", signal);
  const onProgress = callbackOf<{ profiles: number; bytes: number }>("onProgress", given.onProgress);
  const audit = switchOf("audit", given.audit);
  const outliers = switchOf("outliers", given.outliers);
  const bom = switchOf("bom", given.bom);
  return { ...validationSettingsOf(given), groupBy, audit, outliers, bom, signal, onProgress };
}

/** Returns the number of an export's format. Throws `invalid_argument` for any other, and for JSON if `bom`. */
export function exportForm(format: unknown, bom: boolean): number {
  const form = indexOf(EXPORTS, format);
  if (form < 1) throw wrongArgument("format", '"csv" or "ndjson"', format, "Pass one of them as the second argument.");
  if (bom && format !== "csv")
    throw invalidArgument("The option `bom` is for CSV only", "Leave it out: JSON has no byte order mark.");
  return form;
}

function isStrictness(value: unknown): value is Strictness {
  return typeof value === "string" && Object.hasOwn(STRICTNESS, value);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && (Number.isInteger(value) || value === Infinity) && value >= 0;
}

function indexOf(values: readonly unknown[], value: unknown): number {
  return values.indexOf(value);
}

function callbackOf<Argument>(name: string, value: unknown): Callback<Argument> {
  if (value === undefined || isFunction<Argument>(value)) return value;
  throw wrongOption(name, "a function", value);
}

function switchOf(name: string, value: unknown = false): boolean {
  if (typeof value === "boolean") return value;
  throw wrongOption(name, "true or false", value);
}
