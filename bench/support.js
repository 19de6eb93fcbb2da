// What the benchmarks share: installing the peers, and writing tables into README.md.

import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { ROOT, run } from "../scripts/lib/run.js";

export const BENCH = join(ROOT, "bench");
export const GENERATED = join(BENCH, "generated");

/** Installs what is compared with, from its own lockfile. */
export function installPeers() {
  const [marker, lock] = [join(BENCH, "node_modules/.package-lock.json"), join(BENCH, "package-lock.json")];
  if (existsSync(marker) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs) return;
  run("npm", ["ci", "--prefix", "bench", "--no-audit", "--no-fund", "--loglevel=error"]);
}

/** The version of a browser, as puppeteer has it behind the browser's name. */
export const versionOf = async (browser) => (await browser.version()).replace(/^\w+\//, "");

export const round = (value) => Number(value.toPrecision(3));
export const cell = ({ median, low, high }, digits) =>
  `${median.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
export const markdown = (header, rows) =>
  [header, header.map((_, at) => (at === 0 ? "---" : "--:")), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");

/** Writes a section of README.md, between its marks. */
export function writeSection(name, section) {
  const file = join(BENCH, "README.md");
  const [start, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const text = readFileSync(file, "utf8");
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`bench/README.md has no place for ${name}`);
  writeFileSync(file, `${text.slice(0, from)}${start}${section}\n${text.slice(to)}`);
}

/** Keeps results as JSON. */
export function writeResults(name, results) {
  mkdirSync(join(BENCH, "results"), { recursive: true });
  writeFileSync(join(BENCH, "results", `${name}.json`), `${JSON.stringify(results, null, 2)}\n`);
}
