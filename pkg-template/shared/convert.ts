// Turns inputs into documents: each writes itself as bytes into the wasm, and gives its data once it has passed.

import * as glue from "#glue";
import { invalidArgument } from "./arguments.ts";
import { bufferOf, isBytes, lengthOf, plainBytes } from "./bytes.ts";
import { isObject } from "./guards.ts";
import { memory } from "./runtime.ts";
import { stringify } from "./stringify.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A document to be checked. */
export interface InputDocument {
  /** Whether it was a JavaScript value, which has no lines and columns. */
  readonly fromObject: boolean;
  /** Whether JSON carries all of it. */
  readonly isPlain: boolean;
  /** Whether offsets count bytes. */
  readonly inBytes: boolean;
  /** Writes it into the wasm. Returns the number of its bytes. */
  write(): number;
  /** Returns its data as a new value. It must have passed: may throw otherwise. */
  data(): unknown;
}

class TextDocument implements InputDocument {
  fromObject = false;
  isPlain = true;
  inBytes = false;
  text: string;

  constructor(text: string) {
    this.text = text;
  }

  write(): number {
    return writeText(this.text);
  }

  data(): unknown {
    return JSON.parse(this.text.charCodeAt(0) === 0xfeff ? this.text.slice(1) : this.text);
  }
}

class BytesDocument implements InputDocument {
  fromObject = false;
  isPlain = true;
  inBytes = true;
  bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  write(): number {
    const length = lengthOf(this.bytes);
    const address = reserve(length);
    // A detached buffer has no bytes to copy.
    if (length > 0) memory().set(this.bytes, address);
    return length;
  }

  data(): unknown {
    return JSON.parse(decoder.decode(this.bytes));
  }
}

/** A document made from a value, with its JSON. */
export class ValueDocument implements InputDocument {
  fromObject = true;
  inBytes = false;
  text: string;
  isPlain: boolean;
  value: unknown;

  constructor(value: unknown) {
    const { text, isPlain } = stringify(value);
    this.text = text;
    this.isPlain = isPlain;
    this.value = value;
  }

  write(): number {
    return writeText(this.text);
  }

  data(): unknown {
    // What JSON cannot carry passes lenient validation only, whose data is `unknown`: it is returned as it is.
    return this.isPlain ? JSON.parse(this.text) : this.value;
  }
}

export function textDocument(text: string): InputDocument {
  return new TextDocument(text);
}

/** Reads strings and bytes as JSON, and anything else as the value that it is. */
export function documentOf(input: unknown): InputDocument {
  if (typeof input === "string") return new TextDocument(input);
  if (isBytes(input)) return bytesDocument(input);
  return valueDocument(input);
}

export function bytesDocument(bytes: Uint8Array): InputDocument {
  const buffer = bufferOf(bytes);
  // Copies shared and resizable memory: others may write to it after the check, and browsers decode none of it.
  return new BytesDocument(buffer instanceof ArrayBuffer && !buffer.resizable ? bytes : plainBytes(bytes).slice());
}

/** A value of which what JSON cannot carry counts as absent: for what explains a profile, and does not judge it. */
export function lenientDocument(value: unknown): ValueDocument {
  const document = new ValueDocument(value);
  // Such control characters occur nowhere else: within strings they are escaped.
  if (!document.isPlain) document.text = document.text.replace(/[\u0001-\u0008\u000e-\u0011]/g, "null");
  return document;
}

/** A value as it is, strings included. It is read once: the data that comes back is the data that was checked. */
export function valueDocument(value: unknown): InputDocument {
  return new ValueDocument(value);
}

/** Reserves memory of the wasm for so many bytes, and returns its address. Throws `invalid_argument` over 2 GiB. */
function reserve(length: number): number {
  const address = length < 2 ** 31 ? glue.reserve(length) : 0;
  if (address !== 0) return address;
  throw invalidArgument(
    `The document is too large to be checked at once: it may have ${length} bytes`,
    "A profile has a few thousand bytes; read many profiles with `summarizeFleet`.",
  );
}

/** Writes a string into the wasm. Returns the number of its bytes. */
export function writeText(text: string): number {
  // UTF-8 takes at most three bytes for a UTF-16 unit.
  const most = text.length * 3;
  const address = reserve(most);
  return encoder.encodeInto(text, memory().subarray(address, address + most)).written;
}

/** Reads a string out of the wasm. */
export function readText(address: number, length: number): string {
  return decoder.decode(memory().subarray(address, address + length));
}

/** Removes members that are null, so that the data's type holds: `pointers` are those of known fields, a line each. */
export function withoutNulls<Data>(data: Data, pointers: string): Data {
  if (pointers === "") return data;
  for (const pointer of pointers.split("\n")) {
    if (pointer === "") continue;
    const path = pointer.slice(1).split("/");
    const key = path.pop()!;
    let holder: unknown = data;
    for (const step of path) holder = isObject(holder) && Object.hasOwn(holder, step) ? holder[step] : undefined;
    // A later duplicate of the key may have given it a value.
    if (isObject(holder) && Object.hasOwn(holder, key) && holder[key] === null) Reflect.deleteProperty(holder, key);
  }
  return data;
}
