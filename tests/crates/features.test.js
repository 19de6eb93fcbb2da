// The crate's features: each compiles alone, with none and with all, natively and for wasm32, without warnings; the
// oldest Rust that is promised compiles them; the npm package's wasm has nothing of the call in Rust.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { output, ROOT, runQuietly } from "../../scripts/lib/run.js";
import { appEnvironment, rustEnvironment, TARGET } from "../../scripts/lib/rust.js";

const MANIFEST = readFileSync(join(ROOT, "Cargo.toml"), "utf8");
const FEATURES = [
  ...MANIFEST.split("[features]")[1]
    .split("\n[")[0]
    .matchAll(/^([\w-]+) = /gm),
].map(([, name]) => name);
const CHOICES = [[], ...FEATURES.map((name) => [name]), ["fetch", "js-value"], FEATURES];
const FOR_WASM = ["--target", TARGET];
const { env } = rustEnvironment();

for (const [place, target] of [
  ["natively", []],
  ["for wasm32", FOR_WASM],
])
  test(`each choice of features compiles ${place}, without warnings`, () => {
    assert.deepEqual(FEATURES, ["fetch", "js", "js-value", "browser-tests", "schema"]);
    for (const features of CHOICES) {
      const chosen = [...target, "--features", features.join(",")];
      runQuietly("cargo", ["clippy", ...chosen, "--lib", "--bins", "--", "-D", "warnings"], { env });
    }
    // Links of the documentation depend on the features that hide or show an item.
    for (const features of ["js", FEATURES.join(",")]) {
      const doc = ["doc", "--no-deps", "--lib", ...target, "--features", features];
      runQuietly("cargo", doc, { env: { ...env, RUSTDOCFLAGS: "-D warnings" } });
    }
  });

test("the oldest Rust that is promised compiles both crates", (context) => {
  const version = /^rust-version = "([^"]+)"/m.exec(MANIFEST)[1];
  const toolchain = `${version}.0`;
  const install = ["toolchain", "install", toolchain, "--profile", "minimal", "--target", TARGET];
  if (output("rustup", install) === null) return context.skip(`rustup cannot install Rust ${version} here`);
  const old = { ...appEnvironment(), RUSTUP_TOOLCHAIN: toolchain };
  const check = ["check", "--target-dir", join(ROOT, "target/oldest-rust")];
  runQuietly("cargo", check, { env: old });
  runQuietly("cargo", [...check, ...FOR_WASM, "--features", "fetch,js-value"], { env: old });
});

test("wasm-bindgen is pinned to the digit only where nobody depends on it", () => {
  const manifests = output("git", ["ls-files", "*Cargo.toml"]).split("\n");
  const pinning = manifests.filter((file) => /wasm-bindgen[\w-]* = .*"=/.test(readFileSync(join(ROOT, file), "utf8")));
  assert.deepEqual(pinning, ["scripts/bindgen/Cargo.toml", "src/module/Cargo.toml"]);
});

test("the npm package's wasm is linked without what performs calls in Rust", () => {
  const tree = output("cargo", ["tree", "-p", "zoom-phone-profile-module", ...FOR_WASM, "-e", "normal"], { env });
  assert.match(tree, /serde-wasm-bindgen/);
  assert.doesNotMatch(tree, /gloo|web-sys|wasm-bindgen-futures/);
  const wasm = readFileSync(join(ROOT, "pkg/zoom_phone_profile_bg.wasm"));
  const names = WebAssembly.Module.imports(new WebAssembly.Module(wasm)).map(({ name }) => name);
  assert.ok(names.length > 5);
  assert.deepEqual(
    names.filter((name) => /fetch|abort|request|headers|timeout|promise/i.test(name)),
    [],
  );
});
