// Turns options of fleets into settings, for the main thread and for the side of a worker that calls. Does not use the
// wasm.

import { EXPORT_FORMS, GROUPS } from "#border";
import { type Given, indexOfFormat, indexOfName, invalidArgument, wrongOption } from "../shared/arguments.ts";
import { isSignal, passes } from "../shared/guards.ts";
import {
  type Callback,
  checkCallback,
  VALIDATION_OPTIONS,
  type ValidationSettings,
  validationSettingsOf,
} from "../shared/settings.ts";
import type { FleetOptions } from "./types.ts";

export const FLEET_OPTIONS = [
  ...VALIDATION_OPTIONS,
  "groupBy",
  "audit",
  "outliers",
  "signal",
  "onProgress",
] as const satisfies readonly (keyof FleetOptions)[];
export const EXPORT_OPTIONS = [...FLEET_OPTIONS, "bom"] as const;

type Progress = Parameters<NonNullable<FleetOptions["onProgress"]>>[0];

/** What a fleet's reading is to do. */
export interface FleetSettings extends ValidationSettings {
  /** The index in `GROUPS`. */
  readonly groupBy: number | undefined;
  readonly audit: boolean;
  readonly outliers: boolean;
  readonly bom: boolean;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: Callback<Progress>;
}

/** Returns the settings of a fleet from its options. Throws `invalid_argument` for a wrong value. */
export function fleetSettingsOf(given: Given<(typeof EXPORT_OPTIONS)[number]>): FleetSettings {
  const { signal, onProgress, audit = false, outliers = false, bom = false } = given;
  const refusal = (expected: string) => wrongOption("groupBy", expected, given.groupBy);
  const groupBy = given.groupBy === undefined ? undefined : indexOfName(GROUPS, given.groupBy, refusal);
  if (signal !== undefined && !passes(isSignal, signal)) throw wrongOption("signal", "an AbortSignal", signal);
  checkCallback<Progress>("onProgress", onProgress);
  checkSwitch("audit", audit);
  checkSwitch("outliers", outliers);
  checkSwitch("bom", bom);
  return { ...validationSettingsOf(given), groupBy, audit, outliers, bom, signal, onProgress };
}

/** Returns the number of an export's format. Throws `invalid_argument` for any other, and for JSON if `bom`. */
export function exportForm(format: unknown, bom: boolean): number {
  const form = indexOfFormat(EXPORT_FORMS, format);
  if (bom && format !== "csv")
    throw invalidArgument("The option `bom` is for CSV only", "Leave it out: JSON has no byte order mark.");
  return form;
}

/** Returns what the option `bom` begins a CSV with. Anew each time: who reads the stream may transfer it. */
export function byteOrderMark(): Uint8Array {
  return Uint8Array.of(0xef, 0xbb, 0xbf);
}

function checkSwitch(name: string, value: unknown): asserts value is boolean {
  if (typeof value !== "boolean") throw wrongOption(name, "true or false", value);
}
