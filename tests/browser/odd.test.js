// Odd users and odd links in Chromium and Firefox: users who are twice in a file, have no name or names of any
// characters; files that change or cannot be read; addresses that nobody's click makes.

import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";

import { createUser } from "../zoom-server/directory.js";
import { focusOn, openFile, press, see } from "./browsers.js";
import { describeSite } from "./site.js";

const lines = (users) => users.map((user) => `${JSON.stringify(user)}\n`).join("");
/** A user by whom a file is too large to be read at once. */
const LARGE = { id: "large", email: "zz-large@example.com", remark: "x".repeat(1_100_000), policy: {} };
const ODD = 'R&D | "a": 50 % \u202etxt, \ud83d';

describeSite(30, (site) => {
  const { folder, open } = site;
  let page;
  before(() => ({ page } = site));

  /** Opens a file of users as a fleet, by name. */
  async function openFleet(name, users) {
    const path = join(folder, name);
    writeFileSync(path, lines(users));
    await open("#/fleet", "Read all users");
    await openFile(page, path);
    await see(page, `${users.length} users read on`);
    return path;
  }
  const textOf = (selector) => page.$eval(selector, ({ textContent }) => textContent);
  const seeDepartment = (department) =>
    page.waitForFunction(
      (wanted) => document.querySelector('[data-pointer="/department"] dd')?.textContent === wanted,
      { timeout: 5000 },
      department,
    );

  const seePerson = (email) =>
    page.waitForFunction((wanted) => document.querySelector("#person")?.textContent === wanted, {}, email);

  for (const [size, more] of [
    ["small", []],
    ["large", [LARGE]],
  ])
    test(`users of a ${size} file who are in it twice, or have no name, lead to their own profiles`, async () => {
      const twin = { id: "twin", email: "twin@example.com", policy: {} };
      const users = [
        { ...twin, department: "First" },
        { ...twin, department: "Second" },
        { department: "Nameless", policy: {} },
        ...more,
      ];
      await openFleet("twins.ndjson", users);
      for (const [index, { department }] of users.slice(0, 3).entries()) {
        await press(page, `[data-control="user-${index}"]`);
        await seeDepartment(department);
        await see(page, ` of ${users.length}`);
        await press(page, '[data-control="to-fleet"]');
        await see(page, `${users.length} users read on`);
      }
      assert.notEqual(await textOf('[data-control="user-2"]'), "");
      // From each to the next, each once.
      await press(page, '[data-control="sort-department"]');
      await page.waitForSelector('th[aria-sort="ascending"]');
      await press(page, ".users tbody th a");
      const order = [...users].sort((a, b) => ((a.department ?? "") < (b.department ?? "") ? -1 : 1));
      for (const [at, { department }] of order.entries()) {
        await seeDepartment(department ?? "Not given");
        await see(page, `${at + 1} of ${users.length}`);
        if (at + 1 < order.length) await press(page, '[data-control="next"]');
      }
    });

  test("a user without a name of their own is compared by position", async () => {
    const twin = { id: "twin", email: "twin@example.com", policy: { sms: { enable: true } } };
    await openFleet("pair.ndjson", [twin, { ...twin, policy: { sms: { enable: false } } }]);
    await press(page, '[data-control="user-1"]');
    await see(page, "2 of 2");
    await press(page, '.head a[href^="#/compare"]');
    await page.waitForSelector("#b");
    assert.equal(await page.$eval("#a", ({ value }) => value), "#2");
    await focusOn(page, "#b");
    await page.keyboard.type("twin");
    await page.keyboard.press("Enter");
    await see(page, "1 policy differs");
  });

  test("profiles out of a list are shown and saved as they are written", async () => {
    const written = '{ "id": "a", "email": "a@example.com",  "extension_number": 12345678901234567890,\n"policy": {} }';
    const other = '{"id":"b","id":"b2","email":"b@example.com","policy":{"sms":{"enable":true}}}';
    for (const text of [`[${written}, ${other}]`, `{"next":[[1]],"users":[],"users":[\n${written},\n${other} ]}`]) {
      const path = join(folder, "list.json");
      writeFileSync(path, text);
      await open("#/fleet", "Read all users");
      await openFile(page, path);
      await see(page, "2 users read on");
      for (const [name, expected] of [
        ["a@example.com", written],
        ["b@example.com", other],
      ]) {
        await page.evaluate(
          (user) => {
            location.hash = `#/profile/${user}?source=file`;
          },
          name === "a@example.com" ? "a" : "b2",
        );
        await seePerson(name);
        await page.evaluate(() =>
          [...document.querySelectorAll(".head button")].find(({ textContent }) => textContent === "Save JSON").click(),
        );
        assert.equal(await site.saved(`${name}.json`), expected);
        rmSync(join(folder, `${name}.json`));
      }
    }
  });

  test("Next passes by users who could not be read", async () => {
    // By name the line that is no profile, "Line 2", stands between the two.
    const [first, last] = ["A@example.com", "Z@example.com"].map((email) => ({ ...createUser(1), id: email, email }));
    await open("#/fleet?sort=name", "Read all users");
    const path = join(folder, "gap.ndjson");
    writeFileSync(path, lines([first, { id: 7 }, last]));
    await openFile(page, path);
    await see(page, "3 users read on");
    await press(page, '[data-control="user-0"]');
    await seePerson(first.email);
    await see(page, "1 of 3");
    await press(page, '[data-control="next"]');
    await seePerson(last.email);
    await see(page, "3 of 3");
    await press(page, '[data-control="previous"]');
    await seePerson(first.email);
  });

  test("a file's name that reads from right to left turns nothing else around", async () => {
    const name = "a\u202enosjdn.ndjson";
    await openFleet(name, [createUser(1), createUser(2)]);
    assert.equal(await textOf(".reading bdi"), name);
  });

  test("names of any characters: shown, filtered by, linked to and exported", async () => {
    const user = createUser(5);
    const policy = { ...user.policy, sms: { enable: true, locked: true, locked_by: "constructor" } };
    const odd = { ...user, email: `${ODD}@example.com`, department: ODD, status: "toString", policy };
    await openFleet("odd.ndjson", [odd, createUser(6), createUser(7)]);
    await focusOn(page, '.facet[data-facet="groups"] input[data-control^="department-R"]');
    await page.keyboard.press(" ");
    await see(page, "1 of 3");
    const shown = await page.$$eval(".users tbody th a", (links) => links.map(({ textContent }) => textContent));
    assert.equal(shown.length, 1);
    await press(page, '[data-control="export"]');
    await press(page, '[data-control="export-csv"]');
    assert.match(await site.saved("fleet.csv"), /R&D/);
    await press(page, ".users tbody th a");
    await see(page, "constructor");
    await see(page, "Policies");
    assert.match(await textOf('[data-key="sms"] .lock'), /^constructor$/);
  });

  test("addresses that nobody's click makes open their view", async () => {
    const path = join(folder, "few.ndjson");
    writeFileSync(path, lines(Array.from({ length: 60 }, (_, index) => createUser(index + 1))));
    await open("#/fleet", "Read all users");
    await openFile(page, path);
    await see(page, "60 users read on");
    for (const [link, shown] of [
      ["#/fleet?source=file&where=department:50%25", "No user matches"],
      ["#/fleet?source=file&where=policy:sms.toString|lock:sms.constructor", "No user matches"],
      ["#/fleet?source=file&where=change:toString|fact:constructor", "No user matches"],
      ["#/fleet?source=file&where=outlier:toString/sms/Sales", "No user matches"],
      ["#/fleet?source=file&group=toString", "60 of 60"],
      ["#/fleet?source=file&page=1.5&sort=constructor", "1 to 25 of 60"],
      ["#/fleet?source=file&page=99999", "51 to 60 of 60"],
      ["#/profile/user3%40example.com?source=file&show=constructor&topic=toString&only=x", "Policies"],
      ["#/profile/%E0%A4%A?source=file", "The file has no user %E0%A4%A"],
      ["#/compare?source=file&mode=toString", "Give two users"],
      ["#/check?source=file&validation=toString", "Fails"],
      ["#/failures/constructor", "There is no failure constructor"],
    ]) {
      await page.evaluate((next) => {
        location.hash = next;
      }, link);
      await see(page, shown);
    }
  });

  test("a file that changes on the disk shows nobody else's profile", async () => {
    const users = [createUser(1), createUser(2), LARGE];
    const path = await openFleet("changing.ndjson", users);
    const name = await textOf('[data-control="user-0"] bdi');
    writeFileSync(path, lines([createUser(2), createUser(1), LARGE]));
    await press(page, '[data-control="user-0"]');
    await see(page, /changed since it was read|could not be read/);
    assert.equal(await textOf("h1"), name);
  });

  test("a file whose reading was stopped is not blamed for lacking a user", async () => {
    const path = join(folder, "stopped.ndjson");
    writeFileSync(path, lines(Array.from({ length: 15_000 }, (_, index) => createUser(index + 1))));
    await open("#/fleet", "Read all users");
    await openFile(page, path);
    await press(page, '[data-control="stop"]');
    await see(page, "Stopped");
    await page.evaluate(() => {
      location.hash = "#/profile/user14999%40example.com?source=file";
    });
    await see(page, /stopped before user14999@example.com/);
    assert.ok(!(await textOf("main")).includes("has no user"));
  });

  test("a file that cannot be read is told of, with what to do", async () => {
    for (const link of ["#/welcome", "#/check", "#/compare?mode=moments", "#/fleet"]) {
      await open(link);
      await page.waitForSelector("main input[type=file]");
      await page.evaluate(() => {
        const refuse = () => Promise.reject(new DOMException("The file is gone.", "NotReadableError"));
        Blob.prototype.text = Blob.prototype.arrayBuffer = refuse;
        const transfer = new DataTransfer();
        transfer.items.add(new File(["{}"], "gone.json"));
        const inputs = [...document.querySelectorAll("main input[type=file]")].at(-1);
        inputs.files = transfer.files;
        inputs.dispatchEvent(new Event("change"));
      });
      await see(page, /gone.json cannot be read[\s\S]*The file is gone\./);
      await focusOn(page, "dialog button");
      await page.keyboard.press("Enter");
    }
  });

  test("IDs in one line are all read", async () => {
    await open("#/fleet", "Read all users");
    await press(page, '[data-control="some"]');
    await focusOn(page, "#ids");
    await page.keyboard.type(
      site.users
        .slice(1, 4)
        .map(({ email }) => email)
        .join(", "),
    );
    await press(page, '[data-control="fetch-ids"]');
    await see(page, "3 users read on");
  });
});
