// The chunks of a page that imports from the built package, as esbuild and Vite make them by default: what a browser
// loads with the page (initial), and what `import()` loads later.

import { basename } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

import { build as bundle } from "esbuild";

import { ROOT } from "./run.js";

/** Returns a module that uses these names of the entry, or all of them for `*`. */
function pageOf(names, entry) {
  const from = JSON.stringify(entry);
  if (names === "*") return `import * as all from ${from};\nconsole.log(all);\n`;
  return `import { ${names} } from ${from};\nconsole.log(${names});\n`;
}

/** The chunks of a page, made by `esbuild --bundle --minify --splitting`: `{ initial, all }`, as lists of buffers. */
export async function esbuildChunks(names, entry) {
  const { outputFiles, metafile } = await bundle({
    stdin: { contents: pageOf(names, entry), resolveDir: ROOT, sourcefile: "page.js" },
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    outdir: "out",
    write: false,
    metafile: true,
    logLevel: "error",
  });
  const chunks = Object.entries(metafile.outputs).map(([path, { entryPoint, imports }]) => ({
    file: basename(path),
    isEntry: entryPoint === "page.js",
    imports: imports.filter(({ kind }) => kind === "import-statement").map((one) => basename(one.path)),
    code: outputFiles.find((output) => basename(output.path) === basename(path)).contents,
  }));
  return divided(chunks);
}

const VIRTUAL = "virtual:page";

/** The chunks of a page, made by Vite. */
export async function viteChunks(names, entry) {
  // Loaded only here: it takes a while, and most who use this file do without.
  const { build } = await import("vite");
  const page = {
    name: "page",
    resolveId: (id) => (id === VIRTUAL ? `\0${VIRTUAL}` : undefined),
    load: (id) => (id === `\0${VIRTUAL}` ? pageOf(names, entry) : undefined),
  };
  const { output } = await build({
    root: ROOT,
    configFile: false,
    logLevel: "error",
    plugins: [page],
    build: { write: false, rollupOptions: { input: VIRTUAL } },
  });
  const chunks = output
    .filter(({ type }) => type === "chunk")
    .map(({ fileName, isEntry, imports, code }) => ({ file: fileName, isEntry, imports, code: Buffer.from(code) }));
  return divided(chunks);
}

function divided(chunks) {
  const initial = new Set(chunks.filter(({ isEntry }) => isEntry));
  for (const { imports } of initial) for (const file of imports) initial.add(chunks.find((each) => each.file === file));
  return { initial: [...initial].map(({ code }) => code), all: chunks.map(({ code }) => code) };
}

/** The size of bytes after brotli 11, as servers send files that do not change. */
export function brotliSize(bytes) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return brotliCompressSync(bytes, { params }).length;
}
