// Filters of a fleet: in the address as `where=finding:…|department:Sales`, on the page as chips.

import { decoded } from "../link";
import { own } from "../own";
import { levelName, STATES, UNCHECKED } from "../parts/marks";
import { policyKeys, policyLabel } from "./catalog";
import type { Grouping } from "./groups";
import { GROUPINGS, groupName, groupsOf } from "./groups";
import { departs, outlierName, rareUsers, readOutlier } from "./outliers";
import type { Row } from "./row";
import { LEVEL_OF } from "./row";
import type { FleetRun } from "./run";

export interface Filter {
  kind: "finding" | "unchecked" | "fact" | "policy" | "lock" | "outlier" | "change" | Grouping;
  value: string;
}

const KINDS = new Set<string>([
  "finding",
  "unchecked",
  "fact",
  "policy",
  "lock",
  "outlier",
  "change",
  ...Object.keys(GROUPINGS),
]);

export const FACTS: Record<string, string> = {
  high: "With a high finding",
  unchecked: UNCHECKED,
  failed: "Could not be read",
  outlier: "Outliers",
};

const CHANGES: Record<string, string> = {
  more: "Changed to permit more",
  less: "Changed to permit less",
  cannot: "Changes that could not be checked",
};

export function readFilters(where = ""): Filter[] {
  return where.split("|").flatMap((part) => {
    const [kind = "", ...rest] = part.split(":");
    return KINDS.has(kind) ? [{ kind: kind as Filter["kind"], value: decoded(rest.join(":")) }] : [];
  });
}

export function writeFilters(filters: Filter[]): string {
  return filters.map(({ kind, value }) => `${kind}:${encodeURIComponent(value)}`).join("|");
}

export const isSame = (a: Filter, b: Filter): boolean => a.kind === b.kind && a.value === b.value;

/** The filters with one more, or without it where it is set. */
export function toggled(filters: Filter[], filter: Filter): Filter[] {
  const rest = filters.filter((other) => !isSame(other, filter));
  return rest.length < filters.length ? rest : [...filters, filter];
}

/** Filters of one group are alternatives; groups must all hold. */
export function groupOf({ kind, value }: Filter): string {
  if (kind in GROUPINGS) return kind;
  return kind === "policy" || kind === "lock" ? `${kind}:${value.split(".")[0]}` : `${kind}:${value}`;
}

type Test = (row: Row) => boolean;

/** A test for each group of filters. */
export function testsOf(filters: Filter[], run: FleetRun): Map<string, Test> {
  const groups = new Map<string, Test[]>();
  for (const filter of filters) {
    const group = groupOf(filter);
    groups.set(group, [...(groups.get(group) ?? []), testOf(filter, run)]);
  }
  return new Map([...groups].map(([group, tests]) => [group, (row: Row) => tests.some((test) => test(row))]));
}

function testOf({ kind, value }: Filter, run: FleetRun): Test {
  switch (kind) {
    case "finding":
    case "unchecked": {
      const number = run.rules.findIndex(({ id }) => id === value);
      return kind === "finding" ? ({ found }) => found.includes(number) : ({ unchecked }) => unchecked.includes(number);
    }
    case "fact":
      return factTest(value, run);
    case "policy":
    case "lock": {
      const [key = "", wanted = ""] = value.split(".");
      const at = policyKeys().indexOf(key);
      if (kind === "lock") return ({ locks }) => LEVEL_OF[locks[at] ?? ""] === wanted;
      const letter = { on: "1", off: "0", unknown: "?" }[wanted];
      return ({ states }) => states[at] === letter;
    }
    case "outlier": {
      const outlier = readOutlier(value, run);
      return outlier ? (row) => departs(row, outlier) : () => false;
    }
    case "change":
      return ({ change }) => change !== undefined && change[value as "more" | "less" | "cannot"] > 0;
    default:
      return (row) => groupsOf(row, kind).includes(value);
  }
}

function factTest(fact: string, run: FleetRun): Test {
  switch (fact) {
    case "high":
      return ({ high }) => high > 0;
    case "unchecked": {
      const grave = new Set(run.rules.flatMap(({ severity }, number) => (severity === "high" ? [number] : [])));
      return ({ unchecked }) => unchecked.some((number) => grave.has(number));
    }
    case "failed":
      return ({ failure }) => failure !== undefined;
    case "outlier": {
      const rare = rareUsers(run);
      return ({ index }) => rare.has(index);
    }
    default:
      return () => false;
  }
}

/** A filter in words. */
export function labelOf({ kind, value }: Filter, run: FleetRun | undefined): string {
  switch (kind) {
    case "finding":
      return ruleTitle(value, run);
    case "unchecked":
      return `${UNCHECKED}: ${ruleTitle(value, run)}`;
    case "fact":
      return own(FACTS, value) ?? value;
    case "policy":
    case "lock": {
      const [key = "", wanted = ""] = value.split(".");
      const state = own<string>(STATES, wanted);
      const word = kind === "policy" ? (state ?? wanted) : `locked by ${levelName(wanted)}`;
      return `${policyLabel(key)}: ${word.toLowerCase()}`;
    }
    case "outlier":
      return outlierName(value, run);
    case "change":
      return own(CHANGES, value) ?? value;
    default:
      return groupName(kind, value) || `No ${GROUPINGS[kind].toLowerCase()}`;
  }
}

const ruleTitle = (id: string, run: FleetRun | undefined): string =>
  run?.rules.find((rule) => rule.id === id)?.title ?? id.replaceAll("_", " ");

/** Why a row is among those that the filters leave. */
export function reasonOf(row: Row, filters: Filter[], run: FleetRun): string {
  if (row.failure) return row.failure.message;
  const reasons = filters.map((filter) => labelOf(filter, run));
  if (reasons.length > 0) return [...new Set(reasons)].join("; ");
  return row.found.map((number) => run.rules[number]?.title).join("; ");
}
