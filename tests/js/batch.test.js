// `getUserProfiles`: outcomes, their order, sources, arguments and progress.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { getUserProfiles, ZoomPhoneError } from "#package";
import { all, idOf, numbered, profileOf, refusal, standIn } from "./support/batches.js";
import { embeddedServer } from "./support/embedded-server.js";

const { server, ids, options } = await embeddedServer(1200, { requestsPerSecond: 1000, maxRetries: 0 });

test("each id has an outcome", async () => {
  const wanted = ids.slice(0, 60);
  const { outcomes, hasFailed } = await all(getUserProfiles(wanted, options()));
  assert.equal(hasFailed, false);
  assert.deepEqual(outcomes.map(({ userId }) => userId).sort(), [...wanted].sort());
  for (const { userId, ok, profile, issues } of outcomes) {
    assert.equal(ok, true);
    assert.deepEqual(profile, server.zoom.directory.get(userId));
    assert.ok(Array.isArray(issues));
  }
});

test("outcomes come as they are had, or in order", async () => {
  const slowFirst = async (url) => {
    if (idOf(url) === "user-0") await delay(60);
    return profileOf(url);
  };
  const unordered = await all(getUserProfiles(numbered(30), standIn(slowFirst)));
  assert.notEqual(unordered.outcomes[0].userId, "user-0");
  assert.equal(unordered.outcomes.length, 30);
  const ordered = await all(getUserProfiles(numbered(30), standIn(slowFirst, { ordered: true })));
  assert.deepEqual(
    ordered.outcomes.map(({ userId }) => userId),
    numbered(30),
  );
});

test("duplicates are fetched once, whatever the source", async () => {
  const twice = [...numbered(10), ...numbered(12)];
  const sources = [
    () => twice,
    () => new Set(twice),
    () => twice.values(),
    async function* () {
      yield* twice;
    },
    () => ({
      [Symbol.asyncIterator]: () => {
        const list = twice.values();
        return { next: async () => list.next() };
      },
    }),
  ];
  for (const source of sources) {
    const asked = [];
    const { outcomes } = await all(
      getUserProfiles(
        source(),
        standIn(async (url) => (asked.push(idOf(url)), profileOf(url))),
      ),
    );
    assert.deepEqual(asked.sort(), numbered(12).sort());
    assert.deepEqual(outcomes.map(({ userId }) => userId).sort(), numbered(12).sort());
  }
});

test("nothing begins before the first outcome is asked for", async () => {
  const never = () => assert.fail("nothing should have begun");
  const iterator = getUserProfiles(
    (function* () {
      yield never();
    })(),
    standIn(never, { token: never }),
  );
  await delay(5);
  assert.equal(typeof iterator[Symbol.asyncIterator], "function");
  assert.deepEqual(await iterator.return(), { done: true, value: undefined });
  assert.deepEqual(await iterator.next(), { done: true, value: undefined });
});

test("an endless source is taken from as needed, and closed by a break", async () => {
  let taken = 0;
  let isClosed = false;
  function* endless() {
    try {
      for (;;) yield `user-${taken++}`;
    } finally {
      isClosed = true;
    }
  }
  let running = 0;
  let most = 0;
  const fetch = async (url) => {
    most = Math.max(most, ++running);
    await delay(2);
    running -= 1;
    return profileOf(url);
  };
  let seen = 0;
  for await (const { ok } of getUserProfiles(endless(), standIn(fetch, { concurrency: 5 }))) {
    assert.ok(ok);
    if (++seen === 40) break;
    if (seen === 20) {
      // A consumer that takes its time stops the source too.
      await delay(50);
      assert.ok(taken <= 20 + 5 + 1, `${taken} taken`);
    }
  }
  assert.ok(isClosed);
  assert.ok(most <= 5, `${most} at a time`);
  assert.ok(taken <= 40 + 5 + 1, `${taken} taken`);
});

test("one failure is one outcome", async () => {
  const wanted = [ids[0], "nobody", "error-403-2031", "", ids[1], 5, "..", "error-502-html"];
  const { outcomes, hasFailed } = await all(getUserProfiles(wanted, options({ ordered: true })));
  assert.equal(hasFailed, false);
  assert.deepEqual(
    outcomes.map(({ ok, error }) => (ok ? "ok" : error.code)),
    [
      "ok",
      "user_not_found",
      "phone_not_enabled",
      "invalid_argument",
      "ok",
      "invalid_argument",
      "invalid_argument",
      "server_error",
    ],
  );
  assert.deepEqual(
    outcomes.map(({ userId }) => userId),
    wanted,
  );
  assert.ok(outcomes.filter(({ ok }) => !ok).every(({ error }) => error instanceof ZoomPhoneError));
});

test("a token function is asked once for all, and once for each token that is refused", async () => {
  const reasons = [];
  let valid = 1;
  const tokens = async ({ reason }) => {
    reasons.push(reason);
    await delay(5);
    return `token-${reasons.length}`;
  };
  let asked = 0;
  const fetch = async (url, { headers }) => {
    asked += 1;
    if (asked === 30 || asked === 70) valid += 1;
    await delay(1);
    return headers.Authorization === `Bearer token-${valid}`
      ? profileOf(url)
      : refusal(401, { code: 124, message: "expired" });
  };
  const { outcomes, error } = await all(getUserProfiles(numbered(100), standIn(fetch, { token: tokens })));
  assert.equal(error, undefined);
  assert.deepEqual([outcomes.length, outcomes.every(({ ok }) => ok)], [100, true]);
  assert.deepEqual(reasons, ["initial", "expired", "expired"]);
});

test("outcomes may be asked for ahead", async () => {
  const iterator = getUserProfiles(
    numbered(5),
    standIn(async (url) => profileOf(url)),
  );
  const results = await Promise.all(Array.from({ length: 8 }, () => iterator.next()));
  assert.deepEqual(
    results.map(({ done }) => done),
    [false, false, false, false, false, true, true, true],
  );
});

test("arguments that cannot be used come as rejections", async () => {
  for (const [userIds, more, pattern] of [
    ["abc", {}, /`users`/],
    [undefined, {}, /`users`/],
    [5, {}, /`users`/],
    [{}, {}, /`users`/],
    [["a"], { plan: "gold" }, /plan/],
    [["a"], { requestsPerSecond: 0 }, /requestsPerSecond/],
    [["a"], { requestsPerSecond: NaN }, /requestsPerSecond/],
    [["a"], { concurrency: 0 }, /concurrency/],
    [["a"], { concurrency: 1.5 }, /concurrency/],
    [["a"], { ordered: "yes" }, /ordered/],
    [["a"], { onProgress: 1 }, /onProgress/],
    [["a"], { concurency: 3 }, /`concurrency`/],
    [["a"], { baseUrl: "http://api.zoom.us/v2" }, /https/],
  ]) {
    const iterator = getUserProfiles(
      userIds,
      standIn(() => assert.fail("nothing should have been sent"), more),
    );
    const error = await iterator.next().then(
      () => assert.fail(),
      (reason) => reason,
    );
    assert.equal(error.code, "invalid_argument", error.message);
    assert.match(`${error.message} ${error.hint}`, pattern);
    assert.deepEqual(await iterator.next(), { done: true, value: undefined });
  }
});

test("progress tells what is done, has failed, and is left", async () => {
  const seen = [];
  const fetch = async (url) => (await delay(2), idOf(url) === "user-3" ? refusal(404, { code: 1001 }) : profileOf(url));
  await all(
    getUserProfiles([...numbered(20), "user-0"], standIn(fetch, { onProgress: (progress) => seen.push(progress) })),
  );
  assert.deepEqual(
    seen.map(({ done }) => done),
    Array.from({ length: 20 }, (_, at) => at + 1),
  );
  assert.ok(seen.every(({ total, etaMs }) => total === 20 && etaMs >= 0));
  assert.deepEqual([seen[0].etaMs > 0, seen.at(-1).etaMs, seen.at(-1).failed], [true, 0, 1]);
  const open = [];
  await all(getUserProfiles(numbered(5).values(), standIn(fetch, { onProgress: (progress) => open.push(progress) })));
  assert.deepEqual(open[4], { done: 5, failed: 1 });
});
