// The page in an engine without wasm SIMD (Chromium, told that the processor has no SSE 4.1): it says so where a
// profile is asked for or checked.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { buildPage } from "../../scripts/page.js";
import { serve } from "../../scripts/start.js";
import { launch, openPage, see, visit } from "./browsers.js";

const onX86 = { skip: process.arch !== "x64" && "V8 has no flag that turns SIMD off on this processor" };
let server;
let browser;

before(async () => {
  await buildPage();
  server = await serve(0, { users: 5 });
  browser = await launch("chromium", { flags: ["--js-flags=--no-enable-sse4-1"] });
});
after(async () => {
  await browser?.close();
  await server?.close();
});

test("without SIMD the page says what is missing, and what to do", onX86, async () => {
  const page = await openPage(browser, server.url, []);
  for (const view of ["profile/me", "failures/token-invalid", "check"]) {
    await visit(page, `${server.url}/#/${view}`);
    await see(page, "this engine has no WebAssembly SIMD; update it");
  }
  assert.equal(
    await page.evaluate(() =>
      WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123])),
    ),
    false,
  );
});
