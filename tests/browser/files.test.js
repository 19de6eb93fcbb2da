// What leaves the page, in Chromium and Firefox: downloads, the clipboard, paper. Each is held against what the package makes of
// the same profiles.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { csvParse } from "d3-dsv";
import { extractText, getDocumentProxy } from "unpdf";
import { exportFleet, formatPolicySummary, summarizeFleet, summarizePolicy } from "#package";

import { buildPage } from "../../scripts/page.js";
import { serve } from "../../scripts/start.js";
import { BROWSERS, axeViolations, fetchDirectory, launch, openPage, see, visit } from "./browsers.js";

const USERS = 150;

for (const name of BROWSERS) {
  describe(name, () => {
    const downloads = mkdtempSync(join(tmpdir(), "page-downloads-"));
    let server;
    let browser;
    let page;
    let users;
    const faults = [];
    const open = async (hash, text) => {
      await visit(page, `${server.url}/${hash}`);
      await see(page, text);
    };
    const press = async (text) => {
      await page.evaluate((label) => [...document.querySelectorAll("button")].find(({ textContent }) => textContent === label).focus(), text);
      await page.keyboard.press("Enter");
    };
    /** The text of a file that the page hands out under this name. */
    const downloaded = async (file) => {
      const path = join(downloads, file);
      // Browsers write beside the name, and rename at the end; Firefox first makes the name's own file, which is empty.
      for (let waited = 0; waited < 15_000; waited += 50) {
        if (existsSync(path) && readFileSync(path).length > 0 && !existsSync(`${path}.part`)) return readFileSync(path, "utf8");
        await delay(50);
      }
      throw new Error(`${file} does not come`);
    };

    before(async () => {
      await buildPage();
      server = await serve(0, { users: USERS, requestsPerSecond: 1e6 });
      users = [...server.zoom.directory.values()];
      browser = await launch(name, { downloads });
      page = await openPage(browser, server.url, faults);
    });
    after(async () => {
      await browser?.close();
      await server?.close();
      rmSync(downloads, { recursive: true, force: true });
    });

    test("Profile: the CSV is the package's", async () => {
      const user = users[7];
      await open(`#/profile/${user.email}`, user.email);
      await press("Download CSV");
      const text = await downloaded(`${user.email}.csv`);
      assert.equal(text, formatPolicySummary(user, "csv"));
      assert.equal(csvParse(text).length, summarizePolicy(user).entries.length);
    });

    test("Profile: what is copied as Markdown is the package's", async () => {
      const user = users[9];
      await open(`#/profile/${user.email}`, user.email);
      await press("Copy as Markdown");
      await see(page, "Copied.");
      await page.evaluate(() => { location.hash = "#/check"; });
      await see(page, "Paste a reply");
      await page.focus("textarea");
      await page.keyboard.down("Control");
      await page.keyboard.press("a");
      await page.keyboard.press("v");
      await page.keyboard.up("Control");
      await page.waitForFunction(() => /^#|\|/.test(document.querySelector("textarea")?.value));
      assert.equal(await page.$eval("textarea", ({ value }) => value), formatPolicySummary(user, "markdown").replaceAll("\r\n", "\n"));
    });

    test("Fleet: CSV, NDJSON and the summary are the package's, whether it was fetched or is a file", async () => {
      await open("#/fleet", "Ask the source");
      await fetchDirectory(page, USERS);
      await press("Export NDJSON");
      const lines = (await downloaded("fleet.ndjson")).trimEnd().split("\n").map((line) => JSON.parse(line));
      const byId = (list) => new Map(list.map((user) => [user.id, user]));
      assert.deepEqual(byId(lines), byId(users));
      await press("Export CSV");
      const csv = await downloaded("fleet.csv");
      // The order is that in which users came; it is that of the lines.
      assert.equal(csv, await new Response(exportFleet(lines, "csv")).text());
      await press("Download summary");
      const summary = JSON.parse(await downloaded("fleet.json"));
      const expected = await summarizeFleet(users, { groupBy: "department", audit: true });
      assert.deepEqual([summary.policies, summary.groups.Sales?.policies, summary.profiles], [expected.policies, expected.groups.Sales?.policies, USERS]);

      for (const file of ["fleet.ndjson", "fleet.csv"]) rmSync(join(downloads, file));
      const file = join(downloads, "users.json");
      writeFileSync(file, JSON.stringify({ users }, null, 1));
      await (await page.$$(".drop input")).at(-1).uploadFile(file);
      await see(page, /Done\s+150 profiles of users.json/, { timeout: 20_000 });
      await press("Export CSV");
      assert.equal(await downloaded("fleet.csv"), await new Response(exportFleet(users, "csv")).text());
      await press("Export NDJSON");
      assert.deepEqual((await downloaded("fleet.ndjson")).trimEnd().split("\n").map((line) => JSON.parse(line)), users);
    });

    test("a file that is dropped is read; one that misses its place leaves the page as it is", async () => {
      await open("#/fleet", "Read a file");
      /** Drops a file on the last element of these; whether the browser would open it instead. */
      const drop = (selector, text) => page.evaluate((where, content) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([content], "dropped.ndjson"));
        const event = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer });
        return [...document.querySelectorAll(where)].at(-1).dispatchEvent(event);
      }, selector, text);
      assert.equal(await drop(".drop", users.map((user) => JSON.stringify(user)).join("\n")), false);
      await see(page, /Done\s+150 profiles of dropped.ndjson/, { timeout: 20_000 });
      assert.equal(await drop("main", "{}"), false);
      await see(page, /Done\s+150 profiles of dropped.ndjson/);
    });

    test("On paper: every policy, no controls, dark screens or not; a PDF of several pages that can be searched", async () => {
      const user = users[5];
      await open(`#/profile/${user.email}`, user.email);
      const labels = summarizePolicy(user).entries.map(({ label }) => label);
      const text = async () => {
        const pdf = await getDocumentProxy(new Uint8Array(await page.pdf({ format: "A4" })));
        return { pages: pdf.numPages, ...(await extractText(pdf, { mergePages: true })) };
      };
      const { pages, text: printed } = await text();
      const words = printed.replace(/\s+/g, " ");
      assert.ok(pages > 1, `${pages} page`);
      assert.deepEqual(labels.filter((label) => !words.includes(label)), []);
      for (const control of ["Show profile", "Download CSV", "Failures", "Search policies"]) assert.ok(!words.includes(control), `${control} is on paper`);
      if (name !== "chromium") return;
      const session = await page.createCDPSession();
      const emulate = (media) => session.send("Emulation.setEmulatedMedia", media);
      // Emulated, so that colors and places can be asked for.
      for (const scheme of ["light", "dark"]) {
        await emulate({ media: "print", features: [{ name: "prefers-color-scheme", value: scheme }] });
        await page.setViewport({ width: 720, height: 1000 });
        const seen = await page.evaluate(() => ({
          controls: [...document.querySelectorAll(".bar, .ask, input, select, button:not(.link)")].filter((node) => node.checkVisibility()).map((node) => node.outerHTML.slice(0, 80)),
          labels: [...document.querySelectorAll(".policy .label")].filter((node) => node.checkVisibility()).map((node) => node.textContent),
          clipped: [...document.querySelectorAll("main *")].filter((node) => node.checkVisibility() && node.getBoundingClientRect().right > innerWidth + 1).map((node) => node.outerHTML.slice(0, 80)),
        }));
        assert.deepEqual(seen, { controls: [], labels: await page.$$eval(".policy .label", (nodes) => nodes.map(({ textContent }) => textContent)), clipped: [] });
        assert.deepEqual([...seen.labels].sort(), [...labels].sort());
        assert.deepEqual((await axeViolations(page)).filter((violation) => violation.startsWith("color-contrast")), [], scheme);
      }
      await emulate({ media: "" });
      await page.setViewport({ width: 1280, height: 900 });
    });

    test("On paper: a fleet's charts and its whole table, each user in one row", async () => {
      await open("#/fleet", "Ask the source");
      await fetchDirectory(page, USERS);
      const pdf = await getDocumentProxy(new Uint8Array(await page.pdf({ format: "A4" })));
      const { text } = await extractText(pdf, { mergePages: true });
      const words = text.replace(/\s+/g, "");
      assert.deepEqual(users.filter(({ email }) => !words.includes(email)).map(({ email }) => email), []);
      for (const control of ["Fetchall", "ExportCSV", "Readafile"]) assert.ok(!words.includes(control), `${control} is on paper`);
      await page.$eval('[role="grid"]', (grid) => grid.scrollTo(0, 400));
      await page.waitForFunction(() => document.querySelectorAll('[role="grid"] [role="row"]').length < 60, { timeout: 5000 });
    });

    test("nothing went wrong on the way", () => assert.deepEqual(faults, []));
  });
}
