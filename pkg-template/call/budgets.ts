// The rate limits of base URLs, shared by all calls in the page, including those of other copies of this package, since
// Zoom counts requests per account across its apps. A batch creates them (budget.ts).

/** The rate limit of a base URL. */
export interface Budget {
  /** Adds a batch's rate, in requests a second; the lowest applies. */
  open(rate: number): void;
  close(rate: number): void;
  /** Resolves with the time at which a request starts; never, if the signal is aborted before. */
  turn(signal: AbortSignal): Promise<number>;
  /** Counts a request that does not wait for its turn. Returns the time at which it starts. */
  count(): number;
  /**
   * Counts the end of the request that started at `start`, as `turn` or `count` returned it; its status is 0 if no
   * reply came. Returns how many milliseconds all requests pause for it.
   */
  ended(start: number, status: number, askedMs?: number, limit?: string): number;
  /** Returns how many milliseconds a number of requests takes. */
  timeFor(requests: number): number;
}

/** Ends in the version of the interface of `Budget`: copies of the package with another one have their own budgets. */
const BUDGETS = Symbol.for("zoom-phone-profile.budgets.2");

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
