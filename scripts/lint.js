// Checks how the code is written: Biome's format and lint, that no line is longer than 120 characters but those of
// tables, and that each lockfile of cargo is that of its manifest: those of the examples and of fuzzing are easily
// forgotten.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { output, ROOT, run } from "./lib/run.js";

const LONGEST = 120;

const METADATA = ["metadata", "--locked", "--format-version", "1", "--manifest-path"];

/** Generated, or copied as it was found. */
const EXEMPT = /^(fuzz\/|tests\/(fixtures|snapshots)\/|tests\/types\/api\.snapshot\.d\.ts$)/;

/** Lines that are too long, as `file:line`. Biome breaks code, but neither comments nor strings. */
function longLines() {
  const files = output("git", ["ls-files", "--", "*.js", "*.mjs", "*.cjs", "*.ts", "*.css", "*.rs", "*.md"]).split(
    "\n",
  );
  const isTooLong = (line, file) => line.length > LONGEST && !(file.endsWith(".md") && line.startsWith("|"));
  return files
    .filter((file) => !EXEMPT.test(file) && existsSync(join(ROOT, file)))
    .flatMap((file) =>
      readFileSync(join(ROOT, file), "utf8")
        .split("\n")
        .flatMap((line, index) => (isTooLong(line, file) ? [`${file}:${index + 1}`] : [])),
    );
}

/** The manifests whose lockfile cargo would have to change. */
function staleLockfiles() {
  return output("git", ["ls-files", "--", "*Cargo.lock"])
    .split("\n")
    .map((file) => file.replace(/lock$/, "toml"))
    .filter((manifest) => output("cargo", [...METADATA, manifest], { maxBuffer: 1 << 28 }) === null);
}

run(process.execPath, [join(ROOT, "node_modules/@biomejs/biome/bin/biome"), "check", "--error-on-warnings"]);
const long = longLines();
if (long.length > 0) {
  console.error(`Lines longer than ${LONGEST} characters:\n${long.join("\n")}`);
  process.exitCode = 1;
}
const stale = staleLockfiles();
if (stale.length > 0) {
  const updates = stale.map((manifest) => `cargo metadata --format-version 1 --manifest-path ${manifest}`);
  console.error(`Lockfiles that are not those of their manifests; these bring them up to date:\n${updates.join("\n")}`);
  process.exitCode = 1;
}
