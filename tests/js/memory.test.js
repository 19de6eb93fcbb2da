// The wasm's memory: it does not grow with the number of calls.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { formatPolicySummary, summarizeFleet, validateUserProfile } from "#package";
import { wasmMemory } from "./support/wasm-memory.js";

const SAMPLE = readFileSync(new URL("../fixtures/sample-response.json", import.meta.url), "utf8");

test("memory does not grow over a million calls, valid and invalid mixed", () => {
  const small = '{"id":"x","status":"activate","policy":{"sms":{"enable":true,"locked":true,"locked_by":"site"}}}';
  const bytes = new TextEncoder().encode(small);
  const inputs = [
    small,
    small.replace("true", '"yes"'),
    bytes,
    "{",
    small.slice(0, -1),
    { id: "x" },
    { id: new Map() },
    SAMPLE,
  ];
  const round = (calls) => {
    for (let at = 0; at < calls; at++) validateUserProfile(inputs[at % 64 === 0 ? 7 : at % 7]);
  };
  round(10_000);
  const pages = wasmMemory().length;
  round(1_000_000);
  assert.equal(wasmMemory().length, pages);
});

test("nor with summaries and fleets", async () => {
  const round = async (calls) => {
    for (let at = 0; at < calls; at++) {
      formatPolicySummary(JSON.parse(SAMPLE), "html");
      await summarizeFleet(`[${SAMPLE},{"id":5},`);
    }
  };
  await round(100);
  const pages = wasmMemory().length;
  await round(2_000);
  assert.equal(wasmMemory().length, pages);
});
