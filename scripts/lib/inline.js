// Writes a wasm as JavaScript: strings of printable ASCII, which no bundler escapes, with one character for each of the
// 91 frequent bytes and two for each of the others. Compressed, that is 1 % larger than the file; one character for
// each byte is 7 % larger in a bundle, which escapes what is beyond ASCII, and base64 37 %.

/** The bytes that have one character: those that are most frequent in the parts of the wasm. */
const FREQUENT = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 24, 27, 28, 32, 33, 34, 35, 36, 40, 41, 44, 45,
  46, 48, 54, 55, 58, 64, 65, 66, 68, 69, 70, 71, 73, 75, 76, 77, 78, 79, 84, 95, 96, 97, 98, 99, 100, 101, 102, 103,
  104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 120, 121, 127, 128, 129, 132, 136,
  160, 192, 193, 194, 195, 196, 253, 255,
];

/**
 * Their characters, in the same order. Small letters and the space stand for themselves. The others were found by a
 * search, since brotli predicts a character by the kinds of those before it: see `ARCHITECTURE.md`, "What ships".
 */
const CHARACTERS = "FS%YQPLNMRHUD'XB.TAKWOC ;,GV({E3!Z[<6I=-241078]5)9$z/abcdefghijklmnopqrstuvwxyJ:^_+@|>*`#?&";

/** What begins a pair: `}` and `~`. The second character of a pair is any of those above, by their codes. */
const PAIRS = [125, 126];
const SECONDS = Array.from(CHARACTERS, (character) => character.charCodeAt(0)).sort((a, b) => a - b);

/** The characters of each byte. */
const CODES = codes();

function codes() {
  const codes = new Array(256);
  FREQUENT.forEach((byte, at) => (codes[byte] = [CHARACTERS.charCodeAt(at)]));
  const rare = Array.from(codes.keys()).filter((byte) => !codes[byte]);
  rare.forEach((byte, at) => (codes[byte] = [PAIRS[Math.floor(at / SECONDS.length)], SECONDS[at % SECONDS.length]]));
  return codes;
}

/**
 * How many bytes a string holds. V8 reads a string into a buffer that it then frees, and glibc keeps as much memory for
 * longer from then on as was freed at once: one string of everything costs a process 3 MB more for its whole life.
 */
const PIECE = 65_536;

/** The strings of a wasm, as a JavaScript list. */
export function packed(wasm) {
  const pieces = Array.from({ length: Math.ceil(wasm.length / PIECE) }, (_, at) =>
    wasm.subarray(at * PIECE, (at + 1) * PIECE),
  );
  return `[\n${pieces.map((piece) => `  "${charactersOf(piece)}",`).join("\n")}\n]`;
}

/** The characters that bytes are inlined as. */
export function charactersOf(bytes) {
  return Array.from(bytes, (byte) => String.fromCharCode(...CODES[byte])).join("");
}

/** What each character stands for by itself, from the first one on; -1 for the two that are none. */
function singles() {
  const codes = Array.from({ length: PAIRS[0] - SECONDS[0] }, (_, at) => at + SECONDS[0]);
  return codes.map((code) => CODES.findIndex((characters) => characters.length === 1 && characters[0] === code));
}

/** A module that unpacks these strings; `program` is scripts/unpack.wat, compiled. */
export function unpackModule(program) {
  return `// Unpacks the wasm, which is inlined as one or two characters for each byte. Made by the build.

/** What each character stands for by itself, from the space on; -1 for those that are not used. */
const SINGLES = [${singles().join()}];

/** What each character stands for: by itself, 128 bytes later behind "}", and 256 behind "~". */
function table() {
  const used = [...SINGLES.keys()].filter((at) => SINGLES[at] >= 0);
  const others = [...new Uint8Array(256).keys()].filter((byte) => !SINGLES.includes(byte));
  const table = new Uint8Array(384);
  table.set(SINGLES, 32);
  others.forEach((byte, at) => (table[128 * (1 + Math.floor(at / used.length)) + 32 + used[at % used.length]] = byte));
  return table;
}

// A wasm that does it in half the time that JavaScript takes that has just been loaded: scripts/unpack.wat.
const PROGRAM = [${program}];

let program;

/** The \`length\` bytes that these strings hold. */
export function unpacked(texts, length) {
  program ??= started();
  const room = new Uint8Array(program.memory.buffer, 384);
  const encoder = new TextEncoder();
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const text of texts) {
    const { written } = encoder.encodeInto(text, room);
    const count = program.unpack(384, 384 + written);
    bytes.set(room.subarray(0, count), at);
    at += count;
  }
  return bytes;
}

function started() {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(PROGRAM)));
  new Uint8Array(exports.memory.buffer).set(table());
  return exports;
}
`;
}

/** A module that exports the bytes of a part, packed: `length` and `texts`. */
export function bytesModule(name, bytes) {
  return `// The bytes of the part \`${name}\`, which \`import()\` loads. Made by the build.

export const length = ${bytes.length};
export const texts = ${packed(bytes)};
`;
}

/**
 * A module of one part: `part`, for the linker, and its functions. `glue` are its imports from JavaScript, by the names
 * that its wasm has for them; `code` declares what it alone uses of them, and its exports as functions; `shared` are
 * names of the shared glue. `isApart` is true of a part whose bytes are a module of their own.
 */
export function partModule(name, { parents, glue, code, shared, bytes, isApart }) {
  const imports = [
    'import { loadedPart } from "./link.js";',
    ...parents.map((parent) => `import { part as ${parent} } from "./${parent}.js";`),
    ...(shared.length > 0 ? [`import { ${shared.join(", ")} } from "./glue.js";`] : []),
  ];
  const members = Object.entries(glue).map(([short, long]) => `${short}: ${long}`);
  const held = isApart
    ? `load: () => import("./${name}-bytes.js")`
    : `packed: { length: ${bytes.length}, texts: ${packed(bytes)} }`;
  return `// The part \`${name}\` of the compiled Rust. Made by the build.
${imports.join("\n")}

export const part = /* @__PURE__ */ loadedPart({
  parents: [${parents.join(", ")}],
  glue: { ${members.join(", ")} },
  ${held},
  isLinked: false,
});

${code}`;
}
