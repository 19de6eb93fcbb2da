// The page's layout in Chromium and Firefox: at 200 % zoom and at 320 pixels nothing is cut off or overlaps, including
// long and right-to-left names; no motion where reduced motion is preferred; each view by its link, back and forward.

import assert from "node:assert/strict";
import { before, test } from "node:test";

import { fetchAll, fillIn, overflow, press, see, VIEWS } from "./browsers.js";
import { describeSite } from "./site.js";

const LONG = {
  id: "x".repeat(120),
  email: `${"غادة.عبد-الرحمن.الطويلة.جدا.".repeat(4)}@example.com`,
  department: "Donaudampfschifffahrtsgesellschaft ".repeat(4),
  cost_center: "לוגיסטיקה ".repeat(12),
  policy: {
    sms: { enable: true, locked: true, locked_by: "a_level_with_a_very_long_name_of_tomorrow" },
    [`policy_${"y".repeat(80)}`]: { enable: true },
  },
};

const USERS = 60;
/** Each view by a link of its own, with what it shows. */
const LINKS = {
  "#/profile/user3%40example.com?q=voicemail&show=on": /Policies \d+ of 3[78]/,
  "#/compare?a=user1%40example.com&b=user2%40example.com&only=more": /Permit more/,
  "#/fleet?group=site": /Read all users/,
  "#/check?validation=strict": /Fails/,
  "#/failures/error-404-1001": /user_not_found/,
};

describeSite(USERS, (site) => {
  const { name, open } = site;
  let page;
  before(() => ({ page } = site));

  const showLong = async () => {
    await open("#/check", /Fails/);
    await fillIn(page, "textarea", JSON.stringify(LONG));
    await see(page, /Passes/);
    await press(page, '[data-control="show-profile"]');
    await page.waitForSelector("#person");
  };
  const openSource = async () => {
    await open("", VIEWS.profile);
    await page.click("#source");
    await page.waitForSelector("dialog[open]");
  };
  const STATES = {
    welcome: () => open("#/welcome", /Choose where profiles come from/),
    profile: () => open("#/profile/me?at=/policy/sms", /In the reply/),
    "a finding": () => open("#/profile/user17%40example.com", /Findings/).then(() => press(page, ".finding summary")),
    "a long profile": showLong,
    compare: () => open("#/compare?a=user1%40example.com&b=user2%40example.com", /Permit more/),
    moments: () => open("#/compare?mode=moments", /Give the profile as it was/),
    baseline: () => open("#/compare?mode=baseline", /Give a user and a baseline/),
    "fleet, not read": () => open("#/fleet", /Read all users/),
    fleet: () => open("#/fleet", /Read all users/).then(() => fetchAll(page, USERS)),
    "fleet, filters open": () =>
      open("#/fleet", /Read all users/)
        .then(() => fetchAll(page, USERS))
        .then(() =>
          page.$eval("#facets", (details) => {
            details.open = true;
          }),
        ),
    check: () => open("#/check", /Fails/),
    failures: () => open("#/failures/error-400-4711", /Add a scope/),
    "a failure": () => open(`#/profile/${"nobody".repeat(30)}`, /user_not_found/),
    source: openSource,
  };

  for (const [what, viewport] of Object.entries({
    "200 % zoom": { width: 640, height: 450, deviceScaleFactor: 2 },
    "320 pixels": { width: 320, height: 640 },
  })) {
    test(`at ${what} nothing is cut off, and nothing lies over another thing`, async () => {
      await page.setViewport(viewport);
      const found = {};
      for (const [state, show] of Object.entries(STATES)) {
        await show();
        found[state] = [
          ...(await page.evaluate(faultsOfLayout)),
          ...((await overflow(page)) > 0 ? ["the page is wider than its window"] : []),
        ];
      }
      assert.deepEqual(
        Object.entries(found).filter(([, faults]) => faults.length > 0),
        [],
      );
      await page.setViewport({ width: 1280, height: 900 });
    });
  }

  test("nothing moves for those who want no motion", async () => {
    const moving = () =>
      page.evaluate(() =>
        [...document.querySelectorAll("*")]
          .filter((node) => {
            const style = getComputedStyle(node);
            return (
              style.scrollBehavior === "smooth" ||
              /[1-9]/.test(style.transitionDuration) ||
              style.animationName !== "none"
            );
          })
          .map(({ tagName }) => tagName),
      );
    await open("", VIEWS.profile);
    assert.ok(await page.evaluate(() => matchMedia("(prefers-reduced-motion: reduce)").matches));
    assert.deepEqual(await moving(), []);
    if (name !== "chromium") return;
    await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "no-preference" }]);
    assert.ok(
      (await moving()).every((tag) => /^svg$/i.test(tag)),
      "only chevrons turn",
    );
    await page.emulateMediaFeatures([]);
  });

  test("in forced colors what is chosen differs from the rest, and marks have an outline", async (t) => {
    if (name === "firefox") return t.skip("no emulation of forced colors");
    const session = await page.createCDPSession();
    await session.send("Emulation.setEmulatedMedia", { features: [{ name: "forced-colors", value: "active" }] });
    const stylesOf = (selector, ...names) =>
      page.$$eval(
        selector,
        (nodes, wanted) => nodes.map((node) => wanted.map((property) => getComputedStyle(node)[property]).join(" ")),
        names,
      );
    await open("#/compare", /Give two users/);
    const tabs = await stylesOf(".nav a", "borderBottomColor");
    assert.equal(new Set(tabs).size, 2, `${tabs}`);
    const modes = await stylesOf(".segments span", "outlineStyle");
    assert.deepEqual(modes, ["solid", "none", "none"]);
    await STATES["fleet, filters open"]();
    await page.click('[data-facet="findings"] input');
    await page.waitForSelector('[data-facet="findings"] .facet-item:has(:checked)');
    const facets = await stylesOf('[data-facet="findings"] .facet-item', "outlineStyle");
    assert.equal(facets.filter((style) => style === "solid").length, 1, `${facets}`);
    await open("#/check", /Fails/);
    assert.ok((await stylesOf(".editor mark", "outlineStyle")).every((style) => style === "solid"));
    await session.send("Emulation.setEmulatedMedia", { features: [] });
    await session.detach();
  });

  test("each view by its link alone; back and forward through all of them", async () => {
    const links = Object.entries(LINKS);
    for (const [link, text] of links) {
      await open(link, text);
      assert.ok(page.url().endsWith(link));
    }
    await open(links[0][0], links[0][1]);
    const isThere = async ([link, text]) => {
      await page.waitForFunction(
        (hash) => location.hash === hash && document.querySelector("main").dataset.view === /\w+/.exec(hash)[0],
        {},
        link,
      );
      await see(page, text);
    };
    for (const [link, text] of links.slice(1)) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, link);
      await isThere([link, text]);
    }
    for (const entry of links.slice(0, -1).reverse()) {
      await page.evaluate(() => history.back());
      await isThere(entry);
    }
    for (const entry of links.slice(1)) {
      await page.evaluate(() => history.forward());
      await isThere(entry);
    }
  });
});

/** What is wrong with the layout, run in the page. */
function faultsOfLayout() {
  const host = document.querySelector("dialog[open]") ?? document.body;
  const name = (node) =>
    `${node.tagName.toLowerCase()}${node.id ? `#${node.id}` : ""}.${node.className} "${node.textContent.slice(0, 40)}"`;
  const isShown = (node) =>
    node.checkVisibility({ checkVisibilityCSS: true }) &&
    !node.closest(".visually-hidden, .skip, .editor-marks, .editor-numbers, svg, .brand span");
  // What scrolls within itself shows the rest when it is asked to.
  const scrolls = (node) => /auto|scroll/.test(getComputedStyle(node).overflowX + getComputedStyle(node).overflowY);
  const inScroller = (node) => {
    for (let at = node.parentElement; at && at !== host; at = at.parentElement) if (scrolls(at)) return true;
    return false;
  };
  const faults = [];
  const shown = [...host.querySelectorAll("*")].filter(isShown);
  for (const node of shown) {
    const { left, right, width } = node.getBoundingClientRect();
    if (width > 0 && !inScroller(node) && (left < -1 || right > innerWidth + 1))
      faults.push(`beyond the window: ${name(node)}`);
    const style = getComputedStyle(node);
    const isCut =
      node.scrollWidth > node.clientWidth + 1 &&
      /hidden|clip/.test(style.overflowX) &&
      !node.matches("input, textarea, .editor *, .file-button, .verdict");
    // A field scrolls; cells of the table, and the source's name, end in dots; what they stand for is a step away.
    if (isCut && style.textOverflow !== "ellipsis") faults.push(`cut off: ${name(node)}`);
  }
  const controls = shown.filter(
    (node) =>
      node.matches("a, button, input, select, textarea, summary") &&
      !inScroller(node) &&
      !node.closest(".topbar") &&
      !node.matches("input[type=file], label *"),
  );
  const boxes = controls.map((node) => [node, [...node.getClientRects()]]);
  boxes.forEach(([first, ofFirst], at) => {
    for (const [second, ofSecond] of boxes.slice(at + 1)) {
      if (first.contains(second) || second.contains(first)) continue;
      if (
        ofFirst.some((a) =>
          ofSecond.some(
            (b) =>
              Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
              Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1,
          ),
        )
      )
        faults.push(`${name(first)} lies over ${name(second)}`);
    }
  });
  // Where the text itself is, line by line: it may run out of its own box.
  const place = (node) => {
    const range = document.createRange();
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const rects = [];
    while (walker.nextNode()) {
      if (walker.currentNode.parentElement.closest(".visually-hidden")) continue;
      range.selectNodeContents(walker.currentNode);
      rects.push(...range.getClientRects());
    }
    return rects;
  };
  const texts = shown
    .filter(
      (node) =>
        node.matches("h1, h2, h3, p, dt, dd, label, .label, .badge, .tag, .state, .lock, .finding-title, td, th") &&
        !inScroller(node) &&
        !node.closest(".topbar"),
    )
    .map((node) => [node, place(node)]);
  texts.forEach(([first, ofFirst], at) => {
    for (const [second, ofSecond] of texts.slice(at + 1)) {
      if (first.contains(second) || second.contains(first)) continue;
      const isOver = (a, b) =>
        Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
        Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
      if (ofFirst.some((a) => ofSecond.some((b) => isOver(a, b))))
        faults.push(`${name(first)} lies over ${name(second)}`);
    }
  });
  return faults;
}
