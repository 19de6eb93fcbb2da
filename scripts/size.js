// `npm run size`: what a page loads, by part, beside the peers of the benchmark; and where the bytes of the wasm come from.
// `-- --check` compares with the budget alone.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { buildSync } from "esbuild";

import { PKG } from "./build.js";
import { ROOT } from "./lib/run.js";
import { TARGET } from "./lib/rust.js";

/** The most that the default entry may weigh with everything in it, as a bundler ships it, in KB (1,000 bytes). */
const BUDGET = { gzip: 162, brotli: 136 };

const kb = (bytes) => bytes / 1000;
function measured(bytes) {
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  return { raw: kb(bytes.length), gzip: kb(gzipSync(bytes, { level: 9 }).length), brotli: kb(brotli.length) };
}

/** An entry, minified and joined as a bundler does it; `external` leaves files out. */
function bundled(entry, external = []) {
  const { outputFiles } = buildSync({ stdin: { contents: `export * from "./${entry}";`, resolveDir: PKG }, bundle: true, minify: true, format: "esm", target: "es2022", charset: "utf8", write: false, external });
  return outputFiles[0].contents;
}

function parts() {
  const wasm = "zoom_phone_profile_bg.wasm";
  return {
    "the default entry, everything in it": measured(bundled("index.js")),
    "  of which JavaScript": measured(bundled("index.js", ["./wasm-inline.js"])),
    "  of which the wasm, inlined": measured(bundled("wasm-inline.js")),
    "the wasm as a file": measured(readFileSync(join(PKG, wasm))),
    "./external, without the wasm": measured(bundled("external.js")),
    "./proxy": measured(bundled("proxy.js")),
    "./testing, beside the default entry": measured(bundled("testing.js", ["./index.js"])),
  };
}

// ── inside the wasm

function reader(bytes) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const text = () => {
    const length = number();
    return Buffer.from(bytes.subarray(at, (at += length))).toString("utf8");
  };
  return { number, text, get at() { return at; }, set at(value) { at = value; } };
}

/** Bytes of code by function name, from the compiler's own output, which still has names; and the bytes of data. */
function functions(bytes) {
  const read = reader(bytes);
  const sizes = [];
  const names = new Map();
  let imported = 0;
  let data = 0;
  while (read.at < bytes.length) {
    const id = bytes[read.at++];
    const length = read.number();
    const end = read.at + length;
    if (id === 2) imported = importedFunctions(bytes, read);
    if (id === 11) data = length;
    if (id === 10) for (let left = read.number(); left > 0; left--) { const size = read.number(); sizes.push(size); read.at += size; }
    if (id === 0 && read.text() === "name") {
      while (read.at < end) {
        const kind = bytes[read.at++];
        const until = read.number() + read.at;
        if (kind === 1) for (let left = read.number(); left > 0; left--) { const index = read.number(); names.set(index, read.text()); }
        read.at = until;
      }
    }
    read.at = end;
  }
  return { data, code: sizes.map((size, index) => ({ size, name: names.get(index + imported) ?? "" })) };
}

function importedFunctions(bytes, read) {
  let count = 0;
  for (let left = read.number(); left > 0; left--) {
    read.text();
    read.text();
    const kind = bytes[read.at++];
    if (kind === 0) { count++; read.number(); }
    else if (kind === 3) { read.at += 2; }
    else { if (kind === 1) read.at++; const flags = bytes[read.at++]; read.number(); if (flags & 1) read.number(); }
  }
  return count;
}

/** The room of a function of ours, or its crate: the first such name in its mangled path. */
function roomOf(name) {
  const room = /(?:zoom_phone_profile)(?:\d+|\.\.|::)([a-z_]+?)(?=\d|\.\.|::|[A-Z$]|$)/.exec(name)?.[1];
  if (room) return `src/${room}`;
  return /(?:^|\d|\$|_|\b)(core|alloc|std|dlmalloc|js_sys|web_sys|wasm_bindgen_futures|wasm_bindgen|gloo_net|serde_json|serde|compiler_builtins)(?=\d|\.\.|::)/.exec(name)?.[1] ?? "exports and others";
}

function rooms() {
  const { code, data } = functions(readFileSync(join(ROOT, "target", TARGET, "release/zoom_phone_profile.wasm")));
  const total = new Map([["data: tables and texts", data]]);
  for (const { size, name } of code) total.set(roomOf(name), (total.get(roomOf(name)) ?? 0) + size);
  return [...total].sort((a, b) => b[1] - a[1]);
}

// ── printed

function print() {
  const row = (name, cells) => console.log(`${name.padEnd(40)}${cells.map((cell) => String(cell).padStart(9)).join("")}`);
  row("KB (1,000 bytes), minified", ["raw", "gzip", "brotli"]);
  for (const [name, { raw, gzip, brotli }] of Object.entries(parts())) row(name, [raw, gzip, brotli].map((size) => size.toFixed(1)));
  console.log("\nA page that imports one function gets the whole wasm: it is one blob.\n");
  const total = rooms().reduce((sum, [, size]) => sum + size, 0);
  row("inside the wasm, before wasm-opt", ["KB", "%"]);
  for (const [name, size] of rooms().filter(([, size]) => size / total > 0.005)) row(name, [kb(size).toFixed(1), ((100 * size) / total).toFixed(1)]);
  console.log("\nPeers with this schema alone: bench/README.md, last column of its tables.");
}

function check() {
  const { gzip, brotli } = parts()["the default entry, everything in it"];
  console.log(`the default entry: ${gzip.toFixed(1)} KB gzip of ${BUDGET.gzip}, ${brotli.toFixed(1)} KB brotli of ${BUDGET.brotli}`);
  if (gzip > BUDGET.gzip || brotli > BUDGET.brotli) throw new Error("the package is over its budget: look where the bytes are by `npm run size`; the budget is in scripts/size.js");
}

try {
  if (process.argv.includes("--check")) check();
  else print();
} catch (error) {
  console.error(`size: ${error.message}`);
  process.exitCode = 1;
}
