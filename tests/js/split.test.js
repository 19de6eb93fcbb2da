// The split of the wasm into parts (`scripts/split.js`): on a small program, and on the package, whatever part is used
// first.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

import binaryen from "binaryen";
import { buildSync } from "esbuild";

import { shakableGlue } from "../../scripts/lib/glue.js";
import { divideGlue, sharedNames } from "../../scripts/lib/part-glue.js";
import { partsIn, withParents } from "../../scripts/lib/parts-in.js";
import { withoutRelocations } from "../../scripts/lib/relocations.js";
import { runQuietly } from "../../scripts/lib/run.js";
import { rustEnvironment, TARGET } from "../../scripts/lib/rust.js";
import { dataSegments } from "../../scripts/lib/wasm-sections.js";
import { split } from "../../scripts/split.js";

const ROOT = new URL("../../", import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "split-"));
after(() => rmSync(folder, { recursive: true, force: true }));

// ── a small program

const PARTS = {
  root: { parents: [], exports: ["calls"] },
  middle: { parents: ["root"], exports: [] },
  left: { parents: ["middle"], exports: ["left"] },
  right: { parents: ["middle"], exports: ["right"] },
  both: { parents: ["left", "right"], exports: ["both"] },
};

/** The program, linked with relocations. */
function linked(name, flags = []) {
  const file = join(folder, `${name}.wasm`);
  const source = fileURLToPath(new URL("support/halves.rs", import.meta.url));
  const options = [
    "--edition=2024",
    "--crate-type=cdylib",
    `--target=${TARGET}`,
    "-Copt-level=2",
    "-Cpanic=abort",
    "-Csymbol-mangling-version=v0",
  ];
  runQuietly("rustc", [...options, "-Clink-arg=--emit-relocs", ...flags, source, "-o", file], {
    env: rustEnvironment().env,
  });
  return file;
}

/** The same program with something changed by binaryen. */
function changed(file, change) {
  binaryen.setDebugInfo(true);
  const module = binaryen.readBinary(readFileSync(file));
  module.setFeatures(binaryen.Features.All);
  change(module);
  const to = file.replace(".wasm", ".changed.wasm");
  writeFileSync(to, module.emitBinary());
  module.dispose();
  return to;
}

/** Links parts as `pkg-template/shared/link-parts.ts` does, each at its first use. */
function linker({ parts, exports }, table = PARTS) {
  const wasm = {};
  const noted = [];
  const host = { note: (number) => noted.push(number) };
  const isLinked = new Set();
  const link = (name) => {
    if (isLinked.has(name)) return;
    table[name].parents.forEach(link);
    const glue = Object.fromEntries(Object.entries(parts[name].glue).map(([short, long]) => [short, host[long]]));
    Object.assign(
      wasm,
      new WebAssembly.Instance(new WebAssembly.Module(parts[name].bytes), { a: glue, b: wasm }).exports,
    );
    isLinked.add(name);
  };
  const call = (name, ...given) => {
    link(Object.keys(parts).find((part) => parts[part].exports.includes(name)));
    return wasm[exports[name]](...given);
  };
  return { call, link, wasm, noted, isLinked };
}

function* permutations(items) {
  if (items.length === 0) yield [];
  for (const item of items)
    for (const rest of permutations(items.filter((other) => other !== item))) yield [item, ...rest];
}

describe("a small program", () => {
  let file;
  let made;
  before(() => {
    file = linked("halves");
    made = split({ linked: file, wasm: file, parts: PARTS });
  });

  test("gives the same results in every order of first use", () => {
    const noted = [];
    const whole = new WebAssembly.Module(readFileSync(file));
    for (const order of permutations(["calls", "left", "right", "both"])) {
      const { exports } = new WebAssembly.Instance(whole, { host: { note: (number) => noted.push(number) } });
      const parts = linker(made);
      for (const seed of [1, 2, 7, 1])
        for (const name of order) assert.equal(parts.call(name, seed), exports[name](seed), `${order} ${seed}`);
      assert.deepEqual(parts.noted, noted.splice(0));
    }
  });

  test("links nothing but the part of a function and its ancestors", () => {
    const parts = linker(made);
    parts.call("left", 1);
    assert.deepEqual([...parts.isLinked].sort(), ["left", "middle", "root"]);
  });

  test("has each datum once, in the part that uses it, or in the nearest that all have loaded", () => {
    const holders = (text) => Object.keys(PARTS).filter((name) => made.parts[name].bytes.includes(text));
    assert.deepEqual(holders("only the left half says this"), ["left"]);
    assert.deepEqual(holders("only the right half says this"), ["right"]);
    assert.deepEqual(holders("both halves say this"), ["middle"]);
    const bytes = Object.values(made.parts).flatMap((part) =>
      dataSegments(part.bytes).flatMap((segment) => Array.from(segment.bytes, (_, at) => segment.address + at)),
    );
    assert.equal(new Set(bytes).size, bytes.length);
  });

  test("has no function in the table before its part is linked", () => {
    const parts = linker(made);
    const entries = () => {
      const table = Object.values(parts.wasm).find((one) => one instanceof WebAssembly.Table);
      return Array.from({ length: table.length }, (_, at) => table.get(at)).filter(Boolean).length;
    };
    parts.link("root");
    assert.equal(entries(), 0);
    parts.link("middle");
    assert.equal(entries(), 1, "shared_step");
    parts.link("left");
    assert.equal(entries(), 2, "and left_step");
  });

  test("copies small functions, and imports larger ones", () => {
    const functions = (part) =>
      WebAssembly.Module.imports(new WebAssembly.Module(made.parts[part].bytes)).filter(
        ({ kind, module }) => kind === "function" && module === "b",
      );
    // Of `sum`, `run` and `count`, all of the middle part, `count` is small: see support/halves.rs.
    assert.equal(functions("left").length, 2);
    assert.equal(functions("right").length, 2);
  });

  test("imports from the host what it uses alone", () => {
    assert.deepEqual(Object.values(made.parts.left.glue), ["note"]);
    assert.deepEqual(made.parts.right.glue, {});
  });

  test("makes the same bytes again", () => {
    const again = split({ linked: file, wasm: file, parts: PARTS });
    assert.deepEqual(again, made);
  });

  test("shares neither relocations nor names", () => {
    for (const { bytes } of Object.values(made.parts)) {
      const module = new WebAssembly.Module(bytes);
      for (const name of ["linking", "reloc.CODE", "reloc.DATA", "name", "producers", "target_features"])
        assert.deepEqual(WebAssembly.Module.customSections(module, name), []);
    }
  });
});

describe("a program that cannot be split", () => {
  let file;
  before(() => {
    file = linked("refused");
  });
  const refused = (message, { parts = PARTS, wasm = file, from = file } = {}) =>
    assert.throws(() => split({ linked: from, wasm, parts }), { message });

  test("an export has no part, or two", () => {
    refused(/^the export calls is in no part$/, { parts: { ...PARTS, root: { parents: [], exports: [] } } });
    refused(/^the export left is in two parts: left and both$/, {
      parts: { ...PARTS, both: { parents: ["left", "right"], exports: ["both", "le*"] } },
    });
  });

  test("a part names what is not there", () => {
    refused(/^the part root names exports that are not there: gone$/, {
      parts: { ...PARTS, root: { parents: [], exports: ["calls", "gone"] } },
    });
    refused(/^the part left has the parent upper, which is no part before it$/, {
      parts: { ...PARTS, left: { parents: ["upper"], exports: ["left"] } },
    });
    refused(/^the part left has no parent: only the first part may have none$/, {
      parts: { ...PARTS, left: { parents: [], exports: ["left"] } },
    });
  });

  test("parts share something, and nothing that both have loaded is nearest", () => {
    const parts = {
      root: { parents: [], exports: ["calls"] },
      one: { parents: ["root"], exports: [] },
      other: { parents: ["root"], exports: [] },
      left: { parents: ["one", "other"], exports: ["left"] },
      right: { parents: ["one", "other"], exports: ["right"] },
      both: { parents: ["left", "right"], exports: ["both"] },
    };
    refused(/^left and right.* share .*, and have several nearest ancestors: one, other\. Put a part between$/, {
      parts,
    });
  });

  test("a function is missing that the table holds", () => {
    const wasm = changed(file, (module) => {
      const table = binaryen.getElementSegmentInfo(module.getElementSegmentByIndex(0));
      const step = table.data.find((name) => name.includes("left_step"));
      module.removeElementSegment(table.name);
      module.removeFunction(step);
    });
    refused(/^the data \S*LEFT_STEPS\S* refers to \S*left_step\S*, which is missing$/, { wasm });
  });

  test("a datum belongs to nobody", () => {
    const orphan = linked("orphan", ["--cfg=orphan"]);
    refused(/^the data at \d+ \(\S*ORPHAN\S*\) belongs to no part: nothing refers to it$/, {
      wasm: orphan,
      from: orphan,
    });
  });

  test("a part uses what engines lack", () => {
    const wasm = changed(file, (module) => {
      const left = module.getFunction("left");
      binaryen.Function.setBody(left, module.return_call("right", [module.local.get(0, binaryen.i32)], binaryen.i32));
    });
    refused(/^the part (left|both) is not valid$/, { wasm });
  });

  test("wasm-bindgen adds a function that is not known to hold no addresses", () => {
    const wasm = changed(file, (module) => {
      module.addFunction("surprise", binaryen.none, binaryen.i32, [], module.i32.const(1_048_576));
      module.addFunctionExport("surprise", "surprise");
    });
    refused(/^wasm-bindgen has added the function surprise: /, { wasm });
  });

  test("the linker has left out relocations", () => {
    const bare = join(folder, "bare.wasm");
    writeFileSync(bare, withoutRelocations(readFileSync(file)));
    refused(/^the linked wasm has no symbols: link it with --emit-relocs$/, { from: bare });
  });
});

// ── the package

const PACKAGE = new URL("target/consumer/package/", ROOT);

/** What the actions of `support/loading-order.js` give in a thread of its own, and the parts that are linked then. */
function run({ entry = "index.js", order } = {}) {
  return new Promise((resolve, reject) => {
    const workerData = { folder: PACKAGE.href, entry, order };
    const worker = new Worker(new URL("support/loading-order.js", import.meta.url), { workerData });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

describe("the package in parts", () => {
  let whole;
  before(async () => {
    whole = new Map((await run({ entry: "external.js" })).results);
  });

  test("gives what the one wasm gives, whatever is used first", async () => {
    for (let round = 0; round < 12; round++) {
      const order = shuffled([...whole.keys()], round);
      const { results } = await run({ entry: round % 3 === 0 ? "index.node.js" : "index.js", order });
      for (const [name, result] of results)
        assert.equal(result, whole.get(name), `${name} in the order ${order.join(", ")}`);
    }
  });

  test("links the parts that a function needs, and no others", async () => {
    const partsOf = async (name) => (await run({ order: [name] })).parts;
    assert.deepEqual(await partsOf("fetched"), withParents(["call"]));
    assert.deepEqual(await partsOf("verdicts"), withParents(["check"]));
    assert.deepEqual(await partsOf("defects"), withParents(["issues"]));
    assert.deepEqual(await partsOf("summaries"), withParents(["summary"]));
    assert.deepEqual(await partsOf("changes"), withParents(["diff"]));
    assert.deepEqual(await partsOf("catalog"), withParents(["catalog"]));
    // Its replies are profiles that the quick verdict leaves to the check.
    assert.deepEqual(await partsOf("batch"), withParents(["batch", "issues"]));
    assert.deepEqual(await partsOf("fleet"), withParents(["fleet"]));
  });
});

describe("where the engine compiles nothing of size on the main thread", () => {
  const program = `import assert from "node:assert/strict";
    const [, , parts] = process.argv;
    const { Module, Instance, compile, instantiate } = WebAssembly;
    const refuse = (Kind, large) => function (...given) {
      if (large(given)) throw new RangeError("WebAssembly is disallowed on the main thread, if it is larger than 4KB");
      return new Kind(...given);
    };
    WebAssembly.Module = refuse(Module, ([bytes]) => bytes.length > 4096);
    const imported = (module) => Module.exports(module).some(({ name }) => name !== "unpack" && name !== "memory");
    WebAssembly.Instance = refuse(Instance, ([module]) => imported(module));
    let instances = 0;
    WebAssembly.instantiate = (...given) => { instances++; return instantiate(...given); };
    const { link, linkLoaded } = await import(parts + "link.js");
    const { part, check } = await import(parts + "check.js");
    const { reserve } = await import(parts + "core.js");
    const { memory } = await import(parts + "glue.js");
    assert.throws(() => link(part), /main thread/);
    await Promise.all([linkLoaded(), linkLoaded()]);
    assert.equal(instances, 2, "core and check, once each");
    link(part);
    reserve(8);
    new Uint8Array(memory().buffer).set(new TextEncoder().encode("[1, 2]  "), reserve(8));
    assert.equal(check(6, 1, false, 10) % 2, 0);`;

  test("all loaded parts are linked ahead, once, however often that is asked for", () => {
    const file = join(folder, "main-thread.mjs");
    writeFileSync(file, program);
    runQuietly(process.execPath, [file, new URL("target/package/parts/", ROOT).href]);
  });
});

describe("a bundle", () => {
  const parts = JSON.parse(readFileSync(new URL("target/package/parts/parts.json", ROOT), "utf8"));
  const bundle = (contents) => {
    const resolveDir = fileURLToPath(new URL("target/package/parts", ROOT));
    const options = { bundle: true, format: "esm", write: false };
    return buildSync({ ...options, stdin: { contents, resolveDir } }).outputFiles[0].text;
  };
  /** The functions and classes of the glue that are there. */
  const glueIn = (text) => [...text.matchAll(/^(?:function|class) ([a-zA-Z]\w*) ?[({]/gm)].map(([, name]) => name);

  test("is empty where nothing of the parts is used", () => {
    const modules = Object.keys(parts.parts).map((part) => `import * as ${part} from "./${part}.js";`);
    assert.equal(
      bundle(`${modules.join("")} import * as glue from "./glue.js"; import * as links from "./link.js";`),
      "",
    );
  });

  test("holds the parts that it uses, with their glue, and no others", () => {
    const text =
      bundle(`import { link } from "./link.js"; import * as call from "./call.js"; import * as batch from "./batch.js";
      export function begin(...given) { link(call.part); return call.beginCall(...given); }`);
    const kept = glueIn(text).filter((name) => /^[A-Z]/.test(name) || parts.exports[name]);
    assert.deepEqual(kept, ["beginCall"]);
    assert.deepEqual(partsIn(text), ["core", "call"]);
    // The glue of batches and of fleets would register what is to be freed.
    assert.ok(!text.includes("FinalizationRegistry"));
  });
});

describe("the glue", () => {
  const text = readFileSync(new URL("target/package/symbols/zoom_phone_profile.js", ROOT), "utf8");
  const { exports } = JSON.parse(readFileSync(new URL("target/package/parts/parts.json", ROOT), "utf8"));
  const imports = ["__wbindgen_init_externref_table"];
  const refused = (message, changedText, given = {}) =>
    assert.throws(() => shakableGlue(changedText, { exports, imports, ...given }), { message });

  test("must be as wasm-bindgen writes it today", () => {
    shakableGlue(text, { exports, imports });
    refused(
      /it has no loader at its end/,
      text.replace("let wasmModule, wasmInstance, wasm;", "let wasmModule, wasm;"),
    );
    refused(/its loader does not call wasm\.__wbindgen_start\(\);/, text.replace("wasm.__wbindgen_start();", ""));
    refused(/it has no lines of Symbol\.dispose/, text.replaceAll("if (Symbol.dispose)", "if (Symbol.asyncDispose)"));
    refused(/it has no substitute of encodeInto/, text.replace("'encodeInto' in", "'encode' in"));
    refused(/it has no table of imports/, text.replace("const import0 =", "const imports ="));
    refused(/has members of another form: other: 1,/, text.replace("__proto__: null,\n", "$&        other: 1,\n"));
    refused(/it has no import gone/, text, { imports: ["gone"] });
    refused(/it uses the export check, which the wasm does not have/, text, {
      exports: { ...exports, check: undefined },
    });
    refused(/it has a statement with an effect: globalThis\.loaded = true;/, `globalThis.loaded = true;\n${text}`);
  });
});

describe("the glue of each part", () => {
  const glue = `
export class Left {
    run(text) { return wasm.b(pass(text), LENGTH); }
}
export function right(text) { return shown(wasm.c(pass(text))); }
export function twice() { return 2 * wasm.a(); }
export function __wbg_note(arg0) { note(shown(arg0)); }
const note = (text) => console.log(text);
function pass(text) { LENGTH = text.length; return wasm.a(text); }
function shown(arg0) { return String(arg0); }
let LENGTH = 0;
export const wasm = {};
export function start() { wasm.a(); }
`;
  const exports = { root: "a", left_run: "b", right: "c" };
  const parts = {
    root: { exports: ["root"], glue: {} },
    left: { exports: ["left_run"], glue: {} },
    right: { exports: ["right"], glue: { d: "__wbg_note" } },
  };
  const declared = (text) => [...text.matchAll(/(?:function|class|const|let) (\w+)/g)].map(([, name]) => name);

  test("is what it alone uses: its exports, its imports and what these need", () => {
    const { shared, parts: divided } = divideGlue(glue, { exports, parts });
    assert.deepEqual(declared(divided.root), ["twice"]);
    assert.deepEqual(declared(divided.left), ["Left"]);
    assert.deepEqual(declared(divided.right), ["right", "__wbg_note", "note", "shown"]);
    assert.deepEqual(declared(shared), ["pass", "LENGTH", "wasm", "start"]);
    assert.deepEqual(sharedNames(shared, divided.left, []), ["pass", "LENGTH", "wasm"]);
    assert.deepEqual(sharedNames(shared, "", ["pass"]), ["pass"]);
  });

  test("calls exports of one part, besides those of the first", () => {
    const both = glue
      .replace("return shown(wasm.c(", "return shown(wasm.b(wasm.c(")
      .replace("pass(text))); }", "pass(text)))); }");
    assert.throws(
      () => divideGlue(both, { exports, parts }),
      /^Error: right of the glue calls several parts: left, right$/,
    );
  });

  test("of the package holds its classes, none of which all parts share", () => {
    const module = (name) => readFileSync(new URL(`target/package/parts/${name}.js`, ROOT), "utf8");
    assert.doesNotMatch(module("glue"), /FinalizationRegistry|class /);
    for (const [part, name] of Object.entries({ batch: "Batch", list: "List", fleet: "Fleet", drift: "Drift" }))
      assert.match(module(part), new RegExp(`^export class ${name} `, "m"));
  });
});

/** Items in an order that a number decides. */
function shuffled(items, seed) {
  const order = [...items];
  let state = seed * 2_654_435_761 + 1;
  for (let at = order.length - 1; at > 0; at--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (at + 1);
    [order[at], order[other]] = [order[other], order[at]];
  }
  return order;
}
