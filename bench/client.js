// `npm run bench:client`: the cost of a call beyond bare fetch and json(), compared with Zoom's own SDK, and how close
// a batch comes to the account's rate. Writes results/client-node.json and its tables of README.md; `-- --quick`
// measures less and writes nothing.

import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";

import { build } from "../scripts/build.js";
import { output, startProcess } from "../scripts/lib/run.js";
import { setUp } from "../scripts/setup.js";
import { startZoomServer } from "../tests/zoom-server/server.js";
import { spread } from "./measure.js";
import { BENCH, cell, installPeers, markdown, round, writeResults, writeSection } from "./support.js";

const isQuick = process.argv.includes("--quick");
const PROCESSES = isQuick ? 1 : 5;
/** Turns of a process, calls of each way in a turn, and in a turn before. */
const EXTENT = isQuick ? [10, 100, 500] : [20, 200, 1000];
const TITLES = {
  fetch: "fetch, then `json()`",
  ours: "**`getUserProfile`**",
  "ours, with response": "**`getUserProfileWithResponse`**",
  rivet: "`getUsersProfile` of @zoom/rivet",
};
const BATCHES = [
  { title: "alone, 40 a second (Business)", rate: 40, ids: isQuick ? 80 : 400 },
  { title: "alone, 200 a second", rate: 200, ids: isQuick ? 400 : 2000 },
  {
    title: "another app takes half of 200 a second from 1.5 s on",
    rate: 200,
    ids: isQuick ? 600 : 2000,
    elsewhere: { fromMs: 1500, rate: 100 },
  },
];

/** Ratios and microseconds of all processes together, by way. */
async function measureCalls() {
  const server = await startProcess(process.execPath, [join(BENCH, "client-server.js")], {}, /listening on (\d+)/);
  const all = {};
  try {
    for (let round = 0; round < PROCESSES; round++) {
      const args = [join(BENCH, "client-run.js"), `http://127.0.0.1:${server.port}/v2`, ...EXTENT.map(String)];
      const text = output(process.execPath, args, { maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "inherit"] });
      if (text === null) throw new Error("a process of the benchmark failed");
      for (const [way, { ratios, microseconds }] of Object.entries(JSON.parse(text))) {
        all[way] ??= { ratios: [], microseconds: [] };
        all[way].ratios.push(...ratios);
        all[way].microseconds.push(...microseconds);
      }
    }
  } finally {
    await server.close();
  }
  return Object.fromEntries(
    Object.entries(all).map(([way, { ratios, microseconds }]) => [
      way,
      { ratio: spread(ratios), microseconds: spread(microseconds) },
    ]),
  );
}

/** A batch against a server that counts: its time over IDs ÷ rate, and what was refused. */
async function measureBatch({ rate, ids, elsewhere }) {
  const { getUserProfiles } = await import("../pkg/index.node.js");
  const server = await startZoomServer({ users: ids, requestsPerSecond: rate });
  const options = { baseUrl: server.baseUrl, token: server.zoom.issueToken(), requestsPerSecond: rate };
  const started = performance.now();
  const stop = elsewhere && spendElsewhere(server.zoom, elsewhere);
  let failed = 0;
  for await (const { ok } of getUserProfiles([...server.zoom.directory.keys()], options)) failed += ok ? 0 : 1;
  const seconds = (performance.now() - started) / 1000;
  stop?.();
  const { requests, refused } = server.zoom.state;
  await server.close();
  if (failed > 0) throw new Error(`${failed} of ${ids} profiles did not come`);
  return { ids, rate, seconds, timeOverBudget: seconds / (ids / rate), requests, refused };
}

/** Another app of the account, which spends evenly. */
function spendElsewhere(zoom, { fromMs, rate }) {
  const began = performance.now() + fromMs;
  let spent = 0;
  const timer = setInterval(() => {
    for (const due = ((performance.now() - began) / 1000) * rate; spent < due; spent++) zoom.spendElsewhere();
  }, 4);
  return () => clearInterval(timer);
}

// ── results

const rounded = (values) => Object.fromEntries(Object.entries(values).map(([key, value]) => [key, round(value)]));

function tables({ calls, batches }) {
  const ways = Object.keys(TITLES).map((way) => [
    TITLES[way],
    cell(calls[way].ratio, 2),
    cell(calls[way].microseconds, 0),
  ]);
  const rows = batches.map(({ title, ids, timeOverBudget, requests, refused, isShared }) => [
    title,
    String(ids),
    isShared ? "–" : timeOverBudget.toFixed(3),
    `${refused} of ${requests} (${((100 * refused) / requests).toFixed(1)} %)`,
  ]);
  return [
    markdown(["One call on loopback", "of fetch's time", "µs"], ways),
    markdown(["A batch", "ids", "time ÷ (ids ÷ rate)", "refused"], rows),
  ].join("\n\n");
}

function keep(result) {
  writeResults("client-node", result);
  writeSection("client", `${result.engine}, ${result.processor}\n\n${tables(result)}`);
}

async function main() {
  setUp();
  console.log(`package: ${build()}`);
  installPeers();
  const measured = await measureCalls();
  const calls = Object.fromEntries(
    Object.entries(measured).map(([way, values]) => [
      way,
      Object.fromEntries(Object.entries(values).map(([key, value]) => [key, rounded(value)])),
    ]),
  );
  const batches = [];
  for (const batch of BATCHES) {
    const figures = await measureBatch(batch);
    batches.push({
      title: batch.title,
      isShared: batch.elsewhere !== undefined,
      ...figures,
      seconds: round(figures.seconds),
      timeOverBudget: Number(figures.timeOverBudget.toFixed(3)),
    });
  }
  const versions = {
    "@zoom/rivet": JSON.parse(readFileSync(join(BENCH, "package.json"), "utf8")).dependencies["@zoom/rivet"],
  };
  const result = {
    engine: `Node ${process.version}`,
    processor: cpus()[0]?.model ?? "unknown",
    versions,
    calls,
    batches,
  };
  console.log(`\n${result.engine}\n\n${tables(result)}`);
  if (!isQuick) keep(result);
}

main().catch((error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
});
