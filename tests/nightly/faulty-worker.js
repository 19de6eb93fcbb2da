// The example's Worker with faults around it: its messages come twice and late, and its consumers are killed at any of
// their steps. Which, follows from the message alone. The test bundles this module for workerd.

import { WorkerEntrypoint } from "cloudflare:workers";

import { partOf } from "../../examples/nightly/storage.js";
import worker from "../../examples/nightly/worker.js";

export { Account } from "../../examples/nightly/worker.js";

/** Returns a number from 0 up to `most` that a message and a question always have. */
const drawn = ({ job, account, night, part }, question, most) =>
  partOf(`${question} ${job} ${account} ${night} ${part}`, most);

export default {
  scheduled: (event, env) => worker.scheduled(event, env),
  fetch: (request, env) => worker.fetch(request, env),
  /** Cloudflare runs consumers at the same time, miniflare one after another: so each message gets its own. */
  async queue({ messages }, env) {
    const deliver = ({ body, attempts }) =>
      env.CONSUMER.fetch("http://consumer", { method: "POST", body: JSON.stringify({ body, attempts }) });
    const deliveries = await Promise.allSettled(messages.map(deliver));
    for (const [at, { status }] of deliveries.entries()) if (status === "rejected") messages[at].retry();
  },
};

/** A consumer: each request is an invocation of its own, which ends with all that it has under way. */
export class Consumer extends WorkerEntrypoint {
  async fetch(request) {
    const { body, attempts } = await request.json();
    const isKilled = attempts <= 2 && drawn(body, `kill ${attempts}`, 3) === 0;
    const life = new Life(isKilled ? drawn(body, `step ${attempts}`, 300) : Infinity);
    const work = worker.queue({ messages: [{ body, attempts }] }, faultyEnv(this.env, life));
    try {
      await Promise.race([work, life.end]);
      return new Response();
    } catch (error) {
      await tell(this.env, life.isOver ? "killed" : `failed: ${error.message}`);
      throw error;
    }
  }
}

class Life {
  #left;
  isOver = false;

  constructor(steps) {
    this.#left = steps;
    this.end = new Promise((_, reject) => (this.kill = reject));
    this.end.catch(() => {});
  }

  /** Returns a function that takes a step, and never returns once the life is over. */
  step(call) {
    return async (...args) => {
      if (this.#left-- > 0) return call(...args);
      this.isOver = true;
      this.kill(new Error("killed"));
      return new Promise(() => {});
    };
  }
}

/** What the test waits for, and counts. */
const tell = (env, event) => env.EVENTS.fetch("http://events", { method: "POST", body: event });

function faultyEnv(env, life) {
  const step = life.step.bind(life);
  return {
    ...env,
    FLEETS: {
      get: step((key) => env.FLEETS.get(key)),
      head: step((key) => env.FLEETS.head(key)),
      list: step((options) => env.FLEETS.list(options)),
      put: step(async (key, ...rest) => {
        await env.FLEETS.put(key, ...rest);
        if (key.startsWith("results/")) await tell(env, key);
      }),
    },
    JOBS: { send: step((body, options) => send(env, body, options)) },
    ACCOUNTS: { getByName: (name) => faultyAccount(env.ACCOUNTS.getByName(name), step) },
  };
}

/** Sends a message up to two seconds late, which changes the order, and a fifth of them twice. */
async function send(env, body, { delaySeconds = 0 } = {}) {
  const late = (question) => ({ delaySeconds: delaySeconds + drawn(body, question, 3) });
  await env.JOBS.send(body, late("late"));
  if (drawn(body, "twice", 5) > 0) return;
  await env.JOBS.send(body, late("later"));
  await tell(env, "duplicate");
}

const faultyAccount = (account, step) => ({
  async turns(kind, perSecond) {
    const turns = await account.turns(kind, perSecond);
    return {
      acquire: step(() => turns.acquire()),
      report: (pauseMs) => turns.report(pauseMs),
      [Symbol.dispose]: () => turns[Symbol.dispose](),
    };
  },
  get: step(() => account.get()),
  set: step((token) => account.set(token)),
  lock: step((work) => account.lock(work)),
});
