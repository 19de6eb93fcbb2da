// Many calls of every kind leave nothing behind, in short; `npm run soak` makes a million.

import assert from "node:assert/strict";
import { test } from "node:test";

import { runSoak } from "../soak/run.js";

test("20,000 calls of every kind leave nothing behind", async () => {
  assert.equal((await runSoak(20_000, 3)).calls, 20_000);
});
