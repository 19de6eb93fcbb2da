// `npm test`: sets up, builds and packs, runs every test, and ends with a summary. A stage that fails does not hide
// those after it.
//
// `npm test -- --only js,types` runs some stages, `-- --list` lists them, and `npm run test:quick` runs those that take
// seconds. Browsers are looked for, and installed, only for stages that need them.

import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";

import { build } from "./build.js";
import { findBrowsers } from "./lib/browsers.js";
import { ROOT, tee } from "./lib/run.js";
import { rustEnvironment, TARGET } from "./lib/rust.js";
import { buildPage, linkPackage } from "./page.js";
import { setUp } from "./setup.js";

const NODE_TEST = ["--test", "--test-reporter=spec", "--test-timeout=600000"];
const TSC = join(ROOT, "node_modules/typescript/bin/tsc");

/** Test files that take seconds each; `npm run test:quick` leaves them out. */
const SLOW = new Set([
  "batch-rate",
  "chaos",
  "conformance",
  "docs",
  "fleet",
  "fleet-merge",
  "gates",
  "hostile",
  "hostile-calls",
  "hostile-sources",
  "limiter",
  "list",
  "memory",
  "package",
  "reference",
  "runtimes",
  "secrets",
  "soak",
  "split",
  "worker",
  "worker-endings",
]);

const cargoCount = (text) => countBy(text, /test result: .*?(\d+) passed/g, /test result: .*?(\d+) failed/g);
const plainCount = (text) => countBy(text, /(\d+) passed, \d+ failed/g, /\d+ passed, (\d+) failed/g);
const nodeCount = (text) => countBy(text, /^(?:# |ℹ )pass (\d+)/gm, /^(?:# |ℹ )fail (\d+)/gm);
const exitCode = (_text, code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 });

function countBy(text, passed, failed) {
  const sum = (pattern) => [...text.matchAll(pattern)].reduce((total, match) => total + Number(match[1]), 0);
  return { passed: sum(passed), failed: sum(failed) };
}

/** Test files in browsers that measure time; nothing else runs meanwhile. */
const TIMED = new Set(["shared-limiter", "speed"]);

/** The test files of a folder whose names, without their ending, are chosen. */
function testFiles(folder, isChosen) {
  return readdirSync(join(ROOT, folder))
    .filter((file) => file.endsWith(".test.js") && isChosen(file.slice(0, -".test.js".length)))
    .sort()
    .map((file) => join(folder, file));
}

/** Node leaves one core free, which is half of two. The slow tests, some of which watch the clock, need it. */
const EVERY_CORE = [`--test-concurrency=${availableParallelism()}`];

/** Node's runner on the test files of a folder; without those of `SLOW` for a quick run. */
const nodeTests = (folder, ...options) => ({
  command: process.execPath,
  args: (isQuick) => [
    ...NODE_TEST,
    ...(isQuick ? EVERY_CORE : []),
    ...options,
    ...testFiles(folder, (file) => !(isQuick && SLOW.has(file))),
  ],
  count: nodeCount,
});
/**
 * Node's runner on the tests in browsers that are chosen. The page is built first, since files that run at the same
 * time would each build it.
 */
const browserTests = (isChosen, ...options) => ({
  needsBrowsers: true,
  prepare: buildPage,
  command: process.execPath,
  args: () => [...NODE_TEST, ...options, ...testFiles("tests/browser", isChosen)],
  count: nodeCount,
});
const script = (...args) => ({ command: process.execPath, args: () => args });
const cargo = (...args) => ({ command: "cargo", args: () => args });
const cargoTests = (...args) => ({ ...cargo("test", ...args), count: cargoCount });

/** The crate as an app in a browser has it. */
const FOR_APPS = ["--target", TARGET, "--features", "fetch,js-value"];
const ON_WASM = [...FOR_APPS, "--test", "wasm", "--test", "js_value", "--test", "fetch"];
const IN_BROWSER = [...ON_WASM, "--features", "browser-tests"];
const WASM_RUNNER = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER";
const onNode = { [WASM_RUNNER]: join(ROOT, "target/tools/debug/bindgen-test-runner") };
const inChromium = () => ({ ...onNode, CHROMEDRIVER: findBrowsers().chromedriver });
const inFirefox = { [WASM_RUNNER]: `node ${join(ROOT, "scripts/wasm-page.js")} firefox` };
const warningsFail = { RUSTDOCFLAGS: "-D warnings" };

/**
 * The stages before the package is built, then those that test it. `only` is the first word of a name, so that
 * `--only wasm` runs three. A quick run takes the stages marked `isQuick`, with `quick` in place of `args`.
 */
const BEFORE_BUILD = [
  { name: "lint", isQuick: true, ...script("scripts/lint.js") },
  { name: "format", isQuick: true, ...cargo("fmt", "--all", "--check") },
  { name: "clippy", ...cargo("clippy", "--all-targets", "--", "-D", "warnings") },
  { name: "clippy wasm", ...cargo("clippy", ...ON_WASM, "--features", "js", "--lib", "--", "-D", "warnings") },
  {
    name: "rust",
    isQuick: true,
    command: "cargo",
    args: (isQuick) => ["test", ...(isQuick ? ["--lib"] : [])],
    count: cargoCount,
  },
  {
    name: "fuzz replay",
    ...cargoTests(
      "--locked",
      "--no-default-features",
      "--manifest-path",
      "fuzz/Cargo.toml",
      "--target-dir",
      "target/fuzz",
    ),
  },
  { name: "wasm Node", env: onNode, ...cargoTests(...ON_WASM) },
  {
    name: "wasm Chromium",
    needsBrowsers: true,
    env: inChromium,
    ...cargoTests(...IN_BROWSER),
  },
  {
    name: "wasm Firefox",
    needsBrowsers: true,
    env: inFirefox,
    ...cargoTests(...IN_BROWSER),
  },
  { name: "docs", env: warningsFail, ...cargo("doc", "--no-deps") },
  { name: "docs wasm", env: warningsFail, ...cargo("doc", "--no-deps", ...FOR_APPS) },
];

const AFTER_BUILD = [
  { name: "types package", isQuick: true, ...script(TSC, "-p", "pkg-template") },
  { name: "zoom-server", isQuick: true, ...nodeTests("tests/zoom-server") },
  { name: "js", isQuick: true, ...nodeTests("tests/js") },
  { name: "proxy", isQuick: true, ...nodeTests("tests/proxy") },
  { name: "crates", needsBrowsers: true, ...nodeTests("tests/crates", "--test-concurrency=1") },
  // npm has packages of each of these versions for Linux; the workflow sets up Node itself on the others.
  { name: "node versions", platform: "linux", count: plainCount, ...script("scripts/node-versions.js") },
  { name: "nightly", count: nodeCount, ...script("scripts/nightly.js") },
  { name: "types", ...nodeTests("tests/types") },
  { name: "size", ...script("scripts/size.js", "--check") },
  { name: "reference", ...script("scripts/reference.js") },
  { name: "types page", ...script(TSC, "-p", "www") },
  {
    name: "consumers",
    needsBrowsers: true,
    count: plainCount,
    ...script("scripts/consumers.js", "--packed", ...(process.env.CI ? [] : ["--quick"])),
  },
  // They wait for browsers, servers and time limits more than they compute.
  { name: "browser", ...browserTests((file) => !TIMED.has(file), ...EVERY_CORE) },
  { name: "browser timed", ...browserTests((file) => TIMED.has(file), "--test-concurrency=1") },
];

const results = [];

/** Runs a stage and counts, in what it prints, the tests that passed and failed. */
async function runStage({ name, prepare, command, args, env, count = exitCode }, isQuick) {
  console.log(`\n── ${name}`);
  const started = Date.now();
  await prepare?.();
  const more = typeof env === "function" ? env() : env;
  const { code, text } = await tee(command, args(isQuick), { env: { ...rustEnvironment().env, ...more } });
  let { passed, failed } = count(text, code);
  // A stage that ends early, or that runs no test, has failed whatever it counted.
  if (failed === 0 && (code !== 0 || passed === 0)) failed = 1;
  results.push({ name, passed, failed, seconds: (Date.now() - started) / 1000, failures: failuresOf(text) });
}

/** The lines that name a failed test and its message: those of Node, of cargo, and of our own scripts. */
function failuresOf(text) {
  const failed = /^(?:(✖ .+) \(.+\)(?:\n {2}(\S.*))?|(test .+)(?= \.\.\. FAILED)|FAILED +.+)/gm;
  return [
    ...new Set(
      [...text.matchAll(failed)].map(([line, name, message, test]) =>
        name ? [name, message].filter(Boolean).join(": ") : (test ?? line),
      ),
    ),
  ];
}

/** The stages that the arguments choose: all, those of `--only`, or those of a quick run. */
function chooseStages(argv, isQuick) {
  const only = argv.includes("--only") ? argv[argv.indexOf("--only") + 1]?.split(",") : null;
  const names = new Set([...BEFORE_BUILD, ...AFTER_BUILD].map(({ name }) => name.split(" ")[0]));
  const unknown = (only ?? []).find((name) => !names.has(name));
  if (unknown !== undefined) throw new Error(`there is no stage "${unknown}"; the stages are ${[...names].join(", ")}`);
  const isChosen = (stage) => (only ? only.includes(stage.name.split(" ")[0]) : !isQuick || stage.isQuick);
  const isPossible = ({ platform = process.platform }) => platform === process.platform;
  return [BEFORE_BUILD, AFTER_BUILD].map((stages) => stages.filter(isChosen).filter(isPossible));
}

async function main(argv) {
  const isQuick = argv.includes("--quick");
  const [before, after] = chooseStages(argv, isQuick);
  const chosen = [...before, ...after];
  if (argv.includes("--list")) {
    for (const { name, needsBrowsers } of chosen) console.log(needsBrowsers ? `${name} (browsers)` : name);
    return;
  }
  setUp({ browsers: chosen.some(({ needsBrowsers }) => needsBrowsers) });
  for (const stage of before) await runStage(stage, isQuick);
  if (after.length > 0) {
    console.log("\n── package");
    console.log(`package: ${build()}`);
    linkPackage();
  }
  for (const stage of after) await runStage(stage, isQuick);
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
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
  const [passed, failed] = [total("passed"), total("failed")];
  console.log(`\n${passed} passed, ${failed} failed in ${Math.round(total("seconds"))} s`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

main(process.argv.slice(2)).catch((error) => {
  console.error(`npm test: ${error.message}`);
  results.push({ name: "set-up", passed: 0, failed: 1, seconds: 0, failures: [] });
  summarize();
});
