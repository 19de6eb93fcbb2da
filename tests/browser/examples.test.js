// The pages of both examples in Chromium, each with its proxy before the embedded Zoom server.

import { after, before, test } from "node:test";

import { startNode, startWorker } from "../../scripts/example.js";
import { startZoomServer } from "../zoom-server/server.js";
import { launch } from "./browsers.js";

let zoomServer;
let users;
before(async () => {
  zoomServer = await startZoomServer({ users: 40, requestsPerSecond: 1e6 });
  users = [...zoomServer.zoom.directory.values()];
});
after(() => zoomServer.close());

for (const [name, start] of Object.entries({ node: startNode, worker: startWorker })) {
  test(`the example ${name}, with its page`, async () => {
    const running = await start(zoomServer);
    const browser = await launch("chromium");
    try {
      const page = await browser.newPage();
      await page.goto(running.pageUrl);
      const waitForHeading = (text) => page.locator(`::-p-aria([name="${text}"][role="heading"])`).wait();
      const show = async (userId) => {
        await page.locator("::-p-aria(User)").fill(userId);
        await page.locator('::-p-aria([name="Show"][role="button"])').click();
      };
      await waitForHeading(users[0].email);
      await show(users[5].id);
      await waitForHeading(users[5].email);
      await show("nobody");
      await page.locator("::-p-text(has no such Zoom Phone user)").wait();
    } finally {
      await browser.close();
      await running.close();
    }
  });
}
