// A limiter of the caller's, in place of the package's budget. It may do anything: a call settles all the same.

import { invalidArgument, unlessUnreadable, wrongOption } from "../shared/arguments.ts";
import { isCallback, type Members, membersOf } from "../shared/guards.ts";
import type { Budget, RequestOutcome } from "./budgets.ts";
import type { Limiter, LimiterOutcome } from "./types.ts";

/** Returns the functions of the option `limiter`, each read once; they are called as its methods. */
export function limiterOf({ limiter }: { limiter?: unknown }): Limiter | undefined {
  if (limiter === undefined) return undefined;
  const { acquire, report } = unlessUnreadable((): Members => {
    const { acquire, report } = membersOf(limiter) ?? {};
    return { acquire, report };
  });
  if (!isCallback<Limiter["acquire"]>(acquire) || !isCallback<Limiter["report"]>(report))
    throw wrongOption("limiter", "an object with the functions `acquire` and `report`", limiter);
  return {
    acquire: (signal) => Reflect.apply(acquire, limiter, [signal]),
    report: (outcome) => Reflect.apply(report, limiter, [outcome]),
  };
}

/** Throws `invalid_argument` if a rate is given beside a limiter: it would have no effect. */
export function refuseRate(limiter: Limiter | undefined, given: { plan?: unknown; requestsPerSecond?: unknown }): void {
  for (const name of ["requestsPerSecond", "plan"] as const) {
    if (limiter === undefined || given[name] === undefined) continue;
    throw invalidArgument(
      `The options \`limiter\` and \`${name}\` cannot be combined: the limiter sets the rate`,
      "Leave one of them out.",
    );
  }
}

/** Returns a budget whose turns a limiter gives. Its `turn` rejects if the limiter does. */
export function limiterBudget(limiter: Limiter): Budget {
  return {
    open() {},
    close() {},
    count: () => performance.now(),
    timeFor: () => 0,
    async turn(signal) {
      await limiter.acquire(signal);
      return performance.now();
    },
    ended(_start, outcome) {
      // An async function, so that what the limiter throws at once is a rejection as well.
      (async () => limiter.report(outcomeOf(outcome)))().catch(() => {});
      return 0;
    },
  };
}

/** Returns what a limiter receives of an outcome: only the fields that are known. */
function outcomeOf({ status, code, limit, retryAfterMs, reply }: RequestOutcome): LimiterOutcome {
  const outcome: LimiterOutcome = {};
  if (status !== 0) outcome.status = status;
  if (code) outcome.code = code;
  if (limit) outcome.limit = limit;
  if (retryAfterMs !== undefined) outcome.retryAfterMs = retryAfterMs;
  const rateLimit = reply?.rateLimit();
  if (rateLimit) outcome.rateLimit = rateLimit;
  return outcome;
}
