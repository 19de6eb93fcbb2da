// @ts-nocheck
// Between JavaScript and the wasm: whatever is to be checked becomes bytes there, and comes back as plain data.

import { invalidArgument } from "./arguments.ts";
import { bufferOf, isBytes, lengthOf, plainBytes } from "./bytes.ts";
import { glue, memory } from "./runtime.ts";
import { stringify } from "./stringify.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

// A document to be checked, in one of three shapes. `write` puts its bytes into the wasm and gives their number; `data`
// is what it says, once it has passed.

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
    // What JSON cannot carry passes in lenient validation only, where nothing is promised of the data: it stays as it
    // is.
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
  // What others may write to meanwhile is copied: what is checked is what comes back, and browsers decode no such
  // memory.
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
  throw invalidArgument(
    `The document is too large to be checked at once: it may have ${length} bytes`,
    "A profile has a few thousand bytes; read many profiles with `summarizeFleet`.",
  );
}

/** Writes a text into the wasm. Returns the number of its bytes. */
export function writeText(text) {
  // UTF-8 takes at most three bytes for a UTF-16 unit.
  const most = text.length * 3;
  const address = reserve(most);
  return encoder.encodeInto(text, memory().subarray(address, address + most)).written;
}

/** A text of the wasm's. */
export function readText(address, length) {
  return decoder.decode(memory().subarray(address, address + length));
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
