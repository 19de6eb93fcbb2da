// Engines that refuse the wasm: one without SIMD (V8, told that the processor has no SSE 4.1), and one whose main
// thread compiles no large modules. The first call of each entry throws an error that says what is missing.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { buildSync } from "esbuild";

import { POLICY_COUNT } from "../facts.js";

const PACKAGE = fileURLToPath(new URL("../../target/consumer/package/", import.meta.url));
const url = (file) => JSON.stringify(pathToFileURL(join(PACKAGE, file)).href);
const WITHOUT_SIMD = ["--no-enable-sse4-1"];
const onX86 = { skip: process.arch !== "x64" && "V8 has no flag that turns SIMD off on this processor" };

let folder;
before(() => (folder = mkdtempSync(join(tmpdir(), "engines-"))));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program, whose value of `m` is an entry; what it prints. */
function run(entry, code, flags = []) {
  const file = join(folder, "program.mjs");
  writeFileSync(
    file,
    `import assert from "node:assert/strict";
    import { readFileSync } from "node:fs";
    const m = await import(${entry});
    const wasm = readFileSync(new URL(${url("zoom_phone_profile_bg.wasm")}));
    ${code}`,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, file], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

/** The entry of workerd, as a bundler makes a file of it that leaves the wasm to a loader. */
function bundled(loader) {
  const outfile = join(folder, `bundle-${loader}.mjs`);
  buildSync({
    entryPoints: [join(PACKAGE, "index.workerd.js")],
    outfile,
    bundle: true,
    format: "esm",
    target: "node20",
    loader: { ".wasm": loader },
    logLevel: "error",
  });
  return JSON.stringify(pathToFileURL(outfile).href);
}

const SYNCHRONOUS = [
  'm.isUserProfile("{}")',
  'm.validateUserProfile("{}")',
  'm.parseUserProfile("{}")',
  "m.auditRules()",
  "m.policyCatalog()",
  'm.summarizePolicy({ id: "x" })',
  'm.validateUserProfile("{}")',
];
const ASYNCHRONOUS = [
  'm.getUserProfile("me")',
  'm.getUserProfileWithResponse("me")',
  'm.getUserProfiles(["me"]).next()',
  'm.summarizeFleet("[]")',
  'm.exportFleet("[]", "csv").getReader().read()',
];

/** Each call fails with an error of the package that says why, and with the engine's own error as its cause. */
function callsFail(pattern, { hasCause = true } = {}) {
  const isExplained = `(error) => {
    assert.match(error.message, ${pattern});
    assert.match(String(error), /^ZoomPhoneError: /);
    assert.match(error.hint, /^[A-Z].*\\.$/);
    assert.equal(error.cause instanceof Error, ${hasCause});
    return true;
  }`;
  return [
    ...SYNCHRONOUS.map((call) => `assert.throws(() => ${call}, ${isExplained});`),
    ...ASYNCHRONOUS.map((call) => `await assert.rejects(async () => ${call}, ${isExplained});`),
  ].join("\n");
}

const NO_SIMD = "/no WebAssembly SIMD; update it \\(Chrome and Edge 91, Firefox 89, Safari 16\\.4/";

test("without SIMD, each call says so, and what has it", onX86, () => {
  const isRejected = `assert.rejects(m.init(), (error) => {
    assert.match(error.message, ${NO_SIMD});
    return error.cause instanceof WebAssembly.CompileError;
  })`;
  run(url("index.js"), `${callsFail(NO_SIMD)}\nawait ${isRejected}; await ${isRejected};`, WITHOUT_SIMD);
  run(bundled("binary"), callsFail(NO_SIMD), WITHOUT_SIMD);
  run(url("external.js"), `await assert.rejects(m.init(wasm), ${NO_SIMD});`, WITHOUT_SIMD);
  run(
    url("worker.js"),
    `const worker = m.createFleetWorker();
    await assert.rejects(worker.summarizeFleet("[]"), ${NO_SIMD});
    worker.terminate();`,
    WITHOUT_SIMD,
  );
  // Where SIMD is, nothing of this is seen.
  for (const entry of [url("index.js"), bundled("binary")])
    assert.equal(run(entry, 'console.log(m.isUserProfile(\'{"id":"x"}\'))'), "true");
});

test("an engine that finds out only when it instantiates is explained as well", onX86, () => {
  run(
    url("index.js"),
    `WebAssembly.Module = class { constructor() { return Object.create(WebAssembly.Module.prototype); } };
    WebAssembly.Instance = class { constructor() { throw new WebAssembly.CompileError("lazily"); } };
    ${callsFail(NO_SIMD)}`,
    WITHOUT_SIMD,
  );
});

test("what the oldest browsers lack is not called", () => {
  run(
    url("index.js"),
    `// Node loads its own fetch late, which needs some of them.
    assert.equal(typeof Response, "function");
    for (const [owner, names] of [
      [Object, ["hasOwn", "groupBy"]],
      [Array, ["fromAsync"]],
      [Array.prototype, ["at", "findLast", "findLastIndex", "toSorted", "toReversed", "toSpliced", "with"]],
      [Uint8Array.prototype.__proto__, ["at", "findLast", "findLastIndex", "toSorted", "toReversed", "with"]],
      [String.prototype, ["at", "isWellFormed", "toWellFormed"]],
      [AbortSignal, ["abort", "any", "timeout"]],
      [AbortSignal.prototype, ["throwIfAborted"]],
      [ReadableStream, ["from"]],
      [ReadableStream.prototype, ["values", Symbol.asyncIterator]],
      [Promise, ["withResolvers", "try"]],
      [Set.prototype, ["union", "difference", "intersection", "isSubsetOf"]],
      [URL, ["canParse", "parse"]],
      [globalThis, ["structuredClone"]],
    ]) for (const name of names) delete owner[name];
    const { signal } = new AbortController();
    const users = JSON.stringify({ users: [{ id: "a" }, { id: "b" }] });
    const profile = (id) => ({ id, status: "activate", policy: { sms: { enable: id === "a", locked: null } } });
    const fetch = async (url) => {
      const text = async () => (url.includes("/users/") ? JSON.stringify(profile(url.split("/").pop())) : users);
      return { status: 200, ok: true, headers: { get: () => null }, text };
    };
    const all = async (source) => { const list = []; for await (const item of source) list.push(item); return list; };
    assert.equal((await m.getUserProfile("a", { fetch, signal })).id, "a");
    const outcomes = await all(m.getUserProfiles(m.listPhoneUsers({ fetch, signal }), { fetch, signal }));
    assert.equal(outcomes.filter(({ ok }) => ok).length, 2);
    assert.equal((await m.summarizeFleet(outcomes, { signal, audit: true, groupBy: "site" })).profiles, 2);
    const before = JSON.stringify([profile("b")]);
    const drift = m.diffFleets(before, [{ ...profile("a"), id: "b" }], { signal });
    assert.equal((await all(drift)).length, 1);
    const summary = await drift.summary();
    assert.deepEqual(m.mergeFleetDriftSummaries(summary), summary);
    await assert.rejects(m.diffFleets("<html><body></body></html>", [], { signal }).next(), /HTML/);
    const csv = m.exportFleet(outcomes, "csv", { signal }).getReader();
    const chunks = [];
    for (let step; !(step = await csv.read()).done; ) chunks.push(step.value);
    assert.deepEqual(await all(m.idsOf(chunks, { signal })), ["a", "b"]);
    const before1 = profile("a");
    assert.equal(m.diffPolicy(before1, { ...before1, policy: {} }).changes.length, 1);
    assert.ok(m.auditPolicy(before1, { baseline: { sms: { enable: false } } }).length > 0);
    assert.match(m.formatPolicySummary(before1, "text", { labels: {} }), /SMS/);
    assert.throws(() => m.summarizePolicy({ userId: "a", ok: true, profile: before1 }), m.isZoomPhoneError);
    assert.throws(() => m.parseUserProfile("{}", { validaton: "strict" }), /validaton/);
    assert.equal(m.validateUserProfile(profile("a")).success, true);
    await m.createSharedLimiter({ name: "old" }).acquire(signal);`,
  );
});

test("a wasm that is spoilt is not taken for a lack of SIMD", () => {
  run(
    url("external.js"),
    `await assert.rejects(m.init(wasm.subarray(0, 5000)), (error) =>
      m.isZoomPhoneError(error) && error.cause instanceof WebAssembly.CompileError && !/SIMD/.test(error.message));`,
  );
});

test("a bundler for workerd that makes only a name of the wasm is told what is needed", () => {
  run(bundled("file"), callsFail("/neither a WebAssembly\\.Module nor bytes.*external/", { hasCause: false }));
});

test("where the main thread compiles nothing of size, `await init()` is enough, and a fleet sees to it itself", () => {
  // Chrome before 115, in its own words, in a page.
  const old = `globalThis.document = {};
    const small = new WeakSet();
    const limit = (name, instead, isSmall) => {
      WebAssembly[name] = new Proxy(WebAssembly[name], {
        construct(target, [given, ...more]) {
          const refused = "is disallowed on the main thread, if the buffer size is larger than 4KB.";
          if (!isSmall(given)) throw new RangeError(\`WebAssembly.\${name} \${refused} Use \${instead}.\`);
          const made = new target(given, ...more);
          small.add(made);
          return made;
        },
      });
    };
    limit("Module", "WebAssembly.compile", (bytes) => bytes.byteLength <= 4096);
    limit("Instance", "WebAssembly.instantiate", (module) => small.has(module));`;
  run(
    url("index.js"),
    `${old}
    assert.throws(() => m.isUserProfile("{}"), /await init\\(\\)/);
    await Promise.all([m.init(), m.init()]);
    assert.equal(m.isUserProfile('{"id":"x"}'), true);
    assert.equal(m.policyCatalog().length, ${POLICY_COUNT});
    await m.init();`,
  );
  run(
    url("index.js"),
    `${old}
    assert.equal((await m.summarizeFleet('[{"id":"x"}]')).profiles, 1);
    assert.equal(m.isUserProfile('{"id":"x"}'), true);`,
  );
  run(
    url("index.js"),
    `${old}
    const { value } = await m.exportFleet('[{"id":"x"}]', "csv", {}).getReader().read();
    assert.match(new TextDecoder().decode(value), /^"?id/);`,
  );
  run(
    url("external.js"),
    `${old}
    await m.init(wasm);
    assert.equal(m.isUserProfile('{"id":"x"}'), true);`,
  );
  // Memory that is short is another matter.
  run(
    url("index.js"),
    `WebAssembly.Instance = class {
      constructor() {
        const reason = "Out of memory: Cannot allocate Wasm memory for new instance";
        throw new RangeError("WebAssembly.Instance(): " + reason);
      }
    };
    assert.throws(() => m.isUserProfile("{}"), (error) => {
      assert.match(error.message, /WebAssembly.Instance\\(\\): Out of memory/);
      return m.isZoomPhoneError(error) && error.cause instanceof RangeError;
    });`,
  );
});
