// Arguments of a call: what it refuses before it sends anything, and what it accepts.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

import { getUserProfile, getUserProfiles, parseUserProfile } from "#package";
import { answering, failing } from "./support/calls.js";
import { embeddedServer } from "./support/embedded-server.js";

const { token } = await embeddedServer(20);

test("IDs that no user has are refused, as the proxy and the Rust crate refuse them", async () => {
  const { refused, accepted } = JSON.parse(readFileSync(new URL("../fixtures/user-ids.json", import.meta.url), "utf8"));
  const fetch = async () => new Response('{"id":"x"}');
  for (const id of Object.values(refused).flat()) {
    const error = await failing(getUserProfile(id, { token: "t", fetch }));
    assert.equal(error.code, "invalid_argument", JSON.stringify(id));
    assert.match(error.message, /^`userId` (must not|is a value|holds)/);
  }
  for (const id of accepted) assert.deepEqual(await getUserProfile(id, { token: "t", fetch }), { id: "x" });
});

test("arguments that cannot be used are refused before anything is sent", async () => {
  const never = () => assert.fail("nothing should have been sent");
  const refused = async (userId, more, pattern) => {
    const error = await failing(getUserProfile(userId, { token: "t", fetch: never, ...more }));
    assert.equal(error.code, "invalid_argument", error.message);
    assert.match(`${error.message} ${error.hint}`, pattern);
  };
  for (const id of [
    "",
    ".",
    "..",
    "a\nb",
    "\0",
    "\x7f",
    "\x85",
    "\ud800",
    "a\udc00b",
    undefined,
    null,
    7,
    {},
    ["me"],
    new String("me"),
  ])
    await refused(id, {}, /userId/);
  for (const [more, pattern] of [
    [{ timeout: 5 }, /timeoutMs/],
    [{ tokens: "t" }, /`token`/],
    [{ baseURL: "x" }, /baseUrl/],
    [{ zebra: 1 }, /The options are/],
    [{ timeoutMs: "5" }, /timeoutMs/],
    [{ timeoutMs: 0 }, /timeoutMs/],
    [{ timeoutMs: Infinity }, /timeoutMs/],
    [{ maxRetries: -1 }, /maxRetries/],
    [{ maxRetries: 1.5 }, /maxRetries/],
    [{ token: "" }, /empty/],
    [{ token: "a\r\nb" }, /header/],
    [{ token: "té" }, /header/],
    [{ token: 5 }, /token/],
    [{ token: () => "" }, /empty/],
    [{ baseUrl: "ftp://x/v2" }, /https/],
    [{ baseUrl: "http://api.zoom.us/v2" }, /https/],
    [{ baseUrl: "http://127.0.0.1.evil.example/v2" }, /https/],
    [{ baseUrl: "https://user:secret@api.zoom.us/v2" }, /password/],
    [{ baseUrl: "https://api.zoom.us/v2?x=1" }, /query/],
    [{ baseUrl: "/v2" }, /page/],
    [{ baseUrl: "" }, /URL/],
    [{ credentials: "always" }, /credentials/],
    [{ headers: { a: 1 } }, /headers/],
    [{ headers: { Authorization: "x" } }, /token/],
    [{ headers: { AUTHORIZATION: "x" } }, /token/],
    [{ headers: { Host: "elsewhere.example" } }, /header/],
    [{ headers: { "content-length": "5" } }, /header/],
    [{ headers: { "Transfer-Encoding": "chunked" } }, /header/],
    [
      {
        headers: {
          a: "x",
          get b() {
            throw new Error("no");
          },
        },
      },
      /throws/,
    ],
    [{ signal: { aborted: false, addEventListener: () => {} } }, /signal/],
    [
      {
        signal: {
          get aborted() {
            throw new Error("no");
          },
          addEventListener: () => {},
          removeEventListener: () => {},
        },
      },
      /signal.*throws/,
    ],
    [
      {
        signal: {
          aborted: false,
          addEventListener: () => {
            throw new Error("no");
          },
          removeEventListener: () => {},
        },
      },
      /signal.*throws/,
    ],
    [{ baseUrl: "http://localhost.evil.com/v2" }, /https/],
    [{ baseUrl: "http://[::ffff:127.0.0.1]/v2" }, /https/],
    [{ baseUrl: "http://0.0.0.0/v2" }, /https/],
    [{ baseUrl: "https://api.zoom.us/v2?" }, /query/],
    [{ baseUrl: "https://api.zoom.us/v2#" }, /fragment/],
    [{ baseUrl: "https://user@api.zoom.us/v2" }, /user/],
    [{ baseUrl: "blob:https://api.zoom.us/x" }, /https/],
    [{ baseUrl: "data:text/plain,x" }, /https/],
    [{ headers: { "a b": "x" } }, /header/],
    [{ headers: { a: "x\ny" } }, /header/],
    [{ headers: new Headers({ a: "b" }) }, /headers/],
    [{ headers: [["a", "b"]] }, /headers/],
    [{ headers: { "": "x" } }, /header/],
    [{ headers: { a: "日本" } }, /header/],
    [{ signal: {} }, /signal/],
    [{ signal: null }, /signal/],
    [
      {
        signal: new Proxy(
          {},
          {
            has: () => {
              throw new Error("no");
            },
          },
        ),
      },
      /signal/,
    ],
    [{ timeoutMs: NaN }, /timeoutMs/],
    [{ timeoutMs: 2 ** 31 }, /timeoutMs/],
    [{ timeoutMs: null }, /timeoutMs/],
    [{ token: null }, /token/],
    [{ token: new String("t") }, /token/],
    [{ token: "Bearer t" }, /Bearer/],
    [{ baseUrl: new URL("https://api.zoom.us/v2?x=1") }, /query/],
    [{ baseUrl: { href: "https://api.zoom.us/v2" } }, /a string or a URL/],
    [{ baseUrl: "https://" }, /URL/],
    [{ baseUrl: "//api.zoom.us/v2" }, /page/],
    [{ baseUrl: "https://api.zoom.us/v2#x" }, /fragment/],
    [{ baseUrl: "javascript:alert(1)" }, /https/],
    [{ baseUrl: "file:///v2" }, /https/],
    [{ concurrency: 5 }, /The options are/],
    [{ fetch: 5 }, /fetch/],
    [{ onRetry: 5 }, /onRetry/],
    [{ validation: "loose" }, /validation/],
    [{ maxIssues: -1 }, /maxIssues/],
    [{ onIssue: 5 }, /onIssue/],
  ])
    await refused("me", more, pattern);
  const throwing = {
    enumerable: true,
    get: () => {
      throw new Error("no");
    },
  };
  for (const name of ["token", "signal", "validation", "fetch"]) {
    const error = await failing(getUserProfile("me", Object.defineProperty({}, name, throwing)));
    assert.deepEqual([error.code, /throws/.test(error.message)], ["invalid_argument", true], name);
  }
  const hostile = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error("no");
      },
    },
  );
  assert.equal((await failing(getUserProfile("me", hostile))).code, "invalid_argument");
  for (const notOptions of [5, "x", null, [], () => {}]) {
    assert.equal((await failing(getUserProfile("me", notOptions))).code, "invalid_argument");
  }
});

test("base URLs with and without slashes and paths", async () => {
  for (const [baseUrl, expected] of [
    ["https://api-eu.zoom.us/v2/", "https://api-eu.zoom.us/v2/phone/users/me"],
    ...["au", "ca", "eu", "in", "sa", "sg", "uk", "us"].map((region) => [
      `https://api-${region}.zoom.us/v2`,
      `https://api-${region}.zoom.us/v2/phone/users/me`,
    ]),
    ["https://example.zoom.us/v2", "https://example.zoom.us/v2/phone/users/me"],
    ["https://api.zoomgov.com/v2", "https://api.zoomgov.com/v2/phone/users/me"],
    ["HTTPS://API.ZOOM.US/v2/../v2", "https://api.zoom.us/v2/phone/users/me"],
    ["http://127.0.0.1/v2", "http://127.0.0.1/v2/phone/users/me"],
    ["https://proxy.example", "https://proxy.example/phone/users/me"],
    ["https://proxy.example:8443/a/b//", "https://proxy.example:8443/a/b/phone/users/me"],
    ["http://localhost:3000/v2", "http://localhost:3000/v2/phone/users/me"],
    ["http://[::1]:3000/v2", "http://[::1]:3000/v2/phone/users/me"],
  ]) {
    let called;
    await getUserProfile("me", { baseUrl, fetch: async (url) => ((called = url), new Response('{"id":"x"}')) });
    assert.equal(called, expected);
  }
});

test("a poisoned prototype adds no option", async () => {
  Object.prototype.token = "poison";
  try {
    let headers;
    await getUserProfile("me", { fetch: async (_url, init) => ((headers = init.headers), new Response('{"id":"x"}')) });
    assert.ok(!("Authorization" in { ...headers }));
  } finally {
    delete Object.prototype.token;
  }
});

test("a relative base URL is the page's, where there is one", async () => {
  const page = { href: "http://intranet/dashboard/users", origin: "http://intranet" };
  try {
    globalThis.location = page;
    for (const [baseUrl, expected] of [
      ["/api/zoom", "http://intranet/api/zoom/phone/users/me"],
      ["v2", "http://intranet/dashboard/v2/phone/users/me"],
      ["//proxy.example/v2", null],
      ["http://intranet/api", null],
    ]) {
      let called;
      const call = getUserProfile("me", {
        baseUrl,
        fetch: async (url) => ((called = url), new Response('{"id":"x"}')),
      });
      if (expected) await call;
      else assert.equal((await failing(call)).code, "invalid_argument", baseUrl);
      assert.equal(called, expected ?? undefined);
    }
    // A worker that was made from a blob.
    globalThis.location = { href: "blob:https://app.example/5e1b", origin: "https://app.example" };
    let called;
    await getUserProfile("me", { baseUrl: "/api", fetch: async (url) => ((called = url), new Response('{"id":"x"}')) });
    assert.equal(called, "https://app.example/api/phone/users/me");
  } finally {
    delete globalThis.location;
  }
});

test("options are read once, and may be frozen, or of another realm", async () => {
  let reads = 0;
  const counted = {
    get token() {
      reads += 1;
      return "t";
    },
    fetch: answering('{"id":"x"}'),
  };
  await getUserProfile("me", counted);
  assert.equal(reads, 1);
  await getUserProfile("me", Object.freeze({ token: undefined, headers: undefined, fetch: answering('{"id":"x"}') }));
  const foreign = vm.runInNewContext("({ headers: { 'x-a': 'b' } })");
  let headers;
  await getUserProfile(
    "me",
    Object.assign(foreign, { fetch: async (_url, init) => ((headers = init.headers), new Response('{"id":"x"}')) }),
  );
  assert.equal(headers["x-a"], "b");
});

test("IDs that no user has are refused before anything is sent", async () => {
  const never = () => assert.fail("nothing should have been sent");
  const bad = [
    "undefined",
    "null",
    "NaN",
    "[object Object]",
    "[object Promise]",
    " ada",
    "ada ",
    "ada\u00a0",
    "\ufeffada",
    "ada\u200b",
    "\u3000ada",
    '"ada"',
    "'ada'",
    "`ada`",
    "“ada”",
    "«ada»",
    '"ada',
    "ada'",
  ];
  for (const id of bad) {
    const error = await failing(getUserProfile(id, { token, fetch: never }));
    assert.equal(error.code, "invalid_argument", id);
    assert.match(error.message, /^`userId` /);
    assert.match(error.hint, /Pass the user's ID or email/);
  }
  for await (const outcome of getUserProfiles(bad, { token, fetch: never }))
    assert.equal(outcome.error?.code, "invalid_argument", outcome.userId);
  for (const id of ["o'brien@example.com", "'tis@example.com", '"a b"@example.com', "a b", "Null"]) {
    await getUserProfile(id, { token, fetch: answering('{"id":"x"}') });
  }
});

test("what is wrong with a direct input does not speak of a URL", () => {
  for (const input of ["", "{", "no", "[]", "{}", "<html></html>", new Uint8Array()]) {
    assert.throws(
      () => parseUserProfile(input),
      (error) =>
        error.code === "invalid_response" && !/baseUrl|reply/.test(error.message) && !error.hint.includes("baseUrl"),
      String(input),
    );
  }
});

test("headers are read once: what was checked is what is sent", async () => {
  let reads = 0;
  const headers = {
    get "x-a"() {
      return (reads += 1) === 1 ? "fine" : "a\nb";
    },
  };
  let sent;
  await getUserProfile("me", {
    headers,
    fetch: async (_url, init) => ((sent = init.headers), new Response('{"id":"x"}')),
  });
  assert.deepEqual([sent["x-a"], reads], ["fine", 1]);
});
