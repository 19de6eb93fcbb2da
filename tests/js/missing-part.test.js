// A page whose connection is lost, or that was deployed anew, cannot load the code that only some replies need. Its
// calls settle all the same.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const PACKAGE = fileURLToPath(new URL("../../target/consumer/package/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "missing-part-"));
const [present, missing] = ["parts/refusal-bytes.js", "missing.js"].map((file) => join(folder, file));
let entry;

before(async () => {
  cpSync(PACKAGE, folder, { recursive: true });
  renameSync(present, missing);
  entry = await import(pathToFileURL(join(folder, "index.js")).href);
});
after(() => rmSync(folder, { recursive: true }));

const answering = (status, body = "") => ({
  token: "secret-token",
  timeoutMs: 60_000,
  fetch: async () => new Response(body, { status }),
});

test("what a reply says is told by its status, with what to do", async () => {
  for (const [status, code, body] of [
    [401, "unauthorized", '{"code":124,"message":"Invalid access token secret-token."}'],
    [403, "forbidden", ""],
    [404, "not_found", '{"code":1001,"message":"User does not exist."}'],
    [400, "bad_request", '{"code":300,"message":"no"}'],
    [501, "server_error", "<html></html>"],
    [302, "network", ""],
    [200, "invalid_response", "[]"],
  ]) {
    const error = await entry.getUserProfile("u1", answering(status, body)).catch((fault) => fault);
    assert.ok(entry.isZoomPhoneError(error), String(error));
    assert.deepEqual([error.code, error.status, error.attempts], [code, status, 1]);
    assert.match(error.message, new RegExp(`could not be loaded \\(HTTP ${status}\\)$`));
    assert.match(error.hint, /Call again/);
    assert.equal(error.cause.code, "network");
    assert.doesNotMatch(JSON.stringify(error) + error.cause.message, /secret-token/);
  }
});

test("it is retried by its status, and a profile that follows is returned", async () => {
  let requests = 0;
  const replies = [new Response("", { status: 503 }), new Response('{"id":"u1"}')];
  const options = { ...answering(0), fetch: async () => replies[requests++] };
  assert.deepEqual(await entry.getUserProfile("u1", options), { id: "u1" });
  assert.equal(requests, 2);
});

test("once it can be loaded, the next call says all there is", async () => {
  renameSync(missing, present);
  // Node remembers a module that it has not found; a browser does not.
  const again = await import(`${pathToFileURL(join(folder, "index.js")).href}?again`);
  const error = await again
    .getUserProfile("u1", answering(404, '{"code":1001,"message":"User does not exist."}'))
    .catch((fault) => fault);
  assert.deepEqual([error.code, error.zoomCode], ["user_not_found", 1001]);
});
