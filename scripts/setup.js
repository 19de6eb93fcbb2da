// `npm run setup`: installs and builds what is missing. A step whose result exists is skipped, so that a second run
// takes seconds.

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { findBrowsers } from "./lib/browsers.js";
import { exists, npm, output, ROOT, runQuietly } from "./lib/run.js";
import { ensureTarget, rustEnvironment } from "./lib/rust.js";

/** Runs the steps that a build needs; with `browsers`, also those of the tests in browsers. */
export function setUp({ browsers = false } = {}) {
  step("Node", checkNode);
  step("Rust target wasm32", ensureTarget);
  step("npm packages", installPackages);
  step("wasm-bindgen", buildBindgen);
  if (browsers) step("browsers", installBrowsers);
}

function step(name, work) {
  console.log(`set-up: ${name}: ${work()}`);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Error(`Node 20.19 or later is needed; this is ${process.version}`);
  return process.version;
}

function installPackages() {
  const marker = join(ROOT, "node_modules/.package-lock.json");
  const lock = join(ROOT, "package-lock.json");
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs) return "there";
  // `.npmrc` makes a package that does not support the running Node an error (EBADENGINE).
  npm(["ci", "--no-audit", "--no-fund", "--loglevel=warn"]);
  return "installed from the lockfile";
}

/** The command line of wasm-bindgen, built from Cargo.lock, where it is pinned to the crate's version. */
function buildBindgen() {
  const lock = readFileSync(join(ROOT, "Cargo.lock"), "utf8");
  const version = (name) => new RegExp(`name = "${name}"\\nversion = "([^"]+)"`).exec(lock)?.[1];
  const [crate, cli] = [version("wasm-bindgen"), version("wasm-bindgen-cli")];
  if (crate !== cli)
    throw new Error(
      `wasm-bindgen ${crate} and its command line ${cli} must be the same version: ` +
        "see Cargo.toml and scripts/bindgen/Cargo.toml",
    );
  const { env } = rustEnvironment();
  const command = ["build", "--locked", "-p", "bindgen", "--target-dir", join(ROOT, "target/tools")];
  runQuietly("cargo", command, { env });
  const built = output(join(ROOT, "target/tools/debug/bindgen"), ["--version"]);
  if (!built?.includes(crate)) throw new Error(`target/tools/debug/bindgen says "${built}", not ${crate}`);
  return crate;
}

const DEBIAN_BROWSERS = ["chromium", "chromium-driver", "firefox-esr"];

function installBrowsers() {
  const missing = () =>
    Object.entries(findBrowsers())
      .filter(([, path]) => !path)
      .map(([name]) => name);
  if (missing().length === 0) return "there";
  const help = `install ${missing().join(" and ")}, or name them by CHROMIUM, CHROMEDRIVER and FIREFOX`;
  if (!exists("apt-get")) throw new Error(`browsers are missing and this is not Debian: ${help}`);
  if (process.getuid?.() !== 0)
    throw new Error(`browsers are missing: run "apt-get install ${DEBIAN_BROWSERS.join(" ")}" as root, or ${help}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  runQuietly("apt-get", ["update", "-qq"], { env });
  runQuietly("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...DEBIAN_BROWSERS], { env });
  if (missing().length > 0) throw new Error(`Debian's packages brought no ${missing().join(" and ")}: ${help}`);
  return "installed from Debian's packages";
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) setUp({ browsers: process.argv.includes("--browsers") });
