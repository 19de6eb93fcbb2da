// Shares one rate limit for each base URL among all calls in the page, including those of other copies of this package,
// since Zoom counts requests per account across its apps. src/client/rate.rs decides the pace.

import * as glue from "#glue";

/** The rate limit of a base URL. */
export class Budget {
  readonly #limiter: glue.Limiter;
  /** The rates of the batches that are running; the lowest applies. */
  readonly #rates: number[] = [];
  /** Resolvers of the requests that wait for their turn. */
  readonly #queue: ((start: number) => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(rate: number) {
    this.#limiter = new glue.Limiter(rate);
  }

  open(rate: number): void {
    this.#rates.push(rate);
    this.#limiter.setBudget(Math.min(...this.#rates));
  }

  close(rate: number): void {
    this.#rates.splice(this.#rates.indexOf(rate), 1);
    if (this.#rates.length > 0) this.#limiter.setBudget(Math.min(...this.#rates));
  }

  /** Resolves with the time at which a request starts; never, if the signal is aborted before. */
  turn(signal: AbortSignal): Promise<number> {
    return new Promise((resolve) => {
      this.#queue.push(resolve);
      signal.addEventListener("abort", () => this.#leave(resolve), { once: true });
      this.#serve();
    });
  }

  #leave(resolve: (start: number) => void): void {
    const at = this.#queue.indexOf(resolve);
    if (at >= 0) this.#queue.splice(at, 1);
    if (this.#queue.length === 0) this.#stop();
  }

  #serve(): void {
    this.#stop();
    while (this.#queue.length > 0) {
      const now = performance.now();
      const ms = this.#limiter.take(now);
      if (ms !== 0) {
        if (ms > 0) this.#timer = setTimeout(() => this.#serve(), ms);
        return;
      }
      this.#queue.shift()?.(now);
    }
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Counts a request that does not wait for its turn. Returns the time at which it starts. */
  count(): number {
    const now = performance.now();
    this.#limiter.count(now);
    return now;
  }

  /**
   * Counts the end of the request that started at `start`, as `turn` or `count` returned it; its status is 0 if no
   * reply came. Returns how many milliseconds all requests pause for it.
   */
  ended(start: number, status: number, askedMs?: number, limit?: string): number {
    const pause = this.#limiter.ended(performance.now(), start, status, askedMs, limit);
    if (this.#queue.length > 0) this.#serve();
    return pause;
  }

  /** Returns how many milliseconds a number of requests takes. */
  timeFor(requests: number): number {
    return this.#limiter.timeFor(requests, performance.now());
  }
}

/** Ends in the version of the interface of `Budget`: copies of the package with another one have their own budgets. */
const BUDGETS = Symbol.for("zoom-phone-profile.budgets.2");

function budgets(): Map<string, Budget> {
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

/** Returns the budget of a base URL, creating it if needed, and adds a batch's rate to it. */
export function openBudget(base: string, rate: number): Budget {
  const budget = budgetOf(base) ?? new Budget(rate);
  budgets().set(base, budget);
  budget.open(rate);
  return budget;
}
