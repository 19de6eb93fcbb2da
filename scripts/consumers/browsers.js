// Looks at pages in Chromium and Firefox.

import { launchBrowser } from "../lib/browsers.js";
import { assertShown } from "./assertions.js";

/** Projects that build pages are tried in these browsers; `firefox` in both. */
export const BROWSERS = { chromium: "Chromium", firefox: "Firefox" };

const opened = {};

function browserNamed(name) {
  return (opened[name] ??= launchBrowser(name));
}

/** Ends the browsers that were started. */
export async function closeBrowsers() {
  await Promise.all(Object.values(opened).map(async (browser) => (await browser).close()));
}

/** Opens a page. Firefox may refuse to while another page is being closed: then it is asked once more. */
function newPage(browser) {
  return browser.newPage().catch(() => browser.newPage());
}

/** Looks at a page until its title is what is expected; `scripts` are then looked at while the page is still there. */
export async function seen(name, url, expected, look = () => {}) {
  const page = await newPage(await browserNamed(name));
  const faults = [];
  const scripts = new Map();
  // A dev server that has found a dependency loads the page anew: its last answer for a file counts.
  page.on(
    "response",
    (response) =>
      /javascript|wasm/.test(response.headers()["content-type"]) && scripts.set(response.url().split("?")[0], response),
  );
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  try {
    await page.goto(url);
    await page.waitForFunction(() => !["", "waiting"].includes(document.title), { timeout: 30_000 });
    assertShown(await page.title(), expected);
    await look([...scripts.values()], page);
  } catch (error) {
    throw new Error(`in ${BROWSERS[name]}: ${error.message}; ${faults.join("; ")}`);
  } finally {
    await page.close();
  }
}
