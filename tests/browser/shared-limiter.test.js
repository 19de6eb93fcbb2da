// One limit for three tabs and a worker of an origin in Chromium, before a server that counts requests in sliding
// seconds: whichever tab is closed, slow or suspended, none of these seconds has more than the limit.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { launch } from "./browsers.js";

const PACKAGE = new URL("../../target/consumer/package/", import.meta.url);
const RATE = 20;
const HTML = "<!doctype html><title>Tab</title><link rel=icon href=data:,>";
/** Runs in a worker: fetches as many profiles as it is asked for, and posts how many came. */
const WORKER = `import { createSharedLimiter, getUserProfiles } from "/index.js";
onmessage = async ({ data: { ids, requestsPerSecond } }) => {
  const limiter = createSharedLimiter({ requestsPerSecond });
  let count = 0;
  for await (const { ok } of getUserProfiles(ids, { baseUrl: "/v2", limiter })) count += ok ? 1 : 0;
  postMessage(count);
};`;

let server;
let browser;
let origin;
let arrivals = [];
/** Answers in place of a profile, the next one first. */
let answers = [];

before(async () => {
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://page");
    const send = (type, body) => response.writeHead(200, { "content-type": type }).end(body);
    if (pathname.startsWith("/v2/")) {
      arrivals.push({ at: performance.now(), tab: pathname.split("/").pop().split("-")[0] });
      const answer = answers.shift();
      if (answer) return response.writeHead(answer.status, answer.headers).end("{}");
      return send("application/json", JSON.stringify({ id: decodeURIComponent(pathname.split("/").pop()) }));
    }
    if (pathname === "/") return send("text/html", HTML);
    if (pathname === "/own-worker.js") return send("text/javascript", WORKER);
    const file = new URL(pathname.slice(1), PACKAGE);
    if (!existsSync(file)) return response.writeHead(404).end();
    send("text/javascript; charset=utf-8", readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${server.address().port}/`;
  browser = await launch("chromium");
});
after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
let pages = [];
beforeEach(() => {
  arrivals = [];
  answers = [];
});
afterEach(async () => {
  await Promise.all(pages.map((page) => page.isClosed() || page.close()));
  pages = [];
});

async function openTab() {
  const page = await browser.newPage();
  pages.push(page);
  await page.goto(origin);
  return page;
}

/** Has a tab fetch profiles; resolves with how many came, or with the error's code. */
const fetchIn = (page, tab, count, more = {}) =>
  page.evaluate(
    async ({ ids, requestsPerSecond, more }) => {
      const { createSharedLimiter, getUserProfiles } = await import("/index.js");
      globalThis.limiter ??= createSharedLimiter({ requestsPerSecond });
      let fetched = 0;
      const options = { baseUrl: "/v2", limiter: globalThis.limiter, ...more };
      for await (const { ok } of getUserProfiles(ids, options)) fetched += ok ? 1 : 0;
      return fetched;
    },
    { ids: Array.from({ length: count }, (_, at) => `${tab}-${at}`), requestsPerSecond: RATE, more },
  );

/** Most arrivals within one second, wherever it begins. */
function mostInASecond() {
  const moments = arrivals.map(({ at }) => at);
  return Math.max(...moments.map((from) => moments.filter((at) => at >= from && at < from + 1000).length));
}

const keptLimit = () => assert.ok(mostInASecond() <= RATE, `${mostInASecond()} in a second of ${RATE}`);
const arrived = async (count) => {
  while (arrivals.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
};
const spanMs = () => arrivals.at(-1).at - arrivals[0].at;

test("three tabs and a worker share one limit, and use all of it", async () => {
  const tabs = await Promise.all([openTab(), openTab(), openTab()]);
  await Promise.all(tabs.map((page, at) => fetchIn(page, `warm${at}`, 1)));
  arrivals = [];
  const worker = tabs[0].evaluate(
    (data) =>
      new Promise((resolve, reject) => {
        const thread = new Worker("/own-worker.js", { type: "module" });
        thread.onmessage = (event) => resolve(event.data);
        thread.onerror = () => reject(new Error("the worker failed"));
        thread.postMessage(data);
      }),
    { ids: Array.from({ length: 20 }, (_, at) => `worker-${at}`), requestsPerSecond: RATE },
  );
  const counts = await Promise.all([worker, ...tabs.map((page, at) => fetchIn(page, `tab${at}`, 20))]);
  assert.deepEqual(counts, [20, 20, 20, 20]);
  keptLimit();
  // 80 requests take four seconds.
  assert.ok(spanMs() < 6500, `${spanMs()} ms`);
  // Each gets its turns while the others wait for theirs; the worker has to be loaded first.
  const firstHalf = new Set(arrivals.slice(0, 40).map(({ tab }) => tab));
  for (const tab of ["tab0", "tab1", "tab2"]) assert.ok(firstHalf.has(tab), [...firstHalf].join());
});

test("when the tab that gives the turns is closed, another one goes on", async () => {
  const tabs = [await openTab()];
  await fetchIn(tabs[0], "first", 1);
  tabs.push(await openTab(), await openTab());
  const running = tabs.map((page, at) => fetchIn(page, `tab${at}`, 30).catch(() => "closed"));
  await arrived(30);
  await tabs[0].close();
  const [, second, third] = await Promise.all(running);
  assert.deepEqual([second, third], [30, 30]);
  keptLimit();
});

test("a tab that is closed with requests under way and waiting leaves the others the whole limit", async () => {
  const tabs = [await openTab()];
  await fetchIn(tabs[0], "first", 1);
  tabs.push(await openTab());
  const lost = fetchIn(tabs[1], "lost", 200, { concurrency: 50 }).catch(() => "closed");
  await arrived(25);
  await tabs[1].close();
  await lost;
  arrivals = [];
  assert.equal(await fetchIn(tabs[0], "rest", 40), 40);
  keptLimit();
  assert.ok(spanMs() < 4000, `${spanMs()} ms`);
});

test("a tab whose timers are slow holds up nobody", async () => {
  const slow = await openTab();
  // As a browser does in a hidden tab.
  await slow.evaluate(() => {
    const { setTimeout } = globalThis;
    globalThis.setTimeout = (callback, ms, ...rest) => setTimeout(callback, Math.max(1000, ms ?? 0), ...rest);
  });
  await fetchIn(slow, "first", 1);
  const quick = await openTab();
  arrivals = [];
  assert.equal(await fetchIn(quick, "quick", 60), 60);
  keptLimit();
  assert.ok(spanMs() < 4500, `${spanMs()} ms`);
});

test("a tab that is suspended while it gives the turns is replaced", async () => {
  const suspended = await openTab();
  await fetchIn(suspended, "first", 1);
  const other = await openTab();
  // It takes no messages, and keeps its lock.
  suspended.evaluate(() => {
    const end = performance.now() + 7000;
    while (performance.now() < end);
  });
  arrivals = [];
  const started = performance.now();
  assert.equal(await fetchIn(other, "other", 20), 20);
  assert.ok(performance.now() - started < 7000 + 2000);
  assert.ok(arrivals[0].at - started < 6900, "it did not wait for the other tab");
  // Both again, once it runs.
  const both = await Promise.all([fetchIn(suspended, "late", 20), fetchIn(other, "other", 20)]);
  assert.deepEqual(both, [20, 20]);
  keptLimit();
});

test("a 429 that one tab gets slows all", async () => {
  const tabs = [await openTab(), await openTab(), await openTab()];
  await Promise.all(tabs.map((page, at) => fetchIn(page, `warm${at}`, 1)));
  arrivals = [];
  answers = Array.from({ length: 10 }, () => undefined);
  answers.push({ status: 429, headers: { "retry-after": "1", "content-type": "application/json" } });
  const running = Promise.all(tabs.map((page, at) => fetchIn(page, `tab${at}`, 15, { maxRetries: 2 })));
  assert.deepEqual(await running, [15, 15, 15]);
  assert.equal(arrivals.length, 46);
  const refusedAt = arrivals[10].at;
  // What had been sent by then arrives.
  const meanwhile = arrivals.filter(({ at }) => at > refusedAt + 100 && at < refusedAt + 900);
  assert.deepEqual(meanwhile, []);
  keptLimit();
});

test("a turn that is no longer awaited is not used up", async () => {
  const tabs = [await openTab(), await openTab()];
  await fetchIn(tabs[0], "first", 1);
  const reasons = await tabs[1].evaluate(async (requestsPerSecond) => {
    const { createSharedLimiter } = await import("/index.js");
    globalThis.limiter = createSharedLimiter({ requestsPerSecond });
    const controller = new AbortController();
    const waiting = Array.from({ length: 60 }, () => globalThis.limiter.acquire(controller.signal));
    const settled = Promise.allSettled(waiting);
    await waiting[2];
    controller.abort("enough");
    const results = await settled;
    const granted = results.filter(({ status }) => status === "fulfilled").length;
    for (let at = 0; at < granted; at++) globalThis.limiter.report({});
    return [...new Set(results.map(({ reason }) => reason ?? "granted"))];
  }, RATE);
  assert.deepEqual(reasons, ["granted", "enough"]);
  arrivals = [];
  assert.equal(await fetchIn(tabs[0], "rest", 20), 20);
  assert.ok(spanMs() < 2500, `${spanMs()} ms`);
});
