// Every example of the documentation compiles as strictly as TypeScript can. `tests/js/docs.test.js` runs them.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";

import ts from "typescript";
import { blocksOf, DECLARATIONS, DOCUMENTS, ELSEWHERE, examplesOf, PACKED } from "../js/support/snippets.js";

const here = fileURLToPath(new URL("./", import.meta.url));
const place = fileURLToPath(new URL("../../target/snippets/", import.meta.url));
const OPTIONS = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.dom.asynciterable.d.ts"],
  types: ["node"],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  resolveJsonModule: true,
  noEmit: true,
};

before(() => {
  rmSync(place, { recursive: true, force: true });
  mkdirSync(join(place, "node_modules"), { recursive: true });
  symlinkSync(PACKED, join(place, "node_modules/zoom-phone-profile"), "junction");
  copyFileSync(join(here, "given.d.ts"), join(place, "given.d.ts"));
});

/** Writes an example as a module of its own. */
function written({ name, code }) {
  const file = join(place, `${name}.ts`);
  writeFileSync(file, `${code}\nexport {};\n`);
  return file;
}

test("every example compiles strictly", () => {
  const all = [...DOCUMENTS.flatMap(blocksOf), ...DECLARATIONS.flatMap(examplesOf)];
  const snippets = all.filter(({ title }) => !(title in ELSEWHERE));
  assert.equal(all.length - snippets.length, Object.keys(ELSEWHERE).length, "ELSEWHERE names what is there");
  const program = ts.createProgram([...snippets.map(written), join(place, "given.d.ts")], OPTIONS);
  const faults = ts.getPreEmitDiagnostics(program);
  assert.equal(
    ts.formatDiagnostics(faults, {
      getCanonicalFileName: String,
      getCurrentDirectory: () => place,
      getNewLine: () => "\n",
    }),
    "",
  );
});

test("the compiler would refuse an example that is wrong", () => {
  const wrong = written({
    name: "wrong",
    code: 'import { diffPolicy } from "zoom-phone-profile";\ndiffPolicy(today);',
  });
  const program = ts.createProgram([wrong, join(place, "given.d.ts")], OPTIONS);
  assert.equal(ts.getPreEmitDiagnostics(program, program.getSourceFile(wrong)).length, 1);
});
