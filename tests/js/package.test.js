// The packed tarball: what is in it, and that each entry keeps its promises in an empty project.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { buildSync } from "esbuild";

import { partsIn, withParents } from "../../scripts/lib/parts-in.js";
import { PARTS } from "../../scripts/parts.js";
import { POLICY_COUNT } from "../facts.js";

const tarball = fileURLToPath(new URL("../../target/consumer/package.tgz", import.meta.url));
const packed = (file) => execFileSync("tar", ["-xzOf", tarball, `package/${file}`], { encoding: "utf8" });
const manifest = JSON.parse(packed("package.json"));
const listed = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" })
  .trim()
  .split("\n")
  .map((file) => file.replace("package/", ""))
  .sort();

let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "consumer-"));
  writeFileSync(join(folder, "package.json"), "{}");
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--offline", tarball], { cwd: folder, stdio: "pipe" });
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program in the project; what it prints. */
function run(name, code) {
  writeFileSync(join(folder, name), code);
  const { status, stdout, stderr } = spawnSync(process.execPath, [name], { cwd: folder, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

// ── what is in it

test("the tarball holds exactly what the build has made, by what the manifest lists, and each part", () => {
  const built = readdirSync(new URL("../../pkg", import.meta.url), { recursive: true, withFileTypes: true });
  assert.equal(listed.length, built.filter((entry) => entry.isFile()).length);
  const lists = (pattern) => new RegExp(`^${pattern.replaceAll(".", "\\.").replace("*", "[^/]+")}$`);
  // npm adds these two by itself.
  const patterns = [...manifest.files, "README.md", "package.json"].map(lists);
  assert.deepEqual(
    listed.filter((file) => !patterns.some((pattern) => pattern.test(file))),
    [],
  );
  for (const pattern of patterns)
    assert.ok(
      listed.some((file) => pattern.test(file)),
      String(pattern),
    );
  const apart = Object.keys(PARTS).filter((name) => PARTS[name].isApart);
  const modules = [...Object.keys(PARTS), ...apart.map((name) => `${name}-bytes`), "glue", "link", "unpack"];
  const parts = modules.map((name) => `parts/${name}.js`);
  assert.deepEqual(
    listed.filter((file) => file.startsWith("parts/")),
    parts.sort(),
  );
});

/** What a module imports of the package: at the beginning of a line, by `import()`, or as a worker. */
const IMPORTED =
  /(?:^(?:import|export|\}).*?(?:from |import )|\bimport\(|return new Worker\(new URL\()"(\.{1,2}\/[^"]+)"/gm;
const targetsOf = (entry) => (typeof entry === "string" ? [entry] : Object.values(entry).flatMap(targetsOf));

test("every entry leads to a file, types first; every import as well, and every file is reached", () => {
  const isText = (file) => /\.(js|d\.ts)$/.test(file);
  const beside = (file, name) => new URL(name, `file:///${file}`).pathname.slice(1);
  const reached = new Set(["README.md", ...listed.filter((file) => /^(LICENSE|THIRD-PARTY)/.test(file))]);
  const follow = (file) => {
    assert.ok(listed.includes(file), `${file} is not in the tarball`);
    if (reached.has(file)) return;
    reached.add(file);
    if (!isText(file)) return;
    for (const [, name] of packed(file).matchAll(IMPORTED)) follow(beside(file, name));
  };
  for (const [name, entry] of Object.entries(manifest.exports)) {
    if (typeof entry === "object")
      assert.deepEqual([Object.keys(entry)[0], Object.keys(entry).at(-1)], ["types", "default"], name);
    targetsOf(entry).forEach((target) => follow(target.replace("./", "")));
  }
  for (const file of listed.filter((file) => file.startsWith("i18n/"))) reached.add(file);
  assert.deepEqual(
    listed.filter((file) => !reached.has(file)),
    [],
  );
});

test("nothing runs at installation, nothing else is installed, and the version is the crate's", () => {
  for (const field of ["scripts", "dependencies", "peerDependencies", "optionalDependencies", "bin"])
    assert.equal(manifest[field], undefined, field);
  // A worker's module is there for what it does.
  assert.deepEqual([manifest.type, manifest.sideEffects], ["module", ["./worker-thread.js"]]);
  assert.deepEqual(
    readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith(".")),
    ["zoom-phone-profile"],
  );
  const cargo = readFileSync(new URL("../../Cargo.toml", import.meta.url), "utf8");
  assert.equal(manifest.version, /^version = "([^"]+)"/m.exec(cargo)[1]);
});

test("modules hold ASCII alone, which engines read fastest", () => {
  const modules = listed.filter((file) => file.endsWith(".js"));
  assert.deepEqual(
    modules.filter((file) => /[^\n\t -~]/.test(packed(file))),
    [],
  );
});

test("the types hold no `any`", () => {
  const types = packed("index.d.ts");
  const code = types.replace(/\/\*\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");
  assert.ok(!/\bany\b/.test(code));
  for (const name of ["UserProfile", "Policy", "PolicySummary", "LockableToggle", "ErrorCode", "Issue"])
    assert.match(code, new RegExp(`export (interface|type) ${name}\\b`));
});

// ── what the entries promise

const USE =
  'if (!m.isUserProfile(\'{"id":"x"}\')) throw new Error("no");' +
  'console.log(m.summarizePolicy({ id: "x" }).counts.unknown);';
const FIND_WASM = `import { createRequire } from "node:module"; import { readFileSync } from "node:fs";
  import assert from "node:assert/strict"; const { resolve } = createRequire(import.meta.url);
  const wasm = readFileSync(resolve("zoom-phone-profile/zoom_phone_profile_bg.wasm"));\n`;

test("it works imported and required, by one and the same instance", () => {
  assert.equal(run("imported.mjs", `import * as m from "zoom-phone-profile";\n${USE}`), String(POLICY_COUNT));
  assert.equal(run("required.cjs", `const m = require("zoom-phone-profile");\n${USE}`), String(POLICY_COUNT));
  run(
    "both.mjs",
    `import { createRequire } from "node:module"; import assert from "node:assert/strict";
    import * as imported from "zoom-phone-profile";
    assert.equal(createRequire(import.meta.url)("zoom-phone-profile").getUserProfile, imported.getUserProfile);`,
  );
});

test("importing does nothing: no wasm is compiled, nothing is called, no global appears, the process ends", () => {
  run(
    "quiet.mjs",
    `import assert from "node:assert/strict";
    const refuse = (name) => () => { throw new Error(name + " was called"); };
    const before = Reflect.ownKeys(globalThis);
    for (const name of ["Module", "Instance", "compile", "instantiate"]) WebAssembly[name] = refuse(name);
    for (const name of ["fetch", "setTimeout", "setInterval", "queueMicrotask"]) globalThis[name] = refuse(name);
    // A server renders without these.
    for (const name of ["window", "document", "location", "self"]) assert.ok(!(name in globalThis), name);
    for (const entry of ${JSON.stringify(
      Object.entries(manifest.exports)
        .filter(([, entry]) => entry.default)
        .map(([name]) => name.replace(".", "zoom-phone-profile")),
    )}) await import(entry);
    assert.deepEqual(Reflect.ownKeys(globalThis), before);`,
  );
});

test("init may be called at any time, any number of times, and compiles each imported part once", () => {
  const counted = (names) => `import assert from "node:assert/strict";
    import { createHash } from "node:crypto";
    const { compile, Instance } = WebAssembly; const compiled = []; let instances = 0;
    WebAssembly.compile = (bytes) => (compiled.push(createHash("sha256").update(bytes).digest("hex")), compile(bytes));
    WebAssembly.Instance = function (...args) { instances++; return new Instance(...args); };
    const { ${names.join(", ")} } = await import("zoom-phone-profile");
    const results = await Promise.all([init(), init(), init()]);
    assert.deepEqual(results, [undefined, undefined, undefined]);
    await init();
    assert.equal(new Set(compiled).size, compiled.length);
    // Those, and what unpacks them.
    assert.equal(instances, compiled.length + 1);
    const parts = compiled.length;
    assert.equal(isUserProfile('{"id":"x"}'), true);
    assert.deepEqual([compiled.length, instances], [parts, parts + 1]);
    console.log(parts);`;
  // Node's entry is one file: all of it is loaded, whatever is used. The bytes of this part are asked for when needed.
  const all = Object.keys(PARTS).filter((part) => part !== "refusal");
  assert.equal(run("init.mjs", counted(["init", "isUserProfile"])), String(all.length));
  writeFileSync(join(folder, "bundled.mjs"), bundle('export { init, isUserProfile } from "zoom-phone-profile";'));
  assert.equal(
    run("init-bundled.mjs", counted(["init", "isUserProfile"]).replace('"zoom-phone-profile"', '"./bundled.mjs"')),
    String(withParents(["check"]).length),
  );
  run(
    "init-late.mjs",
    `import assert from "node:assert/strict"; import * as m from "zoom-phone-profile";
    const started = m.init();
    assert.equal(m.isUserProfile('{"id":"x"}'), true); // compiled by the call, before the other is ready
    await started;
    assert.equal(m.isUserProfile('{}'), false);`,
  );
});

test("what is inlined are the parts, byte for byte", async () => {
  const shipped = (name) => import(join(folder, "node_modules/zoom-phone-profile/parts", `${name}.js`));
  const { unpacked } = await shipped("unpack");
  for (const name of Object.keys(PARTS)) {
    const { part } = await shipped(name);
    const { texts, length } = part.packed ?? (await part.load());
    const wasm = readFileSync(new URL(`../../target/package/parts/${name}.wasm`, import.meta.url));
    assert.equal(Buffer.compare(Buffer.from(unpacked(texts, length)), wasm), 0, name);
  }
});

test("init can be tried again after a failure, which comes as a rejection", () => {
  run(
    "init-again.mjs",
    `import assert from "node:assert/strict";
    const { compile } = WebAssembly; let failures = 1;
    WebAssembly.compile = (bytes) => { if (failures-- > 0) throw new Error("out of memory"); return compile(bytes); };
    const m = await import("zoom-phone-profile");
    const [first, second] = await Promise.allSettled([m.init(), m.init()]);
    assert.match(first.reason.message, /out of memory/);
    assert.equal(first.reason, second.reason);
    await m.init();
    assert.equal(m.isUserProfile('{"id":"x"}'), true);`,
  );
});

test("what forbids the wasm is explained: a content security policy, a main thread, a lockdown", () => {
  for (const [refusal, words] of [
    [
      'new WebAssembly.CompileError("violates the Content Security policy directive because ' +
        "'unsafe-eval' is not allowed\")",
      "wasm-unsafe-eval",
    ],
    [
      'new RangeError("WebAssembly.Compile is disallowed on the main thread, if the buffer size is larger than 8MB")',
      "await init",
    ],
  ]) {
    run(
      "refused.mjs",
      `import assert from "node:assert/strict";
      const refuse = () => { throw ${refusal}; };
      WebAssembly.Module = class { constructor() { refuse(); } }; WebAssembly.compile = async () => refuse();
      const m = await import("zoom-phone-profile");
      const says = (error) => error.message.includes(${JSON.stringify(words)});
      assert.throws(() => m.isUserProfile("{}"), (error) => says(error) && "cause" in error);
      await assert.rejects(m.getUserProfile("me", { token: "t" }), says);
      await assert.rejects(m.init(), (error) => error.message.includes(${JSON.stringify(words)}));`,
    );
  }
  run(
    "lockdown.mjs",
    `import assert from "node:assert/strict";
    delete globalThis.WebAssembly;
    const m = await import("zoom-phone-profile");
    assert.throws(() => m.isUserProfile("{}"), /no WebAssembly; update the browser/);
    await assert.rejects(m.init(), /no WebAssembly/);`,
  );
});

test("external takes the wasm in any form, asks for it first, and once more after a failure", () => {
  const forms = {
    bytes: "wasm",
    buffer: "new Uint8Array(wasm).buffer",
    module: "new WebAssembly.Module(wasm)",
    response: "new Response(wasm)",
    promise: "Promise.resolve(new Response(wasm))",
    url: '"data:application/wasm;base64," + wasm.toString("base64")',
  };
  for (const [form, source] of Object.entries(forms)) {
    assert.equal(
      run(
        `external-${form}.mjs`,
        `${FIND_WASM} import * as m from "zoom-phone-profile/external";
      assert.throws(() => m.isUserProfile("{}"), /init\\(source\\)/);
      await assert.rejects(m.init(), /init\\(source\\)/);
      await assert.rejects(m.init(new Response("", { status: 404 })), /HTTP 404/);
      await assert.rejects(m.init(new Uint8Array([1, 2, 3])));
      await Promise.all([m.init(${source}), m.init(${source})]);
      await m.init();
      ${USE}`,
      ),
      String(POLICY_COUNT),
      form,
    );
  }
});

test("a second copy in one page works, and each knows the other's errors", () => {
  run(
    "copies.mjs",
    `${FIND_WASM} import * as one from "zoom-phone-profile"; import * as two from "zoom-phone-profile/external";
    import { cpSync } from "node:fs";
    cpSync("node_modules/zoom-phone-profile", "copy", { recursive: true });
    const three = await import("./copy/index.js");
    await two.init(wasm);
    assert.notEqual(one.ZoomPhoneError, two.ZoomPhoneError);
    assert.notEqual(one.ZoomPhoneError, three.ZoomPhoneError);
    for (const raised of [one, two, three]) for (const asked of [one, two, three]) {
      try { raised.parseUserProfile("{}"); assert.fail(); } catch (error) {
        assert.ok(asked.isZoomPhoneError(error)); assert.equal(error.code, "invalid_response");
      }
      assert.ok(!asked.isZoomPhoneError(new Error("x")));
    }`,
  );
});

/** The bundle of a module, as one file. */
function bundle(contents) {
  const options = { bundle: true, write: false, format: "esm", minify: true };
  return buildSync({ ...options, stdin: { contents, resolveDir: folder } }).outputFiles[0].text;
}

test("what is imported and not used leaves nothing in a bundle", () => {
  const names = Object.keys(manifest.exports)
    .filter((name) => manifest.exports[name].default && !manifest.sideEffects.includes(manifest.exports[name].default))
    .map((name) => name.replace(".", "zoom-phone-profile"));
  for (const name of names) {
    assert.equal(bundle(`import "${name}";`).trim(), "", name);
    assert.equal(bundle(`import * as unused from "${name}";`).trim(), "", name);
  }
  assert.equal(bundle('import { getUserProfile, summarizePolicy } from "zoom-phone-profile";').trim(), "");
});

/** The parts that each export of the entry may need; what these need is added. */
const NEEDS = {
  ZoomPhoneError: [],
  auditPolicy: ["audit"],
  auditRules: ["ruleList"],
  createClient: ["list", "page", "refusal"],
  createSharedLimiter: ["batch"],
  diffFleets: ["drift"],
  diffPolicy: ["diff"],
  exportFleet: ["fleet"],
  exportFleetDrift: ["drift"],
  formatPolicySummary: ["summary"],
  getUserProfile: ["refusal", "issues"],
  getUserProfileWithResponse: ["refusal", "issues"],
  getUserProfiles: ["batch", "refusal", "issues"],
  idsOf: ["fleet"],
  init: [],
  isUserProfile: ["check"],
  isZoomPhoneError: [],
  mergeFleetDriftSummaries: [],
  listPhoneUsers: ["list", "page", "refusal"],
  mergeFleetSummaries: [],
  parseUserProfile: ["issues"],
  policyCatalog: ["catalog"],
  summarizeFleet: ["fleet"],
  summarizePolicy: ["summary"],
  userProfileSchema: ["issues"],
  validateUserProfile: ["issues"],
};

test("what is used brings the parts of the wasm that it may need, each once, and no others", async () => {
  assert.deepEqual(Object.keys(await import("#package")).sort(), Object.keys(NEEDS).sort());
  const partsOf = (names) =>
    partsIn(bundle(names.map((name) => `export { ${name} } from "zoom-phone-profile";`).join("\n")));
  for (const [name, parts] of Object.entries(NEEDS)) assert.deepEqual(partsOf([name]), withParents(parts), name);
  const several = ["getUserProfile", "summarizePolicy", "isZoomPhoneError"];
  assert.deepEqual(partsOf(several), withParents(several.flatMap((name) => NEEDS[name])));
  assert.deepEqual(partsOf(Object.keys(NEEDS)), Object.keys(PARTS));
});
