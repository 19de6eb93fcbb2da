// The page in Chromium and Firefox: each view by keyboard alone, failures, deep links, back and forward, axe, the
// content security policy, no request elsewhere, widths, and what the first view costs. Screenshots go to
// tests/artifacts/.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { auditPolicy, summarizePolicy } from "#package";

import { buildPage } from "../../scripts/page.js";
import { serve } from "../../scripts/start.js";
import {
  axeViolations,
  BROWSERS,
  fetchDirectory,
  launch,
  openPage,
  overflow,
  press,
  retype,
  see,
  seeProfile,
  tabTo,
  visit,
} from "./browsers.js";

const ARTIFACTS = fileURLToPath(new URL("../artifacts/", import.meta.url));
const SAMPLE = "suesu_test_delete3@testapi.com";
const VIEWS = {
  welcome: /three|Choose where profiles come from/,
  profile: /Policies 37/,
  compare: /Give two users/,
  fleet: /Read all 300 users/,
  check: /Fails/,
  failures: /Choose a failure/,
};
/**
 * What of the first view is the page's own, over the wire. bench/page.js holds all of it, with the package, to 150,000.
 */
const OWN_BYTES = 28_500;

for (const name of BROWSERS) {
  describe(name, () => {
    let server;
    let browser;
    let page;
    let users;
    const faults = [];
    const open = (hash) => visit(page, `${server.url}/${hash}`);
    const shoot = (file) => page.screenshot({ path: `${ARTIFACTS}${name}-${file}.png` });
    const settle = () => page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
    const count = (selector) => page.$$eval(selector, (nodes) => nodes.length);

    before(async () => {
      mkdirSync(ARTIFACTS, { recursive: true });
      await buildPage();
      server = await serve(0, { users: 300, requestsPerSecond: 1e6 });
      users = [...server.zoom.directory.values()];
      browser = await launch(name);
      page = await openPage(browser, server.url, faults);
    });
    after(async () => {
      await browser?.close();
      await server?.close();
    });

    test("the first view is small in total, and stores nothing", async () => {
      await open("");
      await see(page, "Policies 37");
      const [bytes, own] = await page.evaluate(() => {
        const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
        const sum = (entries) => entries.reduce((total, { transferSize }) => total + transferSize, 0);
        return [sum(all), sum(all.filter(({ name }) => !/package-|fleet-reader/.test(name)))];
      });
      // Firefox takes brotli over https only.
      if (name === "chromium") assert.ok(own > 10_000 && own < OWN_BYTES, `${own} of ${bytes} bytes`);
      assert.deepEqual(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length]), [
        "",
        0,
        0,
      ]);
    });

    test("Profile: the verdict counts what the package finds, and what could not be checked", async () => {
      const user = users[17];
      await open(`#/profile/${user.email}`);
      await seeProfile(page, user.email);
      const findings = auditPolicy(user);
      const summary = summarizePolicy(user);
      const found = (severity) =>
        findings.filter((finding) => finding.status === "found" && finding.severity === severity).length;
      const unchecked = findings.filter(({ status }) => status === "cannot_tell");
      const figures = await page.$$eval(".verdict .figure", (nodes) =>
        nodes.map((node) => Number(/\d+/.exec(node.textContent)[0])),
      );
      assert.deepEqual(figures, [
        found("high"),
        found("medium"),
        found("low"),
        unchecked.length,
        summary.counts.locked,
        summary.counts.on,
      ]);
      // Every check that could not be made is named, those that matter among the findings.
      const named = await page.$$eval("[data-finding]", (nodes) => nodes.map(({ dataset }) => dataset.finding));
      for (const { id } of unchecked) assert.ok(named.includes(id), id);
      const listed = await page.$$eval(".findings:not(.unchecked .findings) > [data-finding]", (nodes) =>
        nodes.map(({ dataset }) => dataset.finding),
      );
      for (const { id, severity } of unchecked)
        assert.equal(listed.includes(id), severity === "high" || severity === "medium", id);
      assert.equal(await page.title(), `${user.email} · Zoom Phone profiles`);
      // Policies are seen without scrolling.
      await page.setViewport({ width: 1440, height: 900 });
      assert.ok((await page.$eval("#policies", (node) => node.getBoundingClientRect().bottom + scrollY)) < 900);
      await page.setViewport({ width: 1280, height: 900 });
    });

    test("Profile: a user by keyboard; `/` focuses the search of findings and policies; back and forward", async () => {
      const { email } = users[1];
      await open("");
      await seeProfile(page, SAMPLE);
      assert.match(
        await page.evaluate(() => document.querySelector("address").innerText),
        /55 Almaden Boulevard\n1002 Airport Way S\nSAN JOSE CA 95113\nUS/,
      );
      await shoot("profile");
      await tabTo(page, "#user");
      await retype(page, email);
      await page.keyboard.press("Enter");
      await seeProfile(page, email);
      assert.ok(page.url().includes(`#/profile/${encodeURIComponent(email)}`));
      await page.keyboard.press("/");
      assert.equal(await page.evaluate(() => document.activeElement.id), "search");
      await page.keyboard.type("voicemail");
      await see(page, /Policies \d+ of 3[78]/);
      const items = auditPolicy(users[1]);
      const shown = await page.$$eval("[data-finding]", (nodes) => nodes.map(({ dataset }) => dataset.finding));
      assert.ok(
        shown.length < items.length &&
          shown.every((id) => /voicemail/i.test(JSON.stringify(items.find((item) => item.id === id)))),
        `${shown}`,
      );
      await page.evaluate(() => history.back());
      await seeProfile(page, SAMPLE);
      await page.evaluate(() => history.forward());
      await seeProfile(page, email);
    });

    test("Profile: a topic and a figure narrow findings and policies together, and are in the link", async () => {
      const user = users[17];
      await open(`#/profile/${user.email}`);
      await seeProfile(page, user.email);
      await tabTo(page, '[data-control="topic-"]');
      await page.keyboard.press("ArrowRight");
      await page.waitForFunction(() => /topic=\w+/.test(location.hash));
      const topic = /topic=(\w+)/.exec(page.url())[1];
      await page.waitForFunction(
        (wanted) => [...document.querySelectorAll(".policies tbody")].every(({ dataset }) => dataset.topic === wanted),
        {},
        topic,
      );
      assert.ok(
        await page.$$eval(
          "[data-finding]",
          (nodes, wanted) => nodes.every(({ dataset }) => dataset.topic === wanted),
          topic,
        ),
      );
      assert.equal(
        await page.evaluate(() => document.activeElement.dataset.control),
        `topic-${topic}`,
        "the focus stays",
      );
      await press(page, '[data-control="verdict-cannot"]');
      await page.waitForFunction(() => /only=cannot/.test(location.hash));
      const unchecked = auditPolicy(user).filter(({ status }) => status === "cannot_tell").length;
      await page.waitForFunction(
        (wanted) => document.querySelectorAll("[data-finding]").length === wanted,
        {},
        unchecked,
      );
      await press(page, '[data-control="verdict-locked"]');
      const { locked } = summarizePolicy(user).counts;
      await page.waitForFunction(
        (wanted) =>
          document.querySelectorAll(".policy").length === wanted &&
          document.querySelectorAll(".policy .lock").length === wanted,
        {},
        locked,
      );
    });

    test("Profile: a link leads to a policy, opened; also to one that shares its line with others", async () => {
      await open("#/profile/me?at=/policy/sms/enable");
      await page.waitForFunction(() =>
        document.activeElement?.closest('[data-key="sms"]')?.nextElementSibling?.matches(".more"),
      );
      await see(page, "In the reply");
      const user = users.find((candidate) =>
        summarizePolicy(candidate).entries.some(
          ({ state, locked, modified }) => state === "unknown" && !locked && !modified,
        ),
      );
      const { key } = summarizePolicy(user).entries.find(
        ({ state, locked, modified }) => state === "unknown" && !locked && !modified,
      );
      await open(`#/profile/${user.email}`);
      await press(page, `[data-quiet="${key}"]`);
      await page.waitForFunction(
        (policy) => document.activeElement?.closest(".policy")?.dataset.key === policy,
        {},
        key,
      );
    });

    test("Profile: a finding opens to why, remedy and evidence, and leads to its policy", async () => {
      await open("");
      await see(page, "Findings");
      await tabTo(page, ".finding summary");
      await page.keyboard.press("Enter");
      await see(page, /Why[\s\S]+Remedy[\s\S]+(Evidence|Needed to decide)/);
      assert.deepEqual(await axeViolations(page), []);
      await tabTo(page, '[data-control^="go-"]');
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.querySelector("[data-evidence]")?.contains(document.activeElement));
      assert.match(page.url(), /at=/);
    });

    test("Check: issues as one types, each leading to its place; what passes leads to its profile", async () => {
      await open("#/check");
      await see(page, VIEWS.check);
      await shoot("check");
      await tabTo(page, "textarea");
      await retype(page, '{"id":"x",\n"policy":{"sms":{"enable":"yes"}}}');
      await see(page, /Fails 1 error/);
      assert.equal(await page.evaluate(() => document.querySelector(".editor-marks mark").textContent), '"yes"');
      await tabTo(page, ".issues button");
      await page.keyboard.press("Enter");
      assert.equal(
        await page.evaluate(() => {
          const field = document.querySelector("textarea");
          return document.activeElement === field && field.value.slice(field.selectionStart, field.selectionEnd);
        }),
        '"yes"',
      );
      await retype(page, '{"id":"x"');
      await see(page, /invalid_json/);
      await retype(page, " ");
      await see(page, /Empty/);
      await retype(page, '{"email":"<b>אבג</b>@example.com","policy":{"delegation":false}}');
      await see(page, /Passes no issues/);
      await press(page, '[data-control="format"]');
      assert.equal(await page.$eval("textarea", ({ value }) => value.split("\n").length), 6);
      await press(page, '[data-control="show-profile"]');
      await see(page, "<b>אבג</b>@example.com");
      assert.match(page.url(), /source=file/);
      assert.equal(
        await page.evaluate(() => document.querySelector('[data-key="delegation"] .state').dataset.state),
        "off",
      );
    });

    test("Check: a list and lines open as a fleet", async () => {
      for (const text of [
        JSON.stringify(users.slice(1, 4)),
        users
          .slice(1, 4)
          .map((user) => JSON.stringify(user))
          .join("\n"),
      ]) {
        await open("#/check");
        await see(page, VIEWS.check);
        await page.$eval(
          "textarea",
          (field, value) => {
            field.value = value;
            field.dispatchEvent(new Event("input"));
          },
          text,
        );
        await see(page, /A fleet 3 profiles/);
        await press(page, '[data-control="show-fleet"]');
        await see(page, /3 users read on/);
        await see(page, users[2].email);
      }
    });

    test("Source: pasted profiles by keyboard; the same source again loses nothing; no other origin", async () => {
      await open("#/profile/me?show=locked");
      await seeProfile(page, SAMPLE);
      await tabTo(page, "#source");
      await page.keyboard.press("Enter");
      await see(page, "Where profiles come from");
      assert.deepEqual(await axeViolations(page), []);
      await press(page, '[data-control="use-sample"]');
      await page.waitForFunction(() => !document.querySelector("dialog"));
      assert.match(page.url(), /profile\/me\?show=locked$/);
      await press(page, "#source");
      await tabTo(page, "#base");
      await page.keyboard.type("https://api.zoom.us/v2");
      await page.keyboard.press("Enter");
      await see(page, "its own origin only");
      await tabTo(page, "#pasted");
      await page.keyboard.type(
        '[{"id":"one","policy":{"sms":{"enable":true}}},{"id":"two","policy":{"sms":{"enable":false}}}]',
      );
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await see(page, "2 users read on");
      await page.evaluate(() => history.back());
      await seeProfile(page, SAMPLE);
      await page.evaluate(() => history.forward());
      await see(page, "2 users read on");
      await page.focus("#user");
      await retype(page, "two");
      await page.keyboard.press("Enter");
      await seeProfile(page, "two");
    });

    test("Failures: in the source's menu; each shows its code, what to do, and a way on", async () => {
      await open("");
      await seeProfile(page, SAMPLE);
      assert.ok(
        !(await page.$$eval("#views a", (links) => links.map(({ textContent }) => textContent))).includes("Failures"),
      );
      await press(page, "#source");
      await page.waitForSelector("dialog a[href^='#/failures']");
      await page.focus("dialog a[href^='#/failures']");
      await page.keyboard.press("Enter");
      await see(page, VIEWS.failures);
      const trials = await page.$$eval(".trials a", (links) => links.map((link) => link.getAttribute("href")));
      assert.ok(trials.length >= 45);
      const codes = new Set();
      for (const href of trials) {
        await page.evaluate((hash) => {
          location.hash = hash;
        }, href);
        await page.waitForFunction(
          (hash) =>
            document.querySelector(`.trials a[aria-current]`)?.getAttribute("href") === hash &&
            document.querySelector(".trial .failure, .trial .answer"),
          { timeout: 15_000, polling: 50 },
          href,
        );
        const shown = await page.evaluate(() => {
          const card = document.querySelector(".trial .failure");
          return (
            card && {
              code: /Code\s*(\w+)/.exec(card.innerText)?.[1],
              hint: card.querySelector(".hint")?.innerText ?? "",
              ways: card.querySelectorAll(".actions button").length,
            }
          );
        });
        if (!shown) continue;
        codes.add(shown.code);
        assert.ok(shown.hint.length > 20 && shown.ways > 0, `${href}: ${JSON.stringify(shown)}`);
      }
      const known = readFileSync(new URL("../../pkg/index.d.ts", import.meta.url), "utf8")
        .match(/type ErrorCode =([^;]+)/)[1]
        .match(/(?<=")\w+(?=")/g);
      assert.deepEqual([...codes].sort(), known.sort());
    });

    test("Compare: two users, only what permits more, the evidence; a baseline and what it cannot decide", async () => {
      await open("#/compare");
      await see(page, VIEWS.compare);
      await tabTo(page, "#a");
      await retype(page, "user1@example.com");
      await tabTo(page, "#b");
      await page.keyboard.type("user2@example.com");
      await page.keyboard.press("Enter");
      await see(page, /\d+ policies differ/);
      await see(page, "Permit more");
      await shoot("compare");
      assert.deepEqual(await axeViolations(page), []);
      const effects = () => page.$$eval(".changes tbody tr", (rows) => rows.map(({ dataset }) => dataset.effect));
      const rank = ["more", "cannot", "less", "neither"];
      const worst = await page.$$eval(".changes[aria-labelledby] tbody", (groups) =>
        groups.map((group) => group.querySelector("tr").dataset.effect),
      );
      assert.deepEqual(
        worst,
        [...worst].sort((a, b) => rank.indexOf(a) - rank.indexOf(b)),
        "the worst first",
      );
      await press(page, '[data-control="verdict-more"]');
      await page.waitForFunction(() =>
        [...document.querySelectorAll(".changes tbody tr")].every(({ dataset }) => dataset.effect === "more"),
      );
      assert.ok((await effects()).length > 0);
      await tabTo(page, ".changes .setting");
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.querySelector("[data-evidence]"));
      await page.evaluate(() => history.back());
      await see(page, "Permit more");
      const user = users.find(
        ({ policy }) =>
          policy?.sms?.enable === true && policy.auto_call_recording && policy.auto_call_recording.enable === undefined,
      );
      const baseline = JSON.stringify({ sms: { enable: false }, auto_call_recording: { enable: true } });
      await open(`#/compare?a=${user.email}&mode=baseline&baseline=${encodeURIComponent(baseline)}`);
      await see(page, /2 policies to look at/);
      const rows = await page.$$eval(".changes tbody tr", (all) =>
        all.map((row) => [
          row.dataset.policy,
          row.dataset.effect,
          ...[...row.querySelectorAll(".before span:last-child, .after")].map(({ textContent }) => textContent),
        ]),
      );
      assert.deepEqual(rows, [
        ["sms", "more", "Off", "On"],
        ["auto_call_recording", "cannot", "On", "Not in the reply"],
      ]);
      await open(`#/compare?a=me&mode=baseline&baseline=${encodeURIComponent('{"sms":')}`);
      await see(page, "The baseline is not JSON");
    });

    test("Compare: two moments, out of one profile or of many; another user's file is noticed", async () => {
      const user = users[4];
      const compareWith = async (text) => {
        await open(`#/compare?mode=moments&source=`);
        await page.waitForSelector("#then");
        await page.$eval(
          "#a",
          (field, value) => {
            field.value = value;
          },
          user.email,
        );
        await page.$eval(
          "#then",
          (field, value) => {
            field.value = value;
            field.dispatchEvent(new Event("input"));
          },
          text,
        );
        await press(page, '[data-control="compare"]');
      };
      const earlier = {
        ...user,
        department: "Another one",
        status: "pending",
        policy: { ...user.policy, delegation: !(user.policy?.delegation ?? false) },
      };
      await compareWith(JSON.stringify(earlier));
      await see(page, "Call delegation");
      await page.evaluate(() => document.querySelector(".neutral").setAttribute("open", ""));
      const settings = await page.$$eval(".changes .setting", (links) => links.map(({ textContent }) => textContent));
      assert.ok(settings.includes("Department") && settings.includes("Status"), `${settings}`);
      await compareWith([users[5], earlier, users[6]].map((line) => JSON.stringify(line)).join("\n"));
      await see(page, "Call delegation");
      assert.equal(await count(".note.warning"), 0);
      await compareWith(JSON.stringify(users[5]));
      await see(page, "two different users");
    });

    test("Fleet: the directory by keyboard, paused, resumed; a policy as a filter; a user and back", async () => {
      await open("#/fleet");
      await tabTo(page, "#rate");
      await retype(page, "200");
      await tabTo(page, '[data-control="fetch-directory"]');
      await page.keyboard.press("Enter");
      await tabTo(page, '[data-control="pause"]');
      await page.keyboard.press("Enter");
      await see(page, /Paused/);
      assert.ok(await page.evaluate(() => document.activeElement.textContent === "Go on"), "the focus stays");
      await page.keyboard.press("Enter");
      await see(page, /300 users read on/, { timeout: 20_000 });
      await settle();
      await shoot("fleet");
      assert.deepEqual(await axeViolations(page), []);
      await press(page, '[data-control="policy-sms"]');
      await press(page, '[data-control="policy-sms.off"]');
      const off = users.filter(
        (user) => summarizePolicy(user).entries.find(({ key }) => key === "sms").state === "off",
      ).length;
      await see(page, `${off} of 300`);
      assert.match(page.url(), /where=policy%3Asms\.off/);
      await press(page, '[data-control="sort-low"]');
      const column = () =>
        page.$$eval(".users tbody tr", (rows) => rows.map((row) => Number(row.children[5].textContent)));
      assert.deepEqual(
        await column(),
        [...(await column())].sort((a, b) => b - a),
        "numbers from the largest",
      );
      await page.focus(".users tbody tr th a");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      const link = await page.evaluate(() => ({
        control: document.activeElement.dataset.control,
        name: document.activeElement.textContent,
        top: scrollY,
      }));
      await page.keyboard.press("Enter");
      await seeProfile(page, link.name);
      await see(page, new RegExp(`3 of ${off} · Previous · Next`));
      assert.equal(await page.evaluate(() => document.querySelector('[data-key="sms"] .state').dataset.state), "off");
      await page.evaluate(() => history.back());
      await see(page, `${off} of 300`);
      await page.waitForFunction(
        ({ control, top }) => document.activeElement?.dataset.control === control && Math.abs(scrollY - top) < 2,
        {},
        link,
      );
      await shoot("fleet-sms");
    });

    test("Fleet: stopped, it keeps what it has; IDs out of a CSV; a dead token breaks it off in words", async () => {
      await open("#/fleet");
      await press(page, '[data-control="fetch-directory"]');
      await tabTo(page, '[data-control="stop"]');
      await page.keyboard.press("Enter");
      await see(page, /Stopped/);
      assert.equal(
        await page.evaluate(() => document.activeElement.dataset.control),
        "again",
        "the focus stays where the buttons were",
      );
      await open("#/fleet");
      await press(page, '[data-control="some"]');
      await tabTo(page, "#ids");
      for (const line of ["Name;Email", "One;user1@example.com", "None;nobody@example.com"]) {
        await page.keyboard.type(line);
        await page.keyboard.press("Enter");
      }
      await press(page, '[data-control="fetch-ids"]');
      await see(page, /2 users read on/);
      await press(page, '[data-control="failed"]');
      await see(page, "1 of 2");
      await see(page, "Could not be read");
      await open("#/fleet?source=v2");
      await tabTo(page, "#ids");
      await page.keyboard.type("user1@example.com");
      await press(page, '[data-control="fetch-ids"]');
      await see(page, /Broken off/);
      await see(page, "What to do");
    });

    test("axe finds nothing in any view; nothing is wider than a window of 320 or 360 pixels", async () => {
      const schemes = name === "chromium" ? ["light", "dark"] : ["light"];
      for (const scheme of schemes) {
        if (name === "chromium") await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        for (const width of [1280, 360, 320]) {
          await page.setViewport({ width, height: 800 });
          for (const [view, text] of [
            ...Object.entries(VIEWS),
            ["failures/error-429-daily", /rate_limited/],
            ["profile/nobody", /user_not_found/],
            ["profile/me?show=locked&at=/policy/sms", /In the reply/],
            ["profile/me?q=nothing+like+this", /No policy matches/],
            ["compare?a=user1%40example.com&b=user2%40example.com", /Permit more/],
          ]) {
            await open(`#/${view}`);
            await see(page, text);
            await settle();
            if (width !== 360) assert.deepEqual(await axeViolations(page), [], `${view}, ${scheme}, ${width}`);
            assert.equal(await overflow(page), 0, `${view} at ${width}`);
            if (!view.includes("/") && !view.includes("?")) await shoot(`${view}-${scheme}-${width}`);
          }
          await open("#/fleet");
          await fetchDirectory(page, 300);
          await settle();
          if (width !== 360) assert.deepEqual(await axeViolations(page), [], `fleet, ${scheme}, ${width}`);
          assert.equal(await overflow(page), 0, `fleet at ${width}`);
          await shoot(`fleet-read-${scheme}-${width}`);
        }
      }
      await page.setViewport({ width: 1280, height: 900 });
    });

    test("nothing went wrong on the way, and the policy is in force", async () => {
      assert.deepEqual(faults, []);
      const refused = await page.evaluate(() =>
        fetch("https://example.com/").then(
          () => "sent",
          () => "refused",
        ),
      );
      assert.equal(refused, "refused");
      assert.equal(
        await page.evaluate(() =>
          document
            .querySelector("meta[http-equiv=Content-Security-Policy]")
            .content.startsWith("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"),
        ),
        true,
      );
    });
  });
}
