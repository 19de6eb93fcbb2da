// The option `timeoutMs`, of a call and of the proxy.

import { DEFAULT_TIMEOUT_MS, MAX_TIMEOUT_MS } from "#border";
import { wrongOption } from "./arguments.ts";

/** Returns the milliseconds of an option, or the default. Throws `invalid_argument` for what no timer can wait for. */
export function timeoutMsOf({ timeoutMs = DEFAULT_TIMEOUT_MS }: { readonly timeoutMs?: unknown }): number {
  if (typeof timeoutMs === "number" && timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS) return timeoutMs;
  throw wrongOption("timeoutMs", `a number of milliseconds above 0, at most ${MAX_TIMEOUT_MS}`, timeoutMs);
}
