// `npm run mutants -- [k/n] [layer…] [--re pattern]`: changes the code in small ways, one at a time, and checks whether
// a test fails. Makes every n-th change from the k-th on (1/1, all of them, takes three hours); layers are those of
// src/ (`json validate client fleet policy`). A pattern chooses changes by their names, such as
// `src/core/json/text.rs:36:28: replace += with -= in unescape`.
//
// cargo-mutants is built from crates.io the first time.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { ROOT, runQuietly } from "./lib/run.js";
import { rustEnvironment } from "./lib/rust.js";

const VERSION = "27.1.0";
/** How cargo words the end of a test that has had its time: by the signal SIGXCPU. */
const OUT_OF_TIME = "(signal: 24";
const TOOLS = join(ROOT, "target/tools/cargo");
const OUTPUT = join(ROOT, "target/mutants");

const CORE = "zoom-phone-profile-core";
const WHOLE = "zoom-phone-profile";

/**
 * The tests of a layer, the quickest first: what survives one pass is made again in the next. So most changes cost a
 * second or two, for building takes the time, and only the few that are hard to notice meet many rounds of the slow
 * twins. A test that takes far more of the processor than it should, in seconds, is held to be one that never ends: a
 * clock would count what a busy machine does beside.
 */
const CORE_PASSES = (twin) => [
  { of: CORE, tests: ["--lib"], most: 5 },
  { of: WHOLE, tests: [`--test=${twin}`], without: ["every_prefix", "the_first_of"], percent: 1, most: 10 },
  { of: WHOLE, tests: ["--test=json", "--test=twin"], percent: 2, most: 60 },
];
/** Tests that cut streams at every byte. */
const SLOW_OF_FLEET = ["streams_of_any", "each_broken_line", "envelopes_give", "beyond_the_first_thousand"];
const PASSES = {
  json: CORE_PASSES("json"),
  validate: CORE_PASSES("twin"),
  client: [
    { of: WHOLE, tests: ["--lib"], only: "client::", most: 5 },
    { of: WHOLE, tests: ["--lib", "--test=batch"], most: 60 },
  ],
  fleet: [
    { of: WHOLE, tests: ["--lib"], only: "fleet::", without: SLOW_OF_FLEET, most: 10 },
    { of: WHOLE, tests: ["--lib"], only: "fleet::", most: 60 },
  ],
  policy: [
    { of: WHOLE, tests: ["--lib"], only: "policy::", most: 30 },
    { of: WHOLE, tests: ["--test=snapshots", "--test=sentences", "--test=diff_law"], percent: 2, most: 60 },
    { of: WHOLE, tests: ["--test=twin", "--test=audit_law"], percent: 2, most: 60 },
  ],
};

/** Where the modules of the core are, below `src/`. */
const FOLDERS = { json: "core/json", validate: "core/validate" };

/** Makes the changes to a layer that `chosen` names. Returns their names by what the tests did. */
function pass(layer, { of, tests, only, without = [], percent = 100, most }, chosen, env) {
  const runner = JSON.stringify(["sh", "-c", `ulimit -S -t ${most}; exec "$0" "$@"`]);
  const words = [...tests, "--config", `target.'cfg(unix)'.runner=${runner}`];
  // Layers above the core do not change it: it is built once, and then the quicker the better.
  if (!(layer in FOLDERS)) words.push("--config", `profile.mutants.package.${CORE}.opt-level=2`);
  const ofTests = ["--", ...(only ? [only] : []), ...without.map((name) => `--skip=${name}`)];
  // Built incrementally, a change takes a fifth of the time.
  const building = { CARGO_INCREMENTAL: "1", CARGO_TARGET_DIR: join(OUTPUT, "build") };
  const options = { env: { ...env, ROUNDS_PERCENT: String(percent), ...building } };
  // Without a change the tests must pass. cargo-mutants would try those of the changed crate alone, not of the one that
  // tests it. What was built last held a change.
  runQuietly("cargo", ["clean", "--profile", "mutants", "-p", CORE, "-p", WHOLE], options);
  runQuietly("cargo", ["test", "--profile", "mutants", "-p", of, ...words, ...ofTests], options);
  const { status, signal } = spawnSync(
    join(TOOLS, "bin/cargo-mutants"),
    [
      "mutants",
      "-d",
      ROOT,
      "-o",
      OUTPUT,
      "--profile",
      "mutants",
      "--baseline",
      "skip",
      "--timeout",
      "600",
      "--colors",
      "never",
      "--no-times",
      "--package",
      CORE,
      "--package",
      WHOLE,
      "--test-package",
      of,
      ...words.map((word) => `--cargo-arg=${word}`),
      ...ofTests.map((word) => `--cargo-test-arg=${word}`),
      // What only describes, for people or as a document of its own, has its own tests in JavaScript.
      "-f",
      `src/${FOLDERS[layer] ?? layer}/**/*.rs`,
      "-e",
      "src/client/openapi.rs",
      "-e",
      "src/**/tests.rs",
      "-e",
      "src/**/tests/*.rs",
      ...chosen,
    ],
    { cwd: ROOT, stdio: "inherit", ...options },
  );
  // 2: some were missed; 3: some did not end.
  if (![0, 2, 3].includes(status)) throw new Error(`cargo-mutants failed (exit ${status ?? signal})`);
  return outcomes(join(OUTPUT, "mutants.out"));
}

/** The names of changes by what the tests did: the last pass, as cargo-mutants reports it. */
function outcomes(folder) {
  const found = { caught: [], endless: [], survived: [], unviable: [] };
  for (const { scenario, summary, log_path } of JSON.parse(readFileSync(join(folder, "outcomes.json"), "utf8"))
    .outcomes) {
    const isEndless = summary === "Timeout" || readFileSync(join(folder, log_path), "utf8").includes(OUT_OF_TIME);
    const kind = { MissedMutant: "survived", Unviable: "unviable" }[summary] ?? (isEndless ? "endless" : "caught");
    found[kind].push(scenario.Mutant.name);
  }
  return found;
}

/** Makes all passes over a layer. Returns the names of changes by what the tests did in the end. */
function mutate(layer, chosen, env) {
  const [first, ...others] = PASSES[layer];
  const found = pass(layer, first, chosen, env);
  for (const tests of others) {
    const asked = found.survived;
    if (asked.length === 0) break;
    const again = pass(layer, tests, ["--re", `^(${asked.map(escaped).join("|")})$`], env);
    // cargo-mutants makes changes that leave out a field whatever the pattern says.
    for (const kind in found) {
      const settled = again[kind].filter((name) => asked.includes(name));
      found[kind] = kind === "survived" ? settled : [...found[kind], ...settled];
    }
  }
  return found;
}

function escaped(text) {
  return text.replaceAll(/[\\^$.*+?()[\]{}|&~#-]/g, "\\$&");
}

function report(layer, { caught, endless, survived, unviable }) {
  const all = caught.length + endless.length;
  const share = ((all / (all + survived.length)) * 100).toFixed(1);
  console.log(
    `${layer}: ${all} caught (${endless.length} by never ending), ${survived.length} survived, ` +
      `${unviable.length} do not compile: ${share} %`,
  );
  for (const name of endless) console.log(`  never ends: ${name}`);
  for (const name of survived) console.log(`  survived: ${name}`);
}

function main(words) {
  const at = words.indexOf("--re");
  const pattern = at < 0 ? [] : words.splice(at, 2);
  const shard = words[0]?.includes("/") ? words.shift() : "1/1";
  const [k, n] = shard.split("/").map(Number);
  const layers = words.length > 0 ? words : Object.keys(PASSES);
  if (!(k >= 1 && k <= n) || layers.some((layer) => !(layer in PASSES)))
    throw new Error("usage: npm run mutants -- [k/n] [layer…] [--re pattern]");
  const { env } = rustEnvironment();
  if (!existsSync(join(TOOLS, "bin/cargo-mutants"))) {
    runQuietly("cargo", ["install", "cargo-mutants", "--version", VERSION, "--locked", "--root", TOOLS], { env });
  }
  mkdirSync(OUTPUT, { recursive: true });
  const chosen = ["--shard", `${k - 1}/${n}`, "--sharding", "round-robin", ...pattern];
  const found = layers.map((layer) => [layer, mutate(layer, chosen, env)]);
  for (const [layer, outcome] of found) report(layer, outcome);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(`mutants: ${error.message}`);
  process.exitCode = 1;
}
