// Redirects: a call follows none, and its error names the status and the target's origin.

import assert from "node:assert/strict";
import { createServer as createHttpServer } from "node:http";
import { test } from "node:test";

import { getUserProfile } from "#package";
import { answering, closed, failing, listening } from "./support/calls.js";
import { embeddedServer } from "./support/embedded-server.js";

/** `options` reach the embedded server, without waiting for retries. */
const { token, options } = await embeddedServer(20, { maxRetries: 0, timeoutMs: 5000 });

test("a redirect that arrives is not followed", async () => {
  const error = await failing(
    getUserProfile("me", {
      fetch: answering(null, { status: 302, headers: { location: "https://elsewhere.example" } }),
    }),
  );
  assert.deepEqual([error.code, error.status, error.attempts], ["network", 302, 1]);
  assert.match(error.hint, /final URL/);
});

test("a redirect is named with its status and the origin it leads to, and neither followed nor retried", async () => {
  const followed = [];
  const elsewhere = createHttpServer(
    (request, response) => (followed.push(request.url), response.end('{"id":"stolen"}')),
  );
  const target = await listening(elsewhere);
  for (const status of [301, 302, 303, 307, 308]) {
    let asked = 0;
    const location = `http://127.0.0.1:${target}/login?next=secret#secret`;
    const redirecting = createHttpServer(
      (_, response) => (asked++, response.writeHead(status, { location }).end("moved")),
    );
    const origin = `http://127.0.0.1:${await listening(redirecting)}`;
    const error = await failing(getUserProfile("me", { baseUrl: `${origin}/v2`, token, maxRetries: 3 }));
    assert.deepEqual([error.code, error.status, error.attempts, asked], ["network", status, 1, 1]);
    assert.equal(error.message, `The server at ${origin} redirects to http://127.0.0.1:${target} (HTTP ${status})`);
    assert.ok(!JSON.stringify(error).includes("secret"));
    await closed(redirecting);
  }
  await closed(elsewhere);
  assert.deepEqual(followed, []);
});

test("a redirect that the engine hides, or a stand-in has followed, is one too", async () => {
  for (const [name, response, words] of [
    [
      "hidden by a browser",
      { type: "opaqueredirect", status: 0, redirected: false, url: "https://api.zoom.us/v2/phone/users/me" },
      / redirects/,
    ],
    [
      "followed",
      { status: 200, redirected: true, url: "https://elsewhere.example/x?secret", text: async () => '{"id":"stolen"}' },
      / redirects to https:\/\/elsewhere\.example$/,
    ],
    [
      "without a target",
      { status: 302, headers: { location: "http://" }, text: async () => "" },
      / redirects \(HTTP 302\)$/,
    ],
    [
      "to a script",
      { status: 302, headers: { location: "javascript:alert(1)" }, text: async () => "" },
      / redirects \(HTTP 302\)$/,
    ],
  ]) {
    let asked = 0;
    const error = await failing(getUserProfile("me", { token, maxRetries: 3, fetch: async () => (asked++, response) }));
    assert.deepEqual(
      [error.code, error.attempts, asked, error.status],
      ["network", 1, 1, response.status === 302 ? 302 : undefined],
      name,
    );
    assert.match(error.message, words, name);
    assert.match(error.hint, /redirects are not followed/);
  }
  // A stand-in may insist on its own way to refuse one.
  const refusing = async (url, init) => fetch(url, { ...init, redirect: "error" });
  const error = await failing(getUserProfile("error-redirect", options({ fetch: refusing, maxRetries: 3 })));
  assert.deepEqual([error.code, error.attempts], ["network", 1]);
  assert.match(error.message, /redirects/);
  assert.ok(error.cause);
  for (const response of [Response.error(), { status: 0, type: "opaque", text: async () => "" }]) {
    assert.equal(
      (await failing(getUserProfile("me", { token, fetch: async () => response }))).code,
      "invalid_response",
    );
  }
});
