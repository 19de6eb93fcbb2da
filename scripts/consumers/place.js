// The folder where consumers are tried out: what is installed there, and which projects have passed already.

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { digestOf } from "../build.js";
import { ROOT, run, runQuietly } from "../lib/run.js";
import { TARBALL } from "../pack.js";

export const SOURCE = join(ROOT, "tests/consumers");
export const PLACE = join(ROOT, "target/consumers");

/** Installs the bundlers from the lockfile, once, and the package as npm would: from the tarball. */
export function install() {
  mkdirSync(PLACE, { recursive: true });
  const lock = readFileSync(join(SOURCE, "package-lock.json"), "utf8");
  const stamp = join(PLACE, "node_modules/.lock-stamp");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lock) {
    for (const file of ["package.json", "package-lock.json"]) cpSync(join(SOURCE, file), join(PLACE, file));
    cpSync(join(ROOT, ".npmrc"), join(PLACE, ".npmrc"));
    run("npm", ["ci", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: PLACE });
    writeFileSync(stamp, lock);
  }
  const installed = join(PLACE, "node_modules/zoom-phone-profile");
  rmSync(installed, { recursive: true, force: true });
  mkdirSync(installed);
  runQuietly("tar", ["-xzf", TARBALL, "--strip-components=1", "-C", installed]);
}

/** What a result depends on: the project, the package, the versions, and the scripts that try it out. */
function digestOfResult({ name, key }) {
  const inputs = digestOf([
    "target/consumers/node_modules/zoom-phone-profile",
    `tests/consumers/${name}`,
    "tests/consumers/given.js",
    "tests/consumers/package-lock.json",
    "scripts/consumers.js",
    "scripts/consumers",
  ]);
  return [key, process.version, inputs].join(" ");
}

const stampOf = ({ key }) => join(PLACE, "passed", key);
export const isUnchanged = (consumer) =>
  existsSync(stampOf(consumer)) && readFileSync(stampOf(consumer), "utf8") === digestOfResult(consumer);

/** Notes that a project has passed. */
export function markPassed(consumer) {
  mkdirSync(join(PLACE, "passed"), { recursive: true });
  writeFileSync(stampOf(consumer), digestOfResult(consumer));
}

/** A recipe of the package's page, the code below its heading, in the language of the file: without types in `.js`. */
export function recipe(title, file) {
  const section = readFileSync(join(PLACE, "node_modules/zoom-phone-profile/README.md"), "utf8")
    .split(/^#+ /m)
    .find((each) => each.startsWith(`${title}\n`));
  const languages = file.endsWith(".sh") ? "sh" : "[jt]sx?";
  const [, code] = new RegExp(`\`{3}(?:${languages})\\n([\\s\\S]*?)\`{3}`).exec(section ?? "") ?? [];
  if (!code) throw new Error(`the README of the package has no recipe "${title}"`);
  // Loaded only here: the set-up, which installs it, comes first.
  const { transformSync } = createRequire(import.meta.url)("esbuild");
  return /\.jsx?$/.test(file) ? transformSync(code, { loader: "tsx", jsx: "preserve", target: "esnext" }).code : code;
}
