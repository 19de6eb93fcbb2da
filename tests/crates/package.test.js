// Both crates as crates.io would have them: what is in the packages, and a consumer that builds with nothing else.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";

import { output, ROOT, runQuietly } from "../../scripts/lib/run.js";
import { appEnvironment, TARGET } from "../../scripts/lib/rust.js";

const FOLDER = join(ROOT, "target/crates");
const CONSUMER = join(FOLDER, "consumer");
const CRATES = ["zoom-phone-profile-core", "zoom-phone-profile"];
const VERSION = /^version = "([^"]+)"/m.exec(readFileSync(join(ROOT, "Cargo.toml"), "utf8"))[1];
const env = appEnvironment();
let folders;

before(() => {
  const chosen = CRATES.flatMap((name) => ["-p", name]);
  runQuietly("cargo", ["package", "--no-verify", "--allow-dirty", ...chosen, "--target-dir", FOLDER], { env });
  folders = Object.fromEntries(CRATES.map((name) => [name, unpack(name)]));
});

/**
 * Unpacks a package to a folder that is named after its content: files of a package have one fixed time, by which cargo
 * would take changed ones for built.
 */
function unpack(name) {
  const archive = join(FOLDER, `package/${name}-${VERSION}.crate`);
  const digest = createHash("sha256").update(readFileSync(archive)).digest("hex").slice(0, 16);
  const parent = join(FOLDER, "unpacked", name);
  const folder = join(parent, digest);
  if (!existsSync(folder)) {
    rmSync(parent, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    runQuietly("tar", ["-xzf", archive, "-C", folder, "--strip-components=1"]);
  }
  return folder;
}

/** Writes a crate that depends on the packages. Versions of others are those of the repository. */
function writeConsumer() {
  const [core, main] = CRATES;
  mkdirSync(join(CONSUMER, "src"), { recursive: true });
  const manifest = `[package]
name = "consumer"
version = "0.0.0"
edition = "2024"
publish = false

[workspace]

[features]
browser = ["${main}/fetch", "${main}/js-value"]

[dependencies]
${main} = { path = ${JSON.stringify(folders[main])} }

[patch.crates-io]
${core} = { path = ${JSON.stringify(folders[core])} }
`;
  writeFileSync(join(CONSUMER, "Cargo.toml"), manifest);
  copyFileSync(join(ROOT, "Cargo.lock"), join(CONSUMER, "Cargo.lock"));
  copyFileSync(new URL("consumer.rs", import.meta.url), join(CONSUMER, "src/main.rs"));
}

test("the packages hold sources, a README and licenses, and nothing else", () => {
  for (const name of CRATES) {
    const files = readdirSync(folders[name], { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
    const others = files.filter((file) => !file.endsWith(".rs")).sort();
    const made = [".cargo_vcs_info.json", "Cargo.lock", "Cargo.toml", "Cargo.toml.orig"];
    assert.deepEqual(
      others.filter((file) => file !== ".cargo_vcs_info.json"),
      [...made.slice(1), "LICENSE-APACHE", "LICENSE-MIT", "README.md"],
      name,
    );
    const manifest = readFileSync(join(folders[name], "Cargo.toml"), "utf8");
    for (const key of ["description", "license", "readme", "keywords", "categories", "rust-version"])
      assert.match(manifest, new RegExp(`^${key} = `, "m"), `${name}: ${key}`);
    assert.doesNotMatch(manifest, /^publish = false/m, name);
  }
});

test("a consumer of the packages builds and runs natively", () => {
  writeConsumer();
  const command = ["run", "--quiet", "--manifest-path", join(CONSUMER, "Cargo.toml"), "--target-dir", FOLDER];
  assert.equal(output("cargo", command, { env }), "SMS is on: 1 of 1 profiles");
});

test("a consumer of the packages builds for wasm32 with `fetch` and `js-value`", () => {
  writeConsumer();
  const place = ["--manifest-path", join(CONSUMER, "Cargo.toml"), "--target-dir", FOLDER];
  runQuietly("cargo", ["build", "--target", TARGET, "--features", "browser", ...place], { env });
});
