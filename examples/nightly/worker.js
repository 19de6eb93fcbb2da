// The Worker: a cron trigger begins the night, the queue runs its jobs, and a route serves what came of it.

import { mergeFleetDriftSummaries, mergeFleetSummaries } from "zoom-phone-profile";

import * as jobs from "./jobs.js";
import { KEYS, nightBefore, readJson, storeOf } from "./storage.js";
import { callOptions, withRates } from "./zoom.js";

export { Account } from "./account.js";

/** The accounts are a secret, since their client secrets are among them. */
const accountsOf = (env) => JSON.parse(env.ZOOM_ACCOUNTS).map(withRates);

/** Who may see the results: a placeholder for your own sessions. */
const isAdmin = (request) => request.headers.get("authorization") === "Bearer demo-session";

export default {
  /** Begins a night. A second trigger in the same night resumes what is not finished. */
  async scheduled({ scheduledTime }, env) {
    const night = new Date(scheduledTime).toISOString().slice(0, 10);
    for (const { name } of accountsOf(env)) {
      const isFinished = await env.FLEETS.head(KEYS.result(name, night));
      if (!isFinished) await env.JOBS.send({ job: "list", account: name, night });
    }
  },

  /** Runs a job. One that throws is delivered again. */
  async queue({ messages }, env) {
    for (const { body, attempts } of messages) await run(body, attempts, env);
  },

  async fetch(request, env) {
    if (!isAdmin(request)) return new Response("Sign in first", { status: 401 });
    const { pathname } = new URL(request.url);
    if (pathname === "/nights") return latest(env);
    const [, account, night] = /^\/nights\/([^/]+)\/([^/]+)\.ndjson$/.exec(pathname) ?? [];
    const plan = night && (await readJson(storeOf(env.FLEETS), KEYS.plan(account, night)));
    return plan ? profiles(env, account, night, plan) : new Response("Not found", { status: 404 });
  },
};

async function run(body, attempts, env) {
  const account = accountsOf(env).find(({ name }) => name === body.account);
  const object = env.ACCOUNTS.getByName(account.name);
  const [kind, perSecond] =
    body.job === "list" ? ["list", account.listsPerSecond] : ["profiles", account.requestsPerSecond];
  using turns = await object.turns(kind, perSecond);
  const tokenStore = {
    get: () => object.get(),
    set: (token) => object.set(token),
    lock: (work) => object.lock(work),
  };
  await jobs[body.job](body, {
    account,
    store: storeOf(env.FLEETS),
    send: (job, options) => env.JOBS.send(job, options),
    isLastAttempt: attempts >= jobs.ATTEMPTS,
    options: { ...callOptions(account, tokenStore), limiter: limiterOf(turns) },
  });
}

/** Where Zoom refuses a request although it is within the limit, another app uses the same quota. */
const limiterOf = (turns) => ({
  acquire: () => turns.acquire(),
  report: ({ status, retryAfterMs = 1_000 }) => turns.report(status === 429 ? Math.min(retryAfterMs, 60_000) : 0),
});

/** The latest result of each account, and of all of them together. */
async function latest(env) {
  const store = storeOf(env.FLEETS);
  const accounts = {};
  for (const { name } of accountsOf(env)) {
    const night = await nightBefore(store, name);
    if (night) accounts[name] = await readJson(store, KEYS.result(name, night));
  }
  const results = Object.values(accounts);
  const summary = mergeFleetSummaries(...results.map(({ summary }) => summary));
  const drift = mergeFleetDriftSummaries(...results.flatMap(({ drift }) => drift ?? []));
  return Response.json({ accounts, summary, drift });
}

/** The profiles of a night, one part after another: a file for the page's view of fleets. */
function profiles(env, account, night, { parts }) {
  async function* chunks() {
    for (let part = 0; part < parts; part++) {
      const object = await env.FLEETS.get(KEYS.profiles(account, night, part));
      if (object) yield* object.body;
    }
  }
  return new Response(ReadableStream.from(chunks()), { headers: { "content-type": "application/x-ndjson" } });
}
