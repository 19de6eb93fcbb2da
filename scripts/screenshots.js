// `node scripts/screenshots.js`: takes the README's screenshots again, from the built package.

import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { launchBrowser } from "./lib/browsers.js";
import { ROOT } from "./lib/run.js";
import { buildPage } from "./page.js";
import { serve } from "./start.js";

const FOLDER = join(ROOT, "www/screenshots");

/** Name, link, width, height, color scheme, and what shows that it is there. */
const SHOTS = [
  ["profile", "#/profile/user17@example.com", 1440, 900, "light", ".policy"],
  [
    "fleet",
    "#/fleet?where=finding:recordings_shared_with_deletion|department:Sales",
    1440,
    900,
    "dark",
    ".users tbody tr",
  ],
  ["compare", "#/compare?a=user12@example.com&b=user17@example.com", 1440, 900, "light", ".changes tbody tr"],
  ["check", "#/check", 1440, 720, "light", ".editor-marks mark"],
  ["welcome", "#/welcome", 1440, 900, "light", ".ways"],
  ["narrow", "#/profile/user17@example.com", 360, 860, "dark", ".policies"],
];

mkdirSync(FOLDER, { recursive: true });
await buildPage();
const server = await serve(0, { users: 500, requestsPerSecond: 1e6 });
const browser = await launchBrowser("chromium", { flags: ["--force-prefers-reduced-motion"] });
try {
  const page = await browser.newPage();
  for (const [name, link, width, height, scheme, shown] of SHOTS) {
    await page.setViewport({ width, height });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.goto("about:blank");
    await page.goto(`${server.url}/${link}`);
    await page.waitForSelector(shown);
    // A link with filters has the users read: what it shows is whole once none come any more.
    if (name === "fleet") await page.waitForFunction(() => /users read on/.test(document.body.innerText));
    await new Promise((resolve) => setTimeout(resolve, 500));
    await page.screenshot({ path: join(FOLDER, `${name}.webp`), type: "webp", quality: 80 });
  }
} finally {
  await browser.close();
  await server.close();
}
