// The declarations under the oldest and the newest compiler, both resolutions, strict or not, with the libraries of a
// page, of Node and of a worker; and the public surface compared with a snapshot, so that reviews show its changes.
// `UPDATE_SNAPSHOT=1 node --test tests/types/types.test.js` writes the snapshot.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL("./", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));
const packed = join(root, "target/consumer/package");
const place = join(root, "target/types");
const SOURCES = [
  "everywhere.ts",
  "usage.ts",
  "policies.ts",
  "wrong.ts",
  "standard-schema.ts",
  "narrowing.ts",
  "proxy.ts",
];

/** A project beside the package, which it finds as any project does: in node_modules, by its `exports`. */
before(() => {
  rmSync(place, { recursive: true, force: true });
  mkdirSync(join(place, "node_modules"), { recursive: true });
  symlinkSync(packed, join(place, "node_modules/zoom-phone-profile"), "junction");
  writeFileSync(join(place, "package.json"), '{"type":"module"}');
  for (const file of SOURCES) copyFileSync(join(here, file), join(place, file));
});

function compile(compiler, name, compilerOptions, files) {
  const config = join(place, `${name}.json`);
  writeFileSync(
    config,
    JSON.stringify({
      compilerOptions: { target: "es2022", noEmit: true, skipLibCheck: false, ...compilerOptions },
      files,
    }),
  );
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, "node_modules", compiler, "bin/tsc"), "-p", config], {
      cwd: place,
    });
    let text = "";
    child.stdout.on("data", (chunk) => (text += chunk));
    child.on("close", (code) => resolve({ code, text }));
  });
}

const LIBRARIES = {
  page: { lib: ["es2022", "dom", "dom.iterable"], types: [] },
  node: { lib: ["es2022"], types: ["node"] },
  worker: { lib: ["es2022"], types: ["@cloudflare/workers-types"] },
};
const RESOLUTIONS = {
  nodenext: { module: "nodenext", moduleResolution: "nodenext" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
};

const STRICTEST = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true };

for (const compiler of ["typescript-5.0", "typescript-7"]) {
  test(`${compiler}: every library and resolution, strict or not`, async () => {
    for (const [resolution, module] of Object.entries(RESOLUTIONS)) {
      for (const strict of [true, false]) {
        const runs = Object.entries(LIBRARIES).map(async ([library, options]) => {
          const name = [compiler, resolution, library, strict].join("-");
          const { code, text } = await compile(compiler, name, { ...module, ...options, strict }, ["everywhere.ts"]);
          assert.equal(code, 0, `${name}\n${text}`);
        });
        await Promise.all(runs);
      }
    }
  });

  test(`${compiler}: what a dashboard does compiles, and what is wrong does not`, async () => {
    const options = { ...RESOLUTIONS.nodenext, ...LIBRARIES.page, ...STRICTEST };
    const files = SOURCES.filter((file) => file !== "everywhere.ts");
    const { code, text } = await compile(compiler, `${compiler}-usage`, options, files);
    assert.equal(code, 0, text);
  });
}

test("the public surface is that of the snapshot", () => {
  const manifest = JSON.parse(readFileSync(join(packed, "package.json"), "utf8"));
  const declarations = [
    ...new Set(
      Object.values(manifest.exports)
        .map((entry) => entry.types)
        .filter(Boolean),
    ),
  ].sort();
  const surface = (file) =>
    readFileSync(join(packed, file), "utf8")
      .replace(/^ *\/\*\*[\s\S]*?\*\/\n/gm, "")
      .replace(/^ *\/\/.*\n/gm, "")
      .replace(/\n{2,}/g, "\n")
      .trim();
  const text = declarations.map((file) => `// ${file}\n${surface(file)}\n`).join("\n");
  const snapshot = join(here, "api.snapshot.d.ts");
  if (process.env.UPDATE_SNAPSHOT) writeFileSync(snapshot, text);
  const words =
    "The public surface has changed. Where that is meant: UPDATE_SNAPSHOT=1 node --test tests/types/types.test.js";
  assert.equal(text, readFileSync(snapshot, "utf8"), words);
});
