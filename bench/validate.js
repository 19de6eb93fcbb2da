// `npm run bench:validate`: validation compared with other libraries, as ratios to JSON.parse of the same text in the
// same process. Writes results/ and the tables of README.md. `-- --quick` measures less and writes nothing; `-- --only
// ours,zod` measures some again and keeps the others.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { build } from "../scripts/build.js";
import { output, ROOT } from "../scripts/lib/run.js";
import { setUp } from "../scripts/setup.js";
import { chooser, mutated } from "../tests/js/support/documents.js";
import { createUser } from "../tests/zoom-server/directory.js";
import { bundle, withChromium } from "./chromium.js";
import { documents, SETS } from "./documents.js";
import { ROWS, spread } from "./measure.js";
import { NAMES, writePeers } from "./peers.js";
import { BENCH, cell, GENERATED, installPeers, markdown, round, writeResults, writeSection } from "./support.js";

const isQuick = process.argv.includes("--quick");
const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1].split(",") : null;
const PEERS = Object.keys(NAMES).filter((name) => !only || name === "json-parse" || only.includes(name));
const PROCESSES = isQuick ? 1 : 3;
const COLD_STARTS = isQuick ? 3 : 15;

async function preparePeers() {
  installPeers();
  await writePeers(JSON.parse(readFileSync(join(ROOT, "pkg/schema.json"), "utf8")), GENERATED, BENCH);
}

/**
 * The documents, with mutated ones to compare verdicts on. Whole numbers that JavaScript rounds are left
 * out: peers differ on them.
 */
function writeDocuments() {
  const random = chooser(61);
  const all = Array.from({ length: 600 }, (_, index) =>
    JSON.stringify(mutated(createUser(index + 1, 11), random, index % 4)),
  );
  const isComparable = (text) => text.startsWith("{") && !/9007199254740992|1e\+300/.test(text);
  const file = join(GENERATED, "documents.json");
  const given = { ...documents(), mutated: all.filter(isComparable) };
  writeFileSync(file, JSON.stringify(given));
  return { file, given };
}

function inProcess(what, name, ...more) {
  const text = output(process.execPath, [join(BENCH, "run.js"), what, name, ...more], {
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (text === null) throw new Error(`${name} failed`);
  return JSON.parse(text);
}

/** Peers that accept more than asked, and what. */
const LENIENT = { valibot: "its objects may be lists", arktype: "its objects may be lists" };

/** All peers are asked the same question: they agree on mutated profiles, and find all ten defects. */
function assertAgreement(file) {
  const ours = inProcess("agree", "ours", file);
  const accepted = ours.verdicts.filter(Boolean).length;
  if (accepted < 100 || ours.verdicts.length - accepted < 100)
    throw new Error("the mutated profiles are too much alike");
  for (const name of PEERS.filter((peer) => peer !== "json-parse")) {
    const { verdicts, counts } = inProcess("agree", name, file);
    const at = verdicts.findIndex((verdict, index) => verdict !== ours.verdicts[index] && !(verdict && LENIENT[name]));
    if (at >= 0) throw new Error(`${name} says ${verdicts[at]} of mutated profile ${at}, and we do not`);
    if (counts.some((count) => count < 10)) throw new Error(`${name} finds fewer than ten defects`);
  }
}

/** Ratios of all processes or pages together, for each peer, set of documents and row. Peers take turns. */
async function collect(rows) {
  const all = {};
  for (let round = 0; round < PROCESSES; round++) {
    for (const name of PEERS) {
      for (const set of Object.keys(SETS)) {
        process.stderr.write(`\r${round + 1}/${PROCESSES} ${name.padEnd(20)}`);
        for (const [row, { ratios }] of Object.entries((await rows(name, set))[set]))
          (((all[name] ??= {})[set] ??= {})[row] ??= []).push(...ratios);
      }
    }
  }
  return mapped(all, (sets) => mapped(sets, (ratiosOfRows) => mapped(ratiosOfRows, spread)));
}

function mapped(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

async function collectCold(cold) {
  const all = Object.fromEntries(PEERS.map((name) => [name, []]));
  for (let round = 0; round < COLD_STARTS; round++) {
    for (const name of PEERS) all[name].push((await cold(name)).milliseconds);
  }
  return mapped(all, spread);
}

// ── results

/** The results of one engine, in a form that is worth keeping. */
function resultOf(engine, ratios, cold, sizes) {
  const numbers = (values) => mapped(values, round);
  const peers = PEERS.map((name) => [
    name,
    {
      ratios: mapped(ratios[name], (rows) => mapped(rows, numbers)),
      coldMilliseconds: numbers(cold[name]),
      ...(sizes && { brotliBytes: sizes[name] }),
    },
  ]);
  return { engine, processor: cpus()[0]?.model ?? "unknown", versions: versions(), peers: Object.fromEntries(peers) };
}

function versions() {
  const { dependencies } = JSON.parse(readFileSync(join(BENCH, "package.json"), "utf8"));
  return {
    "zoom-phone-profile": JSON.parse(readFileSync(join(ROOT, "pkg/package.json"), "utf8")).version,
    ...dependencies,
  };
}

const title = (name) => (name === "ours" ? `**${NAMES[name]}**` : NAMES[name]);

/** A table for each set of documents, and one of what comes before the first of them. */
function tables({ peers }) {
  const names = Object.keys(peers);
  const ofSet = ([set, about]) => {
    const header = [about, ...Object.values(ROWS).map(({ title }) => title)];
    // A value that is there already costs JSON.parse nothing.
    const ratio = (name, row) =>
      name === "json-parse" && row === "object" ? "–" : cell(peers[name].ratios[set][row], 2);
    return markdown(
      header,
      names.map((name) => [title(name), ...Object.keys(ROWS).map((row) => ratio(name, row))]),
    );
  };
  const hasSizes = peers.ours?.brotliBytes !== undefined;
  const start = names.map((name) => [
    title(name),
    cell(peers[name].coldMilliseconds, 1),
    ...(hasSizes ? [(peers[name].brotliBytes / 1000).toFixed(1)] : []),
  ]);
  const first = markdown(
    ["First validated profile", "ms from import", ...(hasSizes ? ["KB over the wire, minified, brotli"] : [])],
    start,
  );
  return [...Object.entries(SETS).map(ofSet), first].join("\n\n");
}

function writeTables(name, result) {
  writeSection(name, `${result.engine}, ${result.processor}\n\n${tables(result)}`);
}

function keep(name, result) {
  console.log(`\n${result.engine}\n\n${tables(result)}`);
  if (isQuick) return;
  const file = join(BENCH, "results", `validate-${name}.json`);
  // Peers that were left out keep what was measured of them: ratios are to the same process's own JSON.parse.
  const earlier = only && existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { peers: {} };
  const all = { ...result, peers: { ...earlier.peers, ...result.peers } };
  writeResults(`validate-${name}`, all);
  writeTables(name, all);
}

async function main() {
  setUp({ browsers: true });
  console.log(`package: ${build()}`);
  await preparePeers();
  const { file, given } = writeDocuments();
  assertAgreement(file);

  const inNode = await collect((name, set) => inProcess("rows", name, file, set));
  const coldInNode = await collectCold((name) => inProcess("cold", name, file));
  keep("node", resultOf(`Node ${process.version}`, inNode, coldInNode));

  const bundles = join(GENERATED, "bundles");
  const sizes = await bundle(PEERS, GENERATED, bundles);
  await withChromium(bundles, async ({ version, rows, cold }) => {
    const inChromium = await collect((name, set) => rows(name, given, set));
    const coldInChromium = await collectCold((name) => cold(name, given));
    keep("chromium", resultOf(`Chromium ${version}`, inChromium, coldInChromium, sizes));
  });
}

main().catch((error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
});
