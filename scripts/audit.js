// `npm run audit`: checks linked and installed crates against deny.toml (licenses, sources, duplicates), and that the
// package contains no crate twice. `npm run audit -- advisories` also looks up known vulnerabilities, for which
// cargo-deny downloads its database.

import { existsSync } from "node:fs";
import { join } from "node:path";

import { output, ROOT, run, runQuietly } from "./lib/run.js";
import { rustEnvironment, TARGET } from "./lib/rust.js";

const VERSION = "0.20.2";
const TOOLS = join(ROOT, "target/tools/cargo");
const WORKSPACES = ["Cargo.toml", "fuzz/Cargo.toml"];

/** The crates that end in the wasm, a line each: name and version. */
export function shippedCrates(env) {
  const tree = output(
    "cargo",
    [
      "tree",
      "--locked",
      "--offline",
      "--package",
      "zoom-phone-profile-module",
      "--edges",
      "normal,no-proc-macro",
      "--target",
      TARGET,
      "--prefix",
      "none",
      "--format",
      "{p}",
    ],
    { env },
  );
  return [...new Set((tree ?? "").split("\n").map((line) => line.replace(/ \(.*/, "")))]
    .filter((line) => /\S/.test(line))
    .sort();
}

function main(checks) {
  const { env } = rustEnvironment();
  const command = join(TOOLS, "bin/cargo-deny");
  if (!existsSync(command))
    runQuietly("cargo", ["install", "cargo-deny", "--version", VERSION, "--locked", "--root", TOOLS], { env });
  for (const manifest of WORKSPACES) {
    run(
      command,
      [
        "--locked",
        "--manifest-path",
        manifest,
        "--config",
        "deny.toml",
        "--log-level",
        "error",
        "check",
        "licenses",
        "bans",
        "sources",
        ...checks,
      ],
      { env },
    );
  }
  const crates = shippedCrates(env);
  const twice = crates.filter((crate, at) => crates[at - 1]?.split(" ")[0] === crate.split(" ")[0]);
  if (twice.length > 0) throw new Error(`what ships holds a crate twice: ${twice.join(", ")}`);
  console.log(`what ships: ${crates.join(", ")}`);
}

try {
  if (process.argv[1].endsWith("audit.js")) main(process.argv.slice(2));
} catch (error) {
  console.error(`audit: ${error.message}`);
  process.exitCode = 1;
}
