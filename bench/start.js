// `npm run bench:start`: cold starts, in fresh processes of Node and fresh pages of Chromium, beside the build before
// the wasm was cut into parts; and, over a simulated 4G line, beside other validators. Writes results/start.json and
// its tables of README.md; `-- --quick` measures less and writes nothing.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { cpus } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";

import { build as bundle } from "vite";

import { build, PKG } from "../scripts/build.js";
import { launchBrowser } from "../scripts/lib/browsers.js";
import { output, ROOT } from "../scripts/lib/run.js";
import { setUp } from "../scripts/setup.js";
import { packageBefore } from "./before.js";
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
const ROUNDS = isQuick ? 5 : 21;
const SAMPLE = join(ROOT, "tests/fixtures/sample-response.json");
const STARTS = join(GENERATED, "start");
const BUNDLES = join(ROOT, "target/bench-start");

/** What is measured: the function that a page imports, and its first call. */
const STARTS_OF = {
  fetched: {
    title: "first fetched profile",
    name: "getUserProfile",
    call: 'getUserProfile("me", { token: "t", fetch: async () => Response.json(profile) })',
    target: 0.75,
  },
  verdict: { title: "first verdict", name: "isUserProfile", call: "isUserProfile(bytes)", target: 0.8 },
  summary: { title: "first summary", name: "summarizePolicy", call: "summarizePolicy(profile)", target: 1 },
};

/** Peers whose transfer is measured beside ours. */
const PEERS = ["valibot", "zod", "ajv-standalone"];

/** 4G, as WebPageTest has it: 9 Mbit/s, and 170 ms for a round trip. */
const LINE = { offline: false, latency: 170, downloadThroughput: 9e6 / 8, uploadThroughput: 9e6 / 8 };

/** Where each build has its entries for Node and for pages. */
const entriesOf = ({ now, before }) => ({
  now: { node: join(now, "index.node.js"), page: join(now, "index.js") },
  before: { node: join(before, "index.js"), page: join(before, "index.js") },
});

/** Writes the modules that are measured, for Node and for pages. Each sets `run`. */
async function writeModules(builds) {
  await writePeers(JSON.parse(readFileSync(join(PKG, "schema.json"), "utf8")), GENERATED, BENCH);
  mkdirSync(STARTS, { recursive: true });
  const write = (file, imported, from, call) =>
    writeFileSync(
      join(STARTS, `${file}.js`),
      `import { ${imported} } from "${from}";\nglobalThis.run = ({ text, bytes, profile }) => ${call};\n`,
    );
  for (const [name, { node, page }] of Object.entries(entriesOf(builds)))
    for (const [start, { name: imported, call }] of Object.entries(STARTS_OF)) {
      write(`${start}-${name}`, imported, page, call);
      write(`${start}-${name}.node`, imported, node, call);
    }
  write("ours", "parseUserProfile", join(PKG, "index.js"), "parseUserProfile(text)");
  for (const peer of PEERS) write(peer, "fromText", join(GENERATED, `${peer}.js`), "fromText(text)");
}

/** Bundles each module by itself with Vite, as a page of its own. */
async function bundleModules(names) {
  rmSync(BUNDLES, { recursive: true, force: true });
  for (const name of names) {
    const output = { entryFileNames: "[name].js" };
    const rollupOptions = { input: join(STARTS, `${name}.js`), output };
    const options = { outDir: join(BUNDLES, name), emptyOutDir: false, rollupOptions };
    await bundle({ root: GENERATED, configFile: false, logLevel: "error", build: options });
  }
}

/** Times of each build's start, taken in turns: of each pair too the ratio. */
async function paired(measure) {
  const times = { now: [], before: [] };
  for (let turn = 0; turn < ROUNDS; turn++) {
    // What runs first changes with each turn.
    const order = turn % 2 === 0 ? ["now", "before"] : ["before", "now"];
    for (const name of order) times[name].push(await measure(name));
  }
  const ratios = times.now.map((time, turn) => time / times.before[turn]);
  return { now: spread(times.now), before: spread(times.before), ratio: spread(ratios) };
}

async function allStarts(measure) {
  const results = {};
  for (const start of Object.keys(STARTS_OF)) results[start] = await paired((name) => measure(`${start}-${name}`));
  return results;
}

/** The milliseconds that a module takes in a fresh process. */
function inNode(module) {
  const url = pathToFileURL(join(STARTS, `${module}.node.js`)).href;
  const text = output(process.execPath, [join(BENCH, "start-run.js"), url, SAMPLE]);
  if (text === null) throw new Error(`${module} has failed in Node`);
  return Number(text);
}

// ── Chromium

/** Serves the bundles, compressed, to isolated pages: these have clocks of five microseconds in place of a hundred. */
async function serve() {
  const compressed = new Map();
  const server = createServer((request, response) => {
    const isScript = request.url.endsWith(".js");
    const bytes = isScript ? readFileSync(join(BUNDLES, request.url)) : "<!doctype html><title>bench</title>";
    if (!compressed.has(request.url)) compressed.set(request.url, brotliCompressSync(bytes));
    response.writeHead(200, {
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "cache-control": "no-store",
      "content-encoding": "br",
      "content-type": isScript ? "text/javascript; charset=utf-8" : "text/html; charset=utf-8",
    });
    response.end(compressed.get(request.url));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** What a module takes in a fresh page: `milliseconds`, and `kilobytes` of scripts over the wire. */
async function inPage(browser, url, module, line) {
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    await page.goto(url);
    if (line) {
      const session = await page.createCDPSession();
      await session.send("Network.enable");
      await session.send("Network.emulateNetworkConditions", line);
    }
    return await page.evaluate(startInPage, { script: `/${module}/${module}.js`, text: readFileSync(SAMPLE, "utf8") });
  } finally {
    await context.close();
  }
}

async function startInPage({ script, text }) {
  const inputs = { text, bytes: new TextEncoder().encode(text), profile: JSON.parse(text) };
  await Response.json(inputs).text();
  const started = performance.now();
  await import(script);
  await globalThis.run(inputs);
  const milliseconds = performance.now() - started;
  const scripts = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js"));
  return { milliseconds, kilobytes: scripts.reduce((sum, { transferSize }) => sum + transferSize, 0) / 1000 };
}

async function inChromium(visit) {
  const server = await serve();
  const browser = await launchBrowser("chromium", { protocolTimeout: 0 });
  try {
    return await visit((module, line) => inPage(browser, server.url, module, line), await versionOf(browser));
  } finally {
    await browser.close();
    server.close();
  }
}

/** What is transferred for a module, and how long its start takes over the line. */
async function overLine(start, modules) {
  const all = Object.fromEntries(modules.map((module) => [module, []]));
  for (let turn = 0; turn < ROUNDS; turn++) for (const module of modules) all[module].push(await start(module, LINE));
  return Object.fromEntries(
    modules.map((module) => [
      module,
      {
        milliseconds: spread(all[module].map(({ milliseconds }) => milliseconds)),
        kilobytes: all[module][0].kilobytes,
      },
    ]),
  );
}

// ── printed

const LINE_ROWS = {
  ours: "**zoom-phone-profile**, `parseUserProfile`",
  "verdict-now": "**zoom-phone-profile**, `isUserProfile`",
  "fetched-now": "**zoom-phone-profile**, `getUserProfile`",
  "fetched-before": "zoom-phone-profile before, `getUserProfile`",
  ...Object.fromEntries(PEERS.map((peer) => [peer, NAMES[peer]])),
};

function startsTable(title, starts) {
  const rows = Object.entries(starts).map(([start, { now, before, ratio }]) => [
    STARTS_OF[start].title,
    cell(now, 1),
    cell(before, 1),
    cell(ratio, 2),
    STARTS_OF[start].target,
  ]);
  return markdown([title, "ms", "ms, before", "of before", "at most"], rows);
}

function lineTable(results) {
  const rows = Object.entries(results).map(([module, { milliseconds, kilobytes }]) => [
    LINE_ROWS[module],
    kilobytes.toFixed(1),
    cell(milliseconds, 0),
  ]);
  return markdown(["Chromium, 9 Mbit/s, 170 ms", "KB over the wire", "ms from import to result"], rows);
}

function section({ versions, node, pages, line }) {
  return [versions, startsTable("Node", node), startsTable("Chromium", pages), lineTable(line)].join("\n\n");
}

/** The starts that take longer, compared with the build before, than they may. */
function misses(results) {
  const isOver = ([start, { ratio }]) => ratio.median > STARTS_OF[start].target;
  const over = (name) => Object.entries(results[name]).filter(isOver);
  return ["node", "pages"].flatMap((name) =>
    over(name).map(([start, { ratio }]) => `${STARTS_OF[start].title}, ${name}: ${ratio.median.toFixed(2)}`),
  );
}

const rounded = (_, value) => (typeof value === "number" ? round(value) : value);

setUp({ browsers: true });
build();
installPeers();
const builds = { now: PKG, before: packageBefore() };
await writeModules(builds);
const modules = Object.keys(STARTS_OF).flatMap((start) => Object.keys(builds).map((name) => `${start}-${name}`));
await bundleModules([...modules, "ours", ...PEERS]);
const node = await allStarts(inNode);
const results = await inChromium(async (start, version) => ({
  versions: `Node ${process.version}, Chromium ${version}, ${cpus()[0].model.split(" ").slice(0, 2).join(" ")}`,
  node,
  pages: await allStarts(async (module) => (await start(module)).milliseconds),
  line: await overLine(start, Object.keys(LINE_ROWS)),
}));
console.log(section(results));
for (const miss of misses(results)) console.log(`over its target: ${miss}`);
if (!isQuick) {
  writeResults("start", JSON.parse(JSON.stringify(results, rounded)));
  writeSection("start", section(results));
}
