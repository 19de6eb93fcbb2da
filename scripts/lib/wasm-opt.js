// The options of binaryen for the package's wasm, for its command line and its library.

import { join } from "node:path";

import { ROOT } from "./run.js";

/** One of binaryen's tools, to be run by Node. */
export const binaryenTool = (name) => join(ROOT, "node_modules/binaryen/bin", name);

/** Only features that every promised engine has: --all-features makes files that Node 20 cannot compile. */
export const FEATURE_FLAGS = [
  "bulk-memory",
  "mutable-globals",
  "nontrapping-float-to-int",
  "sign-ext",
  "reference-types",
  "multivalue",
  "simd",
].map((name) => `--enable-${name}`);

/** The same for binaryen's library, which has a name of its own for what bulk memory and reference types imply. */
export const FEATURES = [
  "BulkMemory",
  "BulkMemoryOpt",
  "MutableGlobals",
  "NontrappingFPToInt",
  "SignExt",
  "ReferenceTypes",
  "CallIndirectOverlong",
  "Multivalue",
  "SIMD128",
];

/**
 * What is called in one place only is inlined there up to this size, or the walk would hold all that it seldom does:
 * engines compile it later, and with fewer registers.
 */
export const ONE_CALLER_SIZE = 100;
