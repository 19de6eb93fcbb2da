// Builds the package into pkg/ (cargo, wasm-bindgen, wasm-opt, and the sources in pkg-template, bundled), and packs it
// for the tests.

import { createHash } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { shakableGlue } from "./lib/glue.js";
import { bytesModule, partModule, unpackModule } from "./lib/inline.js";
import { notices } from "./lib/licenses.js";
import { linksOf } from "./lib/links.js";
import { divideGlue, sharedNames } from "./lib/part-glue.js";
import { output, ROOT, run, runQuietly } from "./lib/run.js";
import { rustEnvironment, TARGET } from "./lib/rust.js";
import { binaryenTool, FEATURE_FLAGS, ONE_CALLER_SIZE } from "./lib/wasm-opt.js";
import { BUILT, isPacked, pack } from "./pack.js";
import { PARTS } from "./parts.js";
import { setUp } from "./setup.js";

const NAME = "zoom_phone_profile";
/** Where the built package is. */
export const PKG = join(ROOT, "pkg");
const WORK = join(ROOT, "target/package");
const TEMPLATE = join(ROOT, "pkg-template");

/** What the package is made of: where none of it has changed, nothing is built. */
const INPUTS = [
  "Cargo.toml",
  "Cargo.lock",
  "rust-toolchain.toml",
  "src",
  "pkg-template",
  "biome.jsonc",
  "scripts/build.js",
  "scripts/parts.js",
  "scripts/split.js",
  "scripts/unpack.wat",
  "scripts/schema.rs",
  "scripts/lib",
  "LICENSE-MIT",
  "LICENSE-APACHE",
];

/** Builds and packs the package, where its inputs have changed: tests never import an earlier one. */
export function build() {
  const digest = digestOf(INPUTS);
  const isBuilt = existsSync(join(PKG, "index.js")) && existsSync(BUILT) && readFileSync(BUILT, "utf8") === digest;
  if (!isBuilt) {
    rmSync(BUILT, { force: true });
    buildAnew();
    writeFileSync(BUILT, digest);
  }
  if (!isPacked(digest)) pack(digest);
  return isBuilt ? "unchanged" : "built";
}

function buildAnew() {
  const { env, sysroot } = rustEnvironment();
  run("cargo", ["build", "--release", "--target", TARGET, "-p", "zoom-phone-profile-module"], { env });
  makeWasm(WORK);
  makeParts(WORK);
  assemble(sysroot);
}

/**
 * What cargo has compiled, with its glue, smaller and quicker, in a folder of its own; `flags` are more of wasm-opt.
 */
export function makeWasm(folder, flags = []) {
  rmSync(folder, { recursive: true, force: true });
  bindgen(folder);
  // The same module again, with the linker's own names: the split needs these.
  bindgen(join(folder, SYMBOLS), ["--no-demangle"]);
  const wasm = join(folder, `${NAME}_bg.wasm`);
  runQuietly(process.execPath, [
    join(ROOT, "scripts/lib/strip-panics.js"),
    LINKED,
    wasm,
    join(folder, SYMBOLS, `${NAME}_bg.wasm`),
  ]);
  const inlining = `--one-caller-inline-max-function-size=${ONE_CALLER_SIZE}`;
  runQuietly(process.execPath, [
    binaryenTool("wasm-opt"),
    "-O3",
    inlining,
    ...FEATURE_FLAGS,
    ...flags,
    wasm,
    "-o",
    wasm,
  ]);
  const glue = join(folder, `${NAME}.js`);
  shortenNames(wasm, glue, flags);
  mark(wasm, glue);
  return wasm;
}

const LINKED = join(ROOT, "target", TARGET, "release", `${NAME}_module.wasm`);
const SYMBOLS = "symbols";

function bindgen(folder, flags = []) {
  // The out-name is part of the namespace that the wasm imports from: it must not be changed afterwards.
  const named = ["--target", "web", "--out-name", NAME, "--omit-default-module-path"];
  runQuietly(join(ROOT, "target/tools/debug/bindgen"), [...named, ...flags, "--out-dir", folder, LINKED]);
}

/**
 * The wasm of `makeWasm` in parts, as modules of JavaScript, in the folder `parts` beside it: one for each part of
 * `scripts/parts.js`, their glue, and what links them (`link.js`). Beside each part is its wasm; `flags` are of
 * `scripts/split.js`.
 */
export function makeParts(folder, flags = []) {
  const out = join(folder, "parts");
  rmSync(out, { recursive: true, force: true });
  const from = (file) => join(folder, SYMBOLS, file);
  runQuietly(process.execPath, [join(ROOT, "scripts/split.js"), LINKED, from(`${NAME}_bg.wasm`), out, ...flags]);
  const described = JSON.parse(readFileSync(join(out, "parts.json"), "utf8"));
  writePartModules(out, described, readFileSync(from(`${NAME}.js`), "utf8"));
  writeFileSync(join(out, "unpack.js"), unpackModule(unpacker()));
  writeLinker(out);
  writeTypes(out);
}

/** Writes the modules of the parts, and that of the glue that they share; `text` is wasm-bindgen's glue. */
function writePartModules(out, { exports, parts }, text) {
  const imports = [...new Set(Object.values(parts).flatMap(({ glue }) => Object.values(glue)))].sort();
  const glue = divideGlue(shakableGlue(text, { exports, imports }), { exports, parts });
  writeFileSync(join(out, "glue.js"), glue.shared);
  for (const [name, part] of Object.entries(parts)) {
    const bytes = readFileSync(join(out, `${name}.wasm`));
    const { isApart } = PARTS[name];
    const code = glue.parts[name];
    const shared = sharedNames(glue.shared, code, Object.values(part.glue));
    writeFileSync(join(out, `${name}.js`), partModule(name, { ...part, code, shared, bytes, isApart }));
    if (isApart) writeFileSync(join(out, `${name}-bytes.js`), bytesModule(name, bytes));
  }
}

/** Declares what the linker uses, for the package's TypeScript. */
function writeTypes(out) {
  const glue = "export const wasm: WebAssembly.ModuleImports;\nexport function start(): void;\n";
  writeFileSync(join(out, "glue.d.ts"), glue);
  const unpack = "export function unpacked(texts: readonly string[], length: number): Uint8Array<ArrayBuffer>;\n";
  writeFileSync(join(out, "unpack.d.ts"), unpack);
}

/** Writes the linker, `pkg-template/shared/link-parts.ts`, beside the parts. */
function writeLinker(out) {
  // Loaded only here: the set-up, which installs it, is reached through this file's importers.
  const { buildSync } = createRequire(import.meta.url)("esbuild");
  buildSync({
    entryPoints: [join(TEMPLATE, "shared/link-parts.ts")],
    outfile: join(out, "link.js"),
    bundle: true,
    format: "esm",
    target: "es2022",
    alias: { "#parts/glue": "./glue.js", "#parts/unpack": "./unpack.js" },
    external: ["./glue.js", "./unpack.js"],
  });
}

/**
 * Gives the wasm's imports and exports names of one or two letters, in the file and in its glue: wasm-bindgen's carry
 * digests, which take 1.3 KB after compression.
 */
function shortenNames(wasm, glue, flags) {
  const pass = ["--minify-imports-and-exports-and-modules", ...FEATURE_FLAGS, ...flags, wasm, "-o", wasm];
  const printed = output(process.execPath, [binaryenTool("wasm-opt"), ...pass]);
  if (printed === null) throw new Error("wasm-opt could not shorten the names of imports and exports");
  const { imports, exports } = JSON.parse(printed);
  const shortImports = new Map(imports.map(([, name, short]) => [name, short]));
  const shortExports = new Map(exports);
  const found = new Set();
  // An import that wasm-opt has found to be unused goes.
  const text = `${readFileSync(glue, "utf8")}\nexport function memory() {\n  return wasm.memory;\n}\n`
    .replace(/^ {8}(__wb\w+)(: function\(.*?^ {8}\}[^\n]*\n)/gms, (_, name, rest) => {
      found.add(name);
      return shortImports.has(name) ? `        ${shortImports.get(name)}${rest}` : "";
    })
    .replace(/(?<=\bwasm\.)\w+/g, (name) => shortExports.get(name) ?? missing(`the export ${name}`))
    .replace(`"./${NAME}_bg.js": import0`, "a: import0");
  for (const name of shortImports.keys()) if (!found.has(name)) missing(`the import ${name}`);
  writeFileSync(glue, text);
  appendFileSync(typesBeside(glue), "\nexport function memory(): WebAssembly.Memory;\n");
}

const typesBeside = (glue) => glue.replace(/\.js$/, ".d.ts");

/**
 * Marks the wasm by a custom section with the package's name and a digest, which the glue has too, so that `./external`
 * refuses any other wasm: that of another version as well.
 */
function mark(wasm, glue) {
  const name = "zoom-phone-profile";
  const digest = createHash("sha256").update(readFileSync(wasm)).digest("hex").slice(0, 16);
  const section = Buffer.from(`${String.fromCharCode(name.length)}${name}${digest}`);
  appendFileSync(wasm, Buffer.concat([Buffer.of(0, section.length), section]));
  appendFileSync(glue, `export const MARK = "${digest}";\n`);
  appendFileSync(typesBeside(glue), "export const MARK: string;\n");
}

function missing(what) {
  throw new Error(
    `The names of wasm and glue differ: ${what} is in one of them only. Has wasm-bindgen changed its glue?`,
  );
}

function assemble(sysroot) {
  rmSync(PKG, { recursive: true, force: true });
  mkdirSync(PKG);
  const wasm = readFileSync(join(WORK, `${NAME}_bg.wasm`));
  writeFileSync(join(PKG, `${NAME}_bg.wasm`), wasm);
  shipParts();
  cpSync(join(TEMPLATE, "README.md"), join(PKG, "README.md"));
  for (const license of ["LICENSE-MIT", "LICENSE-APACHE"]) cpSync(join(ROOT, license), join(PKG, license));
  writeFileSync(join(PKG, "THIRD-PARTY-LICENSES"), notices(TARGET));
  writeModel();
  for (const module of ["border", "failures"]) writeFileSync(join(WORK, `${module}.ts`), described(module));
  runQuietly(process.execPath, [join(ROOT, "scripts/lib/entries.js"), TEMPLATE, WORK, PKG]);
  runQuietly(process.execPath, [join(ROOT, "scripts/lib/declarations.js"), TEMPLATE, MODEL, PKG]);
  for (const document of ["schema", "openapi"]) writeFileSync(join(PKG, `${document}.json`), described(document));
  cpSync(join(TEMPLATE, "i18n"), join(PKG, "i18n"), { recursive: true });
  writeFileSync(join(PKG, "i18n/en.json"), described("labels"));
  writeManifest();
  leaveNoTraces(sysroot);
}

/** Copies the modules of the parts; without comments, of which the glue has many. */
function shipParts() {
  const { transformSync } = createRequire(import.meta.url)("esbuild");
  mkdirSync(join(PKG, "parts"));
  for (const file of readdirSync(join(WORK, "parts")).filter((name) => name.endsWith(".js"))) {
    const text = readFileSync(join(WORK, "parts", file), "utf8");
    writeFileSync(join(PKG, "parts", file), transformSync(text, { legalComments: "none" }).code);
  }
}

/** The bytes of what `scripts/unpack.wat` says, written one after another. */
export function unpacker() {
  const wasm = join(WORK, "unpack.wasm");
  runQuietly(process.execPath, [binaryenTool("wasm-as"), join(ROOT, "scripts/unpack.wat"), "-o", wasm]);
  return readFileSync(wasm).join();
}

/** The types that are made from the Rust declarations, for the package's own sources (`#model`). */
const MODEL = join(WORK, "model.d.ts");

function writeModel() {
  writeFileSync(MODEL, typesOf(readFileSync(join(WORK, `${NAME}.d.ts`), "utf8")));
}

/** The interfaces and types out of wasm-bindgen's declarations, without its functions and loaders. */
function typesOf(generated) {
  const blocks = generated.split(/^(?=\/\*\*|export )/m);
  const types = [];
  let comment = "";
  for (const block of blocks) {
    if (block.startsWith("/**")) {
      comment = block;
      continue;
    }
    const isOurs =
      /^export (interface|type) /.test(block) &&
      !/^export (interface InitOutput|type (InitInput|SyncInitInput))/.test(block);
    if (isOurs) types.push(comment + block.trimEnd());
    comment = "";
  }
  // In the order of their names: wasm-bindgen's own order changes with the build.
  const name = (type) => /^export (?:interface|type) (\w+)/m.exec(type)[1];
  const sorted = types.sort((a, b) => (name(a) < name(b) ? -1 : 1));
  const text = withTidyComments(sorted.join("\n\n"));
  if (/\bany\b(?!thing|body)/.test(text.replace(/\/\*\*[\s\S]*?\*\//g, "")))
    throw new Error("a generated type is `any`");
  return `${text}\n`;
}

/** Comments as people write them: a tag beside its text, below the sentence before it; a short comment on one line. */
function withTidyComments(text) {
  return text
    .replace(/\*@(since|deprecated)\n\s*\*/g, "* @$1 ")
    .replace(/\n *\*(?=\n *\* @)/g, "")
    .replace(/\/\*\*\n *\* ([^\n]*)\n *\*\//g, "/** $1 */");
}

/** A document or a module of TypeScript that the Rust declarations write themselves: see `scripts/schema.rs`. */
function described(document) {
  const { env } = rustEnvironment();
  const command = ["run", "--quiet", "--features", "schema", "--bin", "schema", document];
  const text = output("cargo", command, { env });
  if (text === null) throw new Error(`${document} could not be made: run \`cargo ${command.join(" ")}\``);
  return `${text}\n`;
}

/** The manifest of the template, with the version of Cargo.toml and an entry for each language. */
function writeManifest() {
  const manifest = JSON.parse(readFileSync(join(TEMPLATE, "package.json"), "utf8"));
  manifest.version = /^version = "([^"]+)"/m.exec(readFileSync(join(ROOT, "Cargo.toml"), "utf8"))[1];
  const { "./package.json": itself, ...entries } = manifest.exports;
  const languages = readdirSync(join(PKG, "i18n")).sort();
  const translations = Object.fromEntries(languages.map((file) => [`./i18n/${file}`, `./i18n/${file}`]));
  manifest.exports = { ...entries, ...translations, "./package.json": itself };
  writeFileSync(join(PKG, "package.json"), `${JSON.stringify({ ...linksOf(manifest), ...manifest }, null, 2)}\n`);
}

/** Nothing that ships names a folder of this machine, nor has the permissions that it gives to new files. */
function leaveNoTraces(sysroot) {
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  for (const file of readdirSync(PKG, { recursive: true })) {
    if (statSync(join(PKG, file)).isDirectory()) continue;
    chmodSync(join(PKG, file), 0o644);
    const text = readFileSync(join(PKG, file)).toString("latin1");
    for (const path of [ROOT, sysroot, cargoHome]) {
      if (text.includes(path)) throw new Error(`pkg/${file} names a folder of this machine`);
    }
  }
}

/** A digest of files and folders, and of the compiler; what is installed in a folder is left out. */
export function digestOf(inputs) {
  const hash = createHash("sha256").update(output("rustc", ["--version"]) ?? "");
  const add = (path) => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory())
      return readdirSync(path)
        .sort()
        .forEach((name) => name !== "node_modules" && add(join(path, name)));
    hash.update(path.slice(ROOT.length)).update(readFileSync(path));
  };
  inputs.forEach((input) => add(join(ROOT, input)));
  return hash.digest("hex");
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  mkdirSync(join(ROOT, "target"), { recursive: true });
  setUp();
  console.log(`package: ${build()} (pkg/, packed in target/consumer/)`);
}
