// Where the token is sent: one header to one origin, whatever the redirect, the host or the ID.

import assert from "node:assert/strict";
import { createServer as createTcpServer } from "node:net";
import { test } from "node:test";

import { getUserProfile } from "#package";
import { CANARY, traceIn, traceInValue } from "./support/canary.js";
import { assertClean, closed, failing, listening, recordConsole, recorder } from "./support/recorder.js";

const printed = recordConsole();

test("a redirect is never followed, wherever it leads", async () => {
  const elsewhere = await recorder((response) => response.end('{"id":"stolen"}'));
  for (const status of [301, 302, 303, 307, 308]) {
    for (const location of [
      `http://127.0.0.1:${elsewhere.port}/v2/phone/users/me`,
      `//127.0.0.1:${elsewhere.port}/`,
      `http://localhost:${elsewhere.port}/`,
      "/v2/phone/users/other",
      "javascript:alert(1)",
      "http://",
    ]) {
      const server = await recorder((response) =>
        response.writeHead(status, { location, refresh: `0; url=${location}` }).end(),
      );
      const error = await failing(getUserProfile("me", { baseUrl: server.baseUrl, token: CANARY, maxRetries: 0 }));
      assert.equal(error.code, "network", `${status} ${location}`);
      assertClean(error, location);
      assert.equal(server.seen.length, 1);
      await server.close();
    }
  }
  assert.deepEqual(elsewhere.seen, []);
  await elsewhere.close();
});

test("hosts that only look like loopback, and hidden users, get no token", async () => {
  const refused = [
    "http://127.0.0.1.evil.example",
    "http://localhost.evil.example",
    "http://127.0.0.1@evil.example",
    "http://localhost:80@evil.example",
    "http://evil.example\\@127.0.0.1",
    "http://evil.example/@127.0.0.1",
    "http://evil.example?@127.0.0.1",
    "http://evil-localhost",
    "http://xn--localhost-x",
    "http://lоcalhost",
    "http://128.0.0.1",
    "http://0.0.0.0",
    "http://1.127.0.0",
    "http://[::2]",
    "http://[fe80::1]",
    "http://api.zoom.us",
    "http:api.zoom.us",
    "ws://127.0.0.1",
    "ftp://localhost",
    "https://token@api.zoom.us",
    "https://:x@api.zoom.us",
    "https://api.zoom.us@evil.example",
    "data:application/json,{}",
    "blob:https://api.zoom.us/x",
    "about:blank",
    "https://",
  ];
  const never = (url) => assert.fail(`nothing is sent to ${url}`);
  for (const baseUrl of refused)
    assert.equal(
      (await failing(getUserProfile("me", { token: CANARY, baseUrl, fetch: never }))).code,
      "invalid_argument",
      baseUrl,
    );
  // The engine's parser has the last word on what a host is.
  for (const [baseUrl, origin] of [
    ["http://127.1", "http://127.0.0.1"],
    ["http://127.0.0.1.", "http://127.0.0.1"],
    ["http://0x7f.0.0.1", "http://127.0.0.1"],
    ["http://LOCALHOST:81", "http://localhost:81"],
    ["http://①②⑦.0.0.1", "http://127.0.0.1"],
    ["https:\\\\api.zoom.us\\v2", "https://api.zoom.us"],
    ["https://api.zoom.us\t.example", "https://api.zoom.us.example"],
  ]) {
    let url;
    await getUserProfile("me", {
      token: CANARY,
      baseUrl,
      fetch: async (called) => ((url = called), new Response('{"id":"x"}')),
    });
    assert.equal(new URL(url).origin, origin, baseUrl);
  }
});

test("no id leaves its segment of the path, on the wire", async () => {
  const lines = [];
  const server = createTcpServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (data) => {
      lines.push(...data.toString("latin1").split("\r\n"));
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\n{"id":"x"}');
    });
  });
  const baseUrl = `http://127.0.0.1:${await listening(server)}/v2`;
  const ids = [
    "../../accounts",
    "..%2f..%2faccounts",
    "%2e%2e",
    "%2E",
    "a/../../b",
    "..\\..",
    "me?x=1",
    "me#x",
    "me/settings",
    "//evil.example/x",
    "https://evil.example/",
    "\u2025",
    "．．",
    "／",
    ";a=b",
    "a b",
    "me%00",
    "…",
    "...",
    ".a",
    "a.",
    "@evil.example",
    "\u202e",
    "%",
    "%%",
    "+",
  ];
  for (const id of ids) {
    lines.length = 0;
    assert.deepEqual(await getUserProfile(id, { baseUrl, token: CANARY }), { id: "x" });
    assert.equal(lines[0], `GET /v2/phone/users/${encodeURIComponent(id)} HTTP/1.1`);
    assert.equal(lines.filter((line) => traceIn(line)).length, 1);
  }
  lines.length = 0;
  for (const id of [".", "..", "", "\r\nX-Evil: 1", "a\nb", "a\0", "\x7f", "\u0085", "\ud800", " "]) {
    assert.equal(
      (await failing(getUserProfile(id, { baseUrl, token: CANARY }))).code,
      "invalid_argument",
      JSON.stringify(id),
    );
  }
  for (const headers of [
    { "X-A": "b\r\nX-Evil: 1" },
    { "X-A\r\nX-Evil": "1" },
    { "X-A:": "b" },
    { "X A": "b" },
    { "X-A": "b\0" },
    JSON.parse('{"__proto__":"b\\n"}'),
    { AUTHORIZATION: "b" },
  ]) {
    assert.equal(
      (await failing(getUserProfile("me", { baseUrl, headers }))).code,
      "invalid_argument",
      JSON.stringify(headers),
    );
  }
  assert.deepEqual(lines, []);
  await closed(server);
});

test("nothing of this was printed", () => {
  assert.equal(traceInValue(printed), undefined);
});
