// Versions of Node beside the one that runs: npm's packages `node-<platform>-<arch>` bring them. tests/node-versions
// pins them; npm has packages of each for Linux alone.

import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { npm, output, ROOT } from "./run.js";

/** Where they are installed. */
export const NODE_LINES = join(ROOT, "target/node-versions");

/** Installs what the manifest and lockfile of a folder say into another one, unless it has been done. */
export function installOnce(source, place, ...options) {
  const lock = readFileSync(join(source, "package-lock.json"), "utf8");
  const stamp = join(place, "lock-stamp");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  mkdirSync(place, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) cpSync(join(source, file), join(place, file));
  cpSync(join(ROOT, ".npmrc"), join(place, ".npmrc"));
  npm(["ci", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error", ...options], { cwd: place });
  writeFileSync(stamp, lock);
}

/** Returns the path and the version of Node of a line, such as `"22"`, after installing it. */
export function installedNode(line) {
  installOnce(join(ROOT, "tests/node-versions"), NODE_LINES);
  const node = join(NODE_LINES, "node_modules", `node-${line}-${process.platform}-${process.arch}`, "bin/node");
  const version = output(node, ["--version"]);
  if (!version?.startsWith(`v${line}.`)) throw new Error(`Node ${line} was not installed in ${node}`);
  return { node, version };
}
