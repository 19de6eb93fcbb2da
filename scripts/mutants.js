// `npm run mutants -- [k/n] [room…]`: breaks the code in small ways, one at a time, and looks whether a test notices. Every n-th
// break from the k-th on is made (1/1, all of them, takes a day); rooms are those of src/ (`json validate client`).
//
// cargo-mutants is built from crates.io the first time. Tests run with a hundredth of their rounds; of one room, its own only.

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { ROOT, run, runQuietly } from "./lib/run.js";
import { rustEnvironment } from "./lib/rust.js";

const VERSION = "27.1.0";
const TOOLS = join(ROOT, "target/tools/cargo");

/** The tests that notice what is broken in a room: to build and run the others costs more than the break itself. */
const TESTS = { json: ["--test", "json", "--test", "twin"], validate: ["--lib", "--test", "twin"], client: ["--lib", "--test", "batch"] };
const ALL = ["--lib", "--test", "json", "--test", "twin", "--test", "batch"];

function main([shard = "1/32", ...rooms]) {
  const [k, n] = shard.split("/").map(Number);
  if (!(k >= 1 && k <= n)) throw new Error("usage: npm run mutants -- [k/n] [room…]");
  const { env } = rustEnvironment();
  const command = join(TOOLS, "bin/cargo-mutants");
  if (!existsSync(command)) runQuietly("cargo", ["install", "cargo-mutants", "--version", VERSION, "--locked", "--root", TOOLS], { env });
  const tests = rooms.length === 1 ? (TESTS[rooms[0]] ?? ALL) : ALL;
  const files = (rooms.length > 0 ? rooms : ["json", "validate", "client"]).flatMap((room) => ["-f", `src/${room}/*.rs`]);
  // What only describes, for people or as a document of its own, has its own tests in JavaScript.
  const left = ["-e", "src/client/openapi.rs", "-e", "src/**/tests.rs"];
  mkdirSync(join(ROOT, "target/mutants"), { recursive: true });
  run(command, [
    "mutants", "-d", ROOT, "-o", join(ROOT, "target/mutants"), "--shard", `${k - 1}/${n}`, "--profile", "mutants", "--timeout", "60", "--colors", "never", "--no-times",
    // What breaks in the core is noticed by the tests of the whole.
    "--test-package", "zoom-phone-profile", "--test-package", "zoom-phone-profile-core",
    "--package", "zoom-phone-profile", "--package", "zoom-phone-profile-core", "--sharding", "round-robin",
    ...files, ...left, "--", ...tests,
  ], { env: { ...env, ROUNDS_PERCENT: "1" } });
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(`mutants: ${error.message}`);
  process.exitCode = 1;
}
