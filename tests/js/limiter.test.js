// A limiter of the caller's: each request is acquired once and reported once, whatever the limiter or Zoom does.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";

import { createClient, getUserProfile, getUserProfiles, getUserProfileWithResponse, listPhoneUsers } from "#package";
import { randomFrom } from "../zoom-server/directory.js";
import { startZoomServer } from "../zoom-server/server.js";
import { all, idOf, numbered, profileOf, refusal, standIn } from "./support/batches.js";
import { closed, failing, listening } from "./support/calls.js";

let server;
let token;
let ids;
before(async () => {
  server = await startZoomServer({ users: 60, requestsPerSecond: 1e6, listsPerSecond: 1e6 });
  token = server.zoom.issueToken();
  ids = [...server.zoom.directory.keys()];
});
after(() => server.close());

const options = (more) => ({ baseUrl: server.baseUrl, token, maxRetries: 0, timeoutMs: 5000, ...more });
/** Options for a stand-in for fetch; beside a limiter there is no rate. */
const limitedStandIn = (fetch, more) => {
  const { requestsPerSecond: _, ...rest } = standIn(fetch, more);
  return rest;
};

/** A limiter that notes what it is asked, and lets requests start as `acquire` says. */
class Recorder {
  events = [];
  running = 0;
  most = 0;
  #acquire;

  constructor(acquire = () => {}) {
    this.#acquire = acquire;
  }

  async acquire(signal) {
    assert.ok(signal instanceof AbortSignal && !signal.aborted, "a signal that is not aborted");
    this.events.push("acquire");
    await this.#acquire(signal);
    this.running += 1;
    this.most = Math.max(this.most, this.running);
  }

  report(outcome) {
    this.running -= 1;
    this.events.push(outcome);
  }

  get acquired() {
    return this.events.filter((event) => event === "acquire").length;
  }

  get outcomes() {
    return this.events.filter((event) => event !== "acquire");
  }
}

test("a call acquires once before its request, and reports how it ended", async () => {
  const limiter = new Recorder();
  const before = server.zoom.state.requests;
  assert.equal((await getUserProfile(ids[0], options({ limiter }))).id, ids[0]);
  const { response } = await getUserProfileWithResponse(ids[1], options({ limiter }));
  assert.equal(server.zoom.state.requests - before, 2);
  const { rateLimit } = response;
  assert.equal(rateLimit.category, "Light");
  const [, first] = limiter.events;
  assert.deepEqual(limiter.events, ["acquire", first, "acquire", { status: 200, rateLimit }]);
  assert.equal(first.status, 200);
});

test("a retry and a renewed token acquire again", async () => {
  const limiter = new Recorder();
  await getUserProfile("flaky-503-1", options({ limiter, maxRetries: 2 }));
  assert.deepEqual(
    limiter.outcomes.map(({ status, code }) => [status, code]),
    [
      [503, "server_error"],
      [200, undefined],
    ],
  );
  const renewing = new Recorder();
  let asked = 0;
  const renew = () => (asked++ === 0 ? "forged" : token);
  await getUserProfile(ids[0], options({ limiter: renewing, token: renew }));
  assert.deepEqual(
    renewing.outcomes.map(({ status }) => status),
    [401, 200],
  );
  assert.deepEqual([renewing.acquired, renewing.running], [2, 0]);
});

test("a 429 is reported with its limit and what it asks for, and the call waits as well", async () => {
  const starts = [];
  const fetch = async (url) => {
    starts.push(performance.now());
    const headers = { "retry-after": "0.2", "x-ratelimit-type": "QPS", "x-ratelimit-remaining": "0" };
    return starts.length === 1 ? refusal(429, { code: 429, message: "per-second" }, headers) : profileOf(url);
  };
  const run = {
    getUserProfile: (more) => getUserProfile("x", limitedStandIn(fetch, more)),
    getUserProfiles: (more) => all(getUserProfiles(["x"], limitedStandIn(fetch, { timeoutMs: 150, ...more }))),
  };
  for (const [name, call] of Object.entries(run)) {
    starts.length = 0;
    const limiter = new Recorder();
    const retries = [];
    await call({ limiter, maxRetries: 1, onRetry: ({ delayMs }) => retries.push(delayMs) });
    assert.deepEqual(limiter.outcomes[0], {
      status: 429,
      code: "rate_limited",
      limit: "per_second",
      retryAfterMs: 200,
      rateLimit: { type: "QPS", remaining: 0 },
    });
    assert.deepEqual([limiter.outcomes[1], limiter.acquired], [{ status: 200 }, 2], name);
    assert.ok(starts[1] - starts[0] >= 199, `${name}: ${starts[1] - starts[0]} ms`);
    assert.ok(retries[0] >= 200 && retries[0] <= 300, `${name}: ${retries[0]} ms`);
  }
});

test("a limiter that does not pause is no reason to hammer: a batch's refused calls wait by themselves", async () => {
  let sent = 0;
  const fetch = async () => (sent++, refusal(429, { code: 429, message: "per-second" }, { "retry-after": "0.05" }));
  const limiter = new Recorder();
  const started = performance.now();
  const { outcomes } = await all(
    getUserProfiles(numbered(2), limitedStandIn(fetch, { limiter, maxRetries: 1, timeoutMs: 60 })),
  );
  assert.deepEqual(
    outcomes.map(({ error }) => [error.code, error.attempts]),
    [
      ["rate_limited", 4],
      ["rate_limited", 4],
    ],
  );
  assert.ok(performance.now() - started >= 149);
  assert.deepEqual([sent, limiter.acquired, limiter.running], [8, 8, 0]);
});

test("without a reply there is no status; a request that the caller ends has no code either", async () => {
  const outcomeOf = async (fetch, more) => {
    const limiter = new Recorder();
    await getUserProfile("x", limitedStandIn(fetch, { limiter, ...more })).catch(() => {});
    assert.equal(limiter.acquired, 1);
    return limiter.outcomes;
  };
  assert.deepEqual(await outcomeOf(() => Promise.reject(new TypeError("fetch failed"))), [{ code: "network" }]);
  assert.deepEqual(await outcomeOf(() => new Promise(() => {}), { timeoutMs: 20 }), [{ code: "timeout" }]);
  const controller = new AbortController();
  const aborting = () => (queueMicrotask(() => controller.abort()), new Promise(() => {}));
  assert.deepEqual(await outcomeOf(aborting, { signal: controller.signal }), [{}]);
  assert.deepEqual(await outcomeOf(async () => new Response("[]")), [{ status: 200, code: "invalid_response" }]);
});

test("a token in the headers of the rate limit is redacted", async () => {
  const limiter = new Recorder();
  const headers = { "x-ratelimit-type": "t".repeat(20) };
  const fetch = async (url) => new Response(JSON.stringify({ id: idOf(url) }), { headers });
  await getUserProfile("x", limitedStandIn(fetch, { token: "t".repeat(20), limiter }));
  assert.deepEqual(limiter.outcomes, [{ status: 200, rateLimit: { type: "[token]" } }]);
});

test("a limiter that fails settles the call with its cause; nothing is sent, nothing is retried", async () => {
  const cause = new Error("no connection to the limiter");
  const failures = {
    rejects: () => Promise.reject(cause),
    throws: () => {
      throw cause;
    },
    "rejects later": () => delay(5).then(() => Promise.reject(cause)),
    "is a thenable that throws": () => ({
      get then() {
        throw cause;
      },
    }),
  };
  for (const [name, acquire] of Object.entries(failures)) {
    const limiter = { acquire, report: () => assert.fail("nothing was acquired") };
    const fetch = () => assert.fail("nothing is sent");
    const error = await failing(getUserProfile("x", limitedStandIn(fetch, { limiter, maxRetries: 2 })));
    assert.deepEqual([error.code, error.attempts, error.status], ["rate_limited", 0, undefined], name);
    assert.equal(error.cause, cause, name);
    assert.match(error.message, /`acquire` failed/);
    assert.match(error.hint, /`cause`/);
  }
});

test("a limiter that fails ends a batch and a list: IDs without an outcome have not been fetched", async () => {
  let acquired = 0;
  const limiter = { acquire: async () => void (acquired++ >= 3 && assert.fail("down")), report() {} };
  const batch = await all(getUserProfiles(numbered(20), limitedStandIn(profileOf, { limiter, concurrency: 2 })));
  assert.deepEqual([batch.outcomes.length, batch.error.code, batch.error.cause.message], [3, "rate_limited", "down"]);
  const list = await all(listPhoneUsers(options({ limiter })));
  assert.deepEqual([list.outcomes.length, list.error.code], [0, "rate_limited"]);
});

test("the wait is a call's time, and not that of a batch or a list", async () => {
  const limiter = new Recorder(() => delay(60));
  const late = await failing(getUserProfile(ids[0], options({ limiter, timeoutMs: 40 })));
  assert.deepEqual([late.code, late.attempts], ["timeout", 0]);
  assert.match(late.hint, /the limiter/);
  const { outcomes } = await all(getUserProfiles(["a", "b"], limitedStandIn(profileOf, { limiter, timeoutMs: 40 })));
  assert.deepEqual(
    outcomes.map(({ ok }) => ok),
    [true, true],
  );
  const fetch = async () => Response.json({ users: [{ id: "a" }], next_page_token: "" });
  const users = await all(listPhoneUsers(limitedStandIn(fetch, { limiter, timeoutMs: 40 })));
  assert.deepEqual([users.outcomes, users.error], [[{ id: "a" }], undefined]);
  // What comes after the end of the call is given back.
  assert.deepEqual([limiter.running, limiter.outcomes[0]], [0, {}]);
});

test("an acquire that never settles holds nothing up: time and aborts end the wait, and its signal", async () => {
  const signals = [];
  const limiter = {
    acquire: (signal) => (signals.push(signal), new Promise(() => {})),
    report: () => assert.fail("nothing was acquired"),
  };
  assert.equal((await failing(getUserProfile("x", options({ limiter, timeoutMs: 20 })))).code, "timeout");
  const controller = new AbortController();
  const waiting = getUserProfile("x", options({ limiter, signal: controller.signal }));
  setTimeout(() => controller.abort("enough"), 5);
  assert.equal(await waiting.catch((reason) => reason), "enough");
  const batch = getUserProfiles(numbered(5), options({ limiter, concurrency: 3 }));
  const first = batch.next();
  await delay(5);
  assert.equal(signals.length, 5);
  await batch.return();
  assert.equal((await first).done, true);
  assert.ok(signals.every(({ aborted }) => aborted));
});

test("nothing is acquired once the call is over", async () => {
  const limiter = new Recorder();
  const aborted = options({ limiter, signal: AbortSignal.abort("enough") });
  assert.equal(await getUserProfile("x", aborted).catch((reason) => reason), "enough");
  await failing(getUserProfile("", options({ limiter })));
  await failing(getUserProfile("x", options({ limiter, token: "" })));
  assert.deepEqual(limiter.events, []);
  // An abort while the call waits for its retry.
  const controller = new AbortController();
  const retried = options({
    limiter,
    maxRetries: 2,
    signal: controller.signal,
    onRetry: () => controller.abort("off"),
  });
  assert.equal(await getUserProfile("flaky-503-9", retried).catch((reason) => reason), "off");
  await delay(450);
  assert.deepEqual([limiter.acquired, limiter.running], [1, 0]);
});

test("an abort that comes with the turn gives it back", async () => {
  const controller = new AbortController();
  const limiter = new Recorder(() => controller.abort("enough"));
  const fetch = () => assert.fail("nothing is sent");
  const call = getUserProfile("x", limitedStandIn(fetch, { limiter, signal: controller.signal }));
  assert.equal(await call.catch((reason) => reason), "enough");
  await delay(1);
  assert.deepEqual(limiter.events, ["acquire", {}]);
});

test("what report throws or rejects with breaks nothing", async () => {
  const reports = [() => assert.fail("mine"), () => Promise.reject(new Error("mine")), () => ({ then: 5 }), () => 7];
  for (const report of reports) {
    const limiter = { acquire: async () => {}, report };
    assert.equal((await getUserProfile(ids[0], options({ limiter }))).id, ids[0]);
    const { outcomes } = await all(getUserProfiles(ids.slice(0, 3), options({ limiter })));
    assert.equal(outcomes.filter(({ ok }) => ok).length, 3);
  }
  // An unhandled rejection would fail this test.
  await delay(1);
});

test("whatever acquire resolves with is a turn", async () => {
  for (const value of [undefined, false, null, 0, "no", {}, Symbol("x")]) {
    const limiter = { acquire: () => value, report() {} };
    assert.equal((await getUserProfile(ids[0], options({ limiter }))).id, ids[0]);
  }
});

test("batches and lists go through it, and not through the page's limit", async () => {
  const limiter = new Recorder();
  const started = performance.now();
  const { outcomes } = await all(getUserProfiles(listPhoneUsers(options({ limiter })), options({ limiter })));
  assert.deepEqual(outcomes.map(({ userId }) => userId).sort(), [...ids].sort());
  assert.deepEqual([limiter.acquired, limiter.running], [61, 0]);
  // Forty a second would take a second and a half.
  assert.ok(performance.now() - started < 1400, `${performance.now() - started} ms`);
  const progress = [];
  await all(getUserProfiles(ids, options({ limiter, onProgress: (each) => progress.push(each) })));
  assert.ok(progress.every(({ etaMs }) => etaMs >= 0));
  assert.deepEqual([progress.at(-1).done, progress.at(-1).etaMs], [60, 0]);
});

test("several batches share it", async () => {
  let free = 3;
  const queue = [];
  const limiter = new Recorder(() => (free > 0 ? void free-- : new Promise((resolve) => queue.push(resolve))));
  const report = limiter.report.bind(limiter);
  limiter.report = (outcome) => {
    report(outcome);
    if (queue.length > 0) queue.shift()();
    else free += 1;
  };
  const fetch = async (url) => (await delay(1), profileOf(url));
  const runs = Array.from({ length: 4 }, () => all(getUserProfiles(numbered(25), limitedStandIn(fetch, { limiter }))));
  const results = await Promise.all([...runs, getUserProfile("x", limitedStandIn(fetch, { limiter }))]);
  assert.ok(results.slice(0, 4).every(({ outcomes }) => outcomes.length === 25 && outcomes.every(({ ok }) => ok)));
  assert.deepEqual([limiter.acquired, limiter.most, free], [101, 3, 3]);
});

test("a client has one as its default; hooks see what it lets through", async () => {
  const limiter = new Recorder();
  const hooks = [];
  const onRequest = () => hooks.push(limiter.acquired);
  const onResponse = ({ status }) => hooks.push([status, limiter.outcomes.length]);
  const client = createClient(options({ limiter, onRequest, onResponse, maxRetries: 2 }));
  await client.getUserProfile("flaky-503-2");
  assert.deepEqual(hooks, [1, [503, 1], 2, [503, 2], 3, [200, 3]]);
  const other = new Recorder();
  await client.getUserProfile(ids[0], { limiter: other });
  await all(client.listPhoneUsers());
  await all(client.getUserProfiles(ids.slice(0, 3)));
  assert.deepEqual([limiter.acquired, other.acquired, limiter.running], [7, 1, 0]);
  assert.ok(limiter.outcomes.every(({ rateLimit }) => rateLimit === undefined || rateLimit.limit > 0));
  const refused = await client
    .getUserProfiles(ids, { plan: "pro" })
    .next()
    .catch((error) => error);
  assert.match(refused.message, /`limiter` and `plan` cannot be combined/);
});

test("its methods keep their `this`; options that cannot be used are refused", async () => {
  class Private {
    #acquired = 0;
    async acquire() {
      this.#acquired += 1;
    }
    report() {
      this.#acquired -= 1;
    }
    get balance() {
      return this.#acquired;
    }
  }
  const limiter = new Private();
  await getUserProfile(ids[0], options({ limiter }));
  assert.equal(limiter.balance, 0);
  const callable = Object.assign(() => {}, { acquire: async () => {}, report() {} });
  await getUserProfile(ids[0], options({ limiter: callable }));
  for (const wrong of [null, 5, "limiter", {}, [], { acquire() {} }, { report() {} }, { acquire: 1, report() {} }]) {
    const error = await failing(getUserProfile(ids[0], options({ limiter: wrong })));
    assert.equal(error.code, "invalid_argument");
    assert.match(error.message, /`limiter` must be an object with the functions `acquire` and `report`/);
  }
  for (const more of [{ plan: "pro" }, { requestsPerSecond: 5 }]) {
    const error = await failing(getUserProfiles(["x"], options({ limiter, ...more })).next());
    assert.match(error.message, new RegExp(`\`${Object.keys(more)}\` cannot be combined`));
  }
  const list = await failing(listPhoneUsers(options({ limiter, plan: "pro" })).next());
  assert.match(list.message, /`plan` cannot be combined/);
  assert.match((await failing(getUserProfile("x", options({ limitter: limiter })))).hint, /`limiter`/);
});

test("over HTTP each request is acquired, by chance settled, failed, aborted or refused: no turn is lost", async () => {
  const random = randomFrom(19);
  let running = 0;
  let requests = 0;
  let acquired = 0;
  const http = createServer((request, response) => {
    requests += 1;
    // An aborted request may arrive after its turn was reported: so turns are counted, not those that are running.
    assert.ok(requests <= acquired, "a request without a turn");
    const at = random();
    if (at < 0.1) return response.writeHead(503).end();
    if (at < 0.2) return response.writeHead(429, { "retry-after": "0.001" }).end();
    if (at < 0.25) return response.destroy();
    setTimeout(() => response.writeHead(200).end(JSON.stringify({ id: idOf(request.url) })), random() * 4);
  });
  const baseUrl = `http://127.0.0.1:${await listening(http)}/v2`;
  let isFailing = true;
  const limiter = {
    async acquire() {
      await delay(random() * 4);
      if (isFailing && random() < 0.05) throw new Error("down");
      acquired += 1;
      running += 1;
    },
    report() {
      running -= 1;
    },
  };
  const call = async (at) => {
    const controller = new AbortController();
    if (random() < 0.3) setTimeout(() => controller.abort("enough"), random() * 8);
    const timeoutMs = random() < 0.3 ? 1 + Math.floor(random() * 8) : 5000;
    await getUserProfile(`user-${at}`, { baseUrl, token: "t", limiter, timeoutMs, signal: controller.signal }).catch(
      (error) => error,
    );
  };
  for (let round = 0; round < 12; round++) await Promise.all(Array.from({ length: 25 }, (_, at) => call(at)));
  isFailing = false;
  const batch = getUserProfiles(numbered(200), { baseUrl, token: "t", limiter });
  for await (const { userId } of batch) if (userId === "user-90") break;
  // Turns that come after the end.
  for (let waits = 0; running > 0 && waits < 200; waits++) await delay(5);
  await closed(http);
  assert.equal(running, 0, "each turn is reported once");
  assert.ok(acquired >= requests && requests > 200, `${requests} of ${acquired}`);
});
