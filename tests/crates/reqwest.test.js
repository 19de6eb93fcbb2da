// The example for servers: the call performed by reqwest, against the embedded Zoom server.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { ROOT, runQuietly } from "../../scripts/lib/run.js";
import { appEnvironment } from "../../scripts/lib/rust.js";
import { serve, startZoom } from "./support.js";

const FOLDER = join(ROOT, "target/examples/reqwest");
let zoom;

before(async () => {
  const manifest = ["--manifest-path", join(ROOT, "examples/reqwest/Cargo.toml"), "--target-dir", FOLDER];
  runQuietly("cargo", ["build", "--locked", ...manifest], { env: appEnvironment() });
  zoom = await startZoom();
});
after(() => zoom?.server.close());

/** Runs the example for a user. */
async function run(userId, env = {}) {
  const child = spawn(join(FOLDER, "debug/zoom-phone-profile-reqwest"), [userId], {
    env: { ZOOM_TOKEN: zoom.token, ZOOM_BASE_URL: zoom.server.baseUrl, ...env },
  });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"])
    child[name].setEncoding("utf8").on("data", (text) => (printed[name] += text));
  const [code] = await once(child, "close");
  return { code, ...printed };
}

test("a user's policies are printed", async () => {
  const { code, stdout, stderr } = await run(zoom.userId);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /Calling/i);
  assert.match(stdout, /International calling/i);
});

test("Zoom's errors are printed with what to do, and without the token", async () => {
  const { code, stderr } = await run("nobody@example.com");
  assert.equal(code, 1);
  assert.match(stderr, /nobody|user/i);
  assert.equal(stderr.includes(zoom.token), false);
  assert.equal(stderr.trim().split("\n").length, 2);
});

test("a refused connection is named, with the option of Rust", async () => {
  const { code, stderr } = await run(zoom.userId, { ZOOM_BASE_URL: "http://127.0.0.1:1/v2" });
  assert.equal(code, 1);
  assert.match(stderr, /ECONNREFUSED/);
  assert.match(stderr, /`base_url`/);
});

test("redirects are named and not followed, so that the token goes to nobody", async () => {
  const asked = [];
  const elsewhere = await serve((request) => {
    asked.push(request.url);
    return new Response("{}");
  });
  const moved = await serve(() => new Response(null, { status: 302, headers: { location: `${elsewhere.url}/x` } }));
  try {
    const { code, stderr } = await run(zoom.userId, { ZOOM_BASE_URL: moved.url });
    assert.equal(code, 1);
    assert.ok(stderr.includes(`redirects to ${elsewhere.url} (HTTP 302)`), stderr);
    assert.deepEqual(asked, []);
  } finally {
    await Promise.all([moved.close(), elsewhere.close()]);
  }
});

test("a busy server is asked again after the time that it asks for", async () => {
  let count = 0;
  const busy = await serve(() => {
    count += 1;
    if (count < 3) return new Response(null, { status: 503, headers: { "retry-after": "0" } });
    return new Response('{"id":"abc","policy":{"sms":{"enable":true}}}');
  });
  try {
    const { code, stdout, stderr } = await run("abc", { ZOOM_BASE_URL: busy.url });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /May send and receive text messages/);
    assert.equal(count, 3);
  } finally {
    await busy.close();
  }
});
