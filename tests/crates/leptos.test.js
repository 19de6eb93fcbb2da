// The example for browsers: a screen in Leptos, built by cargo and wasm-bindgen, in Chromium.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { buildLeptos } from "../../scripts/leptos.js";
import { launch } from "../browser/browsers.js";
import { serve, startZoom } from "./support.js";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
let zoom;
let site;
let browser;

/** The page's files; what is below `/zoom` goes to Zoom with a token that the page does not know. */
async function answer({ url }, dist) {
  const { pathname } = new URL(url, "http://localhost");
  if (pathname.startsWith("/zoom/"))
    return fetch(zoom.server.baseUrl + pathname.slice("/zoom".length), {
      headers: { authorization: `Bearer ${zoom.token}` },
    });
  const name = pathname === "/" ? "index.html" : pathname.slice(1);
  if (!["index.html", "app.js", "app_bg.wasm"].includes(name)) return new Response(null, { status: 404 });
  const type = TYPES[name.slice(name.lastIndexOf("."))];
  return new Response(readFileSync(join(dist, name)), { headers: { "content-type": type } });
}

before(async () => {
  const dist = buildLeptos();
  zoom = await startZoom();
  site = await serve((request) => answer(request, dist));
  browser = await launch("chromium");
});
after(async () => {
  await browser?.close();
  await site?.close();
  await zoom?.server.close();
});

/** Opens the page and asks for a user. Returns the page once `selector` is there. */
async function ask(userId, selector) {
  const page = await browser.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  await page.goto(site.url);
  await page.waitForSelector("input[name=user]");
  await page.type("input[name=user]", userId);
  await page.keyboard.press("Enter");
  await page.waitForSelector(selector);
  assert.deepEqual(faults, []);
  return page;
}

test("a profile and its policies are shown", async () => {
  const page = await ask(zoom.userId, "tbody tr");
  const rows = await page.$$eval("tbody tr", (all) => all.map((row) => row.innerText));
  assert.ok(rows.length >= 37, `${rows.length} rows`);
  assert.match(rows.join("\n"), /International calling/i);
  assert.match(await page.$eval("caption", (caption) => caption.innerText), /^\d+ on, \d+ off, \d+ locked$/);
  assert.ok((await page.$$eval("dd", (all) => all.length)) > 0);
});

test("an error is shown with what to do, and the next user replaces it", async () => {
  const page = await ask("nobody@example.com", "[role=alert]");
  const [what, hint] = await page.$$eval("[role=alert] p", (all) => all.map((each) => each.innerText));
  assert.ok(what.length > 10 && hint.length > 10, `${what} / ${hint}`);
  await page.$eval("input[name=user]", (input) => input.select());
  await page.type("input[name=user]", zoom.userId);
  await page.keyboard.press("Enter");
  await page.waitForSelector("tbody tr");
  assert.equal(await page.$("[role=alert]"), null);
});

test("arguments that cannot be used are refused by the names of Rust", async () => {
  const page = await ask("..", "[role=alert]");
  assert.match(await page.$eval("[role=alert]", (alert) => alert.innerText), /`user_id`/);
});
