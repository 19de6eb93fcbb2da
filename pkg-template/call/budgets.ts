// The rate limits of base URLs, shared by all calls in the page, including those of other copies of this package, since
// Zoom counts requests per account across its apps. A batch creates them (budget.ts).

import type { ErrorCode } from "#model";

import type { ErrorFields } from "../shared/error.ts";
import type { Reply } from "./reply.ts";

/** A limit by its name. */
export type LimitName = NonNullable<ErrorFields["limit"]>;

/** How a request has ended. */
export interface RequestOutcome {
  /** The HTTP status; 0 if no reply came. */
  readonly status: number;
  /** How long the reply asks to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** The limit that the request exceeded. */
  readonly limit?: LimitName | undefined;
  /** The code of its failure; absent for a success, and for a request that the caller ended. */
  readonly code?: ErrorCode | undefined;
  /** The reply, if one came. */
  readonly reply?: Reply | undefined;
}

/** The rate limit of a base URL. */
export interface Budget {
  /** Adds a batch's rate, in requests a second; the lowest applies. */
  open(rate: number): void;
  close(rate: number): void;
  /**
   * Resolves with the time at which a request starts; never, if the signal is aborted before. Rejects only if a limiter
   * of the caller's does.
   */
  turn(signal: AbortSignal): Promise<number>;
  /** Counts a request that does not wait for its turn. Returns the time at which it starts. */
  count(): number;
  /**
   * Counts the end of the request that started at `start`, as `turn` or `count` returned it. Returns how many
   * milliseconds all requests pause for it.
   */
  ended(start: number, outcome: RequestOutcome): number;
  /** Returns how many milliseconds a number of requests takes. */
  timeFor(requests: number): number;
}

/** Ends in the version of the interface of `Budget`: copies of the package with another one have their own budgets. */
const BUDGETS = Symbol.for("zoom-phone-profile.budgets.3");

export function budgets(): Map<string, Budget> {
  const shared: unknown = Reflect.get(globalThis, BUDGETS);
  if (isBudgets(shared)) return shared;
  const value = new Map<string, Budget>();
  Object.defineProperty(globalThis, BUDGETS, { value });
  return value;
}

/** Only a copy of this package uses the symbol: so the map is one of budgets. */
function isBudgets(shared: unknown): shared is Map<string, Budget> {
  return shared instanceof Map;
}

/** Returns the budget of a base URL; `undefined` if no batch has created one. */
export function budgetOf(base: string): Budget | undefined {
  return budgets().get(base);
}
