// Links the parts of the wasm: each is compiled at its first use, after its parents, whose memory and functions it
// uses. The build copies this beside the parts (`makeParts` of `scripts/build.js`), with its types in `link.d.ts`.
// Importing it does nothing.

import { start, wasm } from "./glue.js";
import { unpacked } from "./unpack.js";

/** The parts whose modules are loaded, each after its parents. */
const loaded = [];

/** Notes a part whose module is loaded, for `linkLoaded`. */
export function loadedPart(part) {
  loaded.push(part);
  return part;
}

/**
 * Links a part and its parents, unless they are. Throws what the engine throws that does not compile or instantiate it;
 * then the next call tries again.
 */
export function link(part) {
  if (part.isLinked) return;
  part.parents.forEach(link);
  adopt(part, new WebAssembly.Instance(new WebAssembly.Module(bytesOf(part)), importsOf(part)));
}

/**
 * Links the parts whose modules are loaded, and compiles them off the main thread: for pages that can wait, and for
 * Chrome before 115, which compiles and instantiates no more than 4 KB synchronously. Rejects as `link` throws.
 */
export function linkLoaded() {
  const attempt = Promise.resolve(last).then(linkAsync);
  last = attempt.catch(() => {});
  return attempt;
}

/** One after the other: a part that is instantiated twice would lose its data. */
let last;

async function linkAsync() {
  const parts = loaded.filter((part) => !part.isLinked);
  const modules = await Promise.all(parts.map((part) => WebAssembly.compile(bytesOf(part))));
  for (const [index, part] of parts.entries()) if (!part.isLinked) await linkCompiled(part, modules[index]);
}

async function linkCompiled(part, module) {
  try {
    adopt(part, new WebAssembly.Instance(module, importsOf(part)));
  } catch (error) {
    if (!isOfMainThread(error)) throw error;
    // No `link` can come in between: it would fail in the same way.
    adopt(part, await WebAssembly.instantiate(module, importsOf(part)));
  }
}

/** Whether the engine has refused to do this synchronously. */
export function isOfMainThread(error) {
  return error instanceof RangeError && /main thread/.test(error.message);
}

function adopt(part, instance) {
  Object.assign(wasm, instance.exports);
  part.isLinked = true;
  if (part.parents.length === 0) start();
}

const importsOf = ({ glue }) => ({ a: glue, b: wasm });

const bytesOf = ({ texts, length }) => unpacked(texts, length);
