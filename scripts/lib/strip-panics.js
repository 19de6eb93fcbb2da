// Replaces the functions by which Rust formats and reports a panic by traps: in wasm nobody would read the message, and
// their formatting code and the names and lines of source files are removed with them.
// Usage: node scripts/lib/strip-panics.js LINKED FILE… changes each FILE in place. All hold the module that
// wasm-bindgen made of LINKED; the first contains the demangled names of its functions.

import { readFileSync, writeFileSync } from "node:fs";

import binaryen from "binaryen";

import { panicLocations, readLinked, withoutRelocations } from "./relocations.js";
import { dataSegments } from "./wasm-sections.js";

/** By the names that rustc gives them, with or without its digests: `core[c5930c85a12de822]::panicking::panic_fmt`. */
const PANICS = new RegExp(
  `^(${[
    String.raw`core(\[\w+\])?::(${[
      "panicking",
      "option::(expect|unwrap)_failed",
      "result::unwrap_failed",
      "cell::panic_",
      "cell::lazy::panic_",
      "str::slice_error_fail",
      String.raw`slice::index::slice_\w+_fail`,
      "slice::copy_from_slice_impl::len_mismatch_fail",
    ].join("|")})`,
    String.raw`alloc(\[\w+\])?::(raw_vec::(handle_error|capacity_overflow)|alloc::handle_alloc_error)`,
    String.raw`std(\[\w+\])?::(panicking::panic_(handler|with_hook)|alloc::default_alloc_error_hook)`,
    String.raw`__rustc(\[\w+\])?::(rust_panic|__rust_alloc_error_handler)`,
  ].join("|")})`,
);

/** What writes the values in a panic's words. The package formats nothing else: see below. */
const FORMATS = / as core(\[\w+\])?::fmt::(Display|Debug)>::fmt$/;
const FORMATTING = /^core(\[\w+\])?::fmt::write$/;

const [linked, ...files] = process.argv.slice(2);
// Names stay, for those who look where bytes are: wasm-opt leaves them out of what ships.
binaryen.setDebugInfo(true);
const [readable, ...others] = files.map((file) => binaryen.readBinary(withoutRelocations(readFileSync(file))));
const names = functionsOf(readable).map(({ name }) => name);
const panics = names.map((name) => PANICS.test(name) || FORMATS.test(name));
if (!panics.includes(true)) throw new Error(`${files[0]} names no function of a panic: has rustc changed its names?`);

const places = panicLocations(readLinked(readFileSync(linked)));
[readable, ...others].forEach((module, index) => {
  setTraps(module);
  writeFileSync(files[index], withZeros(module.emitBinary(), places));
});
const formatting = functionsOf(readable).find(({ name }) => FORMATTING.test(name));
if (formatting)
  throw new Error(`${files[0]} formats beyond panics: write by push_str and push_decimal instead of format!`);

function functionsOf(module) {
  return Array.from({ length: module.getNumFunctions() }, (_, index) => {
    const handle = module.getFunctionByIndex(index);
    return { handle, name: binaryen.getFunctionInfo(handle).name };
  });
}

function setTraps(module) {
  const functions = functionsOf(module);
  if (functions.length !== panics.length) throw new Error("the files do not hold the same module");
  functions.forEach(({ handle }, index) => panics[index] && binaryen.Function.setBody(handle, module.unreachable()));
  module.runPasses(["remove-unused-module-elements"]);
}

/** A wasm with zeros in place of this data. */
function withZeros(wasm, data) {
  const bytes = Buffer.from(wasm);
  for (const { address, bytes: segment } of dataSegments(bytes)) {
    for (const { start, end } of data) segment.fill(0, Math.max(0, start - address), Math.max(0, end - address));
  }
  return bytes;
}
