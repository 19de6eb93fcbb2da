// The limiter that tabs share, where there are no locks: its limiters share the limit of the thread.
// `browser/shared-limiter.test.js` has tabs.

import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";

import { createSharedLimiter, getUserProfile, getUserProfiles, ZoomPhoneError } from "#package";
import { all, numbered, profileOf, refusal, standIn } from "./support/batches.js";

const limitedStandIn = (fetch, more) => {
  const { requestsPerSecond: _, ...rest } = standIn(fetch, more);
  return rest;
};
/** Most moments within a second, wherever it begins. */
const mostInASecond = (moments) =>
  Math.max(...moments.map((from) => moments.filter((at) => at >= from && at < from + 1000).length));

test("limiters of one name share a limit, the lowest of their rates", async () => {
  const starts = [];
  const fetch = async (url) => (starts.push(performance.now()), profileOf(url));
  const limiters = [50, 25].map((requestsPerSecond) => createSharedLimiter({ name: "shared", requestsPerSecond }));
  const runs = limiters.map((limiter) => all(getUserProfiles(numbered(20), limitedStandIn(fetch, { limiter }))));
  for (const { outcomes } of await Promise.all(runs)) assert.equal(outcomes.filter(({ ok }) => ok).length, 20);
  assert.ok(mostInASecond(starts) <= 25, `${mostInASecond(starts)} in a second`);
});

test("limiters of other names do not wait for each other", async () => {
  const hold = createSharedLimiter({ name: "held", requestsPerSecond: 0.01 });
  await hold.acquire(new AbortController().signal);
  const started = performance.now();
  const limiter = createSharedLimiter({ name: "free", requestsPerSecond: 1000 });
  assert.equal((await getUserProfile("x", limitedStandIn(profileOf, { limiter }))).id, "x");
  assert.ok(performance.now() - started < 900);
});

test("a 429 slows all limiters of the name", async () => {
  const starts = [];
  let refusedAt;
  const fetch = async (url) => {
    starts.push(performance.now());
    return starts.length === 10 ? refusal(429, { code: 429 }, { "retry-after": "0.4" }) : profileOf(url);
  };
  const limiters = [1, 2].map(() => {
    const limiter = createSharedLimiter({ name: "refused", requestsPerSecond: 200 });
    const report = (outcome) => {
      if (outcome.status === 429) refusedAt = performance.now();
      limiter.report(outcome);
    };
    return { acquire: (signal) => limiter.acquire(signal), report };
  });
  const options = (limiter) => limitedStandIn(fetch, { limiter, maxRetries: 1 });
  await Promise.all(limiters.map((limiter) => all(getUserProfiles(numbered(20), options(limiter)))));
  assert.equal(starts.length, 41);
  // Those that have their turn by then start all the same.
  const meanwhile = starts.filter((start) => start > refusedAt + 30 && start < refusedAt + 390);
  assert.deepEqual(meanwhile, []);
});

test("an aborted wait rejects with the reason, and takes no turn from others", async () => {
  const limiter = createSharedLimiter({ name: "aborted", requestsPerSecond: 20 });
  await assert.rejects(limiter.acquire(AbortSignal.abort(new Error("before"))), /before/);
  const controller = new AbortController();
  const waiting = Promise.allSettled(Array.from({ length: 100 }, () => limiter.acquire(controller.signal)));
  setTimeout(() => controller.abort("enough"), 20);
  const granted = (await waiting).filter(({ status }) => status === "fulfilled").length;
  assert.ok(granted < 10, String(granted));
  for (let at = 0; at < granted; at++) limiter.report({});
  const started = performance.now();
  for (let at = 0; at < 5; at++) {
    await limiter.acquire(new AbortController().signal);
    limiter.report({ status: 200 });
  }
  assert.ok(performance.now() - started < 1000);
});

test("a signal that outlives its waits keeps nothing of them", async () => {
  const limiter = createSharedLimiter({ name: "kept", requestsPerSecond: 1000 });
  const { signal } = new AbortController();
  for (let turn = 0; turn < 5; turn++) await limiter.acquire(signal);
  assert.deepEqual(getEventListeners(signal, "abort"), []);
});

test("a report without a turn changes nothing", async () => {
  const limiter = createSharedLimiter({ name: "reported", requestsPerSecond: 1000 });
  limiter.report({ status: 429, retryAfterMs: 60_000 });
  await limiter.acquire(new AbortController().signal);
  limiter.report({ status: 200 });
  limiter.report({ status: 429, retryAfterMs: 60_000 });
  await limiter.acquire(new AbortController().signal);
});

test("what is no signal is refused, and what is no outcome ignored", async () => {
  const limiter = createSharedLimiter({ name: "hostile", requestsPerSecond: 1000 });
  for (const signal of [null, 5, {}, "signal"])
    await assert.rejects(limiter.acquire(signal), {
      code: "invalid_argument",
      message: /`signal` must be an AbortSig/,
    });
  for (const outcome of [
    undefined,
    null,
    5,
    {},
    { status: "429", retryAfterMs: "60000", limit() {} },
    { status: {} },
  ]) {
    await limiter.acquire();
    limiter.report(outcome);
  }
  await limiter.acquire();
});

test("options that cannot be used are refused at once, and those that are undefined count as absent", () => {
  for (const [options, message] of [
    [{ requestPerSecond: 5 }, /no option `requestPerSecond`/],
    [{ requestsPerSecond: 0 }, /`requestsPerSecond` must be a number from 0\.001 to 100000; it is 0/],
    [{ plan: "free" }, /`plan` must be "pro" or "business"/],
    [{ name: 5 }, /`name` must be a string; it is 5/],
    [[], /options must be a plain object/],
    [null, /options must be a plain object/],
  ])
    assert.throws(
      () => createSharedLimiter(options),
      (error) => error instanceof ZoomPhoneError && error.code === "invalid_argument" && message.test(error.message),
    );
  createSharedLimiter({ name: undefined, plan: undefined, requestsPerSecond: undefined });
});

test("the locks of Node are left alone: threads that wait for the same one would keep each other busy", async (t) => {
  const request = t.mock.fn(async () => {});
  const navigator = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: { locks: { request } } });
  t.after(() => {
    if (navigator) Object.defineProperty(globalThis, "navigator", navigator);
    else delete globalThis.navigator;
  });
  await createSharedLimiter({ name: "without locks" }).acquire(new AbortController().signal);
  assert.equal(request.mock.callCount(), 0);
});
