// The seven jobs of an administrator, by keyboard, in Chromium and Firefox. Each counts its steps: a text typed, a
// file chosen, a key that acts (Enter, Space, an arrow). Moving the focus is no step; that every place is reached by
// Tab is shown by page.test.js. The steps that a job takes stand behind its test, and in tests/README.md.

import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { csvParse } from "d3-dsv";
import { auditPolicy, diffPolicy, summarizePolicy, validateUserProfile } from "#package";

import { PAGE } from "../../scripts/page.js";
import { createUser } from "../zoom-server/directory.js";
import { focusOn, launch, openPage, retype, see, seeProfile, visit } from "./browsers.js";
import { describeSite } from "./site.js";

const TYPES = { html: "text/html", js: "text/javascript", css: "text/css", svg: "image/svg+xml" };

/** A static host: the page's files and nothing else. */
async function staticHost() {
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://page").pathname;
    const file = join(PAGE, path === "/" ? "index.html" : path);
    if (!existsSync(file)) return response.writeHead(404).end("Not here");
    response.writeHead(200, { "content-type": TYPES[file.split(".").pop()] ?? "application/octet-stream" });
    response.end(readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}

describeSite(400, (site) => {
  const { name, folder, saved } = site;
  let server;
  let host;
  let page;
  let users;
  let steps = 0;
  site.isExpected = (fault) => fault.includes(host.url);
  before(async () => {
    ({ server, page, users } = site);
    host = await staticHost();
  });
  after(() => host?.close());

  const begin = async (url, text) => {
    await visit(page, url);
    await see(page, text);
    steps = 0;
  };
  const type = async (selector, text) => {
    await focusOn(page, selector);
    await retype(page, text);
    steps += 1;
  };
  const key = async (press) => {
    await page.keyboard.press(press);
    steps += 1;
  };
  const enter = async (selector) => {
    await focusOn(page, selector);
    await key("Enter");
  };
  const choose = async (selector, file) => {
    await (await page.waitForSelector(selector)).uploadFile(file);
    steps += 1;
  };

  /** The steps of a job are part of what it promises. */
  const tookSteps = (t, expected) => {
    t.diagnostic(`${steps} steps`);
    assert.equal(steps, expected);
  };

  test("1. Is this user's recording lawful and locked?", async (t) => {
    // Whether people are told of the recording cannot be decided for this user: that must not be hidden.
    const user = users[17];
    await begin(server.url, "Could not be checked");
    await type("#user", user.email);
    await key("Enter");
    await seeProfile(page, user.email);
    await type("#search", "recording");
    await page.waitForFunction(() => /q=recording/.test(location.hash));
    const isLawful = ({ id }) => /recording_without_(notice|consent)/.test(id);
    const about = auditPolicy(user).filter(isLawful);
    assert.ok(about.some(({ status, severity }) => status === "cannot_tell" && severity === "high"));
    const listed = await page.$$eval("[data-finding]", (lines) =>
      lines.map((line) => [line.dataset.finding, line.querySelector(".badge").textContent]),
    );
    for (const { id, status } of about) {
      const [, badge] = listed.find(([finding]) => finding === id) ?? [];
      assert.equal(/could not be checked/i.test(badge), status === "cannot_tell", `${id} is listed, found or not`);
    }
    const entry = summarizePolicy(user).entries.find(({ key: policy }) => policy === "auto_call_recording");
    const row = await page.$eval('[data-key="auto_call_recording"]', (node) => ({
      state: node.querySelector(".state").dataset.state,
      lock: node.querySelector(".lock")?.textContent,
    }));
    assert.deepEqual([row.state, row.lock !== undefined], [entry.state, entry.locked === true]);
    tookSteps(t, 3);
  });

  test("2. What changed since yesterday, and does it weaken anything?", async (t) => {
    const user = users[21];
    const earlier = structuredClone(user);
    earlier.policy = { ...earlier.policy, international_calling: false, delegation: true };
    earlier.department = "Yesterday's";
    const today = structuredClone(user);
    today.policy = { ...today.policy, international_calling: true, delegation: false };
    const path = join(folder, "yesterday.ndjson");
    writeFileSync(path, [users[3], earlier, users[4]].map((line) => JSON.stringify(line)).join("\n"));
    server.zoom.directory.set(user.id, today);
    await begin(`${server.url}/#/profile/${user.email}`, user.email);
    await seeProfile(page, user.email);
    await enter('.head a[href^="#/compare"]');
    await page.waitForSelector('[data-control="mode-moments"]');
    await focusOn(page, '[data-control="mode-users"]');
    await key("ArrowRight");
    await choose(".half input[type=file]", path);
    await see(page, "yesterday.ndjson");
    await enter('[data-control="compare"]');
    await see(page, "Permit more");
    const { changes } = diffPolicy(earlier, today);
    const effects = await page.$$eval(".changes tbody tr", (rows) => rows.map(({ dataset }) => dataset.effect));
    assert.equal(
      effects.filter((effect) => effect === "more").length,
      changes.filter(({ weakens }) => weakens === true).length,
    );
    assert.equal(effects[0], "more");
    assert.equal(await page.$$eval(".note.warning", (notes) => notes.length), 0);
    await page.$eval(".neutral", (details) => {
      details.open = true;
    });
    await see(page, "Yesterday's");
    tookSteps(t, 4);
    server.zoom.directory.set(user.id, user);
  });

  test("3. Who differs from their group: exactly those rows as CSV", async (t) => {
    await begin(`${server.url}/#/fleet`, "Read all users");
    await page.$eval("#rate", (field) => {
      field.value = "1000";
    });
    await enter('[data-control="fetch-all"]');
    await see(page, "400 users read on");
    await page.waitForSelector('[data-facet="outliers"] input');
    const said = await page.$eval('[data-facet="outliers"] label', (label) => ({
      words: label.querySelector(".facet-label").textContent,
      count: Number(label.querySelector(".number").textContent),
    }));
    await focusOn(page, '[data-facet="outliers"] input');
    await key(" ");
    await see(page, `${said.count} of 400`);
    await enter('[data-control="export"]');
    await enter('[data-control="export-csv"]');
    const rows = csvParse((await saved("fleet.csv")).replace(/^\ufeff/, ""));
    assert.equal(rows.length, said.count);
    assert.ok(
      rows.every(({ reason }) => reason === said.words),
      JSON.stringify(rows[0].reason),
    );
    const shown = await page.$$eval(".users tbody th bdi", (names) => names.map(({ textContent }) => textContent));
    assert.deepEqual(rows.map(({ email }) => email).slice(0, shown.length), shown);
    tookSteps(t, 4);
    rmSync(join(folder, "fleet.csv"));
  });

  test("4. What is in a file of 30 MB", async (t) => {
    const path = join(folder, "large.ndjson");
    const lines = Array.from({ length: 1500 }, (_, index) => JSON.stringify(createUser(index + 1))).join("\n");
    const times = Math.ceil(30e6 / lines.length);
    writeFileSync(path, Array.from({ length: times }, () => lines).join("\n"));
    await begin(`${host.url}/`, "Choose where profiles come from");
    await choose("main .drop input[type=file]", path);
    const total = (1500 * times).toLocaleString("en");
    await see(page, `${total} users read on`, { timeout: 180_000 });
    await see(page, "With a high finding");
    const high = await page.$eval('[data-control="figure-high"] .figure', (figure) =>
      Number(figure.textContent.replaceAll(",", "")),
    );
    const expected = Array.from({ length: 1500 }, (_, index) => auditPolicy(createUser(index + 1))).filter((findings) =>
      findings.some(({ status, severity }) => status === "found" && severity === "high"),
    ).length;
    assert.equal(high, expected * times);
    tookSteps(t, 1);
  });

  test("5. What is wrong in this JSON", async (t) => {
    await begin(`${host.url}/#/check`, "Paste a reply");
    const text = '{"id":"x","policy":{"sms":{"enable":"yes"}}}';
    await type("textarea", text);
    const [issue] = validateUserProfile(text).issues;
    await see(page, "Fails 1 error");
    await enter(".issues button");
    const selected = await page.evaluate(() => {
      const field = document.activeElement;
      return field.value.slice(field.selectionStart, field.selectionEnd);
    });
    assert.ok(text.startsWith(selected, issue.offset), selected);
    tookSteps(t, 2);
  });

  test("6. Connect my own proxy: tested in words, then used", async (t) => {
    // The sample server is the proxy: on the page's own origin, with a token given by hand.
    const token = server.zoom.issueToken();
    const user = users[8];
    await begin(`${server.url}/#/welcome`, "Connect your proxy");
    await type("#base", "/nowhere");
    await type("#test-user", user.email);
    await enter('[data-control="test"]');
    await page.waitForFunction(
      () =>
        document.querySelector(".report p")?.textContent.length > 20 &&
        !/Asking/.test(document.querySelector(".report").textContent),
    );
    assert.ok(!/It works/.test(await page.$eval(".report", ({ textContent }) => textContent)));
    await type("#base", "/v2");
    await enter('[data-control="proxy-token"]');
    await type("#token", token);
    await enter('[data-control="test"]');
    await see(page, `It works: Zoom answered with the profile of ${user.email}`);
    await enter('[data-control="connect"]');
    await see(page, "Zoom, by your proxy");
    await seeProfile(page, user.email);
    assert.ok(!page.url().includes(token));
    tookSteps(t, 8);
  });

  test("7. A link to what I see shows the same in a fresh browser", async (t) => {
    const links = [];
    await begin(`${server.url}/#/profile/${users[5].email}?topic=recording`, users[5].email);
    await seeProfile(page, users[5].email);
    links.push([server.url, page.url()]);
    await begin(`${server.url}/#/compare?a=${users[5].email}&b=${users[6].email}&only=more`, "Permit more");
    links.push([server.url, page.url()]);
    await begin(`${host.url}/`, "Choose where profiles come from");
    await enter('[data-control="sample-fleet"]');
    await see(page, "500 users read on");
    await type("#search", "sales");
    await page.waitForFunction(() => /q=sales/.test(location.hash));
    await focusOn(page, '[data-facet="findings"] input');
    await key(" ");
    await page.waitForFunction(() => /where=/.test(location.hash));
    links.push([host.url, page.url()]);
    tookSteps(t, 3);
    /** What the page shows once it does not change any more, but for the time of reading. */
    const shown = async (of) => {
      const read = () =>
        of.$eval("main:not([aria-busy])", (main) => main.innerText.replace(/\d+ \w+ \d{4}, \d\d:\d\d/g, ""));
      for (let before = "", now = await read(); ; before = now, now = await read()) {
        if (before === now) return now;
        await delay(300);
      }
    };
    const fresh = await launch(name);
    try {
      for (const [origin, link] of links) {
        const other = await openPage(fresh, origin, site.faults);
        await other.goto(link);
        const marks = /fleet/.test(link) ? /\d+ of 500/ : /Policies|Permit more/;
        await see(other, marks);
        const there = await shown(other);
        await other.close();
        await visit(page, link);
        await see(page, marks);
        assert.equal(there, await shown(page), link);
      }
    } finally {
      await fresh.close();
    }
  });
});
