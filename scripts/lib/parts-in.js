// Finds the parts of the wasm in bundles, and copies of any wasm.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { PARTS } from "../parts.js";
import { charactersOf } from "./inline.js";
import { ROOT } from "./run.js";

/** Copies of a wasm in a file or a bundle: as it is, or inlined. A part of the wasm is one as well. */
export function copiesIn(text) {
  const MAGIC = Buffer.of(0, 97, 115, 109, 1, 0, 0, 0);
  return text.split(MAGIC.toString("latin1")).length + text.split(charactersOf(MAGIC)).length - 2;
}

/** How many characters tell a part from the others. */
const LENGTH = 24;
/** What no bundler escapes, whatever quotes it uses. */
const PLAIN = /^[^'`$<\\]+$/;

let signatures;

/** For each part, characters of its inlined wasm that no other part has. */
function signaturesOfParts() {
  const file = (part) => readFileSync(join(ROOT, "target/package/parts", `${part}.wasm`));
  const texts = new Map(Object.keys(PARTS).map((part) => [part, charactersOf(file(part))]));
  return new Map([...texts].map(([part, text]) => [part, signatureOf(text, [...texts.values()])]));
}

function signatureOf(text, all) {
  for (let at = 0; at + LENGTH < text.length; at++) {
    const signature = text.slice(at, at + LENGTH);
    if (PLAIN.test(signature) && all.filter((other) => other.includes(signature)).length === 1) return signature;
  }
  throw new Error("a part has no characters that tell it from the others");
}

/**
 * Returns the names of the parts that a text holds, each as often as it is there, in the order of `PARTS`. Throws if
 * the text holds a wasm other than the parts as they are built.
 */
export function partsIn(text) {
  signatures ??= signaturesOfParts();
  const found = [...signatures].flatMap(([part, signature]) => new Array(text.split(signature).length - 1).fill(part));
  if (found.length === copiesIn(text)) return found;
  throw new Error(`${copiesIn(text)} copies of a wasm are there, and of them these parts: ${found.join(", ")}`);
}

/** Returns these parts with all that they are linked after, in the order of `PARTS`. */
export function withParents(parts) {
  const all = new Set(parts);
  for (const part of all) for (const parent of PARTS[part].parents) all.add(parent);
  return Object.keys(PARTS).filter((part) => all.has(part));
}
