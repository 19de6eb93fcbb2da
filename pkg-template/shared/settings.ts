// @ts-nocheck
// Options of validations and fleets as settings, for the main entry and for the side of a worker that asks. Here is no
// wasm.

import { invalidArgument, wrongArgument, wrongOption } from "./arguments.ts";
import { isSignal, passes } from "./guards.ts";

export const VALIDATION_OPTIONS = ["validation", "maxIssues", "onIssue"];
export const FLEET_OPTIONS = [...VALIDATION_OPTIONS, "groupBy", "audit", "outliers", "signal", "onProgress"];
export const EXPORT_OPTIONS = [...FLEET_OPTIONS, "bom"];

export const STRICTNESS = { strict: 0, standard: 1, lenient: 2 };
/** More issues are never kept. */
const MOST_ISSUES = 1e6;
export const GROUPS = [undefined, "site", "department", "cost_center", "calling_plan"];
const EXPORTS = [undefined, "csv", "ndjson"];

/** The settings of a validation, of options that have been read. */
export function validationSettingsOf({ validation = "standard", maxIssues = 100, onIssue }) {
  if (typeof validation !== "string" || !Object.hasOwn(STRICTNESS, validation))
    throw wrongOption("validation", '"strict", "standard" or "lenient"', validation);
  if (!(Number.isInteger(maxIssues) || maxIssues === Infinity) || maxIssues < 0)
    throw wrongOption("maxIssues", "an integer from 0, or Infinity", maxIssues);
  checkFunction("onIssue", onIssue);
  return { strictness: STRICTNESS[validation], maxIssues: Math.min(maxIssues, MOST_ISSUES), onIssue };
}

/** The settings of a fleet, of options that have been read. */
export function fleetSettingsOf(given) {
  const { signal, onProgress, audit = false, outliers = false, bom = false } = given;
  const groupBy = GROUPS.indexOf(given.groupBy);
  if (groupBy < 0) throw wrongOption("groupBy", '"site", "department", "cost_center" or "calling_plan"', given.groupBy);
  if (signal !== undefined && !passes(isSignal, signal)) throw wrongOption("signal", "an AbortSignal", signal);
  checkFunction("onProgress", onProgress);
  for (const [name, value] of Object.entries({ audit, outliers, bom }))
    if (typeof value !== "boolean") throw wrongOption(name, "true or false", value);
  return { ...validationSettingsOf(given), groupBy, audit, outliers, bom, signal, onProgress };
}

/** The number of an export's format, which is to begin with a byte order mark if `bom`. */
export function exportForm(format, bom) {
  const form = EXPORTS.indexOf(format);
  if (form < 1) throw wrongArgument("format", '"csv" or "ndjson"', format, "Pass one of them as the second argument.");
  if (bom && format !== "csv")
    throw invalidArgument("The option `bom` is for CSV only", "Leave it out: JSON has no byte order mark.");
  return form;
}

function checkFunction(name, value) {
  if (value !== undefined && typeof value !== "function") throw wrongOption(name, "a function", value);
}
