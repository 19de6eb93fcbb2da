// A limiter that the tabs and workers of an origin share: one of them, which holds a lock, gives the turns.

import * as glue from "#parts/batch";
import { wrongArgument } from "../shared/arguments.ts";
import { hasMethod, isObject, isSignal, passes } from "../shared/guards.ts";
import { readOptions } from "../shared/read-options.ts";
import { prepared } from "../shared/runtime.ts";
import { Bus } from "./limiter-bus.ts";
import { Member } from "./limiter-member.ts";
import { checked, isString, planOf, rateOf } from "./options.ts";
import type { Limiter, SharedLimiterOptions } from "./types.ts";

const OPTIONS = ["name", "plan", "requestsPerSecond"] as const satisfies readonly (keyof SharedLimiterOptions)[];

/** Ends in the version of the messages: pages with another one share a limit of their own. */
const PREFIX = "zoom-phone-profile.limit.1:";

/**
 * Returns a limiter that all tabs and workers of the origin share: requests of all of them together keep to the limit,
 * and a 429 that one of them gets slows all. Pass it as the option `limiter`.
 *
 * It needs Web Locks and `BroadcastChannel`, which pages have under https and on loopback; elsewhere, as in Node, the
 * limiters of a page or thread share the limit. Nothing happens before the first request. When the tab that gives the
 * turns is closed, another one goes on after a second; if it is suspended, after four.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for an option that is unknown or has a wrong value.
 * @example
 * const zoom = createClient({ baseUrl: "/api/zoom", limiter: createSharedLimiter({ plan: "business" }) });
 * const profile = await zoom.getUserProfile("me");
 */
export function createSharedLimiter(options?: SharedLimiterOptions): Limiter {
  const given = readOptions(options, OPTIONS);
  const name = PREFIX + (checked(given, "name", isString, "a string") ?? "profiles");
  const rate = rateOf(given, planOf(given));
  let joining: Promise<Member> | undefined;
  let member: Member | undefined;
  return {
    async acquire(signal?: unknown) {
      if (signal !== undefined && !passes(isSignal, signal))
        throw wrongArgument("signal", "an AbortSignal", signal, "Pass the `signal` of an AbortController.");
      joining ??= join(name, rate);
      member = await joining.catch((error) => {
        joining = undefined;
        throw error;
      });
      await member.acquire(signal);
    },
    report(outcome?: unknown) {
      if (isObject(outcome)) member?.report(outcome);
    },
  };
}

/** The limits of a page without locks. */
const local = /* @__PURE__ */ new Map<string, Bus>();

/**
 * Returns the locks of the origin. Not those of Node, whose channels alone have `unref`: threads that wait for the same
 * lock wake each other without end there (24.21).
 */
function originLocks(): LockManager | undefined {
  if (typeof BroadcastChannel !== "function" || hasMethod(BroadcastChannel.prototype, "unref")) return undefined;
  return globalThis.navigator?.locks;
}

async function join(name: string, rate: number): Promise<Member> {
  await prepared(glue.part);
  const locks = originLocks();
  if (locks) {
    try {
      return await Member.join(name, rate, new Bus(new BroadcastChannel(name)), locks);
    } catch {
      // A page of an opaque origin may use neither.
    }
  }
  const bus = local.get(name) ?? new Bus();
  const isFirst = !local.has(name);
  local.set(name, bus);
  return Member.join(name, rate, bus, undefined, isFirst);
}
