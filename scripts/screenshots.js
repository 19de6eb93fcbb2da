// Takes the screenshots of the README anew: `node scripts/screenshots.js`, once the package is built.

import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { launch } from "../tests/browser/browsers.js";
import { ROOT } from "./lib/run.js";
import { buildPage } from "./page.js";
import { serve } from "./start.js";

const FOLDER = join(ROOT, "www/screenshots");

/** Name, link, width, height, color scheme, and what shows that it is there. */
const SHOTS = [
  ["profile", "#/profile/user2@example.com", 1280, 860, "light", ".policy"],
  ["fleet", "#/fleet?policy=sms", 1280, 860, "dark", ".chart"],
  ["check", "#/check", 1280, 640, "light", ".marks mark"],
  ["narrow", "#/profile/user11@example.com", 360, 860, "dark", ".policy"],
];

mkdirSync(FOLDER, { recursive: true });
await buildPage();
const server = await serve(0, { users: 500, requestsPerSecond: 1e6 });
const browser = await launch("chromium");
try {
  const page = await browser.newPage();
  for (const [name, link, width, height, scheme, shown] of SHOTS) {
    await page.setViewport({ width, height });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.goto("about:blank");
    await page.goto(`${server.url}/${link}`);
    if (name === "fleet") {
      await page.waitForSelector("#fetch-directory");
      await page.evaluate(() => {
        document.querySelector("#rate").value = "1000";
        document.querySelector("#fetch-directory").click();
      });
      await page.waitForFunction(() => document.querySelector(".progress strong")?.textContent === "Done");
      await page.evaluate(() => window.scrollTo(0, document.querySelector(".charts").getBoundingClientRect().top + window.scrollY - 72));
    }
    await page.waitForSelector(shown);
    await page.screenshot({ path: join(FOLDER, `${name}.webp`), type: "webp", quality: 80 });
  }
} finally {
  await browser.close();
  await server.close();
}
