// An account of Zoom in Redis, for all processes: turns under its rate limit, and the token that they share.

import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

/** How long a request counts after its end; and after its start, if its process dies: longer than a job waits. */
const WINDOW_MS = 1_002;
const LEASE_MS = 35_000;
/** How long a process may hold the lock of the token. */
const LOCK_MS = 60_000;

/** Redis gives the time, so that the clocks of processes do not matter. */
const NOW = `
local time = redis.call("TIME")
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** Starts a request and returns 0, or returns the milliseconds after which to ask again. */
const TAKE = `${NOW}
local pause = redis.call("PTTL", KEYS[2])
if pause > 0 then return pause end
redis.call("ZREMRANGEBYSCORE", KEYS[1], "-inf", now)
if redis.call("ZCARD", KEYS[1]) < tonumber(ARGV[1]) then
  redis.call("ZADD", KEYS[1], now + tonumber(ARGV[3]), ARGV[2])
  redis.call("PEXPIRE", KEYS[1], ARGV[3])
  return 0
end
local first = redis.call("ZRANGE", KEYS[1], 0, 0, "WITHSCORES")
return math.max(1, math.min(first[2] - now, ${WINDOW_MS}))
`;

/** Ends a request, which counts for another second. */
const END = `${NOW}
redis.call("ZADD", KEYS[1], "XX", now + ${WINDOW_MS}, ARGV[1])
if tonumber(ARGV[2]) > 0 then redis.call("SET", KEYS[2], "1", "PX", ARGV[2]) end
`;

/** Releases the lock, unless it has expired and is another process's. */
const RELEASE = `if redis.call("GET", KEYS[1]) == ARGV[1] then redis.call("DEL", KEYS[1]) end`;

/**
 * Returns the option `limiter`. As in `../bucket.js` a request counts from its start until a second after its end.
 *
 * @param {import("ioredis").Redis} redis
 * @param {string} name Of the account, and of what is counted apart.
 * @param {number} perSecond
 */
export function limiterOf(redis, name, perSecond) {
  const [requests, pause] = [`zoom:${name}:requests`, `zoom:${name}:pause`];
  /** Those under way. Which of them has ended is not known, and makes no difference. */
  const started = [];
  return {
    async acquire(signal) {
      const id = randomUUID();
      for (let ms = 1; ms > 0; ) {
        ms = Number(await redis.eval(TAKE, 2, requests, pause, perSecond, id, LEASE_MS));
        if (ms > 0) await delay(ms, undefined, { signal });
      }
      started.push(id);
    },
    report({ status, retryAfterMs = 1_000 }) {
      const pauseMs = status === 429 ? Math.min(retryAfterMs, 60_000) : 0;
      return redis.eval(END, 2, requests, pause, started.shift(), pauseMs);
    },
  };
}

/**
 * Returns the option `tokenStore` of the proxy.
 *
 * @param {import("ioredis").Redis} redis
 * @param {string} name Of the account.
 */
export function tokenStoreOf(redis, name) {
  const [token, lock] = [`zoom:${name}:token`, `zoom:${name}:lock`];
  return {
    get: () => redis.get(token),
    set: (value, ttlMs) => redis.set(token, value, "PX", Math.max(1, Math.ceil(ttlMs))),
    async lock(work) {
      const id = randomUUID();
      while (!(await redis.set(lock, id, "PX", LOCK_MS, "NX"))) await delay(50);
      try {
        await work();
      } finally {
        await redis.eval(RELEASE, 1, lock, id);
      }
    },
  };
}
