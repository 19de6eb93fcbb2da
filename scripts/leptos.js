// `node scripts/leptos.js [features…]`: builds examples/leptos/ to target/examples/leptos/dist, by cargo and the
// wasm-bindgen of scripts/bindgen, and prints what a page of it loads.

import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

import { ROOT, runQuietly } from "./lib/run.js";
import { appEnvironment, TARGET } from "./lib/rust.js";
import { binaryenTool, FEATURE_FLAGS } from "./lib/wasm-opt.js";

const EXAMPLE = join(ROOT, "examples/leptos");
const FOLDER = join(ROOT, "target/examples/leptos");

/** Builds the example with these of its features, all by default. Returns the folder of its files. */
export function buildLeptos(features = ["default"]) {
  const dist = join(FOLDER, "dist");
  const manifest = ["--manifest-path", join(EXAMPLE, "Cargo.toml"), "--target-dir", FOLDER];
  const chosen = ["--no-default-features", "--features", features.join(",")];
  const command = ["build", "--locked", "--release", "--target", TARGET, ...manifest, ...chosen];
  runQuietly("cargo", command, { env: appEnvironment() });
  mkdirSync(dist, { recursive: true });
  const built = join(FOLDER, TARGET, "release/zoom-phone-profile-leptos.wasm");
  const names = ["--target", "web", "--no-typescript", "--out-name", "app", "--out-dir", dist];
  runQuietly(join(ROOT, "target/tools/debug/bindgen"), [...names, "--remove-name-section", built]);
  copyFileSync(join(EXAMPLE, "index.html"), join(dist, "index.html"));
  return dist;
}

/** Bytes of a file after wasm-opt, bare and compressed by brotli. */
function sizes(wasm) {
  const small = join(FOLDER, "app.small.wasm");
  runQuietly(process.execPath, [binaryenTool("wasm-opt"), "-Oz", ...FEATURE_FLAGS, wasm, "-o", small]);
  const bytes = readFileSync(small);
  return { bytes: bytes.length, brotli: brotliCompressSync(bytes).length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const given = process.argv.slice(2);
  const dist = buildLeptos(given.length > 0 ? given : undefined);
  const { bytes, brotli } = sizes(join(dist, "app_bg.wasm"));
  console.log(`${dist}: wasm ${(bytes / 1000).toFixed(0)} KB, ${(brotli / 1000).toFixed(0)} KB by brotli`);
}
