// Documents of JavaScript values, and of inputs of any kind.

import { FOREIGN_CHARACTERS } from "#border";
import { isBytes } from "./bytes.ts";
import { bytesDocument, type InputDocument, textDocument, writeText } from "./documents.ts";
import { stringify } from "./stringify.ts";

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

/** Reads strings and bytes as JSON, and anything else as the value that it is. */
export function documentOf(input: unknown): InputDocument {
  if (typeof input === "string") return textDocument(input);
  if (isBytes(input)) return bytesDocument(input);
  return valueDocument(input);
}

/** A value of which what JSON cannot carry counts as absent: for what explains a profile, and does not judge it. */
export function lenientDocument(value: unknown): ValueDocument {
  const document = new ValueDocument(value);
  // Such control characters occur nowhere else: within strings they are escaped.
  if (!document.isPlain) document.text = document.text.replace(FOREIGN_CHARACTERS, "null");
  return document;
}

/** A value as it is, strings included. It is read once: the data that comes back is the data that was checked. */
export function valueDocument(value: unknown): InputDocument {
  return new ValueDocument(value);
}
