// `npm run size`: what a page loads, by part, beside the peers of the benchmark; and where the bytes of the wasm come
// from. `-- --check` compares with the budget, and with what the package's page says; `-- --write` puts it there.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import { buildSync } from "esbuild";

import { makeWasm, PKG } from "./build.js";
import { ROOT } from "./lib/run.js";

/** The most that the default entry may weigh with everything in it, as a bundler ships it, in KB (1,000 bytes). */
const BUDGET = { gzip: 153.5, brotli: 130.6 };

const kb = (bytes) => bytes / 1000;
function measured(bytes) {
  const brotli = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  return { raw: kb(bytes.length), gzip: kb(gzipSync(bytes, { level: 9 }).length), brotli: kb(brotli.length) };
}

/** Modules, minified and joined as a bundler does it. */
function joined(options) {
  return buildSync({
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    write: false,
    logLevel: "error",
    ...options,
  }).outputFiles[0].contents;
}

/** An entry of ours; `external` leaves files out. */
const bundled = (entry, external = []) =>
  joined({ stdin: { contents: `export * from "./${entry}";`, resolveDir: PKG }, external });

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
  return {
    number,
    text,
    get at() {
      return at;
    },
    set at(value) {
      at = value;
    },
  };
}

/** What the sections of a wasm hold: its functions with their names, the segments of data, and the rest. */
function contents(bytes) {
  const read = reader(bytes);
  const bodies = [];
  const names = new Map();
  const found = { data: [], other: bytes.subarray(0, 8) };
  let imported = 0;
  while (read.at < bytes.length) {
    const begin = read.at;
    const id = bytes[read.at++];
    const end = read.number() + read.at;
    if (id === 2) imported = importedFunctions(bytes, read);
    if (id === 10)
      for (let left = read.number(); left > 0; left--)
        bodies.push(bytes.subarray(read.at, (read.at = read.number() + read.at)));
    if (id === 11) found.data = dataSegments(bytes, read);
    if (id === 0 && read.text() === "name") functionNames(bytes, read, end, names);
    else if (id !== 10 && id !== 11) found.other = Buffer.concat([found.other, bytes.subarray(begin, end)]);
    read.at = end;
  }
  return { ...found, functions: bodies.map((body, index) => ({ body, name: names.get(index + imported) ?? "" })) };
}

function functionNames(bytes, read, end, names) {
  while (read.at < end) {
    const kind = bytes[read.at++];
    const until = read.number() + read.at;
    if (kind === 1) for (let left = read.number(); left > 0; left--) names.set(read.number(), read.text());
    read.at = until;
  }
}

/** The segments of memory; each begins with an expression of its place. */
function dataSegments(bytes, read) {
  const segments = [];
  for (let left = read.number(); left > 0; left--) {
    if (read.number() !== 0) throw new Error("a data segment of a kind that the compiler did not make before");
    read.at++;
    read.number();
    read.at++;
    const length = read.number();
    segments.push(bytes.subarray(read.at, (read.at += length)));
  }
  return segments;
}

function importedFunctions(bytes, read) {
  let count = 0;
  for (let left = read.number(); left > 0; left--) {
    read.text();
    read.text();
    const kind = bytes[read.at++];
    if (kind === 0) {
      count++;
      read.number();
    } else if (kind === 3) {
      read.at += 2;
    } else {
      if (kind === 1) read.at++;
      const flags = bytes[read.at++];
      read.number();
      if (flags & 1) read.number();
    }
  }
  return count;
}

const OTHERS = "core|alloc|std|dlmalloc|compiler_builtins|js_sys|wasm_bindgen|serde_wasm_bindgen|hashbrown|memchr";

/** The room of ours whose code, or for whose types, a function is compiled; else its crate. */
function roomOf(name) {
  const room = /zoom_phone_profile(?:_core)?(?:\[\w+\])?::(\w+)/.exec(name)?.[1];
  if (room) return `src/${room}`;
  const crate = new RegExp(`\\b(${OTHERS})(?:\\[\\w+\\])?::`).exec(name)?.[1];
  if (crate) return crate;
  if (name.startsWith("__rustc")) return "dlmalloc";
  if (/^(mem(cpy|move|set|cmp)|bcmp|__(multi3|ashlti3|lshrti3))$/.test(name)) return "compiler_builtins";
  if (/^(__wbindgen|__wbg_|__externref)/.test(name)) return "wasm_bindgen";
  // A function of a type that needs no crate to be named; the rest are exports, with what has been inlined into them.
  return name.startsWith("<") ? "core" : name === "" ? "without a name" : "src/wasm";
}

/** Texts are runs of bytes that can be read; what is between them are tables. */
const READABLE = /(?:[\x20-\x7e\n]|[\xc2-\xf4][\x80-\xbf]{1,3}){6,}/g;
function textsAndTables(segments) {
  const all = segments.map((segment) => Buffer.from(segment).toString("latin1")).join("");
  return { "data: texts": (all.match(READABLE) ?? []).join(""), "data: tables": all.replace(READABLE, "") };
}

/** The wasm that ships, made anew with the names that are left out of what ships. */
const named = () => contents(readFileSync(makeWasm(join(ROOT, "target/size"), ["-g"])));

/** Its bytes by rooms and crates. */
function rooms({ functions, data, other }) {
  const found = new Map();
  for (const { name, body } of functions)
    found.set(roomOf(name), Buffer.concat([found.get(roomOf(name)) ?? Buffer.alloc(0), body]));
  for (const [name, text] of Object.entries(textsAndTables(data))) found.set(name, Buffer.from(text, "latin1"));
  found.set("types, imports, exports, headers", other);
  if (found.has("without a name"))
    throw new Error("functions of the wasm have no names: has the compiler changed how it gives them?");
  return [...found].sort((a, b) => b[1].length - a[1].length);
}

// ── peers

const BENCH = join(ROOT, "bench");

/** The benchmark's peers, bundled as we are, each with this profile's schema; `null` where they are not installed. */
async function peers() {
  if (!existsSync(join(BENCH, "node_modules/zod"))) return null;
  const { NAMES, writePeers } = await import("../bench/peers.js");
  const { GENERATED } = await import("../bench/support.js");
  await writePeers(JSON.parse(readFileSync(join(PKG, "schema.json"), "utf8")), GENERATED, BENCH);
  const others = Object.keys(NAMES).filter((name) => name !== "ours" && name !== "json-parse");
  return Object.fromEntries([
    ...others.map((name) => [
      `${NAMES[name]}: validation`,
      measured(joined({ entryPoints: [join(GENERATED, `${name}.js`)] })),
    ]),
    [
      "@zoom/rivet: the call, in Node alone",
      measured(
        joined({
          stdin: { contents: 'export { PhoneS2SAuthClient } from "@zoom/rivet/phone";', resolveDir: BENCH },
          platform: "node",
        }),
      ),
    ],
  ]);
}

// ── printed

async function print() {
  const row = (name, cells) =>
    console.log(`${name.padEnd(40)}${cells.map((cell) => String(cell).padStart(9)).join("")}`);
  const rows = (sizes) =>
    Object.entries(sizes).forEach(([name, { raw, gzip, brotli }]) =>
      row(
        name,
        [raw, gzip, brotli].map((size) => size.toFixed(1)),
      ),
    );
  row("KB (1,000 bytes), minified", ["raw", "gzip", "brotli"]);
  rows(parts());
  console.log("\nA page that imports one function gets the whole wasm: it is one blob.\n");

  row("inside the wasm that ships", ["raw", "%", "brotli"]);
  const wasm = named();
  const found = rooms(wasm);
  const total = found.reduce((sum, [, { length }]) => sum + length, 0);
  for (const [name, bytes] of found)
    row(name, [
      kb(bytes.length).toFixed(1),
      ((100 * bytes.length) / total).toFixed(1),
      measured(bytes).brotli.toFixed(1),
    ]);
  console.log("\nFunctions that are compiled for a type of ours count as ours. Brotli is that of a part by itself.\n");

  console.log("the largest functions");
  const largest = wasm.functions.sort((a, b) => b.body.length - a.body.length).slice(0, 20);
  for (const { name, body } of largest)
    console.log(`${kb(body.length).toFixed(1).padStart(6)}  ${name.replace(/\[[0-9a-f]{16}\]/g, "").slice(0, 120)}`);
  console.log();

  row("peers of the benchmark", ["raw", "gzip", "brotli"]);
  const others = await peers();
  if (others) rows(others);
  else console.log("are not installed: npm ci --prefix bench");
}

// ── the package's page

const README = join(ROOT, "pkg-template/README.md");
const TABLE = /(<!-- size -->\n)([\s\S]*?)(<!-- \/size -->)/;
/** The parts that users choose from. */
const SHOWN = {
  "`zoom-phone-profile`": "the default entry, everything in it",
  "`zoom-phone-profile/external`": "./external, without the wasm",
  "the wasm as a file": "the wasm as a file",
  "`zoom-phone-profile/proxy`": "./proxy",
};
const COLUMNS = ["raw", "gzip", "brotli"];

function table(sizes) {
  const rows = Object.entries(SHOWN).map(
    ([title, part]) => `| ${title} | ${COLUMNS.map((column) => sizes[part][column].toFixed(0)).join(" | ")} |`,
  );
  return ["| | raw | gzip | brotli |", "| --- | --: | --: | --: |", ...rows].join("\n");
}

function write() {
  const text = readFileSync(README, "utf8");
  writeFileSync(
    README,
    text.replace(TABLE, (_, begin, __, end) => `${begin}${table(parts())}\n${end}`),
  );
}

/** The figures of the page may be some commits old: by a tenth, no more. */
function assertShown(sizes) {
  const figures = (text) =>
    text
      .split("\n")
      .filter((line) => /\d/.test(line))
      .map((line) => line.match(/ \d+(?= \|)/g).map(Number));
  const [shown, measured] = [TABLE.exec(readFileSync(README, "utf8"))[2], table(sizes)].map(figures);
  const isNear = (rows) =>
    rows.length === measured.length &&
    rows.flat().every((figure, at) => Math.abs(figure - measured.flat()[at]) <= Math.max(2, 0.1 * figure));
  if (!isNear(shown)) throw new Error('pkg-template/README.md shows sizes of before: run "npm run size -- --write"');
}

function check() {
  const sizes = parts();
  assertShown(sizes);
  const { gzip, brotli } = sizes["the default entry, everything in it"];
  console.log(
    `the default entry: ${gzip.toFixed(1)} KB gzip of ${BUDGET.gzip}, ${brotli.toFixed(1)} KB brotli of ${BUDGET.brotli}`,
  );
  if (gzip > BUDGET.gzip || brotli > BUDGET.brotli)
    throw new Error(
      "the package is over its budget: look where the bytes are by `npm run size`; the budget is in scripts/size.js",
    );
}

try {
  if (process.argv.includes("--check")) check();
  else if (process.argv.includes("--write")) write();
  else await print();
} catch (error) {
  console.error(`size: ${error.message}`);
  process.exitCode = 1;
}
