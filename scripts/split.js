// Splits one linked wasm into parts that share its memory, its tables and its globals, so that a page loads the code
// that it uses. Which part an export belongs to is said by a table (`scripts/parts.js`); all else follows from what
// refers to what:
//
// 1. A graph: calls, from the module; addresses of functions and data, from the linker's relocations.
// 2. Whatever an export reaches belongs to its part; what several parts reach, to their nearest common ancestor.
// 3. Each part is the module without the functions, data and table entries of others; it imports what is its
//    ancestors'.
//
// So whoever can get at a function or a datum, by name or by address, has the part of it loaded: a part is linked after
// its ancestors. Everything stays at its address and at its index of the table.
//
// Usage: node scripts/split.js LINKED WASM OUT [-g]. WASM is what wasm-bindgen made of LINKED, with the linker's own
// names. OUT gets a wasm for each part, and parts.json: see `split`. Names of functions stay with -g.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import binaryen from "binaryen";
import { readLinked, withoutRelocations } from "./lib/relocations.js";
import { output } from "./lib/run.js";
import { binaryenTool, FEATURE_FLAGS, FEATURES, ONE_CALLER_SIZE } from "./lib/wasm-opt.js";
import { dataSegments } from "./lib/wasm-sections.js";
import { PARTS } from "./parts.js";

/**
 * Functions up to this size, in bytes, are copied into each part that calls them: a call of another part costs more.
 */
const COPIED_SIZE = 40;

/**
 * Splits the module of the file `wasm`, which was made of the file `linked`. Returns `{ exports, parts }`: the short
 * names of the module's exports, and for each part by its name
 * - `bytes`, a wasm;
 * - `exports`: the names of what it exports, as the module has them;
 * - `glue`: what it imports from JavaScript as `a`, by short names;
 * - `report`: how many functions and bytes of data it holds.
 *
 * What it exports, and imports of its ancestors as `b`, is one namespace for all parts, of short names. Throws, with a
 * name, if an export has no part; if something refers to a function that is not there; if bytes of data have no owner;
 * if parts that share something have no nearest common ancestor; if a part is not valid.
 */
export function split({ linked, wasm, parts, withNames = false }) {
  const tree = readTree(parts);
  const module = readModule(wasm);
  const graph = readGraph(readLinked(readFileSync(linked)), module, readCalls(wasm));
  const roots = assignExports(module, tree);
  const rootData = exportedData(module, graph);
  const places = placeNodes(graph, new Map(roots).set(tree.root, [...roots.get(tree.root), ...rootData]), tree);
  checkReferences(graph, places, tree);
  const owners = assignBytes(graph, places, module, tree);
  const context = { tree, module, graph, roots, places, owners, names: new ShortNames(), needed: new Map(), withNames };
  const exports = Object.fromEntries(
    module.exports.map(({ kind, name, value }) => [name, context.names.of(kind, value)]),
  );
  // From the leaves up: what a part needs of its ancestors is known once it is optimized.
  const made = tree.names.toReversed().map((part) => [part, makePart(part, context)]);
  return { exports, parts: Object.fromEntries(made.reverse()) };
}

// ── the table of parts

/** The parts, each after its parents, with their ancestors and their patterns of exports. The first one is the root. */
function readTree(parts) {
  const names = Object.keys(parts);
  const ancestors = new Map();
  for (const name of names) {
    const { parents } = parts[name];
    const unknown = parents.find((parent) => !ancestors.has(parent));
    if (unknown) throw new Error(`the part ${name} has the parent ${unknown}, which is no part before it`);
    if (parents.length === 0 && name !== names[0])
      throw new Error(`the part ${name} has no parent: only the first part may have none`);
    ancestors.set(name, new Set([name, ...parents.flatMap((parent) => [...ancestors.get(parent)])]));
  }
  const patterns = new Map(names.map((name) => [name, parts[name].exports]));
  return { names, root: names[0], ancestors, patterns };
}

/** The nearest part that all of these parts have loaded. `what` is what they share. */
function commonAncestor(parts, { names, ancestors }, what) {
  const common = names.filter((name) => parts.every((part) => ancestors.get(part).has(name)));
  const nearest = common.filter((one) => !common.some((other) => other !== one && ancestors.get(other).has(one)));
  if (nearest.length === 1) return nearest[0];
  const who = `${parts.join(" and ")} share ${what}`;
  throw new Error(`${who}, and have several nearest ancestors: ${nearest.join(", ")}. Put a part between`);
}

/** For each part the functions that it exports. */
function assignExports({ exports }, { names, patterns }) {
  const functions = exports.filter(({ kind }) => kind === binaryen.ExternalFunction);
  const matches = (pattern, name) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(name);
  const partsOf = (name) => names.filter((part) => patterns.get(part).some((pattern) => matches(pattern, name)));
  const roots = new Map(names.map((part) => [part, []]));
  for (const { name, value } of functions) {
    const [part, another] = partsOf(name);
    if (!part) throw new Error(`the export ${name} is in no part`);
    if (another) throw new Error(`the export ${name} is in two parts: ${part} and ${another}`);
    roots.get(part).push(value);
  }
  for (const [part, list] of patterns) {
    const idle = list.filter((pattern) => !functions.some(({ name }) => matches(pattern, name)));
    if (idle.length > 0) throw new Error(`the part ${part} names exports that are not there: ${idle.join(", ")}`);
  }
  return roots;
}

/** Data whose addresses are exported belong to the root: JavaScript may read them at any time. */
function exportedData({ exports }, { data }) {
  const names = new Set(exports.filter(({ kind }) => kind === binaryen.ExternalGlobal).map(({ name }) => name));
  return data.filter(({ name }) => names.has(name));
}

// ── what refers to what

/** What the module holds. `isTrap` is true of functions that only trap: the build has taken their bodies. */
function readModule(file) {
  const bytes = withoutRelocations(readFileSync(file));
  const module = binaryen.readBinary(bytes);
  const all = (count, at, info) => Array.from({ length: module[count]() }, (_, index) => info(module[at](index)));
  const functions = all("getNumFunctions", "getFunctionByIndex", binaryen.getFunctionInfo);
  const elements = all("getNumElementSegments", "getElementSegmentByIndex", binaryen.getElementSegmentInfo);
  const isTrap = ({ body }) => binaryen.getExpressionId(body) === binaryen.UnreachableId;
  const read = {
    bytes,
    functions: new Map(
      functions.map((one) => [one.name, { ...one, isImport: !!one.base, isTrap: !one.base && isTrap(one) }]),
    ),
    exports: all("getNumExports", "getExportByIndex", binaryen.getExportInfo),
    elements: elements.map(({ name, table, offset, data }) => ({
      name,
      table,
      start: binaryen.getExpressionInfo(offset).value,
      functions: data,
    })),
    tables: all("getNumTables", "getTableByIndex", binaryen.getTableInfo),
    globals: all("getNumGlobals", "getGlobalByIndex", binaryen.getGlobalInfo),
    memory: module.getMemoryInfo(),
    segments: dataSegments(bytes),
  };
  module.dispose();
  return read;
}

/** Which function calls which, as pairs. */
function readCalls(file) {
  const printed = output(process.execPath, [binaryenTool("wasm-opt"), "--print-call-graph", ...FEATURE_FLAGS, file], {
    maxBuffer: 1 << 28,
  });
  if (printed === null) throw new Error(`wasm-opt could not print the call graph of ${file}`);
  return [...printed.matchAll(/^ {2}"(.*)" -> "(.*)"; \/\/ call$/gm)].map(([, from, to]) => [from, to]);
}

/** Functions that wasm-bindgen adds, none of which holds an address: what refers to data is in the linked wasm. */
const ADDED = / (multivalue|externref) shim$|^__wbindgen_object_clone_ref$/;
/** Of the names of exports wasm-bindgen leaves out this digest. */
const DIGEST = /_[0-9a-f]{16}$/;

/**
 * What refers to what: functions, by their names, and data. `dead` are data of which all that refers to them is gone or
 * traps.
 */
function readGraph(linked, { functions }, calls) {
  const present = new Map();
  for (const name of linked.functions.keys()) {
    const plain = name.replace(DIGEST, "");
    present.set(name, functions.has(name) || !functions.has(plain) ? name : plain);
  }
  const linkedNames = new Set(present.values());
  const references = new Map();
  for (const { name, isImport, isTrap } of functions.values()) {
    references.set(name, new Set());
    if (isImport || isTrap || linkedNames.has(name) || ADDED.test(name)) continue;
    const advice = "check that it holds no address of data, and add it to ADDED in scripts/split.js";
    throw new Error(`wasm-bindgen has added the function ${name}: ${advice}`);
  }
  for (const [from, to] of calls) references.get(from).add(to);
  const inModule = (target) => present.get(target) ?? target;
  const isGone = (name) => functions.get(inModule(name))?.isTrap ?? true;
  const kept = [...linked.functions.values()].filter(({ name }) => !isGone(name));
  for (const one of kept) for (const target of one.references) references.get(inModule(one.name)).add(inModule(target));
  for (const datum of linked.data) references.set(datum, new Set([...datum.references].map(inModule)));
  const gone = [...linked.functions.values()].filter(({ name }) => isGone(name));
  const dead = reach(gone.flatMap((one) => [...one.references]).filter(isDatum), (node) =>
    [...node.references].filter(isDatum),
  );
  return { references, dead, data: linked.data, sizes: new Map(kept.map(({ name, size }) => [inModule(name), size])) };
}

const isDatum = (node) => typeof node !== "string";
const nameOf = (node) => (isDatum(node) ? `the data ${node.name}` : node);

/** All that can be reached from these. */
function reach(from, referencesOf) {
  const seen = new Set(from);
  for (const node of seen) for (const target of referencesOf(node)) seen.add(target);
  return seen;
}

/** The part of each function and datum that any export reaches. */
function placeNodes({ references }, roots, tree) {
  const reaching = new Map();
  for (const [part, functions] of roots) {
    const referencesOf = (node) => references.get(node) ?? [];
    for (const node of reach(functions, referencesOf)) reaching.set(node, [...(reaching.get(node) ?? []), part]);
  }
  return new Map([...reaching].map(([node, parts]) => [node, commonAncestor(parts, tree, nameOf(node))]));
}

/**
 * Throws if a part refers to what is not there, or may not be loaded: by a call, by an address, or by way of the table.
 */
function checkReferences({ references }, places, { ancestors }) {
  for (const [node, part] of places) {
    for (const target of references.get(node)) {
      if (!references.has(target)) throw new Error(`${nameOf(node)} refers to ${nameOf(target)}, which is missing`);
      if (ancestors.get(part).has(places.get(target))) continue;
      const other = `${nameOf(target)} of ${places.get(target)}`;
      throw new Error(`${nameOf(node)} of the part ${part} refers to ${other}, which may not be loaded`);
    }
  }
}

/** The part that each byte of data belongs to, segment by segment. Throws if one that is not zero belongs to none. */
function assignBytes({ data, dead }, places, { segments }, tree) {
  const ranges = segments.map(({ address, bytes }) => ({
    address,
    bytes,
    owners: new Array(bytes.length),
    isDead: new Uint8Array(bytes.length),
  }));
  for (const datum of data) {
    const range = ranges.find(({ address, bytes }) => datum.start >= address && datum.end <= address + bytes.length);
    if (!range) continue;
    const place = places.get(datum);
    for (let at = datum.start - range.address; at < datum.end - range.address; at++) {
      const owner = range.owners[at];
      if (place && owner !== place)
        range.owners[at] = owner ? commonAncestor([owner, place], tree, nameOf(datum)) : place;
      if (dead.has(datum)) range.isDead[at] = 1;
    }
  }
  for (const { address, bytes, owners, isDead } of ranges) {
    const orphan = bytes.findIndex((byte, at) => byte !== 0 && !owners[at] && !isDead[at]);
    if (orphan < 0) continue;
    const datum = data.find(({ start, end }) => start <= address + orphan && address + orphan < end);
    throw new Error(
      `the data at ${address + orphan} (${datum?.name ?? "of no symbol"}) belongs to no part: nothing refers to it`,
    );
  }
  return ranges;
}

// ── the parts themselves

/** Short names, one for each thing that parts share or JavaScript uses: a, b, …, aa, … */
class ShortNames {
  #names = new Map();

  of(kind, name) {
    const key = `${kind} ${name}`;
    if (!this.#names.has(key)) this.#names.set(key, shortName(this.#names.size));
    return this.#names.get(key);
  }
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

function shortName(number) {
  const rest = Math.floor(number / LETTERS.length);
  return `${rest > 0 ? shortName(rest - 1) : ""}${LETTERS[number % LETTERS.length]}`;
}

/** The modules that parts import from: JavaScript, the namespace of all parts, and what must not be imported. */
const GLUE = "a";
const SHARED = "b";
const MISSING = "missing";

function makePart(part, context) {
  binaryen.setDebugInfo(true);
  const module = binaryen.readBinary(context.module.bytes);
  module.setFeatures(FEATURES.reduce((sum, name) => sum | binaryen.Features[name], 0));
  keepExports(module, part, context);
  keepTableEntries(module, part, context);
  keepFunctions(module, part, context);
  keepData(module, part, context);
  if (part === context.tree.root) exportState(module, context);
  else importState(module, context);
  module.runPasses(["remove-unused-module-elements"]);
  if (!module.validate()) throw new Error(`the part ${part} is not valid`);
  optimize(module);
  const glue = noteImports(module, part, context);
  binaryen.setDebugInfo(context.withNames);
  const bytes = Buffer.from(module.emitBinary());
  module.dispose();
  if (!WebAssembly.validate(bytes)) throw new Error(`the part ${part} is not valid once it is optimized`);
  const exports = context.module.exports.filter(
    ({ kind, value }) => kind === binaryen.ExternalFunction && context.roots.get(part).includes(value),
  );
  return { bytes, exports: exports.map(({ name }) => name), glue, report: reportOf(part, context) };
}

/** A part exports its functions by short names, and what other parts need of it. */
function keepExports(module, part, { module: { exports }, roots, names, needed }) {
  for (const { name } of exports) module.removeExport(name);
  const functions = new Set([...roots.get(part), ...(needed.get(part) ?? [])]);
  for (const name of functions) module.addFunctionExport(name, names.of(binaryen.ExternalFunction, name));
}

/**
 * A part fills the entries of its own functions. An entry of a function that traps stays empty: to call it traps as
 * well.
 */
function keepTableEntries(module, part, { module: { elements, functions }, places }) {
  for (const { name, table, start, functions: entries } of elements) {
    module.removeElementSegment(name);
    const runs = runsOf(entries, (entry) => places.get(entry) === part && !functions.get(entry).isTrap);
    for (const { begin, end } of runs) {
      module.addActiveElementSegment(
        table,
        `${name}.${begin}`,
        entries.slice(begin, end),
        module.i32.const(start + begin),
      );
    }
  }
}

/** Runs of items for which a test is true. */
function runsOf(items, test) {
  const runs = [];
  for (let at = 0; at < items.length; at++) {
    if (!test(items[at], at)) continue;
    if (runs.at(-1)?.end === at) runs.at(-1).end++;
    else runs.push({ begin: at, end: at + 1 });
  }
  return runs;
}

/** A part keeps its functions, those that trap, and small ones of its ancestors; all others become imports. */
function keepFunctions(module, part, { module: { functions }, graph: { sizes }, places, names, tree }) {
  for (const { name, isImport, isTrap, base, params, results } of functions.values()) {
    const place = places.get(name);
    const isSmall = tree.ancestors.get(part).has(place) && sizes.get(name) <= COPIED_SIZE;
    if (!isImport && (place === part || isTrap || isSmall)) continue;
    module.removeFunction(name);
    if (isImport) module.addFunctionImport(name, GLUE, names.of(GLUE, base), params, results);
    else if (!place) module.addFunctionImport(name, MISSING, name, params, results);
    else module.addFunctionImport(name, SHARED, names.of(binaryen.ExternalFunction, name), params, results);
  }
}

/** Up to how many zeros cost less, after compression, than another segment. */
const GAP = 16;

/**
 * A part keeps its data. Small gaps between them are filled with zeros, so that there are fewer segments, where these
 * bytes are nobody's or a descendant's: that is linked later, and puts its own there.
 */
function keepData(module, part, { module: { memory }, owners, tree }) {
  const isLater = (owner) => owner === undefined || (owner !== part && tree.ancestors.get(owner).has(part));
  const kept = owners.flatMap(({ address, bytes, owners: list }) => {
    const runs = runsOf(list, (owner) => owner === part).filter(({ begin, end }) =>
      bytes.subarray(begin, end).some((byte) => byte !== 0),
    );
    return joined(
      runs,
      ({ end }, { begin }) =>
        begin - end <= GAP && list.slice(end, begin).every((owner) => owner === part || isLater(owner)),
    ).map(({ begin, end }) => ({
      address: address + begin,
      data: bytes.subarray(begin, end).map((byte, at) => (list[begin + at] === part ? byte : 0)),
    }));
  });
  const active = kept.map(({ address, data }) => ({ offset: module.i32.const(address), data, passive: false }));
  module.setMemory(memory.initial, memory.max ?? -1, null, active, memory.shared, memory.is64, MEMORY);
}

/** Runs, each joined with the one before where `test` says so. */
function joined(runs, test) {
  const all = [];
  for (const run of runs) {
    if (all.length > 0 && test(all.at(-1), run)) all.at(-1).end = run.end;
    else all.push({ ...run });
  }
  return all;
}

const MEMORY = "0";

function exportState(module, { module: { tables, globals }, names }) {
  module.addMemoryExport(MEMORY, names.of(binaryen.ExternalMemory, MEMORY));
  for (const { name } of tables) module.addTableExport(name, names.of(binaryen.ExternalTable, name));
  for (const { name } of globals) module.addGlobalExport(name, names.of(binaryen.ExternalGlobal, name));
}

function importState(module, { module: { tables, globals }, names }) {
  module.addMemoryImport(MEMORY, SHARED, names.of(binaryen.ExternalMemory, MEMORY));
  for (const { name } of tables) module.addTableImport(name, SHARED, names.of(binaryen.ExternalTable, name));
  for (const { name, type, mutable } of globals) {
    module.removeGlobal(name);
    module.addGlobalImport(name, SHARED, names.of(binaryen.ExternalGlobal, name), type, mutable);
  }
}

/**
 * As wasm-opt does by `-O3`. Data stay in the segments of `keepData`: more of them without zeros take 4 % more of the
 * root after compression.
 */
function optimize(module) {
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(0);
  binaryen.setOneCallerInlineMaxSize(ONE_CALLER_SIZE);
  binaryen.setGenerateStackIR(true);
  binaryen.setOptimizeStackIR(true);
  binaryen.addPassToSkip("memory-packing");
  module.optimize();
  module.runPasses(["strip-target-features", "strip-producers"]);
}

/** Notes what a part needs of others, and returns what it imports from JavaScript: short names, and the glue's. */
function noteImports(module, part, { module: { functions }, places, needed }) {
  const glue = {};
  for (let index = 0; index < module.getNumFunctions(); index++) {
    const { name, module: from, base } = binaryen.getFunctionInfo(module.getFunctionByIndex(index));
    if (from === MISSING) throw new Error(`the part ${part} calls ${base}, which is in no part`);
    if (from === SHARED) needed.set(places.get(name), (needed.get(places.get(name)) ?? new Set()).add(name));
    if (from === GLUE) glue[base] = functions.get(name).base;
  }
  return glue;
}

function reportOf(part, { places, owners }) {
  return {
    functions: [...places].filter(([node, place]) => place === part && !isDatum(node)).length,
    data: owners.flatMap(({ owners: list }) => list).filter((owner) => owner === part).length,
  };
}

// ── the command

function main([linked, wasm, out, ...flags]) {
  const { exports, parts } = split({ linked, wasm, parts: PARTS, withNames: flags.includes("-g") });
  mkdirSync(out, { recursive: true });
  for (const [part, { bytes }] of Object.entries(parts)) writeFileSync(join(out, `${part}.wasm`), bytes);
  const described = Object.entries(parts).map(([part, { exports: names, glue, report }]) => [
    part,
    { parents: PARTS[part].parents, exports: names, glue, report },
  ]);
  writeFileSync(
    join(out, "parts.json"),
    `${JSON.stringify({ exports, parts: Object.fromEntries(described) }, null, 2)}\n`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) main(process.argv.slice(2));
