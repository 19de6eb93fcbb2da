// What others check about a package: publint, "are the types wrong", the notices of its crates, and the Node versions
// that its lockfiles support.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { publint } from "publint";
import { formatMessage } from "publint/utils";
import semver from "semver";

import { SHOWN_IN, shownIn, table } from "../../scripts/consumers.js";
import { output } from "../../scripts/lib/run.js";
import { TARGET } from "../../scripts/lib/rust.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const packed = join(root, "target/consumer/package");

test("publint finds nothing", async () => {
  const { messages, pkg } = await publint({ pkgDir: packed, strict: true, pack: false });
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg)),
    [],
  );
});

test("what the lockfiles install supports the oldest Node that is promised", () => {
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const oldest = semver.minVersion(engines.node);
  for (const folder of [".", "bench", "tests/consumers"]) {
    const { packages } = JSON.parse(readFileSync(join(root, folder, "package-lock.json"), "utf8"));
    const unsupported = Object.entries(packages)
      .filter(([, each]) => each.engines?.node && !semver.satisfies(oldest, each.engines.node))
      .map(([path, each]) => `${path} ${each.version} needs Node ${each.engines.node}`);
    assert.deepEqual(unsupported, [], folder);
  }
});

test("the types resolve as the code does", () => {
  const folder = mkdtempSync(join(tmpdir(), "attw-"));
  try {
    copyFileSync(join(root, "target/consumer/package.tgz"), join(folder, "package.tgz"));
    const command = [
      join(root, "node_modules/@arethetypeswrong/cli/dist/index.js"),
      join(folder, "package.tgz"),
      "--profile",
      "esm-only",
      "--exclude-entrypoints",
      "zoom_phone_profile_bg.wasm",
    ];
    const { status, stdout } = spawnSync(process.execPath, command, { encoding: "utf8" });
    assert.equal(status, 0, stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("the notices name each crate of the lockfile that the wasm is linked with, and no tools", () => {
  const notices = readFileSync(join(packed, "THIRD-PARTY-LICENSES"), "utf8");
  const target = ["--target", TARGET, "--edges", "normal,no-proc-macro", "--prefix", "none"];
  const tree = output("cargo", ["tree", "--locked", "-p", "zoom-phone-profile-module", ...target]);
  const linked = [...tree.matchAll(/^(?!zoom-phone-profile)(\S+) v(\S+)/gm)].map(
    ([, name, version]) => `${name} ${version}`,
  );
  for (const crate of ["js-sys", "serde", "talc", "tsify", "wasm-bindgen"])
    assert.ok(
      linked.some((each) => each.startsWith(`${crate} `)),
      crate,
    );
  const named = [...notices.matchAll(/^(\S+ \d+\.\d+\.\S+) \(/gm)].map(([, crate]) => crate);
  assert.deepEqual(named.sort(), [...new Set(linked)].sort());
  assert.match(notices, /The Rust standard library/);
});

test("the tables of runtimes are those that are tried", () => {
  for (const file of SHOWN_IN)
    assert.ok(shownIn(file).includes(`\n${table()}\n`), `${file}: run "node scripts/consumers.js --write"`);
});
