// A call in Rust ends as the npm package's does: with the same profile, or with the same error but for the names of
// options. `fetch` calls the embedded Zoom server as the package does; `Exchange` gets the replies of that server.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { getUserProfile } from "#package";
import { FAILURES } from "#zoom-failures";
import { ROOT, runQuietly } from "../../scripts/lib/run.js";
import { appEnvironment, TARGET } from "../../scripts/lib/rust.js";
import { startZoomServer } from "../zoom-server/server.js";

const FOLDER = join(ROOT, "target/crates");
const CRATE = join(FOLDER, "parity");
const MANIFEST = `[package]
name = "parity"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[lib]
crate-type = ["cdylib"]
path = "fetch.rs"

[[bin]]
name = "parity-exchange"
path = "exchange.rs"

[dependencies]
serde_json = "1"
zoom-phone-profile = { path = ${JSON.stringify(ROOT)}, features = ["fetch"] }

[target.'cfg(target_arch = "wasm32")'.dependencies]
wasm-bindgen = "0.2"
wasm-bindgen-futures = "0.4"
`;

/** What JavaScript says otherwise than Rust: `fetch`, then `Exchange`. Names of options are in camel case besides. */
const FOR_BOTH = [
  [' Pass `validation: "lenient"` to accept it as it is.', ""],
  [", or let `getUserProfiles` do it", ""],
  [", the limiter", ""],
  ["(`zoom-phone-profile/proxy`)", "(`zoom-phone-profile/proxy` of the npm package)"],
];
const BY_FETCH = [...FOR_BOTH, ["Pass `token` as a function", "Pass a `Token::function`"]];
const BY_EXCHANGE = [
  ...FOR_BOTH,
  [
    "Pass `token` as a function that fetches a new one: it is asked once more on a 401.",
    "Set `asks_token`: the exchange then asks for a new one on a 401.",
  ],
  ["Pass `token` as a function", "Set `asks_token`"],
  [" (pass `credentials` to send cookies)", ""],
];

let server;
let token;
let call;

before(async () => {
  mkdirSync(CRATE, { recursive: true });
  writeFileSync(join(CRATE, "Cargo.toml"), MANIFEST);
  copyFileSync(join(ROOT, "Cargo.lock"), join(CRATE, "Cargo.lock"));
  for (const name of ["fetch", "exchange"])
    copyFileSync(new URL(`parity-${name}.rs`, import.meta.url), join(CRATE, `${name}.rs`));
  const build = ["build", "--manifest-path", join(CRATE, "Cargo.toml"), "--target-dir", FOLDER];
  runQuietly("cargo", [...build, "--bins"], { env: appEnvironment() });
  runQuietly("cargo", [...build, "--lib", "--target", TARGET], { env: appEnvironment() });
  const wasm = join(FOLDER, TARGET, "debug/parity.wasm");
  const dist = ["--target", "web", "--no-typescript", "--out-dir", join(CRATE, "dist")];
  runQuietly(join(ROOT, "target/tools/debug/bindgen"), [...dist, wasm]);
  const glue = await import(pathToFileURL(join(CRATE, "dist/parity.js")));
  glue.initSync({ module: readFileSync(join(CRATE, "dist/parity_bg.wasm")) });
  call = glue.call;
  server = await startZoomServer({ users: 3, requestsPerSecond: 1e6 });
  token = server.zoom.issueToken();
});
after(() => server?.close());

/** What the npm package's call ends with, in the words of Rust. */
async function inJavaScript(userId, options, phrases) {
  try {
    return { profile: await getUserProfile(userId, { token, maxRetries: 0, ...options }) };
  } catch (error) {
    const { name: _, url: __, cause: ___, issues = [], ...members } = JSON.parse(JSON.stringify(error));
    for (const key of ["message", "hint"]) members[key] = inRust(members[key], phrases);
    return comparable({ error: members, issues });
  }
}

/** The same text with the names of Rust. */
function inRust(text, phrases) {
  const renamed = phrases.reduce((whole, [from, to]) => whole.replaceAll(from, to), text);
  return renamed.replace(/`[a-z]+(?:[A-Z][a-z]+)+`/g, (name) =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
}

/** An outcome without what differs from one request to the next, and without positions, which Rust keeps apart. */
function comparable({ error, issues, ...others }) {
  if (!error) return others;
  const vary = ["trackingId", "retryAfterMs"].filter((key) => error[key] !== undefined);
  for (const key of vary) error[key] = "given";
  return { error, issues: issues.map(({ code, pointer, message }) => ({ code, pointer, message })) };
}

async function byFetch(userId, { baseUrl = server.baseUrl, maxRetries = 0, timeoutMs = 10_000 } = {}) {
  return comparable(JSON.parse(await call(userId, baseUrl, token, maxRetries, timeoutMs)));
}

/** What exchanges end with, each of which gets one reply of the server to each of its requests. */
async function byExchange(userIds) {
  const lines = [];
  for (const userId of userIds) {
    const headers = { authorization: `Bearer ${token}` };
    const url = `${server.baseUrl}/phone/users/${encodeURIComponent(userId)}`;
    const reply = await fetch(url, { headers, redirect: "manual" });
    const given = { status: reply.status, headers: Object.fromEntries(reply.headers), body: await reply.text() };
    lines.push(JSON.stringify({ ...given, userId, token, baseUrl: server.baseUrl }));
  }
  const run = spawnSync(join(FOLDER, "debug/parity-exchange"), { input: lines.join("\n"), encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout
    .trim()
    .split("\n")
    .map((line) => comparable(JSON.parse(line)));
}

test("each documented reply leads to the same error, or profile, by `fetch`", async () => {
  const names = [...Object.keys(FAILURES), "nobody@example.com", server.zoom.directory.keys().next().value];
  assert.ok(names.length > 45, `${names.length} replies`);
  for (const name of names) {
    const expected = await inJavaScript(name, { baseUrl: server.baseUrl }, BY_FETCH);
    assert.deepEqual(await byFetch(name), expected, name);
  }
});

test("each documented reply leads to the same error, or profile, by `Exchange`", async () => {
  const names = [...Object.keys(FAILURES), server.zoom.directory.keys().next().value];
  const outcomes = await byExchange(names);
  for (const [index, name] of names.entries()) {
    const expected = await inJavaScript(name, { baseUrl: server.baseUrl }, BY_EXCHANGE);
    assert.deepEqual(outcomes[index], expected, name);
  }
});

test("what a connection does wrong leads to the same error", async () => {
  for (const [name, options] of [
    ["fault-cut-headers", {}],
    ["fault-cut-body", {}],
    ["fault-large", {}],
    ["fault-hang", { timeoutMs: 300 }],
    ["me", { baseUrl: "http://127.0.0.1:1/v2" }],
  ]) {
    const expected = await inJavaScript(name, { baseUrl: server.baseUrl, ...options }, BY_FETCH);
    assert.ok(expected.error, name);
    assert.deepEqual(await byFetch(name, options), expected, name);
  }
});

test("retries are as many, and end alike", async () => {
  for (const [name, maxRetries, attempts] of [
    ["flaky-503-1", 1, undefined],
    ["flaky-429-1", 2, undefined],
    ["flaky-503-3", 1, 2],
  ]) {
    // The server counts the failures of each ID.
    const expected = await inJavaScript(`${name}-npm`, { baseUrl: server.baseUrl, maxRetries }, BY_FETCH);
    const actual = await byFetch(`${name}-rust`, { maxRetries });
    assert.equal(actual.profile?.id, attempts ? undefined : `${name}-rust`);
    assert.equal(actual.error?.attempts, attempts);
    assert.deepEqual(actual.error, expected.error, name);
  }
});

test("arguments that cannot be used lead to the same error", async () => {
  for (const [userId, baseUrl] of [
    ["", undefined],
    ["..", undefined],
    ["a\nb", undefined],
    ["undefined", undefined],
    [" ada", undefined],
    ["me", "http://api.zoom.us/v2"],
    ["me", "https://ada:secret@api.zoom.us/v2"],
    ["me", "https://api.zoom.us/v2?x=1"],
    ["me", "ftp://api.zoom.us/v2"],
  ]) {
    const options = { baseUrl: baseUrl ?? server.baseUrl };
    const expected = await inJavaScript(userId, options, BY_FETCH);
    assert.equal(expected.error.code, "invalid_argument");
    const { error } = await byFetch(userId, options);
    assert.deepEqual(
      { code: error.code, message: error.message },
      { code: expected.error.code, message: expected.error.message },
    );
  }
});
