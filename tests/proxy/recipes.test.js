// The recipes of examples/proxy, each started as it stands there, against the embedded Zoom server on loopback.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { build } from "esbuild";

import { getUserProfile, listPhoneUsers } from "#package";
import { environmentFor, link } from "../../scripts/example.js";
import { ROOT, startProcess } from "../../scripts/lib/run.js";
import { startZoomServer } from "../zoom-server/server.js";

const RECIPES = `${ROOT}/examples/proxy`;
const USERS = 150;

let zoomServer;
let environment;
let ids;
before(async () => {
  link();
  zoomServer = await startZoomServer({ users: USERS, requestsPerSecond: 1e6 });
  environment = { ...environmentFor(zoomServer), PORT: "0", NO_COLOR: "1" };
  ids = [...zoomServer.zoom.directory.keys()];
});
after(() => zoomServer.close());

const start = (command, args, pattern = /listening on (\d+)/) => startProcess(command, args, environment, pattern);
const startServer = (name) => start(process.execPath, [`${RECIPES}/${name}/server.js`]);
const startVite = () =>
  start(
    process.execPath,
    [`${ROOT}/node_modules/vite/bin/vite.js`, `${RECIPES}/vite`, "--host", "127.0.0.1", "--port", "0"],
    /http:\/\/127\.0\.0\.1:(\d+)/,
  );

const signedIn = { headers: { cookie: "session=demo-session" } };

/** Asks a proxy for what pages ask: profiles, the list, and what it refuses. */
async function assertProxies(baseUrl) {
  const options = { baseUrl, ...signedIn, maxRetries: 0 };
  assert.equal((await getUserProfile("me", options)).id, ids[0]);
  assert.equal((await getUserProfile(zoomServer.zoom.directory.get(ids[3]).email, options)).id, ids[3]);
  const listed = [];
  for await (const { id } of listPhoneUsers(options)) listed.push(id);
  assert.deepEqual(listed.sort(), [...ids].sort());
  await assert.rejects(getUserProfile("nobody", options), { code: "user_not_found" });
  const url = `${baseUrl}/phone/users`;
  for (const [path, init, status] of [
    [`${url}/${ids[1]}`, {}, 401],
    [url, {}, 401],
    [`${url}?role=admin`, signedIn, 400],
    [`${url}/a%2Fb`, signedIn, 400],
    [`${url}/${ids[1]}`, { headers: { ...signedIn.headers, origin: "https://evil.example" } }, 403],
  ]) {
    const reply = await fetch(path, init);
    assert.equal(reply.status, status, path);
    assert.equal(reply.headers.get("cache-control"), status === 401 ? null : "no-store");
  }
}

for (const [name, run] of Object.entries({
  "node-http": startServer,
  express: startServer,
  fastify: startServer,
  hono: startServer,
  vite: startVite,
})) {
  test(`the recipe for ${name}`, async () => {
    const { grants } = zoomServer.zoom.state;
    const server = await run(name);
    try {
      const origin = `http://127.0.0.1:${server.port}`;
      await assertProxies(`${origin}/api/zoom`);
      assert.equal((await fetch(`${origin}/api/zoom/elsewhere`, signedIn)).status, 404);
      const wrong = await fetch(`${origin}/api/zoom/phone/users/x`, { ...signedIn, method: "POST", body: "x" });
      assert.equal(wrong.status, 405);
      assert.equal(zoomServer.zoom.state.grants - grants, 1);
    } finally {
      await server.close();
    }
  });
}

test("the recipe for next: its route handler", async () => {
  const previous = Object.fromEntries(Object.keys(environment).map((name) => [name, process.env[name]]));
  Object.assign(process.env, environment);
  try {
    const { GET, OPTIONS } = await import(`${RECIPES}/next/app/api/zoom/phone/users/[[...userId]]/route.js`);
    const url = "http://localhost/api/zoom/phone/users";
    const reply = await GET(new Request(`${url}/me`, signedIn));
    assert.deepEqual([reply.status, (await reply.json()).id], [200, ids[0]]);
    assert.equal((await (await GET(new Request(`${url}?page_size=30`, signedIn))).json()).users.length, 30);
    assert.equal((await OPTIONS(new Request(url, { method: "OPTIONS" }))).status, 204);
  } finally {
    for (const [name, value] of Object.entries(previous)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
});

test("the recipe for cloudflare: two Workers share a token by a Durable Object", async () => {
  const { grants } = zoomServer.zoom.state;
  await build({
    entryPoints: [`${RECIPES}/cloudflare/worker.js`],
    outfile: `${ROOT}/target/examples/proxy/worker.js`,
    bundle: true,
    format: "esm",
    conditions: ["workerd"],
    external: ["cloudflare:workers"],
    logLevel: "warning",
  });
  const ports = /"socket":"http","port":(\d+)[\s\S]*"socket":"other","port":(\d+)/;
  const config = `${RECIPES}/cloudflare/workerd.capnp`;
  const worker = await start(`${ROOT}/node_modules/.bin/workerd`, ["serve", config, "--control-fd=1"], ports);
  try {
    const [first, second] = worker.ports.map((port) => `http://127.0.0.1:${port}`);
    const ask = async (url, id) => (await fetch(`${url}/phone/users/${id}`, signedIn)).status;
    const both = [first, second].flatMap((url) => ids.slice(0, 20).map((id) => ask(url, id)));
    assert.ok((await Promise.all(both)).every((status) => status === 200));
    assert.equal(zoomServer.zoom.state.grants - grants, 1);
    await assertProxies(first);
    await assertProxies(second);
    assert.equal(zoomServer.zoom.state.grants - grants, 1);
  } finally {
    await worker.close();
  }
});
