// The rate limit of the example's accounts: its bound for any delays, and how close it comes to the limit.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Bucket } from "../../examples/nightly/bucket.js";
import { randomFrom } from "../zoom-server/directory.js";
import { mostInSecond } from "./support.js";

/**
 * Runs consumers on a virtual clock. Each request lasts a random time, and arrives at the server at a random moment of
 * it. Returns the moments.
 */
function arrivalsOf({ perSecond, requests, consumers, longestMs, seed }) {
  const random = randomFrom(seed);
  const bucket = new Bucket(0);
  const ends = [];
  const arrivals = [];
  for (let now = 0; arrivals.length < requests; now += 1) {
    for (let at = ends.length - 1; at >= 0; at--) if (ends[at] <= now) ends.splice(at, 1), bucket.end(now);
    while (arrivals.length < requests && ends.length < consumers && bucket.take(perSecond, now) === 0) {
      const duration = random() * longestMs;
      arrivals.push(now + random() * duration);
      ends.push(now + duration);
    }
  }
  return arrivals.sort((one, other) => one - other);
}

test("no sliding second at the server has more requests than the limit, whatever is delayed", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const setting = { perSecond: 1 + (seed % 40), consumers: 1 + ((seed * 7) % 60), longestMs: 10 ** (seed % 5), seed };
    const most = mostInSecond(arrivalsOf({ ...setting, requests: 400 }));
    assert.ok(most <= setting.perSecond, `${most}: ${JSON.stringify(setting)}`);
  }
});

test("requests of no duration use the whole limit", () => {
  const arrivals = arrivalsOf({ perSecond: 40, requests: 4_000, consumers: 8, longestMs: 0, seed: 1 });
  assert.equal(mostInSecond(arrivals), 40);
  assert.ok(arrivals.at(-1) < 101.5 * 1_000, `${arrivals.at(-1)} ms for 100 times the limit`);
});

test("the first second is another bucket's, a pause holds all up, and waits say how long", () => {
  const bucket = new Bucket(5_000);
  const first = bucket.take(2, 5_000);
  assert.ok(first >= 1_000 && first < 1_010);
  const start = 5_000 + first;
  assert.deepEqual([bucket.take(2, start), bucket.take(2, start)], [0, 0]);
  const full = bucket.take(2, start + 50);
  assert.ok(full >= 1_000, "no request can end and make room sooner");
  bucket.end(start + 100);
  assert.equal(bucket.take(2, start + 100 + full - 1), 1);
  assert.equal(bucket.take(2, start + 100 + full), 0);
  bucket.end(start + 2_000, 30_000);
  assert.equal(bucket.take(2, start + 2_000), 30_000);
});
