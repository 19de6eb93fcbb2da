// What the page says and keeps where something is missing, in Chromium and Firefox: the file or the site of a link, the
// server, users, names of IDs, and room on the screen.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";

import { createUser, SITE_NAMES } from "../zoom-server/directory.js";
import { beginFetching, fetchAll, focusOn, openFile, press, see, seeProfile } from "./browsers.js";
import { describeSite } from "./site.js";

const USERS = 100;

describeSite(USERS, (site) => {
  const { folder, open } = site;
  let page;
  let users;
  const follow = (hash) =>
    page.evaluate((next) => {
      location.hash = next;
    }, hash);
  /** Has the server gone, and back at the same port. */
  const lose = () => site.server.close();
  const bringBack = () => site.serve({}, Number(new URL(site.server.url).port));
  site.isExpected = (fault) => /NetworkError|Failed to fetch|Unable to preload|error loading dynamically/.test(fault);
  before(() => ({ page, users } = site));

  test("a link about a file says so; the file, once it is open, shows what the link shows", async () => {
    const path = join(folder, "team.ndjson");
    writeFileSync(path, Array.from({ length: 20 }, (_, index) => JSON.stringify(createUser(index + 1))).join("\n"));
    for (const [link, shown] of [
      ["#/profile/user3%40example.com?source=file&show=on", /Policies \d+ of/],
      ["#/compare?a=user3%40example.com&b=user4%40example.com&source=file", /policies differ/],
      ["#/fleet?q=user7&source=file", /1 of 20/],
    ]) {
      await open(link);
      await see(page, "This link is about a file, and a link cannot contain one.");
      await openFile(page, path);
      await see(page, shown);
      assert.ok(page.url().endsWith(link), page.url());
    }
  });

  test("a proxy on another site: the form and links to it say what to do", async () => {
    const host = new URL(site.server.url).host;
    const words = `This page asks ${host} only; https://proxy.example/api is another site.`;
    await open("#/welcome");
    await see(page, `the page asks ${host} only`);
    await focusOn(page, "#base");
    await page.keyboard.type("https://proxy.example/api");
    await press(page, '[data-control="connect"]');
    await see(page, words);
    await open(`#/profile/me?source=${encodeURIComponent("https://proxy.example/api")}`);
    await see(page, words);
    await see(page, `Have ${host} pass requests on to your proxy`);
    await follow(`#/fleet?source=${encodeURIComponent("https://proxy.example/api")}`);
    await press(page, '[data-control="fetch-all"]');
    await see(page, words);
  });

  test("a lost server: said of a profile, which comes once it is back", async () => {
    await open(`#/profile/${users[3].email}`);
    await seeProfile(page, users[3].email);
    await lose();
    await follow(`#/profile/${users[5].email}`);
    await see(page, "No reply came");
    assert.equal(await page.$eval("h1", ({ textContent }) => textContent), users[5].email);
    await follow("#/compare");
    await see(page, /This view cannot be loaded[\s\S]*Reload/);
    await follow(`#/profile/${users[5].email}`);
    await see(page, "No reply came");
    await bringBack();
    await page.evaluate(() => document.querySelector(".failure button").click());
    await seeProfile(page, users[5].email);
  });

  test("a lost server breaks a fleet off after a few users; it goes on where it was", async () => {
    await open("#/fleet");
    await beginFetching(page, 20);
    await see(page, /\b[1-9]\d* of 100 users/);
    await lose();
    await see(page, /Broken off[\s\S]*No reply came/);
    assert.ok(!/failed/.test(await page.$eval(".reading", ({ textContent }) => textContent)), "nobody failed");
    await bringBack();
    await page.evaluate(() => document.querySelector(".failure button").click());
    await see(page, "100 users read on");
    await see(page, "None failed.");
  });

  test("sites and members go by the names that the list of users has", async () => {
    const [holder, member] = [users[8], users[9]];
    const shared = { access_user_id: member.id, allow_delete: true, allow_download: true };
    const siteId = Object.keys(SITE_NAMES)[1];
    const policy = { ...holder.policy, voicemail_access_members: [shared] };
    site.server.zoom.directory.set(holder.id, { ...holder, site_id: siteId, policy });
    // The member cannot be read: the list alone has the name.
    site.server.zoom.directory.delete(member.id);
    await open("#/fleet?group=site");
    await fetchAll(page, USERS);
    const groups = await page.$$eval('[data-facet="groups"] .facet-label', (labels) =>
      labels.map(({ textContent }) => textContent),
    );
    assert.deepEqual([...groups].sort(), [...Object.values(SITE_NAMES), "Not given"].sort());
    await follow(`#/fleet?q=${encodeURIComponent(SITE_NAMES[siteId])}`);
    await see(page, /\b[1-9]\d? of 100/);
    await follow(`#/profile/${encodeURIComponent(holder.email)}`);
    await seeProfile(page, holder.email);
    await see(page, `${member.email}: May delete`);
    assert.equal(
      await page.$eval('[data-pointer="/site_id"] dd', ({ textContent }) => textContent),
      SITE_NAMES[siteId],
    );
    const sentence = await page.$eval('[data-key="voicemail_access_members"] .meaning', (cell) => cell.textContent);
    assert.ok(sentence.includes(member.email) && !sentence.includes(member.id), sentence);
    await follow(`#/compare?a=${users[10].email}&b=${holder.email}`);
    await see(page, "Permit more");
    const settings = await page.$$eval(".changes .setting", (links) => links.map(({ textContent }) => textContent));
    assert.ok(settings.includes(member.email), `${settings}`);
    site.server.zoom.directory.set(holder.id, holder);
    site.server.zoom.directory.set(member.id, member);
  });

  test("a file of nobody: no filters are blamed", async () => {
    const path = join(folder, "nobody.json");
    writeFileSync(path, "[]");
    await open("#/welcome");
    await openFile(page, path);
    await see(page, "nobody.json has none.");
    const wide = await page.evaluate(() => getComputedStyle(document.querySelector("main")).maxWidth);
    await open("#/fleet");
    await see(page, "Read all users");
    assert.equal(wide, await page.evaluate(() => getComputedStyle(document.querySelector("main")).maxWidth));
  });

  test("at 360 px a comparison folds its form, menus stay in the window; filters come back with room", async () => {
    await page.setViewport({ width: 360, height: 800 });
    await open(`#/compare?a=${users[1].email}&b=${users[2].email}`);
    await see(page, "Permit more");
    const summary = ".compare-form > summary";
    assert.match(await page.$eval(summary, ({ textContent }) => textContent), /@.* → .*@/);
    const top = await page.$eval(".verdict", (strip) => strip.getBoundingClientRect().top);
    assert.ok(top < 320, `the verdict begins at ${top}`);
    await press(page, summary);
    await page.waitForSelector("#a", { visible: true });
    await press(page, '[data-control="swap"]');
    await page.waitForFunction(
      (first) => document.querySelector(".compare-form > summary").textContent.startsWith(first),
      {},
      users[2].email,
    );
    assert.ok(await page.evaluate(() => document.activeElement.matches("summary")), "the focus stays at the form");
    await open("#/fleet");
    await fetchAll(page, USERS);
    await press(page, '[data-control="menu-more"]');
    const right = await page.$eval(".menu-choices", (choices) => choices.getBoundingClientRect().right);
    assert.ok(right <= 360, `the menu ends at ${right}`);
    await page.setViewport({ width: 1280, height: 900 });
    await page.waitForFunction(() => document.querySelector("#facets").open);
  });
});
