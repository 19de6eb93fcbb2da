// The package in WebKit (`npm run test:webkit`; not part of `npm test`, since WebKitGTK stands for Safari only by its
// engine): a page without a bundler under a strict policy, the embedded Zoom server behind it, and the package's own
// page.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { buildPage } from "../../scripts/page.js";
import { serve } from "../../scripts/start.js";
import { createUser } from "../zoom-server/directory.js";
import { createRequestHandler } from "../zoom-server/server.js";
import { createZoom } from "../zoom-server/zoom.js";
import { launchWebKit } from "./webdriver.js";

const PACKAGE = new URL("../../target/consumer/package/", import.meta.url);
const SAMPLE = readFileSync(new URL("../fixtures/sample-response.json", import.meta.url), "utf8");
const FLEET = Array.from({ length: 3000 }, (_, index) => JSON.stringify(createUser(index + 1, 9))).join("\n");
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
let server;
let browser;
let url;

before(async () => {
  const zoom = createZoom({ users: 40, requestsPerSecond: 1e6 });
  const answerZoom = createRequestHandler(zoom);
  server = createServer(async (request, response) => {
    if (await answerZoom(request, response)) return;
    const path = new URL(request.url, "http://page").pathname;
    if (path === "/")
      return response
        .writeHead(200, { "content-type": "text/html", "content-security-policy": POLICY })
        .end("<!doctype html><title>WebKit</title>");
    if (path === "/fleet") return response.writeHead(200, { "content-type": "application/x-ndjson" }).end(FLEET);
    if (path === "/never") return;
    const file = new URL(path.slice(1), PACKAGE);
    if (!existsSync(file)) return response.writeHead(404).end();
    response
      .writeHead(200, {
        "content-type": path.endsWith(".wasm") ? "application/wasm" : "text/javascript; charset=utf-8",
        "content-security-policy": POLICY,
      })
      .end(readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${server.address().port}`;
  browser = await launchWebKit();
  console.log(browser.version);
  await browser.goto(url);
});
after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("texts, bytes and values: the same data, issues and places", async () => {
  const result = await browser.evaluate(async (sample) => {
    const { isUserProfile, parseUserProfile, validateUserProfile } = await import("/index.js");
    const bytes = new TextEncoder().encode(sample);
    const resizable = new Uint8Array(new ArrayBuffer(bytes.length, { maxByteLength: bytes.length + 8 }));
    resizable.set(bytes);
    const data = [sample, bytes, resizable, JSON.parse(sample)].map((input) => JSON.stringify(parseUserProfile(input)));
    const { issues } = validateUserProfile('{"id":"x","policy":{"sms":{"enable":"yes"}}}');
    return { data, expected: JSON.stringify(JSON.parse(sample)), isNone: isUserProfile("[]"), issues };
  }, SAMPLE);
  assert.deepEqual(result.data, Array(4).fill(result.expected));
  assert.equal(result.isNone, false);
  assert.deepEqual(
    result.issues.map(({ pointer, offset, severity }) => [pointer, offset, severity]),
    [["/policy/sms/enable", 36, "error"]],
  );
});

test("a call through a proxy of the page's own origin, its failures, its abort and its time", async () => {
  const result = await browser.evaluate(async () => {
    const { getUserProfile, isZoomPhoneError } = await import("/index.js");
    const fails = (promise) =>
      promise.then(
        () => "a value",
        (error) => (isZoomPhoneError(error) ? error.code : `${error}`),
      );
    const users = [{}, { id: "user-1", email: "user1@example.com" }];
    const reply = (status, body) => async () => new Response(body, { status });
    const never = (_url, { signal }) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const controller = new AbortController();
    const aborted = getUserProfile("me", { baseUrl: "/never", signal: controller.signal, fetch: never });
    controller.abort(new Error("mine"));
    return {
      user: users[1].email,
      profile: await getUserProfile(users[1].id, {
        baseUrl: "/v2",
        fetch: reply(200, JSON.stringify({ id: users[1].id, email: users[1].email })),
      }),
      codes: [
        await fails(getUserProfile("me", { baseUrl: "/v2" })),
        await fails(getUserProfile("me", { fetch: reply(404, '{"code":1001,"message":"no"}') })),
        await fails(getUserProfile("me", { fetch: reply(200, "<!doctype html>") })),
        await fails(getUserProfile("me", { baseUrl: "http://127.0.0.1:1", maxRetries: 0 })),
        await fails(getUserProfile("me", { baseUrl: "/v2", timeoutMs: 30, fetch: never })),
        await fails(getUserProfile("..", { baseUrl: "/v2" })),
        await fails(aborted),
      ],
    };
  });
  assert.equal(result.profile.email, result.user);
  assert.deepEqual(result.codes, [
    "unauthorized",
    "user_not_found",
    "invalid_response",
    "network",
    "timeout",
    "invalid_argument",
    "Error: mine",
  ]);
});

test("policies in each form, changes, findings", async () => {
  const result = await browser.evaluate(async (sample) => {
    const { auditPolicy, diffPolicy, formatPolicySummary, summarizePolicy } = await import("/index.js");
    const profile = JSON.parse(sample);
    const after = structuredClone(profile);
    after.policy.sms.enable = !profile.policy.sms.enable;
    return {
      counts: summarizePolicy(profile).counts,
      forms: ["text", "markdown", "csv", "html"].map((form) => formatPolicySummary(profile, form).length),
      changes: diffPolicy(profile, after).changes.map(({ policy }) => policy),
      findings: auditPolicy(profile).length,
    };
  }, SAMPLE);
  assert.deepEqual([result.counts.on, result.counts.off, result.counts.unknown], [24, 0, 13]);
  assert.ok(result.forms.every((length) => length > 1000) && result.findings > 0);
  assert.deepEqual(result.changes, ["sms"]);
});

test("a fleet, streamed and off the main thread; an export", async () => {
  const result = await browser.evaluate(async () => {
    const [{ createFleetWorker }, { summarizeFleet }] = await Promise.all([import("/worker.js"), import("/index.js")]);
    const worker = createFleetWorker();
    const text = await (await fetch("/fleet")).text();
    const expected = JSON.stringify(await summarizeFleet(text, { groupBy: "department" }));
    const same = [];
    for (const source of [
      (await fetch("/fleet")).body,
      new File([text], "fleet.ndjson"),
      new TextEncoder().encode(text),
    ])
      same.push(JSON.stringify(await worker.summarizeFleet(source, { groupBy: "department" })) === expected);
    same.push(
      JSON.stringify(await summarizeFleet((await fetch("/fleet")).body, { groupBy: "department" })) === expected,
    );
    const csv = await new Response(worker.exportFleet(new Blob([text]), "csv")).text();
    worker.terminate();
    return { same, profiles: JSON.parse(expected).profiles, rows: csv.split("\r\n").length - 2 };
  });
  assert.deepEqual(result, { same: [true, true, true, true], profiles: 3000, rows: 3000 });
});

test("the wasm by itself, through `init`", async () => {
  const result = await browser.evaluate(async () => {
    const { init, isUserProfile } = await import("/external.js");
    await init("/zoom_phone_profile_bg.wasm");
    return isUserProfile('{"id":"x"}');
  });
  assert.equal(result, true);
});

test("the package's own page shows a profile", async () => {
  await buildPage();
  const page = await serve(0, { users: 60, requestsPerSecond: 1e6 });
  try {
    await browser.goto(page.url);
    const text = await browser.evaluate(async () => {
      const isThere = () => /Policies\s+37/.test(document.body.innerText);
      if (!isThere())
        await new Promise((resolve) =>
          new MutationObserver((_, observer) => isThere() && (observer.disconnect(), resolve())).observe(document, {
            subtree: true,
            childList: true,
            characterData: true,
          }),
        );
      return document.body.innerText;
    });
    assert.match(text, /suesu_test_delete3@testapi\.com/);
  } finally {
    await page.close();
  }
});
