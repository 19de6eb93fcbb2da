// The side of the fleet: findings, policies, groups and outliers, each a filter with its count.

import { element, icon, plural } from "../dom";
import type { Filter } from "../fleet/filters";
import { isSame, readFilters } from "../fleet/filters";
import type { Grouping } from "../fleet/groups";
import { GROUPINGS, groupName } from "../fleet/groups";
import { outlierName, outliersOf, writeOutlier } from "../fleet/outliers";
import type { FleetRun } from "../fleet/run";
import type { Counts } from "../fleet/select";
import { count } from "../fleet/select";
import { change } from "../link";
import { bar, EFFECTS, effectMark, glyph, RANK, SEVERITIES, UNCHECKED } from "../parts/marks";
import { facet, item } from "./fleet-facet";
import { policyFacet } from "./fleet-policies";

/** Where the filters stand above the table, folded. */
export const NARROW = "(max-width: 56.25rem)";
const MOST_FINDINGS = 7;
const MOST_GROUPS = 8;
const MOST_OUTLIERS = 5;

export function facetsCard(
  run: FleetRun,
  settings: Record<string, string>,
  grouping: Grouping,
  before: HTMLDetailsElement | null,
): HTMLElement {
  const set = readFilters(settings.where);
  const counts = count(run, settings, grouping);
  const chevron = icon("chevron");
  chevron.classList.add("chevron");
  const summary = element(
    "summary",
    { "data-control": "facets" },
    icon("filter"),
    "Filters ",
    element("span", { class: "count" }, set.length > 0 ? `${set.length} set` : ""),
    chevron,
  );
  const isWide = !matchMedia(NARROW).matches;
  return element(
    "details",
    { class: "card facets", id: "facets", open: before?.open ?? isWide },
    summary,
    element(
      "div",
      { class: "facets-in" },
      element("h2", { class: "visually-hidden" }, "Filters"),
      findingFacet(run, counts.found, counts.unchecked, set),
      policyFacet(counts, set),
      groupFacet(counts.groups, grouping, set),
      outlierFacet(run, grouping, set),
      changeFacet(run, counts, set),
    ),
  );
}

function findingFacet(run: FleetRun, found: Uint32Array, unchecked: Uint32Array, set: Filter[]): HTMLElement | null {
  const rows = run.rules
    .flatMap(({ id, title, severity }, rule) => [
      { filter: { kind: "finding", value: id } as Filter, title, severity, amount: found[rule]! },
      ...(severity === "high"
        ? [
            {
              filter: { kind: "unchecked", value: id } as Filter,
              title: `${UNCHECKED}: ${title}`,
              severity: "cannot" as const,
              amount: unchecked[rule]!,
            },
          ]
        : []),
    ])
    .filter(({ amount, filter }) => amount > 0 || set.some((other) => isSame(other, filter)));
  rows.sort((a, b) => RANK.indexOf(a.severity) - RANK.indexOf(b.severity) || b.amount - a.amount);
  const most = Math.max(1, ...rows.map(({ amount }) => amount));
  if (rows.length === 0) return null;
  const items = rows.map(
    ({ filter, title, severity, amount }) =>
      () =>
        item(filter, set, title, amount, {
          mark: glyph(severity, SEVERITIES[severity]),
          bar: bar([{ share: amount / most, severity }]),
        }),
  );
  return facet("Findings", items, MOST_FINDINGS, {
    all: `All ${plural(items.length, "finding")}`,
    control: "all-findings",
  });
}

function groupFacet(groups: Map<string, number>, grouping: Grouping, set: Filter[]): HTMLElement {
  const choice = element("select", {
    class: "select",
    "aria-label": "Group by",
    "data-control": "grouping",
    on: { change: () => change({ group: choice.value === "department" ? "" : choice.value }) },
  });
  choice.append(
    ...Object.entries(GROUPINGS).map(([value, label]) =>
      element("option", { value, selected: value === grouping }, label),
    ),
  );
  for (const { kind, value } of set) if (kind === grouping && !groups.has(value)) groups.set(value, 0);
  const sorted = [...groups].sort(([, a], [, b]) => b - a);
  const most = Math.max(1, ...sorted.map(([, amount]) => amount));
  const items = sorted.map(
    ([value, amount]) =>
      () =>
        item({ kind: grouping, value }, set, groupName(grouping, value) || "Not given", amount, {
          bar: bar([{ share: amount / most }]),
        }),
  );
  return facet("Groups", items, MOST_GROUPS, {
    all: `All ${plural(items.length, "group")}`,
    control: "all-groups",
    head: choice,
  });
}

function outlierFacet(run: FleetRun, grouping: Grouping, set: Filter[]): HTMLElement | null {
  // They change with every user: while users come in, they would take most of the time.
  const outliers = run.isLive ? [] : outliersOf(run, grouping);
  if (outliers.length === 0) return null;
  const items = outliers.map((outlier) => () => {
    const value = writeOutlier(outlier);
    return item({ kind: "outlier", value }, set, outlierName(value, run), outlier.count);
  });
  return facet("Outliers", items, MOST_OUTLIERS, {
    all: `All ${plural(items.length, "outlier")}`,
    control: "all-outliers",
  });
}

function changeFacet({ since }: FleetRun, { changes }: Counts, set: Filter[]): HTMLElement | null {
  if (since === undefined) return null;
  const labels = { more: EFFECTS.more, cannot: UNCHECKED, less: EFFECTS.less };
  const items = (["more", "cannot", "less"] as const).map((effect) => () => {
    const mark = effectMark(effect, null);
    return item({ kind: "change", value: effect }, set, labels[effect], changes[effect], { mark });
  });
  const head = element("span", { class: "caption", dir: "auto" }, `Since ${since}`);
  return facet("Changes", items, items.length, { all: "", control: "all-changes", head });
}
