// The client through a proxy that misbehaves, for a few hundred calls; `npm run chaos` makes 10,000.

import assert from "node:assert/strict";
import { test } from "node:test";

import { FAULTS } from "../chaos/proxy.js";
import { runChaos } from "../chaos/run.js";

test("whatever happens on the way, calls settle in time, once, and with true data", async () => {
  const report = await runChaos(600, 7);
  assert.equal(report.calls, 600);
  assert.deepEqual(Object.keys(report.faults).sort(), Object.keys(FAULTS).sort(), "each fault has been met");
  assert.ok(report.succeeded > 60 && report.succeeded < 600, JSON.stringify(report));
});
