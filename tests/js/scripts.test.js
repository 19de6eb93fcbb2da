// The scripts that tests depend on: which package is tested, and which stages need a browser.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { exists, which } from "../../scripts/lib/run.js";
import { BUILT, isPacked } from "../../scripts/pack.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

test("the package under test is the one that was built last", () => {
  assert.ok(isPacked(readFileSync(BUILT, "utf8")));
  assert.ok(!isPacked("the digest of another build"));
});

test("commands are found by their names", () => {
  assert.match(basename(which("node") ?? ""), /^node(\.exe)?$/);
  assert.equal(which("no-such-command"), null);
  assert.ok(!exists("no-such-command"));
});

test("an unknown stage is refused with the known ones, before anything is set up", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/test.js", "--only", "nothing"], {
    cwd: root,
    encoding: "utf8",
  });
  assert.equal(status, 1);
  assert.match(stderr, /there is no stage "nothing"; the stages are lint, format, .*, js, /);
  assert.doesNotMatch(stdout, /set-up: Node/);
});

test("tests of JavaScript, Rust and types need no browser", () => {
  const { stdout } = spawnSync(process.execPath, ["scripts/test.js", "--only", "js,rust,types,proxy", "--list"], {
    cwd: root,
    encoding: "utf8",
  });
  assert.match(stdout, /^js$/m);
  assert.doesNotMatch(stdout, /browsers/);
  const withBrowsers = spawnSync(process.execPath, ["scripts/test.js", "--list"], { cwd: root, encoding: "utf8" });
  assert.match(withBrowsers.stdout, /^browser \(browsers\)$/m);
});
