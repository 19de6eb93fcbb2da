// The jobs of the nightly run, on a store in memory: consumers killed at each of their steps, messages delivered twice
// and in any order. The result is always that of one process. worker.test.js runs them in Cloudflare's runtime.

import assert from "node:assert/strict";
import { before, test } from "node:test";

import { createZoomFetch } from "#package/testing.js";
import * as jobs from "../../examples/nightly/jobs.js";
import { KEYS, nightBefore, partOf, readJson } from "../../examples/nightly/storage.js";
import { createUser, randomFrom } from "../zoom-server/directory.js";
import { comparable, fetchedAtOnce, resultOf } from "./support.js";

const ACCOUNT = { name: "north", parts: 5, requestsPerSecond: 40 };
const NIGHTS = ["2026-11-27", "2026-11-28"];

const users = Array.from({ length: 41 }, (_, index) => createUser(index + 1));
/** A fifth of the users differ, two are new, three are gone, and two have no Zoom Phone any more. */
const later = [...users.slice(3), createUser(100), createUser(101)].map((user, index) =>
  index % 5 === 0 ? { ...user, status: user.status === "activate" ? "deactivate" : "activate", policy: {} } : user,
);
const gone = { [later[7].id]: "user_not_found", [later[30].id]: "user_not_found" };
const zooms = [createZoomFetch({ users }), createZoomFetch({ users: later, faults: gone })];
const fleets = [users, later].map((fleet) => fleet.map(({ id }) => id));

/** A store in memory, as examples/nightly/storage.js makes one of R2. */
function memoryStore() {
  const objects = new Map();
  const bytesOf = (value) => (typeof value === "string" ? new TextEncoder().encode(value) : value);
  return {
    objects,
    get: async (key) => objects.get(key),
    put: async (key, value) => void objects.set(key, bytesOf(value)),
    putOnce: async (key, value) => void (objects.has(key) || objects.set(key, bytesOf(value))),
    keys: async (prefix) => [...objects.keys()].filter((key) => key.startsWith(prefix)).sort(),
  };
}

class Killed extends Error {}

/** Calls functions until the one that is the last; from then on each throws. */
function mortal(lastStep) {
  let steps = 0;
  return (call) =>
    async (...args) => {
      steps += 1;
      if (steps > lastStep) throw new Killed();
      return call(...args);
    };
}

/**
 * Runs a night: delivers messages in any order, some of them twice, and again if the consumer was killed. `lifeOf` says
 * after how many steps a delivery is killed.
 */
async function run(night, store, zoom, { random = () => 0, duplicates = 0, lifeOf = () => Infinity } = {}) {
  const queue = [{ body: { job: "list", account: ACCOUNT.name, night }, attempts: 1 }];
  const counts = { killed: 0, delivered: 0 };
  while (queue.length > 0) {
    const [message] = queue.splice(Math.floor(random() * queue.length), 1);
    counts.delivered += 1;
    if (random() < duplicates) queue.push({ ...message, attempts: 1 });
    const step = mortal(lifeOf(message));
    const limiter = { acquire: async () => {}, report() {} };
    const options = { fetch: step(zoom), token: "token", maxRetries: 0, limiter };
    const context = {
      account: ACCOUNT,
      store: Object.fromEntries(["get", "put", "putOnce", "keys"].map((name) => [name, step(store[name])])),
      send: step(async (body) => void queue.push({ body, attempts: 1 })),
      isLastAttempt: false,
      options: message.body.job === "list" ? { ...options, pageSize: 10 } : options,
    };
    try {
      await jobs[message.body.job](message.body, context);
    } catch (error) {
      // A killed fetch is a failure of the network to the call.
      if (!(error instanceof Killed || error.cause instanceof Killed)) throw error;
      counts.killed += 1;
      queue.push({ ...message, attempts: message.attempts + 1 });
    }
  }
  return counts;
}

let expected;
before(async () => {
  const options = (zoom) => ({ fetch: zoom, token: "token", maxRetries: 0 });
  const exports = await Promise.all(fleets.map((ids, at) => fetchedAtOnce(ids, ACCOUNT.parts, options(zooms[at]))));
  expected = [await resultOf(exports[0]), await resultOf(exports[1], exports[0])];
  assert.deepEqual([expected[1].summary.failed, expected[1].drift.added, expected[1].drift.removed], [2, 2, 3]);
});

/** Asserts that a night has the result of one process, and each user once. */
async function assertResult(store, at) {
  const { night, before: earlier, ...result } = await readJson(store, KEYS.result(ACCOUNT.name, NIGHTS[at]));
  assert.deepEqual({ night, earlier }, { night: NIGHTS[at], earlier: NIGHTS[at - 1] });
  assert.deepEqual(comparable(result), expected[at]);
}

test("two nights without a fault", async () => {
  const store = memoryStore();
  for (const [at, night] of NIGHTS.entries()) {
    assert.deepEqual(await run(night, store, zooms[at]), { killed: 0, delivered: 2 + ACCOUNT.parts });
    await assertResult(store, at);
  }
});

test("every first delivery is killed after each number of steps", async () => {
  let points = 0;
  for (let killed = 1; killed > 0; points++) {
    const store = memoryStore();
    const lifeOf = ({ attempts }) => (attempts === 1 ? points : Infinity);
    killed = (await run(NIGHTS[0], store, zooms[0], { lifeOf })).killed;
    killed += (await run(NIGHTS[1], store, zooms[1], { lifeOf })).killed;
    await assertResult(store, 0);
    await assertResult(store, 1);
  }
  assert.ok(points > 15, `${points} points`);
});

/** Answers after a random number of turns of the event loop, so that replies come in another order. */
const shuffling =
  (zoom, random) =>
  async (...args) => {
    for (let turns = random() * 8; turns > 1; turns--) await new Promise(setImmediate);
    return zoom(...args);
  };

test("messages and replies come in any order, some twice, and consumers are killed at any step", async () => {
  for (let seed = 1; seed <= 15; seed++) {
    const random = randomFrom(seed);
    const faults = { random, duplicates: 0.3, lifeOf: () => (random() < 0.4 ? Math.floor(random() * 20) : Infinity) };
    const store = memoryStore();
    for (const [at, night] of NIGHTS.entries()) await run(night, store, shuffling(zooms[at], random), faults);
    await assertResult(store, 0);
    await assertResult(store, 1);
  }
});

test("a night that is begun again after it ended changes nothing", async () => {
  const store = memoryStore();
  await run(NIGHTS[0], store, zooms[0]);
  const first = new Map(store.objects);
  await run(NIGHTS[0], store, zooms[1]);
  assert.deepEqual(store.objects, first);
});

test("of two consumers of a part the first stores, and others go on with that", async () => {
  const store = memoryStore();
  const [night] = NIGHTS;
  await store.put(KEYS.plan(ACCOUNT.name, night), JSON.stringify({ parts: 1 }));
  const body = { night, part: 0, userIds: fleets[1].slice(0, 20).sort() };
  const consumer = (zoom) =>
    jobs.part(body, { account: ACCOUNT, store, send: async () => {}, options: { fetch: zoom, token: "token" } });
  const expected = await resultOf(await fetchedAtOnce(body.userIds, 1, { fetch: zooms[0], token: "token" }));
  const key = KEYS.part(ACCOUNT.name, night, 0);
  const assertPart = async () => assert.deepEqual(comparable(await readJson(store, key)), expected);

  // The second one begins first, and has its replies once the other has ended.
  let first;
  const second = consumer(async (...args) => (await first, zooms[1](...args)));
  first = consumer(zooms[0]);
  await first;
  await assertPart();
  await second;
  await assertPart();
  store.objects.delete(key);
  await consumer(() => assert.fail("fetched again"));
  await assertPart();
});

test("the number of parts is that which the night was begun with", async () => {
  const store = memoryStore();
  const sent = [];
  const options = { fetch: zooms[0], token: "token" };
  const list = (parts) =>
    jobs.list(
      { night: NIGHTS[0] },
      { account: { ...ACCOUNT, parts }, store, send: async (job) => void sent.push(job), options },
    );
  await list(3);
  await list(4);
  assert.deepEqual(
    sent.map(({ part }) => part),
    [0, 1, 2, 0, 1, 2],
  );
  assert.deepEqual(sent.slice(0, 3), sent.slice(3));
});

test("a failure that may pass makes a part begin again; the last attempt stores it", async () => {
  const [id] = fleets[0];
  const zoom = createZoomFetch({ users, faults: { [id]: "server_error" } });
  const store = memoryStore();
  await store.put(KEYS.plan(ACCOUNT.name, NIGHTS[0]), JSON.stringify({ parts: 1 }));
  const body = { night: NIGHTS[0], part: 0, userIds: [id] };
  const sent = [];
  const context = {
    account: ACCOUNT,
    store,
    send: async (job) => void sent.push(job.job),
    options: { fetch: zoom, token: "token", maxRetries: 0 },
  };
  await assert.rejects(jobs.part(body, { ...context, isLastAttempt: false }), { code: "server_error" });
  assert.deepEqual([store.objects.size, sent], [1, []]);
  await jobs.part(body, { ...context, isLastAttempt: true });
  const { summary } = await readJson(store, KEYS.part(ACCOUNT.name, NIGHTS[0], 0));
  assert.deepEqual([summary.failed, summary.failures[0].code, sent], [1, "server_error", ["finish"]]);
});

test("nights with another number of parts are not compared", async () => {
  const store = memoryStore();
  await store.put(KEYS.plan(ACCOUNT.name, "2026-11-26"), JSON.stringify({ parts: ACCOUNT.parts + 1 }));
  await store.put(KEYS.result(ACCOUNT.name, "2026-11-26"), "{}");
  await run(NIGHTS[0], store, zooms[0]);
  await assertResult(store, 0);
});

test("users are spread over the parts, and nights are found in order", async () => {
  const sizes = new Array(16).fill(0);
  for (let index = 0; index < 4_000; index++) sizes[partOf(createUser(index + 1).id, 16)] += 1;
  assert.ok(Math.min(...sizes) > 190 && Math.max(...sizes) < 310, `${sizes}`);
  const store = memoryStore();
  for (const night of ["2026-11-30", "2026-11-02", "2026-12-01"]) await store.put(KEYS.result("north", night), "{}");
  await store.put(KEYS.result("north-2", "2026-11-29"), "{}");
  assert.deepEqual(
    await Promise.all(["2026-11-02", "2026-12-01", undefined].map((night) => nightBefore(store, "north", night))),
    [undefined, "2026-11-30", "2026-12-01"],
  );
});
