// Names that are suggested for misspelt ones: of options by every function that takes them, and the rule compared with
// its definition.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { transformSync } from "esbuild";

import { getUserProfiles } from "#package";

/** The module itself, without its types: the package does not export it. */
const source = readFileSync(new URL("../../pkg-template/shared/suggest.ts", import.meta.url), "utf8");
const { code } = transformSync(source, { loader: "ts", format: "esm" });
const { suggest } = await import(`data:text/javascript,${encodeURIComponent(code)}`);

const KNOWN = [
  ...["token", "baseUrl", "timeoutMs", "maxRetries", "headers", "onRetry", "concurrency", "requestsPerSecond"],
  ...["accountId", "clientSecret", "allowedOrigins", "allowedHosts", "authorize"],
];

test("misspelt names are recognized, and those of other clients", () => {
  for (const [name, expected] of [
    ["timeout", "timeoutMs"],
    ["timeoutms", "timeoutMs"],
    ["tokne", "token"],
    ["baseURL", "baseUrl"],
    ["apiUrl", "baseUrl"],
    ["onretry", "onRetry"],
    ["header", "headers"],
    ["rps", "requestsPerSecond"],
    ["concurency", "concurrency"],
    ["concurre", undefined],
    ["requestPerSec", "requestsPerSecond"],
    ["origins", "allowedOrigins"],
    ["hosts", "allowedHosts"],
    ["secret", "clientSecret"],
    ["mode", undefined],
    ["zebra", undefined],
    ["", undefined],
    ["__proto__", undefined],
    ["constructor", undefined],
    ["x".repeat(1 << 22), undefined],
  ])
    assert.equal(suggest(name, KNOWN), expected, name.slice(0, 50));
  assert.equal(suggest("token", []), undefined);
  assert.equal(suggest("ac", ["ad", "ab"]), "ab", "the first in the alphabet");
});

/** By the definition, one edit after another. */
function edits(a, b) {
  if (a === "" || b === "") return a.length + b.length;
  const substituted = edits(a.slice(1), b.slice(1)) + (a[0].toLowerCase() === b[0].toLowerCase() ? 0 : 1);
  return Math.min(substituted, edits(a.slice(1), b) + 1, edits(a, b.slice(1)) + 1);
}

test("a name is suggested if it is within two edits, or a quarter of its length", () => {
  const names = ["", "a", "B", "ab", "ba", "aab", "bab", "abAB", "bbaa", "abab", "babab", "aabbab"];
  for (const name of names)
    for (const known of [...names, "abababababab"])
      assert.equal(suggest(name, [known]), edits(name, known) <= Math.max(2, known.length / 4) ? known : undefined);
});

test("the hint of an unknown option suggests the closest one, or lists all", async () => {
  const hint = (options) =>
    getUserProfiles([], options)
      .next()
      .then(assert.fail, (error) => error.hint);
  assert.equal(await hint({ concurency: 5 }), "Did you mean `concurrency`?");
  assert.match(await hint({ zebra: 5 }), /^The options are: token, baseUrl, .*onProgress\.$/);
});
