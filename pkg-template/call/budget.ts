// @ts-nocheck
// Shares one rate limit for each base URL among all calls in the page, including those of other copies of this package,
// since Zoom counts requests per account across its apps. src/client/rate.rs decides the pace.

import { glue } from "../shared/runtime.ts";

class Budget {
  #limiter;
  /** The rates of the batches that are running; the lowest applies. */
  #rates = [];
  /** Resolvers of the requests that wait for their turn. */
  #queue = [];
  #timer;

  constructor(rate) {
    this.#limiter = new glue.Limiter(rate);
  }

  open(rate) {
    this.#rates.push(rate);
    this.#limiter.setBudget(Math.min(...this.#rates));
  }

  close(rate) {
    this.#rates.splice(this.#rates.indexOf(rate), 1);
    if (this.#rates.length > 0) this.#limiter.setBudget(Math.min(...this.#rates));
  }

  /** Resolves with the time at which a request starts; never, if the signal is aborted before. */
  turn(signal) {
    return new Promise((resolve) => {
      this.#queue.push(resolve);
      signal.addEventListener("abort", () => this.#leave(resolve), { once: true });
      this.#serve();
    });
  }

  #leave(resolve) {
    const at = this.#queue.indexOf(resolve);
    if (at >= 0) this.#queue.splice(at, 1);
    if (this.#queue.length === 0) this.#stop();
  }

  #serve() {
    this.#stop();
    while (this.#queue.length > 0) {
      const now = performance.now();
      const ms = this.#limiter.take(now);
      if (ms !== 0) {
        if (ms > 0) this.#timer = setTimeout(() => this.#serve(), ms);
        return;
      }
      this.#queue.shift()(now);
    }
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Counts a request that does not wait for its turn. Returns the time at which it starts. */
  count() {
    const now = performance.now();
    this.#limiter.count(now);
    return now;
  }

  /**
   * Counts the end of the request that started at `start`, as `turn` or `count` returned it. Returns how many
   * milliseconds all requests pause for it.
   */
  ended(start, status, askedMs, limit) {
    const pause = this.#limiter.ended(performance.now(), start, status, askedMs, limit);
    if (this.#queue.length > 0) this.#serve();
    return pause;
  }

  /** Returns how many milliseconds a number of requests takes. */
  timeFor(requests) {
    return this.#limiter.timeFor(requests, performance.now());
  }
}

/** Ends in the version of the interface of `Budget`: copies of the package with another one have their own budgets. */
const BUDGETS = Symbol.for("zoom-phone-profile.budgets.2");

function budgets() {
  if (!globalThis[BUDGETS]) Object.defineProperty(globalThis, BUDGETS, { value: new Map() });
  return globalThis[BUDGETS];
}

/** Returns the budget of a base URL, if a batch has created one. */
export function budgetOf(base) {
  return budgets().get(base);
}

/** Returns the budget of a base URL, creating it if needed, and adds a batch's rate to it. */
export function openBudget(base, rate) {
  if (!budgets().has(base)) budgets().set(base, new Budget(rate));
  const budget = budgets().get(base);
  budget.open(rate);
  return budget;
}
