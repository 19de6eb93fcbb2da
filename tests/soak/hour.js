// An hour of a batch through the package itself, on a virtual clock: timers fire as soon as nothing else is pending,
// and the clock advances to their time. The account's limit, the token's hour and faults are modeled by seed.

import assert from "node:assert/strict";
import { getUserProfiles } from "#package";
import { chooser } from "../js/support/documents.js";

const RATE = 40;
/**
 * What a batch may take of the time that the rate takes: 1.015, and one percent for each 10 ms by which replies are
 * later than the quickest in the mean, here 100. See "The limit as the server sees it" in ARCHITECTURE.md.
 */
const COST = 1.115;
const TOKEN_LASTS_MS = 3_600_000;

/** Time that goes on by itself: from one timer to the next. */
class VirtualClock {
  now = 0;
  #timers = new Map();
  #count = 0;

  /** Runs work on this clock, to its end. */
  async run(work) {
    const { performance, setTimeout, clearTimeout } = globalThis;
    const now = Object.getOwnPropertyDescriptor(performance, "now");
    Object.defineProperty(performance, "now", { value: () => this.now, configurable: true });
    globalThis.setTimeout = (fire, ms = 0) => (
      this.#timers.set(++this.#count, { at: this.now + Math.max(0, ms), fire }), this.#count
    );
    globalThis.clearTimeout = (timer) => void this.#timers.delete(timer);
    try {
      let isOver = false;
      const result = work().finally(() => (isOver = true));
      result.catch(() => {});
      while (!isOver) {
        // Everything that can be done without time is done first.
        await new Promise(setImmediate);
        if (!isOver) this.#advance();
      }
      return await result;
    } finally {
      if (now) Object.defineProperty(performance, "now", now);
      else delete performance.now;
      Object.assign(globalThis, { setTimeout, clearTimeout });
    }
  }

  #advance() {
    let next;
    for (const [id, timer] of this.#timers) if (!next || timer.at < next.at) next = { id, ...timer };
    assert.ok(next, "it waits for something that never comes");
    this.#timers.delete(next.id);
    this.now = Math.max(this.now, next.at);
    next.fire();
  }

  /** A wait on this clock. */
  wait(ms) {
    return new Promise((resolve) => globalThis.setTimeout(resolve, ms));
  }
}

/** Zoom, as one account's app sees it. */
class Account {
  requests = 0;
  refused = 0;
  /** The most requests that any second has seen. */
  most = 0;
  #recent = [];

  constructor(clock, random) {
    this.clock = clock;
    this.random = random;
  }

  fetch = async (url, { headers }) => {
    const { clock, random } = this;
    this.requests++;
    this.#recent.push(clock.now);
    while (this.#recent[0] <= clock.now - 1000) this.#recent.shift();
    this.most = Math.max(this.most, this.#recent.length);
    await clock.wait(50 + random.below(200));
    if (this.#recent.length > RATE) {
      this.refused++;
      return reply(429, {
        code: 429,
        message: "You have reached the maximum per-second rate limit for this API. Try again later.",
      });
    }
    if (clock.now - Number(headers.Authorization.split("-").at(-1)) > TOKEN_LASTS_MS)
      return reply(401, { code: 124, message: "Access token is expired." });
    const chance = random.below(1000);
    if (chance < 10) return reply(503, {});
    if (chance < 12) throw new TypeError("fetch failed");
    const id = decodeURIComponent(url.split("/").at(-1));
    return isGone(id) ? reply(404, { code: 1001, message: "User does not exist." }) : reply(200, { id });
  };
}

const reply = (status, body) => ({ status, headers: {}, text: async () => JSON.stringify(body) });
/** One of a hundred has left. */
const isGone = (id) => Number(id.slice(1)) % 100 === 7;

/**
 * Fetches so many profiles; throws where one is missing, wrong or twice, or a second sees more than the account has.
 */
export async function runBatch(count, seed) {
  const clock = new VirtualClock();
  const account = new Account(clock, chooser(seed));
  let asked = 0;
  const token = async () => (asked++, `token-of-tests-${clock.now}`);
  const seen = new Set();
  await clock.run(async () => {
    const ids = {
      *[Symbol.iterator]() {
        for (let at = 0; at < count; at++) yield `u${at}`;
      },
    };
    for await (const { userId, ok, profile, error } of getUserProfiles(ids, {
      token,
      fetch: account.fetch,
      baseUrl: `https://hour-${seed}.example/v2`,
      maxRetries: 8,
      timeoutMs: 120_000,
    })) {
      assert.equal(seen.has(userId), false, `${userId} twice`);
      seen.add(userId);
      assert.equal(ok, !isGone(userId), `${userId}: ${error}`);
      assert.equal(ok ? profile.id : error.code, ok ? userId : "user_not_found");
    }
  });
  const { requests, refused, most } = account;
  const seconds = clock.now / 1000;
  assert.equal(seen.size, count);
  assert.ok(most <= RATE, `${most} requests in one second`);
  assert.equal(refused, 0);
  assert.equal(asked, Math.ceil(clock.now / TOKEN_LASTS_MS), "a token for each hour");
  assert.ok(seconds < (requests / RATE) * COST + 5, `${seconds} s for ${requests} requests`);
  return { profiles: count, requests, most, seconds: Math.round(seconds) };
}
