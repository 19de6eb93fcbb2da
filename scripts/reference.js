// `npm run docs`: the API reference by typedoc, into target/docs; a warning is an error, and so is a member without a
// word on it.

import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { ROOT, run } from "./lib/run.js";

/** Conditions of a type, which are no members of anything. */
const UNDOCUMENTED = [
  "zoom-phone-profile.WasmModule.__type.WebAssembly",
  "zoom-phone-profile.WasmModule.__type.WebAssembly.__type.Module",
  "zoom-phone-profile.WasmModule.__type.WebAssembly.__type.Module.__type.prototype",
];
const PACKAGE = join(ROOT, "target/consumer/package");
const config = join(ROOT, "target/typedoc.tsconfig.json");
const compilerOptions = {
  target: "es2022",
  module: "nodenext",
  strict: true,
  noEmit: true,
  lib: ["es2023", "dom", "dom.iterable"],
  types: [],
};
writeFileSync(config, JSON.stringify({ compilerOptions, include: [`${PACKAGE}/*.d.ts`] }));
const entries = readdirSync(PACKAGE).filter((file) => file.endsWith(".d.ts"));
run(
  process.execPath,
  [
    join(ROOT, "node_modules/typedoc/bin/typedoc"),
    "--tsconfig",
    config,
    ...entries.flatMap((entry) => ["--entryPoints", entry]),
    "--out",
    join(ROOT, "target/docs"),
    "--name",
    "zoom-phone-profile",
    "--readme",
    "README.md",
    "--treatWarningsAsErrors",
    "--disableSources",
    ...["js", "jsx", "ts", "sh", "html"].flatMap((language) => ["--highlightLanguages", language]),
    "--validation.notDocumented",
    "true",
    ...UNDOCUMENTED.flatMap((name) => ["--intentionallyNotDocumented", name]),
  ],
  { cwd: PACKAGE },
);
