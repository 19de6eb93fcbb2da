// Bundles the package's sources: `node scripts/lib/entries.js SOURCES WORK OUT`, where WORK has wasm-bindgen's glue.
//
// The default entry is several modules, so that pages pay for what they import: bundlers drop modules, and chunks that
// `import()` loads are made of them. Each is a group of sources that are used together. Entries whose wasm is one file
// are one module each.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, extname, join, relative, resolve } from "node:path";

import { build } from "esbuild";

import { PARTS } from "../parts.js";

const NAME = "zoom_phone_profile";

/** The modules of the default entry, with their sources: files, or folders for all that no other module has. */
const GROUPS = {
  // With the quick verdict, which all that calls or checks needs: apart, esbuild would make a chunk of it.
  shared: ["shared/", "validate/fast-path.ts"],
  values: ["shared/values.ts", "shared/stringify.ts"],
  iterators: ["shared/iterators.ts", "shared/next-task.ts"],
  verdict: ["validate/verdict.ts"],
  validation: ["validate/"],
  // What `import()` loads stands alone: bundlers warn of a module that is imported in both ways.
  reply: ["validate/reply.ts"],
  call: ["call/"],
  batch: ["call/batch.ts", "call/shared-token.ts"],
  budget: ["call/budget.ts"],
  "shared-limiter": [
    "call/shared-limiter.ts",
    "call/limiter-bus.ts",
    "call/limiter-leader.ts",
    "call/limiter-member.ts",
  ],
  "page-reply": ["call/page-reply.ts"],
  list: ["call/list.ts", "call/list-options.ts"],
  client: ["call/client.ts", "call/observed-call.ts"],
  policy: ["policy/"],
  summary: ["policy/summary.ts"],
  diff: ["policy/diff.ts"],
  audit: ["policy/audit.ts", "policy/baseline.ts", "policy/rules.ts"],
  "rule-list": ["policy/rule-list.ts"],
  catalog: ["policy/catalog.ts"],
  fleet: ["fleet/"],
  "fleet-reader": ["fleet/reader.ts", "fleet/chunk-scheduler.ts"],
  drift: ["fleet/drift.ts", "fleet/drift-merge.ts", "fleet/rereadable-check.ts"],
  "drift-iterator": ["fleet/drift-iterator.ts"],
  "drift-reader": ["fleet/drift-reader.ts"],
  rereadable: ["fleet/rereadable.ts"],
  // Apart from fleets, whose pages would else get the bundle of a worker that they do not start.
  "fleet-thread": [
    "fleet/thread.ts",
    "fleet/thread-call.ts",
    "fleet/thread-drift.ts",
    "fleet/source-queue.ts",
    "fleet/earlier-fleet.ts",
  ],
};

/** Entries beside the default one. `#error` is the class of errors, `#package` the main entry. */
const ENTRIES = {
  index: { module: "index.ts" },
  // One file, since Node takes a millisecond for each module. Its parts are linked one by one all the same.
  "index.node": { module: "index.ts", parts: "inlined" },
  proxy: { module: "proxy/proxy.ts", isAlone: true },
  testing: { module: "testing/testing.ts" },
  worker: { module: "fleet/worker.ts" },
  // One module, since it needs all of its code: Vite before 8 refuses a worker that uses `import()`.
  "worker-thread": { module: "fleet/worker-thread.ts", parts: "apart" },
  external: { module: "index.ts", wasm: "shared/wasm-external.ts" },
  "index.workerd": { module: "index.ts", wasm: "shared/wasm-static.ts" },
  "testing.node": { module: "testing/testing.ts", main: "./index.node.js" },
  "worker.node": { module: "fleet/worker.ts", main: "./index.node.js" },
  "testing.workerd": { module: "testing/testing.ts", main: "./index.workerd.js" },
};

const [sources, work, out] = process.argv.slice(2).map((path) => resolve(path));

/** Sources that are never part of a module of the default entry: the wasm comes from elsewhere there. */
const IS_WHOLE = /^shared\/(link-|wasm)/;

/** Returns the module that a source belongs to; `undefined` for an entry. */
function groupOf(source) {
  const owners = Object.keys(GROUPS).filter((group) => GROUPS[group].some((path) => owns(path, source)));
  return owners.find((group) => GROUPS[group].includes(source)) ?? owners[0];
}

const owns = (path, source) => (path.endsWith("/") ? source.startsWith(path) : source === path);

/** All sources of a module. */
function sourcesOf(group) {
  const all = readdirSync(sources, { recursive: true, encoding: "utf8" }).map((file) => file.replaceAll("\\", "/"));
  const entries = Object.values(ENTRIES).map(({ module }) => module);
  return all
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts") && !/(^|[/-])types\.ts$/.test(file))
    .filter((file) => groupOf(file) === group && !IS_WHOLE.test(file) && !entries.includes(file))
    .sort();
}

const external = (path) => ({ path, external: true, sideEffects: false });

/** Leaves imports of the parts of the wasm and of their glue as imports. */
const partsApart = {
  name: "parts apart",
  setup({ onResolve }) {
    onResolve({ filter: /^#parts\// }, ({ path }) => external(`./parts/${path.slice("#parts/".length)}.js`));
    onResolve({ filter: /^#(link|glue)$/ }, ({ path }) => external(`./parts/${path.slice(1)}.js`));
  },
};

/** Takes the parts of the wasm and their glue into the file. */
const partsInlined = {
  name: "parts inlined",
  setup({ onResolve }) {
    const part = (name) => ({ path: join(work, "parts", `${name}.js`), sideEffects: false });
    onResolve({ filter: /^#parts\// }, ({ path }) => part(path.slice("#parts/".length)));
    onResolve({ filter: /^#(link|glue)$/ }, ({ path }) => part(path.slice(1)));
  },
};

/**
 * Imports at once what a source loads by `import()`, for entries that are one file: esbuild would wrap all that such an
 * import reaches, half of the entry, in functions that engines read twice.
 */
const atOnce = {
  name: "at once",
  setup({ onLoad }) {
    onLoad({ filter: /\.[jt]s$/ }, ({ path }) => {
      const imports = [];
      const text = readFileSync(path, "utf8").replace(/\bimport\(("[^"]+")\)/g, (_, from) => {
        const name = `loadedAtOnce${imports.length}`;
        imports.push(`import * as ${name} from ${from};\n`);
        return `Promise.resolve(${name})`;
      });
      return { contents: imports.join("") + text, loader: extname(path) === ".ts" ? "ts" : "js" };
    });
  },
};

/** Leaves imports of other modules as imports. */
function apart(own) {
  return {
    name: "apart",
    setup({ onResolve }) {
      onResolve({ filter: /^#package$/ }, () => external("./index.js"));
      const error = join(sources, "shared/error.ts");
      onResolve({ filter: /^#error$/ }, () => (own === "shared" ? { path: error } : external("./shared.js")));
      onResolve({ filter: /^\.{1,2}\// }, ({ path, importer }) => {
        const group = groupOf(relative(sources, resolve(dirname(importer), path)).replaceAll("\\", "/"));
        return group && group !== own ? external(`./${group}.js`) : undefined;
      });
    },
  };
}

/** Modules that are made from the Rust declarations. */
const GENERATED = { "#border": join(work, "border.ts"), "#failures": join(work, "failures.ts") };

/**
 * The oldest browsers with wasm SIMD. Firefox 89 has it too, but no private members; without those, pages would load
 * 0.7 KB more.
 */
const BROWSERS = ["chrome91", "firefox90", "safari16.4"];

const COMMON = {
  alias: GENERATED,
  bundle: true,
  format: "esm",
  target: BROWSERS,
  legalComments: "none",
  logLevel: "warning",
  // wasm-bindgen names one module once for each function that the wasm imports from it.
  logOverride: { "duplicate-object-key": "silent" },
};

async function buildGroup(group) {
  const contents = sourcesOf(group)
    .map((file) => `export * from "./${file}";`)
    .join("\n");
  await build({
    ...COMMON,
    stdin: { contents, resolveDir: sources, sourcefile: `${group}.ts`, loader: "ts" },
    outfile: join(out, `${group}.js`),
    plugins: [partsApart, apart(group)],
  });
}

/** Builds an entry: of modules that stand apart, or with all of its sources and the wasm as one file. */
async function buildEntry([name, { module, wasm, main, isAlone, parts: place }]) {
  const outfile = join(out, `${name}.js`);
  const entryPoints = [join(sources, module)];
  if (place) {
    const alias = { "#package": join(sources, "index.ts"), "#error": join(sources, "shared/error.ts") };
    const plugins = [atOnce, place === "inlined" ? partsInlined : partsApart];
    return build({ ...COMMON, entryPoints, outfile, alias, plugins });
  }
  if (!wasm && !main && !isAlone) return build({ ...COMMON, entryPoints, outfile, plugins: [partsApart, apart()] });
  const whole = join(sources, "shared/link-whole.ts");
  const parts = Object.keys(PARTS).map((part) => [`#parts/${part}`, whole]);
  const aliases = {
    ...GENERATED,
    "#glue": join(work, `${NAME}.js`),
    "#link": whole,
    "#error": main ?? join(sources, "shared/error.ts"),
    ...(wasm && { "#wasm": join(sources, wasm) }),
    ...(main && { "#package": main }),
    ...Object.fromEntries(parts),
  };
  return build({
    ...COMMON,
    entryPoints,
    outfile,
    alias: aliases,
    plugins: [atOnce],
    external: [`./${NAME}_bg.wasm`, ...(main ? [main] : [])],
  });
}

/**
 * Writes the main entry: `export *` from a module for each group, which exports what is public of it. esbuild follows
 * `export *` to where a name is declared, and no further. Where it finds `export { … }` it takes everything that this
 * module imports for used, so that code which `import()` is to load would be loaded with the page.
 */
function writeIndex() {
  const exported = new Map();
  for (const [, names, group] of readFileSync(join(out, "index.js"), "utf8").matchAll(IMPORTED)) {
    exported.set(group, [...(exported.get(group) ?? []), names.trim()]);
  }
  mkdirSync(join(out, "exports"));
  for (const [group, names] of exported)
    writeFileSync(join(out, `exports/${group}.js`), `export { ${names.join(", ")} } from "../${group}.js";\n`);
  const lines = [...exported.keys()].map((group) => `export * from "./exports/${group}.js";\n`);
  writeFileSync(join(out, "index.js"), lines.join(""));
}

const IMPORTED = /^import \{([^}]*)\} from "\.\/([\w-]+)\.js";$/gm;

/** Throws if a module imports what another one does not export: of two sources with the same export, neither is. */
async function verify() {
  const { warnings } = await build({
    entryPoints: ["index", "worker", "testing", "worker-thread"].map((entry) => join(out, `${entry}.js`)),
    bundle: true,
    splitting: true,
    format: "esm",
    outdir: join(work, "verified"),
    write: false,
    logLevel: "silent",
    external: ["./worker-thread.js"],
  });
  if (warnings.length > 0) throw new Error(warnings.map(({ text }) => text).join("\n"));
}

await Promise.all([...Object.keys(GROUPS).map(buildGroup), ...Object.entries(ENTRIES).map(buildEntry)]);
await build({
  ...COMMON,
  entryPoints: [join(sources, "testing/zoom-failures.ts")],
  outfile: join(work, "zoom-failures.js"),
});
writeIndex();
await verify();
