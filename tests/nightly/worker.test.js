// A night in Cloudflare's runtime, with its queues, its storage and Durable Objects, by miniflare: two accounts and
// 5,000 users, consumers that are killed, messages that come twice and in another order. See faulty-worker.js.

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { build } from "esbuild";

import { idsOf, mergeFleetDriftSummaries, mergeFleetSummaries } from "#package";
import { createZoomFetch } from "#package/testing.js";
import { ATTEMPTS } from "../../examples/nightly/jobs.js";
import { KEYS, partOf } from "../../examples/nightly/storage.js";
import { ROOT } from "../../scripts/lib/run.js";
import { createUser } from "../zoom-server/directory.js";
import { startZoomServer } from "../zoom-server/server.js";
import { comparable, fetchedAtOnce, mostInSecond, resultOf } from "./support.js";

const { Miniflare, kCurrentWorker } = createRequire(`${ROOT}/target/nightly/`)("miniflare");

/** wrangler.jsonc, whose comments are lines. */
const config = JSON.parse(readFileSync(`${ROOT}/examples/nightly/wrangler.jsonc`, "utf8").replace(/^\s*\/\/.*$/gm, ""));
const NIGHTS = ["2026-11-27", "2026-11-28"];
const PARTS = 16;
/** Higher than those of Zoom, so that the test takes less time; low enough for slow machines to reach them. */
const LIMITS = { requestsPerSecond: 150, listsPerSecond: 75 };
const SIGNED_IN = { headers: { authorization: "Bearer demo-session" } };

/** The accounts, each with a Zoom server of its own, which notes when requests arrive; `gone` are only in its list. */
const accounts = {};
let modules;
const running = new EventTarget();
const counts = {};

before(async () => {
  for (const [index, name] of ["north", "south"].entries()) {
    const server = await startZoomServer({ users: 2_500, seed: index + 1, ...LIMITS });
    accounts[name] = { server, arrivals: arrivalsAt(server), gone: [] };
  }
  modules = await bundle();
});
after(() => Promise.all(Object.values(accounts).map(({ server }) => server.close())));

/** Notes the moments of requests, by what Zoom counts apart. */
function arrivalsAt({ zoom }) {
  const arrivals = { profiles: [], lists: [] };
  const answer = zoom.fetch;
  zoom.fetch = (request) => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/v2/"))
      arrivals[pathname.endsWith("/users") ? "lists" : "profiles"].push(performance.now());
    if (arrivals.profiles.length === 1_000) running.dispatchEvent(new Event("underway"));
    return answer(request);
  };
  return arrivals;
}

async function bundle() {
  const folder = `${ROOT}/target/examples/nightly`;
  const { metafile } = await build({
    entryPoints: [`${ROOT}/tests/nightly/faulty-worker.js`],
    outdir: folder,
    bundle: true,
    format: "esm",
    conditions: ["workerd"],
    external: ["cloudflare:workers"],
    loader: { ".wasm": "copy" },
    metafile: true,
    logLevel: "warning",
  });
  const files = Object.keys(metafile.outputs).map((file) => `${process.cwd()}/${file}`);
  const typed = files.map((path) => ({ type: path.endsWith(".wasm") ? "CompiledWasm" : "ESModule", path }));
  return typed.sort(({ type }) => (type === "ESModule" ? -1 : 1));
}

function startCloudflare(folder) {
  const configured = Object.entries(accounts).map(([name, { server }]) => ({
    name,
    ...server.zoom.demo,
    plan: "business",
    parts: PARTS,
    tokenUrl: server.tokenUrl,
    ...LIMITS,
  }));
  const { compatibility_date, r2_buckets, queues, durable_objects } = config;
  const [consumer] = queues.consumers;
  return new Miniflare({
    modules,
    modulesRoot: `${ROOT}/target/examples/nightly`,
    compatibilityDate: compatibility_date,
    bindings: { ZOOM_ACCOUNTS: JSON.stringify(configured) },
    r2Buckets: Object.fromEntries(r2_buckets.map(({ binding, bucket_name }) => [binding, bucket_name])),
    r2Persist: `${folder}/r2`,
    durableObjects: Object.fromEntries(
      durable_objects.bindings.map(({ name, class_name }) => [name, { className: class_name, useSQLite: true }]),
    ),
    durableObjectsPersist: `${folder}/objects`,
    queueProducers: Object.fromEntries(queues.producers.map(({ binding, queue }) => [binding, queue])),
    // faulty-worker.js gives each message a consumer of its own, as batches of one do.
    queueConsumers: { [consumer.queue]: { maxBatchSize: 20, maxBatchTimeout: 0, maxRetries: consumer.max_retries } },
    serviceBindings: { CONSUMER: { name: kCurrentWorker, entrypoint: "Consumer" }, EVENTS: heard },
  });
}

/** Takes what the Worker tells: a count, or the key of a result. */
async function heard(request) {
  const event = await request.text();
  counts[event] = (counts[event] ?? 0) + 1;
  running.dispatchEvent(new Event(event));
  return new Response();
}

/** Begins a night, and returns once each account has a result. */
async function runNight(cloudflare, night) {
  const results = Object.keys(accounts).map((name) => once(running, `results/${name}/${night}.json`));
  await schedule(cloudflare, night);
  await Promise.all(results);
}

const schedule = async (cloudflare, night) =>
  (await cloudflare.getWorker()).scheduled({ scheduledTime: new Date(`${night}T01:00:00Z`) });

/** What changes from one night to the next: policies, who is there, and who has no Zoom Phone any more. */
function passDay({ server: { zoom }, gone }) {
  const users = [...zoom.directory.values()];
  for (const user of users.filter((_, index) => index % 20 === 3))
    user.policy = createUser(user.extension_number).policy;
  for (const { id } of users.slice(10, 17)) zoom.removeUser(id);
  for (const { id } of users.slice(20, 23)) {
    zoom.removeUser(id, { isListed: true });
    gone.push(id);
  }
  for (let index = 0; index < 5; index++) zoom.addUser(createUser(90_000 + index, users.length));
}

/** Fetches all users in one process, without limits. */
function exportedAtOnce({ server: { zoom }, gone }) {
  const users = structuredClone([...zoom.directory.values()]);
  const ids = [...users.map(({ id }) => id), ...gone];
  return fetchedAtOnce(ids, PARTS, { fetch: createZoomFetch({ users }), token: "token" });
}

const exportAll = async () =>
  Object.fromEntries(
    await Promise.all(Object.entries(accounts).map(async ([name, account]) => [name, await exportedAtOnce(account)])),
  );

/** What is stored of a night's profiles: keys, and when they were written. */
async function storedProfiles(cloudflare, night) {
  const bucket = await cloudflare.getR2Bucket("FLEETS");
  const { objects } = await bucket.list({ prefix: "profiles/" });
  const ofNight = objects.filter(({ key }) => key.includes(`/${night}/`));
  return new Map(ofNight.map(({ key, uploaded }) => [key, Number(uploaded)]));
}

/** Stores a night as if it had been run, so that only the next one takes its time. */
async function storeNight(cloudflare, night, exports) {
  const bucket = await cloudflare.getR2Bucket("FLEETS");
  for (const [name, text] of Object.entries(exports)) {
    const parts = Array.from({ length: PARTS }, () => "");
    for (const line of text.trimEnd().split("\n")) parts[partOf(JSON.parse(line).id, PARTS)] += `${line}\n`;
    await bucket.put(KEYS.plan(name, night), JSON.stringify({ parts: PARTS }));
    for (const [part, lines] of parts.entries()) await bucket.put(KEYS.profiles(name, night, part), lines);
    await bucket.put(KEYS.result(name, night), "{}");
  }
}

/** Asserts that the route serves what one process finds. */
async function assertServed(cloudflare, before, after) {
  const served = async (path) => (await cloudflare.dispatchFetch(`http://nightly${path}`, SIGNED_IN)).json();
  const all = await served("/nights");
  const names = Object.keys(accounts);
  for (const name of names) {
    const { night, before: earlier, ...result } = all.accounts[name];
    assert.deepEqual([earlier, night], NIGHTS);
    assert.deepEqual(comparable(result), await resultOf(after[name], before[name]));
    const profiles = await cloudflare.dispatchFetch(`http://nightly/nights/${name}/${night}.ndjson`, SIGNED_IN);
    const ids = await Array.fromAsync(idsOf(profiles.body));
    assert.deepEqual(ids.sort(), [...accounts[name].server.zoom.directory.keys()].sort());
  }
  const results = names.map((name) => all.accounts[name]);
  assert.deepEqual(all.summary, mergeFleetSummaries(...results.map(({ summary }) => summary)));
  assert.deepEqual(all.drift, mergeFleetDriftSummaries(...results.map(({ drift }) => drift)));
}

test("the configuration is that of the code", () => {
  const [{ max_retries, max_batch_size }] = config.queues.consumers;
  assert.deepEqual([max_retries + 1, max_batch_size], [ATTEMPTS, 1]);
  assert.deepEqual(config.migrations[0].new_sqlite_classes, ["Account"]);
});

test("a night of two accounts, with faults and an outage, is that of one process", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "nightly-"));
  let cloudflare = startCloudflare(folder);
  context.after(async () => {
    await cloudflare.dispose();
    rmSync(folder, { recursive: true });
  });
  const [earlier, night] = NIGHTS;
  const before = await exportAll();
  await storeNight(cloudflare, earlier, before);
  for (const account of Object.values(accounts)) passDay(account);
  const after = await exportAll();

  await context.test(
    "everything ends amid it; it is begun again, and nothing that was stored is written again",
    async () => {
      await Promise.all([once(running, "underway"), schedule(cloudflare, night)]);
      await cloudflare.dispose();
      cloudflare = startCloudflare(folder);
      const stored = await storedProfiles(cloudflare, night);
      assert.ok(stored.size > 0 && stored.size < 2 * PARTS, `${stored.size} parts`);
      await runNight(cloudflare, night);
      const all = await storedProfiles(cloudflare, night);
      assert.equal(all.size, 2 * PARTS);
      assert.deepEqual(new Map([...all].filter(([key]) => stored.has(key))), stored);
    },
  );

  await context.test("the route serves what one process finds", () => assertServed(cloudflare, before, after));

  await context.test("only an administrator sees a result", async () => {
    const statusOf = async (path, init) => (await cloudflare.dispatchFetch(`http://nightly${path}`, init)).status;
    const profiles = `/nights/north/${night}.ndjson`;
    assert.deepEqual(await Promise.all(["/nights", profiles].map((path) => statusOf(path))), [401, 401]);
    const paths = ["/", "/nights/north", "/nights/east/2026-11-27.ndjson", "/nights/north/2026-11-26.ndjson"];
    assert.deepEqual(await Promise.all(paths.map((path) => statusOf(path, SIGNED_IN))), [404, 404, 404, 404]);
  });

  await context.test("faults happened, and each account's limit and token held", () => {
    assert.ok(counts.killed > 5 && counts.duplicate > 5, JSON.stringify(counts));
    for (const { server, arrivals } of Object.values(accounts)) {
      const [profiles, lists] = [mostInSecond(arrivals.profiles), mostInSecond(arrivals.lists)];
      assert.ok(profiles <= LIMITS.requestsPerSecond, `${profiles} requests for profiles in a second`);
      assert.ok(lists <= LIMITS.listsPerSecond, `${lists} requests for the list in a second`);
      assert.deepEqual([server.zoom.state.grants, server.zoom.state.refused], [1, 0]);
    }
  });
});
