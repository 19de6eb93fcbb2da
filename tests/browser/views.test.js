// The page in Chromium and Firefox: the views Compare and Fleet by keyboard, and for every view axe, widths of 320 and
// 360 pixels and the content security policy. Screenshots go to tests/artifacts/. See also page.test.js.

import assert from "node:assert/strict";
import { before, test } from "node:test";

import { summarizePolicy } from "#package";

import {
  axeViolations,
  fetchAll,
  fillIn,
  focusOn,
  overflow,
  press,
  retype,
  see,
  seeProfile,
  tabTo,
  VIEWS,
} from "./browsers.js";
import { describeSite } from "./site.js";

describeSite(300, (site) => {
  const { name, open, shoot } = site;
  let page;
  let users;
  const settle = () => page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
  const count = (selector) => page.$$eval(selector, (nodes) => nodes.length);
  before(() => ({ page, users } = site));

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
      await fillIn(page, "#then", text);
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
    // Five seconds for the keys to reach the button, on a busy machine too.
    await tabTo(page, "#rate");
    await retype(page, "60");
    await tabTo(page, '[data-control="fetch-all"]');
    await page.keyboard.press("Enter");
    await tabTo(page, '[data-control="pause"]');
    await page.keyboard.press("Enter");
    await see(page, /Paused/);
    assert.ok(await page.evaluate(() => document.activeElement.textContent === "Go on"), "the focus stays");
    await page.keyboard.press("Enter");
    await see(page, /300 users read on/);
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
    await press(page, '[data-control="skip-filters"]');
    assert.ok(await page.evaluate(() => document.activeElement.matches("#search")), "the table is one step away");
    await press(page, '[data-control="sort-low"]');
    const column = () =>
      page.$$eval(".users tbody tr", (rows) => rows.map((row) => Number(row.children[6].textContent)));
    assert.deepEqual(
      await column(),
      [...(await column())].sort((a, b) => b - a),
      "numbers from the largest",
    );
    await focusOn(page, ".users tbody tr th a");
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
    await press(page, '[data-control="fetch-all"]');
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
    await press(page, '[data-control="some"]');
    await tabTo(page, "#ids");
    await page.keyboard.type("user1@example.com");
    await press(page, '[data-control="fetch-ids"]');
    await see(page, /Broken off/);
    await see(page, "What to do");
  });

  test("axe finds nothing in any view; nothing is wider than a window of 320 or 360 pixels", async () => {
    const isChromium = name === "chromium";
    // Colors follow the scheme without a reload.
    const inSchemes = async (check) => {
      for (const scheme of isChromium ? ["light", "dark"] : ["light"]) {
        if (isChromium) await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        await settle();
        await check(scheme);
      }
    };
    for (const width of [1280, 360, 320]) {
      await page.setViewport({ width, height: 800 });
      const checkView = (view, file) =>
        inSchemes(async (scheme) => {
          if (width !== 360) assert.deepEqual(await axeViolations(page), [], `${view}, ${scheme}, ${width}`);
          assert.equal(await overflow(page), 0, `${view} at ${width}`);
          if (file) await shoot(`${file}-${scheme}-${width}`);
        });
      for (const [view, text] of [
        ...Object.entries(VIEWS),
        ["failures/error-429-daily", /rate_limited/],
        ["profile/nobody", /user_not_found/],
        ["profile/me?show=locked&at=/policy/sms", /In the reply/],
        ["profile/me?q=nothing+like+this", /No policy matches/],
        ["compare?a=user1%40example.com&b=user2%40example.com", /Permit more/],
      ]) {
        await open(`#/${view}`, text);
        await checkView(view, view in VIEWS && view);
      }
      await open("#/fleet");
      await fetchAll(page, 300);
      await checkView("fleet, read", "fleet-read");
    }
    await page.setViewport({ width: 1280, height: 900 });
  });
});
