// `npm run docs`: the API reference by typedoc, into target/docs, grouped by subject. A warning is an error, and so is
// a public item without documentation. `node scripts/reference.js PACKAGE OUT` describes another folder of
// declarations.

import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { ROOT, run } from "./lib/run.js";

/** The subjects of the main entry, in their order, with the sources that declare what belongs to them. */
const SUBJECTS = {
  Fetch: ["pkg-template/call"],
  Validate: ["pkg-template/validate", "src/core/validate"],
  Policy: ["pkg-template/policy", "src/policy"],
  Fleet: ["pkg-template/fleet"],
  Errors: ["pkg-template/shared/error.ts", "src/client/error"],
  "Set-up": ["pkg-template/shared/runtime.ts"],
  Profile: ["src/core/model"],
};

/** Conditions of a type, which are no members of anything. */
const UNDOCUMENTED = [
  "zoom-phone-profile.WasmModule.__type.WebAssembly",
  "zoom-phone-profile.WasmModule.__type.WebAssembly.__type.Module",
  "zoom-phone-profile.WasmModule.__type.WebAssembly.__type.Module.__type.prototype",
];

/** What declares a name, in TypeScript or in Rust, whose macros take declarations without `pub`. */
const DECLARATION = /(?:^|\s)(?:function\*?|const|class|interface|type|struct|enum) (\w+)/g;

/** Returns the names that the sources of each subject declare. */
function declaredNames() {
  return Object.entries(SUBJECTS).map(([subject, places]) => {
    const texts = places.flatMap((place) => filesBelow(join(ROOT, place))).map((file) => readFileSync(file, "utf8"));
    return [subject, new Set(texts.flatMap((text) => [...text.matchAll(DECLARATION)].map(([, name]) => name)))];
  });
}

function filesBelow(place) {
  if (/\.\w+$/.test(place)) return [place];
  const files = readdirSync(place, { recursive: true, encoding: "utf8" });
  return files.filter((file) => /\.(ts|rs)$/.test(file)).map((file) => join(place, file));
}

/**
 * Returns declarations with the subject of each in its documentation. Throws for one that no subject has. `names` are
 * those of each subject.
 */
export function categorized(text, names) {
  return text.replace(/\*\/\n(?=export (?:declare )?(?:function|const|class|interface|type) (\w+))/g, (end, name) => {
    // Rust's types have no prefix or suffix that only JavaScript needs.
    const forms = [name, name.replace(/^Policy/, ""), name.replace(/Base$/, "")];
    const declared = forms.find((form) => names.some(([, known]) => known.has(form)));
    const subject = names.find(([, known]) => known.has(declared))?.[0];
    if (!subject) throw new Error(`no subject of scripts/reference.js has \`${name}\``);
    return `\n * @category ${subject}\n ${end}`;
  });
}

/** Writes the declarations with their subjects into a folder of their own. */
function prepare(source, place) {
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  const names = declaredNames();
  const entries = readdirSync(source).filter((file) => file.endsWith(".d.ts"));
  for (const entry of entries) {
    const text = readFileSync(join(source, entry), "utf8");
    writeFileSync(join(place, entry), entry === "index.d.ts" ? categorized(text, names) : text);
  }
  copyFileSync(join(source, "package.json"), join(place, "package.json"));
  return entries;
}

function main(source = join(ROOT, "target/consumer/package"), out = join(ROOT, "target/docs")) {
  const place = `${resolve(out)}-source`;
  const entries = prepare(resolve(source), place);
  const config = join(place, "tsconfig.json");
  const compilerOptions = {
    target: "es2022",
    module: "nodenext",
    strict: true,
    noEmit: true,
    lib: ["es2023", "dom", "dom.iterable"],
    types: [],
  };
  writeFileSync(config, JSON.stringify({ compilerOptions, include: ["*.d.ts"] }));
  run(
    process.execPath,
    [
      join(ROOT, "node_modules/typedoc/bin/typedoc"),
      "--tsconfig",
      config,
      ...entries.flatMap((entry) => ["--entryPoints", entry]),
      "--out",
      resolve(out),
      "--name",
      "zoom-phone-profile",
      // Where its relative links lead to files.
      "--readme",
      join(ROOT, "pkg-template/README.md"),
      "--treatWarningsAsErrors",
      "--disableSources",
      ...["js", "jsx", "ts", "tsx", "sh", "html"].flatMap((language) => ["--highlightLanguages", language]),
      ...[...Object.keys(SUBJECTS), "*"].flatMap((subject) => ["--categoryOrder", subject]),
      ...["--categorizeByGroup", "false", "--navigation.includeCategories", "true"],
      "--validation.notDocumented",
      "true",
      ...UNDOCUMENTED.flatMap((name) => ["--intentionallyNotDocumented", name]),
    ],
    { cwd: place },
  );
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) main(...process.argv.slice(2));
