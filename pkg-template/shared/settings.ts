// Turns options of validations and fleets into settings, for the main entry and for the page's side of a worker. Does
// not use the wasm.

import type { FleetOptions } from "../fleet/types.ts";
import type { Issue, ValidationOptions } from "../validate/types.ts";
import { type Given, invalidArgument, wrongArgument, wrongOption } from "./arguments.ts";
import { isSignal, passes } from "./guards.ts";

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

/** The numbers by which the wasm knows them, which are also their indices. */
export const STRICTNESS = { strict: 0, standard: 1, lenient: 2 } as const satisfies Record<Strictness, number>;
/** The most issues that are kept, whatever is asked for. */
const MOST_ISSUES = 1e6;
export const GROUPS: readonly unknown[] = [undefined, "site", "department", "cost_center", "calling_plan"];
const EXPORTS: readonly unknown[] = [undefined, "csv", "ndjson"];

type Progress = Parameters<NonNullable<FleetOptions["onProgress"]>>[0];
type Callback<Argument> = ((argument: Argument) => unknown) | undefined;

/** What a validation is to do. */
export interface ValidationSettings {
  readonly strictness: number;
  readonly maxIssues: number;
  /** Never absent: it would be read from a poisoned prototype. */
  readonly onIssue: Callback<Issue>;
}

/** What a fleet's reading is to do. */
export interface FleetSettings extends ValidationSettings {
  /** The index in `GROUPS`. */
  readonly groupBy: number;
  readonly audit: boolean;
  readonly outliers: boolean;
  readonly bom: boolean;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: Callback<Progress>;
}

/** Returns the settings of a validation from its options. Throws `invalid_argument` for a wrong value. */
export function validationSettingsOf(given: Given<(typeof VALIDATION_OPTIONS)[number]>): ValidationSettings {
  const { validation = "standard", maxIssues = 100, onIssue } = given;
  const levels: readonly unknown[] = Object.keys(STRICTNESS);
  const strictness = levels.indexOf(validation);
  if (strictness < 0) throw wrongOption("validation", '"strict", "standard" or "lenient"', validation);
  if (!isCount(maxIssues)) throw wrongOption("maxIssues", "an integer from 0, or Infinity", maxIssues);
  checkCallback<Issue>("onIssue", onIssue);
  return { strictness, maxIssues: Math.min(maxIssues, MOST_ISSUES), onIssue };
}

/** Returns the settings of a fleet from its options. Throws `invalid_argument` for a wrong value. */
export function fleetSettingsOf(given: Given<(typeof EXPORT_OPTIONS)[number]>): FleetSettings {
  const { signal, onProgress, audit = false, outliers = false, bom = false } = given;
  const groupBy = GROUPS.indexOf(given.groupBy);
  if (groupBy < 0) throw wrongOption("groupBy", '"site", "department", "cost_center" or "calling_plan"', given.groupBy);
  if (signal !== undefined && !passes(isSignal, signal)) throw wrongOption("signal", "an AbortSignal", signal);
  checkCallback<Progress>("onProgress", onProgress);
  checkSwitch("audit", audit);
  checkSwitch("outliers", outliers);
  checkSwitch("bom", bom);
  return { ...validationSettingsOf(given), groupBy, audit, outliers, bom, signal, onProgress };
}

/** Returns the number of an export's format. Throws `invalid_argument` for any other, and for JSON if `bom`. */
export function exportForm(format: unknown, bom: boolean): number {
  const form = EXPORTS.indexOf(format);
  if (form < 1) throw wrongArgument("format", '"csv" or "ndjson"', format, "Pass one of them as the second argument.");
  if (bom && format !== "csv")
    throw invalidArgument("The option `bom` is for CSV only", "Leave it out: JSON has no byte order mark.");
  return form;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && (Number.isInteger(value) || value === Infinity) && value >= 0;
}

/** What the callback takes is the caller's claim. */
function checkCallback<Argument>(name: string, value: unknown): asserts value is Callback<Argument> {
  if (value !== undefined && typeof value !== "function") throw wrongOption(name, "a function", value);
}

function checkSwitch(name: string, value: unknown): asserts value is boolean {
  if (typeof value !== "boolean") throw wrongOption(name, "true or false", value);
}
