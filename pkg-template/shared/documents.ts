// Documents of strings and bytes: each writes itself into the wasm, and gives its data once it has passed.

import * as glue from "#parts/core";
import { invalidArgument } from "./arguments.ts";
import { bufferOf, lengthOf, plainBytes } from "./bytes.ts";
import { memory } from "./runtime.ts";

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

export function textDocument(text: string): InputDocument {
  return new TextDocument(text);
}

export function bytesDocument(bytes: Uint8Array): InputDocument {
  const buffer = bufferOf(bytes);
  // Copies shared and resizable memory: others may write to it after the check, and browsers decode none of it.
  return new BytesDocument(buffer instanceof ArrayBuffer && !buffer.resizable ? bytes : plainBytes(bytes).slice());
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
