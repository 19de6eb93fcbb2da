// Settings that `createProxy` refuses, and arguments that a proxy refuses.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import { isZoomPhoneError, ZoomPhoneError } from "#package";
import { createProxy } from "#package/proxy.js";
import { credentials, faked, PAGE } from "./support.js";

test("a proxy that is built wrongly is not built, and the error says why", () => {
  const sound = { ...credentials, allowedOrigins: [PAGE], authorize: () => true };
  for (const [options, pattern] of [
    [undefined, /options/],
    [null, /options/],
    ["x", /options/],
    [{ ...sound, authorize: undefined }, /`authorize`.*anybody/s],
    [{ ...sound, authorize: true }, /`authorize`/],
    [{ ...sound, allowedOrigins: undefined }, /`allowedOrigins`/],
    [{ ...sound, allowedOrigins: "*" }, /`allowedOrigins`/],
    [{ ...sound, allowedOrigins: ["*"] }, /no wildcards/],
    [{ ...sound, allowedOrigins: ["https://*.example"] }, /no wildcards/],
    [{ ...sound, allowedOrigins: ["null"] }, /no origin/],
    [{ ...sound, allowedOrigins: ["file:///x"] }, /no origin/],
    [{ ...sound, allowedOrigins: [undefined] }, /no origin/],
    [{ ...sound, allowedOrigins: [/dashboard/] }, /no origin/],
    [{ ...sound, allowedOrigins: [`${PAGE}/`] }, /Write "https:\/\/dashboard.example"/],
    [{ ...sound, allowedOrigins: ["https://Dashboard.example:443/app?x"] }, /Write "https:\/\/dashboard.example"/],
    [{ ...sound, accountId: undefined }, /`accountId`/],
    [{ ...sound, clientId: "" }, /`clientId`/],
    [{ ...sound, clientId: "a:b" }, /colon/],
    [{ ...sound, clientSecret: undefined }, /`clientSecret`.*environment/s],
    [{ ...sound, clientSecret: "top secret" }, /`clientSecret`/],
    [{ ...sound, token: "t" }, /not both/],
    [{ token: "Bearer t", allowedOrigins: [], authorize: () => true }, /`token`/],
    [{ token: 5, allowedOrigins: [], authorize: () => true }, /`token`/],
    [{ ...sound, tokenUrl: "http://zoom.us/oauth/token" }, /`tokenUrl`.*https/],
    [{ ...sound, tokenUrl: "https://zoom.us/oauth/token?x=1" }, /query/],
    [{ ...sound, baseUrl: "http://localhost.evil.example" }, /`baseUrl`/],
    [{ ...sound, baseUrl: "http://127.0.0.1.evil.example" }, /`baseUrl`/],
    [{ ...sound, baseUrl: "https://user:secret@api.zoom.us" }, /`baseUrl`/],
    [{ ...sound, baseUrl: "/v2" }, /`baseUrl`/],
    [{ ...sound, timeoutMs: 0 }, /`timeoutMs`/],
    [{ ...sound, fetch: 5 }, /`fetch`/],
    [{ ...sound, onError: 5 }, /`onError`/],
    [{ ...sound, origins: [] }, /`origins`.*`allowedOrigins`/s],
    [{ ...sound, clientID: "x" }, /`clientId`/],
    [{ ...sound, zebra: 1 }, /The options are/],
  ]) {
    const error = (() => {
      try {
        return createProxy(options);
      } catch (reason) {
        return reason;
      }
    })();
    assert.ok(error instanceof Error && isZoomPhoneError(error), inspect(options));
    assert.deepEqual([error.name, error.code], ["ZoomPhoneError", "invalid_argument"]);
    assert.match(`${error.message} ${error.hint}`, pattern);
    for (const secret of ["demo-secret", "top secret"]) assert.ok(!inspect(error).includes(secret));
  }
  for (const baseUrl of [
    "http://localhost:1/v2",
    "http://[::1]/v2",
    "http://127.0.0.1:2",
    "https://api-eu.zoom.us/v2/",
  ])
    assert.equal(typeof createProxy({ ...sound, baseUrl }), "function");
  assert.equal(isZoomPhoneError(new ZoomPhoneError({ message: "", code: "x", hint: "" })), true);
});

test("what is no Request is refused with a word on what to do", async () => {
  for (const wrong of [undefined, null, "x", {}, { url: "/phone/users/x", headers: {} }]) {
    await assert.rejects(
      faked().proxy(wrong),
      (error) => error.code === "invalid_argument" && /toNodeHandler/.test(error.hint),
    );
  }
});

test("poisoned prototypes add no option", () => {
  Object.prototype.authorize = () => true;
  try {
    assert.throws(() => createProxy({ ...credentials, allowedOrigins: [] }), /authorize/);
  } finally {
    delete Object.prototype.authorize;
  }
});

test("a list of hosts that cannot be used is refused", () => {
  const sound = { ...credentials, allowedOrigins: [], authorize: () => true };
  for (const [allowedHosts, pattern] of [
    ["localhost", /must be a list/],
    [["*"], /no wildcards/],
    [["*.example"], /no wildcards/],
    [["http://localhost"], /no host/],
    [["localhost/x"], /no host/],
    [[""], /no host/],
    [[5], /no host/],
    [["LOCALHOST:80"], /Write "localhost"/],
    [["a@b"], /no host/],
  ]) {
    assert.throws(
      () => createProxy({ ...sound, allowedHosts }),
      (error) => error.code === "invalid_argument" && pattern.test(`${error.message} ${error.hint}`),
      String(allowedHosts),
    );
  }
  assert.equal(
    typeof createProxy({ ...sound, allowedHosts: ["localhost:8090", "[::1]", "dashboard.example"] }),
    "function",
  );
});
