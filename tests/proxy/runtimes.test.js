// The proxy over HTTP in Node, Deno, Bun and workerd (the Worker of examples/), against the embedded Zoom server, and
// the commands that start the examples. `browser/examples.test.js` opens their pages.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { getUserProfile } from "#package";
import { environmentFor, startWorker } from "../../scripts/example.js";
import { ROOT, startProcess } from "../../scripts/lib/run.js";
import { startZoomServer } from "../zoom-server/server.js";

const PAGE = "https://dashboard.example";
const file = (name) => fileURLToPath(new URL(`servers/${name}.js`, import.meta.url));
const bin = (name) => `${ROOT}/node_modules/.bin/${name}`;

let zoomServer;
let ids;
before(async () => {
  zoomServer = await startZoomServer({ users: 40, requestsPerSecond: 1e6 });
  ids = [...zoomServer.zoom.directory.keys()];
});
after(() => zoomServer.close());

const starting =
  (command, ...args) =>
  async () => {
    const server = await startProcess(
      command,
      args,
      { ...environmentFor(zoomServer), PAGE_ORIGIN: PAGE, NO_COLOR: "1" },
      /listening on (\d+)/,
    );
    return { ...server, pageOrigin: PAGE, baseUrl: `http://127.0.0.1:${server.port}/api/zoom` };
  };
const RUNTIMES = {
  node: starting(process.execPath, file("node")),
  deno: starting(
    bin("deno"),
    "run",
    "--no-config",
    "--no-lock",
    "--allow-net",
    "--allow-env",
    "--allow-read",
    file("deno"),
  ),
  bun: starting(bin("bun"), file("bun")),
  workerd: () => startWorker(zoomServer),
};

for (const [runtime, start] of Object.entries(RUNTIMES)) {
  test(`the proxy in ${runtime}`, async () => {
    const before = zoomServer.zoom.state.grants;
    const { baseUrl, pageOrigin, close } = await start();
    const ask = (id, { method = "GET", origin = pageOrigin, headers } = {}) =>
      fetch(`${baseUrl}/phone/users/${encodeURIComponent(id)}`, {
        method,
        redirect: "manual",
        headers: { authorization: "Bearer demo-session", ...(origin && { origin }), ...headers },
      });
    try {
      // All at a time, and one token for them.
      const replies = await Promise.all(Array.from({ length: 20 }, (_, at) => ask(ids[at])));
      assert.deepEqual(
        await Promise.all(replies.map((reply) => reply.json())),
        ids.slice(0, 20).map((id) => zoomServer.zoom.directory.get(id)),
      );
      assert.equal(zoomServer.zoom.state.grants - before, 1);
      const { headers } = replies[0];
      assert.equal(headers.get("access-control-allow-origin"), pageOrigin);
      assert.match(headers.get("access-control-expose-headers"), /retry-after.*x-ratelimit-limit.*x-zm-trackingid/);
      assert.match(headers.get("vary"), /Origin/);
      assert.equal(headers.get("cache-control"), "no-store");
      assert.equal(headers.get("x-ratelimit-category"), "Light");

      const options = { baseUrl, token: "demo-session", maxRetries: 0 };
      assert.equal((await getUserProfile("me", options)).id, ids[0]);
      for (const [id, status, more] of [
        ["error-429-daily", 429, (reply) => assert.match(reply.headers.get("retry-after"), /^\d{4}-/)],
        ["error-404-1001", 404, async (reply) => assert.equal((await reply.json()).code, 1001)],
        ["error-502-html", 502, (reply) => assert.equal(reply.headers.get("content-type"), "text/html")],
        ["error-redirect", 502, (reply) => assert.equal(reply.headers.get("location"), null)],
        ["fault-large", 502],
        ["fault-cut-body", 502],
        ["a/b", 400],
      ]) {
        const reply = await ask(id);
        assert.equal(reply.status, status, id);
        await more?.(reply);
      }
      assert.equal((await ask(ids[0], { headers: { authorization: "Bearer nobody" } })).status, 403);
      const preflight = await ask(ids[0], {
        method: "OPTIONS",
        headers: { "access-control-request-method": "GET", "access-control-request-headers": "authorization" },
      });
      assert.deepEqual(
        [preflight.status, preflight.headers.get("access-control-allow-headers")],
        [204, "authorization"],
      );
      const foreign = await ask(ids[0], { origin: `${pageOrigin}.evil.example` });
      assert.deepEqual([foreign.status, foreign.headers.get("access-control-allow-origin")], [403, null]);
      assert.equal((await ask(ids[0], { method: "POST" })).status, 405);
      assert.equal((await ask(ids[0], { origin: null })).status, 200);
      assert.equal(zoomServer.zoom.state.grants - before, 1);
    } finally {
      await close();
    }
  });
}

test("each example starts by its command", async () => {
  for (const name of ["node", "worker"]) {
    const running = await startProcess(
      process.execPath,
      [`${ROOT}/scripts/example.js`, name],
      {},
      /The page is at http:\/\/127\.0\.0\.1:(\d+)/,
    );
    try {
      const { baseUrl } = await (await fetch(`http://127.0.0.1:${running.port}/config.json`)).json();
      assert.match(baseUrl, /^(\/api\/zoom|http:\/\/127\.0\.0\.1:\d+)$/);
    } finally {
      await running.close();
    }
  }
});
