// In Chromium and Firefox: what is typed, chosen, filtered or focused is not lost by what comes next, and what is shown
// is about what is shown with it.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";

import { createUser } from "../zoom-server/directory.js";
import {
  beginFetching,
  fetchAll,
  fillIn,
  focusOn,
  giveToken,
  openFile,
  press,
  retype,
  see,
  seeProfile,
} from "./browsers.js";
import { describeSite } from "./site.js";

const USERS = 120;

describeSite(USERS, (site) => {
  const { folder, open } = site;
  let page;
  let users;
  before(() => ({ page, users } = site));
  const textOf = (selector) => page.$eval(selector, ({ textContent }) => textContent);
  const valueIn = (selector) => page.$eval(selector, ({ value }) => value);
  const hasFocus = (selector) => page.evaluate((wanted) => document.activeElement.matches(wanted), selector);
  const follow = (hash) =>
    page.evaluate((next) => {
      location.hash = next;
    }, hash);
  /** Holds requests of the page until they are let go. */
  const hold = () =>
    page.evaluate(() => {
      const send = window.fetch;
      const held = new Promise((resolve) => {
        window.letGo = () => {
          window.fetch = send;
          resolve();
        };
      });
      window.fetch = (...request) => held.then(() => send(...request));
    });
  const letGo = () => page.evaluate(() => window.letGo());

  test("Fleet: figures, policies and failures are filters beside the search and the order of now", async () => {
    site.server.zoom.directory.delete(users[60].id);
    await open("#/fleet");
    await fetchAll(page, USERS);
    site.server.zoom.directory.set(users[60].id, users[60]);
    await focusOn(page, "#search");
    await page.keyboard.type("user1");
    await page.waitForFunction(() => location.hash.includes("q=user1"));
    await press(page, '[data-control="sort-name"]');
    await page.waitForSelector('th[aria-sort="ascending"]');
    await press(page, '[data-control="policy-sms"]');
    for (const [control, filter] of [
      ["policy-sms.on", "sms.on"],
      ["figure-high", "fact"],
      ["failed", "failed"],
    ]) {
      await press(page, `[data-control="${control}"]`);
      await page.waitForFunction((wanted) => location.hash.includes(wanted), {}, filter);
      assert.match(page.url(), /q=user1/, control);
      assert.match(page.url(), /sort=name/, control);
      assert.match(page.url(), /sms\.on/, control);
    }
    // What sets a filter takes it back.
    await press(page, '[data-control="failed"]');
    await page.waitForFunction(() => !location.hash.includes("failed"));
  });

  test("Fleet: the search shows what is searched for, also after going back", async () => {
    await open("#/fleet");
    await fetchAll(page, USERS);
    await press(page, '[data-control="figure-high"]');
    await page.waitForFunction(() => location.hash.includes("where="));
    await focusOn(page, "#search");
    await page.keyboard.type("user11");
    await page.waitForFunction(() => location.hash.includes("q=user11"));
    await page.evaluate(() => history.back());
    await see(page, "120 of 120");
    assert.equal(await valueIn("#search"), "");
  });

  test("Fleet: a filter in a folded list keeps the focus", async () => {
    await open("#/fleet?group=calling_plan");
    await fetchAll(page, USERS);
    await press(page, '[data-control="all-policies"]');
    await press(page, '[data-control="policy-online_fax"]');
    await press(page, '[data-control="policy-online_fax.on"]');
    await page.waitForFunction(() => location.hash.includes("online_fax"));
    await page.waitForSelector('[data-control="policy-online_fax.on"][aria-current]');
    assert.ok(await hasFocus('[data-control="policy-online_fax.on"]'), "set");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => !location.hash.includes("online_fax"));
    await page.waitForSelector('[data-control="policy-online_fax.on"]:not([aria-current])');
    assert.ok(await hasFocus('[data-control="policy-online_fax.on"]'), "taken back");
  });

  test("Fleet: a press that is never released does not stop what users see", async () => {
    await open("#/fleet", "Read all users");
    await beginFetching(page, 60);
    await see(page, "of 120 users");
    await page.mouse.move(600, 20);
    // A list of the browser takes the release; the mouse that leaves it has no button down.
    await page.evaluate(() => window.dispatchEvent(new PointerEvent("pointerdown", { button: 0 })));
    await page.mouse.move(620, 20);
    await page.mouse.down({ button: "right" });
    await see(page, "120 users read on");
    await page.mouse.up({ button: "right" });
  });

  test("Fleet: an outlier's filter says what holds once all is read", async () => {
    const { directory } = site.server.zoom;
    // Whoever departs is among the last 20.
    for (const [index, user] of users.entries()) {
      const policy = { sms: { enable: index < 100 || index % 2 > 0 } };
      directory.set(user.id, { ...user, department: "Sales", policy });
    }
    await open("#/fleet", "Read all users");
    await beginFetching(page, 30);
    await see(page, "of 120 users");
    await press(page, '[data-control="pause"]');
    await see(page, "Go on");
    await follow("#/fleet?where=outlier%3Adepartment%252Fsms%252FSales");
    await see(page, "Differs in SMS");
    await press(page, '[data-control="pause"]');
    await see(page, "120 users read on");
    await see(page, "SMS off, where 91 % of Sales have it on");
    for (const user of users) directory.set(user.id, user);
    const chip = await textOf(".chips [data-set]");
    assert.match(chip, /91 % of Sales/);
  });

  test("Fleet: of two earlier files the one that was chosen last counts", async () => {
    const write = (name, list) => {
      const path = join(folder, name);
      writeFileSync(path, list.map((user) => JSON.stringify(user)).join("\n"));
      return path;
    };
    const slow = write(
      "slow.ndjson",
      Array.from({ length: 4000 }, (_, index) => createUser(index + 1)),
    );
    const quick = write("quick.ndjson", users.slice(0, 50));
    await open("#/fleet", "Read all users");
    await openFile(page, write("now.ndjson", users.slice(0, 50)));
    await see(page, "50 users read on");
    await page.evaluate(() => {
      window.compared = 0;
      const announcer = document.querySelector("#announcer");
      const note = () => (window.compared += Number(announcer.textContent === "Changes are filters now"));
      new MutationObserver(note).observe(announcer, { childList: true });
    });
    const earlier = await page.$("#earlier");
    await earlier.uploadFile(slow);
    await earlier.uploadFile(quick);
    await page.waitForFunction(() => window.compared === 2);
    await see(page, "Changes since quick.ndjson");
  });

  test("Compare: another mode while profiles are loaded; an error does not stand below another result", async () => {
    await open(`#/compare?a=${users[1].email}&b=${users[2].email}`, "policies differ");
    await hold();
    await follow(`#/compare?a=${users[3].email}&b=${users[4].email}`);
    await see(page, "Comparing …");
    await follow("#/compare?mode=moments");
    await see(page, "Give the profile as it was");
    await letGo();
    await follow("#/compare?mode=moments&only=more");
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
    await see(page, "Give the profile as it was");
    assert.ok(!(await textOf("main")).includes("differ "), "nothing is compared");
    await follow(`#/compare?a=${users[1].email}&b=${users[2].email}`);
    await see(page, "policies differ");
    await follow(`#/compare?a=${users[1].email}&b=nobody%40example.com`);
    await page.waitForSelector(".failure");
    assert.ok(!/differ/.test(await textOf(".crumbs")), await textOf(".crumbs"));
  });

  test("Compare: what is typed stays when changes are narrowed, and so does the focus", async () => {
    const expected = encodeURIComponent('{"sms":{"enable":true,"locked":true}}');
    await open(`#/compare?mode=baseline&a=${users[1].email}&baseline=${expected}`);
    await see(page, "to look at");
    await fillIn(page, "#baseline", '{"sms":{"enable":false}}');
    await focusOn(page, 'input[name="only"]');
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => location.hash.includes("only="));
    assert.equal(await valueIn("#baseline"), '{"sms":{"enable":false}}');
    assert.ok(await hasFocus('input[name="only"]:checked'));
    await press(page, '[data-control="compare"]');
    await page.waitForFunction(() => location.hash.includes("false"));
    assert.equal(await valueIn("#baseline"), '{"sms":{"enable":false}}');
  });

  test("Compare: a misspelt policy of a baseline is told of as such", async () => {
    await open(
      `#/compare?mode=baseline&a=${users[1].email}&baseline=${encodeURIComponent('{"smss":{"enable":true}}')}`,
    );
    await see(page, "The baseline has a field that no policy has: smss");
    await see(page, "Did you mean sms?");
    assert.ok(!(await textOf("main")).includes("Find another user"));
  });

  test("Compare: two moments of profiles alone, without a user", async () => {
    await open("#/compare?mode=moments");
    await page.waitForSelector("#then");
    await fillIn(page, "#then", JSON.stringify(users[1]));
    await fillIn(page, "#now", JSON.stringify({ ...users[1], department: "Elsewhere" }));
    await page.$eval("#a", (field) => {
      field.value = "";
    });
    await press(page, '[data-control="compare"]');
    await see(page, "Elsewhere");
  });

  test("Compare: a file's name stands only beside its own text, and a large file can be taken away", async () => {
    const path = join(folder, "before.json");
    writeFileSync(path, JSON.stringify(users[1]));
    await open("#/compare?mode=moments");
    await openFile(page, path, ".half input[type=file]");
    await see(page, "before.json");
    await focusOn(page, "#then");
    await retype(page, "{}");
    assert.ok(!(await textOf("main")).includes("before.json"));
    writeFileSync(path, JSON.stringify({ ...users[1], remark: "x".repeat(200_000) }));
    await openFile(page, path, ".half input[type=file]");
    await see(page, "before.json");
    await press(page, '[data-control="remove-then"]');
    await page.waitForSelector("#then", { visible: true });
    assert.equal(await valueIn("#then"), "");
  });

  test("Check: Format changes white space alone", async () => {
    const text =
      '{"id":"a","id":"b","extension_number":12345678901234567890,"policy":{},"x":[1.0,1e2,"\\u0041 , :"],"y":[]}';
    await open("#/check", "Fails");
    await fillIn(page, "textarea", text);
    await see(page, "duplicate");
    await press(page, '[data-control="format"]');
    await page.waitForFunction(() => document.querySelector("textarea").value.includes("\n"));
    const formatted = await valueIn("textarea");
    const parts = text.match(/"(?:[^"\\]|\\.)*"|[^\s"]/g).join("");
    assert.equal(formatted.match(/"(?:[^"\\]|\\.)*"|[^\s"]/g).join(""), parts);
    assert.equal(
      formatted.replace('  "id": "a",\n', "").replace("12345678901234567890", "1"),
      JSON.stringify({ id: "b", extension_number: 1, policy: {}, x: ["1.0", "1e2", "A"], y: [] }, null, 2)
        .replace('"1.0"', "1.0")
        .replace('"1e2"', "1e2")
        .replace('"A"', '"\\u0041 , :"'),
    );
    await see(page, "duplicate");
  });

  test("Check: a picture that is pasted into a large text leaves it as it is", async () => {
    const text = JSON.stringify({ id: "a", remark: "x".repeat(300_000) });
    await open("#/check", "Fails");
    const paste = (selector, pasted) =>
      page.evaluate(
        (target, content) => {
          const clipboardData = new DataTransfer();
          if (content) clipboardData.setData("text/plain", content);
          // Firefox's own event of that name has no data unless a person pastes.
          const event = Object.assign(new Event("paste", { bubbles: true, cancelable: true }), { clipboardData });
          document.querySelector(target).dispatchEvent(event);
        },
        selector,
        pasted,
      );
    await paste("textarea", text);
    const note = `${text.length.toLocaleString("en")} characters`;
    await see(page, note);
    await paste(".editor-scroller", "");
    assert.ok((await textOf(".editor-note")).startsWith(note));
    assert.ok(await page.$eval(".editor-lines", (lines) => lines.checkVisibility()));
  });

  test("Check: what is typed while a long text is formatted stays", async () => {
    const text = JSON.stringify({ id: "a", remark: "x".repeat(60_000) });
    const edited = text.replace("{", '{"id":"b",');
    await open("#/check", "Fails");
    await fillIn(page, "textarea", text);
    await see(page, "Passes");
    await page.evaluate((next) => {
      document.querySelector('[data-control="format"]').click();
      const field = document.querySelector("textarea");
      field.value = next;
      field.dispatchEvent(new Event("input"));
    }, edited);
    await see(page, "duplicate");
    assert.equal(await valueIn("textarea"), edited);
  });

  test("Check: what is typed into a long text just before another view is there afterwards", async () => {
    await open("#/check", "Fails");
    const text = JSON.stringify({ id: "a", remark: "x".repeat(60_000) });
    await fillIn(page, "textarea", text);
    await see(page, "Passes");
    await fillIn(page, "textarea", `${text} `);
    await follow("#/compare");
    await see(page, "Give two users");
    await follow("#/check");
    await see(page, "Passes");
    assert.equal(await valueIn("textarea"), `${text} `);
  });

  test("suggestions are users of the source, whatever else was read", async () => {
    const path = join(folder, "others.ndjson");
    const others = Array.from({ length: 30 }, (_, index) => ({
      ...createUser(index + 1),
      email: `other${index}@file.example`,
    }));
    writeFileSync(path, others.map((user) => JSON.stringify(user)).join("\n"));
    await open("#/fleet");
    await openFile(page, path);
    await see(page, "30 users read on");
    await follow("#/profile/me");
    await page.waitForSelector("#person");
    const suggested = async (typed) => {
      await focusOn(page, "#user");
      await retype(page, typed);
      await page.waitForFunction(() => document.querySelector("#user-choices").childElementCount > 0);
      return page.$$eval("#user-choices option", (options) => options.map(({ value }) => value));
    };
    const names = await suggested("example");
    assert.ok(
      names.every((name) => !name.includes("file.example")),
      `${names}`,
    );
  });

  test("a dialog goes with the view that it was opened in; text is dragged into fields", async () => {
    await open(`#/profile/${users[5].email}`);
    await seeProfile(page, users[5].email);
    await follow("#/check");
    await see(page, "Paste a reply");
    await press(page, "#source");
    await page.waitForSelector("dialog[open]");
    await page.evaluate(() => history.back());
    await seeProfile(page, users[5].email);
    await page.waitForSelector("body:not(:has(dialog))");
    await follow("#/check");
    await see(page, "Paste a reply");
    /** Whether the page takes a drop itself. */
    const isTaken = (hasFile) =>
      page.evaluate((isFile) => {
        const dataTransfer = new DataTransfer();
        if (isFile) dataTransfer.items.add(new File(["{}"], "a.json"));
        else dataTransfer.setData("text/plain", "a");
        const event = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer });
        return !document.querySelector("textarea").dispatchEvent(event);
      }, hasFile);
    assert.deepEqual([await isTaken(false), await isTaken(true)], [false, true]);
  });

  test("of two files the one that was chosen last is shown, also where the first takes longer to open", async () => {
    const [first, last] = ["first.json", "last.json"].map((file) => join(folder, file));
    writeFileSync(first, JSON.stringify(users[1]));
    writeFileSync(last, JSON.stringify(users[2]));
    await open("#/check");
    await press(page, "#source");
    await page.waitForSelector("dialog .drop");
    // The first that is read is held.
    await page.evaluate(() => {
      const reads = ["text", "arrayBuffer"].map((name) => [name, Blob.prototype[name]]);
      for (const [name, read] of reads)
        Blob.prototype[name] = function held() {
          for (const [again, original] of reads) Blob.prototype[again] = original;
          return new Promise((resolve) => {
            window.letGo = resolve;
          }).then(() => read.call(this));
        };
    });
    await openFile(page, first, "dialog input[type=file]");
    await page.waitForFunction(() => window.letGo);
    await openFile(page, last, "dialog input[type=file]");
    await seeProfile(page, users[2].email);
    await letGo();
    await follow("#/compare?source=file");
    await see(page, "Give two users");
    assert.match(await textOf("#source"), /last\.json/);
  });

  test("a worker that fails is told of, with what to do; nothing of before stands beside it", async () => {
    const fail = () =>
      page.evaluate(() => {
        window.Worker = class extends EventTarget {
          postMessage() {
            setTimeout(() => this.dispatchEvent(new ErrorEvent("error", { message: "out of memory" })));
          }
        };
      });
    await open("#/check", "Fails");
    await fillIn(page, "textarea", '{"id":"a","policy":{}}');
    await see(page, "Show as profile");
    await fail();
    await fillIn(page, "textarea", JSON.stringify({ id: "a", remark: "x".repeat(60_000) }));
    await see(page, /Not checked[\s\S]*The page's worker failed: out of memory[\s\S]*Reload the page/);
    assert.ok(!(await textOf("main")).includes("Show as profile"));
    await open("#/fleet");
    await fetchAll(page, USERS);
    await fail();
    await press(page, '[data-control="export"]');
    await press(page, '[data-control="export-csv"]');
    await see(page, /The export could not be made[\s\S]*The page's worker failed[\s\S]*Reload the page/);
  });

  test("Profile: another token keeps the user that is shown", async () => {
    const token = "token-expired";
    await open("#/profile/me?source=v2");
    await press(page, "#source");
    await giveToken(page, token);
    await follow(`#/profile/${users[5].email}?source=v2&topic=recording`);
    await see(page, "Give another token");
    await press(page, "#source");
    await giveToken(page, site.server.zoom.issueToken());
    await seeProfile(page, users[5].email);
    assert.match(page.url(), /topic=recording/);
  });

  test("Profile: who comes back stands where they were, and Next keeps the focus", async () => {
    await open("#/fleet");
    await fetchAll(page, USERS);
    await press(page, ".users tbody th a");
    await page.waitForSelector(".policies");
    await press(page, '[data-control="next"]');
    await see(page, "2 of 120");
    await page.waitForFunction(() => document.activeElement.matches('[data-control="next"]'), { timeout: 5000 });
    await focusOn(page, ".policies button.open");
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    const place = () => page.evaluate(() => [scrollY, document.activeElement.dataset.control]);
    const before = await place();
    assert.ok(before[0] > 300, `${before}`);
    await page.evaluate(() => document.querySelector('.nav a[href^="#/check"]').click());
    await see(page, "Paste a reply");
    await page.evaluate(() => history.back());
    await page.waitForSelector(".policies");
    await page.waitForFunction((control) => document.activeElement.dataset.control === control, {}, before[1]);
    assert.deepEqual(await place(), before);
  });
});
