// Between JavaScript and the wasm: whatever is to be checked becomes bytes there, and comes back as plain data.

import { glue, memory } from "./runtime.js";

/** Bytes that stand for what JSON cannot carry; their meaning is written in src/validate/describe.rs. */
const FOREIGN = {
  undefined: 1, function: 2, symbol: 3, bigint: 4, nonFinite: 5, map: 6, set: 7, date: 8,
  instance: 14, accessor: 15, cycle: 16, unreadable: 17,
};

const encoder = new TextEncoder();
const decoder = new TextDecoder();

// A document to be checked, in one of three shapes. `write` puts its bytes into the wasm and gives their number; `data` is
// what it says, once it has passed.

class TextDocument {
  fromObject = false;
  inBytes = false;

  constructor(text) {
    this.text = text;
  }

  write() {
    return writeText(this.text);
  }

  data() {
    return JSON.parse(this.text.charCodeAt(0) === 0xfeff ? this.text.slice(1) : this.text);
  }
}

class BytesDocument {
  fromObject = false;
  inBytes = true;

  constructor(bytes) {
    this.bytes = bytes;
  }

  write() {
    const { length } = this.bytes;
    const address = glue.reserve(length);
    memory().set(this.bytes, address);
    return length;
  }

  data() {
    return JSON.parse(decoder.decode(this.bytes));
  }
}

class ValueDocument {
  fromObject = true;
  inBytes = false;

  constructor(value) {
    const { text, isPlain } = stringify(value);
    this.text = text;
    this.isPlain = isPlain;
    this.value = value;
  }

  write() {
    return writeText(this.text);
  }

  data() {
    // What JSON cannot carry passes in lenient validation only, where nothing is promised of the data.
    return this.isPlain ? JSON.parse(this.text) : this.value;
  }
}

/** JSON text, or JSON bytes, or anything else as the value that it is. */
export function documentOf(input) {
  if (typeof input === "string") return new TextDocument(input);
  if (input instanceof Uint8Array) return bytesDocument(input);
  return valueDocument(input);
}

export function bytesDocument(bytes) {
  return new BytesDocument(bytes);
}

/** A value that is there already. It is read once: what is checked is what comes back. */
export function valueDocument(value) {
  return new ValueDocument(value);
}

function writeText(text) {
  // UTF-8 takes at most three bytes for a UTF-16 unit.
  const most = text.length * 3;
  const address = glue.reserve(most);
  return encoder.encodeInto(text, memory().subarray(address, address + most)).written;
}

/** A value as JSON text, in which bytes below a space stand for what JSON cannot carry. */
function stringify(value) {
  const found = new Map();
  const copy = plainCopy(value, [], found);
  let text = JSON.stringify(copy);
  if (found.size === 0) return { text, isPlain: true };
  // The copy holds a marker for each such value, one that occurs nowhere else; here it becomes its byte.
  let marker = "zoom-phone-profile:";
  while (JSON.stringify(plainCopy(value, [], new Map(), "")).includes(marker)) marker += ":";
  text = JSON.stringify(plainCopy(value, [], found, marker));
  for (const [name, byte] of Object.entries(FOREIGN)) text = text.replaceAll(`"${marker}${name}"`, String.fromCharCode(byte));
  return { text, isPlain: false };
}

/** A copy of plain objects, lists and scalars; of anything else, a marker. Deeper than a profile may be, it stops. */
function plainCopy(value, ancestors, found, marker = "") {
  const foreign = (name) => {
    found.set(name, true);
    return marker + name;
  };
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : foreign("nonFinite");
    case "object":
      break;
    default:
      return foreign(typeof value);
  }
  if (value === null) return null;
  if (ancestors.includes(value)) return foreign("cycle");
  // One level more than allowed, so that the depth is what is reported.
  if (ancestors.length > 64) return Array.isArray(value) ? [] : {};
  try {
    return Array.isArray(value) ? copyList(value, ancestors, found, marker, foreign) : copyObject(value, ancestors, found, marker, foreign);
  } catch {
    return foreign("unreadable");
  }
}

function copyList(list, ancestors, found, marker, foreign) {
  const below = [...ancestors, list];
  const copy = [];
  for (let index = 0; index < list.length; index++) {
    const descriptor = Object.getOwnPropertyDescriptor(list, index);
    if (descriptor?.get || descriptor?.set) copy.push(foreign("accessor"));
    else copy.push(plainCopy(descriptor?.value, below, found, marker));
  }
  return copy;
}

function copyObject(object, ancestors, found, marker, foreign) {
  const kind = kindOf(object);
  if (kind !== null) return foreign(kind);
  const below = [...ancestors, object];
  // Without a prototype: `__proto__` is a key like any other, and no inherited toJSON is called.
  const copy = Object.create(null);
  for (const key of Object.keys(object)) {
    const { value, get, set } = Object.getOwnPropertyDescriptor(object, key) ?? {};
    if (get || set) copy[key] = foreign("accessor");
    else if (value !== undefined) copy[key] = plainCopy(value, below, found, marker);
  }
  return copy;
}

/** What an object is where it is no plain one, of whichever realm. */
function kindOf(object) {
  const prototype = Object.getPrototypeOf(object);
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return null;
  if (object instanceof Map) return "map";
  if (object instanceof Set) return "set";
  return object instanceof Date ? "date" : "instance";
}

/** Leaves out the members that are null, given as lines of pointers of known fields, so that the types hold. */
export function withoutNulls(data, pointers) {
  for (const pointer of pointers.split("\n")) {
    if (pointer === "") continue;
    const path = pointer.slice(1).split("/");
    const key = path.pop();
    let holder = data;
    for (const step of path) holder = isObject(holder) && Object.hasOwn(holder, step) ? holder[step] : undefined;
    // A later duplicate of the key may have given it a value.
    if (isObject(holder) && Object.hasOwn(holder, key) && holder[key] === null) delete holder[key];
  }
  return data;
}

function isObject(value) {
  return typeof value === "object" && value !== null;
}
