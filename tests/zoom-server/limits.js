// One of Zoom's rate limits: it counts requests by the second, and by the day.

import { failureNamed } from "#zoom-failures";

export class RateLimit {
  #now;
  #perSecond;
  #perDay;
  #category;
  #second = 0;
  #inSecond = 0;
  #today = 0;
  /** How many requests were made here, and how many of them refused. */
  requests = 0;
  refused = 0;

  constructor({ now, perSecond, perDay = Infinity, category }) {
    this.#now = now;
    this.#perSecond = perSecond;
    this.#perDay = perDay;
    this.#category = category;
  }

  /** Counts a request of another app of the account, which is answered elsewhere. */
  spendElsewhere() {
    const second = Math.floor(this.#now() / 1000);
    if (second !== this.#second) [this.#second, this.#inSecond] = [second, 0];
    this.#today += 1;
    this.#inSecond += 1;
  }

  /** Counts a request. Returns the Response that refuses it if the limit is used up, else `null`. */
  spend() {
    this.spendElsewhere();
    this.requests += 1;
    if (this.#today > this.#perDay) return this.#refuse("error-429-daily");
    return this.#inSecond > this.#perSecond ? this.#refuse("error-429-qps") : null;
  }

  #refuse(name) {
    this.refused += 1;
    const { status, body, headers } = failureNamed(name, this.#now());
    const limit = { "x-ratelimit-limit": String(this.#perSecond), "x-ratelimit-remaining": "0" };
    return new Response(body, { status, headers: { ...headers, ...limit } });
  }

  /** Returns the headers that say how much of the limit is left. */
  headers() {
    return {
      "x-ratelimit-category": this.#category,
      "x-ratelimit-type": "QPS",
      "x-ratelimit-limit": String(this.#perSecond),
      "x-ratelimit-remaining": String(Math.max(0, this.#perSecond - this.#inSecond)),
    };
  }
}
