// The two browsers of the page's tests, driven by one library: Chromium, and Firefox over WebDriver BiDi.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { launchBrowser } from "../../scripts/lib/browsers.js";
import { POLICY_COUNT } from "../facts.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The page's views, and what each shows when it is ready. */
export const VIEWS = {
  welcome: /three|Choose where profiles come from/,
  profile: new RegExp(`Policies ${POLICY_COUNT}`),
  compare: /Give two users/,
  fleet: /Read all users/,
  check: /Fails/,
  failures: /Choose a failure/,
};

/** How long a test waits for what must come. Only failures take so long: a machine under load may be slow. */
const PATIENCE_MS = 60_000;

export const BROWSERS = process.env.BROWSER ? [process.env.BROWSER] : ["chromium", "firefox"];

/**
 * Starts a browser with nobody's profile; files that are downloaded go to a folder, if one is given. `flags` are more
 * of Chromium's.
 */
export function launch(name, { downloads, flags = [] } = {}) {
  if (name === "firefox") {
    const saved = downloads && {
      "browser.download.folderList": 2,
      "browser.download.dir": downloads,
      "browser.download.alwaysOpenPanel": false,
    };
    return launchBrowser(name, { extraPrefsFirefox: { "ui.prefersReducedMotion": 1, ...saved } });
  }
  return launchBrowser(name, {
    flags: ["--force-prefers-reduced-motion", ...flags],
    ...(downloads && { downloadBehavior: { policy: "allow", downloadPath: downloads } }),
  });
}

/** A page that notes what must not happen: scripts that fail, refusals of the policy, requests elsewhere. */
export async function openPage(browser, origin, faults) {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  // The library's own default asks once a frame, and a browser draws none for a page that it takes for hidden.
  const waitForFunction = page.waitForFunction.bind(page);
  page.waitForFunction = (asked, options, ...given) => waitForFunction(asked, { polling: 50, ...options }, ...given);
  await page.setViewport({ width: 1280, height: 900 });
  page.on("pageerror", (error) => faults.push(String(error)));
  // A reply with an error's status is noted by the browser, not by the page.
  page.on(
    "console",
    (message) =>
      message.type() === "error" &&
      !/status of [45]\d\d|ERR_|NetworkError/.test(message.text()) &&
      faults.push(message.text()),
  );
  const isElsewhere = (request) => /^https?:/.test(request.url()) && new URL(request.url()).origin !== origin;
  const note = (request) => isElsewhere(request) && faults.push(`a request to ${request.url()}`);
  // A redirect that is not followed is told too; it is a request only if it comes to an end.
  page.on("request", (request) => request.redirectChain().length === 0 && note(request));
  page.on("requestfinished", (request) => request.redirectChain().length > 0 && note(request));
  return page;
}

/** Returns the text of a file that a page saves in a folder, once it is there; throws if it does not come. */
export async function savedFile(folder, file) {
  const path = join(folder, file);
  // Browsers write beside the name, and rename at the end; Firefox first makes the name's own file, which is empty.
  for (let waited = 0; waited < PATIENCE_MS; waited += 50) {
    if (existsSync(path) && readFileSync(path).length > 0 && !existsSync(`${path}.part`))
      return readFileSync(path, "utf8");
    await delay(50);
  }
  throw new Error(`${file} is not saved`);
}

/** Loads a page anew, whatever is open: of addresses that differ by their hash alone nothing would be loaded. */
export async function visit(page, url) {
  await page.goto("about:blank");
  await page.bringToFront();
  await page.goto(url);
}

/** Has the fleet's view begin to read all users, so many a second. */
export async function beginFetching(page, rate) {
  await page.waitForSelector("#rate");
  const set = (field, value) => {
    field.value = value;
  };
  await page.$eval("#rate", set, String(rate));
  await press(page, '[data-control="fetch-all"]');
}

/** Has the fleet's view read all users of the sample server. */
export async function fetchAll(page, users) {
  await beginFetching(page, 1000);
  await see(page, `${users.toLocaleString("en")} users read on`, { timeout: 120_000 });
}

/** Types a token into the form of the proxy, which is open, and sends it. */
export async function giveToken(page, token) {
  await page.waitForSelector("#token");
  await page.$eval("details:has(> div > #token)", (details) => {
    details.open = true;
  });
  await focusOn(page, "#token");
  await page.keyboard.type(token);
  await page.keyboard.press("Enter");
  await page.waitForSelector("body:not(:has(dialog)) #view:not([aria-busy])");
}

/** Opens a file where the view takes one; the file is there when its input says so. */
export async function openFile(page, path, selector = "main .drop input[type=file]") {
  const input = await page.waitForSelector(selector);
  await input.uploadFile(path);
}

/**
 * Gives the focus to what a selector names, once it is there. It is found and focused in one step: what is drawn anew
 * in between would leave the focus where it was.
 */
export async function focusOn(page, selector) {
  const isFocused = (wanted) => {
    const target = document.querySelector(wanted);
    target?.focus();
    return target !== null && document.activeElement === target;
  };
  await page.waitForFunction(isFocused, {}, selector);
}

/** Presses Enter on what a selector names. */
export async function press(page, selector) {
  await focusOn(page, selector);
  await page.keyboard.press("Enter");
}

/** Waits until the page shows the profile of a user. */
export async function seeProfile(page, name) {
  const wait = page.waitForFunction(
    (wanted) => document.querySelector("#person")?.textContent === wanted && document.querySelector(".policies"),
    {},
    name,
  );
  await orTellWhatIsShown(page, `the profile of ${name}`, wait);
}

/**
 * Waits until the page shows a text. (What a wait asks must not throw where nothing is there yet: it would not be
 * asked again.)
 */
export async function see(page, text, { timeout = PATIENCE_MS } = {}) {
  const pattern = text instanceof RegExp ? text : new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const wait = page.waitForFunction(
    (source, flags) => new RegExp(source, flags).test(document.body?.innerText ?? ""),
    { timeout },
    pattern.source,
    pattern.flags,
  );
  await orTellWhatIsShown(page, text, wait);
}

/** Waits for what a page is to show; if it does not come, the error says what is there instead. */
async function orTellWhatIsShown(page, what, wait) {
  try {
    await wait;
  } catch {
    const shown = await page.evaluate(() => `${location.href}\n${document.body.innerText.slice(0, 2000)}`);
    throw new Error(`the page does not show ${what}; it shows:\n${shown}`);
  }
}

/**
 * Goes by Tab alone to what a selector names, once it is there; by Shift and Tab with `back`. Behind its last element
 * Tab leaves the page for the browser's own controls, as it does for people: keys that come then are nobody's. In a
 * page that shows nothing yet the first Tab does so, and Chromium keeps the focus of the next pages there too.
 */
export async function tabTo(page, selector, { back = false } = {}) {
  await page.waitForSelector(selector);
  if (back) await page.keyboard.down("Shift");
  try {
    for (let presses = 0; presses < 400; presses++) {
      const [isThere, isLeft] = await page.evaluate(
        (wanted) => [document.activeElement?.matches(wanted) ?? false, !document.hasFocus()],
        selector,
      );
      if (isLeft) throw new Error(`Tab leaves the page before it comes to ${selector}`);
      if (isThere) return;
      await page.keyboard.press("Tab");
    }
  } finally {
    if (back) await page.keyboard.up("Shift");
  }
  throw new Error(`Tab does not lead to ${selector}`);
}

/** Types into the field that has the focus, in place of what it holds. */
export async function retype(page, text) {
  await page.keyboard.down("Control");
  await page.keyboard.press("a");
  await page.keyboard.up("Control");
  await page.keyboard.type(text);
}

/** Puts a text into a field at once, as pasting does. */
export async function fillIn(page, selector, text) {
  const put = (field, value) => {
    field.value = value;
    field.dispatchEvent(new Event("input"));
  };
  await page.$eval(selector, put, text);
}

/** What axe finds wrong, in a few words each. */
export async function axeViolations(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`),
    );
  });
}

/** By how many pixels the page is wider than its window. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
