// Fleets in Chromium and Firefox: 5,000 users under a rate limit, with pause, stop and going on, held against the package's own
// summary of the server's directory; what is looked at while it comes in; what breaks off; files larger than a JSON text may be.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { buildPage } from "../../scripts/page.js";
import { serve } from "../../scripts/start.js";
import { BROWSERS, launch, openPage, see, tabTo } from "./browsers.js";

for (const name of BROWSERS) {
  describe(name, () => {
    let browser;
    let server;
    let page;
    const faults = [];
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
      await page.waitForFunction(() => document.querySelector("progress").value > 0.2);
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
