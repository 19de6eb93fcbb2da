// `npm test`: sets up, builds, runs every test, and ends with a summary. `npm test -- --only js,types` runs some
// stages. A stage that fails does not hide those after it.

import { join } from "node:path";

import { build } from "./build.js";
import { output, ROOT, tee } from "./lib/run.js";
import { rustEnvironment, TARGET } from "./lib/rust.js";
import { pack } from "./pack.js";
import { linkPackage } from "./page.js";
import { findBrowsers, setUp } from "./setup.js";

const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1].split(",") : null;
const results = [];

/** Runs a stage; `count` reads how many tests passed and failed out of what it printed. */
async function stage(name, command, args, { count = yesOrNo, ...options } = {}) {
  if (only && !only.includes(name.split(" ")[0])) return;
  console.log(`\n── ${name}`);
  const started = Date.now();
  const { code, text } = await tee(command, args, options);
  let { passed, failed } = count(text, code);
  // A stage that breaks off, or that finds nothing to run, has failed, whatever it counted.
  if (failed === 0 && (code !== 0 || passed === 0)) failed = 1;
  results.push({ name, passed, failed, seconds: (Date.now() - started) / 1000, failures: failuresOf(text) });
}

/** The lines that name a failed test, with what Node says of it: Node's, cargo's, and those of our own scripts. */
function failuresOf(text) {
  const failed = /^(?:(✖ .+) \(.+\)(?:\n {2}(\S.*))?|(test .+)(?= \.\.\. FAILED)|FAILED +.+)/gm;
  return [
    ...new Set(
      [...text.matchAll(failed)].map(([line, name, said, test]) =>
        name ? [name, said].filter(Boolean).join(": ") : (test ?? line),
      ),
    ),
  ];
}

const yesOrNo = (_text, code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 });

function sum(text, pattern) {
  return [...text.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0);
}

const cargoCount = (text) => ({
  passed: sum(text, /test result: .*?(\d+) passed/g),
  failed: sum(text, /test result: .*?(\d+) failed/g),
});
const plainCount = (text) => ({
  passed: sum(text, /(\d+) passed, \d+ failed/g),
  failed: sum(text, /\d+ passed, (\d+) failed/g),
});
const nodeCount = (text) => ({
  passed: sum(text, /^(?:# |ℹ )pass (\d+)/gm),
  failed: sum(text, /^(?:# |ℹ )fail (\d+)/gm),
});

async function main() {
  setUp({ browsers: true });
  const { env } = rustEnvironment();
  const runner = join(ROOT, "target/tools/debug/bindgen-test-runner");
  const wasmEnv = { ...env, CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: runner };
  const browserEnv = { ...wasmEnv, CHROMEDRIVER: findBrowsers().chromedriver };
  const pageEnv = {
    ...env,
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: `node ${join(ROOT, "scripts/wasm-page.js")} firefox`,
  };
  const forApps = ["--target", TARGET, "--features", "fetch,js-value"];
  const onWasm = [...forApps, "--test", "wasm", "--test", "js_value", "--test", "fetch"];
  const inBrowser = [...onWasm, "--features", "browser-tests"];

  await stage("lint", "node", ["scripts/lint.js"]);
  await stage("format", "cargo", ["fmt", "--all", "--check"], { env });
  await stage("clippy", "cargo", ["clippy", "--all-targets", "--", "-D", "warnings"], { env });
  await stage("clippy wasm", "cargo", ["clippy", ...onWasm, "--features", "js", "--lib", "--", "-D", "warnings"], {
    env,
  });
  await stage("rust", "cargo", ["test"], { env, count: cargoCount });
  await stage(
    "fuzz replay",
    "cargo",
    ["test", "--locked", "--no-default-features", "--manifest-path", "fuzz/Cargo.toml", "--target-dir", "target/fuzz"],
    { env, count: cargoCount },
  );
  await stage("wasm Node", "cargo", ["test", ...onWasm], { env: wasmEnv, count: cargoCount });
  await stage("wasm Chromium", "cargo", ["test", ...inBrowser], { env: browserEnv, count: cargoCount });
  await stage("wasm Firefox", "cargo", ["test", ...inBrowser], { env: pageEnv, count: cargoCount });
  const docsEnv = { ...env, RUSTDOCFLAGS: "-D warnings" };
  await stage("docs", "cargo", ["doc", "--no-deps"], { env: docsEnv });
  await stage("docs wasm", "cargo", ["doc", "--no-deps", ...forApps], { env: docsEnv });

  console.log("\n── package");
  console.log(`package: ${build()}`);
  pack();
  const node = ["--test", "--test-reporter=spec"];
  const files = (folder) => output("sh", ["-c", `ls ${folder}/*.test.js`])?.split("\n") ?? [];
  await stage("types package", "node", [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "pkg-template"]);
  await stage("zoom-server", "node", [...node, ...files("tests/zoom-server")], { count: nodeCount });
  await stage("js", "node", [...node, ...files("tests/js")], { count: nodeCount });
  await stage("proxy", "node", [...node, ...files("tests/proxy")], { count: nodeCount });
  await stage("crates", "node", [...node, "--test-concurrency=1", ...files("tests/crates")], { count: nodeCount });
  await stage("types", "node", [...node, ...files("tests/types")], { count: nodeCount });
  await stage("size", "node", ["scripts/size.js", "--check"]);
  await stage("reference", "node", ["scripts/reference.js"]);
  linkPackage();
  await stage("types page", "node", [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "www"]);
  await stage("consumers", "node", ["scripts/consumers.js", "--packed", ...(process.env.CI ? [] : ["--quick"])], {
    count: plainCount,
  });
  await stage("browser", "node", [...node, ...files("tests/browser")], { count: nodeCount });
  summarize();
}

function summarize() {
  console.log("\n── summary");
  for (const { name, passed, failed, seconds, failures } of results) {
    const [ok, not] = [passed, failed].map((count) => String(count).padStart(4));
    const verdict = failed > 0 ? "FAILED" : "ok    ";
    console.log(`${verdict}  ${name.padEnd(14)} ${ok} passed ${not} failed ${seconds.toFixed(1).padStart(7)} s`);
    for (const failure of failures) console.log(`          ${failure}`);
  }
  const total = (what) => results.reduce((all, result) => all + result[what], 0);
  console.log(`\n${total("passed")} passed, ${total("failed")} failed`);
  process.exitCode = total("failed") > 0 || total("passed") === 0 ? 1 : 0;
}

main().catch((error) => {
  console.error(`npm test: ${error.message}`);
  results.push({ name: "set-up", passed: 0, failed: 1, seconds: 0, failures: [] });
  summarize();
});
