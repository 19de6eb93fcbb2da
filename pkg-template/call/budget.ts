// The rate limit of a base URL, which the calls of batches share: `src/client/rate/` decides the pace.

import * as glue from "#parts/batch";
import { type Budget, budgetOf, budgets, type RequestOutcome } from "./budgets.ts";
import { limiterBudget } from "./limiter.ts";
import type { Limiter } from "./types.ts";

/** See {@link Budget}. */
export class PacedBudget implements Budget {
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

  turn(signal: AbortSignal): Promise<number> {
    return new Promise((resolve) => {
      this.#queue.push(resolve);
      signal.addEventListener("abort", () => this.#leave(resolve), { once: true });
      this.serve();
    });
  }

  #leave(resolve: (start: number) => void): void {
    const at = this.#queue.indexOf(resolve);
    if (at >= 0) this.#queue.splice(at, 1);
    if (this.#queue.length === 0) this.#stop();
  }

  /**
   * Starts the requests whose turn has come. Returns the milliseconds until the next turn; `undefined` if none waits,
   * or only for the end of another request.
   */
  serve(): number | undefined {
    this.#stop();
    while (this.#queue.length > 0) {
      const now = performance.now();
      const ms = this.#limiter.take(now);
      if (ms !== 0) {
        if (ms < 0) return undefined;
        this.#timer = setTimeout(() => this.serve(), ms);
        return ms;
      }
      this.#queue.shift()?.(now);
    }
    return undefined;
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  count(): number {
    const now = performance.now();
    this.#limiter.count(now);
    return now;
  }

  ended(start: number, { status, retryAfterMs, limit }: RequestOutcome): number {
    const pause = this.#limiter.ended(performance.now(), start, status, retryAfterMs, limit);
    if (this.#queue.length > 0) this.serve();
    return pause;
  }

  timeFor(requests: number): number {
    return this.#limiter.timeFor(requests, performance.now());
  }
}

/** What a batch or a list says of its pace. */
interface Pace {
  readonly limiter: Limiter | undefined;
  readonly requestsPerSecond: number;
}

/** Returns the limiter's budget, or else that of a base URL, creating it if needed, and adds the rate to it. */
export function openBudget(base: string, { limiter, requestsPerSecond: rate }: Pace): Budget {
  if (limiter) return limiterBudget(limiter);
  const budget = budgetOf(base) ?? new PacedBudget(rate);
  budgets().set(base, budget);
  budget.open(rate);
  return budget;
}
