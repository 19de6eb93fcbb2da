// The token never appears in the page, in Chromium and Firefox: it is typed in, repeated by the proxy in each of its
// replies, and searched for in the whole document, storage, addresses, output, and every request except its one header.

import assert from "node:assert/strict";
import { createServer, request as forward } from "node:http";
import { after, before, describe, test } from "node:test";

import { buildPage } from "../../scripts/page.js";
import { serve } from "../../scripts/start.js";
import { CANARY, traceIn } from "../js/support/canary.js";
import { BROWSERS, focusOn, giveToken, launch, openPage, see } from "./browsers.js";

const json = (value) => JSON.stringify(value);
/** What the proxy answers, by user id: each repeats the token; and the code that the page shows. */
const ECHOES = {
  message: [401, {}, json({ code: 124, message: `Invalid access token: ${CANARY}` }), "unauthorized"],
  scopes: [400, {}, json({ code: 4711, message: `does not contain scopes:[phone:read, ${CANARY}]` }), "missing_scopes"],
  fields: [
    400,
    {},
    json({ code: 300, message: "no", errors: [{ field: CANARY, message: `Bearer ${CANARY}` }] }),
    "bad_request",
  ],
  limit: [
    429,
    { "x-ratelimit-type": "Daily-limit" },
    json({ code: 429, message: `daily limit of ${CANARY}` }),
    "rate_limited",
  ],
  gateway: [502, { "content-type": "text/html" }, `<pre>Authorization: Bearer ${CANARY}</pre>`, "server_error"],
  headers: [404, { "x-zm-trackingid": `t-${CANARY}` }, json({ code: 1001, message: CANARY }), "user_not_found"],
  types: [
    200,
    {},
    json({ id: "x", extension_number: CANARY, policy: { sms: { enable: CANARY }, [CANARY]: 1 } }),
    "invalid_response",
  ],
  text: [200, {}, `Bearer ${CANARY}`, "invalid_response"],
  redirect: [302, { location: `/elsewhere?access_token=${CANARY}` }, "", "network"],
};
const PROFILE = json({
  id: "x",
  email: `${CANARY}@example.com`,
  department: CANARY,
  status: CANARY,
  policy: { sms: { enable: true, locked_by: CANARY }, [CANARY]: { enable: true } },
});

for (const name of BROWSERS) {
  describe(name, () => {
    let pages;
    let server;
    let browser;
    let page;
    let url;
    const asked = [];
    const printed = [];

    before(async () => {
      await buildPage();
      pages = await serve(0, { users: 20, requestsPerSecond: 1e6 });
      server = createServer((request, response) => {
        asked.push({ url: request.url, headers: request.rawHeaders });
        const [, userId] = /^\/echo\/v2\/phone\/users\/([^/?]+)/.exec(request.url) ?? [];
        if (userId === undefined)
          return request.pipe(
            forward(pages.url + request.url, { method: request.method, headers: request.headers }, (reply) =>
              reply.pipe(response.writeHead(reply.statusCode, reply.headers)),
            ),
          );
        const [status, headers, body] = ECHOES[userId] ?? [200, { "x-zm-trackingid": CANARY }, PROFILE];
        response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
      });
      await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
      url = `http://127.0.0.1:${server.address().port}`;
      browser = await launch(name);
      page = await openPage(browser, url, []);
      page.on("console", (message) => printed.push(message.text()));
      page.on("pageerror", (error) => printed.push(String(error?.stack ?? error)));
      await page.goto(`${url}/#/profile/me?source=echo%2Fv2`);
      await focusOn(page, "#source");
      await page.keyboard.press("Enter");
      await giveToken(page, CANARY);
    });
    after(async () => {
      await browser?.close();
      server?.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await pages?.close();
    });

    const visit = (hash) => page.evaluate((wanted) => void (location.hash = wanted), hash);

    /** All that the page shows or keeps of itself. */
    const all = () =>
      page.evaluate(async () => {
        const fields = [...document.querySelectorAll("input, textarea, select")].map((field) => field.value);
        const kept = [localStorage, sessionStorage].map((storage) => JSON.stringify({ ...storage }));
        const bases = (await indexedDB.databases?.()) ?? [];
        const caches = (await globalThis.caches?.keys().catch(() => [])) ?? [];
        const entries = performance.getEntries().map((entry) => entry.name);
        return [
          document.documentElement.outerHTML,
          document.body.innerText,
          ...fields,
          ...kept,
          document.cookie,
          location.href,
          JSON.stringify(history.state),
          window.name,
          JSON.stringify([bases, caches]),
          ...entries,
        ];
      });

    async function assertClean(where) {
      const texts = await all();
      assert.ok(texts[0].length > 1000, "there is a page");
      for (const text of texts) assert.equal(traceIn(text), undefined, where);
    }

    test("every failure that repeats it, and every view of a profile that does", async () => {
      for (const [id, [, , , code]] of Object.entries(ECHOES)) {
        await visit(`#/profile/${id}?source=echo%2Fv2`);
        await see(page, code);
        await assertClean(`profile ${id}`);
        await visit(`#/compare?source=echo%2Fv2&a=${id}&b=me`);
        await see(page, code);
        await assertClean(`compare ${id}`);
      }
      // It has come to the page, as stars.
      await visit("#/profile/message?source=echo%2Fv2");
      await see(page, /Invalid access token: \*{20}/);
      await visit("#/profile/me?source=echo%2Fv2");
      await see(page, "Policies 38");
      await see(page, /\*{20}/);
      await assertClean("profile");
      await visit("#/compare?source=echo%2Fv2&a=me&b=other");
      await see(page, "Nothing differs");
      await assertClean("compare");
      for (const trial of ["empty-id", "path-id", "token-empty", "token-function", "no-such-place", "foreign-origin"]) {
        await visit(`#/failures/${trial}?source=echo%2Fv2`);
        await page.waitForSelector(".trial .failure");
        await assertClean(`failures ${trial}`);
      }
      await visit("#/check?source=echo%2Fv2");
      await see(page, "Fails");
      await assertClean("check");
    });

    test("a fleet whose token holds, and the dialog when it is opened again", async () => {
      await visit("#/fleet?source=echo%2Fv2");
      await focusOn(page, '[data-control="some"]');
      await page.keyboard.press("Enter");
      await page.waitForSelector("#ids", { visible: true });
      await page.$eval(
        "#ids",
        (field, text) => {
          field.value = text;
        },
        ["me", "a", ...Object.keys(ECHOES).filter((id) => !["message", "scopes", "limit"].includes(id))].join("\n"),
      );
      await focusOn(page, '[data-control="fetch-ids"]');
      await page.keyboard.press("Enter");
      await see(page, "8 users read on");
      await assertClean("fleet");
      await focusOn(page, "#source");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#token");
      await assertClean("the dialog");
    });

    test("nothing was printed, and every request had it in one header at most, to one place", () => {
      for (const text of printed) assert.equal(traceIn(text), undefined, text);
      const told = asked.filter(({ url, headers }) => traceIn([url, ...headers].join("\n")));
      assert.ok(told.length > 20);
      for (const { url: path, headers } of told) {
        assert.equal(traceIn(path), undefined, path);
        // The second is a trial of a base URL that leads nowhere, on the page's origin as well.
        assert.match(path, /^\/(echo\/v2|no\/such\/place)\/phone\/users\//);
        const carrying = headers.filter((text) => traceIn(text));
        assert.deepEqual(carrying, [`Bearer ${CANARY}`], path);
      }
      assert.ok(!asked.some(({ url: path }) => path.startsWith("/elsewhere")), "no redirect is followed");
    });
  });
}
