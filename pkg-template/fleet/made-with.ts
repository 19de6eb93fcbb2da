// Remembers the settings that a summary was made with, which a summary that was cloned or parsed tells only in part.

import type { FleetSettings } from "./settings.ts";
import type { FleetSummary } from "./types.ts";

const settingsOfSummaries = /* @__PURE__ */ new WeakMap<FleetSummary, FleetSettings>();

/** Returns the settings of a summary that this copy of the package made; `undefined` for any other. */
export function settingsOf(summary: FleetSummary): FleetSettings | undefined {
  return settingsOfSummaries.get(summary);
}

/** Remembers the settings of a summary, if they are known. Returns the summary. */
export function madeWith(summary: FleetSummary, settings: FleetSettings | undefined): FleetSummary {
  if (settings) settingsOfSummaries.set(summary, settings);
  return summary;
}
