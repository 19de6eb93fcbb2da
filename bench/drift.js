// `npm run bench:drift`: the drift between two fleets of which 1 % of the users differ, against JSON.parse of both
// texts and against a plain twin in JavaScript: time and peak memory, each measurement in a process of its own. Writes
// results/drift.json and its section of README.md; `-- --quick` measures less and writes nothing.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";

import { build } from "../scripts/build.js";
import { output } from "../scripts/lib/run.js";
import { setUp } from "../scripts/setup.js";
import { createUser } from "../tests/zoom-server/directory.js";
import { spread } from "./measure.js";
import { BENCH, cell, GENERATED, markdown, round, writeResults, writeSection } from "./support.js";

const isQuick = process.argv.includes("--quick");
const ROUNDS = isQuick ? 2 : 7;
const MANY = 100_000;
const ROWS = {
  ours: "**`diffFleets`**, of an iterable of chunks",
  bytes: "**`diffFleets`**, of bytes at hand",
  blob: "**`diffFleets`**, of a Blob",
  parse: "`JSON.parse` of both",
  twin: "`JSON.parse` of both, and a plain twin",
};

/** Two files of one fleet: of every hundredth user the later one has another policy. */
function writeFleets(count) {
  const files = ["before", "after"].map((moment) => join(GENERATED, `drift-${count}-${moment}.json`));
  if (files.every((file) => existsSync(file))) return files;
  const users = Array.from({ length: count }, (_, index) => JSON.stringify(createUser(index + 1)));
  writeFileSync(files[0], `[${users.join(",")}]`);
  for (let at = 0; at < count; at += 100) {
    const user = JSON.parse(users[at]);
    user.policy = { ...user.policy, sms: { ...user.policy?.sms, enable: user.policy?.sms?.enable !== true } };
    users[at] = JSON.stringify(user);
  }
  writeFileSync(files[1], `[${users.join(",")}]`);
  return files;
}

function measured(what, files) {
  const text = output(process.execPath, [join(BENCH, "drift-run.js"), what, ...files], {
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (text === null) throw new Error(`${what} failed`);
  return JSON.parse(text);
}

/** Each row in turn, round after round: times as ratios to JSON.parse of the same round. */
function inTurns(rows, files, rounds) {
  const all = Object.fromEntries(rows.map((name) => [name, { ratio: [], milliseconds: [], megabytes: [] }]));
  for (let turn = 0; turn < rounds; turn++) {
    const base = measured("parse", files).milliseconds;
    for (const name of rows) {
      const { milliseconds, megabytes } = measured(name, files);
      all[name].ratio.push(milliseconds / base);
      all[name].milliseconds.push(milliseconds);
      all[name].megabytes.push(megabytes);
    }
  }
  const figures = (values) =>
    Object.fromEntries(Object.entries(spread(values)).map(([key, value]) => [key, round(value)]));
  return Object.fromEntries(
    rows.map((name) => [
      name,
      Object.fromEntries(Object.entries(all[name]).map(([key, values]) => [key, figures(values)])),
    ]),
  );
}

/** Bytes of the wasm for each user beyond 10,000: the process has the engine's garbage of reading as well. */
function memoryOfFurtherUsers(few, many) {
  const [least, most] = [few, many].map((files) => measured("ours", files).wasmBytes);
  return round((most - least) / (MANY - 10_000));
}

const table = (about, rows) =>
  markdown(
    [about, "of JSON.parse's time", "ms", "MB above start"],
    Object.entries(rows).map(([name, { ratio, milliseconds, megabytes }]) => [
      ROWS[name],
      cell(ratio, 2),
      cell(milliseconds, 0),
      cell(megabytes, 1),
    ]),
  );

setUp();
console.log(`package: ${build()}`);
mkdirSync(GENERATED, { recursive: true });
const files = writeFleets(10_000);
const twin = measured("twin", files).result;
for (const name of ["ours", "bytes", "blob"]) assert.deepEqual(measured(name, files).result, twin, name);
const all = inTurns(Object.keys(ROWS), files, ROUNDS);
const many = isQuick ? undefined : inTurns(["ours", "bytes"], writeFleets(MANY), 3);
const bytesPerUser = isQuick ? undefined : memoryOfFurtherUsers(files, writeFleets(MANY));
const load = loadavg()[0].toFixed(1);
const section = [
  `Node ${process.version}, ${cpus()[0]?.model ?? "unknown"}, two cores with a load of ${load} beside this; ` +
    `twice ${(statSync(files[0]).size / 1e6).toFixed(0)} MB for 10,000 users`,
  table("10,000 users, 1 % of them changed", all),
  ...(many ? [table("100,000 users, 1 % of them changed", many)] : []),
  ...(many ? [`Each user beyond 10,000 takes ${bytesPerUser} bytes of the wasm's memory, until 100,000.`] : []),
].join("\n\n");
console.log(`\n${section}`);
if (!isQuick) {
  writeResults("drift", {
    engine: `Node ${process.version}`,
    processor: cpus()[0]?.model,
    load,
    all,
    many,
    bytesPerUser,
  });
  writeSection("drift", section);
}
