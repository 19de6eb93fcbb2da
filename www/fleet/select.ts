// Which rows of a fleet the address asks for, in which order; and how many each further filter would leave.

import { wordsOf } from "../model/query";
import { policyKeys } from "./catalog";
import type { Filter } from "./filters";
import { groupOf, readFilters, testsOf } from "./filters";
import type { Grouping } from "./groups";
import { groupName, groupsOf } from "./groups";
import type { Row } from "./row";
import type { FleetRun } from "./run";

export const SORTS = [
  "name",
  "site",
  "department",
  "high",
  "medium",
  "low",
  "unchecked",
  "extension",
  "locked",
  "changed",
] as const;
export type Sort = (typeof SORTS)[number];
const TEXTS = new Set<Sort>(["name", "site", "department"]);

export interface Order {
  key: Sort;
  isDescending: boolean;
}

/** Reads a sort; by default the worst are first. */
export function readOrder(sort = ""): Order {
  const key = SORTS.find((known) => known === sort.replace(/^-/, "")) ?? "high";
  return { key, isDescending: sort === "" || sort.startsWith("-") };
}

/** What a press on a column asks for: text from A, numbers from the largest; then the reverse. */
export function nextSort(key: Sort, { key: present, isDescending }: Order): string {
  const isFirstDescending = !TEXTS.has(key);
  const descends = key === present ? !isDescending : isFirstDescending;
  return `${descends ? "-" : ""}${key}`;
}

let sorted: { run: FleetRun; count: number; order: string; rows: Row[] } | undefined;

/** The rows in an order; sorting is done once for each. */
function inOrder(run: FleetRun, { key, isDescending }: Order): Row[] {
  const order = `${key} ${isDescending} ${run.comparisons}`;
  if (sorted?.run === run && sorted.count === run.rows.length && sorted.order === order) return sorted.rows;
  const value = (row: Row) => {
    if (key === "changed") return changeWeight(row);
    if (key === "site") return groupName("site", row.site);
    return key === "unchecked" ? row.unchecked.length : (row[key] ?? 0);
  };
  const compare = (a: Row, b: Row): number => {
    const [first, second] = [value(a), value(b)];
    if (first === second) return weight(b) - weight(a) || a.index - b.index;
    return (first < second ? -1 : 1) * (isDescending ? -1 : 1);
  };
  sorted = { run, count: run.rows.length, order, rows: [...run.rows].sort(compare) };
  return sorted.rows;
}

/** How bad a row is, in one number. */
const weight = ({ high, medium, low }: Row): number => high * 1e6 + medium * 1e3 + low;

/** How much the changes of a row permit, in one number: those that permit more come first. */
const changeWeight = ({ change }: Row): number =>
  change ? change.more * 1e6 + change.cannot * 1e3 + change.less + 1 / 2 : 0;

export interface Selection {
  rows: Row[];
  filters: Filter[];
  order: Order;
}

export function select(run: FleetRun, settings: Record<string, string>): Selection {
  const filters = readFilters(settings.where);
  const order = readOrder(settings.sort);
  const tests = [...testsOf(filters, run).values()];
  const words = wordsOf(settings.q);
  const rows: Row[] = [];
  for (const row of inOrder(run, order)) if (isMatch(row, words) && isAmong(row, tests)) rows.push(row);
  return { rows, filters, order };
}

// Plain loops: they run for each of ten thousand rows at each key.

function isMatch({ text }: Row, words: string[]): boolean {
  for (const word of words) if (!text.includes(word)) return false;
  return true;
}

function isAmong(row: Row, tests: ((row: Row) => boolean)[]): boolean {
  for (const test of tests) if (!test(row)) return false;
  return true;
}

export interface Counts {
  /** By the rule's number. */
  found: Uint32Array;
  unchecked: Uint32Array;
  /** Three for each policy: on, off, unknown. */
  states: Uint32Array;
  /** By policy: locked, by letter of the level. */
  locks: Map<string, number>[];
  groups: Map<string, number>;
  /** Users whose changes since an earlier file permit more or less, or could not be checked. */
  changes: { more: number; less: number; cannot: number };
}

/** Counts what each filter would leave beside the others that are set; alternatives do not exclude each other. */
export function count(run: FleetRun, settings: Record<string, string>, grouping: Grouping): Counts {
  const tests = [...testsOf(readFilters(settings.where), run)];
  const words = wordsOf(settings.q);
  const keys = policyKeys();
  const counts: Counts = {
    found: new Uint32Array(run.rules.length),
    unchecked: new Uint32Array(run.rules.length),
    states: new Uint32Array(3 * keys.length),
    locks: keys.map(() => new Map<string, number>()),
    groups: new Map(),
    changes: { more: 0, less: 0, cannot: 0 },
  };
  for (const row of run.rows) {
    if (!isMatch(row, words)) continue;
    const failing = failingGroup(row, tests);
    if (failing !== false) add(counts, row, failing, grouping, keys);
  }
  return counts;
}

/** The one group of filters that a row fails; `null` if it passes all, `false` if it fails more. */
function failingGroup(row: Row, tests: [string, (row: Row) => boolean][]): string | null | false {
  let failing: string | null = null;
  for (const [group, test] of tests) {
    if (test(row)) continue;
    if (failing !== null) return false;
    failing = group;
  }
  return failing;
}

function add(counts: Counts, row: Row, failing: string | null, grouping: Grouping, keys: string[]): void {
  if (failing === null) {
    for (const rule of row.found) counts.found[rule]! += 1;
    for (const rule of row.unchecked) counts.unchecked[rule]! += 1;
    for (const effect of ["more", "less", "cannot"] as const) if (row.change?.[effect]) counts.changes[effect] += 1;
  }
  if (failing === null || failing === grouping) {
    for (const group of groupsOf(row, grouping)) counts.groups.set(group, (counts.groups.get(group) ?? 0) + 1);
  }
  if (row.failure || (failing !== null && !/^(policy|lock):/.test(failing))) return;
  for (let at = 0; at < keys.length; at++) {
    if (failing === null || failing === groupOf({ kind: "policy", value: keys[at]! })) addState(counts, row, at);
    const letter = row.locks[at];
    if (letter === " " || letter === undefined) continue;
    if (failing !== null && failing !== groupOf({ kind: "lock", value: keys[at]! })) continue;
    const locks = counts.locks[at]!;
    locks.set(letter, (locks.get(letter) ?? 0) + 1);
  }
}

function addState({ states }: Counts, row: Row, at: number): void {
  const state = row.states[at];
  states[3 * at + (state === "1" ? 0 : state === "0" ? 1 : 2)]! += 1;
}
