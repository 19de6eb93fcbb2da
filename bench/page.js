// Measures the page in Chromium: bytes and time of the first view on a slow line and processor, the longest block of
// the main thread while a fleet and 10 MB of JSON are read and 5,000 users are fetched, and a search among 10,000
// users. `node bench/page.js` prints a table and fails above a budget. Blocks are measured in processor time, and the
// first view is the best of several runs, so that other work on the machine has little effect.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { buildPage } from "../scripts/page.js";
import { serve } from "../scripts/start.js";
import { fetchAll, launch, openFile, press, retype, see, visit } from "../tests/browser/browsers.js";
import { createUser } from "../tests/zoom-server/directory.js";
import { onSlowLine } from "./slow-line.js";

const USERS = 10_000;
const LIVE_USERS = 5000;
const TRIES = 5;
const CHECK_BYTES = 10e6;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const results = [];
const note = (what, value, budget, unit) => results.push({ what, value, budget, unit });

/** The least of some tries; no more of them once the budget is kept. */
async function best(budget, measure) {
  let least = Infinity;
  for (let tries = 0; tries < TRIES && least > budget; tries++) least = Math.min(least, await measure());
  return least;
}

/**
 * The tasks of a page's main thread while something is done, in milliseconds of the processor: what other programs
 * take of it does not count. `marks` are the moments that the page marked meanwhile.
 */
async function tasksWhile(page, work) {
  await page.tracing.start({ categories: ["toplevel", "blink.user_timing", "disabled-by-default-devtools.timeline"] });
  await work();
  const { traceEvents } = JSON.parse(Buffer.from(await page.tracing.stop()).toString());
  const main = traceEvents
    .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
    .map(({ pid, tid }) => `${pid} ${tid}`);
  const ours = traceEvents.filter(({ pid, tid }) => main.includes(`${pid} ${tid}`));
  const tasks = ours
    .filter(({ name, tdur }) => /RunTask$/.test(name) && tdur > 0)
    .map(({ ts, tdur }) => ({ at: ts, ms: tdur / 1000 }));
  const marks = ours.filter(({ name, cat }) => name === "key" && /user_timing/.test(cat)).map(({ ts }) => ts);
  return { tasks, marks, longest: tasks.reduce((most, { ms }) => Math.max(most, ms), 0) };
}

async function firstView(page, url) {
  const session = await page.createCDPSession();
  await session.send("Network.enable");
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  await visit(page, url);
  await see(page, "Policies 37");
  await page.waitForNetworkIdle();
  note("first view, over the wire", bytes, 150_000, "bytes");
  const ms = await onSlowLine(page, url, (firstContent) => best(1500, firstContent));
  note("first content, slow 4G, CPU / 4", ms, 1500, "ms");
}

async function fleet(page, url, file) {
  const block = await best(50, async () => {
    await visit(page, `${url}/#/fleet`);
    await page.waitForSelector("main .drop input");
    const { longest } = await tasksWhile(page, async () => {
      await openFile(page, file);
      await see(page, `${USERS.toLocaleString("en")} users read on`, { timeout: 120_000 });
      await pause(500);
    });
    return longest;
  });
  note("longest block, reading 10,000 users", block, 50, "ms");
  const { tasks, marks, longest } = await tasksWhile(page, () =>
    page.evaluate(async () => {
      const field = document.querySelector("#search");
      for (const text of ["u", "us", "use", "user", "user1", "user12", "sales", "x", "münchen", "user3", "fin", ""]) {
        performance.mark("key");
        field.value = text;
        field.dispatchEvent(new Event("input"));
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    }),
  );
  // The longest task that follows a key is what holds the next one up.
  const after = marks.map((at, key) =>
    Math.max(...tasks.filter((task) => task.at > at && task.at < (marks[key + 1] ?? Infinity)).map(({ ms }) => ms)),
  );
  note("a key of the search, 10,000 users", after.sort((a, b) => a - b)[after.length >> 1], 16, "ms");
  note("longest block while searching", longest, 50, "ms");
}

async function liveFleet(page, url) {
  const block = await best(50, async () => {
    await visit(page, `${url}/#/fleet`);
    const { longest } = await tasksWhile(page, async () => {
      await fetchAll(page, LIVE_USERS);
      await pause(500);
    });
    return longest;
  });
  note("longest block, fetching 5,000 users", block, 50, "ms");
}

async function check(page, url, file) {
  const block = await best(100, async () => {
    await visit(page, `${url}/#/check`);
    await page.waitForSelector("textarea");
    await see(page, "Fails");
    const { longest } = await tasksWhile(page, async () => {
      await (await page.waitForSelector("main .head input[type=file]")).uploadFile(file);
      await see(page, /edited a line at a time[\s\S]*(Fails|Passes)/, { timeout: 60_000 });
      await pause(500);
    });
    return longest;
  });
  note("longest block, checking 10 MB", block, 100, "ms");
  const { longest } = await tasksWhile(page, async () => {
    await press(page, ".issues button");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".editor-input");
    await retype(page, '    { "access_user_id": "0", "allow_delete": true },');
    await page.keyboard.press("Enter");
    await see(page, /Fails [\d,]+ issues/, { timeout: 60_000 });
    await pause(500);
  });
  note("longest block, editing a line of 10 MB", longest, 100, "ms");
}

const folder = mkdtempSync(join(tmpdir(), "bench-page-"));
await buildPage();
const server = await serve(0, { users: LIVE_USERS, requestsPerSecond: 1e6 });
const browser = await launch("chromium");
try {
  const users = join(folder, "users.ndjson");
  writeFileSync(users, Array.from({ length: USERS }, (_, index) => JSON.stringify(createUser(index + 1))).join("\n"));
  const large = join(folder, "large.json");
  const members = Array.from(
    { length: Math.ceil(CHECK_BYTES / 60) },
    (_, index) => `    { "access_user_id": "${index}", "allow_delete": "yes" }`,
  );
  writeFileSync(
    large,
    `{\n  "id": "x",\n  "policy": { "voicemail_access_members": [\n${members.join(",\n")}\n  ] }\n}\n`,
  );
  const page = await browser.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  await firstView(page, `${server.url}/`);
  await fleet(page, server.url, users);
  await liveFleet(page, server.url);
  await check(page, server.url, large);
} finally {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
for (const { what, value, budget, unit } of results) {
  const figure = `${Math.round(value).toLocaleString("en")} ${unit}`;
  console.log(
    `${value <= budget ? "  " : "! "}${what.padEnd(40)}${figure.padStart(14)}   of ${budget.toLocaleString("en")}`,
  );
}
process.exitCode = results.every(({ value, budget }) => value <= budget) ? 0 : 1;
