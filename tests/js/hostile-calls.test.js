// Whatever a function throws for hostile arguments and options is a `ZoomPhoneError`.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as api from "#package";
import * as proxy from "#package/proxy.js";
import * as testing from "#package/testing.js";
import * as workers from "#package/worker.js";

const {
  auditPolicy,
  diffPolicy,
  exportFleet,
  formatPolicySummary,
  getUserProfiles,
  isZoomPhoneError,
  parseUserProfile,
  auditRules,
  policyCatalog,
  summarizeFleet,
  summarizePolicy,
  validateUserProfile,
} = api;
const SAMPLE = readFileSync(new URL("../fixtures/sample-response.json", import.meta.url), "utf8");
const PROFILE = JSON.parse(SAMPLE);
const OTHER = { ...PROFILE, policy: { ...PROFILE.policy, sms: { enable: false } } };
const fetch = async () => new Response(SAMPLE);
// Nothing leaves the machine, whatever becomes of the options.
globalThis.fetch = fetch;

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

// ── everything that is thrown

const bite = () => {
  throw new RangeError("bite");
};
const cycle = {};
cycle.cycle = cycle;

/** Values that nobody expects. */
const HOSTILE = () => [
  undefined,
  null,
  true,
  0,
  -1,
  NaN,
  Infinity,
  1n,
  "",
  "x",
  "{",
  "\ud800",
  Symbol("x"),
  () => {},
  bite,
  class {},
  [],
  [null],
  [Symbol("x")],
  {},
  { id: "x" },
  cycle,
  Object.create(null),
  new Map(),
  new Set(),
  new WeakMap(),
  new Date(NaN),
  new Error("x"),
  /x/,
  Promise.resolve(1),
  { then: bite },
  new Uint8Array(1),
  new Float64Array(1),
  new ArrayBuffer(1),
  new DataView(new ArrayBuffer(1)),
  new String("x"),
  { toString: bite, valueOf: bite, toJSON: bite },
  { [Symbol.toPrimitive]: bite },
  {
    get id() {
      return bite();
    },
  },
  {
    get then() {
      return bite();
    },
  },
  {
    get length() {
      return bite();
    },
  },
  { [Symbol.iterator]: () => null },
  { [Symbol.asyncIterator]: () => ({}) },
  { [Symbol.iterator]: () => ({ next: () => null }) },
  { getReader: () => null },
  {
    get getReader() {
      return bite();
    },
  },
  new Proxy({}, { get: bite, has: bite, ownKeys: bite, getPrototypeOf: bite, getOwnPropertyDescriptor: bite }),
  new Proxy([], { get: bite }),
  new Proxy(() => {}, { get: bite, apply: () => undefined }),
  revoked(),
  lockedStream(),
  new Response("{}"),
  new Blob(["{}"]),
  new Headers(),
  new URL("https://x"),
  AbortSignal.abort(),
  globalThis,
];

function lockedStream() {
  const stream = new ReadableStream();
  stream.getReader();
  return stream;
}

/** Errors as the package throws them. */
function checkThrown(error, name) {
  assert.ok(isZoomPhoneError(error), `${name}: an error of the package, not ${error?.stack ?? String(error)}`);
  assert.ok(
    error instanceof api.ZoomPhoneError || /^(createProxy|toNodeHandler)/.test(name),
    `${name}: of the main entry's class`,
  );
  for (const field of ["code", "message", "hint"])
    assert.ok(typeof error[field] === "string" && error[field] !== "", `${name}: ${field}`);
  assert.doesNotMatch(
    error.message,
    /Cannot (read|convert|destructure)|is not (a function|iterable|defined)|undefined \(|Invalid state/,
    `${name}: ${error.message}`,
  );
}

/** Runs a call to its end, and whatever it returns: streams, iterators, promises. */
async function run(call, name) {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, 3_000, "late")));
  const work = async () => {
    let result = await call();
    if (typeof result?.next === "function") result = await result.next();
    if (result instanceof ReadableStream) result = await new Response(result).text();
    if (typeof result?.terminate === "function") result.terminate();
  };
  try {
    assert.notEqual(await Promise.race([work(), late]), "late", `${name} settles`);
  } catch (error) {
    // What a caller's own callback or iterable throws is theirs, and so is the reason of an aborted signal.
    const isTheirs =
      (error instanceof RangeError && error.message === "bite") ||
      (name.includes("signal") && error?.name === "AbortError");
    if (!isTheirs) checkThrown(error, name);
  } finally {
    clearTimeout(timer);
  }
}

/** The arguments that each function takes, such that the others are good where one is hostile. */
const GOOD_ARGUMENTS = {
  getUserProfile: ["x", { fetch, maxRetries: 0 }],
  getUserProfileWithResponse: ["x", { fetch, maxRetries: 0 }],
  getUserProfiles: [["x"], { fetch, maxRetries: 0 }],
  createClient: [{ fetch, maxRetries: 0 }],
  createSharedLimiter: [{}],
  listPhoneUsers: [{ fetch, maxRetries: 0 }],
  parseUserProfile: [SAMPLE, {}],
  validateUserProfile: [SAMPLE, {}],
  isUserProfile: [SAMPLE],
  summarizePolicy: [PROFILE, {}],
  formatPolicySummary: [PROFILE, "csv", {}],
  diffPolicy: [PROFILE, OTHER, {}],
  auditPolicy: [PROFILE, {}],
  auditRules: [{}],
  policyCatalog: [{}],
  summarizeFleet: [[PROFILE], {}],
  exportFleet: [[PROFILE], "csv", {}],
  diffFleets: [[PROFILE], [PROFILE], {}],
  exportFleetDrift: [[PROFILE], [PROFILE], "csv", {}],
  mergeFleetDriftSummaries: [await api.diffFleets([PROFILE], [PROFILE]).summary()],
  idsOf: [[PROFILE], {}],
  mergeFleetSummaries: [await summarizeFleet([PROFILE]), await summarizeFleet([PROFILE])],
  init: [undefined],
  isZoomPhoneError: [null],
  buildUserProfile: [{}],
  createZoomFetch: [{ users: [PROFILE] }],
  createProxy: [{ token: () => "t", allowedOrigins: [], authorize: () => true }],
  createFleetWorker: [{}],
};

test("whatever any function throws for hostile arguments is an error of the package, and it settles", async () => {
  for (const entry of [api, testing, proxy, workers]) {
    for (const [name, call] of Object.entries(entry)) {
      if (typeof call !== "function" || name === "ZoomPhoneError") continue;
      const good = GOOD_ARGUMENTS[name] ?? [{}];
      assert.ok(name in GOOD_ARGUMENTS || entry !== api, `${name} is in the grid`);
      await run(() => call(), `${name}()`);
      for (let at = 0; at < good.length; at++) {
        for (const [index, value] of HOSTILE().entries()) {
          await run(
            () => call(...(good.with?.(at, value) ?? good.map((other, place) => (place === at ? value : other)))),
            `${name}, argument ${at}, value ${index}`,
          );
        }
      }
    }
  }
  for (const [index, value] of HOSTILE().entries()) {
    await run(() => api.userProfileSchema["~standard"].validate(value), `userProfileSchema, value ${index}`);
    await run(() => summarizeFleet([value]), `an item of a fleet, value ${index}`);
    await run(() => exportFleet([value], "ndjson"), `an item of an export, value ${index}`);
    await run(() => api.idsOf([value]).next(), `an item to take the ID of, value ${index}`);
    await run(() => getUserProfiles([value], { fetch }), `an ID of a batch, value ${index}`);
  }
});

test("so is what a worker throws", async () => {
  const worker = workers.createFleetWorker();
  for (const [index, value] of HOSTILE().entries()) {
    for (const [at, args] of [[value], [[PROFILE], value]].entries())
      await run(() => worker.summarizeFleet(...args), `worker.summarizeFleet, argument ${at}, value ${index}`);
    for (const [at, args] of [
      [value, "csv"],
      [[PROFILE], value],
      [[PROFILE], "csv", value],
    ].entries())
      await run(() => worker.exportFleet(...args), `worker.exportFleet, argument ${at}, value ${index}`);
    await run(() => worker.summarizeFleet([value]), `an item, value ${index}`);
  }
  worker.terminate();
});

test("a value of every option that is hostile", async () => {
  const names = [
    "token",
    "baseUrl",
    "signal",
    "timeoutMs",
    "maxRetries",
    "headers",
    "credentials",
    "onRetry",
    "limiter",
    "validation",
    "maxIssues",
    "onIssue",
    "plan",
    "requestsPerSecond",
    "concurrency",
    "ordered",
    "onProgress",
    "groupBy",
    "audit",
    "outliers",
    "labels",
    "baseline",
    "ignore",
    "rules",
    "users",
    "faults",
    "worker",
    "allowedOrigins",
    "authorize",
  ];
  for (const [name, good] of Object.entries(GOOD_ARGUMENTS)) {
    const call = api[name] ?? testing[name] ?? workers[name] ?? proxy[name];
    const at = good.length - 1;
    if (
      !(at >= 0) ||
      ["mergeFleetSummaries", "init", "isZoomPhoneError", "isUserProfile", "buildUserProfile"].includes(name)
    )
      continue;
    for (const option of names) {
      for (const [index, value] of HOSTILE().entries()) {
        // What a callback throws is its caller's, that it is a class included.
        if (typeof value === "function" && /^(on|worker)/.test(option)) continue;
        await run(
          () => call(...good.slice(0, at), { ...good[at], [option]: value }),
          `${name}, ${option}, value ${index}`,
        );
      }
    }
  }
});

test("a summary or a document that does not fit is an error of the package", async () => {
  // Stands for an engine whose strings are shorter: V8's hold half a gigabyte.
  const { decode } = TextDecoder.prototype;
  TextDecoder.prototype.decode = () => {
    throw Object.assign(new Error("Cannot create a string longer than 0x1fffffe8 characters"), {
      code: "ERR_STRING_TOO_LONG",
    });
  };
  try {
    for (const work of [
      () => summarizeFleet([PROFILE]),
      () => summarizePolicy(PROFILE),
      () => formatPolicySummary(PROFILE, "csv"),
      () => diffPolicy(PROFILE, OTHER),
      () => auditPolicy(PROFILE),
      () => auditRules(),
      () => policyCatalog(),
      () => parseUserProfile(Buffer.from(SAMPLE)),
      () => validateUserProfile('{"id":5}'),
    ]) {
      await assert.rejects(
        async () => work(),
        (error) =>
          isZoomPhoneError(error) &&
          error.code === "response_too_large" &&
          error.hint !== "" &&
          error.cause.code === "ERR_STRING_TOO_LONG",
      );
    }
  } finally {
    TextDecoder.prototype.decode = decode;
  }
  assert.equal(summarizePolicy(PROFILE).entries.length, summarizePolicy({}).entries.length);
});
