// Between JavaScript and the wasm: whatever is to be checked becomes bytes there, and comes back as plain data.

import { invalidArgument } from "./arguments.js";
import { bufferOf, isBytes, lengthOf, plainBytes } from "./bytes.js";
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
  isPlain = true;
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
  isPlain = true;
  inBytes = true;

  constructor(bytes) {
    this.bytes = bytes;
  }

  write() {
    const length = lengthOf(this.bytes);
    const address = reserve(length);
    // There are none in memory that has been taken away.
    if (length > 0) memory().set(this.bytes, address);
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
    // What JSON cannot carry passes in lenient validation only, where nothing is promised of the data: it stays as it is.
    return this.isPlain ? JSON.parse(this.text) : this.value;
  }
}

export function textDocument(text) {
  return new TextDocument(text);
}

/** JSON text, or JSON bytes, or anything else as the value that it is. */
export function documentOf(input) {
  if (typeof input === "string") return new TextDocument(input);
  if (isBytes(input)) return bytesDocument(input);
  return valueDocument(input);
}

export function bytesDocument(bytes) {
  const buffer = bufferOf(bytes);
  // What others may write to meanwhile is copied: what is checked is what comes back, and browsers decode no such memory.
  return new BytesDocument(buffer instanceof ArrayBuffer && !buffer.resizable ? bytes : plainBytes(bytes).slice());
}

/** A value of which what JSON cannot carry counts as absent: for what explains a profile, and does not judge it. */
export function lenientDocument(value) {
  const document = new ValueDocument(value);
  // Control characters occur nowhere else in the text: within texts they are escaped.
  if (!document.isPlain) document.text = document.text.replace(/[\u0001-\u0008\u000e-\u0011]/g, "null");
  return document;
}

/** A value that is there already. It is read once: what is checked is what comes back. */
export function valueDocument(value) {
  return new ValueDocument(value);
}

/** Room for a document in the wasm, which has 32 bits for an address. */
function reserve(length) {
  const address = length < 2 ** 31 ? glue.reserve(length) : 0;
  if (address !== 0) return address;
  throw invalidArgument(`The document may have ${length} bytes, which is more than can be checked at once`, "A profile has a few thousand; many of them are read piece by piece by `summarizeFleet`.");
}

function writeText(text) {
  // UTF-8 takes at most three bytes for a UTF-16 unit.
  const most = text.length * 3;
  const address = reserve(most);
  return encoder.encodeInto(text, memory().subarray(address, address + most)).written;
}

/** A text of the wasm's. */
export function readText(address, length) {
  return decoder.decode(memory().subarray(address, address + length));
}

/** A value as JSON text, in which bytes below a space stand for what JSON cannot carry. */
function stringify(value) {
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

/** Whether `JSON.stringify` carries all of a value, and runs nothing of its caller's. It is several times quicker than the writer. */
function isData(value, depth) {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      return value === null || (depth < DEEPEST && !("toJSON" in value) && (Array.isArray(value) ? isDataList(value, depth) : isDataObject(value, depth)));
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
  if (kindOf(object) !== null) return false;
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
    const kind = kindOf(object);
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
function kindOf(object) {
  const prototype = Object.getPrototypeOf(object);
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return null;
  if (object instanceof Map) return "map";
  if (object instanceof Set) return "set";
  return object instanceof Date ? "date" : "instance";
}

/** Leaves out the members that are null, given as lines of pointers of known fields, so that the types hold. */
export function withoutNulls(data, pointers) {
  if (pointers === "") return data;
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
