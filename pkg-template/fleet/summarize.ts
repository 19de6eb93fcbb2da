// Summarizes a fleet: the wasm counts its profiles chunk by chunk.

import { loaded } from "../shared/loaded.ts";
import { readOptions } from "../shared/read-options.ts";
import { withinMemory } from "../shared/runtime.ts";
import { madeWith } from "./made-with.ts";
import { withOutliers } from "./outliers.ts";
import { FLEET_OPTIONS, fleetSettingsOf } from "./settings.ts";
import type { FleetOptions, FleetSource, FleetSummary } from "./types.ts";

/**
 * Counts the policies of many profiles without keeping any of them: memory does not grow with their number.
 *
 * @example
 * const summary = await summarizeFleet((await fetch("/export.ndjson")).body);
 * console.log(summary.policies.sms.on, "of", summary.profiles, "may send text messages");
 * @throws {ZoomPhoneError} as a rejection: `invalid_argument` for a source or option that cannot be used, such as a
 * stream that is locked; `response_too_large` where one profile is larger than 16 MiB, or the summary does not fit into
 * memory. What the source itself fails with (a stream's error, what an iterator or a callback throws) and an aborted
 * signal's reason reject as they are. Profiles that fail the validation are listed in `failures`, and the rest counted.
 */
export async function summarizeFleet(source: FleetSource, options: FleetOptions = {}): Promise<FleetSummary> {
  const settings = fleetSettingsOf(readOptions(options, FLEET_OPTIONS));
  const { onIssue } = settings;
  const { openFleet, readInto } = await loaded(() => import("./reader.ts"));
  const fleet = await openFleet(settings);
  try {
    for await (const _ of readInto(fleet, source, settings));
    const summary = withinMemory(() => withOutliers(JSON.parse(fleet.summary())));
    if (onIssue) summary.failures.forEach(({ issues }) => issues.forEach((issue) => onIssue(issue)));
    return madeWith(summary, settings);
  } finally {
    withinMemory(() => fleet.free());
  }
}
