// Adds up summaries of fleets, within the bounds of one summary.

import {
  COUNTED_APART,
  EXAMPLES,
  KNOWN_POLICIES,
  LISTED_FAILURES,
  MOST_POLICIES,
  MOST_POLICIES_IN_GROUPS,
  MOST_VALUES,
} from "#border";
import { invalidArgument } from "../shared/arguments.ts";
import { isZoomPhoneError } from "../shared/error.ts";
import { isPlain } from "../shared/guards.ts";
import { combined, sum } from "./counts.ts";
import { refuseUnlike } from "./likeness.ts";
import { madeWith, settingsOf } from "./made-with.ts";
import { withOutliers } from "./outliers.ts";
import type { FleetFinding, FleetGroup, FleetPolicy, FleetSample, FleetSummary } from "./types.ts";

/**
 * Adds up summaries, as if their fleets had been read one after another: for fleets that are split over workers or
 * machines.
 *
 * @example
 * const summary = mergeFleetSummaries(await summarizeFleet(text), await summarizeFleet(profiles));
 * @throws {ZoomPhoneError} `invalid_argument` for what is no summary, and for summaries that were made with different
 * options, as far as that can be told: `groupBy`, `audit`, `outliers` and, where they come straight from
 * `summarizeFleet`, `validation`.
 */
export function mergeFleetSummaries(...summaries: FleetSummary[]): FleetSummary {
  try {
    if (summaries.every(isSummary)) return summaries.reduce(merged, emptySummary());
  } catch (error) {
    if (isZoomPhoneError(error)) throw error;
  }
  throw invalidArgument(
    "Only summaries can be added up",
    "Pass what `summarizeFleet` returned, each as an argument of its own.",
  );
}

/** Whether a value has the form of a summary; throws for null. Members are checked where they are added up. */
function isSummary({ profiles, failed, bytes, policies, failures }: FleetSummary): boolean {
  return [profiles, failed, bytes].every(Number.isFinite) && isPlain(policies) && Array.isArray(failures);
}

/** Returns a new summary of no profiles, which the caller may change. */
function emptySummary(): FleetSummary {
  return {
    profiles: 0,
    failed: 0,
    bytes: 0,
    policies: emptyPolicies(),
    callingPlans: {},
    sites: {},
    departments: {},
    status: {},
    plansWithoutNumbers: 0,
    emergencyAddressesMissing: 0,
    issues: {},
    failures: [],
  };
}

/** Returns the known policies without any profile: they are there in each summary. */
function emptyPolicies(): FleetSummary["policies"] {
  const empty = (): FleetPolicy => ({ on: 0, off: 0, unknown: 0, locked: {}, modified: 0, values: {} });
  return Object.fromEntries(KNOWN_POLICIES.map((key) => [key, empty()])) as FleetSummary["policies"];
}

function merged(one: FleetSummary, other: FleetSummary): FleetSummary {
  // A summary of no profiles adds nothing, whatever its options were.
  if (one.profiles > 0 && other.profiles > 0) refuseUnlike(one, other);
  const shifted = other.failures.map((failure) => ({ ...failure, index: failure.index + one.profiles }));
  const total: FleetSummary = {
    ...sum(countsOf(one), countsOf(other), COUNTED_APART),
    policies: sumGroup(passedOf(one), passedOf(other), MOST_POLICIES).policies,
    failures: [...one.failures, ...shifted].slice(0, LISTED_FAILURES),
  };
  const { groups, findings, samples } = other;
  if (one.groups || groups)
    total.groups = combined(one.groups ?? {}, groups ?? {}, (a, b) => sumGroup(a, b), COUNTED_APART);
  if (one.findings || findings) total.findings = combined(one.findings ?? {}, findings ?? {}, sumFinding);
  if (one.samples || samples) total.samples = combined(one.samples ?? {}, samples ?? {}, sumSamples, COUNTED_APART);
  return madeWith(withOutliers(total), settingsOf(one) ?? settingsOf(other));
}

/** Returns the members that are merely added up, those of later versions too. */
function countsOf(summary: FleetSummary) {
  const { failures: _, policies: _1, groups: _2, findings: _3, samples: _4, outliers: _5, ...counts } = summary;
  return counts;
}

/** Returns the profiles that passed, as one group. */
function passedOf({ profiles, failed, policies }: FleetSummary): FleetGroup {
  return { profiles: profiles - failed, policies };
}

/** Adds up groups. A policy that only one of them has is unknown in all profiles of the other. */
function sumGroup(one = emptyGroup(), other = emptyGroup(), most: number = MOST_POLICIES_IN_GROUPS): FleetGroup {
  const policies = combined(one.policies, other.policies, (a, b) =>
    sum<FleetPolicy>(a ?? { unknown: one.profiles }, b ?? { unknown: other.profiles }, MOST_VALUES),
  );
  return {
    profiles: one.profiles + other.profiles,
    // The known ones are there on one side at least.
    policies: Object.fromEntries(Object.entries(policies).slice(0, most)) as FleetGroup["policies"],
  };
}

function emptyGroup(): FleetGroup {
  return { profiles: 0, policies: emptyPolicies() };
}

function sumFinding(one: FleetFinding | undefined, other: FleetFinding | undefined): FleetFinding {
  const { severity, title } = (one ?? other)!;
  return {
    severity,
    title,
    found: (one?.found ?? 0) + (other?.found ?? 0),
    cannotTell: (one?.cannotTell ?? 0) + (other?.cannotTell ?? 0),
    examples: first(one?.examples, other?.examples),
  };
}

function sumSamples(
  one: Record<string, FleetSample> = {},
  other: Record<string, FleetSample> = {},
): Record<string, FleetSample> {
  return combined(one, other, (a, b) => ({ on: first(a?.on, b?.on), off: first(a?.off, b?.off) }));
}

function first(one: string[] = [], other: string[] = []): string[] {
  return [...one, ...other].slice(0, EXAMPLES);
}
