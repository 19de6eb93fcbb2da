// The page in Chromium: a profile, another user, an error in words; by keyboard; its policy of content; narrow and dark.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { findBrowsers } from "../../scripts/setup.js";
import { serve } from "../../scripts/start.js";

const ARTIFACTS = fileURLToPath(new URL("../artifacts/", import.meta.url));
const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
let server;
let browser;
let page;
const faults = [];

before(async () => {
  mkdirSync(ARTIFACTS, { recursive: true });
  server = await serve(0, { users: 300, requestsPerSecond: 1e6 });
  browser = await chromium.launch({ executablePath: findBrowsers().chromium, args: ARGS });
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => message.type() === "error" && !/status of 4|status of 5|ERR_/.test(message.text()) && faults.push(message.text()));
  page.on("request", (request) => new URL(request.url()).origin !== server.url && faults.push(`a request to ${request.url()}`));
  await page.goto(server.url);
});
after(async () => {
  await browser?.close();
  await server?.close();
});

test("it shows the profile of `me` and explains its policies", async () => {
  await page.getByRole("heading", { name: "suesu_test_delete3@testapi.com" }).waitFor();
  await page.getByText("May turn a call into a meeting.").waitFor();
  assert.equal(await page.locator(".policy").count(), 37);
  assert.match(await page.locator("main").innerText(), /55 Almaden Boulevard, 1002 Airport Way S, SAN JOSE CA 95113, US/);
  await page.screenshot({ path: `${ARTIFACTS}profile.png`, fullPage: true });
});

test("another user, by keyboard alone, with a link that leads back", async () => {
  const [, { email }] = (await (await fetch(`${server.url}/directory?limit=2`)).json()).users;
  await page.locator("#user").focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.type(email);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: email }).waitFor();
  assert.ok(page.url().endsWith(encodeURIComponent(email)));
  await page.goBack();
  await page.getByRole("heading", { name: "suesu_test_delete3@testapi.com" }).waitFor();
});

test("errors are shown in words, with what to do", async () => {
  for (const [id, words] of [
    ["nobody", /no such user/],
    ["error-400-4711", /Add a scope/],
    ["error-403-2031", /Zoom Phone license/],
    ["error-200-html", /not JSON/],
  ]) {
    await page.locator("#user").fill(id);
    await page.getByRole("button", { name: "Show profile" }).click();
    await page.getByRole("alert").getByText(words).first().waitFor();
  }
  await page.screenshot({ path: `${ARTIFACTS}error.png` });
});

test("a narrow, dark screen shows all of it without scrolling sideways", async () => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 320, height: 700 });
  await page.locator("#user").fill("me");
  await page.keyboard.press("Enter");
  await page.locator(".policy").first().waitFor();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overflow, 0);
  await page.screenshot({ path: `${ARTIFACTS}narrow-dark.png` });
});

test("every control has a name, and nothing went wrong on the way", async () => {
  const nameless = await page.$$eval("button, input, summary", (controls) => controls.filter((control) => !(control.labels?.length || control.textContent.trim())).length);
  assert.equal(nameless, 0);
  assert.deepEqual(faults, []);
});
