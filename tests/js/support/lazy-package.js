// The package over the parts of the wasm: each part is linked by the first call of one of its functions, whichever that is.

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { buildSync } from "esbuild";

const BUILT = fileURLToPath(new URL("../../../target/package/", import.meta.url));

/** Writes the package into a folder, and returns its URL. Its export `linkedParts` returns the names of the parts in use. */
export function lazyPackage(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(BUILT, "stage"), folder, { recursive: true });
  cpSync(join(BUILT, "parts"), join(folder, "parts"), { recursive: true });
  writeFileSync(join(folder, "no-wasm.js"), "export const compile = () => {};\nexport const compileAsync = async () => {};\n");
  writeFileSync(join(folder, "zoom_phone_profile.js"), lazyGlue());
  writeFileSync(join(folder, "lazy.js"), 'export * from "./index.js";\nexport { linkedParts } from "./zoom_phone_profile.js";\n');
  const outfile = join(folder, "package.mjs");
  const alias = { "#wasm": join(folder, "no-wasm.js"), "#error": join(folder, "error.js") };
  buildSync({ entryPoints: [join(folder, "lazy.js")], outfile, bundle: true, format: "esm", target: "es2022", logLevel: "warning", alias });
  return pathToFileURL(outfile).href;
}

/** The functions and classes of the glue, each of which links its part first. */
function lazyGlue() {
  const { parts } = JSON.parse(readFileSync(join(BUILT, "parts/parts.json"), "utf8"));
  const glue = readFileSync(join(BUILT, "parts/glue.js"), "utf8");
  const partOf = (name) => Object.keys(parts).find((part) => parts[part].exports.includes(name));
  const names = (kind) => [...glue.matchAll(new RegExp(`^export ${kind} (\\w+)`, "gm"))].map(([, name]) => name);
  const functions = names("function").filter((name) => partOf(name));
  const classes = names("class");
  return [
    'import * as glue from "./parts/glue.js";',
    'import { link } from "./parts/link.js";',
    ...Object.keys(parts).map((part) => `import { ${part} as ${part}Part } from "./parts/${part}.js";`),
    `const parts = { ${Object.keys(parts).map((part) => `${part}: ${part}Part`).join(", ")} };`,
    "export const linkedParts = () => Object.keys(parts).filter((name) => parts[name].isLinked);",
    `export function initSync() { link(${Object.keys(parts)[0]}Part); return glue.wasm; }`,
    "export default initSync;",
    "export const memoryOf = () => glue.memory();",
    'export const MARK = "";',
    ...functions.map((name) => `export function ${name}(...given) { link(${partOf(name)}Part); return glue.${name}(...given); }`),
    ...classes.map((name) => `export class ${name} extends glue.${name} { constructor(...given) { link(${partOf(`__wbg_${name.toLowerCase()}_free`)}Part); super(...given); } }`),
  ].join("\n");
}
