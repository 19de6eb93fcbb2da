// What a project must show, and which parts of the wasm its page must hold and load.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { partsIn, withParents } from "../lib/parts-in.js";
import { FOR_SOME_REPLIES } from "./projects.js";

export function assertShown(text, expected) {
  if (!text.includes(expected))
    throw new Error(`it shows ${JSON.stringify(text.slice(0, 2000))} in place of "${expected}"`);
}

/** Parts of the wasm that a page loads which imports `getUserProfile` and `summarizePolicy`. */
const CALL_AND_SUMMARY = ["call", "summary"];

/** Throws unless a bundle holds what its page may use, each part once, and no others. */
export function assertParts(folder, { loads = CALL_AND_SUMMARY, later = FOR_SOME_REPLIES }) {
  const files = readdirSync(folder, { recursive: true })
    .map((file) => join(folder, file))
    .filter((file) => /\.(js|mjs|wasm)$/.test(file) && statSync(file).isFile());
  const texts = files.map((file) => readFileSync(file, "latin1"));
  assertSameParts("the bundle holds", texts, withParents([...loads, ...later]));
}

/** Throws unless these files, which a page has loaded, hold the parts that it uses, and no others. */
export function assertLoads(texts, { loads = CALL_AND_SUMMARY, later = FOR_SOME_REPLIES, isOneFile, hasAnotherCopy }) {
  const expected = withParents(isOneFile ? [...loads, ...later] : loads);
  assertSameParts("the page has loaded", texts, hasAnotherCopy ? expected.flatMap((part) => [part, part]) : expected);
}

function assertSameParts(what, texts, expected) {
  const parts = partsIn(texts.join("\n")).join(", ");
  if (parts !== expected.join(", ")) throw new Error(`${what} the parts ${parts} in place of ${expected.join(", ")}`);
}

/** What the headers of a response may take, in KB. */
const HEADERS = 0.3;

/** Throws if the scripts of a page have taken more KB over the wire, by the browser's own account. */
export async function assertTransfer(page, most) {
  const sizes = await page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .filter(({ name }) => name.endsWith(".js"))
      .map(({ transferSize }) => transferSize / 1000),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const report = `the page has loaded ${total.toFixed(1)} KB of scripts, of ${most} that it may`;
  console.log(report);
  if (total <= 0 || total > most + HEADERS * sizes.length) throw new Error(report);
}
