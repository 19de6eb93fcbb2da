// The site that a file of tests opens in each browser: the page, its server, and what must not happen on it.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { buildPage } from "../../scripts/page.js";
import { serve } from "../../scripts/start.js";
import { BROWSERS, launch, openPage, savedFile, see, visit } from "./browsers.js";

/** Where screenshots go. */
const ARTIFACTS = fileURLToPath(new URL("../artifacts/", import.meta.url));

/**
 * Describes tests of the page in each browser. The site that `define` gets has its `browser`, `server`, `page` and
 * `users`, so many as are given, once its tests run; it is closed behind them. A last test checks that nothing went
 * wrong on the way: a script that failed, a request to elsewhere, a policy that is not in force.
 */
export function describeSite(userCount, define) {
  for (const name of BROWSERS) {
    describe(name, () => {
      const site = siteIn(name, userCount);
      before(site.start);
      after(site.close);
      define(site);
      test("nothing went wrong on the way, and the policy is in force", async () => {
        assert.deepEqual(
          site.faults.filter((fault) => !site.isExpected(fault)),
          [],
        );
        await assertPolicy(site.page);
      });
    });
  }
}

function siteIn(name, userCount) {
  const site = {
    name,
    /** For the files that tests write, and for those that the page saves. */
    folder: mkdtempSync(join(tmpdir(), "page-")),
    /** What must not happen; `isExpected` excepts what a test provokes. */
    faults: [],
    isExpected: () => false,
    async start() {
      await buildPage();
      await site.serve();
      site.users = [...site.server.zoom.directory.values()];
      site.browser = await launch(name, { downloads: site.folder });
      await site.openPage();
    },
    async close() {
      try {
        await site.browser?.close();
      } finally {
        await site.server?.close();
        rmSync(site.folder, { recursive: true, force: true });
      }
    },
    /** Starts a server, in place of one that was closed. */
    async serve(options = {}, port = 0) {
      site.server = await serve(port, { users: userCount, requestsPerSecond: 1e6, ...options });
    },
    /** Opens a page of the server, in place of the one that was open. */
    async openPage() {
      await site.page?.close();
      site.page = await openPage(site.browser, site.server.url, site.faults);
      return site.page;
    },
    /** Loads a link anew, and waits until the page shows a text, if one is given. */
    async open(hash, text) {
      await visit(site.page, `${site.server.url}/${hash}`);
      if (text !== undefined) await see(site.page, text);
    },
    /** Returns the text of a file that the page saves under this name. */
    saved: (file) => savedFile(site.folder, file),
    shoot(file) {
      mkdirSync(ARTIFACTS, { recursive: true });
      return site.page.screenshot({ path: join(ARTIFACTS, `${name}-${file}.png`) });
    },
  };
  return site;
}

/** Checks that the content security policy of a page refuses other origins. */
async function assertPolicy(page) {
  const [refused, policy] = await page.evaluate(() =>
    Promise.all([
      fetch("https://example.com/").then(
        () => "sent",
        () => "refused",
      ),
      document.querySelector("meta[http-equiv=Content-Security-Policy]").content,
    ]),
  );
  assert.equal(refused, "refused");
  assert.ok(policy.startsWith("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"), policy);
}
