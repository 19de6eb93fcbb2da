// The key figures of a fleet, each a filter of its table.

import { plural } from "../dom";
import { policyKeys } from "../fleet/catalog";
import type { Filter } from "../fleet/filters";
import { isSame, readFilters, testsOf, toggled, writeFilters } from "../fleet/filters";
import { rarePolicies } from "../fleet/outliers";
import type { FleetRun } from "../fleet/run";
import { readLink, writeLink } from "../link";
import { UNCHECKED } from "../parts/marks";
import type { Figure } from "../parts/verdict";
import { verdict } from "../parts/verdict";

/** The link to the fleet with a filter more, or less. */
export function toggleLink(filter: Filter): string {
  const link = readLink(location.hash);
  const where = writeFilters(toggled(readFilters(link.settings.where), filter));
  return writeLink({ ...link, view: "fleet", settings: { ...link.settings, where, page: "" } });
}

export function keyFigures(run: FleetRun, settings: Record<string, string>): HTMLElement {
  const set = readFilters(settings.where);
  const tile = (kind: Filter["kind"], value: string, label: string, more: Partial<Figure> = {}): Figure => {
    const filter = { kind, value };
    const test = [...testsOf([filter], run).values()][0]!;
    let count = 0;
    for (const row of run.rows) if (test(row)) count += 1;
    return {
      count,
      label,
      href: toggleLink(filter),
      isChosen: set.some((other) => isSame(other, filter)),
      control: `figure-${value}`,
      ...more,
    };
  };
  const rules = run.rules.filter(({ severity }) => severity === "high").length;
  return verdict("Key figures", [
    tile("fact", "high", "With a high finding", { severity: "high", note: `Of ${plural(rules, "kind")}` }),
    tile("fact", "unchecked", UNCHECKED, { severity: "cannot", note: "For a high finding" }),
    tile("finding", "emergency_address_missing", "No emergency address", { note: "Nowhere to send help" }),
    tile("finding", "plan_without_number", "Plans without a number", { note: "Paid for, not in use" }),
    tile("finding", "deactivated_with_plan", "Deactivated, licensed", { note: "Paid for, signed off" }),
    run.isLive
      ? { count: 0, label: "Outliers", note: "Counted once all is read" }
      : tile("fact", "outlier", "Outliers", { note: `In ${rarePolicies(run)} of ${policyKeys().length} policies` }),
  ]);
}
