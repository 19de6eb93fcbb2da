// `init`: which sources it accepts, what it refuses and with which message, and how it recovers from any failure.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import * as api from "#package";
import { freshPackage } from "./support/fresh-package.js";

const wasm = readFileSync(new URL(import.meta.resolve("#package/zoom_phone_profile_bg.wasm")));
const module = new WebAssembly.Module(wasm);
let copies = 0;
/** A fresh copy of `./external`, which is one module, or of the default entry. It has no wasm yet. */
const fresh = (entry = "external") =>
  entry === "external" ? import(`${import.meta.resolve("#package/external.js")}?${++copies}`) : freshPackage(entry);
const isReady = (m) => m.isUserProfile('{"id":"x"}');
const never = () => new Promise(() => {});
const html = new TextEncoder().encode("<!doctype html><title>Not found</title>");
/** The smallest module, which instantiates and exports nothing. */
const empty = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
/** A module that exports nothing, marked as this package's wasm is. */
const marked = (mark) => {
  const section = Buffer.from(`\x12zoom-phone-profile${mark}`);
  return Buffer.concat([empty, Buffer.of(0, section.length), section]);
};
/** The wasm as another build marks it. */
const ofAnotherBuild = () => Buffer.concat([wasm.subarray(0, -16), Buffer.from("0123456789abcdef")]);

let server, url;
before(async () => {
  server = createServer((request, response) => {
    if (request.url === "/wasm") return response.writeHead(200, { "content-type": "text/plain" }).end(wasm);
    response.writeHead(404, { "content-type": "text/html" }).end(html);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());

const GOOD = {
  bytes: () => new Uint8Array(wasm),
  buffer: () => new Uint8Array(wasm).buffer,
  "a view": () => new DataView(new Uint8Array(wasm).buffer),
  module: () => module,
  Response: () => new Response(wasm),
  "a Response of another type": () => new Response(wasm, { headers: { "content-type": "text/html" } }),
  Blob: () => new Blob([wasm]),
  "a promise of a Response": async () => new Response(wasm),
  "a promise of bytes": async () => new Uint8Array(wasm),
  "a URL": () => new URL(`${url}/wasm`),
  "a string": () => `${url}/wasm`,
};

test("external takes the wasm in every form", async () => {
  for (const [name, source] of Object.entries(GOOD)) {
    const m = await fresh();
    assert.equal(await m.init(source()), undefined, name);
    assert.equal(isReady(m), true, name);
  }
});

/** What cannot be used: by its code, words of its message, and further fields. */
const BAD = {
  nothing: [() => undefined, "invalid_argument", /init\(source\)/],
  null: [() => null, "invalid_argument", /`source` must be .*; it is null/],
  "a number": [() => 5, "invalid_argument", /it is a number/],
  "a boolean": [() => true, "invalid_argument", /it is a boolean/],
  "a symbol": [() => Symbol("x"), "invalid_argument", /it is a symbol/],
  "a BigInt": [() => 1n, "invalid_argument", /it is a bigint/],
  "a function": [() => () => {}, "invalid_argument", /it is a function/],
  "an object": [() => ({}), "invalid_argument", /it is an object/],
  "an array": [() => [0, 97], "invalid_argument", /it is an array/],
  "a Map": [() => new Map(), "invalid_argument", /it is a Map/],
  "a revoked Proxy": [
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
    "invalid_argument",
    /revoked/,
  ],
  "no bytes": [() => new Uint8Array(), "invalid_argument", /cannot be used/],
  HTML: [() => html, "invalid_argument", /cannot be used: .*magic/],
  "HTML as a Response": [() => new Response(html), "invalid_argument", /cannot be used: .*magic/],
  truncated: [() => wasm.subarray(0, 5000), "invalid_argument", /cannot be used/],
  "another module": [() => empty, "invalid_argument", /another WebAssembly module/],
  "another compiled module": [() => new WebAssembly.Module(empty), "invalid_argument", /another WebAssembly module/],
  "another version's wasm": [ofAnotherBuild, "invalid_argument", /wasm of another version/],
  "another version's compiled wasm": [
    () => new WebAssembly.Module(ofAnotherBuild()),
    "invalid_argument",
    /wasm of another version/,
  ],
  "a marked module": [() => marked("0123456789abcdef"), "invalid_argument", /wasm of another version/],
  "a module with an empty mark": [() => marked(""), "invalid_argument", /wasm of another version/],
  "a module with a mark that is no string": [() => marked("\xff"), "invalid_argument", /wasm of another version/],
  "a 404": [() => new Response("", { status: 404 }), "network", /HTTP 404/, { status: 404 }],
  "a 404 by URL": [
    () => `${url}/none.wasm`,
    "network",
    /from http:\/\/127\.0\.0\.1:\d+\/none\.wasm: HTTP 404/,
    { status: 404 },
  ],
  "a host that is not there": [
    () => "http://127.0.0.1:1/x.wasm",
    "network",
    /could not be fetched from http:\/\/127\.0\.0\.1:1\/x\.wasm: /,
  ],
  "no URL": [() => "zoom.wasm", "network", /from zoom\.wasm: /],
  "a promise that rejects": [() => Promise.reject(new RangeError("its own")), "network", /its own/],
  "a promise that rejects with nothing": [() => Promise.reject(), "network", /undefined/],
  "a body that was read": [
    () => {
      const response = new Response(wasm);
      void response.text();
      return response;
    },
    "invalid_argument",
    /cannot be used/,
  ],
  "a body that fails": [
    () => new Response(new ReadableStream({ pull: (controller) => controller.error(new Error("broken off")) })),
    "invalid_argument",
    /broken off/,
  ],
};

test("what cannot be used is refused with what it is and what to pass; then a good source succeeds", async () => {
  for (const [name, [source, code, words, fields = {}]] of Object.entries(BAD)) {
    const m = await fresh();
    const error = await m.init(source()).then(
      () => assert.fail(name),
      (reason) => reason,
    );
    assert.ok(m.isZoomPhoneError(error) && error instanceof m.ZoomPhoneError, `${name}: ${error}`);
    assert.equal(error.code, code, name);
    assert.match(error.message, words, name);
    assert.match(error.hint, /^[A-Z].*zoom_phone_profile_bg\.wasm.*\.$/, name);
    for (const [field, value] of Object.entries(fields)) assert.equal(error[field], value, name);
    assert.throws(() => isReady(m), { code: "invalid_argument" }, name);
    await m.init(wasm);
    assert.equal(isReady(m), true, name);
  }
});

test("a server that cannot be reached is told by the system's code, as in calls", async () => {
  const closed = createServer();
  await new Promise((resolve) => closed.listen(0, "127.0.0.1", resolve));
  const { port } = closed.address();
  await new Promise((resolve) => closed.close(resolve));
  const m = await fresh();
  await assert.rejects(m.init(`http://127.0.0.1:${port}/x.wasm`), {
    code: "network",
    message: /\/x\.wasm: ECONNREFUSED$/,
  });
  await assert.rejects(m.init(Promise.reject(Object.assign(new Error("its own"), { code: "ETEST" }))), {
    message: /its own$/,
  });
});

test("a bad source and a good one at the same time: each call is told of its own, and the good one stays", async () => {
  for (const [name, [source]] of Object.entries(BAD)) {
    if (name === "nothing") continue;
    for (const order of ["before", "after"]) {
      const m = await fresh();
      const bad = () => m.init(source());
      const [first, second] = order === "before" ? [bad, () => m.init(module)] : [() => m.init(module), bad];
      const results = await Promise.allSettled([first(), second()]);
      const [ofBad, ofGood] = order === "before" ? results : (results.toReversed?.() ?? [results[1], results[0]]);
      assert.equal(ofGood.status, "fulfilled", `${name}, ${order}`);
      // It may have been late: then there is a wasm already.
      if (ofBad.status === "rejected") assert.ok(m.isZoomPhoneError(ofBad.reason), name);
      assert.equal(isReady(m), true, name);
      await m.init(null);
    }
  }
});

test("a source that never answers blocks nobody, and its own wait ends with the first success", async () => {
  for (const stalled of [never, () => new Response(new ReadableStream({ pull: never })), () => ({ then() {} })]) {
    const m = await fresh();
    const waiting = m.init(stalled());
    const joined = m.init();
    await m.init(wasm);
    assert.deepEqual(await Promise.all([waiting, joined]), [undefined, undefined]);
    assert.equal(isReady(m), true);
  }
});

test("the first success stays: later calls resolve, whatever they are given", async () => {
  const m = await fresh();
  await Promise.all([m.init(module), m.init(wasm), m.init(module)]);
  const summary = m.summarizePolicy({ id: "x" });
  for (const later of [undefined, null, 5, empty, html, "nowhere", module, Symbol("x")])
    assert.equal(await m.init(later), undefined);
  assert.deepEqual(m.summarizePolicy({ id: "x" }), summary);
});

test("one Response for several calls is read once; without a source a call waits for the last one", async () => {
  const m = await fresh();
  const response = new Response(wasm);
  await Promise.all([m.init(response), m.init(response), m.init()]);
  assert.equal(isReady(m), true);
  const other = await fresh();
  const [own, joined] = await Promise.allSettled([other.init(html), other.init()]);
  assert.equal(own.reason, joined.reason);
});

test("before init every function of external says to call it first, and works afterwards", async () => {
  const m = await fresh();
  const sample = '{"id":"x"}';
  const profile = { id: "x" };
  const calls = {
    isUserProfile: () => m.isUserProfile(sample),
    parseUserProfile: () => m.parseUserProfile(sample),
    validateUserProfile: () => m.validateUserProfile(sample),
    userProfileSchema: () => m.userProfileSchema["~standard"].validate(profile),
    summarizePolicy: () => m.summarizePolicy(profile),
    formatPolicySummary: () => m.formatPolicySummary(profile, "csv"),
    diffPolicy: () => m.diffPolicy(profile, profile),
    auditPolicy: () => m.auditPolicy(profile),
    auditRules: () => m.auditRules(),
    policyCatalog: () => m.policyCatalog(),
    summarizeFleet: () => m.summarizeFleet([profile]),
    exportFleet: () => new Response(m.exportFleet([profile], "csv")).text(),
    diffFleets: () => m.diffFleets([profile], [profile]).summary(),
    exportFleetDrift: () => new Response(m.exportFleetDrift([profile], [profile], "csv")).text(),
    idsOf: () => m.idsOf([profile]).next(),
    getUserProfile: () => m.getUserProfile("x", { fetch: async () => new Response(sample) }),
    getUserProfileWithResponse: () => m.getUserProfileWithResponse("x", { fetch: async () => new Response(sample) }),
    getUserProfiles: () => m.getUserProfiles(["x"], { fetch: async () => new Response(sample) }).next(),
    listPhoneUsers: () => m.listPhoneUsers({ fetch: async () => new Response('{"users":[]}') }).next(),
    createSharedLimiter: () => m.createSharedLimiter().acquire(new AbortController().signal),
    createClient: () => m.createClient({ fetch: async () => new Response(sample) }).getUserProfile("x"),
  };
  assert.throws(
    () => m.validateUserProfile(sample, { validatoin: "strict" }),
    ({ message, hint }) => message.includes("`validatoin`") && hint === "Did you mean `validation`?",
  );
  for (const [name, call] of Object.entries(calls)) {
    const error = await Promise.resolve()
      .then(call)
      .then(
        () => assert.fail(name),
        (reason) => reason,
      );
    assert.ok(m.isZoomPhoneError(error), `${name}: ${error}`);
    assert.deepEqual([error.code, /`await init\(source\)`/.test(error.message)], ["invalid_argument", true], name);
  }
  await m.init(wasm);
  for (const call of Object.values(calls)) await call();
  assert.ok(
    Object.keys(api)
      .filter((name) => typeof api[name] === "function")
      .every(
        (name) =>
          name in calls ||
          ["init", "ZoomPhoneError", "isZoomPhoneError", "mergeFleetSummaries", "mergeFleetDriftSummaries"].includes(
            name,
          ),
      ),
    "every function is here",
  );
});

test("the default entry brings its own wasm, whatever it is given, and recovers from a failure", async () => {
  for (const source of [undefined, null, empty, html, "nowhere", never()]) {
    const m = await fresh("index");
    await m.init(source);
    assert.equal(isReady(m), true);
  }
  const { compile } = WebAssembly;
  WebAssembly.compile = async () => {
    throw new RangeError("out of memory");
  };
  const m = await fresh("index");
  const error = await m.init().catch((reason) => reason);
  WebAssembly.compile = compile;
  assert.ok(m.isZoomPhoneError(error) && /out of memory/.test(error.message) && error.cause instanceof RangeError);
  await m.init();
  assert.equal(isReady(m), true);
});

test("init after the first use, and a use while it is under way, share one wasm", async () => {
  const m = await fresh("index");
  assert.equal(isReady(m), true);
  await m.init();
  const other = await fresh("index");
  const started = other.init();
  assert.equal(isReady(other), true);
  await started;
  assert.equal(isReady(other), true);
});
