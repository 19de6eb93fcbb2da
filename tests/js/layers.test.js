// Which folder imports from which, and that files do not import each other in circles, by the import lines of the
// sources. `tests/layers.rs` does the same for Rust.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { test } from "node:test";

/** The folders of the package's source, and those that each may import from. Types may come from any `types.ts`. */
const PACKAGE = {
  shared: [],
  validate: ["shared"],
  call: ["shared", "validate"],
  policy: ["shared", "validate"],
  fleet: ["shared", "validate"],
  proxy: ["shared"],
  testing: ["shared"],
};

/** Where everything else in JavaScript is, and what it may import from beside what it is tested or built from. */
const AROUND = {
  scripts: ["tests/zoom-server"],
  bench: ["scripts", "tests"],
  examples: [],
  tests: ["scripts", "examples"],
};

const FROM = String.raw`^(?:import|export)\s+(?<type>type\s)?[^;"]*?from\s+"(?<from>[^"]+)"`;
const IMPORT = new RegExp(String.raw`${FROM}|^import\s+"(?<ran>[^"]+)"|\bimport\(\s*"(?<loaded>[^"]+)"`, "gms");

/** The sources of a folder, by path. Projects of the consumers have packages of their own. */
function sources(folder) {
  const files = readdirSync(folder, { recursive: true }).map((file) => join(folder, file));
  return files
    .filter((file) => /\.[jt]sx?$/.test(file) && !file.includes("node_modules") && !file.startsWith("tests/consumers/"))
    .map((file) => [file, readFileSync(file, "utf8")]);
}

/** The files that a source imports by a relative path, each with whether only its types are imported. */
function imports([path, code]) {
  const found = [...code.matchAll(IMPORT)].map(({ groups }) => ({
    isType: groups.type !== undefined,
    to: groups.from ?? groups.ran ?? groups.loaded,
  }));
  return found
    .filter(({ to }) => to.startsWith("."))
    .map(({ isType, to }) => ({ isType, to: withExtension(normalize(join(path, "..", to))) }));
}

/** The page leaves the extension out. */
const withExtension = (path) => (existsSync(`${path}.ts`) ? `${path}.ts` : path);

/** The imports of a folder that do not lead to these folders. */
function importsBeyond(folder, folders) {
  return sources(folder).flatMap((source) =>
    imports(source)
      .filter(({ isType, to }) => !(isType && to.endsWith("/types.ts")))
      .filter(({ to }) => !folders.some((name) => to.startsWith(`${name}/`)))
      .map(({ to }) => `${source[0]} imports ${to}`),
  );
}

/** The circles among files, given what each imports: the files of each, in the order of the imports. */
function circles(uses) {
  const found = [];
  const done = new Set();
  const visit = (file, path) => {
    const at = path.indexOf(file);
    if (at >= 0) return void found.push(path.slice(at).join(" → "));
    if (done.has(file)) return;
    for (const used of uses.get(file) ?? []) visit(used, [...path, file]);
    done.add(file);
  };
  for (const file of uses.keys()) visit(file, []);
  return found;
}

/** What each file of a folder imports, types too: a circle of types takes as long to understand. */
const usesIn = (folder) => sources(folder).map((source) => [source[0], imports(source).map(({ to }) => to)]);

test("a folder of the package imports from the folders below it only", () => {
  for (const [folder, below] of Object.entries(PACKAGE)) {
    const allowed = [folder, ...below].map((name) => `pkg-template/${name}`);
    assert.deepEqual(importsBeyond(`pkg-template/${folder}`, allowed), []);
  }
});

test("scripts, benchmarks, examples and tests import from the folders below them only", () => {
  const built = ["pkg", "target", "bench/generated"];
  for (const [folder, below] of Object.entries(AROUND))
    assert.deepEqual(
      importsBeyond(folder, [folder, ...below, ...built]).filter((line) => !line.startsWith("tests/js/layers.test.js")),
      [],
    );
  assert.deepEqual(importsBeyond("tests/zoom-server", ["tests/zoom-server"]), []);
});

test("files do not import each other in circles", () => {
  for (const folder of ["pkg-template", "www", ...Object.keys(AROUND)])
    assert.deepEqual(circles(new Map(usesIn(folder))), [], folder);
});

test("every circle is reported", () => {
  const uses = { a: ["b", "x"], b: ["c"], c: ["b"], d: ["d"], e: ["a"] };
  assert.deepEqual(circles(new Map(Object.entries(uses))), ["b → c", "d"]);
});

test("imports are read out of every form, and lead to files that exist", () => {
  const code = `import a from "./a.js";
import {
  b,
} from "../c/b.js";
import type { T } from "./types.ts";
export { d } from "./d.js";
import "./ran.js";
const e = await import("./e.js");
import f from "node:fs";`;
  assert.deepEqual(imports(["x/y/z.js", code]), [
    { isType: false, to: "x/y/a.js" },
    { isType: false, to: "x/c/b.js" },
    { isType: true, to: "x/y/types.ts" },
    { isType: false, to: "x/y/d.js" },
    { isType: false, to: "x/y/ran.js" },
    { isType: false, to: "x/y/e.js" },
  ]);
  const read = ["pkg-template", "www"].map((folder) => sources(folder).flatMap(imports));
  for (const found of read) assert.ok(found.length > 300);
  for (const { to } of read.flat()) assert.ok(existsSync(to) || to.endsWith(".wasm"), to);
});
