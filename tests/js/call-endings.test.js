// How calls end: timeouts, aborts and callbacks; a call leaves no timer, listener or unhandled rejection.

import assert from "node:assert/strict";
import { test } from "node:test";

import { getUserProfile } from "#package";
import { answering, failing } from "./support/calls.js";
import { embeddedServer } from "./support/embedded-server.js";

const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));
/** `options` reach the embedded server, without waiting for retries. */
const { options } = await embeddedServer(20, { maxRetries: 0, timeoutMs: 5000 });

test("time runs out everywhere", async () => {
  const hang = () => new Promise(() => {});
  assert.equal((await failing(getUserProfile("me", { timeoutMs: 30, fetch: hang }))).code, "timeout");
  for (const id of ["fault-hang", "fault-slow-body"])
    assert.equal((await failing(getUserProfile(id, options({ timeoutMs: 100 })))).code, "timeout", id);
  const waiting = getUserProfile("flaky-503-8", options({ maxRetries: 50, timeoutMs: 300 }));
  assert.match((await failing(waiting)).code, /timeout|server_error/);
});

test("an aborted call rejects with the signal's own reason", async () => {
  for (const reason of [new Error("mine"), "text", null, 0, { any: "thing" }]) {
    const before = AbortSignal.abort(reason);
    const never = () => assert.fail("nothing should have been asked or sent");
    await getUserProfile("me", options({ signal: before, token: never, fetch: never })).then(
      () => assert.fail(),
      (error) => assert.equal(error, reason),
    );
    const controller = new AbortController();
    const during = getUserProfile("fault-hang", options({ signal: controller.signal }));
    setImmediate(() => controller.abort(reason));
    await during.then(
      () => assert.fail(),
      (error) => assert.equal(error, reason),
    );
  }
  const byDefault = new AbortController();
  const call = getUserProfile("fault-slow-body", options({ signal: byDefault.signal }));
  setImmediate(() => byDefault.abort());
  await call.then(
    () => assert.fail(),
    (error) => assert.equal(error.name, "AbortError"),
  );
});

test("fetch is aborted with the call where it is under way, and nothing is left behind", async () => {
  let seen;
  const controller = new AbortController();
  let listeners = 0;
  const { signal } = controller;
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  signal.addEventListener = (...args) => ((listeners += 1), add(...args));
  signal.removeEventListener = (...args) => ((listeners -= 1), remove(...args));
  await getUserProfile("me", {
    signal,
    fetch: async (_url, init) => ((seen = init.signal), new Response('{"id":"x"}')),
  });
  assert.equal(listeners, 0);
  assert.equal(seen.aborted, false, "nothing was under way any more");
  const hanging = (_url, init) => ((seen = init.signal), new Promise(() => {}));
  await failing(getUserProfile("me", { signal, timeoutMs: 10, fetch: hanging }));
  assert.equal(seen.aborted, true, "what was under way has ended");
  assert.equal(listeners, 0);
});

test("a callback that throws rejects the call with what it threw", async () => {
  const mine = new Error("mine");
  const call = getUserProfile(
    "error-503-text",
    options({
      maxRetries: 2,
      onRetry: () => {
        throw mine;
      },
    }),
  );
  await call.then(
    () => assert.fail(),
    (error) => assert.equal(error, mine),
  );
});

test("callbacks that fail later reject the call too", async () => {
  const mine = new Error("mine");
  const call = getUserProfile(
    "error-503-text",
    options({
      maxRetries: 2,
      onRetry: async () => {
        throw mine;
      },
    }),
  );
  await assert.rejects(call, (error) => error === mine);
  const issue = getUserProfile("me", {
    fetch: answering('{"id":"x","status":"?"}'),
    onIssue: () => {
      throw mine;
    },
  });
  await assert.rejects(issue, (error) => error === mine);
});

test("a callback that takes its time is waited for, within the time of the call", async () => {
  const failingSoon = answering(null, { status: 503, headers: { "retry-after": "0.01" } });
  const slow = await failing(
    getUserProfile("me", { fetch: failingSoon, timeoutMs: 300, onRetry: () => new Promise(() => {}) }),
  );
  assert.deepEqual([slow.code, slow.attempts, slow.cause.code], ["timeout", 1, "server_error"]);
});

test("time runs out in each phase, and the error says what was last", async () => {
  const hang = () => new Promise(() => {});
  const body = (stream) => answering(new ReadableStream(stream));
  for (const [phase, more] of [
    ["token", { token: hang, fetch: hang }],
    [
      "renewal",
      { token: ({ reason }) => (reason === "initial" ? "t" : hang()), fetch: answering(null, { status: 401 }) },
    ],
    ["headers", { fetch: hang }],
    ["body", { fetch: body({}) }],
    [
      "within the body",
      { fetch: body({ start: (controller) => controller.enqueue(new TextEncoder().encode('{"id":')) }) },
    ],
    ["a body of a stand-in", { fetch: async () => ({ status: 200, text: hang }) }],
    [
      "a wait",
      {
        fetch: answering(null, { status: 503, headers: { "retry-after": "0.03" } }),
        onRetry: () => new Promise((resolve) => setTimeout(resolve, 45)),
        maxRetries: 9,
      },
    ],
  ]) {
    const error = await failing(getUserProfile("me", { timeoutMs: 50, ...more }));
    assert.equal(error.code, "timeout", phase);
    assert.match(error.message, /50 ms/);
  }
});

test("a reply that comes too late is let go", async () => {
  let isCancelled = false;
  const late = new Response(
    new ReadableStream({
      cancel: () => {
        isCancelled = true;
      },
    }),
  );
  let answer;
  const call = getUserProfile("me", { timeoutMs: 20, fetch: () => new Promise((resolve) => (answer = resolve)) });
  assert.equal((await failing(call)).code, "timeout");
  answer(late);
  await new Promise(setImmediate);
  assert.ok(isCancelled);
  let isReadCancelled = false;
  const stalled = new ReadableStream({
    cancel: () => {
      isReadCancelled = true;
    },
  });
  await failing(getUserProfile("me", { timeoutMs: 20, fetch: answering(stalled) }));
  await new Promise(setImmediate);
  assert.ok(isReadCancelled, "a body that was being read");
});

test("a promise that settles after the end disturbs nobody", async () => {
  const rejectLater = () => new Promise((_, reject) => setTimeout(() => reject(new Error("late")), 30));
  for (const more of [{ fetch: rejectLater }, { token: rejectLater }]) {
    assert.equal((await failing(getUserProfile("me", { timeoutMs: 5, fetch: rejectLater, ...more }))).code, "timeout");
  }
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.deepEqual(unhandled, []);
});

test("an abort after the end changes nothing, and one between two attempts is heard", async () => {
  const controller = new AbortController();
  const profile = await getUserProfile("me", { signal: controller.signal, fetch: answering('{"id":"x"}') });
  controller.abort();
  assert.deepEqual(profile, { id: "x" });
  const between = new AbortController();
  const call = getUserProfile("me", {
    signal: between.signal,
    fetch: answering(null, { status: 503, headers: { "retry-after": "5" } }),
    onRetry: () => between.abort("now"),
  });
  await assert.rejects(call, (error) => error === "now");
});

test("a signal that only looks like one will do", async () => {
  const listeners = new Set();
  const signal = {
    aborted: false,
    reason: "mine",
    addEventListener: (_type, listener) => listeners.add(listener),
    removeEventListener: (_type, listener) => listeners.delete(listener),
  };
  const call = getUserProfile("me", { signal, fetch: () => new Promise(() => {}) });
  setImmediate(() => listeners.forEach((listener) => listener()));
  await assert.rejects(call, (error) => error === "mine");
  assert.equal(listeners.size, 0);
});

test("nothing is left behind, however a call ends", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  const before = timers();
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  signal.addEventListener = (...args) => ((listeners += 1), add(...args));
  signal.removeEventListener = (...args) => ((listeners -= 1), remove(...args));
  const hang = () => new Promise(() => {});
  for (const more of [
    { fetch: answering('{"id":"x"}') },
    { fetch: answering("no") },
    {
      fetch: () => {
        throw new Error("no");
      },
      maxRetries: 0,
    },
    { fetch: hang, timeoutMs: 5 },
    { fetch: answering(null, { status: 503 }), maxRetries: 1 },
    {
      fetch: answering(null, { status: 503 }),
      onRetry: () => {
        throw new Error("no");
      },
    },
    {
      token: () => {
        throw new Error("no");
      },
    },
    { token: "" },
  ])
    await getUserProfile("me", { signal, ...more }).catch(() => {});
  assert.deepEqual([listeners, timers()], [0, before]);
  const aborted = getUserProfile("me", { signal, fetch: hang });
  controller.abort();
  await aborted.catch(() => {});
  assert.equal(timers(), before);
  assert.deepEqual(unhandled, []);
});

test("promises of onIssue are kept", async () => {
  const mine = new Error("mine");
  const fetch = answering('{"id":"x","status":"?"}');
  await assert.rejects(
    getUserProfile("me", {
      fetch,
      onIssue: async () => {
        throw mine;
      },
    }),
    (error) => error === mine,
  );
  assert.deepEqual(await getUserProfile("me", { fetch, timeoutMs: 200, onIssue: () => new Promise(() => {}) }), {
    id: "x",
    status: "?",
  });
  const invalid = answering('{"id":5}');
  assert.equal(
    (
      await failing(
        getUserProfile("me", {
          fetch: invalid,
          onIssue: async () => {
            throw mine;
          },
        }),
      )
    ).code,
    "invalid_response",
  );
  await new Promise(setImmediate);
  assert.deepEqual(unhandled, []);
});

test("callbacks may call the package again", async () => {
  const inner = answering('{"id":"inner"}');
  const seen = [];
  const onIssue = () => seen.push(getUserProfile("me", { fetch: inner }));
  const profile = await getUserProfile("me", { fetch: answering('{"id":"outer","status":"?"}'), onIssue });
  assert.deepEqual([profile.id, (await seen[0]).id], ["outer", "inner"]);
});

test("an abort without a reason of its own, and one whose reason is undefined", async () => {
  const controller = new AbortController();
  const call = getUserProfile("me", { signal: controller.signal, fetch: () => new Promise(() => {}) });
  controller.abort(undefined);
  await assert.rejects(call, (error) => error === controller.signal.reason && error.name === "AbortError");
  const signal = { aborted: true, reason: undefined, addEventListener: () => {}, removeEventListener: () => {} };
  assert.deepEqual(
    await getUserProfile("me", { signal }).then(
      () => assert.fail(),
      (reason) => [reason],
    ),
    [undefined],
  );
});
