// Batches that are resumed: what an earlier run has fetched is skipped.

import assert from "node:assert/strict";
import { test } from "node:test";

import { getUserProfiles } from "#package";
import { randomFrom } from "../zoom-server/directory.js";
import { withResolvers } from "./support/promises.js";

let bases = 0;
const profile = (url) => Response.json({ id: decodeURIComponent(url.split("/").pop()) });
const standIn = (more) => ({
  baseUrl: `https://skip-${bases++}.example`,
  token: "t",
  requestsPerSecond: 100_000,
  maxRetries: 0,
  fetch: async (url) => profile(url),
  ...more,
});
const numbered = (count) => Array.from({ length: count }, (_, at) => `user-${at}`);
async function fetched(ids, options) {
  const seen = [];
  for await (const { userId, ok } of getUserProfiles(ids, options)) seen.push(ok ? userId : null);
  return seen;
}

test("an ID that is skipped is not fetched and has no outcome, in order or not", async () => {
  for (const ordered of [false, true]) {
    for (const skip of [(id) => id.endsWith("1"), async (id) => id.endsWith("1")]) {
      const progress = [];
      const options = standIn({ ordered, skip, onProgress: (each) => progress.push(each) });
      const seen = await fetched(numbered(50), options);
      assert.deepEqual(
        ordered ? seen : seen.sort(),
        ordered
          ? numbered(50).filter((id) => !id.endsWith("1"))
          : numbered(50)
              .filter((id) => !id.endsWith("1"))
              .sort(),
      );
      assert.deepEqual([progress.at(-1).done, progress.at(-1).total], [45, 45]);
    }
  }
  assert.deepEqual(await fetched(numbered(3), standIn({ skip: () => true })), []);
});

test("what skip throws ends the iteration as it is; what is no ID is not asked for", async () => {
  for (const skip of [
    () => {
      throw "mine";
    },
    () => Promise.reject("mine"),
  ]) {
    const outcomes = getUserProfiles(["a"], standIn({ skip }));
    assert.equal(await outcomes.next().catch((reason) => reason), "mine");
    assert.equal((await outcomes.next()).done, true);
  }
  const outcomes = getUserProfiles([5], standIn({ skip: () => assert.fail("asked") }));
  assert.equal((await outcomes.next()).value.ok, false);
  const refused = getUserProfiles(["a"], standIn({ skip: new Set() }));
  assert.equal((await refused.next().catch((reason) => reason)).code, "invalid_argument");
});

test("IDs that are left out, however many in a row, do not keep other tasks from their turn", async () => {
  function* endless(same) {
    for (let at = 0; ; at++) yield same ?? `user-${at}`;
  }
  for (const [ids, skip] of [
    [endless(), () => true],
    [endless(), async () => true],
    [endless("user-0"), undefined],
  ]) {
    const controller = new AbortController();
    const outcomes = getUserProfiles(ids, standIn({ skip, signal: controller.signal }));
    const read = async () => {
      for await (const _ of outcomes) setImmediate(() => controller.abort("enough"));
    };
    if (skip) setImmediate(() => controller.abort("enough"));
    assert.equal(await read().catch((reason) => reason), "enough");
  }
});

test("where skip answers only after the end, nothing is sent: neither after break nor after a dead token", async () => {
  const turn = () => new Promise(setImmediate);
  for (const refusal of [undefined, { code: 124, message: "Invalid access token." }]) {
    const [sent, answers] = [[], []];
    const reported = withResolvers();
    const options = standIn({
      concurrency: 4,
      requestsPerSecond: undefined,
      limiter: { acquire: async () => {}, report: () => reported.resolve() },
      skip: (id) => id !== "user-0" && new Promise((resolve) => answers.push(() => resolve(false))),
      fetch: async (url) => {
        sent.push(url.split("/").pop());
        return refusal ? Response.json(refusal, { status: 401 }) : profile(url);
      },
    });
    const outcomes = getUserProfiles(numbered(9), options);
    const first = outcomes.next();
    await reported.promise;
    if (!refusal) await first.then(() => outcomes.return());
    await turn();
    answers.forEach((answer) => answer());
    if (refusal) await assert.rejects(first, { code: "unauthorized" });
    await turn();
    assert.deepEqual(sent, ["user-0"]);
    assert.ok(answers.length > 2);
  }
});

test("a run that is killed anywhere and begun again fetches nobody twice but those in flight", async () => {
  const random = randomFrom(11);
  const ids = numbered(60);
  for (let round = 0; round < 40; round++) {
    const killAfter = Math.floor(random() * 60);
    const requests = new Map();
    const options = standIn({
      concurrency: 1 + Math.floor(random() * 8),
      ordered: random() < 0.5,
      fetch: async (url) => {
        const id = url.split("/").pop();
        requests.set(id, (requests.get(id) ?? 0) + 1);
        await Promise.resolve();
        return Response.json({ id });
      },
    });
    const done = new Set();
    for await (const { userId } of getUserProfiles(ids, options)) {
      if (done.size === killAfter) break;
      done.add(userId);
    }
    const inFlight = [...requests.keys()].filter((id) => !done.has(id));
    const skip = (id) => done.has(id);
    const rest = await fetched(ids, { ...options, skip });
    assert.deepEqual([...done, ...rest].sort(), [...ids].sort());
    for (const [id, count] of requests)
      assert.ok(count === 1 || (count === 2 && inFlight.includes(id)), `${id}: ${count}`);
  }
});
