// `node scripts/fuzz.js [seconds] [target…] [--keep]`: runs the fuzz targets of fuzz/, a minute each by default, one
// after another. With `--keep` the fewest small inputs that reach what has been reached become the corpus in
// fuzz/corpus/, which `npm test` replays.
//
// It needs no tool beyond Rust and a C++ compiler: what cargo-fuzz would pass to the compiler is passed here. The code
// has no `unsafe`, so no sanitizer of memory runs along, and the pinned toolchain will do.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { output, ROOT, run } from "./lib/run.js";
import { rustEnvironment } from "./lib/rust.js";

const TARGETS = readdirSync(join(ROOT, "fuzz/targets"))
  .map((file) => file.replace(".rs", ""))
  .sort();
const COVERAGE = [
  "--cfg=fuzzing",
  "-Ccodegen-units=1",
  "-Cpasses=sancov-module",
  ...["level=4", "inline-8bit-counters", "pc-table", "trace-compares"].map(
    (option) => `-Cllvm-args=-sanitizer-coverage-${option}`,
  ),
];

/** What the fuzzer starts from: the sample, the cases by name, and a few replies. */
function seeds() {
  const fixture = (name) => readFileSync(join(ROOT, "tests/fixtures", name), "utf8");
  const cases = JSON.parse(fixture("json-conformance.json"));
  const texts = Object.values({ ...cases.accept, ...cases.reject }).filter((input) => typeof input === "string");
  const replies = [
    '{"code":300,"message":"Validation Failed.","errors":[{"field":"a","message":"b"}]}',
    '{"code":104,"message":"no scopes:["a:b","c:d"]"}',
  ];
  const dates = [
    "120",
    "2026-07-01T12:00:01Z",
    "2026-07-01T12:00:01.5+02:00",
    "Wed, 01 Jul 2026 12:00:01 GMT",
    "Wednesday, 01-Jul-26 12:00:01 GMT",
    "Wed Jul  1 12:00:01 2026",
  ];
  const ids = ["me", "a/b?c#d", "a+b@example.com", "..", "%2e"];
  const streams = ['x[{"id":"a"},{"id":5},{"id":"b"}]', 'x{"users":[{"id":"a"}]}', 'x{"id":"a"}\n{"id":\n{"id":"b"}\n'];
  return [fixture("sample-response.json"), ...texts, ...replies, ...dates, ...ids, ...streams];
}

/** What the corpus in the repository is held to: few inputs, and short ones. */
const SMALL = ["-merge=1", "-set_cover_merge=1", "-max_len=1024", "-verbosity=0"];
/** Where the edges of the code are reached by fewer than this, how often they are passed counts as well. */
const FEW = 20;
/** Of more than this the shortest are kept. */
const MOST = 500;

/**
 * Puts the corpus in the repository anew: what it was, and what has been found since, without what reaches nothing
 * more.
 */
function keep(target, binary, corpus, env) {
  const kept = join(ROOT, "fuzz/corpus", target);
  const fresh = join(ROOT, "target/fuzz/fresh", target);
  for (const counters of [0, 1]) {
    rmSync(fresh, { recursive: true, force: true });
    for (const folder of [fresh, kept]) mkdirSync(folder, { recursive: true });
    run(binary, [...SMALL, `-use_counters=${counters}`, fresh, corpus, kept], { env });
    if (readdirSync(fresh).length >= FEW) break;
  }
  // Findings stay, whatever they reach.
  for (const name of readdirSync(kept).filter((input) => !input.startsWith("finding-"))) rmSync(join(kept, name));
  const size = (name) => statSync(join(fresh, name)).size;
  const inputs = readdirSync(fresh)
    .sort((one, other) => size(one) - size(other) || (one < other ? -1 : 1))
    .slice(0, MOST);
  for (const name of inputs) cpSync(join(fresh, name), join(kept, name));
  console.log(`${target}: ${readdirSync(kept).length} inputs kept`);
}

function fuzz(target, { seconds, isKept }, env, host) {
  const corpus = join(ROOT, "target/fuzz/corpus", target);
  const findings = join(ROOT, "target/fuzz/findings", target);
  for (const folder of [corpus, findings]) mkdirSync(folder, { recursive: true });
  const kept = join(ROOT, "fuzz/corpus", target);
  if (existsSync(kept)) cpSync(kept, corpus, { recursive: true });
  // A reply begins with its status.
  const prefix = target === "error_body" ? "\x01\x90" : "";
  seeds().forEach((text, index) => writeFileSync(join(corpus, `seed-${index}`), prefix + text));
  console.log(`\n── ${target}: ${seconds} s`);
  const binary = join(ROOT, "target/fuzz", host, "release", target);
  const dictionary = join(ROOT, "fuzz/json.dict");
  run(
    binary,
    [
      corpus,
      `-max_total_time=${seconds}`,
      `-dict=${dictionary}`,
      "-max_len=8192",
      "-timeout=120",
      "-print_final_stats=1",
      "-verbosity=0",
      `-artifact_prefix=${findings}/`,
    ],
    { env },
  );
  if (isKept) keep(target, binary, corpus, env);
}

function main(args) {
  const [seconds = "60", ...names] = args.filter((argument) => argument !== "--keep");
  const unknown = names.filter((name) => !TARGETS.includes(name));
  if (unknown.length > 0 || !(Number(seconds) > 0))
    throw new Error(`usage: node scripts/fuzz.js [seconds] [${TARGETS.join("|")}]… [--keep]`);
  const { env: base } = rustEnvironment();
  const env = { ...base, RUSTFLAGS: COVERAGE.join(" ") };
  // Named outright, so that the flags are for the targets and not for what builds them.
  const host = /host: (\S+)/.exec(output("rustc", ["-vV"], { env: base }))[1];
  run(
    "cargo",
    [
      "build",
      "--release",
      "--locked",
      "--manifest-path",
      "fuzz/Cargo.toml",
      "--target",
      host,
      "--target-dir",
      "target/fuzz",
    ],
    { env },
  );
  for (const target of names.length > 0 ? names : TARGETS)
    fuzz(target, { seconds, isKept: args.includes("--keep") }, env, host);
  console.log("\nno finding");
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(`fuzz: ${error.message}`);
  process.exitCode = 1;
}
