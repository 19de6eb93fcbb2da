// Fleets in Chromium and Firefox: 5,000 users under a rate limit, with pause, stop and going on, held against the package's own
// summary of the server's directory; what is looked at while it comes in; what breaks off; files larger than a JSON text may be.

import assert from "node:assert/strict";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { summarizeFleet } from "#package";

import { buildPage } from "../../scripts/page.js";
import { serve } from "../../scripts/start.js";
import { createUser } from "../zoom-server/directory.js";
import { BROWSERS, axeViolations, launch, openPage, see } from "./browsers.js";

for (const name of BROWSERS) {
  describe(name, () => {
    let browser;
    let server;
    let page;
    const faults = [];
    const folder = mkdtempSync(join(tmpdir(), "page-fleets-"));
    /** Writes a file of at least so many bytes, one part after another. */
    const writeFleet = (file, { open, close, part, bytes }) => {
      const path = join(folder, file);
      const descriptor = openSync(path, "w");
      const content = Buffer.from(part);
      let written = writeSync(descriptor, open);
      let parts = 0;
      for (; written < bytes; parts++) written += writeSync(descriptor, content);
      writeSync(descriptor, close);
      closeSync(descriptor);
      return { path, parts };
    };
    /** Waits until a number has not moved for a while: nothing says that nothing more will come. */
    const settled = async (read) => {
      for (let same = 0, before = read(); same < 10; ) {
        await delay(50);
        const now = read();
        same = now === before ? same + 1 : 0;
        before = now;
      }
    };
    const start = async (options, settings = "") => {
      await server?.close();
      server = await serve(0, options);
      await page?.close();
      page = await openPage(browser, server.url, faults);
      await page.goto(`${server.url}/#/fleet${settings}`);
      await see(page, "Ask the source");
    };
    const press = async (selector) => {
      await page.focus(selector);
      await page.keyboard.press("Enter");
    };

    /** How many have a policy on, off, unknown, as the chart says. */
    const counts = (policy) => page.evaluate((key) => [...document.querySelector(`[data-control="policy-${key}"]`).closest("tr").querySelectorAll("td.number")].map((cell) => Number(cell.textContent.replaceAll(",", ""))), policy);

    before(async () => {
      await buildPage();
      browser = await launch(name);
    });
    after(async () => {
      await browser?.close();
      await server?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    test("5,000 users: progress, the time left, pause, stop, going on; then every count is the package's own", async () => {
      await start({ users: 5000, requestsPerSecond: 1e6 });
      const said = () => page.evaluate(() => document.querySelector(".said").textContent);
      const done = async () => Number(/^[\d,]+/.exec(await said())[0].replace(",", ""));
      await page.$eval("#rate", (field) => { field.value = "1000"; });
      await press("#fetch-directory");
      await see(page, /of 5,000 users · about \d+ (s|min \d+ s) left/, { timeout: 30_000 });
      await page.waitForFunction(() => document.querySelector("progress")?.value > 0.02, { timeout: 60_000 });
      await press('[data-control="pause"]');
      await see(page, "Paused");
      await settled(() => server.zoom.state.requests);
      const paused = await done();
      assert.ok(paused < 5000 && !/left/.test(await said()), await said());
      await press('[data-control="pause"]');
      await page.waitForFunction((before) => document.querySelector("progress")?.value * 5000 > before + 100, { timeout: 60_000 }, paused);
      await press('[data-control="stop"]');
      await see(page, "Stopped");
      await settled(() => server.zoom.state.requests);
      const stopped = await done();
      assert.ok(stopped > paused && stopped < 5000, await said());
      await see(page, new RegExp(`${stopped.toLocaleString("en")} users`));
      await press('[data-control="again"]');
      await see(page, /Done\s+5,000 of 5,000 users/, { timeout: 300_000 });

      const users = [...server.zoom.directory.values()];
      const expected = await summarizeFleet(users, { groupBy: "department", audit: true });
      const charts = await page.evaluate(() => {
        const number = (node) => Number(node.textContent.replace(/,/g, ""));
        return {
          policies: Object.fromEntries([...document.querySelectorAll(".chart [data-control^=policy-]")].map((button) => {
            const row = button.closest("tr");
            return [button.dataset.control.slice(7), { counts: [...row.querySelectorAll("td.number")].map(number), locks: row.querySelector(".locks .bar-chart")?.getAttribute("aria-label") ?? "nobody" }];
          })),
          groups: Object.fromEntries([...document.querySelectorAll("section[aria-labelledby=by-group] tr")].map((row) => [row.querySelector("th").textContent, number(row.querySelector("td.number"))])),
          findings: Object.fromEntries([...document.querySelectorAll("[data-finding]")].map((item) => [item.dataset.finding, Number(item.querySelector(".muted").textContent.replace(/\D/g, ""))])),
        };
      });
      const levels = { account: "By the account", site: "By the site", user_group: "By the group", invalid: "At a level that Zoom calls invalid", unknown: "Level not given" };
      for (const [key, { on, off, unknown, locked }] of Object.entries(expected.policies)) {
        assert.deepEqual(charts.policies[key].counts, [on, off, unknown], key);
        const locks = Object.entries(levels).map(([level, label]) => `${label} ${(locked[level] ?? 0).toLocaleString("en")}`).join(", ");
        assert.equal(charts.policies[key].locks, Object.values(locked).some(Boolean) ? locks : "nobody", key);
      }
      assert.equal(Object.keys(charts.policies).length, Object.keys(expected.policies).length);
      assert.deepEqual(charts.groups, Object.fromEntries(Object.entries(expected.groups).map(([group, { profiles }]) => [group || "not given", profiles])));
      assert.deepEqual(charts.findings, Object.fromEntries(Object.entries(expected.findings).filter(([, { found }]) => found > 0).map(([id, { found }]) => [id, found])));
      assert.ok((await page.$$('[role="grid"] [role="row"]')).length < 60);
    });

    test("what is open and has the focus stays so while users come in", async () => {
      await start({ users: 600, requestsPerSecond: 1e6 });
      await page.$eval("#rate", (field) => { field.value = "120"; });
      await press("#fetch-directory");
      await page.waitForSelector(".finding summary");
      const redrawn = await page.evaluateHandle(() => new Promise((resolve) => {
        const summary = document.querySelector(".finding summary");
        summary.parentElement.open = true;
        summary.focus();
        const control = summary.dataset.control;
        new MutationObserver((_, observer) => {
          if (summary.isConnected) return;
          observer.disconnect();
          const next = document.querySelector(`[data-control="${control}"]`);
          resolve({ hasFocus: document.activeElement === next, isOpen: next.parentElement.open });
        }).observe(document.querySelector(".findings"), { childList: true });
      }));
      assert.deepEqual(await redrawn.jsonValue(), { hasFocus: true, isOpen: true });
    });

    test("a dropped file of 30 MB of lines, and a list too large for one text of JSON: counted, listed, and each user is found in it", async () => {
      await start({ users: 1 });
      const users = Array.from({ length: 2000 }, (_, index) => createUser(index + 1, 5));
      const last = { ...createUser(9999, 5), id: "the-last-of-them", email: "last@example.com" };
      const text = users.map((user) => JSON.stringify(user));
      const lines = writeFleet("fleet.ndjson", { open: "", close: `\n${JSON.stringify(last)}\n`, part: `${text.join("\n")}\n`, bytes: 30e6 });
      const list = writeFleet("fleet.json", { open: '{"page_size":30,"users":[', close: `${JSON.stringify(last)}]}`, part: `${text.join(",\n")},\n`, bytes: 260 * 2 ** 20 });
      for (const { path, parts } of [lines, list]) {
        const total = (parts * users.length + 1).toLocaleString("en");
        await (await page.$$(".drop input")).at(-1).uploadFile(path);
        await see(page, new RegExp(`Done\\s+${total} profiles of ${basename(path).replace(".", "\\.")}`), { timeout: 240_000 });
        await see(page, `${total} users`);
        const sms = users.filter(({ policy }) => policy?.sms?.enable === true).length * parts + Number(last.policy?.sms?.enable === true);
        assert.equal((await counts("sms"))[0], sms);
        assert.ok((await page.$$('[role="grid"] [role="row"]')).length < 60);
        await page.focus('[role="grid"]');
        await page.keyboard.press("End");
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => document.querySelector("#person")?.textContent === "last@example.com", { timeout: 60_000 });
        await page.evaluate(() => history.back());
        await see(page, `${total} users`);
      }
    });

    test("what is no profile in a file is a row that says why", async () => {
      await start({ users: 1 });
      const path = join(folder, "broken.json");
      writeFileSync(path, JSON.stringify([createUser(1), { ...createUser(2), extension_number: "10-02" }, createUser(3)]));
      await (await page.$$(".drop input")).at(-1).uploadFile(path);
      await see(page, /Done\s+3 profiles of broken\.json · 1 failed/);
      await page.focus('[role="grid"]');
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.waitForSelector("dialog[open]");
      await see(page, /extension_number` should be an integer/);
      assert.deepEqual(await axeViolations(page), []);
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => document.activeElement?.getAttribute("role") === "grid");
    });

    test("broken off by a token that has expired, it goes on with another where it was: no reload, nobody asked for twice", async () => {
      let shiftMs = 0;
      await start({ users: 400, requestsPerSecond: 1e6, now: () => Date.now() + shiftMs }, "?source=v2");
      await page.evaluate(() => { window.isTheSamePage = true; });
      const giveToken = async () => {
        await page.waitForSelector("#token");
        await page.focus("#token");
        await page.keyboard.type(server.zoom.issueToken());
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => !document.querySelector("dialog"));
      };
      await press("#source");
      await giveToken();
      const ids = [...server.zoom.directory.keys()];
      await press(".start summary");
      await page.$eval("#ids", (field, text) => { field.value = text; }, ids.join("\n"));
      await page.$eval("#rate", (field) => { field.value = "80"; });
      await press("#fetch-ids");
      await page.waitForFunction(() => document.querySelector("progress")?.value > 0.2);
      shiftMs = 2 * 3_600_000;
      await see(page, /Broken off/);
      const had = await page.evaluate(() => Number(/(\d+) of 400 users/.exec(document.body.innerText)[1]));
      assert.ok(had >= 80 && had < 400, `${had} users`);
      const answered = server.zoom.state.requests;
      await press(".progress .failure .actions button:first-child");
      await giveToken();
      await see(page, new RegExp(`${had} of 400 users`));
      await press(".progress .failure .actions button:last-child");
      await see(page, /Done\s+400 of 400 users/, { timeout: 20_000 });
      assert.equal((await counts("sms")).reduce((sum, count) => sum + count), 400);
      assert.ok(await page.evaluate(() => window.isTheSamePage));
      // What was answered just as the other requests were refused may have been left out.
      assert.ok(answered >= had && server.zoom.state.requests - answered === 400 - had, `${server.zoom.state.requests} requests, ${answered} before, ${had} had`);
    });

    test("broken off by the daily limit, it says when it can go on", async () => {
      await start({ users: 120, requestsPerSecond: 1e6, requestsPerDay: 60 });
      await press("#fetch-directory");
      await see(page, /Broken off\s+60 of 120 users/);
      await see(page, "rate_limited");
      await press(".progress .failure .actions button:last-child");
      await see(page, /60 of 120 users · Zoom's limit ends in \d+ (h|min)/);
      await press('[data-control="stop"]');
      await see(page, /Stopped\s+60 of 120 users/);
    });

    test("nothing went wrong on the way", () => assert.deepEqual(faults, []));
  });
}
