// Which folder imports from which, by the import lines of the sources. `tests/layers.rs` does the same for Rust.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { test } from "node:test";

/** The folders of the package's source, and those that each may import from. Types may come from any `types.ts`. */
const LAYERS = {
  shared: [],
  validate: ["shared"],
  call: ["shared", "validate"],
  policy: ["shared", "validate"],
  fleet: ["shared", "validate"],
  proxy: ["shared"],
  testing: ["shared"],
};

const IMPORT = /^(?:import|export)\s+(?<type>type\s)?[^;"]*?from\s+"(?<from>[^"]+)"|\bimport\(\s*"(?<loaded>[^"]+)"/gms;

/** The sources of a folder, by path. */
function sources(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((file) => /\.[jt]s$/.test(file));
  return files.map((file) => [join(folder, file), readFileSync(join(folder, file), "utf8")]);
}

/** The files that a source imports by a relative path, each with whether only its types are imported. */
function imports([path, code]) {
  const found = [...code.matchAll(IMPORT)].map(({ groups }) => ({
    isType: groups.type !== undefined,
    to: groups.from ?? groups.loaded,
  }));
  return found
    .filter(({ to }) => to.startsWith("."))
    .map(({ isType, to }) => ({ isType, to: normalize(join(path, "..", to)) }));
}

test("a folder of the package imports from the folders below it only", () => {
  const upward = Object.entries(LAYERS).flatMap(([folder, below]) =>
    sources(`pkg-template/${folder}`).flatMap((source) =>
      imports(source)
        .filter(({ isType, to }) => !(isType && to.endsWith("/types.ts")))
        .filter(({ to }) => ![folder, ...below].some((name) => to.startsWith(`pkg-template/${name}/`)))
        .map(({ to }) => `${source[0]} imports ${to}`),
    ),
  );
  assert.deepEqual(upward, []);
});

test("scripts import nothing from the benchmarks", () => {
  const upward = sources("scripts").flatMap((source) =>
    imports(source)
      .filter(({ to }) => to.startsWith("bench/"))
      .map(({ to }) => `${source[0]} imports ${to}`),
  );
  assert.deepEqual(upward, []);
});

test("imports are read out of every form", () => {
  const code = `import a from "./a.js";
import {
  b,
} from "../c/b.js";
import type { T } from "./types.ts";
export { d } from "./d.js";
const e = await import("./e.js");
import f from "node:fs";`;
  assert.deepEqual(imports(["x/y/z.js", code]), [
    { isType: false, to: "x/y/a.js" },
    { isType: false, to: "x/c/b.js" },
    { isType: true, to: "x/y/types.ts" },
    { isType: false, to: "x/y/d.js" },
    { isType: false, to: "x/y/e.js" },
  ]);
});
