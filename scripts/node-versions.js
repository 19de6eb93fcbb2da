// `npm test -- --only node`: the packed package on the versions of Node that the README promises. npm's packages
// `node-<platform>-<arch>` bring them; tests/node-versions pins them. A version that passed is not run again until the
// package, its tests or the version change.

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { digestOf } from "./build.js";
import { npm, output, ROOT, tee } from "./lib/run.js";
import { TARBALL } from "./pack.js";

const SOURCE = join(ROOT, "tests/node-versions");
const PLACE = join(ROOT, "target/node-versions");
const LINES = ["20", "22", "24"];

/** A test of each entry and of each part of the package, in a few seconds. */
const SUITE = [
  "batch",
  "call-endings",
  "call-errors",
  "call-faults",
  "call-redirects",
  "call-request",
  "fleet-export",
  "fleet-merge",
  "init",
  "policy",
  "testing",
  "validate",
  "worker",
].map((name) => `tests/js/${name}.test.js`);

/** Installs the versions from the lockfile, once. */
function install() {
  const lock = readFileSync(join(SOURCE, "package-lock.json"), "utf8");
  const stamp = join(PLACE, "lock-stamp");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  mkdirSync(PLACE, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) cpSync(join(SOURCE, file), join(PLACE, file));
  cpSync(join(ROOT, ".npmrc"), join(PLACE, ".npmrc"));
  npm(["ci", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: PLACE });
  writeFileSync(stamp, lock);
}

/** Runs the suite on one version; returns how it ended. */
async function test(line, digest) {
  const node = join(PLACE, "node_modules", `node-${line}-${process.platform}-${process.arch}`, "bin/node");
  const version = output(node, ["--version"]);
  if (!version?.startsWith(`v${line}.`)) throw new Error(`Node ${line} was not installed in ${node}`);
  const passed = join(PLACE, `passed-${version}`);
  if (existsSync(passed) && readFileSync(passed, "utf8") === digest) return `${version}: unchanged`;
  const { code } = await tee(node, ["--test", "--test-reporter=dot", "--test-timeout=120000", ...SUITE]);
  if (code !== 0) return `FAILED ${version}`;
  writeFileSync(passed, digest);
  return `${version}: passed`;
}

install();
const tests = digestOf(["tests/js", "tests/zoom-server", "tests/fixtures", "tests/node-versions"]);
const digest = createHash("sha256").update(readFileSync(TARBALL)).update(tests).digest("hex");
const results = [];
for (const line of LINES) results.push(await test(line, digest));
const failed = results.filter((result) => result.startsWith("FAILED")).length;
console.log(`\n${results.join("\n")}\n\n${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
