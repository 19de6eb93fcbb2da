// The page's speed in Chromium and Firefox: usable within a second, content in time on a slow line, and a search in a
// table of thousands of users that blocks nothing (bench/page.js has the figures). Times are the best of several, so
// that other work on the machine has little effect.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";

import { createUser } from "../zoom-server/directory.js";
import { focusOn, openFile, openPage, press, see, visit } from "./browsers.js";
import { describeSite } from "./site.js";
import { simulate, sizesOf } from "./slow-line.js";

/** On the server: as many as `npm start` has. */
const SERVED = 5000;
/** In the file. */
const USERS = 4000;
const USABLE_MS = 1000;
const CONTENT_MS = 1500;
/** The page itself, its script, whether the sample server is there, its token, the profile. */
const CHAIN = 5;
/** By how much more time a search may take among ten times as many users: drawing, which is the same, is most of it. */
const GROWTH = 4;

/** Tries until a figure is within its bound, five times at most; gives the best. */
async function best(bound, measure) {
  let least = Infinity;
  for (let tries = 0; tries < 5 && least > bound; tries++) least = Math.min(least, await measure());
  return least;
}

describeSite(SERVED, (site) => {
  const { name, folder } = site;
  const users = Array.from({ length: USERS }, (_, index) => createUser(index + 1, 3));
  let server;
  let page;
  before(() => {
    ({ server, page } = site);
    writeFileSync(join(folder, "users.ndjson"), users.map((user) => JSON.stringify(user)).join("\n"));
  });

  test("the first view is usable within a second: its policies are there, and its field takes text", async () => {
    await page.evaluateOnNewDocument(() => {
      const look = () => {
        const field = document.querySelector("#search");
        if (field === null || document.querySelectorAll(".policies tbody").length < 5)
          return requestAnimationFrame(look);
        window.usableMs = performance.now();
      };
      requestAnimationFrame(look);
    });
    const usableMs = await best(USABLE_MS, async () => {
      await visit(page, `${server.url}/`);
      await page.waitForFunction(() => window.usableMs !== undefined);
      return page.evaluate(() => window.usableMs);
    });
    assert.ok(usableMs < USABLE_MS, `${usableMs} ms`);
    await focusOn(page, "#search");
    await page.keyboard.type("x");
    assert.equal(await page.$eval("#search", ({ value }) => value), "x");
  });

  test("content within 1.5 s on slow 4G with a slow processor, after five requests at most", async (t) => {
    if (name === "firefox") return t.skip("only Chromium measures the processor time of a page");
    const url = `${server.url}/`;
    const fresh = await openPage(site.browser, server.url, site.faults);
    const sizes = await sizesOf(fresh, async () => {
      await visit(fresh, url);
      await see(fresh, /Policies \d/);
    });
    let chain = [];
    const contentMs = await best(CONTENT_MS, async () => {
      await fresh.goto(`${server.url}/icon.svg`);
      const found = await simulate(fresh, url, ".verdict .figure", sizes);
      ({ chain } = found);
      return found.ms;
    });
    await fresh.close();
    t.diagnostic(`${Math.round(contentMs)} ms`);
    assert.ok(contentMs < CONTENT_MS, `${contentMs} ms`);
    assert.ok(chain.length <= CHAIN, `each waits for the one before: ${chain.join(", ")}`);
  });

  test("a table of thousands of users: one page of them is elements, in order, and keys move in it", async () => {
    await page.goto(`${server.url}/#/fleet?sort=name`);
    await openFile(page, join(folder, "users.ndjson"));
    await see(page, "4,000 users read on");
    const names = users.map(({ email }) => email).sort();
    const shown = () => page.$$eval(".users tbody th a", (links) => links.map(({ textContent }) => textContent));
    assert.deepEqual(await shown(), names.slice(0, 25));
    await press(page, '[data-control="next"]');
    await see(page, "26 to 50 of 4,000");
    assert.deepEqual(await shown(), names.slice(25, 50));
    await focusOn(page, ".users tbody th a");
    for (const [key, expected] of [
      ["ArrowDown", 26],
      ["ArrowDown", 27],
      ["ArrowUp", 26],
    ]) {
      await page.keyboard.press(key);
      const { name: at, inSight } = await page.evaluate(() => {
        const { top, bottom } = document.activeElement.getBoundingClientRect();
        return { name: document.activeElement.textContent, inSight: top >= 0 && bottom <= innerHeight };
      });
      assert.deepEqual([at, inSight], [names[expected], true], key);
    }
  });

  test("a search costs what its page of rows costs, however many users there are", async () => {
    const took = async () =>
      page.evaluate(async () => {
        const field = document.querySelector("#search");
        const times = [];
        for (let at = 0; at < 12; at++) {
          field.value = `user${at % 7}`;
          const began = performance.now();
          field.dispatchEvent(new Event("input"));
          await new Promise((resolve) => setTimeout(resolve, 0));
          times.push(performance.now() - began);
          await new Promise((resolve) => setTimeout(resolve, 60));
        }
        return times.sort((a, b) => a - b)[2];
      });
    const many = await took();
    writeFileSync(
      join(folder, "few.ndjson"),
      users
        .slice(0, USERS / 10)
        .map((user) => JSON.stringify(user))
        .join("\n"),
    );
    await page.goto("about:blank");
    await page.goto(`${server.url}/#/fleet`);
    await openFile(page, join(folder, "few.ndjson"));
    await see(page, "400 users read on");
    const few = await took();
    assert.ok(many < GROWTH * Math.max(few, 2), `${many} ms, ${few} ms among a tenth`);
  });
});
