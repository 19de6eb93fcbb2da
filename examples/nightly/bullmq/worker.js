// A process of the nightly run on BullMQ: start as many as you like, on any machines that reach Redis and the folder.

import { readFileSync } from "node:fs";

import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";

import * as jobs from "../jobs.js";
import { KEYS } from "../storage.js";
import { callOptions, withRates } from "../zoom.js";
import { fileStore } from "./file-store.js";
import { limiterOf, tokenStoreOf } from "./redis-account.js";

const { REDIS_URL = "redis://localhost:6379", FLEETS = "fleets", ZOOM_ACCOUNTS = "accounts.json" } = process.env;

const accounts = JSON.parse(readFileSync(ZOOM_ACCOUNTS, "utf8")).map(withRates);
const store = fileStore(FLEETS);
// Workers wait at Redis as long as it takes, and so must not give up on a command.
const redis = new Redis(REDIS_URL, { maxRetriesPerRequest: null });
const queue = new Queue("fleet-jobs", {
  connection: redis,
  defaultJobOptions: {
    attempts: jobs.ATTEMPTS,
    backoff: { type: "fixed", delay: 60_000 },
    removeOnComplete: true,
  },
});

const send = async (body, { delaySeconds = 0 } = {}) =>
  void (await queue.add(body.job, body, { delay: delaySeconds * 1_000 }));

/** Begins a night. A second one in the same night resumes what is not finished. */
async function begin(night) {
  for (const { name } of accounts) {
    if (!(await store.get(KEYS.result(name, night)))) await send({ job: "list", account: name, night });
  }
}

async function run({ data: body, attemptsMade }) {
  const account = accounts.find(({ name }) => name === body.account);
  const limiter =
    body.job === "list"
      ? limiterOf(redis, `${account.name}:list`, account.listsPerSecond)
      : limiterOf(redis, `${account.name}:profiles`, account.requestsPerSecond);
  await jobs[body.job](body, {
    account,
    store,
    send,
    isLastAttempt: attemptsMade + 1 >= jobs.ATTEMPTS,
    options: { ...callOptions(account, tokenStoreOf(redis, account.name)), limiter },
  });
}

// All processes say the same: there is one scheduler of this name.
await queue.upsertJobScheduler("nights", { pattern: "0 0 1,5 * * *", tz: "UTC" }, { name: "begin" });

new Worker(
  "fleet-jobs",
  (job) => (job.name === "begin" ? begin(new Date(job.timestamp).toISOString().slice(0, 10)) : run(job)),
  { connection: redis, concurrency: 8 },
);
