// Takes results that the wasm hands out about policies.

import { withinMemory } from "../shared/runtime.ts";

/** Takes a result, since an export that returns an object crashes Node 20 (`src/wasm/output.rs`). */
interface Receiver {
  receive(result: unknown): void;
}

/** Returns the value that an export of the wasm hands out. Its type is the caller's claim: Rust declares it. */
export function resultOf<Value>(write: (receiver: Receiver) => void): Value {
  let received: unknown;
  const receive = (result: unknown) => {
    received = result;
  };
  withinMemory(() => write({ receive }));
  return received as Value;
}
