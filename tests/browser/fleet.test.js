// Fleets in Chromium and Firefox: 5,000 users under a rate limit, paused, stopped and resumed, compared with the
// package's summary of the server's directory; views that open meanwhile; failures; files larger than a JavaScript
// string.

import assert from "node:assert/strict";
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { summarizeFleet } from "#package";

import { createUser } from "../zoom-server/directory.js";
import { axeViolations, beginFetching, focusOn, giveToken, openFile, press, see, seeProfile } from "./browsers.js";
import { describeSite } from "./site.js";

describeSite(1, (site) => {
  const { folder } = site;
  let server;
  let page;
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
    await site.server.close();
    await site.serve(options);
    await site.openPage();
    ({ server, page } = site);
    await page.goto(`${server.url}/#/fleet${settings}`);
    await see(page, "Choose a file");
  };
  /** What the side says of a policy: on, off, unknown, and locks by their level. */
  const counts = async (policy) => {
    const open = (selector) => page.$eval(selector, (details) => details.setAttribute("open", ""));
    const details = `details:has(> [data-control="policy-${policy}"])`;
    // What they contain is made as they open.
    await open('[data-facet="policies"] .facet-rest');
    await page.waitForSelector(details);
    await open(details);
    await page.waitForSelector(`${details} .facet-split`);
    return page.$$eval(
      `${details} .facet-split a`,
      (links, key) =>
        Object.fromEntries(
          links.map((link) => [
            link.dataset.control.replace(`-${key}.`, "-"),
            Number(link.querySelector(".number").textContent.replaceAll(",", "")),
          ]),
        ),
      policy,
    );
  };
  /** How many users a text of the head speaks of. */
  const had = () =>
    page.evaluate(() => Number(/^[\d,]+/.exec(document.querySelector(".said").textContent)[0].replace(",", "")));

  test("5,000 users: progress, the time left, pause, stop, resume; then every count is right", async () => {
    await start({ users: 5000 });
    await beginFetching(page, 1000);
    await see(page, /of 5,000 users from Sample server · about \d+ (s|min \d+ s) left/);
    await page.waitForFunction(
      () => Number(getComputedStyle(document.querySelector("#reading")).getPropertyValue("--share")) > 0.02,
    );
    await press(page, '[data-control="pause"]');
    await see(page, "Paused");
    await settled(() => server.zoom.state.requests);
    await delay(400);
    const paused = await had();
    assert.ok(paused < 5000);
    await press(page, '[data-control="pause"]');
    await page.waitForFunction(
      (before) =>
        Number(/^[\d,]+/.exec(document.querySelector(".said").textContent)[0].replace(",", "")) > before + 100,
      {},
      paused,
    );
    await press(page, '[data-control="stop"]');
    await see(page, "Stopped");
    await settled(() => server.zoom.state.requests);
    await delay(400);
    const stopped = await had();
    assert.ok(stopped > paused && stopped < 5000, `${stopped}`);
    await press(page, '[data-control="again"]');
    await see(page, "5,000 users read on", { timeout: 300_000 });
    await delay(400);

    const users = [...server.zoom.directory.values()];
    const expected = await summarizeFleet(users, { groupBy: "department", audit: true, outliers: true });
    for (const [key, { on, off, unknown, locked }] of Object.entries(expected.policies)) {
      if (key === "policy_of_tomorrow") continue;
      const seen = await counts(key);
      assert.deepEqual([seen["policy-on"], seen["policy-off"], seen["policy-unknown"]], [on, off, unknown], key);
      const locks = Object.fromEntries(
        Object.entries(seen)
          .filter(([name]) => name.startsWith("lock-"))
          .map(([name, count]) => [name.slice(5), count]),
      );
      assert.deepEqual(locks, Object.fromEntries(Object.entries(locked).filter(([, count]) => count > 0)), key);
    }
    await page.evaluate(() => {
      for (const rest of document.querySelectorAll(".facet-rest")) rest.open = true;
    });
    await delay(100);
    const facet = (name, kind) =>
      page.$$eval(
        `[data-facet="${name}"] .facet-item:has(input[data-control^="${kind}-"])`,
        (items, prefix) =>
          Object.fromEntries(
            items.map((item) => [
              item.querySelector("input").dataset.control.slice(prefix.length + 1),
              Number(item.querySelector(".number").textContent.replaceAll(",", "")),
            ]),
          ),
        kind,
      );
    assert.deepEqual(
      await facet("groups", "department"),
      Object.fromEntries(Object.entries(expected.groups).map(([group, { profiles }]) => [group, profiles])),
    );
    assert.deepEqual(
      await facet("findings", "finding"),
      Object.fromEntries(
        Object.entries(expected.findings)
          .filter(([, { found }]) => found > 0)
          .map(([id, { found }]) => [id, found]),
      ),
    );
    const outliers = Object.fromEntries(
      expected.outliers.map(({ group, policy, count }) => [`department/${policy}/${group}`, count]),
    );
    const unknown = ([name]) => !name.includes("/policy_of_tomorrow/");
    assert.deepEqual(
      await facet("outliers", "outlier"),
      Object.fromEntries(Object.entries(outliers).filter(unknown)),
      "all of them",
    );
    assert.equal((await page.$$(".users tbody tr")).length, 25);
  });

  test("what is open and has the focus stays so while users come in", async () => {
    await start({ users: 600 });
    await beginFetching(page, 120);
    await page.waitForSelector('[data-control="policy-sms"]');
    const redrawn = await page.evaluateHandle(
      () =>
        new Promise((resolve) => {
          const summary = document.querySelector('[data-control="policy-sms"]');
          summary.parentElement.open = true;
          summary.focus();
          new MutationObserver((_, observer) => {
            if (summary.isConnected) return;
            observer.disconnect();
            const next = document.querySelector('[data-control="policy-sms"]');
            resolve({ hasFocus: document.activeElement === next, isOpen: next.parentElement.open });
          }).observe(document.querySelector(".fleet"), { childList: true, subtree: true });
        }),
    );
    assert.deepEqual(await redrawn.jsonValue(), { hasFocus: true, isOpen: true });
  });

  test("a mouse that is down while users come in presses what was under it", async () => {
    await start({ users: 3000 });
    await beginFetching(page, 120);
    // The last that is drawn: what stands above the table keeps its height from then on.
    await page.waitForSelector('[data-control="policy-sms"]');
    const said = await page.$(".users-card .result");
    // Whoever is first then: the row may be drawn anew until the mouse is down.
    const { x, y } = await page.$eval(".users", (table) => {
      table.scrollIntoView();
      return table.querySelector("tbody th a").getBoundingClientRect().toJSON();
    });
    await page.mouse.move(x + 5, y + 5);
    await page.mouse.down();
    const name = await page.$eval(".users tbody th a:active", ({ textContent }) => textContent);
    /** Reads how far the reading is, by the line that every view has. */
    const share = () => page.$eval("#reading", (line) => Number(line.style.getPropertyValue("--share")));
    const [countBefore, before] = [await said.evaluate(({ textContent }) => textContent), await share()];
    // A twenty-fifth of the reading is a second: the table would be drawn anew a few times.
    await page.waitForFunction(
      (from) => Number(document.querySelector("#reading").style.getPropertyValue("--share")) > from + 0.04,
      {},
      before,
    );
    assert.equal(await said.evaluate(({ textContent }) => textContent), countBefore, "nothing is drawn meanwhile");
    await page.mouse.up();
    await seeProfile(page, name);
  });

  test("a file of 30 MB of lines, and a list too large for a string: counted, listed, users found", async () => {
    await start({ users: 1 });
    const users = Array.from({ length: 2000 }, (_, index) => createUser(index + 1, 5));
    const last = { ...createUser(9999, 5), id: "the-last-of-them", email: "last@example.com" };
    const text = users.map((user) => JSON.stringify(user));
    const lines = writeFleet("fleet.ndjson", {
      open: "",
      close: `\n${JSON.stringify(last)}\n`,
      part: `${text.join("\n")}\n`,
      bytes: 30e6,
    });
    const list = writeFleet("fleet.json", {
      open: '{"page_size":30,"users":[',
      close: `${JSON.stringify(last)}]}`,
      part: `${text.join(",\n")},\n`,
      bytes: 260 * 2 ** 20,
    });
    // Not by its words: all users are a number that ends in 1, so that "1 of" is there before the search is applied.
    const seeOneRow = () =>
      page.waitForFunction(
        () => /q=last%40example/.test(location.hash) && document.querySelectorAll(".users tbody tr").length === 1,
      );
    for (const { path, parts } of [lines, list]) {
      const total = (parts * users.length + 1).toLocaleString("en");
      await openFile(page, path);
      await see(page, new RegExp(`${total} users read on .*, from ${basename(path).replace(".", "\\.")}`), {
        timeout: 240_000,
      });
      const sms =
        users.filter(({ policy }) => policy?.sms?.enable === true).length * parts +
        Number(last.policy?.sms?.enable === true);
      assert.equal((await counts("sms"))["policy-on"], sms);
      assert.equal((await page.$$(".users tbody tr")).length, 25);
      await focusOn(page, "#search");
      await page.keyboard.type("last@example");
      await seeOneRow();
      await press(page, ".users tbody th a");
      await seeProfile(page, "last@example.com");
      // The source is the whole file still: two of its users can be compared.
      await page.evaluate((other) => {
        location.hash = `#/compare?source=file&a=${other}&b=last@example.com`;
      }, users[0].email);
      await see(page, /\d+ policies differ/);
      await page.evaluate(() => history.go(-2));
      await seeOneRow();
      await start({ users: 1 });
    }
  });

  test("a row leads to its profile and back: filters, page, scroll and focus are as they were", async () => {
    await start({ users: 1 });
    const path = join(folder, "back.ndjson");
    writeFileSync(path, Array.from({ length: 400 }, (_, index) => JSON.stringify(createUser(index + 1))).join("\n"));
    await openFile(page, path);
    await see(page, "400 users read on");
    await press(page, '[data-control="next"]');
    await see(page, "26 to 50 of 400");
    const row = await page.evaluate(() => {
      const link = [...document.querySelectorAll(".users tbody th a")][20];
      link.scrollIntoView({ block: "center" });
      link.focus();
      return { control: link.dataset.control, name: link.textContent, top: scrollY };
    });
    assert.ok(row.top > 300);
    await page.keyboard.press("Enter");
    await seeProfile(page, row.name);
    await see(page, "46 of 400");
    await page.evaluate(() => history.back());
    await see(page, "26 to 50 of 400");
    await page.waitForFunction(
      ({ control, top }) => document.activeElement?.dataset.control === control && Math.abs(scrollY - top) < 2,
      {},
      row,
    );
  });

  test("an earlier file: what changed since is a filter, by what it permits", async () => {
    await start({ users: 1 });
    const users = Array.from({ length: 40 }, (_, index) => createUser(index + 1));
    const later = structuredClone(users);
    const change = (at, policy) => (later[at].policy = { ...later[at].policy, ...policy });
    for (const list of [users, later])
      for (const at of [3, 7, 11]) list[at].policy = { ...list[at].policy, delegation: false };
    change(3, { delegation: true });
    change(7, { delegation: undefined });
    later[11].department = "Elsewhere";
    later[15].id = "who-is-new";
    later[15].email = "new@example.com";
    const [before, after] = ["before.ndjson", "after.ndjson"].map((file) => join(folder, file));
    writeFileSync(before, users.map((user) => JSON.stringify(user)).join("\n"));
    writeFileSync(after, later.map((user) => JSON.stringify(user)).join("\n"));
    await openFile(page, after);
    await see(page, "40 users read on");
    await openFile(page, before, "#earlier");
    await see(page, "Since before.ndjson");
    const counts = await page.$$eval('[data-facet="changes"] .number', (all) =>
      all.map(({ textContent }) => textContent),
    );
    assert.deepEqual(counts, ["1", "1", "0"]);
    await focusOn(page, '[data-control="change-more"]');
    await page.keyboard.press(" ");
    await see(page, "1 of 40");
    assert.equal(await page.$eval(".users tbody th a", ({ textContent }) => textContent), later[3].email);
    // Worst first, with their changes; who is new and who is gone is named.
    await see(page, "3 changed, 1 new, 1 gone.");
    const changed = await page.$$eval(".drift .findings > li", (all) =>
      all.map((user) => [
        user.querySelector("summary b").textContent,
        user.querySelector(".drift-texts li").textContent,
      ]),
    );
    assert.deepEqual(changed[0], [later[3].email, "Call delegation was turned on."]);
    assert.deepEqual(changed.map(([name]) => name).sort(), [3, 7, 11].map((at) => later[at].email).sort());
    assert.match(changed.find(([name]) => name === later[11].email)[1], /^Department: .*Elsewhere/);
    // The table has a column for it, which sorts.
    await press(page, '[data-control="clear-all"]');
    await press(page, '[data-control="sort-changed"]');
    await page.waitForFunction(
      (worst) => document.querySelector(".users tbody th a").textContent === worst,
      {},
      later[3].email,
    );
    assert.equal(await page.$eval(".users tbody td.changed", ({ textContent }) => textContent), "1 permits more");
    await press(page, '[data-control="drift-added"]');
    await see(page, "new@example.com");
    await press(page, '[data-control="drift-removed"]');
    await see(page, users[15].id);
    assert.deepEqual(await axeViolations(page), []);
    // Another earlier file of the same name takes its place.
    mkdirSync(join(folder, "other"));
    change(3, { delegation: false });
    writeFileSync(join(folder, "other", "before.ndjson"), later.map((user) => JSON.stringify(user)).join("\n"));
    await openFile(page, join(folder, "other", "before.ndjson"), "#earlier");
    await see(page, "1 changed, 0 new, 0 gone.");
    await page.waitForFunction(() =>
      [...document.querySelectorAll('[data-facet="changes"] .number')].every(
        ({ textContent }, at) => textContent === "100"[at],
      ),
    );
  });

  test("what is no profile in a file is a row that says why", async () => {
    await start({ users: 1 });
    const path = join(folder, "broken.json");
    writeFileSync(
      path,
      JSON.stringify([createUser(1), { ...createUser(2), extension_number: "10-02" }, createUser(3)]),
    );
    await openFile(page, path);
    await see(page, /3 users read on .*, from broken\.json\.\s+1 failed/);
    await press(page, '[data-control="failed"]');
    await see(page, "1 of 3");
    await press(page, ".row-open");
    await page.waitForSelector("dialog[open]");
    await see(page, /extension_number/);
    assert.deepEqual(await axeViolations(page), []);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.activeElement?.matches(".row-open"));
  });

  test("stopped by an expired token, it resumes with another one: no reload, no user fetched twice", async () => {
    // Tokens live one hour: those given before the hundredth request end with it.
    const expiring = 100;
    const now = () => Date.now() + (server.zoom.state.requests >= expiring ? 2 * 3_600_000 : 0);
    await start({ users: 400, now }, "?source=v2");
    await page.evaluate(() => {
      window.isTheSamePage = true;
    });
    await press(page, "#source");
    await giveToken(page, server.zoom.issueToken());
    await beginFetching(page, 80);
    await see(page, /Broken off/);
    const before = await had();
    assert.ok(before >= 80 && before <= expiring, `${before} users`);
    const answered = server.zoom.state.requests;
    await press(page, ".failure .actions button:first-child");
    await giveToken(page, server.zoom.issueToken());
    await see(page, new RegExp(`${before} of 400 users`));
    await press(page, ".failure .actions button:last-child");
    await see(page, "400 users read on");
    await delay(400);
    const sms = await counts("sms");
    assert.equal(sms["policy-on"] + sms["policy-off"] + sms["policy-unknown"], 400);
    assert.ok(await page.evaluate(() => window.isTheSamePage));
    // What was answered just as the other requests were refused may have been left out.
    assert.ok(
      answered >= before && server.zoom.state.requests - answered === 400 - before,
      `${server.zoom.state.requests} requests, ${answered} before, ${before} had`,
    );
  });

  test("a source that does not list its users: said in words, with a way to read some", async () => {
    await start({ users: 3 }, "?source=v2");
    await press(page, "#source");
    await giveToken(page, "token-no-scopes");
    await press(page, '[data-control="fetch-all"]');
    await see(page, "or read some users only");
    assert.equal(server.zoom.state.requests, 0);
    await press(page, '[data-control="choose-users"]');
    await press(page, '[data-control="some"]');
    await page.waitForSelector("#ids");
  });

  test("broken off by the daily limit, it says when it can go on", async () => {
    await start({ users: 120, requestsPerDay: 60 });
    await press(page, '[data-control="fetch-all"]');
    await see(page, /Broken off\s+60 of 120 users/);
    await see(page, "rate_limited");
    await press(page, ".failure .actions button:first-child");
    await see(page, /60 of 120 users from Sample server · Zoom's limit ends in \d+ (h|min)/);
    await press(page, '[data-control="stop"]');
    await see(page, /Stopped\s+60 of 120 users/);
  });
});
