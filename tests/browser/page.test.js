// The page in Chromium and Firefox: each view's main way by keyboard alone, failures, deep links, back and forward, axe, the
// content security policy, no request elsewhere, widths, and what the first view costs. Screenshots go to tests/artifacts/.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { buildPage } from "../../scripts/page.js";
import { serve } from "../../scripts/start.js";
import { BROWSERS, axeViolations, launch, openPage, overflow, retype, see, tabTo, visit } from "./browsers.js";

const ARTIFACTS = fileURLToPath(new URL("../artifacts/", import.meta.url));
const SAMPLE = "suesu_test_delete3@testapi.com";
const VIEWS = { profile: /37 policies/, compare: /Give two users/, fleet: /Fetch all 300 users/, check: /Fails: 6 issues/, failures: /Choose a failure/ };
const FIRST_VIEW_BYTES = 150_000;

for (const name of BROWSERS) {
  describe(name, () => {
    let server;
    let browser;
    let page;
    const faults = [];
    const open = (hash) => visit(page, `${server.url}/${hash}`);
    const shoot = (file) => page.screenshot({ path: `${ARTIFACTS}${name}-${file}.png` });

    before(async () => {
      mkdirSync(ARTIFACTS, { recursive: true });
      await buildPage();
      server = await serve(0, { users: 300, requestsPerSecond: 1e6 });
      browser = await launch(name);
      page = await openPage(browser, server.url, faults);
    });
    after(async () => {
      await browser?.close();
      await server?.close();
    });

    test("the first view is small, and stores nothing", async () => {
      await open("");
      await see(page, "37 policies");
      const bytes = await page.evaluate(() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource").filter(({ name }) => !/directory|oauth|v2/.test(name))].reduce((total, { transferSize }) => total + transferSize, 0));
      // Firefox takes brotli over https only.
      if (name === "chromium") assert.ok(bytes > 10_000 && bytes < FIRST_VIEW_BYTES, `${bytes} bytes`);
      assert.deepEqual(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length]), ["", 0, 0]);
    });

    test("Profile: a user by keyboard; search, filters and evidence in the link; back and forward", async () => {
      const [, { email }] = (await (await fetch(`${server.url}/directory?limit=2`)).json()).users;
      await open("");
      await see(page, SAMPLE);
      assert.match(await page.evaluate(() => document.querySelector("address").innerText), /55 Almaden Boulevard\n1002 Airport Way S\nSAN JOSE CA 95113\nUS/);
      await shoot("profile");
      await tabTo(page, "#user");
      await retype(page, email);
      await page.keyboard.press("Enter");
      await page.waitForFunction((wanted) => document.querySelector("#person")?.textContent === wanted, {}, email);
      assert.ok(page.url().endsWith(`#/profile/${encodeURIComponent(email)}`));
      await tabTo(page, "#search");
      await page.keyboard.type("voicemail");
      await see(page, /\d+ of 3[78] policies/);
      await tabTo(page, '[data-filter="on"]');
      await page.keyboard.press(" ");
      await page.waitForFunction(() => document.querySelector('[data-filter="on"]')?.getAttribute("aria-pressed") === "true");
      assert.match(page.url(), /q=voicemail&.*show=on|show=on&.*q=voicemail/);
      assert.ok(await page.evaluate(() => [...document.querySelectorAll(".policy .state")].every(({ dataset }) => dataset.state === "on")));
      await page.evaluate(() => history.back());
      await page.waitForFunction(() => document.querySelector('[data-filter="on"]')?.getAttribute("aria-pressed") === "false");
      await page.evaluate(() => history.back());
      await page.waitForFunction((wanted) => document.querySelector("#person")?.textContent === wanted, {}, SAMPLE);
      await page.evaluate(() => history.forward());
      await page.waitForFunction((wanted) => document.querySelector("#person")?.textContent === wanted, {}, email);
    });

    test("Profile: a link leads to a policy, opened", async () => {
      await open("#/profile/me?at=/policy/sms/enable");
      await page.waitForFunction(() => document.querySelector('[data-key="sms"]')?.open && document.activeElement?.closest('[data-key="sms"]'));
      await see(page, "On the wire");
    });

    test("Check: issues as one types, each leading to its place", async () => {
      await open("#/check");
      await see(page, VIEWS.check);
      await shoot("check");
      await tabTo(page, "textarea");
      await retype(page, '{"id":"x",\n"policy":{"sms":{"enable":"yes"}}}');
      await see(page, /Fails: 1 issue/);
      assert.equal(await page.evaluate(() => document.querySelector(".marks mark").textContent), '"yes"');
      await tabTo(page, ".issues button");
      await page.keyboard.press("Enter");
      assert.equal(await page.evaluate(() => { const field = document.querySelector("textarea"); return document.activeElement === field && field.value.slice(field.selectionStart, field.selectionEnd); }), '"yes"');
      await retype(page, '{"id":"x"');
      await see(page, /invalid_json/);
      await retype(page, '{"id":"x"}');
      await see(page, /Passes: 0 issues/);
    });

    test("Check: what passes can be shown as a profile, without the server", async () => {
      await open("#/check");
      await see(page, VIEWS.check);
      await tabTo(page, "textarea");
      await retype(page, '{"email":"<b>אבג</b>@example.com","policy":{"delegation":false}}');
      await see(page, /Passes/);
      await page.evaluate(() => [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "Show as profile").focus());
      await page.keyboard.press("Enter");
      await see(page, "<b>אבג</b>@example.com");
      assert.match(page.url(), /source=file/);
      assert.equal(await page.evaluate(() => document.querySelector('[data-key="delegation"] .state').dataset.state), "off");
    });

    test("Source: pasted profiles by keyboard, and a proxy of another origin is refused in words", async () => {
      await open("");
      await see(page, SAMPLE);
      await tabTo(page, "#source");
      await page.keyboard.press("Enter");
      await see(page, "Where profiles come from");
      assert.deepEqual(await axeViolations(page), []);
      await tabTo(page, "#base");
      await page.keyboard.type("https://api.zoom.us/v2");
      await page.keyboard.press("Enter");
      await see(page, "its own origin only");
      await tabTo(page, "#pasted");
      await page.keyboard.type('[{"id":"one","policy":{}},{"id":"two","policy":{}}]');
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.querySelector("#person")?.textContent === "one");
      await tabTo(page, "#user");
      await retype(page, "two");
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.querySelector("#person")?.textContent === "two");
    });

    test("Failures: each shows its code, what to do, and a way on", async () => {
      await open("#/failures");
      await see(page, VIEWS.failures);
      const trials = await page.$$eval(".trials a", (links) => links.map((link) => link.getAttribute("href")));
      assert.ok(trials.length >= 45);
      const codes = new Set();
      for (const href of trials) {
        await page.evaluate((hash) => { location.hash = hash; }, href);
        await page.waitForFunction((hash) => document.querySelector(`.trials a[aria-current]`)?.getAttribute("href") === hash && document.querySelector(".trial .failure, .trial .person"), { timeout: 15_000, polling: 50 }, href);
        const shown = await page.evaluate(() => {
          const card = document.querySelector(".trial .failure");
          return card && { code: /Code\s*(\w+)/.exec(card.innerText)?.[1], hint: card.querySelector(".hint")?.innerText ?? "", ways: card.querySelectorAll(".actions button").length };
        });
        if (!shown) continue;
        codes.add(shown.code);
        assert.ok(shown.hint.length > 20 && shown.ways > 0, `${href}: ${JSON.stringify(shown)}`);
      }
      const known = readFileSync(new URL("../../pkg/index.d.ts", import.meta.url), "utf8").match(/type ErrorCode =([^;]+)/)[1].match(/(?<=")\w+(?=")/g);
      assert.deepEqual([...codes].sort(), known.sort());
    });

    test("Failures: by keyboard, and tried again", async () => {
      await open("#/failures");
      await tabTo(page, '.trials a[href$="error-400-4711"]');
      await page.keyboard.press("Enter");
      await see(page, /Add a scope to the app/);
      await shoot("failure");
      await tabTo(page, ".failure .actions button:last-child");
      await page.keyboard.press("Enter");
      await see(page, /Add a scope to the app/);
    });

    test("Compare: two users, only what permits more, and the evidence; a baseline in the link; then and now", async () => {
      await open("#/compare");
      await see(page, "Give two users");
      await tabTo(page, "#a");
      await retype(page, "user1@example.com");
      await tabTo(page, "#b");
      await page.keyboard.type("user2@example.com");
      await page.keyboard.press("Enter");
      await see(page, /\d+ differences, of which \d+ permit more/);
      await shoot("compare");
      assert.deepEqual(await axeViolations(page), []);
      await tabTo(page, '[data-control="only"]');
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => [...document.querySelectorAll(".weight")].every(({ dataset }) => dataset.weight === "weakens"));
      await tabTo(page, ".difference a");
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.querySelector("[data-evidence]"));
      await page.evaluate(() => history.back());
      await see(page, /permit more/);
      await open(`#/compare?a=me&mode=baseline&baseline=${encodeURIComponent('{"sms":{"enable":false}}')}`);
      await see(page, /1 difference, of which 1 permits more/);
      await open("#/compare?mode=moments&a=me");
      await tabTo(page, "#then");
      await page.keyboard.type('{"id":"x","policy":{"delegation":false}}');
      await tabTo(page, ".compare > button");
      await page.keyboard.press("Enter");
      await see(page, "Call delegation was turned on");
    });

    test("Profile: what the audit finds comes first, and leads to its evidence", async () => {
      await open("");
      await see(page, /\d+ findings/);
      await tabTo(page, ".evidence button");
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.querySelector("[data-evidence]")?.contains(document.activeElement));
      assert.match(page.url(), /at=/);
    });

    test("Fleet: the directory by keyboard, paused, gone on with; charts, filter, sort, one user", async () => {
      await open("#/fleet");
      await tabTo(page, "#rate");
      await retype(page, "200");
      await tabTo(page, "#fetch-directory");
      await page.keyboard.press("Enter");
      await tabTo(page, '[data-control="pause"]');
      await page.keyboard.press("Enter");
      await see(page, /Paused/);
      assert.ok(await page.evaluate(() => document.activeElement.textContent === "Go on"), "the focus stays");
      const paused = await page.evaluate(() => document.querySelector("progress").value);
      assert.ok(paused < 1);
      await page.keyboard.press("Enter");
      await see(page, /Done/);
      await see(page, /300 of 300 users/);
      const counts = await page.evaluate(() => [...document.querySelector('[data-control="policy-sms"]').closest("tr").querySelectorAll("td.number")].map((cell) => Number(cell.textContent)));
      assert.equal(counts.reduce((sum, count) => sum + count), 300);
      await shoot("fleet");
      await tabTo(page, '[data-control="policy-sms"]');
      await page.keyboard.press("Enter");
      await see(page, "SMS by group");
      await tabTo(page, '[data-control="state-off"]');
      await page.keyboard.press("Enter");
      await see(page, new RegExp(`${counts[1]} of 300 users`));
      assert.match(page.url(), /policy=sms&state=off/);
      assert.deepEqual(await axeViolations(page), []);
      await tabTo(page, '[role="columnheader"][data-column="name"] button');
      await page.keyboard.press("Enter");
      await page.evaluate(() => document.querySelector('[role="grid"]').focus());
      await page.keyboard.press("End");
      await page.keyboard.press("ArrowUp");
      const name = await page.evaluate(() => document.querySelector('[aria-selected="true"] [data-column="name"]').textContent);
      await page.keyboard.press("Enter");
      await page.waitForFunction((wanted) => document.querySelector("#person")?.textContent === wanted, {}, name);
      assert.equal(await page.evaluate(() => document.querySelector('[data-key="sms"] .state').dataset.state), "off");
      await page.evaluate(() => history.back());
      await see(page, new RegExp(`${counts[1]} of 300 users`));
      await shoot("fleet-sms");
    });

    test("Fleet: stopped, it keeps what it has; ids out of a CSV; a dead token breaks it off in words", async () => {
      await open("#/fleet");
      await see(page, "Fetch all 300 users");
      await tabTo(page, "#fetch-directory");
      await page.keyboard.press("Enter");
      await tabTo(page, '[data-control="stop"]');
      await page.keyboard.press("Enter");
      await see(page, /Stopped/);
      assert.equal(await page.evaluate(() => document.activeElement.textContent), "Fetch the rest", "the focus stays where the buttons were");
      await tabTo(page, ".start summary", { back: true });
      await page.keyboard.press("Enter");
      await tabTo(page, "#ids");
      for (const line of ["Name;Email", "One;user1@example.com", "None;nobody@example.com"]) {
        await page.keyboard.type(line);
        await page.keyboard.press("Enter");
      }
      await tabTo(page, "#fetch-ids");
      await page.keyboard.press("Enter");
      await see(page, /2 of 2 users · 1 failed/);
      await see(page, "user_not_found");
      await open("#/fleet?source=v2");
      await see(page, "Some users only");
      await tabTo(page, ".start summary");
      await page.keyboard.press("Enter");
      await tabTo(page, "#ids");
      await page.keyboard.type("user1@example.com");
      await tabTo(page, "#fetch-ids");
      await page.keyboard.press(" ");
      await see(page, /Broken off/);
      await see(page, "What to do");
    });

    test("Fleet: a file of thousands, read in a worker; a table that has few elements; one user of it", async () => {
      const { createUser } = await import("../zoom-server/directory.js");
      const folder = `${ARTIFACTS}files`;
      mkdirSync(folder, { recursive: true });
      const users = Array.from({ length: 3000 }, (_, index) => createUser(index + 1));
      for (const [file, text] of [["fleet.ndjson", users.map((user) => JSON.stringify(user)).join("\n")], ["fleet.json", JSON.stringify(users)]]) {
        writeFileSync(`${folder}/${file}`, text);
        await open("#/fleet");
        await see(page, "Read a file");
        const inputs = await page.$$(".drop input");
        await inputs.at(-1).uploadFile(`${folder}/${file}`);
        await see(page, /Done\s+3,000 profiles/, { timeout: 30_000 });
        await see(page, /3,000 users/);
        assert.ok((await page.$$('[role="grid"] [role="row"]')).length < 60);
        await page.evaluate(() => document.querySelector('[role="grid"]').focus());
        await page.keyboard.press("End");
        await page.keyboard.press("Enter");
        await page.waitForFunction((wanted) => document.querySelector("#person")?.textContent === wanted, {}, users.at(-1).email);
        assert.match(page.url(), /source=file/);
      }
    });

    test("axe finds nothing in any view; nothing is wider than a window of 320 pixels", async () => {
      const schemes = name === "chromium" ? ["light", "dark"] : ["light"];
      for (const scheme of schemes) {
        if (name === "chromium") await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        for (const width of [1280, 320]) {
          await page.setViewport({ width, height: 800 });
          for (const [view, text] of [...Object.entries(VIEWS), ["failures/error-429-daily", /rate_limited/], ["profile/nobody", /user_not_found/], ["profile/me?show=locked&at=/policy/sms", /On the wire/]]) {
            await open(`#/${view}`);
            await see(page, text);
            assert.deepEqual(await axeViolations(page), [], `${view}, ${scheme}, ${width}`);
            assert.equal(await overflow(page), 0, `${view} at ${width}`);
            if (!view.includes("/")) await shoot(`${view}-${scheme}-${width}`);
          }
        }
      }
      await page.setViewport({ width: 1280, height: 900 });
    });

    test("nothing went wrong on the way, and the policy is in force", async () => {
      assert.deepEqual(faults, []);
      const refused = await page.evaluate(() => fetch("https://example.com/").then(() => "sent", () => "refused"));
      assert.equal(refused, "refused");
      assert.equal(await page.evaluate(() => document.querySelector("meta[http-equiv=Content-Security-Policy]").content.startsWith("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'")), true);
    });
  });
}
