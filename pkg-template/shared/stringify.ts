// @ts-nocheck
// Values as JSON text, for the main entry and for the side of a worker that asks. Here is no wasm.

/** Bytes that stand for what JSON cannot carry; their meaning is written in src/core/validate/describe.rs. */
const FOREIGN = {
  undefined: 1,
  function: 2,
  symbol: 3,
  bigint: 4,
  nonFinite: 5,
  map: 6,
  set: 7,
  date: 8,
  instance: 14,
  accessor: 15,
  cycle: 16,
  unreadable: 17,
};

/** A value as JSON text, in which bytes below a space stand for what JSON cannot carry. */
export function stringify(value) {
  try {
    const text = isData(value, 0) ? JSON.stringify(value) : undefined;
    // A Proxy may have hidden a `toJSON` until now.
    if (text !== undefined) return { text, isPlain: true };
  } catch {
    // Something that cannot be read: the writer says where.
  }
  const writer = new Writer();
  writer.value(value);
  return writer;
}

/**
 * Whether `JSON.stringify` carries all of a value, and runs nothing of its caller's. It is several times quicker than
 * the writer.
 */
function isData(value, depth) {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      return (
        value === null ||
        (depth < DEEPEST &&
          !("toJSON" in value) &&
          (Array.isArray(value) ? isDataList(value, depth) : isDataObject(value, depth)))
      );
    default:
      return false;
  }
}

function isDataList(list, depth) {
  for (let index = 0; index < list.length; index++) {
    const property = Object.getOwnPropertyDescriptor(list, index);
    if (property === undefined || !("value" in property) || !isData(property.value, depth + 1)) return false;
  }
  return true;
}

function isDataObject(object, depth) {
  if (foreignKind(object) !== null) return false;
  for (const key of Object.keys(object)) {
    const property = Object.getOwnPropertyDescriptor(object, key);
    if (property === undefined || !("value" in property)) return false;
    if (property.value !== undefined && !isData(property.value, depth + 1)) return false;
  }
  return true;
}

/** What a text must not hold to stand between quotes as it is. */
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** Deeper than a profile may be; one level more is written, so that the depth is what is reported. */
const DEEPEST = 64;

const MOST_GAPS = 1e5;

/** Writes plain objects, lists and scalars, runs neither getters nor `toJSON`, and notes what JSON cannot carry. */
class Writer {
  text = "";
  isPlain = true;
  ancestors = [];

  foreign(name) {
    this.isPlain = false;
    this.text += String.fromCharCode(FOREIGN[name]);
  }

  value(value) {
    switch (typeof value) {
      case "string":
        return this.string(value);
      case "boolean":
        this.text += value ? "true" : "false";
        return;
      case "number":
        if (!Number.isFinite(value)) return this.foreign("nonFinite");
        this.text += value;
        return;
      case "object":
        return value === null ? void (this.text += "null") : this.holder(value);
      default:
        return this.foreign(typeof value);
    }
  }

  string(value) {
    this.text += ESCAPED.test(value) ? JSON.stringify(value) : `"${value}"`;
  }

  /** A list or an object. */
  holder(value) {
    if (this.ancestors.includes(value)) return this.foreign("cycle");
    const before = this.text;
    const depth = this.ancestors.push(value);
    try {
      if (Array.isArray(value)) this.list(value, depth > DEEPEST);
      else this.object(value, depth > DEEPEST);
    } catch {
      // A Proxy may refuse anything, at any time.
      this.text = before;
      this.ancestors.length = depth;
      this.foreign("unreadable");
    }
    this.ancestors.pop();
  }

  list(list, isTooDeep) {
    this.text += "[";
    let gaps = 0;
    for (let index = 0; index < list.length && !isTooDeep; index++) {
      if (index > 0) this.text += ",";
      const property = Object.getOwnPropertyDescriptor(list, index);
      // A list may have a length of billions, and nothing in it.
      if (property === undefined && ++gaps > MOST_GAPS) throw new RangeError("The list has more gaps than are written");
      this.property(property);
    }
    this.text += "]";
  }

  object(object, isTooDeep) {
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

  property(property) {
    if (property?.get || property?.set) this.foreign("accessor");
    else this.value(property?.value);
  }
}

/** What an object is where it is no plain one, of whichever realm. */
function foreignKind(object) {
  const prototype = Object.getPrototypeOf(object);
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return null;
  if (object instanceof Map) return "map";
  if (object instanceof Set) return "set";
  return object instanceof Date ? "date" : "instance";
}
