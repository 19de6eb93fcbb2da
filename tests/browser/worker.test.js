// A fleet worker in Chromium, in a page without a bundler and under a strict content security policy: it counts and
// exports a file as the main thread does.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { createUser } from "../zoom-server/directory.js";
import { launch } from "./browsers.js";

const PACKAGE = new URL("../../target/consumer/package/", import.meta.url);
const ndjson = Array.from({ length: 3000 }, (_, index) => JSON.stringify(createUser(index + 1, 9))).join("\n");
let server;
let browser;
let page;
const faults = [];

before(async () => {
  server = createServer((request, response) => {
    const path = new URL(request.url, "http://page").pathname;
    const headers = { "content-security-policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" };
    if (path === "/")
      return response
        .writeHead(200, { ...headers, "content-type": "text/html" })
        .end("<!doctype html><title>Fleet</title><link rel=icon href=data:,>");
    if (path === "/fleet") return response.writeHead(200, { "content-type": "application/x-ndjson" }).end(ndjson);
    const file = new URL(path.slice(1), PACKAGE);
    if (!existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { ...headers, "content-type": "text/javascript; charset=utf-8" }).end(readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await launch("chromium");
  page = await browser.newPage();
  page.on("pageerror", (error) => faults.push(String(error)));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
});
after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("a response's body and a file give what they give on the main thread", async () => {
  const results = await page.evaluate(async () => {
    const [{ createFleetWorker }, { summarizeFleet }] = await Promise.all([import("/worker.js"), import("/index.js")]);
    const worker = createFleetWorker();
    const text = await (await fetch("/fleet")).text();
    const expected = await summarizeFleet(text, { groupBy: "department" });
    const streamed = await worker.summarizeFleet((await fetch("/fleet")).body, { groupBy: "department" });
    const file = await worker.summarizeFleet(new File([text], "fleet.ndjson"), { groupBy: "department" });
    const csv = await new Response(worker.exportFleet(new Blob([text]), "csv")).text();
    worker.terminate();
    return { expected, streamed, file, rows: csv.split("\r\n").length - 2 };
  });
  assert.deepEqual(results.streamed, results.expected);
  assert.deepEqual(results.file, results.expected);
  assert.deepEqual([results.expected.profiles, results.rows], [3000, 3000]);
});

test("a worker that cannot be loaded says so, and what to do", async () => {
  const message = await page.evaluate(async () => {
    const { createFleetWorker } = await import("/worker.js");
    const worker = createFleetWorker({ worker: () => new Worker("/no-such-worker.js", { type: "module" }) });
    return worker.summarizeFleet("[]").catch((error) => error.message);
  });
  assert.match(message, /could not be loaded.*worker-thread/);
});

test("nothing went wrong on the way", () => assert.deepEqual(faults, []));
