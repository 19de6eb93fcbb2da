// Tells whether two summaries were made with the same options, so that they can be added up.

import { GROUPS } from "#border";
import { invalidArgument } from "../shared/arguments.ts";
import { settingsOf } from "./made-with.ts";
import type { FleetOptions, FleetSummary } from "./types.ts";

/** The options that add a member to a summary. */
const ADDING_OPTIONS = [
  ["groupBy", "groups"],
  ["audit", "findings"],
  ["outliers", "samples"],
] as const satisfies readonly (readonly [keyof FleetOptions, keyof FleetSummary])[];

/** Throws `invalid_argument` for two summaries that were made with different options, as far as that can be told. */
export function refuseUnlike(one: FleetSummary, other: FleetSummary): void {
  const name = differingOption(one, other);
  const message = `The summaries were made with different options: \`${name}\` differs`;
  if (name) throw invalidArgument(message, "Summarize all parts with the same options.");
}

function differingOption(one: FleetSummary, other: FleetSummary): keyof FleetOptions | undefined {
  const adding = ADDING_OPTIONS.find(([, member]) => !one[member] !== !other[member]);
  if (adding) return adding[0];
  if (isGroupedUnlike(one, other)) return "groupBy";
  const [settings, otherSettings] = [settingsOf(one), settingsOf(other)];
  const isUnlike = settings && otherSettings && settings.strictness !== otherSettings.strictness;
  return isUnlike ? "validation" : undefined;
}

function isGroupedUnlike(one: FleetSummary, other: FleetSummary): boolean {
  const [groupings, otherGroupings] = [groupingsOf(one), groupingsOf(other)];
  // Nothing else is counted by cost center: any names may be those of cost centers.
  const mayBeCostCenters = [...groupings, ...otherGroupings].includes("cost_center");
  if (mayBeCostCenters && !(settingsOf(one) && settingsOf(other))) return false;
  const isKnown = groupings.length > 0 && otherGroupings.length > 0;
  return isKnown && !groupings.some((grouping) => otherGroupings.includes(grouping));
}

/** Returns how a summary may be grouped: as its settings say, else by whatever has the names of its groups. */
function groupingsOf(summary: FleetSummary): unknown[] {
  const { groups, sites, departments, callingPlans } = summary;
  const known = settingsOf(summary)?.groupBy;
  if (known !== undefined) return [GROUPS[known]];
  if (!groups) return [];
  const names = namesOf(groups);
  const counted = Object.entries({ site: sites, department: departments, calling_plan: callingPlans });
  return counted.flatMap(([grouping, counts]) => (namesOf(counts) === names ? grouping : []));
}

/** Returns the names of counts as one string, without that for profiles that do not say. */
function namesOf(counts: object): string {
  return Object.keys(counts).filter(Boolean).sort().join("\n");
}
