// `npm run size`: what a page loads, by what it imports, beside the peers of the benchmark; the parts of the wasm; and
// where their bytes come from. `-- --check` compares with the budgets, and with what the package's page says;
// `-- --write` puts the sizes there.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { buildSync } from "esbuild";

import { makeParts, makeWasm, PKG } from "./build.js";
import { brotliSize, esbuildChunks, viteChunks } from "./lib/chunks.js";
import { output, ROOT } from "./lib/run.js";
import { readBodies, readFunctionNames, readImports, readSegments, SECTION, sections } from "./lib/wasm-sections.js";
import { PAGES } from "./page-budgets.js";
import { PARTS } from "./parts.js";

/** How much more Vite may load than esbuild. */
const VITE_TOLERANCE = 1.03;

const ENTRY = "./pkg/index.js";
const kb = (bytes) => bytes / 1000;
const sumOf = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
const loaded = (chunks) => sumOf(chunks.map((code) => kb(brotliSize(code))));

/** The sizes of each page: as esbuild and as Vite make it. */
async function pages() {
  const sizes = [];
  for (const { title, names, ...budgets } of PAGES) {
    const [ours, vite] = [await esbuildChunks(names, ENTRY), await viteChunks(names, ENTRY)];
    const of = ({ initial, all }) => ({ initial: loaded(initial), all: loaded(all) });
    sizes.push({ title, budgets, esbuild: of(ours), vite: of(vite) });
  }
  return sizes;
}

const measured = (bytes) => ({
  raw: kb(bytes.length),
  gzip: kb(gzipSync(bytes, { level: 9 }).length),
  brotli: kb(brotliSize(bytes)),
});

/** Modules, minified and joined as a bundler does it. */
function joined(options) {
  return buildSync({
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
    logLevel: "error",
    ...options,
  }).outputFiles[0].contents;
}

/** An entry of ours; `external` leaves files out. */
const bundled = (entry, external = []) =>
  joined({ stdin: { contents: `export * from "./${entry}";`, resolveDir: PKG }, external });

/** Entries that are one file each, and the wasm that `./external` and workerd take. */
const entries = () => ({
  "./external, without the wasm": measured(bundled("external.js")),
  "the wasm as a file": measured(readFileSync(join(PKG, "zoom_phone_profile_bg.wasm"))),
  "./proxy": measured(bundled("proxy.js")),
  "./testing, beside the default entry": measured(bundled("testing.js", ["./index.js"])),
});

/** The parts of the wasm as modules: their sizes, and how many functions and bytes of data belong to each. */
function parts() {
  const { parts: described } = JSON.parse(readFileSync(join(ROOT, "target/package/parts/parts.json"), "utf8"));
  return Object.keys(PARTS).map((name) => ({
    name,
    ...measured(joined({ entryPoints: [join(PKG, `parts/${name}.js`)], external: ["./*"] })),
    ...described[name].report,
  }));
}

// ── inside the wasm

/** What the sections of a wasm hold: its functions with their names, the segments of data, and the rest. */
function contents(bytes) {
  let bodies = [];
  let imported = 0;
  let data = [];
  const names = new Map();
  const other = [bytes.subarray(0, 8)];
  for (const { id, begin, end, read } of sections(bytes)) {
    const origin = read.at;
    if (id === SECTION.import) imported = readImports(read).length;
    if (id === SECTION.code)
      bodies = readBodies(read).map((body) => bytes.subarray(origin + body.begin, origin + body.finish));
    if (id === SECTION.data) data = readSegments(read).map((segment) => segment.bytes);
    if (id === SECTION.custom && read.text() === "name") readFunctionNames(read, end, names);
    else if (id !== SECTION.code && id !== SECTION.data) other.push(bytes.subarray(begin, end));
  }
  const functions = bodies.map((body, index) => ({ body, name: names.get(index + imported) ?? "" }));
  return { functions, data, other: Buffer.concat(other) };
}

const CRATES =
  /^(core|alloc|std|talc|compiler_builtins|js_sys|wasm_bindgen|serde_wasm_bindgen|serde|serde_core|hashbrown|memchr)$/;

/** Returns the identifiers of a function's name: those of a mangled Rust path, or itself. */
function identifiersOf(name) {
  if (!name.startsWith("_R")) return [name];
  const identifiers = [];
  for (let at = 2; at < name.length; ) {
    // What tells crates or implementations of the same name apart, and what refers to earlier parts of the name.
    const skipped = /^[sB][0-9A-Za-z]*_/.exec(name.slice(at));
    const length = /^(\d+)_?/.exec(name.slice(at));
    if (length) identifiers.push(name.slice(at + length[0].length, at + length[0].length + Number(length[1])));
    at += skipped?.[0].length ?? (length ? length[0].length + Number(length[1]) : 1);
  }
  return identifiers;
}

const isCrate = (identifier) => CRATES.test(identifier);

/** The layer of ours whose code, or for whose types, a function is compiled; else its crate. */
function layerOf(name) {
  if (name === "") return "without a name";
  const identifiers = identifiersOf(name);
  // The last identifier is none of a path where it names the crate that a generic function was compiled for.
  const ours = identifiers.slice(0, -1).findIndex((one) => /^zoom_phone_profile(_core)?$/.test(one));
  if (ours >= 0) return `src/${identifiers[ours + 1]}`;
  if (identifiers.includes("__rustc")) return "the allocator";
  if (identifiers.some(isCrate)) return identifiers.find(isCrate);
  if (/^(mem(cpy|move|set|cmp)|bcmp|__(multi3|ashlti3|lshrti3))$/.test(name)) return "compiler_builtins";
  if (/^(__wbindgen|__wbg_|__externref)/.test(name)) return "wasm_bindgen";
  // A function of a type that needs no crate to be named; the rest are exports, with what has been inlined into them.
  return name.startsWith("_R") ? "core" : "src/wasm";
}

/** Texts are runs of bytes that can be read; what is between them are tables. */
const READABLE = /(?:[\x20-\x7e\n]|[\xc2-\xf4][\x80-\xbf]{1,3}){6,}/g;
function textsAndTables(segments) {
  const all = segments.map((segment) => Buffer.from(segment).toString("latin1")).join("");
  return { "data: texts": (all.match(READABLE) ?? []).join(""), "data: tables": all.replace(READABLE, "") };
}

/** What each part of the wasm holds, made anew with the names that are left out of what ships. */
function named() {
  const folder = join(ROOT, "target/size");
  makeWasm(folder, ["-g"]);
  makeParts(folder, ["-g"]);
  const holds = (part) => ({ part, ...contents(readFileSync(join(folder, "parts", `${part}.wasm`))) });
  return Object.keys(PARTS).map(holds);
}

/** The bytes of all parts, by layers and crates. */
function layers(wasms) {
  const found = new Map();
  const add = (layer, bytes) => found.set(layer, Buffer.concat([found.get(layer) ?? Buffer.alloc(0), bytes]));
  for (const { functions, data, other } of wasms) {
    for (const { name, body } of functions) add(layerOf(name), body);
    for (const [name, text] of Object.entries(textsAndTables(data))) add(name, Buffer.from(text, "latin1"));
    add("types, imports, exports, headers", other);
  }
  if (found.has("without a name"))
    throw new Error("functions of the wasm have no names: has the compiler changed how it gives them?");
  return [...found].sort((a, b) => b[1].length - a[1].length);
}

// ── peers

const BENCH = join(ROOT, "bench");

/** The benchmark's peers, bundled as we are, each with this profile's schema; `null` where they are not installed. */
function peers() {
  if (!existsSync(join(BENCH, "node_modules/zod"))) return null;
  const others = JSON.parse(output(process.execPath, [join(BENCH, "write-peers.js")]));
  return Object.fromEntries([
    ...others.map(({ title, file }) => [`${title}: validation`, measured(joined({ entryPoints: [file] }))]),
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

const shown = (size) => size.toFixed(1);

function printRow(name, cells) {
  console.log(`${name.padEnd(54)}${cells.map((cell) => String(cell).padStart(10)).join("")}`);
}

function printPages(sizes) {
  printRow("KB (1,000 bytes) of a page, brotli", ["initial", "of", "target", "all", "of", "target", "Vite", "its all"]);
  for (const { title, budgets, esbuild, vite } of sizes) {
    const cells = ["initial", "all"].flatMap((chunks) => [
      shown(esbuild[chunks]),
      budgets[chunks]?.budget ?? "–",
      budgets[chunks]?.target ?? "–",
    ]);
    printRow(title.replaceAll("`", ""), [...cells, shown(vite.initial), shown(vite.all)]);
  }
}

function printSizes(title, sizes) {
  printRow(title, ["raw", "gzip", "brotli"]);
  for (const [name, { raw, gzip, brotli }] of Object.entries(sizes)) printRow(name, [raw, gzip, brotli].map(shown));
}

function printParts() {
  printRow("parts of the wasm, as modules", ["raw", "brotli", "functions", "data"]);
  const all = parts();
  for (const { name, raw, brotli, functions, data } of all)
    printRow(name, [shown(raw), shown(brotli), functions, shown(kb(data))]);
  const total = (column) => sumOf(all.map((part) => part[column]));
  printRow("all", [shown(total("raw")), shown(total("brotli")), total("functions"), shown(kb(total("data")))]);
}

function printLayers(wasms) {
  printRow("inside the parts, by layer", ["raw", "%", "brotli"]);
  const found = layers(wasms);
  const total = sumOf(found.map(([, { length }]) => length));
  for (const [name, bytes] of found)
    printRow(name, [shown(kb(bytes.length)), shown((100 * bytes.length) / total), shown(kb(brotliSize(bytes)))]);
  console.log("\nFunctions that are compiled for a type of ours count as ours. Brotli is that of a layer by itself.");
}

function printFunctions(wasms) {
  console.log("the largest functions, with their parts");
  const all = wasms.flatMap(({ part, functions }) => functions.map((one) => ({ part, ...one })));
  for (const { part, name, body } of all.sort((a, b) => b.body.length - a.body.length).slice(0, 20))
    console.log(
      `${shown(kb(body.length)).padStart(6)}  ${part.padEnd(8)}  ${identifiersOf(name).join("::").slice(0, 120)}`,
    );
}

async function print() {
  printPages(await pages());
  console.log();
  printParts();
  console.log();
  printSizes("other entries, minified", entries());
  console.log();
  const wasms = named();
  printLayers(wasms);
  console.log();
  printFunctions(wasms);
  console.log();
  const others = peers();
  if (others) printSizes("peers of the benchmark", others);
  else console.log("The peers of the benchmark are not installed: npm ci --prefix bench");
}

// ── the package's page

const README = join(ROOT, "pkg-template/README.md");
const TABLE = /(<!-- size -->\n)([\s\S]*?)(<!-- \/size -->)/;
/** The entries that users choose from, besides the default one. */
const SHOWN = {
  "all of `zoom-phone-profile/external`, without the wasm": "./external, without the wasm",
  "the wasm as a file": "the wasm as a file",
  "`zoom-phone-profile/proxy`": "./proxy",
};

function table(sizes, others) {
  const row = (title, ...cells) => `| ${title} | ${cells.map((cell) => cell.toFixed(0)).join(" | ")} |`;
  return [
    "| a page that imports | by Vite | by esbuild |",
    "| --- | --: | --: |",
    ...sizes.map(({ title, esbuild, vite }) => row(title, vite.initial, esbuild.initial)),
    ...Object.entries(SHOWN).map(([title, entry]) => row(title, others[entry].brotli, others[entry].brotli)),
  ].join("\n");
}

async function write() {
  const text = readFileSync(README, "utf8");
  const made = table(await pages(), entries());
  writeFileSync(
    README,
    text.replace(TABLE, (_, begin, __, end) => `${begin}${made}\n${end}`),
  );
}

/** The figures of the page may be some commits old: by a tenth, no more. */
function assertShown(made) {
  const figures = (text) =>
    text
      .split("\n")
      .filter((line) => /\d/.test(line))
      .map((line) => line.match(/ \d+(?= \|)/g).map(Number));
  const [old, current] = [TABLE.exec(readFileSync(README, "utf8"))[2], made].map(figures);
  const isNear = (rows) =>
    rows.length === current.length &&
    rows.flat().every((figure, at) => Math.abs(figure - current.flat()[at]) <= Math.max(2, 0.1 * figure));
  if (!isNear(old)) throw new Error('pkg-template/README.md shows sizes of before: run "npm run size -- --write"');
}

/** What is wrong with the sizes of a page: over its budget, or larger by Vite. */
function faultsOf({ title, budgets, esbuild, vite }) {
  const over = Object.entries(budgets)
    .filter(([chunks, { budget }]) => esbuild[chunks] > budget)
    .map(([chunks, { budget }]) => `${title}, ${chunks}: ${shown(esbuild[chunks])} KB of ${budget}`);
  if (vite.initial <= VITE_TOLERANCE * esbuild.initial) return over;
  return [...over, `${title}: ${shown(vite.initial)} KB by Vite, ${shown(esbuild.initial)} by esbuild`];
}

async function check() {
  const sizes = await pages();
  printPages(sizes);
  const faults = sizes.flatMap(faultsOf);
  if (faults.length > 0)
    throw new Error(
      `pages load too much:\n  ${faults.join("\n  ")}\n` +
        "`npm run size` shows where the bytes are; the budgets are in scripts/page-budgets.js",
    );
  assertShown(table(sizes, entries()));
}

try {
  if (process.argv.includes("--check")) await check();
  else if (process.argv.includes("--write")) await write();
  else await print();
} catch (error) {
  console.error(`size: ${error.message}`);
  process.exitCode = 1;
}
