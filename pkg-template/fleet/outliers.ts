// Finds the outliers of a fleet from its counts and samples, for one summary and for several that were added up.

import { own } from "./counts.ts";
import type { FleetOutlier, FleetPolicy, FleetSample, FleetSummary } from "./types.ts";

/** Returns the summary with its outliers, the rarest first, if it has samples to find them by. */
export function withOutliers(summary: FleetSummary): FleetSummary {
  const { samples } = summary;
  if (!samples) return summary;
  const outliers = Object.entries(samples).flatMap(([group, policies]) => outliersOf(summary, group, policies));
  // Groups and policies come in the order of the profiles, which must not count.
  outliers.sort((a, b) => b.share - a.share || (a.group + a.policy < b.group + b.policy ? -1 : 1));
  return { ...summary, outliers };
}

function outliersOf(
  { groups, policies }: FleetSummary,
  group: string,
  samples: Readonly<Record<string, FleetSample>>,
): FleetOutlier[] {
  const counts: Readonly<Record<string, FleetPolicy>> = (groups ? own(groups, group)?.policies : policies) ?? {};
  return Object.entries(samples).flatMap(([policy, users]) => {
    const { on = 0, off = 0 } = own(counts, policy) ?? {};
    const count = Math.min(on, off);
    // Without a majority nobody departs from it.
    if (count === 0 || on === off) return [];
    const [majority, minority] = on > off ? (["on", "off"] as const) : (["off", "on"] as const);
    const share = Math.max(on, off) / (on + off);
    return { group, policy, majority, share, count, users: users[minority] };
  });
}
