// The requests a second that an account has: one budget for a base URL, shared by everything in the page, other copies of
// this package included. Zoom counts by the account across its apps; the pace is decided in src/client/rate.rs.

import { glue } from "./runtime.js";

class Budget {
  #limiter;
  /** What each batch under way takes the account to have; the least of it holds. */
  #rates = [];
  /** Those who wait for their turn. */
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

  /** Resolves when a request may start; never, where the signal is aborted before. */
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
      const ms = this.#limiter.take(performance.now());
      if (ms !== 0) {
        if (ms > 0) this.#timer = setTimeout(() => this.#serve(), ms);
        return;
      }
      this.#queue.shift()();
    }
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Counts a request that did not wait for its turn. */
  count() {
    this.#limiter.count(performance.now());
  }

  /** A request has ended; gives how long all requests pause for it, in milliseconds. */
  ended(start, status, askedMs, limit) {
    const pause = this.#limiter.ended(performance.now(), start, status, askedMs, limit);
    if (this.#queue.length > 0) this.#serve();
    return pause;
  }

  /** Milliseconds that so many requests take. */
  timeFor(requests) {
    return this.#limiter.timeFor(requests, performance.now());
  }
}

/** The number is that of this interface between copies: a copy with another one has budgets of its own. */
const BUDGETS = Symbol.for("zoom-phone-profile.budgets.1");

function budgets() {
  if (!globalThis[BUDGETS]) Object.defineProperty(globalThis, BUDGETS, { value: new Map() });
  return globalThis[BUDGETS];
}

/** The budget of a base URL, if a batch has made one. */
export function budgetOf(base) {
  return budgets().get(base);
}

/** The budget of a base URL, for a batch. */
export function openBudget(base, rate) {
  if (!budgets().has(base)) budgets().set(base, new Budget(rate));
  const budget = budgets().get(base);
  budget.open(rate);
  return budget;
}
