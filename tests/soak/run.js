// `npm run soak -- [calls] [seed]`: a million calls in one process, valid, invalid, aborted and timed out, mixed by
// seed. After a warm-up the wasm's memory does not grow, the heap is flat, and no timer, socket, listener or unhandled
// rejection remains; then an hour of a batch (hour.js). `npm test` runs a short form. A stand-in for fetch answers:
// `npm run chaos` tests the network.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  auditPolicy,
  diffPolicy,
  getUserProfile,
  getUserProfiles,
  isZoomPhoneError,
  policyCatalog,
  summarizePolicy,
  validateUserProfile,
} from "#package";
import { chooser } from "../js/support/documents.js";
import { valueSlots, wasmMemory } from "../js/support/wasm-memory.js";
import { runBatch } from "./hour.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

const SAMPLE = readFileSync(new URL("../fixtures/sample-response.json", import.meta.url));
const PROFILE = JSON.parse(SAMPLE);
const OTHER = { id: "x", policy: { sms: { enable: false }, call_park: { locked: true, unknown: [1.5, "\ud800"] } } };
const SMALL = '{"id":"x","status":"activate","policy":{"sms":{"enable":true}}}';
const body = (status, text, headers) => ({
  status,
  headers: headers ?? {},
  arrayBuffer: async () => (typeof text === "string" ? new TextEncoder().encode(text) : text),
});
const hang = (_url, { signal }) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
const MY_REASON = new Error("mine");
/** Heap that may be more at the end than after the warm-up, in bytes: what the engine itself keeps of compiled code. */
const HEAP_SLACK = 4 << 20;

/** A call that ends for its own reason, however little of the machine this process has. */
const patiently = (options) => getUserProfile("x", { timeoutMs: 3_600_000, ...options });

/** Each kind of call: how often of a thousand, and how it ends. */
const KINDS = [
  [520, () => patiently({ token: "a-token-of-tests", fetch: async () => body(200, SMALL) }), "value"],
  [20, () => patiently({ token: async () => "a-token-of-tests", fetch: async () => new Response(SAMPLE) }), "value"],
  [80, () => patiently({ fetch: async () => body(200, SMALL.replace("true", '"yes"')) }), "invalid_response"],
  [60, () => patiently({ fetch: async () => body(404, '{"code":1001,"message":"no"}') }), "user_not_found"],
  [40, () => patiently({ fetch: async () => body(200, "<!doctype html>") }), "invalid_response"],
  [40, () => patiently({ maxRetries: 0, fetch: () => Promise.reject(new TypeError("fetch failed")) }), "network"],
  [40, () => getUserProfile("..", {}), "invalid_argument"],
  [10, () => getUserProfile("x", { timeoutMs: 1, fetch: hang }), "timeout"],
  [30, () => aborted(true), "mine"],
  [30, () => aborted(false), "mine"],
  [
    20,
    () =>
      patiently({
        token: () => {
          throw new Error("vault");
        },
      }),
    "unauthorized",
  ],
  [10, () => batch(), "value"],
  [100, async () => validateUserProfile(SMALL), "value"],
  [100, async () => summarizePolicy(PROFILE), "value"],
  [20, async () => policies(), "value"],
];

/** Every function whose result the wasm builds as an object: V8 of Node 20 crashes where an export returns one. */
function policies() {
  assert.equal(policyCatalog().length, 37);
  assert.ok(diffPolicy(PROFILE, OTHER).changes.length > 0);
  assert.ok(auditPolicy(PROFILE, { baseline: { sms: { enable: false } } }).length > 0);
}

function aborted(before) {
  const controller = new AbortController();
  if (before) controller.abort(MY_REASON);
  const call = getUserProfile("x", { signal: controller.signal, fetch: hang });
  if (!before) queueMicrotask(() => controller.abort(MY_REASON));
  return call;
}

async function batch() {
  for await (const { ok } of getUserProfiles(["a", "b", "c"], {
    requestsPerSecond: 100_000,
    fetch: async () => body(200, SMALL),
  }))
    assert.ok(ok);
}

const TOTAL = KINDS.reduce((sum, [often]) => sum + often, 0);

function chosen(random) {
  let at = random.below(TOTAL);
  return KINDS.find(([often]) => (at -= often) < 0);
}

async function rounds(calls, random, counts) {
  for (let done = 0; done < calls; done += 50) {
    await Promise.all(
      Array.from({ length: 50 }, async () => {
        const [, call, expected] = chosen(random);
        const end = await call().then(
          () => "value",
          (reason) => (isZoomPhoneError(reason) ? reason.code : reason === MY_REASON ? "mine" : String(reason)),
        );
        assert.equal(end, expected);
        counts[end] = (counts[end] ?? 0) + 1;
      }),
    );
  }
}

/** What the process holds on to, by kind; standard streams aside. */
function held() {
  const kinds = {};
  for (const kind of process
    .getActiveResourcesInfo()
    .filter((name) => !/^(TTYWrap|PipeWrap|FSReqPromise|MessagePort)/.test(name)))
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  return kinds;
}

async function heap() {
  for (let times = 0; times < 4; times++) {
    await new Promise(setImmediate);
    collect();
  }
  return process.memoryUsage().heapUsed;
}

/** Runs the calls; throws where something grows or is left. */
export async function runSoak(calls, seed, log = () => {}) {
  const unheard = [];
  const listen = (reason) => unheard.push(reason);
  process.on("unhandledRejection", listen);
  const random = chooser(seed);
  const counts = {};
  // Memory has its highest mark where by chance the most calls of the largest replies stand together.
  await rounds(Math.max(20_000, calls / 5), random, {});
  const before = { held: held(), slots: valueSlots(), pages: wasmMemory().length / 65536, heap: await heap() };
  for (let part = 0; part < 10; part++) {
    await rounds(calls / 10, random, counts);
    log(
      `${(part + 1) * 10} %: ${wasmMemory().length / 65536} pages, heap ${((await heap()) / 2 ** 20).toFixed(1)} MiB`,
    );
  }
  const after = { held: held(), slots: valueSlots(), pages: wasmMemory().length / 65536, heap: await heap() };
  process.off("unhandledRejection", listen);
  assert.equal(after.slots, before.slots, "the wasm gives each value of JavaScript back");
  assert.equal(after.pages, before.pages, "the wasm's memory does not grow");
  assert.ok(after.heap - before.heap < HEAP_SLACK, `the heap has grown by ${after.heap - before.heap} bytes`);
  assert.deepEqual(after.held, before.held, "nothing is left");
  assert.deepEqual(unheard, []);
  return {
    calls: Object.values(counts).reduce((sum, count) => sum + count, 0),
    counts,
    pages: after.pages,
    heapGrowth: after.heap - before.heap,
    held: after.held,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [calls = 1_000_000, seed = 1] = process.argv.slice(2).map(Number);
  const started = performance.now();
  console.log(JSON.stringify(await runSoak(calls, seed, (text) => console.log(text)), null, 2));
  console.log(`nothing grew and nothing was left, in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  console.log(`a batch on a virtual clock: ${JSON.stringify(await runBatch(150_000, seed))}`);
}
