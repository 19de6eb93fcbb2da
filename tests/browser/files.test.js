// What users take out of the page, in Chromium and Firefox: downloads, the clipboard and prints, each compared with
// what the package makes of the same profiles.

import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";

import { csvParse } from "d3-dsv";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { auditPolicy, exportFleet, formatPolicySummary, summarizePolicy } from "#package";

import { axeViolations, fetchAll, focusOn, openFile, press, see, seeProfile } from "./browsers.js";
import { describeSite } from "./site.js";

const USERS = 150;

/** The text of each page of a PDF, without white space. */
async function pagesOf(pdf) {
  const task = getDocument({ data: new Uint8Array(pdf), verbosity: 0 });
  const file = await task.promise;
  const pages = [];
  for (let number = 1; number <= file.numPages; number++) {
    const { items } = await (await file.getPage(number)).getTextContent();
    pages.push(items.map(({ str }) => str.replace(/\s+/g, "")).join(""));
  }
  await task.destroy();
  return pages;
}

describeSite(USERS, (site) => {
  const { name, folder, open, saved } = site;
  let page;
  let users;
  before(() => ({ page, users } = site));

  test("Profile: the JSON and the CSV are the package's", async () => {
    const user = users[7];
    await open(`#/profile/${user.email}`, user.email);
    await seeProfile(page, user.email);
    await page.evaluate(() =>
      [...document.querySelectorAll(".head button")].find(({ textContent }) => textContent === "Save JSON").focus(),
    );
    await page.keyboard.press("Enter");
    assert.deepEqual(JSON.parse(await saved(`${user.email}.json`)), user);
    await press(page, '[data-control="menu-more"]');
    await page.evaluate(() =>
      [...document.querySelectorAll(".menu button")].find(({ textContent }) => textContent === "Save CSV").focus(),
    );
    await page.keyboard.press("Enter");
    const text = await saved(`${user.email}.csv`);
    assert.equal(text, `\ufeff${formatPolicySummary(user, "csv")}`);
    assert.equal(csvParse(text.slice(1)).length, summarizePolicy(user).entries.length);
  });

  test("Profile: what is copied as Markdown is the package's, and the link is the page's", async () => {
    const user = users[9];
    const paste = async () => {
      await page.evaluate(() => {
        location.hash = "#/check";
      });
      await see(page, "Paste a reply");
      await focusOn(page, "textarea");
      await page.keyboard.down("Control");
      await page.keyboard.press("a");
      await page.keyboard.press("v");
      await page.keyboard.up("Control");
      await page.waitForFunction(() => !/^\{/.test(document.querySelector("textarea")?.value));
      return page.$eval("textarea", ({ value }) => value);
    };
    await open(`#/profile/${user.email}`, user.email);
    await seeProfile(page, user.email);
    await press(page, '[data-control="menu-more"]');
    await press(page, '[data-control="copy-copy-as-markdown"]');
    await see(page, "Copied");
    assert.equal(await paste(), formatPolicySummary(user, "markdown").replaceAll("\r\n", "\n"));
    await open(`#/profile/${user.email}?topic=recording`, user.email);
    await seeProfile(page, user.email);
    const url = page.url();
    await press(page, '[data-control="copy-copy-link"]');
    await see(page, "Copied");
    assert.equal(await paste(), url);
  });

  test("Fleet: the export has exactly the rows shown, with a reason, of a directory and of a file", async () => {
    const cells = (text) => csvParse(text.replace(/^\ufeff/, ""));
    const off = users.filter((user) => summarizePolicy(user).entries.find(({ key }) => key === "sms").state === "off");
    const exported = async (format) => {
      await press(page, '[data-control="export"]');
      await press(page, `[data-control="export-${format}"]`);
      const text = await saved(`fleet.${format}`);
      rmSync(join(folder, `fleet.${format}`));
      return text;
    };
    const file = join(folder, "users.json");
    writeFileSync(file, JSON.stringify({ users }, null, 1));
    for (const isFile of [false, true]) {
      await open("#/fleet", "Read all users");
      if (isFile) await openFile(page, file);
      else await fetchAll(page, USERS);
      await see(page, "150 users read on");
      // The whole fleet is the package's own export; the table sorts it.
      const all = (await exported("ndjson"))
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
      const byId = (list) => [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
      assert.deepEqual(byId(all), byId(users));
      const csv = await exported("csv");
      assert.ok(csv.startsWith("\ufeff"));
      const expected = cells(await new Response(exportFleet(all, "csv")).text());
      assert.deepEqual(
        cells(csv).map(({ reason, ...rest }) => rest),
        expected.map((row) => ({ ...row })),
      );
      await page.evaluate(() => {
        const source = location.hash.includes("source=file") ? "source=file&" : "";
        location.hash = `${location.hash.split("?")[0]}?${source}where=policy:sms.off`;
      });
      await see(page, `${off.length} of 150`);
      const chosen = cells(await exported("csv"));
      assert.deepEqual(chosen.map(({ email }) => email).sort(), off.map(({ email }) => email).sort());
      assert.ok(
        chosen.every(({ reason }) => reason === "SMS: off"),
        chosen[0].reason,
      );
      const shown = await page.$$eval(".users tbody th bdi", (names) => names.map(({ textContent }) => textContent));
      assert.deepEqual(chosen.map(({ email }) => email).slice(0, shown.length), shown, "in the table's order");
      // As many users in another order.
      await page.evaluate(() => {
        location.hash += "&sort=name";
      });
      await page.waitForSelector('th[aria-sort="ascending"]');
      const names = chosen.map(({ email }) => email).sort();
      assert.deepEqual(
        cells(await exported("csv")).map(({ email }) => email),
        names,
      );
    }
  });

  test("a file that is dropped is read; one that misses its place leaves the page as it is", async () => {
    await open("#/fleet", "Open a file");
    await page.waitForSelector(".drop");
    /** Drops a file on the first element of these; whether the browser would open it instead. */
    const drop = (selector, text) =>
      page.evaluate(
        (where, content) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([content], "dropped.ndjson"));
          const event = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer });
          return document.querySelector(where).dispatchEvent(event);
        },
        selector,
        text,
      );
    assert.equal(await drop(".drop", users.map((user) => JSON.stringify(user)).join("\n")), false);
    await see(page, /150 users read on .*, from dropped.ndjson/);
    assert.equal(await drop("main", "{}"), false);
    await see(page, /150 users read on .*, from dropped.ndjson/);
  });

  test("On paper: every policy, remedy, date and source, no controls, in any theme; a PDF of pages", async () => {
    const user = users[5];
    await open(`#/profile/${user.email}`, user.email);
    await seeProfile(page, user.email);
    const summary = summarizePolicy(user);
    const findings = auditPolicy(user).filter(({ status }) => status === "found");
    const printed = await pagesOf(await page.pdf({ format: "A4" }));
    const words = printed.join("");
    const misses = (texts) => texts.filter((text) => !words.includes(text.replaceAll("`", "").replace(/\s+/g, "")));
    assert.ok(printed.length > 1, `${printed.length} page`);
    assert.deepEqual(misses(summary.entries.map(({ label }) => label)), []);
    assert.deepEqual(misses(["Sample server", String(new Date().getFullYear())]), []);
    for (const control of ["Show all", "Save JSON", "Copy link", "Search findings"])
      assert.ok(!words.includes(control.replace(" ", "")), `${control} is on paper`);
    if (name !== "chromium") return;
    assert.deepEqual(misses(findings.map(({ remedy }) => remedy)), []);
    const session = await page.createCDPSession();
    const emulate = (media) => session.send("Emulation.setEmulatedMedia", media);
    // Emulated, so that colors and places can be asked for.
    for (const scheme of ["light", "dark"]) {
      await emulate({ media: "print", features: [{ name: "prefers-color-scheme", value: scheme }] });
      await page.setViewport({ width: 720, height: 1000 });
      const seen = await page.evaluate(() => ({
        controls: [...document.querySelectorAll("nav, input, select, .actions button, .show-all")]
          .filter((node) => node.checkVisibility())
          .map((node) => node.outerHTML.slice(0, 80)),
        clipped: [...document.querySelectorAll("main *")]
          .filter((node) => node.checkVisibility() && node.getBoundingClientRect().right > innerWidth + 1)
          .map((node) => node.outerHTML.slice(0, 80)),
      }));
      assert.deepEqual(seen, { controls: [], clipped: [] });
      assert.deepEqual(
        (await axeViolations(page)).filter((violation) => violation.startsWith("color-contrast")),
        [],
        scheme,
      );
    }
    await emulate({ media: "" });
    await page.setViewport({ width: 1280, height: 900 });
  });

  test("On paper: a fleet's whole table, each user in one row, its head on every page", async () => {
    await open("#/fleet", "Read all users");
    await fetchAll(page, USERS);
    const words = await pagesOf(await page.pdf({ format: "A4" }));
    assert.deepEqual(
      users.filter(({ email }) => !words.some((part) => part.includes(email))).map(({ email }) => email),
      [],
    );
    const rows = words.filter((part) => /user\d+@/.test(part));
    assert.ok(rows.length > 1 && rows.every((part) => part.includes("Worstfinding")), "heads repeat");
    for (const control of ["Readagain", "Export", "Openafile"])
      assert.ok(!words.join("").includes(control), `${control} is on paper`);
    await page.waitForFunction(() => document.querySelectorAll(".users tbody tr").length === 25);
  });

  test("On paper: what changed since an earlier file, also what is folded", async () => {
    const [earlier, now] = ["earlier.ndjson", "now.ndjson"].map((file) => join(folder, file));
    const gone = ["gone-1", "gone-2", "gone-3"];
    const lines = (list) => list.map((user) => JSON.stringify(user)).join("\n");
    writeFileSync(now, lines(users.slice(0, 9)));
    writeFileSync(earlier, lines([...users.slice(0, 9), ...gone.map((id) => ({ ...users[9], id, email: id }))]));
    await open("#/fleet", "Read all users");
    await openFile(page, now);
    await see(page, "9 users read on");
    await openFile(page, earlier, "#earlier");
    await see(page, "Gone: 3 users");
    const words = (await pagesOf(await page.pdf({ format: "A4" }))).join("");
    assert.deepEqual(
      gone.filter((id) => !words.includes(id)),
      [],
    );
  });

  test("On paper: a comparison begins with its verdict, without choices, its head on every page", async () => {
    const [a, b] = [users[12].email, users[17].email];
    await open(`#/compare?a=${a}&b=${b}`, "Permit more");
    await page.waitForSelector(".changes tbody tr");
    const words = await pagesOf(await page.pdf({ format: "A4" }));
    assert.match(words[0], /Permitmore.*Effect.*Setting/);
    const rows = words.filter((part) => /Permits(more|less)/.test(part));
    assert.ok(rows.length > 1 && rows.every((part) => part.includes(b) && part.includes("Setting")), "heads repeat");
  });
});
