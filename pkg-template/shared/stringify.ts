// Writes values as JSON, for the main entry and for the page's side of a worker. Does not use the wasm.

import { FOREIGN, MAX_DEPTH } from "#border";

/** What JSON cannot carry, for which a control character stands. */
type ForeignKind = keyof typeof FOREIGN;

/** A value as JSON. */
export interface JsonText {
  /** The JSON, in which characters of `FOREIGN` stand for what JSON cannot carry. */
  readonly text: string;
  /** Whether there are no such characters. */
  readonly isPlain: boolean;
}

/** Returns a value as JSON. Runs no code of the value's but a Proxy's traps, and never throws. */
export function stringify(value: unknown): JsonText {
  try {
    const text = isData(value, 0) ? JSON.stringify(value) : undefined;
    // A Proxy may have hidden a `toJSON` until now.
    if (text !== undefined) return { text, isPlain: true };
  } catch {
    // Something cannot be read: the writer notes where.
  }
  const writer = new Writer();
  writer.value(value);
  return writer;
}

/**
 * Whether `JSON.stringify` carries all of a value, and runs no code of its caller's. It is several times faster than
 * the writer.
 */
function isData(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      return (
        value === null ||
        (depth < MAX_DEPTH &&
          !("toJSON" in value) &&
          (Array.isArray(value) ? isDataList(value, depth) : isDataObject(value, depth)))
      );
    default:
      return false;
  }
}

function isDataList(list: readonly unknown[], depth: number): boolean {
  for (let index = 0; index < list.length; index++) {
    const property = Object.getOwnPropertyDescriptor(list, index);
    if (property === undefined || !("value" in property) || !isData(property.value, depth + 1)) return false;
  }
  return true;
}

function isDataObject(object: object, depth: number): boolean {
  if (foreignKind(object) !== null) return false;
  for (const key of Object.keys(object)) {
    const property = Object.getOwnPropertyDescriptor(object, key);
    if (property === undefined || !("value" in property)) return false;
    if (property.value !== undefined && !isData(property.value, depth + 1)) return false;
  }
  return true;
}

/** Characters that a JSON string escapes. */
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** The most gaps of an array that are written: its length may be billions, with nothing in it. */
const MOST_GAPS = 1e5;

/** Writes plain objects, lists and scalars, runs neither getters nor `toJSON`, and notes what JSON cannot carry. */
class Writer implements JsonText {
  text = "";
  isPlain = true;
  ancestors: object[] = [];

  foreign(kind: ForeignKind): void {
    this.isPlain = false;
    this.text += String.fromCharCode(FOREIGN[kind]);
  }

  value(value: unknown): void {
    switch (typeof value) {
      case "string":
        return this.string(value);
      case "boolean":
        this.text += value ? "true" : "false";
        return;
      case "number":
        if (!Number.isFinite(value)) return this.foreign("nonFinite");
        this.text += String(value);
        return;
      case "object":
        return value === null ? void (this.text += "null") : this.holder(value);
      default:
        // All that is left: undefined, functions, symbols and bigints.
        return this.foreign(typeof value as ForeignKind);
    }
  }

  string(value: string): void {
    this.text += ESCAPED.test(value) ? JSON.stringify(value) : `"${value}"`;
  }

  /** Writes a list or an object. One level more than a profile has is written, so that its depth is reported. */
  holder(value: object): void {
    if (this.ancestors.includes(value)) return this.foreign("cycle");
    const before = this.text;
    const depth = this.ancestors.push(value);
    try {
      if (Array.isArray(value)) this.list(value, depth > MAX_DEPTH);
      else this.object(value, depth > MAX_DEPTH);
    } catch {
      // A Proxy may refuse anything, at any time.
      this.text = before;
      this.ancestors.length = depth;
      this.foreign("unreadable");
    }
    this.ancestors.pop();
  }

  list(list: readonly unknown[], isTooDeep: boolean): void {
    this.text += "[";
    let gaps = 0;
    for (let index = 0; index < list.length && !isTooDeep; index++) {
      if (index > 0) this.text += ",";
      const property = Object.getOwnPropertyDescriptor(list, index);
      if (property === undefined && ++gaps > MOST_GAPS) throw new RangeError("The list has too many gaps");
      this.property(property);
    }
    this.text += "]";
  }

  object(object: object, isTooDeep: boolean): void {
    const kind = foreignKind(object);
    if (kind !== null) return this.foreign(kind);
    this.text += "{";
    let separator = "";
    for (const key of isTooDeep ? [] : Object.keys(object)) {
      const property = Object.getOwnPropertyDescriptor(object, key);
      if (property === undefined || ("value" in property && property.value === undefined)) continue;
      this.text += separator;
      separator = ",";
      this.string(key);
      this.text += ":";
      this.property(property);
    }
    this.text += "}";
  }

  property(property: PropertyDescriptor | undefined): void {
    if (property?.get || property?.set) this.foreign("accessor");
    else this.value(property?.value);
  }
}

/** Returns what an object is, as `FOREIGN` names it; `null` for a plain one, of any realm. */
function foreignKind(object: object): ForeignKind | null {
  const prototype: object | null = Object.getPrototypeOf(object);
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return null;
  if (object instanceof Map) return "map";
  if (object instanceof Set) return "set";
  return object instanceof Date ? "date" : "instance";
}
