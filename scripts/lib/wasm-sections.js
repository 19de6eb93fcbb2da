// Reads the sections of a wasm: https://webassembly.github.io/spec/core/binary/modules.html

export const SECTION = { custom: 0, import: 2, code: 10, data: 11 };

/** The sections of a wasm, each with a reader that stands at its beginning. */
export function* sections(bytes) {
  const read = reader(bytes);
  while (read.at < bytes.length) {
    const begin = read.at;
    const id = read.byte();
    const end = read.number() + read.at;
    yield { id, begin, end, read };
    read.at = end;
  }
}

/** Reads a wasm from behind its header on: numbers in LEB128, and what is made of them. */
function reader(bytes) {
  const read = {
    at: 8,
    byte: () => bytes[read.at++],
    number() {
      let value = 0;
      for (let factor = 1; ; factor *= 128) {
        const byte = read.byte();
        value += (byte & 127) * factor;
        if (byte < 128) return value;
      }
    },
    signed() {
      const begin = read.at;
      const value = read.number();
      const isNegative = (bytes[read.at - 1] & 64) !== 0;
      return isNegative ? value - 128 ** (read.at - begin) : value;
    },
    bytes: (length) => bytes.subarray(read.at, (read.at += length)),
    text: () => Buffer.from(read.bytes(read.number())).toString("utf8"),
    list: (item) => Array.from({ length: read.number() }, item),
  };
  return read;
}

/** Returns the names of the functions that are imported. */
export function readImports(read) {
  const limits = () => {
    if (read.number() & 1) read.number();
    read.number();
  };
  const functions = [];
  read.list(() => {
    read.text();
    const name = read.text();
    const kind = read.byte();
    if (kind === 0) {
      functions.push(name);
      read.number();
    }
    if (kind === 1) {
      read.byte();
      limits();
    }
    if (kind === 2) limits();
    if (kind === 3) read.at += 2;
  });
  return functions;
}

/** The bodies of functions. Places in the file count from the beginning of the section's content, as relocations do. */
export function readBodies(read) {
  const origin = read.at;
  return read.list(() => {
    const size = read.number();
    const begin = read.at - origin;
    read.at += size;
    return { size, begin, finish: begin + size };
  });
}

/** The segments of data; each begins with its address as an expression: `i32.const`, a number, `end`. */
export function readSegments(read) {
  const origin = read.at;
  return read.list(() => {
    if (read.number() !== 0 || read.byte() !== 0x41) throw new Error("the wasm has data of an unknown form");
    const address = read.signed();
    read.byte();
    const size = read.number();
    return { address, begin: read.at - origin, bytes: read.bytes(size) };
  });
}

/** Adds the names of functions, by their indices, out of the section of names. */
export function readFunctionNames(read, end, names) {
  while (read.at < end) {
    const kind = read.byte();
    const until = read.number() + read.at;
    if (kind === 1) read.list(() => names.set(read.number(), read.text()));
    read.at = until;
  }
}

/** The segments of data of a wasm, each `{ address, bytes }` with a view of the wasm's own bytes. */
export function dataSegments(bytes) {
  for (const { id, read } of sections(bytes)) if (id === SECTION.data) return readSegments(read);
  return [];
}
