// Adds up summaries of drift, within the bounds of one summary.

import { COUNTED_APART, MOST_POLICIES, MOST_WORST } from "#border";
import { invalidArgument } from "../shared/arguments.ts";
import { isZoomPhoneError } from "../shared/error.ts";
import { isPlain } from "../shared/guards.ts";
import { sum } from "./counts.ts";
import type { FleetDriftSummary, FleetDriftWorst } from "./drift-types.ts";

/**
 * Adds up summaries of drift, for fleets that are split over workers or machines. Each user must be in one part of both
 * fleets: parts by a hash of the ID, for instance, not by their order.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for what is no summary of drift, and where only some are by group.
 * @example
 * const parts = [diffFleets(earlierFile, file), diffFleets([], profiles)];
 * const summary = mergeFleetDriftSummaries(...(await Promise.all(parts.map((part) => part.summary()))));
 */
export function mergeFleetDriftSummaries(...summaries: FleetDriftSummary[]): FleetDriftSummary {
  try {
    if (summaries.every(isSummary)) return summaries.reduce(merged, emptySummary());
  } catch (error) {
    if (isZoomPhoneError(error)) throw error;
  }
  throw invalidArgument(
    "Only summaries of drift can be added up",
    "Pass what `summary()` of `diffFleets` returned, each as an argument of its own.",
  );
}

/** Whether a value has the form of a summary; throws for null. Members are checked where they are added up. */
function isSummary({ before, after, failed, policies, fields, worst }: FleetDriftSummary): boolean {
  return [before, after, failed].every(Number.isFinite) && isPlain(policies) && isPlain(fields) && Array.isArray(worst);
}

/** Returns a new summary of no users. */
function emptySummary(): FleetDriftSummary {
  const users = { before: 0, after: 0, failed: 0, added: 0, removed: 0, changed: 0, unchanged: 0 };
  return { ...users, weakened: 0, strengthened: 0, other: 0, policies: {}, fields: {}, worst: [] };
}

function merged(one: FleetDriftSummary, other: FleetDriftSummary): FleetDriftSummary {
  if (one.before + one.after > 0 && other.before + other.after > 0 && !one.groups !== !other.groups)
    throw invalidArgument(
      "The summaries were made with different options: `groupBy` differs",
      "Compare all parts with the same options.",
    );
  const { policies, worst, groups, ...counts } = one;
  const { policies: otherPolicies, worst: otherWorst, groups: otherGroups, ...otherCounts } = other;
  return {
    ...sum(counts, otherCounts, COUNTED_APART),
    policies: sum(policies, otherPolicies, MOST_POLICIES),
    worst: [...worst, ...otherWorst].sort(byRank).slice(0, MOST_WORST),
    ...((groups || otherGroups) && { groups: sum(groups ?? {}, otherGroups ?? {}, COUNTED_APART) }),
  };
}

/** Orders users as a summary does. */
function byRank(one: FleetDriftWorst, other: FleetDriftWorst): number {
  const all = ({ weakened, strengthened, other }: FleetDriftWorst) => weakened + strengthened + other;
  const difference = other.weakened - one.weakened || all(other) - all(one) || other.fields - one.fields;
  return difference || (one.userId < other.userId ? -1 : 1);
}
