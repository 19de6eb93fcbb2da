// Makes the declarations of the package's entries from its sources: one file each, in which everything is public.
// Usage: node scripts/lib/declarations.js SOURCES MODEL OUT, where MODEL is the file of the types that are made from
// the Rust declarations. They come last in index.d.ts; other entries import from there what they share with it.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";

import { ROOT } from "./run.js";

/** The entries beside the main one, with their modules. */
const OTHERS = {
  "proxy.d.ts": "proxy/proxy.ts",
  "testing.d.ts": "testing/testing.ts",
  "worker.d.ts": "fleet/worker.ts",
  "worker-thread.d.ts": "fleet/worker-thread.ts",
};
const MAIN = "./index.js";

/** Joins the declarations of a module and of what it imports, except what `externalOf` gives a name. */
async function joined(module, tsconfig, externalOf) {
  const externals = {
    name: "externals",
    resolveId(source, importer) {
      const id = importer && externalOf(source, importer);
      return id ? { id, external: true, moduleSideEffects: false } : null;
    },
  };
  const bundle = await rollup({
    input: module,
    onLog(_level, log) {
      if (log.code !== "EMPTY_BUNDLE") throw new Error(log.message);
    },
    plugins: [externals, dts({ tsconfig, compilerOptions: { stripInternal: true } })],
  });
  const { output } = await bundle.generate({ format: "es" });
  await bundle.close();
  return output[0];
}

/**
 * Returns the declarations of an entry as they ship: each exported where it stands, instead of in a list at the end.
 * Throws if one is private, or is `any`.
 */
function finished(code, module, more = "") {
  const opening = openingOf(module);
  const names = new Set();
  const text = code
    .replace(opening, "")
    .replace(/^(import|export) [^;]*from '#model';\n/gm, "")
    .replace(/^import (?=\{)/gm, "import type ")
    .replace(/^export (?:type )?\{([^}]*)\};\n/gm, (_, list) => {
      for (const name of list.split(",")) names.add(name.trim());
      return "";
    })
    .replace(/^(?:declare (function)|(declare (?:class|const)|interface|type)) (\w+)/gm, (_, fn, kind, name) => {
      if (!names.has(name)) throw new Error(`${module}: a public type needs \`${name}\`, which is not exported`);
      return `export ${fn ?? kind} ${name}`;
    })
    // What is left of an object type whose members are all internal.
    .replace(/ & \{\};$/gm, ";")
    // A blank line between declarations.
    .replace(/([;}])\n(?=\/\*\*)/g, "$1\n\n");
  if (/\bany\b/.test(text.replace(/\/\*[\s\S]*?\*\//g, ""))) throw new Error(`${module}: a public type is \`any\``);
  return formatted(`${opening}\n\n${text.trim() || "export {};"}\n\n${more}`);
}

/** Returns the comment at a module's beginning, which names the entry in the reference. */
function openingOf(module) {
  const opening = /^\/\*\*(?:(?!\*\/)[\s\S])*@module (?:(?!\*\/)[\s\S])*\*\//.exec(readFileSync(module, "utf8"));
  if (!opening) throw new Error(`${module} must begin with a comment that has \`@module\``);
  return opening[0];
}

function formatted(text) {
  const biome = join(ROOT, "node_modules/@biomejs/biome/bin/biome");
  // A copy of the sources need not be a repository.
  const command = [biome, "format", "--vcs-enabled=false", "--stdin-file-path=pkg-template/index.d.ts"];
  return execFileSync(process.execPath, command, { cwd: ROOT, input: text, encoding: "utf8" });
}

const [sources, model, out] = process.argv.slice(2).map((path) => resolve(path));
const tsconfig = join(sources, "tsconfig.json");
const index = join(sources, "index.ts");

const main = await joined(index, tsconfig, (source) => (source === "#model" ? source : undefined));
writeFileSync(join(out, "index.d.ts"), finished(main.code, index, readFileSync(model, "utf8")));

const shared = new Set(Object.keys(main.modules));
const isShared = (source, importer) => source.startsWith("#") || shared.has(resolve(dirname(importer), source));
for (const [file, source] of Object.entries(OTHERS)) {
  const module = join(sources, source);
  const { code } = await joined(module, tsconfig, (name, importer) => (isShared(name, importer) ? MAIN : undefined));
  writeFileSync(join(out, file), finished(code, module));
}
