// The packed tarball: what is in it, and that it works in an empty project.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const tarball = fileURLToPath(new URL("../../target/consumer/package.tgz", import.meta.url));
const EXPECTED = [
  "LICENSE-APACHE", "LICENSE-MIT", "README.md", "external.js", "index.d.ts", "index.js", "index.workerd.js",
  "openapi.json", "package.json", "proxy.d.ts", "proxy.js", "schema.json", "wasm-external.js", "wasm-inline.js", "wasm-static.js", "zoom_phone_profile_bg.wasm",
];

test("the tarball holds exactly what is listed", () => {
  const files = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" }).trim().split("\n").map((file) => file.replace("package/", ""));
  assert.deepEqual(files.sort(), [...EXPECTED].sort());
});

test("it installs and works in an empty project, imported and required", () => {
  const folder = mkdtempSync(join(tmpdir(), "consumer-"));
  try {
    writeFileSync(join(folder, "package.json"), "{}");
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--offline", tarball], { cwd: folder, stdio: "pipe" });
    const use = 'if (!m.isUserProfile(\'{"id":"x"}\')) throw new Error("no"); console.log(m.summarizePolicy({ id: "x" }).counts.unknown);';
    writeFileSync(join(folder, "imported.mjs"), `import * as m from "zoom-phone-profile";\n${use}`);
    writeFileSync(join(folder, "required.cjs"), `const m = require("zoom-phone-profile");\n${use}`);
    for (const file of ["imported.mjs", "required.cjs"]) {
      assert.equal(execFileSync(process.execPath, [file], { cwd: folder, encoding: "utf8", stdio: "pipe" }).trim(), "37", file);
    }
    const external = `import { readFileSync } from "node:fs"; import { createRequire } from "node:module";
      import * as m from "zoom-phone-profile/external";
      try { m.isUserProfile("{}"); throw new Error("it should ask for init"); } catch (error) { if (!/init/.test(error.message) || /should ask/.test(error.message)) throw error; }
      await m.init(readFileSync(createRequire(import.meta.url).resolve("zoom-phone-profile/zoom_phone_profile_bg.wasm")));\n${use}`;
    writeFileSync(join(folder, "external.mjs"), external);
    assert.equal(execFileSync(process.execPath, ["external.mjs"], { cwd: folder, encoding: "utf8", stdio: "pipe" }).trim(), "37");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("the versions of the crate and of the package are one", () => {
  const manifest = JSON.parse(execFileSync("tar", ["-xzOf", tarball, "package/package.json"], { encoding: "utf8" }));
  const cargo = readFileSync(new URL("../../Cargo.toml", import.meta.url), "utf8");
  assert.equal(manifest.version, /^version = "([^"]+)"/m.exec(cargo)[1]);
});

test("the types hold no `any`", () => {
  const types = execFileSync("tar", ["-xzOf", tarball, "package/index.d.ts"], { encoding: "utf8" });
  const code = types.replace(/\/\*\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");
  assert.ok(!/\bany\b/.test(code));
  for (const name of ["UserProfile", "Policy", "PolicySummary", "LockableToggle", "ErrorCode", "Issue"]) assert.match(code, new RegExp(`export (interface|type) ${name}\\b`));
});
