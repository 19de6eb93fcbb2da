// `npm run bench:fleet`: time and peak memory of a fleet that is summarized while it streams in, compared with
// JSON.parse alone and with validators plus the same counting in JavaScript, each in a process of its own. Writes
// results/fleet.json, fleet.svg and its section of README.md; `-- --quick` measures less and writes nothing.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { cpus } from "node:os";
import { join } from "node:path";

import { build, unpacker } from "../scripts/build.js";
import { launchBrowser } from "../scripts/lib/browsers.js";
import { output, ROOT } from "../scripts/lib/run.js";
import { setUp } from "../scripts/setup.js";
import { createUser } from "../tests/zoom-server/directory.js";
import { flawedUser } from "./flawed-fleet.js";
import { spread } from "./measure.js";
import { NAMES, writePeers } from "./peers.js";
import {
  BENCH,
  cell,
  GENERATED,
  installPeers,
  markdown,
  round,
  versionOf,
  writeResults,
  writeSection,
} from "./support.js";

const isQuick = process.argv.includes("--quick");
const ROUNDS = isQuick ? 2 : 7;
const SIZES = isQuick ? [1000, 10_000] : [1000, 10_000, 100_000];
const SEEDS = isQuick ? [1] : [1, 2, 3];
const PEERS = ["ajv-standalone", "zod", "valibot", "typebox"];
const OURS = ["ours", {}];
/** What the rows of the first two tables are called. */
const TITLES = {
  ours: "**zoom-phone-profile**",
  parse: "JSON.parse alone",
  ...Object.fromEntries(PEERS.map((name) => [name, `${NAMES[name]}, and counting`])),
};
const fixture = (name) => JSON.parse(readFileSync(join(ROOT, "tests/fixtures", name), "utf8"));

/** What the counting needs to know beside the schema, from the same tables as the tests. */
function knowledge() {
  const words = {};
  for (const { path, enum: values } of fixture("fields.facts.json")) {
    const [, policy, rest] = /^policy\.([a-z0-9_]+)\.(.+)$/.exec(path) ?? [];
    const isListed = values || path === "policy.call_park.call_not_picked_up_action";
    if (isListed && policy && rest !== "locked_by" && !/\[\]\./.test(rest))
      (words[policy] ??= []).push(rest.replace(/\[\]$/, ""));
  }
  const plans = Object.fromEntries(fixture("calling-plans.json").plans.map(({ code, names }) => [code, names[0]]));
  return { schema: join(ROOT, "pkg/schema.json"), words, plans };
}

/** A list of profiles as a file: ASCII, or with words of other scripts. */
function writeFleet(count, seed, isAscii = true) {
  const name = `fleet-${count}-${seed}-${isAscii ? "ascii" : "any"}.json`;
  const text = listOf(count, (index) => createUser(index, seed));
  // Words of other scripts become words of as many letters, so that only the bytes differ.
  return written(name, isAscii ? text.replace(/[^\x00-\x7f]/g, "x") : text);
}

/** A list of so many users, counted from 1, as JSON. */
const listOf = (count, userAt) =>
  `[${Array.from({ length: count }, (_, index) => JSON.stringify(userAt(index + 1))).join(",")}]`;

function written(name, text) {
  const file = join(GENERATED, name);
  writeFileSync(file, text);
  return file;
}

function measured(what, file, repeats = 1, setting = {}) {
  const text = output(
    process.execPath,
    [join(BENCH, "fleet-run.js"), what, file, String(repeats), JSON.stringify(setting)],
    { maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "inherit"] },
  );
  if (text === null) throw new Error(`${what} failed on ${file}`);
  return JSON.parse(text);
}

/**
 * Each row in turn, round after round: times as ratios to JSON.parse of the same round, memory above the process's
 * start.
 */
function inTurns(rows, file, repeats, { rounds = ROUNDS, warmUp = 0 } = {}) {
  const all = Object.fromEntries(
    Object.keys(rows).map((name) => [name, { ratios: [], milliseconds: [], megabytes: [] }]),
  );
  for (let turn = 0; turn < rounds; turn++) {
    const base = measured("parse", file, repeats, { warmUp }).milliseconds;
    for (const [name, [what, setting]] of Object.entries(rows)) {
      const { milliseconds, megabytes } = measured(what, file, repeats, { ...setting, warmUp });
      all[name].ratios.push(milliseconds / base);
      all[name].milliseconds.push(milliseconds);
      all[name].megabytes.push(megabytes);
    }
  }
  const figures = (values) =>
    Object.fromEntries(Object.entries(spread(values)).map(([key, value]) => [key, round(value)]));
  return Object.fromEntries(
    Object.entries(all).map(([name, { ratios, milliseconds, megabytes }]) => [
      name,
      { ratio: figures(ratios), milliseconds: figures(milliseconds), megabytes: figures(megabytes) },
    ]),
  );
}

/** Our summary is the naive one, for each seed. */
function assertSame(known) {
  for (const seed of SEEDS) {
    const file = writeFleet(1000, seed, false);
    const { bytes, issues, failures, ...ours } = measured("ours", file, 1, { isKept: true }).result;
    assert.equal(bytes, statSync(file).size);
    assert.equal(failures.length, Math.min(100, ours.failed));
    assert.ok(Object.keys(issues).length > 0);
    assert.deepEqual(ours, measured("peer", file, 1, { name: "ajv-standalone", ...known, isKept: true }).result);
  }
  console.log(`The summary is deep-equal to the naive one for the seeds ${SEEDS.join(", ")}.`);
}

// ── Chromium

const IN_PAGE = {
  idle: "pieces of a millisecond for 200 ms, with no work",
  source: "the body of `fetch`, with no work",
  ours: "**`summarizeFleet`**",
  bytes: "**`summarizeFleet`** of bytes at hand",
  worker: "**`summarizeFleet` of a `createFleetWorker()`**",
  parse: "`JSON.parse(await response.text())`",
};

async function inChromium(file) {
  const types = { js: "text/javascript; charset=utf-8", json: "application/json" };
  const server = createServer((request, response) => {
    const path = request.url === "/fleet.json" ? file : join(ROOT, request.url);
    const isPage = request.url === "/";
    response.writeHead(200, {
      "content-type": isPage ? "text/html" : (types[path.split(".").at(-1)] ?? "text/plain"),
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    response.end(isPage ? "<!doctype html><title>bench</title><link rel=icon href=data:,>" : readFileSync(path));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await launchBrowser("chromium", { protocolTimeout: 0 });
  const version = await versionOf(browser);
  const runs = Object.fromEntries(Object.keys(IN_PAGE).map((name) => [name, []]));
  try {
    for (let turn = 0; turn < ROUNDS; turn++) {
      for (const name of Object.keys(runs)) {
        const context = await browser.createBrowserContext();
        const page = await context.newPage();
        await page.goto(`http://127.0.0.1:${server.address().port}/`);
        runs[name].push(await page.evaluate(measureInPage, name));
        await context.close();
      }
    }
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
  const of = (name, what) => spread(runs[name].map((run) => run[what]));
  return {
    version,
    ...Object.fromEntries(
      Object.keys(runs).map((name) => [
        name,
        { milliseconds: of(name, "milliseconds"), longestBlock: of(name, "longestBlock") },
      ]),
    ),
  };
}

/**
 * Fetch to result, and the longest time in which the page could do nothing else, by a message that is passed round and
 * round.
 */
async function measureInPage(name) {
  const { summarizeFleet } = await import("/pkg/index.js");
  const { createFleetWorker } = await import("/pkg/worker.js");
  // Where it is not asked for, none is started beside what is measured.
  const worker = name === "worker" && createFleetWorker();
  const drain = async (stream) => {
    const reader = stream.getReader();
    while (!(await reader.read()).done);
  };
  /** What the machine itself holds a page up for: it has other threads to run. */
  const idle = async () => {
    for (const end = performance.now() + 200; performance.now() < end; ) {
      for (const piece = performance.now() + 1; performance.now() < piece; );
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(port1.close());
        port2.postMessage(null);
      });
    }
  };
  const bytes = name === "bytes" && new Uint8Array(await (await fetch("/fleet.json")).arrayBuffer());
  let [longestBlock, last, isOver] = [0, performance.now(), false];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    const now = performance.now();
    longestBlock = Math.max(longestBlock, now - last);
    last = now;
    if (!isOver) port2.postMessage(null);
  };
  port2.postMessage(null);
  const started = performance.now();
  const response = !bytes && name !== "idle" && (await fetch("/fleet.json"));
  if (name === "idle") await idle();
  else if (bytes) await summarizeFleet(bytes);
  else if (name === "source") await drain(response.body);
  else if (name === "ours") await summarizeFleet(response.body);
  else if (name === "worker") await worker.summarizeFleet(response.body);
  else JSON.parse(await response.text());
  const milliseconds = performance.now() - started;
  await new Promise((resolve) => setTimeout(resolve, 20));
  isOver = true;
  return { milliseconds, longestBlock };
}

// ── results

const row = (title, { ratio, milliseconds, megabytes }) => [
  title,
  cell(ratio, 2),
  cell(milliseconds, 0),
  cell(megabytes, 1),
];
const HEADER = ["of JSON.parse's time", "ms", "MB above start"];
const table = (about, rows, titles) =>
  markdown(
    [about, ...HEADER],
    Object.entries(rows).map(([name, figures]) => row(titles[name] ?? name, figures)),
  );

/** Bars of time and memory, in the reader's own light or dark. */
function chart(rows, titles) {
  const names = Object.keys(rows);
  const height = 60 + names.length * 26;
  const panel = (left, what, heading, digits) => {
    const most = Math.max(...names.map((name) => rows[name][what].median));
    const bars = names.map((name, at) => {
      const value = rows[name][what].median;
      const y = 44 + at * 26;
      const length = (value / most) * 190;
      const [width, end] = [Math.max(1, length).toFixed(1), (left + 6 + length).toFixed(1)];
      const style = name === "ours" ? "ours" : "bar";
      const bar = `x="${left}" y="${y}" width="${width}" height="16" rx="2" class="${style}"`;
      return `<rect ${bar}/><text x="${end}" y="${y + 13}">${value.toFixed(digits)}</text>`;
    });
    return `<text x="${left}" y="26" class="heading">${heading}</text>${bars.join("")}`;
  };
  const labels = names.map((name, at) => {
    const title = titles[name].replaceAll("*", "").replaceAll("&", "&amp;");
    return `<text x="182" y="${57 + at * 26}" text-anchor="end">${title}</text>`;
  });
  const label = "Time and peak memory of 10,000 profiles";
  const styles = [
    "text{font:13px system-ui,sans-serif;fill:#1f2328}.heading{font-weight:600}.bar{fill:#8c959f}.ours{fill:#0b5cff}",
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.bar{fill:#6e7681}.ours{fill:#5c93ff}}",
  ];
  const time = panel(192, "ratio", "Time, of JSON.parse&#8217;s", 2);
  const memory = panel(470, "megabytes", "Peak memory above start, MB", 0);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 ${height}" role="img" aria-label="${label}">
<style>${styles.join("")}</style>
${labels.join("")}${time}${memory}
</svg>
`;
}

function measureOptions(file) {
  return inTurns(
    {
      "no option": OURS,
      groupBy: ["ours", { groupBy: "department" }],
      audit: ["ours", { audit: true }],
      outliers: ["ours", { outliers: true }],
      strict: ["ours", { validation: "strict" }],
    },
    file,
    1,
  );
}

function measureFlawed() {
  const file = written("fleet-flawed.json", listOf(10_000, flawedUser));
  return {
    "in a fresh process": inTurns({ ours: OURS }, file, 1).ours,
    "after five runs": inTurns({ ours: OURS }, file, 1, { warmUp: 5 }).ours,
  };
}

/** What each kind of source costs, with no work and summarized. */
function measureSources(file) {
  const bySource = {
    "a pull stream over one buffer, each byte looked at by a wasm of one function": [
      "smallest",
      { wasm: JSON.parse(`[${unpacker()}]`) },
    ],
  };
  for (const [source, title] of [
    ["pulled", "a pull stream over one buffer"],
    ["toWeb", "`Readable.toWeb`"],
    ["blob", "`Blob`"],
    ["fetch", "the body of `fetch`, on loopback"],
  ]) {
    bySource[`${title}, with no work`] = ["source", { source }];
    bySource[`${title}, summarized`] = ["ours", { source }];
  }
  return inTurns(bySource, file, 1);
}

/** Fleets of each size; `file` has 10,000 profiles. */
function measureLengths(file) {
  const nothing = ["source", { source: "pulled" }];
  const lengths = {};
  for (const size of SIZES) {
    const title = `${size.toLocaleString("en")} profiles`;
    const rows = { [title]: OURS, [`${title}, the stream with no work`]: nothing };
    Object.assign(
      lengths,
      inTurns(rows, size < 10_000 ? writeFleet(size, 1) : file, Math.max(1, size / 10_000), {
        rounds: size > 10_000 ? 3 : ROUNDS,
      }),
    );
  }
  return lengths;
}

/** All figures of the section, one after another. */
async function measureAll(file, known) {
  const peers = Object.fromEntries(PEERS.map((name) => [name, ["peer", { name, ...known }]]));
  const parse = ["parse", {}];
  const main = inTurns({ ours: OURS, parse, ...peers }, file, 1);
  const otherScripts = inTurns(
    { ours: OURS, parse, "ajv-standalone": peers["ajv-standalone"] },
    writeFleet(10_000, 1, false),
    1,
  );
  const options = measureOptions(file);
  const flawed = measureFlawed();
  const sources = measureSources(file);
  const lengths = measureLengths(file);
  const browser = await inChromium(file);
  return { main, otherScripts, flawed, options, sources, lengths, browser };
}

/** The figures as a section of README.md. */
function sectionOf({ main, otherScripts, flawed, options, sources, lengths, browser }, file) {
  const inBrowser = markdown(
    ["Chromium, fetch to result", "ms", "longest block, ms"],
    Object.entries(IN_PAGE).map(([name, title]) => [
      title,
      cell(browser[name].milliseconds, 0),
      cell(browser[name].longestBlock, 1),
    ]),
  );
  return [
    `Node ${process.version}, Chromium ${browser.version}, ${cpus()[0]?.model ?? "unknown"}; ` +
      `${(statSync(file).size / 1e6).toFixed(0)} MB for 10,000 profiles`,
    "![Time and peak memory of 10,000 profiles](fleet.svg)",
    table("10,000 profiles, ASCII", main, TITLES),
    table("10,000 profiles, any script", otherScripts, TITLES),
    table("10,000 profiles with 12 issues each", flawed, {}),
    table("Options", options, {}),
    table("Sources", sources, {}),
    table("Lengths", lengths, {}),
    inBrowser,
  ].join("\n\n");
}

async function main() {
  setUp({ browsers: true });
  console.log(`package: ${build()}`);
  installPeers();
  mkdirSync(GENERATED, { recursive: true });
  await writePeers(JSON.parse(readFileSync(join(ROOT, "pkg/schema.json"), "utf8")), GENERATED, BENCH);
  const known = knowledge();
  assertSame(known);

  const file = writeFleet(10_000, 1);
  const figures = await measureAll(file, known);
  const section = sectionOf(figures, file);
  console.log(`\n${section}`);
  if (isQuick) return;
  writeResults("fleet", {
    engine: `Node ${process.version}`,
    processor: cpus()[0]?.model ?? "unknown",
    ...figures,
  });
  writeFileSync(join(BENCH, "fleet.svg"), chart(figures.main, TITLES));
  writeSection("fleet", section);
}

main().catch((error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
});
