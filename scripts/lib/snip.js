// Makes the functions by which Rust words and reports a panic traps: in wasm nobody would read the message, and without
// them the formatting that they pull in goes as well, and the names of files. Usage: node scripts/lib/snip.js FILE,
// which is changed in place.

import { readFileSync, writeFileSync } from "node:fs";

import binaryen from "binaryen";

/** By the names that rustc gives them, with or without its digests: `core[c5930c85a12de822]::panicking::panic_fmt`. */
const PANICS =
  /^(core(\[\w+\])?::(panicking|option::(expect|unwrap)_failed|result::unwrap_failed|cell::panic_|cell::lazy::panic_|str::slice_error_fail|slice::index::slice_\w+_fail)|alloc(\[\w+\])?::(raw_vec::(handle_error|capacity_overflow)|alloc::handle_alloc_error)|std(\[\w+\])?::(panicking::panic_(handler|with_hook)|alloc::default_alloc_error_hook)|__rustc(\[\w+\])?::(rust_panic|__rust_alloc_error_handler))/;

/** What writes the values in a panic's words. The package formats nothing else: see below. */
const FORMATS = / as core(\[\w+\])?::fmt::(Display|Debug)>::fmt$/;
const FORMATTING = /^core(\[\w+\])?::fmt::write$/;

const [file] = process.argv.slice(2);
// Names stay, for those who look where bytes are: wasm-opt leaves them out of what ships.
binaryen.setDebugInfo(true);
const module = binaryen.readBinary(readFileSync(file));
let found = 0;
for (let index = 0; index < module.getNumFunctions(); index++) {
  const handle = module.getFunctionByIndex(index);
  const { name } = binaryen.getFunctionInfo(handle);
  if (!PANICS.test(name) && !FORMATS.test(name)) continue;
  binaryen.Function.setBody(handle, module.unreachable());
  found++;
}
if (found === 0) throw new Error(`${file} names no function of a panic: has rustc changed its names?`);
module.runPasses(["remove-unused-module-elements"]);
for (let index = 0; index < module.getNumFunctions(); index++) {
  const { name } = binaryen.getFunctionInfo(module.getFunctionByIndex(index));
  if (FORMATTING.test(name))
    throw new Error(`${file} formats beyond panics: write by push_str and push_decimal instead of format!`);
}
/** Files that panics name, which nobody reads. */
const PATHS = /(?:\/[\w.-]+)+\.rs|src(?:\/\w+)+\.rs/g;
const snipped = Buffer.from(module.emitBinary())
  .toString("latin1")
  .replace(PATHS, (path) => "\0".repeat(path.length));
writeFileSync(file, Buffer.from(snipped, "latin1"));
