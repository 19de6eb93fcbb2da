// Copies of the packed package that have linked nothing yet. A query on the entry's URL would not load again the
// modules that the entry imports.

import { cpSync, mkdirSync, rmSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const PACKED = fileURLToPath(new URL("../../../target/consumer/package", import.meta.url));
const COPIES = fileURLToPath(new URL(`../../../target/fresh/${process.pid}`, import.meta.url));
let count = 0;

process.on("exit", () => rmSync(COPIES, { recursive: true, force: true }));

/** Copies the package, and returns the URL of one of its entries: `index`, `external`, … */
export function freshUrl(entry) {
  const copy = `${COPIES}/${++count}`;
  mkdirSync(COPIES, { recursive: true });
  cpSync(PACKED, copy, { recursive: true });
  return pathToFileURL(`${copy}/${entry}.js`).href;
}

/** Imports an entry of a copy of the package. */
export const freshPackage = (entry) => import(freshUrl(entry));
