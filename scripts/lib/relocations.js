// Reads what the linker knows of a wasm that was linked with `--emit-relocs`: its functions and data, and which
// addresses each of them holds. The format: https://github.com/WebAssembly/tool-conventions/blob/main/Linking.md

import { readBodies, readFunctionNames, readImports, readSegments, SECTION, sections } from "./wasm-sections.js";

const KIND = { function: 0, data: 1, section: 3 };
const UNDEFINED = 0x10;
const EXPLICIT_NAME = 0x40;

/** What a relocation of each type refers to. A call is no address: calls are read from the code itself. */
const RELOCATIONS = {
  0: "call",
  1: "function",
  2: "function",
  3: "data",
  4: "data",
  5: "data",
  6: "type",
  7: "global",
  20: "table",
};

/**
 * Returns the functions by name, each `{ name, size, references }` with its size in bytes, and the data in the order of
 * addresses, each `{ name, start, end, text, references }`. References are functions' names, and data.
 * Throws where the wasm has no relocations, or some of an unknown kind.
 */
export function readLinked(bytes) {
  const found = readSections(bytes);
  if (found.symbols.length === 0) throw new Error("the linked wasm has no symbols: link it with --emit-relocs");
  const functions = found.bodies.map((body, index) => ({
    ...body,
    name: nameOf(found, found.imported + index),
    references: new Set(),
  }));
  const data = found.symbols.map((symbol) => dataOf(symbol, found.segments));
  const targetOf = ({ type, index }) => {
    if (!(type in RELOCATIONS)) throw new Error(`the linked wasm has a relocation of the unknown type ${type}`);
    if (RELOCATIONS[type] === "function") return nameOf(found, found.symbols[index].index);
    return RELOCATIONS[type] === "data" ? data[index] : undefined;
  };
  const holders = {
    [SECTION.code]: holderOf(functions),
    [SECTION.data]: holderOf(data.filter(Boolean).map((datum) => ({ ...datum.inFile, datum }))),
  };
  for (const { section, list } of found.relocations) {
    for (const relocation of list) {
      const target = targetOf(relocation);
      if (target === undefined) continue;
      const holder = holders[section](relocation.offset);
      if (!holder)
        throw new Error(`the relocation at ${relocation.offset} of section ${section} is in no function and no data`);
      (holder.datum ?? holder).references.add(target);
    }
  }
  const byAddress = [...new Set(data.filter(Boolean))].sort((a, b) => a.start - b.start || b.end - a.end);
  return { functions: byName(functions), data: byAddress };
}

function byName(functions) {
  const map = new Map(functions.map((one) => [one.name, one]));
  if (map.size !== functions.length) throw new Error("two functions of the linked wasm have one name");
  return map;
}

function nameOf({ names }, index) {
  return names.get(index) ?? fail(`function ${index} of the linked wasm has no name`);
}

function fail(problem) {
  throw new Error(problem);
}

/**
 * Which of these a place of the file is in, by binary search; they may overlap a little, so the nearest before are
 * tried.
 */
function holderOf(ranges) {
  const sorted = [...ranges].sort((a, b) => a.begin - b.begin);
  return (offset) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle].begin <= offset) low = middle + 1;
      else high = middle;
    }
    return sorted
      .slice(Math.max(0, low - 4), low)
      .reverse()
      .find(({ finish }) => offset < finish);
  };
}

/** The data that a symbol names; undefined for all other symbols. */
function dataOf({ kind, name, segment, offset, size }, segments) {
  if (kind !== KIND.data || segment === undefined) return undefined;
  const { address, begin, bytes } = segments[segment];
  return {
    name,
    start: address + offset,
    end: address + offset + size,
    text: Buffer.from(bytes.subarray(offset, offset + size)).toString("latin1"),
    inFile: { begin: begin + offset, finish: begin + offset + size },
    references: new Set(),
  };
}

function readSections(bytes) {
  const found = { imported: 0, names: new Map(), bodies: [], segments: [], symbols: [], relocations: [] };
  const kinds = [];
  for (const { id, read, end } of sections(bytes)) {
    kinds.push(id);
    if (id === SECTION.import) {
      const imported = readImports(read);
      imported.forEach((name, index) => found.names.set(index, name));
      found.imported = imported.length;
    }
    if (id === SECTION.code) found.bodies = readBodies(read);
    if (id === SECTION.data) found.segments = readSegments(read);
    if (id !== SECTION.custom) continue;
    const name = read.text();
    if (name === "name") readFunctionNames(read, end, found.names);
    if (name === "linking") readLinking(read, end, found);
    if (name.startsWith("reloc.")) readRelocations(read, kinds, found);
  }
  return found;
}

const SYMBOL_TABLE = 8;

function readLinking(read, end, found) {
  read.number();
  while (read.at < end) {
    const kind = read.byte();
    const until = read.number() + read.at;
    if (kind === SYMBOL_TABLE) found.symbols = read.list(() => readSymbol(read));
    read.at = until;
  }
}

function readSymbol(read) {
  const kind = read.byte();
  const flags = read.number();
  const isDefined = (flags & UNDEFINED) === 0;
  if (kind === KIND.section) return { kind, index: read.number() };
  if (kind === KIND.data) {
    const name = read.text();
    return isDefined
      ? { kind, name, segment: read.number(), offset: read.number(), size: read.number() }
      : { kind, name };
  }
  const index = read.number();
  if (isDefined || flags & EXPLICIT_NAME) read.text();
  return { kind, index };
}

/** Types of relocations that have an addend. */
const WITH_ADDEND = new Set([3, 4, 5, 8, 9, 11, 14, 15, 16, 17, 21, 22, 23]);

function readRelocations(read, kinds, found) {
  const section = kinds[read.number()];
  const list = read.list(() => {
    const relocation = { type: read.byte(), offset: read.number(), index: read.number() };
    if (WITH_ADDEND.has(relocation.type)) read.signed();
    return relocation;
  });
  if (section === SECTION.code || section === SECTION.data) found.relocations.push({ section, list });
}

/** The custom sections that the linker and wasm-bindgen leave behind, which nobody needs once the wasm is made. */
const LEFT_OVER = /^(linking|reloc\..*|producers|__wasm_bindgen.*)$/;

/** A wasm without them. */
export function withoutRelocations(bytes) {
  const kept = [bytes.subarray(0, 8)];
  for (const { id, begin, end, read } of sections(bytes)) {
    if (id !== SECTION.custom || !LEFT_OVER.test(read.text())) kept.push(bytes.subarray(begin, end));
  }
  return Buffer.concat(kept);
}

/**
 * The data that only panics read: the files that they name, and places in these. Each place is 16 bytes: a file's
 * address and its length, a line, a column.
 */
export function panicLocations({ data }) {
  const files = new Set(data.filter(({ text }) => /\.rs\0?$/.test(text)));
  const isLocation = ({ start, end, references }) =>
    end - start === 16 && references.size === 1 && files.has([...references][0]);
  return [...files, ...data.filter(isLocation)];
}
