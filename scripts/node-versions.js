// `npm test -- --only node`: the packed package on the versions of Node that the README promises. A version that passed
// is not run again until the package, its tests or the version change.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { digestOf } from "./build.js";
import { installedNode, NODE_LINES } from "./lib/node-lines.js";
import { tee } from "./lib/run.js";
import { TARBALL } from "./pack.js";

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

/** Runs the suite on one version; returns how it ended. */
async function test(line, digest) {
  const { node, version } = installedNode(line);
  const passed = join(NODE_LINES, `passed-${version}`);
  if (existsSync(passed) && readFileSync(passed, "utf8") === digest) return `${version}: unchanged`;
  const { code } = await tee(node, ["--test", "--test-reporter=dot", "--test-timeout=120000", ...SUITE]);
  if (code !== 0) return `FAILED ${version}`;
  writeFileSync(passed, digest);
  return `${version}: passed`;
}

const tests = digestOf(["tests/js", "tests/zoom-server", "tests/fixtures", "tests/node-versions"]);
const digest = createHash("sha256").update(readFileSync(TARBALL)).update(tests).digest("hex");
const results = [];
for (const line of LINES) results.push(await test(line, digest));
const failed = results.filter((result) => result.startsWith("FAILED")).length;
console.log(`\n${results.join("\n")}\n\n${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
