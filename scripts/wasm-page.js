// Runs compiled tests in a browser for whose driver Debian has no package:
// `CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER="node scripts/wasm-page.js firefox"`. wasm-bindgen's runner serves its
// page, and puppeteer opens it.

import { spawn } from "node:child_process";
import { join } from "node:path";

import { launchBrowser } from "./lib/browsers.js";
import { ROOT } from "./lib/run.js";

const RUNNER = join(ROOT, "target/tools/debug/bindgen-test-runner");

/** Serves the page; resolves with its address. */
function served(runner) {
  return new Promise((resolve, reject) => {
    let printed = "";
    runner.stdout.on("data", (chunk) => {
      printed += chunk;
      const address = /available at (http:\S+)/.exec(printed)?.[1];
      if (address) resolve(address);
    });
    runner.once("error", reject);
    runner.once("exit", (code) => reject(new Error(`the runner ended with ${code}: ${printed}`)));
  });
}

async function main([name, ...args]) {
  const env = { ...process.env, NO_HEADLESS: "1", WASM_BINDGEN_TEST_ADDRESS: "127.0.0.1:0" };
  const runner = spawn(RUNNER, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  let browser;
  try {
    const address = await served(runner);
    browser = await launchBrowser(name);
    const page = await browser.newPage();
    await page.goto(address);
    await page.waitForFunction(() => /test result: /.test(document.getElementById("output").textContent), {
      timeout: 60_000,
      polling: 50,
    });
    const text = await page.evaluate(() => document.getElementById("output").textContent);
    console.log(`${text}\nin ${await browser.version()}`);
    process.exitCode = /test result: ok/.test(text) ? 0 : 1;
  } finally {
    await browser?.close();
    runner.kill();
  }
}

main(process.argv.slice(2)).catch((error) => {
  console.error(`wasm-page: ${error.message}`);
  process.exitCode = 1;
});
