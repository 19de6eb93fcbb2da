// Replies that are no profile: the code, message, hint and details of each error.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { test } from "node:test";

import { getUserProfile, isUserProfile, isZoomPhoneError, parseUserProfile } from "#package";
import { answering, closed, failing, listening } from "./support/calls.js";
import { embeddedServer } from "./support/embedded-server.js";

const SAMPLE = readFileSync(new URL("../fixtures/sample-response.json", import.meta.url), "utf8");

/** `options` reach the embedded server, without waiting for retries. */
const { server, token, options } = await embeddedServer(20, { maxRetries: 0, timeoutMs: 5000 });

test("documented failures become their codes", async () => {
  for (const [id, code, more] of [
    ["error-400-300", "bad_request", { status: 400, zoomCode: 300, zoomMessage: "Invalid user id." }],
    ["error-400-validation", "bad_request", { fieldErrors: [{ field: "userId", message: "Invalid field." }] }],
    ["error-400-4711", "missing_scopes", { missingScopes: ["phone:read:user", "phone:read:user:admin"] }],
    [
      "error-400-104-malformed",
      "missing_scopes",
      { zoomCode: 104, missingScopes: ["phone:read:user", "phone:read:user:admin"] },
    ],
    ["error-400-4700-scopes", "missing_scopes", { missingScopes: ["phone:read:user", "phone:read:user:admin"] }],
    ["error-401-4700", "unauthorized", { status: 401, zoomCode: 4700 }],
    ["error-401-4717", "unauthorized", { zoomCode: 4717 }],
    ["error-401-4735", "unauthorized", { zoomCode: 4735 }],
    ["error-401-4741", "unauthorized", { zoomCode: 4741 }],
    ["error-400-xml", "bad_request", { status: 400, zoomCode: 300, zoomMessage: 'Invalid user id: "x".' }],
    ["error-401-wrapped", "unauthorized", { zoomCode: 124, zoomMessage: "Invalid access token." }],
    ["error-401-proxy", "unauthorized", { status: 401, zoomCode: undefined, zoomMessage: undefined }],
    ["error-404-route", "not_found", { status: 404, zoomCode: undefined }],
    ["error-403-challenge", "forbidden", { status: 403 }],
    ["error-200-challenge", "invalid_response", { status: 200 }],
    ["error-200-sign-in", "invalid_response", { status: 200 }],
    ["error-200-wrapped", "invalid_response", { status: 200 }],
    ["error-400-1010", "user_not_found", {}],
    ["error-400-1000", "bad_request", {}],
    ["error-401-124", "unauthorized", { status: 401 }],
    ["error-401-expired", "token_expired", {}],
    ["error-403-2031", "phone_not_enabled", {}],
    ["error-403-3001", "forbidden", {}],
    ["error-404-1001", "user_not_found", {}],
    ["error-404-2001", "not_found", {}],
    ["error-404-404", "not_found", {}],
    ["error-404-2300", "not_found", {}],
    ["error-429-qps", "rate_limited", { limit: "per_second" }],
    ["error-429-daily", "rate_limited", { limit: "daily" }],
    ["error-429-concurrency", "rate_limited", { limit: "concurrency" }],
    ["error-429-bare", "rate_limited", { status: 429 }],
    ["error-500", "server_error", { status: 500 }],
    ["error-502-html", "server_error", { status: 502 }],
    ["error-503-text", "server_error", { status: 503 }],
    ["error-200-body", "bad_request", { status: 200, zoomCode: 300 }],
    ["error-200-message", "user_not_found", { zoomMessage: "User does not exist." }],
    ["error-200-empty", "invalid_response", { status: 200 }],
    ["error-200-html", "invalid_response", { status: 200 }],
    ["error-200-list", "invalid_response", { status: 200 }],
    ["error-redirect", "network", { status: 302 }],
    ["error-redirect-elsewhere", "network", { status: 307 }],
    ["fault-cut-headers", "network", { status: undefined }],
    ["fault-cut-body", "network", { status: 200 }],
    ["fault-large", "response_too_large", {}],
    ["ok-wrong-types", "invalid_response", { status: 200 }],
    ["nobody", "user_not_found", { status: 404 }],
    ["me", "bad_request", { status: 400 }],
  ]) {
    const error = await failing(getUserProfile(id, options()));
    assert.equal(error.code, code, `${id}: ${error.message}`);
    for (const [name, value] of Object.entries(more)) assert.deepEqual(error[name], value, `${id}: ${name}`);
    assert.equal(error.attempts, 1, id);
    assert.equal(error.url, `${server.baseUrl}/phone/users/${id}`);
    assert.ok(error.hint.length > 20, `${id}: ${error.hint}`);
    assert.ok(
      !JSON.stringify(error).includes(token) && !error.stack.includes(token) && !String(error.cause).includes(token),
    );
    if (more.status && more.status !== 502) assert.match(error.trackingId, /^v=2\.0/, id);
  }
});

test("what looks odd and is fine", async () => {
  for (const id of ["ok-code-0", "ok-empty-enum", "ok-future", "fault-delay"])
    assert.equal((await getUserProfile(id, options())).id !== undefined, true, id);
});

test("a profile with members that errors have too is one, whatever was checked before it", async () => {
  for (const profile of [
    { id: "x", message: "hi" },
    { code: 1001, id: "x" },
    { code: 300, message: "no", policy: { sms: { enable: true } } },
  ]) {
    for (const before of ["{}", '{"code":300,"message":"no"}', JSON.stringify(profile), SAMPLE]) {
      isUserProfile(before);
      assert.deepEqual(await getUserProfile("x", { fetch: answering(JSON.stringify(profile)) }), profile, before);
    }
  }
  isUserProfile(SAMPLE);
  assert.equal(
    (await failing(getUserProfile("x", { fetch: answering('{"code":1001,"message":"no"}') }))).code,
    "user_not_found",
  );
});

test("what a status says is so whatever becomes of the body", async () => {
  const headers = { "retry-after": "3", "x-ratelimit-type": "QPS" };
  const large = () => "x".repeat(2 << 20);
  const cut = () => new ReadableStream({ start: (controller) => controller.error(new Error("cut")) });
  for (const body of [large, cut]) {
    for (const [status, code] of [
      [429, "rate_limited"],
      [500, "server_error"],
      [503, "server_error"],
    ]) {
      const error = await failing(
        getUserProfile("x", { maxRetries: 0, fetch: answering(body(), { status, headers }) }),
      );
      assert.deepEqual([error.code, error.status, error.retryAfterMs], [code, status, 3000]);
      assert.equal(error.limit, status === 429 ? "per_second" : undefined);
      assert.equal(error.cause?.message, body === cut ? "cut" : undefined);
    }
  }
  assert.equal(
    (await failing(getUserProfile("x", { fetch: answering(large(), { status: 404 }) }))).code,
    "response_too_large",
  );
  // What an attempt broke off with is not what the next one did.
  const replies = [() => new Response(cut(), { status: 503 }), () => new Response(large(), { status: 503 })];
  const error = await failing(getUserProfile("x", { maxRetries: 1, fetch: async () => replies.shift()() }));
  assert.deepEqual([error.attempts, error.cause], [2, undefined]);
});

test("errors come as rejections, and are safe to log", async () => {
  const error = await failing(getUserProfile("error-401-124", options()));
  const log = JSON.parse(JSON.stringify(error));
  assert.deepEqual([log.name, log.code, log.status], ["ZoomPhoneError", "unauthorized", 401]);
  assert.ok(!JSON.stringify(log).includes(token));
  assert.equal(isZoomPhoneError(new Error("x")), false);
  assert.equal(isZoomPhoneError(null), false);
});

test("the daily limit is not tried again, and explained", async () => {
  const error = await failing(getUserProfile("error-429-daily", options({ maxRetries: 5 })));
  assert.deepEqual([error.code, error.limit, error.attempts], ["rate_limited", "daily", 1]);
  assert.match(error.hint, /today/);
});

test("hints tell the next step", async () => {
  for (const [id, pattern] of [
    ["me", /Server-to-Server token, pass the user's ID/],
    ["error-400-4711", /phone:read:user, phone:read:user:admin.*new token/],
    ["error-400-1000", /pending/],
    ["error-403-2031", /Business or Enterprise/],
    ["error-404-1001", /without a Zoom Phone license, or the other kind of ID \(user ID or email\) may work/],
    ["error-404-2300", /baseUrl/],
    ["error-403-2031", /another account/],
    ["error-400-4700-scopes", /phone:read:user:admin.*new token/],
    ["error-401-4717", /app is disabled: enable it/],
    ["error-401-4735", /still on the account/],
    ["error-401-4741", /authorize the app again/],
    ["error-200-challenge", /firewall/],
    ["error-403-challenge", /firewall/],
    ["error-429-qps", /getUserProfiles/],
    ["error-502-html", /tracking ID/],
    ["error-200-html", /baseUrl/],
    ["error-redirect", /final URL.*redirects are not followed/],
  ])
    assert.match((await failing(getUserProfile(id, options()))).hint, pattern, id);
  const anonymous = await failing(getUserProfile("x", { fetch: answering(null, { status: 401 }) }));
  assert.match(anonymous.hint, /No token was sent.*proxy/);
});

test("a route that is not mounted is not taken for Zoom", async () => {
  const plain = createHttpServer((_, response) => response.writeHead(404).end("Not Found"));
  const origin = `http://127.0.0.1:${await listening(plain)}`;
  const error = await failing(getUserProfile("me", { baseUrl: `${origin}/api/zoom` }));
  assert.equal(error.message, `The server at ${origin} has nothing at this path (HTTP 404)`);
  assert.match(error.hint, /Nothing is mounted at this path: check `baseUrl`/);
  await closed(plain);
});

test("pages and wrappers in a 200 are named", async () => {
  for (const [id, words] of [
    [
      "error-200-challenge",
      /^A firewall's block or challenge page \(Cloudflare\) came from http:[^ ]* in place of a profile$/,
    ],
    ["error-200-sign-in", /^A sign-in page came from/],
    ["error-200-html", /^A sign-in page came from/],
    [
      "error-200-wrapped",
      /^The reply is not a profile: it is an error: "Service down" \(line 1\); 2 more in `issues`$/,
    ],
  ]) {
    const error = await failing(getUserProfile(id, options()));
    assert.match(error.message, words, id);
    assert.ok(error.issues.length > 0, id);
  }
});

test("what is not a valid profile is described once, and as what it is", async () => {
  const foreign = "<Error><Code>AccessDenied</Code><Message>Denied</Message></Error>";
  for (const [body, words] of [
    ["{}", "is not a profile: it is an empty object (line 1)"],
    ["", "is not JSON: expected a value, found the end of the document (line 1)"],
    ['{"id":5}', "is not a valid profile: `id` should be a string; it is the number 5 (line 1)"],
    [
      '{"id":5,"status":7}',
      "is not a valid profile: `id` should be a string; it is the number 5 (line 1); 1 more in `issues`",
    ],
    [foreign, "is XML, not JSON: request it with `Accept: application/json` (line 1)"],
  ]) {
    const error = await failing(getUserProfile("me", { token, fetch: answering(body) }));
    assert.equal(error.message, `The reply ${words}${body === foreign ? ". It says: Denied" : ""}`);
    assert.deepEqual([error.code, error.status, error.attempts], ["invalid_response", 200, 1]);
    assert.throws(() => parseUserProfile(body), { code: "invalid_response", message: `This ${words}`, attempts: 0 });
  }
});

test("pages of firewalls and sign-in forms are told from pages of others", async () => {
  const owned = (owner) =>
    new RegExp(`^A firewall's block or challenge page${owner} came from https://api.zoom.us in place of a profile`);
  const site =
    '<!doctype html><title>Dashboard</title><script src="https://static.cloudflareinsights.com/x.js"></script>';
  const said = async (status, body, headers) =>
    (await failing(getUserProfile("me", { token, maxRetries: 0, fetch: answering(body, { status, headers }) })))
      .message;
  for (const [body, owner] of [
    ["<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>", " \\(Cloudflare\\)"],
    ["\ufeff\n<html><title>Attention Required! | Cloudflare</title></html>", " \\(Cloudflare\\)"],
    ["<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD>https://errors.edgesuite.net/18.5</HTML>", " \\(Akamai\\)"],
    ['<html><iframe src="/_Incapsula_Resource?CWUDNSAI=9"></iframe></html>', " \\(Imperva\\)"],
    ["<html><body>Internet Security by Zscaler</body></html>", " \\(Zscaler\\)"],
    ["<html><body>The requested URL was rejected. Your support ID is: 1</body></html>", ""],
    ["<html><title>Access Denied</title></html>", ""],
  ]) {
    for (const status of [200, 403, 429, 503]) {
      const message = await said(status, body);
      assert.match(message, owned(owner), `${status} ${body}`);
      assert.equal(message.endsWith(`(HTTP ${status})`), status !== 200);
    }
    assert.ok(!/firewall/.test(await said(404, body)) && !/firewall/.test(await said(502, body)), body);
  }
  // Cloudflare adds scripts to the pages of the sites that it serves.
  assert.match(await said(200, site), /^An HTML page came from/);
  assert.match(await said(403, site), owned(" \\(Cloudflare\\)"));
  assert.match(await said(401, '<html><input type="password"></html>'), /^A sign-in page came from .* \(HTTP 401\)$/);
  assert.match(await said(403, "", { "cf-mitigated": "challenge" }), owned(" \\(Cloudflare\\)"));
  for (const status of [202, 403, 405])
    assert.match(await said(status, "", { "x-amzn-waf-action": "challenge" }), owned(" \\(AWS WAF\\)"));
  // A profile is none, whatever stands in it.
  const profile = { id: "x", department: "<html>Just a moment, Cloudflare: sign in" };
  assert.deepEqual(await getUserProfile("me", { fetch: answering(JSON.stringify(profile)) }), profile);
});

test("an error in XML is read under any status", async () => {
  const read = async (status, body) => {
    const { code, zoomCode, zoomMessage, message } = await failing(
      getUserProfile("me", { token, maxRetries: 0, fetch: answering(body, { status }) }),
    );
    return { code, zoomCode, zoomMessage, message };
  };
  const xml =
    '<?xml version="1.0"?>\n<result><code> 124 </code>' +
    "<message>Access token is &quot;expired&quot; &amp;lt;.</message></result>";
  for (const [status, code] of [
    [200, "token_expired"],
    [400, "token_expired"],
    [401, "token_expired"],
    [500, "server_error"],
  ]) {
    const error = await read(status, xml);
    assert.deepEqual(
      [error.code, error.zoomCode, error.zoomMessage],
      [code, 124, 'Access token is "expired" &lt;.'],
      `${status}`,
    );
  }
  assert.equal(
    (await read(404, "<z:e><z:Code type='int'>1001</z:Code><z:Message><![CDATA[a <b> ]]></z:Message></z:e>"))
      .zoomMessage,
    "a <b>",
  );
  const foreign = await read(403, "<Error><Code>AccessDenied</Code><Message>Denied</Message></Error>");
  assert.deepEqual([foreign.code, foreign.zoomCode, foreign.zoomMessage], ["forbidden", undefined, undefined]);
  assert.match(foreign.message, / refused the request \(HTTP 403\): Denied$/);
  assert.equal((await read(200, "<!DOCTYPE html><code>124</code><message>expired</message>")).code, "invalid_response");
  for (const body of [
    "<code>",
    "<code>1",
    "<e><codes>5</codes></e>",
    `${"<code ".repeat(5000)}`,
    `${"<code><![CDATA[".repeat(3000)}`,
  ]) {
    const begin = performance.now();
    assert.equal((await read(400, body)).zoomCode, undefined);
    assert.ok(performance.now() - begin < 500, "in linear time");
  }
});

test("messages escape what a terminal or a log obeys, and Zoom's own message is kept", async () => {
  const evil = "a\nb\r\tc\u001b[31m\u0000\u009b\u202e\u2066\u200f\u2028d";
  const shown = "a\\nb\\r\\tc\\u001b[31m\\u0000\\u009b\\u202e\\u2066\\u200f\\u2028d";
  const unsafe = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;
  for (const status of [200, 400, 401, 403, 404, 429, 500]) {
    const error = await failing(
      getUserProfile("me", {
        token,
        maxRetries: 0,
        fetch: answering(JSON.stringify({ code: 300, message: evil }), { status }),
      }),
    );
    assert.ok(error.message.endsWith(`: ${shown}`), error.message);
    assert.equal(error.zoomMessage, evil);
    assert.ok(!unsafe.test(error.stack.split("\n")[0]));
    assert.ok(!unsafe.test(error.hint));
  }
  for (const more of [{ "to\u001bken": 1 }, { headers: { "a\nb": "x" } }, { headers: { "a\u202eb": "x" } }]) {
    assert.ok(!unsafe.test((await failing(getUserProfile("me", more))).message), JSON.stringify(more));
  }
  const invalid = await failing(
    getUserProfile("me", { fetch: answering(JSON.stringify({ id: 5, [evil]: 1, status: evil }), { status: 200 }) }),
  );
  assert.ok(!unsafe.test(invalid.message), invalid.message);
});

test("errors behave as the engine's own do", async () => {
  const error = await failing(getUserProfile("", {}));
  assert.ok(error.stack.startsWith("ZoomPhoneError: "));
  assert.equal(Object.prototype.toString.call(error), "[object Error]");
  assert.ok(!Object.keys(error).includes("name") && !Object.keys(error).includes("message"));
  error.name = "Mine";
  assert.equal(error.name, "Mine");
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const value of [proxy, undefined, "x", Symbol("x"), () => {}]) assert.equal(isZoomPhoneError(value), false);
});
