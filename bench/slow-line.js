// How long Chromium takes to show the verdict on a profile, on a slow line and processor.

import { visit } from "../tests/browser/browsers.js";
import { SLOW_4G, SLOW_CPU } from "../tests/browser/slow-line.js";

const SLOW = {
  offline: false,
  latency: SLOW_4G.latency,
  downloadThroughput: SLOW_4G.download,
  uploadThroughput: SLOW_4G.upload,
};
const FAST = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };

/** Calls `measure` with a way to open the page on a slow line, which gives the milliseconds until its first content. */
export async function onSlowLine(page, url, measure) {
  const session = await page.createCDPSession();
  await session.send("Network.enable");
  const { identifier } = await page.evaluateOnNewDocument(() => {
    const look = () => {
      if (!document.querySelector(".verdict .figure")) return requestAnimationFrame(look);
      window.contentMs = performance.now();
    };
    requestAnimationFrame(look);
  });
  const firstContent = async () => {
    await session.send("Network.clearBrowserCache");
    await session.send("Network.emulateNetworkConditions", SLOW);
    await session.send("Emulation.setCPUThrottlingRate", { rate: SLOW_CPU });
    await visit(page, url);
    await page.waitForFunction(() => window.contentMs !== undefined);
    return page.evaluate(() => window.contentMs);
  };
  try {
    return await measure(firstContent);
  } finally {
    await page.removeScriptToEvaluateOnNewDocument(identifier);
    await session.send("Network.emulateNetworkConditions", FAST);
    await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    await session.detach();
  }
}
