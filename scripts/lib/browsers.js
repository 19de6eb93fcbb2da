// Finds and starts the browsers of tests and benchmarks: Chromium, and Firefox over WebDriver BiDi.

import { which } from "./run.js";

/** Where the browsers are, and Chromium's driver; `null` for what is missing. */
export function findBrowsers() {
  const find = (...names) => names.map(which).find(Boolean) ?? null;
  return {
    chromium: process.env.CHROMIUM ?? find("chromium", "chromium-browser", "google-chrome"),
    chromedriver: process.env.CHROMEDRIVER ?? find("chromedriver"),
    firefox: process.env.FIREFOX ?? find("firefox-esr", "firefox"),
  };
}

const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** The longest that one question to a browser may take, in milliseconds: a wait in its page is one. */
const LONGEST_WAIT_MS = 600_000;

/** Starts a browser with an empty profile. `flags` are more of Chromium's; `options` are puppeteer's. */
export async function launchBrowser(name, { flags = [], ...options } = {}) {
  // Loaded only here: the set-up, which installs it, comes first.
  const { default: puppeteer } = await import("puppeteer-core");
  return puppeteer.launch({
    browser: name === "firefox" ? "firefox" : "chrome",
    executablePath: findBrowsers()[name],
    protocolTimeout: LONGEST_WAIT_MS,
    args: name === "firefox" ? [] : [...CHROMIUM_FLAGS, ...flags],
    ...options,
  });
}
