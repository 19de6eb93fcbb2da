// `npm run release:check`: everything that a release must pass. The version is that of Cargo.toml and nowhere else; it needs an
// entry of the changelog and a clean tree; all gates run; and two builds from clean give the same bytes.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { PKG, build } from "./build.js";
import { ROOT, output, run } from "./lib/run.js";
import { TARGET } from "./lib/rust.js";
import { setUp } from "./setup.js";

function checkVersion() {
  const version = /^version = "([^"]+)"/m.exec(readFileSync(join(ROOT, "Cargo.toml"), "utf8"))[1];
  const template = JSON.parse(readFileSync(join(ROOT, "pkg-template/package.json"), "utf8"));
  if (template.version !== "0.0.0") throw new Error("pkg-template/package.json must leave the version to Cargo.toml: 0.0.0");
  const entry = new RegExp(`^## \\[?${version.replaceAll(".", "\\.")}\\]?( |$)`, "m");
  if (!entry.test(readFileSync(join(ROOT, "CHANGELOG.md"), "utf8"))) throw new Error(`CHANGELOG.md has no entry "## ${version}": name what is under "Unreleased" so`);
  return version;
}

function checkTree() {
  const changes = output("git", ["status", "--porcelain"]);
  if (changes === null) throw new Error("this is no git checkout");
  if (changes !== "") throw new Error(`the tree is not clean:\n${changes}`);
  return output("git", ["rev-parse", "--short", "HEAD"]);
}

/** A build from clean: nothing of the crate, nor of the package, is left from before. */
function cleanBuild() {
  for (const path of [PKG, join(ROOT, "target/package"), join(ROOT, "target/package.stamp"), join(ROOT, "target", TARGET, "release")]) rmSync(path, { recursive: true, force: true });
  build();
  const files = readdirSync(PKG, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(files.map((file) => [file.slice(PKG.length + 1), createHash("sha256").update(readFileSync(file)).digest("hex")]));
}

function checkReproducible() {
  const [first, second] = [cleanBuild(), cleanBuild()];
  const differing = [...new Set([...first.keys(), ...second.keys()])].filter((file) => first.get(file) !== second.get(file));
  if (differing.length > 0) throw new Error(`two builds from clean differ in ${differing.join(", ")}`);
  return `${first.size} files are the same in two builds`;
}

const CHECKS = { "version and changelog": checkVersion, "clean tree": checkTree, "all gates": () => run("npm", ["test"], { env: { ...process.env, CI: "true" } }) ?? "passed", reproducible: checkReproducible };

function main() {
  const faults = [];
  setUp({ browsers: true });
  for (const [name, check] of Object.entries(CHECKS)) {
    try {
      console.log(`release: ${name}: ${check()}`);
    } catch (error) {
      faults.push(name);
      console.error(`release: ${name}: ${error.message}`);
    }
  }
  console.log(faults.length === 0 ? "release: ready" : `release: not ready: ${faults.join(", ")}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

main();
