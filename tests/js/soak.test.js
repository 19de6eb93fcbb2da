// Many calls of every kind leave nothing behind, in short; `npm run soak` makes a million.

import assert from "node:assert/strict";
import { test } from "node:test";

import { runBatch } from "../soak/hour.js";
import { runSoak } from "../soak/run.js";

test("20,000 calls of every kind leave nothing behind", async () => {
  assert.equal((await runSoak(20_000, 3)).calls, 20_000);
});

test("minutes of a batch, on a virtual clock: each profile once, no second over the limit, none refused", async () => {
  const { profiles, seconds } = await runBatch(6_000, 5);
  assert.ok(profiles === 6_000 && seconds >= 150);
});
