// What tests derive from the declarations, so that a new policy or error code changes no test's number or list.

import { readFileSync } from "node:fs";

const fields = JSON.parse(readFileSync(new URL("fixtures/fields.facts.json", import.meta.url), "utf8"));

/** How many policies the endpoint documents. */
export const POLICY_COUNT = fields.filter(({ path }) => /^policy\.\w+$/.test(path)).length;

/** Every `ErrorCode` of the built package. */
export function errorCodes() {
  const types = readFileSync(new URL("../target/consumer/package/index.d.ts", import.meta.url), "utf8");
  const [, union] = /type ErrorCode =([^;]+)/.exec(types);
  return union.match(/(?<=")\w+(?=")/g);
}
