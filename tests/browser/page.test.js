// The page in Chromium and Firefox: the views Profile, Source and Failures by keyboard, deep links, back and forward,
// and the size of the first view. Screenshots go to tests/artifacts/. See also views.test.js and check.test.js.

import assert from "node:assert/strict";
import { before, test } from "node:test";

import { auditPolicy, summarizeFleet, summarizePolicy } from "#package";

import { errorCodes } from "../facts.js";
import { axeViolations, focusOn, press, retype, see, seeProfile, tabTo, VIEWS } from "./browsers.js";
import { describeSite } from "./site.js";

const SAMPLE = "suesu_test_delete3@testapi.com";
/** Bytes of the first view over the wire: all of it, and what is not the package. */
const ALL_BYTES = 150_000;
const OWN_BYTES = 28_500;

const isRecording = (id) => /call_recording_without|recording_without/.test(id);

describeSite(300, (site) => {
  const { name, open, shoot } = site;
  let page;
  let users;
  before(() => ({ page, users } = site));

  test("the first view is small in total, and stores nothing", async () => {
    await open("");
    await see(page, VIEWS.profile);
    // What the view asks for once it stands counts too.
    await page.waitForNetworkIdle?.();
    const [bytes, own] = await page.evaluate(() => {
      const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
      const sum = (entries) => entries.reduce((total, { transferSize }) => total + transferSize, 0);
      return [sum(all), sum(all.filter(({ name }) => !/package-|fleet-reader/.test(name)))];
    });
    // Firefox takes brotli over https only.
    if (name === "chromium") {
      assert.ok(own > 10_000 && own < OWN_BYTES, `${own} of ${bytes} bytes`);
      assert.ok(bytes < ALL_BYTES, `${bytes} bytes`);
    }
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

  test("Profile: a finding does not repeat its policy's name; plans have the package's names", async () => {
    const user = users.find(
      ({ calling_plans: plans, ...profile }) =>
        plans?.length > 0 && auditPolicy(profile).some(({ id, status }) => isRecording(id) && status === "found"),
    );
    await open(`#/profile/${user.email}`);
    await seeProfile(page, user.email);
    const titles = await page.$$eval("[data-finding] .finding-title", (nodes) => nodes.map((node) => node.textContent));
    assert.ok(
      titles.some((title) => /^A\S+ (hoc )?call recording › Without /.test(title)),
      titles.join("; "),
    );
    assert.ok(
      titles.every((title) => !/recordings? › .*recording (that|without)/.test(title)),
      titles.join("; "),
    );
    const plans = await page.$eval('[data-pointer="/calling_plans"] dd', ({ innerText }) => innerText.split("\n"));
    const { callingPlans } = await summarizeFleet([user]);
    const named = Object.entries(callingPlans).map(([plan, count]) =>
      count > 1 ? `${plan}, ${count} licenses` : plan,
    );
    assert.deepEqual(plans.sort(), named.sort());
  });

  test("Profile: at 360 px the buttons of the head stand in one line, and the menu has the others", async () => {
    await page.setViewport({ width: 360, height: 800 });
    await open(`#/profile/${users[17].email}`);
    await seeProfile(page, users[17].email);
    const seen = (selector) =>
      page.$$eval(selector, (nodes) =>
        nodes.filter((node) => node.checkVisibility()).map((node) => [node.textContent, node.offsetTop]),
      );
    const head = await seen(".head .actions > :is(a, button), .head .actions > .menu");
    assert.deepEqual([head.length, new Set(head.map(([, top]) => top)).size], [3, 1], head.join("; "));
    await press(page, '[data-control="menu-more"]');
    const menu = (await seen(".menu-choices .button")).map(([label]) => label);
    assert.deepEqual(menu, ["Copy link", "Print", "Copy as Markdown", "Save CSV"]);
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

  test("what is typed just before a link is followed narrows nothing in the next view", async () => {
    await open(`#/profile/${users[17].email}`);
    await seeProfile(page, users[17].email);
    await page.evaluate(() => {
      const field = document.querySelector("#search");
      field.value = "voicemail";
      field.dispatchEvent(new Event("input"));
      document.querySelector('.head a[href^="#/compare"]').click();
      // The search waits 80 ms for more: a timer that is set later ends later.
      return new Promise((resolve) => setTimeout(resolve, 80));
    });
    await see(page, "Compare");
    assert.match(page.url(), /#\/compare\?a=[^&]+$/);
  });

  test("a user's field suggests those whom Zoom's list finds", async () => {
    await open("");
    await seeProfile(page, SAMPLE);
    await focusOn(page, "#user");
    await page.keyboard.type("user17");
    const found = users.map(({ email }) => email).filter((email) => email.includes("user17"));
    await page.waitForFunction(
      (count) => document.querySelectorAll("#user-choices option").length === count,
      {},
      found.length,
    );
    const shown = await page.$$eval("#user-choices option", (options) => options.map(({ value }) => value));
    assert.deepEqual(shown.sort(), found.sort());
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
    await page.waitForFunction((policy) => document.activeElement?.closest(".policy")?.dataset.key === policy, {}, key);
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
    await see(page, "only; https");
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
    await focusOn(page, "#user");
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
    await focusOn(page, "dialog a[href^='#/failures']");
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
        {},
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
      assert.doesNotMatch(shown.hint, /(?<!\{)\b[a-z]+[A-Z]\w*|function|pass ["`]/, "no terms of the library");
    }
    assert.deepEqual([...codes].sort(), errorCodes().sort());
  });
});
