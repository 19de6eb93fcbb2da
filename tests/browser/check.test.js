// The page's view Check in Chromium and Firefox: issues as one types, megabytes, lists and lines.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";

import { axeViolations, fillIn, openFile, press, retype, see, tabTo, VIEWS } from "./browsers.js";
import { describeSite } from "./site.js";

describeSite(20, (site) => {
  const { folder, open, shoot } = site;
  let page;
  let users;
  before(() => ({ page, users } = site));

  test("Check: issues as one types, each leading to its place; what passes leads to its profile", async () => {
    await open("#/check");
    await see(page, VIEWS.check);
    await shoot("check");
    await tabTo(page, "textarea");
    await retype(page, '{"id":"x",\n"policy":{"sms":{"enable":"yes"}}}');
    await see(page, /Fails 1 error/);
    const said = await page.$eval(".issue-text", (text) => text.innerText);
    assert.equal(said, 'SMS › Enable\nShould be true or false; it is the string "yes"', "its place is said once");
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

  test("Check: a text of megabytes, edited a line at a time by keyboard and by pointer", async () => {
    const line = (id, value) => `{ "access_user_id": "${id}", "allow_delete": ${value} }`;
    const members = Array.from({ length: 30_000 }, (_, id) => line(id, id === 20_000 ? '"yes"' : "true"));
    await open("#/check");
    await see(page, VIEWS.check);
    const path = join(folder, "large.json");
    writeFileSync(path, `{"id":"x","policy":{"voicemail_access_members":[\n${members.join(",\n")}\n]}}`);
    await openFile(page, path, "main .head input[type=file]");
    await see(page, /30,002 lines, edited a line at a time/);
    await see(page, /Fails 1 error, 1 warning/);
    await press(page, ".issues li:nth-child(2) button");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".editor-input");
    assert.equal(await page.$eval(".editor-input", ({ value }) => value), `${members[20_000]},`);
    assert.deepEqual(await axeViolations(page), []);
    await retype(page, `${line(20_000, "false")},`);
    await page.keyboard.press("Enter");
    await see(page, /Passes 1 warning/);
    assert.ok(await page.evaluate(() => document.activeElement.matches(".editor-scroller")), "the focus stays");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".editor-input");
    assert.equal(await page.$eval(".editor-input", ({ value }) => value), `${members[20_001]},`);
    await retype(page, "nothing of this is kept");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.querySelector(".editor-input") === null);
    assert.equal(
      await page.$eval(".editor-row[aria-current] > :last-child", ({ textContent }) => textContent),
      `${members[20_001]},`,
    );
    await (await page.$(".editor-row[aria-current]")).click({ count: 2 });
    await page.waitForSelector(".editor-input");
    await retype(page, "{");
    await page.keyboard.press("Enter");
    await see(page, /invalid_json/);
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
      await fillIn(page, "textarea", text);
      await see(page, /A fleet 3 profiles/);
      await press(page, '[data-control="show-fleet"]');
      await see(page, /3 users read on/);
      await see(page, users[2].email);
    }
  });
});
