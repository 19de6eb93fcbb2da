// How batches end: dead tokens, daily limits, aborts, failing sources and callbacks; nothing remains.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { getUserProfiles } from "#package";
import { startZoomServer } from "../zoom-server/server.js";
import { all, idOf, numbered, profileOf, refusal, standIn } from "./support/batches.js";
import { embeddedServer } from "./support/embedded-server.js";

const { options } = await embeddedServer(1200, { requestsPerSecond: 1000, maxRetries: 0 });

test("a dead token ends the iteration, after what was in flight", async () => {
  for (const [status, body, code] of [
    [401, { code: 124, message: "Invalid access token." }, "unauthorized"],
    [401, { code: 124, message: "Access token is expired." }, "token_expired"],
    [400, { code: 4711, message: "does not contain scopes:[phone:read:user]" }, "missing_scopes"],
  ]) {
    let asked = 0;
    const dying = async (url) => {
      asked += 1;
      const number = asked;
      if (number === 12) return refusal(status, body);
      await delay(20);
      return number > 12 ? refusal(status, body) : profileOf(url);
    };
    const { outcomes, error } = await all(getUserProfiles(numbered(1000), standIn(dying, { concurrency: 4 })));
    assert.equal(error.code, code);
    assert.ok(
      outcomes.every(({ ok }) => ok),
      "what was in flight",
    );
    assert.ok(outcomes.length >= 8 && outcomes.length <= 11, `${outcomes.length} outcomes`);
    assert.ok(asked <= 16, `${asked} asked`);
  }
});

test("a token that cannot be had or used ends the iteration", async () => {
  const never = () => assert.fail("nothing should have been sent");
  for (const [wrong, code] of [
    [
      () => {
        throw new Error("vault");
      },
      "unauthorized",
    ],
    [async () => undefined, "unauthorized"],
    ["", "invalid_argument"],
    ["a\nb", "invalid_argument"],
    [() => "té", "invalid_argument"],
  ]) {
    const { outcomes, error } = await all(getUserProfiles(numbered(100), standIn(never, { token: wrong })));
    assert.deepEqual([outcomes.length, error.code], [0, code]);
  }
});

test("the daily limit ends the iteration, after what was in flight", async () => {
  const limited = await startZoomServer({ users: 60, requestsPerSecond: 1e6, requestsPerDay: 25 });
  try {
    const wanted = [...limited.zoom.directory.keys()];
    const more = { baseUrl: limited.baseUrl, token: limited.zoom.issueToken(), maxRetries: 2 };
    const { outcomes, error } = await all(getUserProfiles(wanted, options(more)));
    assert.deepEqual([error.code, error.limit], ["rate_limited", "daily"]);
    assert.match(error.hint, /today/);
    assert.deepEqual([outcomes.length, outcomes.every(({ ok }) => ok)], [25, true]);
    assert.ok(limited.zoom.state.requests <= 25 + 8);
  } finally {
    await limited.close();
  }
});

test("a wait of hours is no pause: it ends the iteration and says so", async () => {
  const { error } = await all(
    getUserProfiles(
      numbered(9),
      standIn(async () => refusal(503, undefined, { "retry-after": "7200" }), { maxRetries: 2 }),
    ),
  );
  assert.deepEqual([error.code, error.retryAfterMs], ["server_error", 7_200_000]);
  assert.match(error.hint, /7200 s/);
});

test("an abort stops at once, with the signal's own reason", async () => {
  const reason = { any: "thing" };
  const never = () => assert.fail("nothing should have been sent");
  const before = await all(getUserProfiles(numbered(5), standIn(never, { signal: AbortSignal.abort(reason) })));
  assert.deepEqual([before.outcomes.length, before.error], [0, reason]);

  const controller = new AbortController();
  const signals = [];
  const hanging = (_url, { signal }) => (signals.push(signal), new Promise(() => {}));
  const during = all(getUserProfiles(numbered(50), standIn(hanging, { signal: controller.signal, concurrency: 3 })));
  while (signals.length < 3) await delay(1);
  controller.abort(reason);
  assert.equal((await during).error, reason);
  assert.ok(
    signals.every(({ aborted }) => aborted),
    "what was under way",
  );

  // Between two outcomes: the next one that is asked for is told.
  const between = new AbortController();
  const iterator = getUserProfiles(
    numbered(50),
    standIn(async (url) => profileOf(url), { signal: between.signal }),
  );
  assert.equal((await iterator.next()).value.ok, true);
  between.abort(reason);
  await assert.rejects(iterator.next(), (error) => error === reason);
  assert.deepEqual(await iterator.next(), { done: true, value: undefined });
});

test("to return stops at once, even while an outcome is waited for", async () => {
  const signals = [];
  const iterator = getUserProfiles(
    numbered(50),
    standIn((_url, { signal }) => (signals.push(signal), new Promise(() => {}))),
  );
  const waiting = [iterator.next(), iterator.next()];
  while (signals.length < 8) await delay(1);
  assert.deepEqual(await iterator.return("x"), { done: true, value: "x" });
  assert.deepEqual(await Promise.all(waiting), [
    { done: true, value: undefined },
    { done: true, value: undefined },
  ]);
  assert.ok(signals.every(({ aborted }) => aborted));
});

test("a source that fails ends the iteration, after what it gave", async () => {
  const mine = new Error("mine");
  async function* failing() {
    yield* numbered(3);
    throw mine;
  }
  const { outcomes, error } = await all(
    getUserProfiles(
      failing(),
      standIn(async (url) => (await delay(5), profileOf(url))),
    ),
  );
  assert.deepEqual([outcomes.length, error], [3, mine]);
});

test("a source is told to end where it is left, and not where it has ended or failed by itself", async () => {
  let told = 0;
  const source = (next) => ({ [Symbol.asyncIterator]: () => ({ next, return: async () => (told++, { done: true }) }) });
  const ids = numbered(2).values();
  await all(
    getUserProfiles(
      source(async () => ids.next()),
      standIn(async (url) => profileOf(url)),
    ),
  );
  await all(
    getUserProfiles(
      source(async () => {
        throw new Error("mine");
      }),
      standIn(async (url) => profileOf(url)),
    ),
  );
  assert.equal(told, 0);
  const endless = source(async () => ({ done: false, value: `user-${Math.random()}` }));
  for await (const _ of getUserProfiles(
    endless,
    standIn(async (url) => profileOf(url)),
  ))
    break;
  assert.equal(told, 1);
});

test("callbacks that throw, at once or later, end the iteration", async () => {
  const mine = new Error("mine");
  const fetch = async (url) => (idOf(url) === "user-2" ? refusal(503) : profileOf(url));
  for (const callbacks of [
    {
      onProgress: () => {
        throw mine;
      },
    },
    {
      onProgress: async () => {
        throw mine;
      },
    },
    {
      onRetry: () => {
        throw mine;
      },
      maxRetries: 1,
    },
    {
      onRetry: async () => {
        throw mine;
      },
      maxRetries: 1,
    },
    {
      onIssue: () => {
        throw mine;
      },
      fetch: async () => new Response('{"id":"x","status":"?"}'),
    },
  ]) {
    assert.equal((await all(getUserProfiles(numbered(20), standIn(fetch, callbacks)))).error, mine);
  }
});

test("nothing is left behind", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  signal.addEventListener = (...args) => ((listeners += 1), add(...args));
  signal.removeEventListener = (...args) => ((listeners -= 1), remove(...args));
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  const before = timers();
  await all(
    getUserProfiles(
      numbered(20),
      standIn(async (url) => profileOf(url), { signal }),
    ),
  );
  for await (const _ of getUserProfiles(
    numbered(20),
    standIn(async (url) => profileOf(url), { signal, requestsPerSecond: 50 }),
  ))
    break;
  await all(
    getUserProfiles(
      numbered(20),
      standIn(async () => refusal(401), { signal }),
    ),
  );
  assert.equal(listeners, 0);
  // Timers of earlier tests may have ended meanwhile.
  assert.ok(timers() <= before, `${timers()} timers, ${before} before`);
});
