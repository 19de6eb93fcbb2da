// The package over the parts of the wasm: each part is linked by the first call of one of its functions, whichever that
// is.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { buildSync } from "esbuild";

const at = (path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const PARTS = at("target/package/parts");

/** Writes the package into a folder, and returns its URL. Its `linkedParts` returns the names of the parts in use. */
export function lazyPackage(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const write = (name, text) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const glue = write("glue.js", lazyGlue());
  const wasm = write("wasm.js", "export const compile = () => {};\nexport const compileAsync = async () => {};\n");
  const entry = write(
    "entry.js",
    `export * from ${JSON.stringify(at("pkg-template/index.ts"))};\nexport { linkedParts } from "./glue.js";\n`,
  );
  const outfile = join(folder, "package.mjs");
  const alias = { "#wasm": wasm, "#glue": glue, "#error": at("pkg-template/shared/error.ts") };
  buildSync({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "warning",
    alias,
  });
  return pathToFileURL(outfile).href;
}

/** The glue, in which each function and class links its part first. */
function lazyGlue() {
  const { parts } = JSON.parse(readFileSync(join(PARTS, "parts.json"), "utf8"));
  const glue = readFileSync(join(PARTS, "glue.js"), "utf8");
  const names = Object.keys(parts);
  const partOf = (name) => names.find((part) => parts[part].exports.includes(name));
  const exported = (kind) => [...glue.matchAll(new RegExp(`^export ${kind} (\\w+)`, "gm"))].map(([, name]) => name);
  const linking = (name) => `link(parts.${partOf(name)});`;
  return `import * as glue from "${PARTS}/glue.js";
import { link } from "${PARTS}/link.js";
export * from "${PARTS}/glue.js";
${names.map((part) => `import * as ${part}Module from "${PARTS}/${part}.js";`).join("\n")}

const parts = { ${names.map((part) => `${part}: ${part}Module.${part}`).join(", ")} };
export const linkedParts = () => Object.keys(parts).filter((name) => parts[name].isLinked);
export function initSync() {
  link(parts.${names[0]});
  return glue.wasm;
}
export default initSync;
export const memoryOf = () => glue.memory();
export const MARK = "";
${exported("function").filter(partOf).map(lazyFunction).join("\n")}
${exported("class").map(lazyClass).join("\n")}
`;

  function lazyFunction(name) {
    return `export const ${name} = (...given) => { ${linking(name)} return glue.${name}(...given); };`;
  }

  function lazyClass(name) {
    const construct = `constructor(...given) { ${linking(`__wbg_${name.toLowerCase()}_free`)} super(...given); }`;
    return `export class ${name} extends glue.${name} { ${construct} }`;
  }
}
