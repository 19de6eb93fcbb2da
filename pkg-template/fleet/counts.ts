// Objects of counts by name, of which callers may pass any.

import { OTHER } from "#border";
import { hasOwn, isPlain } from "../shared/guards.ts";

type Combine<Value> = (one: Value | undefined, other: Value | undefined) => Value;

/**
 * Combines two objects name by name. Beyond `most` names the rest is combined under `"other"`. Throws a `TypeError` for
 * anything but plain objects: a string has members too, each of which is a string.
 */
export function combined<Value>(
  one: Readonly<Record<string, Value>>,
  other: Readonly<Record<string, Value>>,
  combine: Combine<Value>,
  most?: number,
): Record<string, Value>;
export function combined(one: unknown, other: unknown, combine: Combine<unknown>, most?: number): unknown;
export function combined(one: unknown, other: unknown, combine: Combine<unknown>, most = Infinity): unknown {
  if (!isPlain(one) || !isPlain(other)) throw new TypeError("no counts");
  const all = new Map<string, unknown>();
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const value = combine(own(one, key), own(other, key));
    const name = all.size < most ? key : OTHER;
    all.set(name, all.has(name) ? combine(all.get(name), value) : value);
  }
  return Object.fromEntries(all);
}

/** Adds up counts of the same names, at any depth, each object with at most `most` names. One side may lack names. */
export function sum<Counts extends object>(one: Partial<Counts>, other: Partial<Counts>, most: number): Counts;
export function sum(one: unknown, other: unknown, most: number): unknown;
export function sum(one: unknown = {}, other: unknown = {}, most: number): unknown {
  const add = (a: unknown, b: unknown) => (isCount(a) && isCount(b) ? (a ?? 0) + (b ?? 0) : sum(a, b, most));
  return combined(one, other, add, most);
}

function isCount(value: unknown): value is number | undefined {
  return value === undefined || Number.isFinite(value);
}

/** Returns a member if it is the object's own. */
export function own<Value>(object: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return hasOwn(object, key) ? object[key] : undefined;
}
