// Who stands apart: users whose policy is not as more than half of their group have it. All of them, not only the
// first.

import { policyKeys, policyLabel } from "./catalog";
import type { Grouping } from "./groups";
import { GROUPINGS, groupName, groupsOf } from "./groups";
import type { Row } from "./row";
import type { FleetRun } from "./run";

export interface Outlier {
  grouping: Grouping;
  group: string;
  /** The policy's place in the catalog. */
  policy: number;
  majority: "1" | "0";
  /** The share that has the majority's state, of those whose profiles say. */
  share: number;
  /** How many depart from it. */
  count: number;
}

/** From this share on, in groups of at least ten, an exception is rare enough for the key figure. */
const RARE_SHARE = 0.9;
const RARE_GROUP = 10;

interface Kept {
  rows: number;
  all: Map<Grouping, Outlier[]>;
  rare?: Set<number>;
}

const kept = new WeakMap<FleetRun, Kept>();

function keptOf(run: FleetRun): Kept {
  const present = kept.get(run);
  if (present?.rows === run.rows.length) return present;
  const fresh: Kept = { rows: run.rows.length, all: new Map() };
  kept.set(run, fresh);
  return fresh;
}

/** All outliers of a grouping, the rarest first. */
export function outliersOf(run: FleetRun, grouping: Grouping): Outlier[] {
  const { all } = keptOf(run);
  const present = all.get(grouping);
  if (present) return present;
  const found = find(run.rows, grouping);
  all.set(grouping, found);
  return found;
}

function find(rows: Row[], grouping: Grouping): Outlier[] {
  const counts = new Map<string, Uint32Array>();
  const policies = policyKeys().length;
  for (const row of rows) {
    for (const group of groupsOf(row, grouping)) {
      let count = counts.get(group);
      if (!count) counts.set(group, (count = new Uint32Array(2 * policies)));
      for (let at = 0; at < policies; at++) {
        const state = row.states.charCodeAt(at);
        if (state === 49) count[2 * at]! += 1;
        else if (state === 48) count[2 * at + 1]! += 1;
      }
    }
  }
  const outliers: Outlier[] = [];
  for (const [group, count] of counts) {
    for (let policy = 0; policy < policies; policy++) {
      const [on, off] = [count[2 * policy]!, count[2 * policy + 1]!];
      if (on === off || on === 0 || off === 0) continue;
      outliers.push({
        grouping,
        group,
        policy,
        majority: on > off ? "1" : "0",
        share: Math.max(on, off) / (on + off),
        count: Math.min(on, off),
      });
    }
  }
  return outliers.sort((a, b) => b.share - a.share);
}

export function departs(row: Row, { grouping, group, policy, majority }: Outlier): boolean {
  const state = row.states[policy];
  return (state === "1" || state === "0") && state !== majority && groupsOf(row, grouping).includes(group);
}

const isRare = ({ share, count }: Outlier): boolean => share >= RARE_SHARE && count / (1 - share) >= RARE_GROUP;

/** The users who stand apart in something that nine of ten of their department share. */
export function rareUsers(run: FleetRun): Set<number> {
  const present = keptOf(run);
  if (present.rare) return present.rare;
  const rare = outliersOf(run, "department").filter(isRare);
  const byGroup = new Map<string, Outlier[]>();
  for (const outlier of rare) byGroup.set(outlier.group, [...(byGroup.get(outlier.group) ?? []), outlier]);
  present.rare = new Set(
    run.rows
      .filter((row) => byGroup.get(row.department)?.some((outlier) => departs(row, outlier)))
      .map(({ index }) => index),
  );
  return present.rare;
}

export const rarePolicies = (run: FleetRun): number =>
  new Set(
    outliersOf(run, "department")
      .filter(isRare)
      .map(({ policy }) => policy),
  ).size;

export function writeOutlier({ grouping, group, policy }: Outlier): string {
  return [grouping, policyKeys()[policy]!, group].join("/");
}

export function readOutlier(value: string, run: FleetRun): Outlier | undefined {
  const [grouping = "", key = "", ...rest] = value.split("/");
  if (!Object.hasOwn(GROUPINGS, grouping)) return undefined;
  const [group, policy] = [rest.join("/"), policyKeys().indexOf(key)];
  return outliersOf(run, grouping as Grouping).find((outlier) => outlier.group === group && outlier.policy === policy);
}

/** An outlier in words: "SMS off, where 94 % of Sales have it on". */
export function outlierName(value: string, run: FleetRun | undefined): string {
  const outlier = run && readOutlier(value, run);
  if (!outlier) return `Differs in ${policyLabel(value.split("/")[1] ?? "")}`;
  const { policy, majority, share, group, grouping } = outlier;
  const [rare, usual] = majority === "1" ? ["off", "on"] : ["on", "off"];
  const where = groupName(grouping, group) || `those without a ${GROUPINGS[grouping].toLowerCase()}`;
  const label = policyLabel(policyKeys()[policy]!);
  return `${label} ${rare}, where ${Math.floor(100 * share)} % of ${where} have it ${usual}`;
}
