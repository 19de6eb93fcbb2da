// The Rust toolchain: its wasm32 target, by rustup or from Debian's source package, and the environment of a build.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

import { exists, output, ROOT, runQuietly } from "./run.js";

export const TARGET = "wasm32-unknown-unknown";

/**
 * The environment for cargo. `rust-toolchain.toml` lists the wasm32 target, which rustup would try to download where
 * the target was put in place by hand: naming the toolchain outright keeps rustup from asking.
 */
export function rustEnvironment() {
  const toolchain = process.env.RUSTUP_TOOLCHAIN ?? installedToolchain();
  const env = { ...process.env };
  if (toolchain) env.RUSTUP_TOOLCHAIN = toolchain;
  const sysroot = output("rustc", ["--print", "sysroot"], { env, cwd: tmpdir() });
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  // Panic messages carry source paths: none of this machine may enter the shipped file.
  const places = { "/rust": sysroot, "/cargo": cargoHome, "/src": ROOT };
  const spaced = Object.values(places).find((place) => /\s/.test(place ?? ""));
  if (spaced)
    throw new Error(
      `the path "${spaced}" holds a space, at which Cargo would split the compiler's flags: move it to a path without`,
    );
  const remap = Object.entries(places).map(([to, from]) => `--remap-path-prefix=${from}=${to}`);
  env.CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS = [...remap, ...WASM_FLAGS].join(" ");
  return { env, sysroot };
}

/** The environment for what apps build of the crates: without the flags of the npm package's wasm. */
export function appEnvironment() {
  const { env } = rustEnvironment();
  delete env.CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS;
  return env;
}

/**
 * - SIMD is in every browser that the package promises (Chrome 91, Firefox 89, Safari 16.4).
 * - The relocations are what `scripts/split.js` divides the program by.
 * - 256 KB of stack suffice for the deepest document that is read. Addresses below 1 MB are a byte shorter.
 * - A function is inlined where that costs less than 25 of LLVM's units, not 225 where code is compiled for speed and 5
 *   where it is for size: pages load 1 KB less, and summaries take 5 % less time. `#[inline]` says which functions of
 *   the hot paths are inlined all the same.
 */
const WASM_FLAGS = [
  "-Ctarget-feature=+simd128",
  "-Csymbol-mangling-version=v0",
  "-Clink-arg=--emit-relocs",
  "-Clink-arg=-zstack-size=262144",
  "-Cllvm-args=-inline-threshold=25",
];

/** The channel of `rust-toolchain.toml`, or a toolchain of the same version under another name. */
function installedToolchain() {
  const channel = /channel = "([^"]+)"/.exec(readFileSync(join(ROOT, "rust-toolchain.toml"), "utf8"))?.[1];
  const list = output("rustup", ["toolchain", "list"], { cwd: tmpdir() })?.split("\n") ?? [];
  return list.map((line) => line.split(" ")[0]).find((name) => name.startsWith(`${channel}-`));
}

/** Puts the wasm32 target in place, and says how. */
export function ensureTarget() {
  const { env, sysroot } = rustEnvironment();
  if (!sysroot) throw new Error("rustc is missing: install Rust from https://rustup.rs, then run this again");
  const installed = join(sysroot, "lib/rustlib", TARGET, "lib");
  if (existsSync(installed) && readdirSync(installed).some((file) => file.startsWith("libstd-"))) return "there";
  if (output("rustup", ["target", "add", TARGET], { env }) !== null && existsSync(installed)) return "added by rustup";
  buildFromDebianSource(env, sysroot, installed);
  return "built from Debian's rust-src";
}

/** Suites that may carry the source of a compiler of the same version: the package is the same for all machines. */
const SUITES = ["stable-backports", "trixie-backports", "stable", "trixie", "testing", "unstable"];

function buildFromDebianSource(env, sysroot, installed) {
  const version = /rustc (\S+)/.exec(output("rustc", ["--version"], { env }) ?? "")?.[1];
  const missing = (what) =>
    new Error(
      `the Rust target ${TARGET} is missing: "rustup target add ${TARGET}" cannot download it here, and ${what}`,
    );
  if (!exists("apt-get") || !exists("dpkg")) throw missing("this is not Debian, whose rust-src package would do");
  const folder = mkdtempSync(join(tmpdir(), "rust-src-"));
  try {
    const archive = downloadSource(folder, version);
    if (!archive) throw missing(`Debian has no rust-src ${version} in ${SUITES.join(", ")}`);
    runQuietly("dpkg", ["-x", archive, join(folder, "unpacked")]);
    const library = findLibrary(join(folder, "unpacked"));
    const place = join(sysroot, "lib/rustlib/src/rust/library");
    if (!existsSync(place)) {
      mkdirSync(join(place, ".."), { recursive: true });
      cpSync(library, place, { recursive: true, dereference: true });
    }
    buildStandardLibrary(folder, env, sysroot, installed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Downloads rust-src of one version with apt, from the machine's own mirror, without touching its apt state. */
function downloadSource(folder, version) {
  const mirror = output("sh", [
    "-c",
    "grep -rhoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -1",
  ])?.trim();
  if (!mirror) return null;
  const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
  for (const suite of SUITES) {
    const state = join(folder, suite);
    mkdirSync(join(state, "lists/partial"), { recursive: true });
    mkdirSync(join(state, "cache/archives/partial"), { recursive: true });
    writeFileSync(join(state, "sources.list"), `deb [signed-by=${keyring}] ${mirror} ${suite} main\n`);
    const apt = [
      "-o",
      `Dir::Etc::SourceList=${state}/sources.list`,
      "-o",
      "Dir::Etc::SourceParts=/dev/null",
      "-o",
      `Dir::State::Lists=${state}/lists`,
      "-o",
      `Dir::Cache=${state}/cache`,
      "-o",
      "APT::Sandbox::User=root",
    ];
    if (output("apt-get", [...apt, "update", "-qq"]) === null) continue;
    const found = output("apt-cache", [...apt, "madison", "rust-src"])
      ?.split("\n")
      .map((line) => line.split("|")[1]?.trim())
      .find((candidate) => candidate?.startsWith(`${version}+`));
    if (!found || output("apt-get", [...apt, "download", "-qq", `rust-src=${found}`], { cwd: state }) === null)
      continue;
    const archive = readdirSync(state).find((file) => file.endsWith(".deb"));
    if (archive) return join(state, archive);
  }
  return null;
}

function findLibrary(folder) {
  const base = join(folder, "usr/src");
  const source = readdirSync(base).find((name) => name.startsWith("rustc-"));
  return join(base, source ?? "", "library");
}

/** Builds std for the target by way of an empty crate, and copies its libraries to where rustup would put them. */
function buildStandardLibrary(folder, env, sysroot, installed) {
  const crate = join(folder, "empty");
  mkdirSync(join(crate, "src"), { recursive: true });
  writeFileSync(
    join(crate, "Cargo.toml"),
    '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[lib]\ncrate-type = ["cdylib"]\n[workspace]\n',
  );
  writeFileSync(join(crate, "src/lib.rs"), "");
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  const flags = [
    "-Cembed-bitcode=yes",
    `--remap-path-prefix=${sysroot}=/rust`,
    `--remap-path-prefix=${cargoHome}=/cargo`,
  ];
  runQuietly("cargo", ["build", "--release", "--target", TARGET, "-Zbuild-std=std,panic_abort,test,proc_macro"], {
    cwd: crate,
    env: {
      ...env,
      RUSTC_BOOTSTRAP: "1",
      RUSTFLAGS: flags.join(" "),
      CARGO_TARGET_DIR: join(crate, "target"),
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: flags.join(" "),
    },
  });
  const libraries = join(crate, "target", TARGET, "release/deps");
  mkdirSync(installed, { recursive: true });
  for (const file of readdirSync(libraries).filter((name) => /^lib.*\.rlib$/.test(name))) {
    cpSync(join(libraries, file), join(installed, file));
  }
}
