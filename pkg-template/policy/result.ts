// Takes results that the wasm writes about policies.

import { withinMemory } from "../shared/runtime.ts";

/** Returns the value that an export of the wasm writes as JSON. Its type is the caller's claim: Rust declares it. */
export function resultOf<Value>(write: () => string): Value {
  return withinMemory(() => JSON.parse(write()));
}
