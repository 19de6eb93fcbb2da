// `npm run chaos -- [calls] [seed]`: so many calls through a proxy that misbehaves (10,000 by default), as single calls
// and as batches. Each settles within its time, none is reported twice, no success carries wrong data, and no second
// sees more requests than the account has. `npm test` runs a few hundred.

import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";

import { getUserProfiles, getUserProfileWithResponse, isZoomPhoneError } from "#package";
import { errorCodes } from "../facts.js";
import { chooser } from "../js/support/documents.js";
import { startZoomServer } from "../zoom-server/server.js";
import { CHANGES_CONTENT, FAULTS, startChaos } from "./proxy.js";

const TIMEOUT_MS = 1_000;
/** Calls at a time. */
const CONCURRENCY = 24;
/** How late a timer may be on a busy machine, in milliseconds. */
const SLACK_MS = 2_000;
const USERS = 300;
/** Codes that a call may end with: its arguments are right. */
const CODES = new Set(errorCodes().filter((code) => code !== "invalid_argument"));

/** Half of what comes is sound: without that, retries would never come through. */
function anyFault(random) {
  return random.onceIn(2) ? "none" : random.choose(Object.keys(FAULTS));
}

/** Chooses a fault for each request, and notes which ones its user has met. */
function noting(faultsOf) {
  return (id, random) => {
    const userId = decodeURIComponent(id);
    const fault = anyFault(random);
    faultsOf.set(userId, (faultsOf.get(userId) ?? new Set()).add(fault));
    return fault;
  };
}

/**
 * Runs the calls; throws where one breaks a promise.
 * @returns {Promise<{ calls: number, requests: number, succeeded: number, codes: Record<string, number>, faults:
 * Record<string, number>, slowestMs: number, mostInSecond: number }>}
 */
export async function runChaos(calls, seed, log = () => {}) {
  const server = await startZoomServer({ users: USERS, requestsPerSecond: 1e9 });
  const token = server.zoom.issueToken({ lifeMs: 86_400_000 });
  const report = { calls: 0, requests: 0, succeeded: 0, codes: {}, faults: {}, slowestMs: 0, mostInSecond: 0 };
  const singles = Math.ceil(calls * 0.6);
  try {
    await singly(server, token, singles, seed, report, log);
    await inBatches(server, token, calls - singles, seed + 1, report, log);
  } finally {
    await server.close();
  }
  return report;
}

/** The fault behind a reply decides what may be believed of it. */
function assertOutcome(userId, outcome, faults, directory, report) {
  report.calls += 1;
  if (outcome.ok) {
    report.succeeded += 1;
    const isUntouched = ![...faults].some((fault) => CHANGES_CONTENT.has(fault));
    if (isUntouched) assert.deepEqual(outcome.profile, directory.get(userId), `${userId} after ${[...faults]}`);
    return;
  }
  const { error } = outcome;
  assert.ok(isZoomPhoneError(error), `an error of ours, not ${error}`);
  assert.ok(CODES.has(error.code), error.code);
  report.codes[error.code] = (report.codes[error.code] ?? 0) + 1;
}

async function singly(server, token, calls, seed, report, log) {
  const random = chooser(seed);
  const { directory } = server.zoom;
  const ids = [...directory.keys()];
  const faultsOf = new Map();
  const proxy = await startChaos(server.port, seed, noting(faultsOf));
  const baseUrl = `http://127.0.0.1:${proxy.port}/v2`;
  try {
    let next = 0;
    const work = async () => {
      // At the same time no two calls are for the same user, so that each knows its faults.
      for (let at = next++; at < calls; at = next++) {
        const userId = ids[at % ids.length];
        faultsOf.delete(userId);
        const settles = [];
        const started = performance.now();
        const call = getUserProfileWithResponse(userId, {
          baseUrl,
          token,
          timeoutMs: TIMEOUT_MS,
          maxRetries: random.below(4),
        });
        call.then(
          () => settles.push("value"),
          () => settles.push("error"),
        );
        const outcome = await within(call, TIMEOUT_MS + SLACK_MS, userId);
        report.slowestMs = Math.max(report.slowestMs, Math.round(performance.now() - started));
        assertOutcome(userId, outcome, faultsOf.get(userId) ?? new Set(), directory, report);
        assert.equal(settles.length, 1);
        if (report.calls % 1000 === 0) log(`${report.calls} of ${calls} single calls`);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
  } finally {
    count(proxy, report);
    await proxy.close();
  }
}

async function within(promise, ms, name) {
  let timer;
  const late = new Promise(
    (_, reject) =>
      (timer = setTimeout(
        () => reject(new assert.AssertionError({ message: `${name} has not settled within ${ms} ms` })),
        ms,
      )),
  );
  const outcome = promise.then(
    ({ profile }) => ({ ok: true, profile }),
    (error) => ({ ok: false, error }),
  );
  return Promise.race([outcome, late]).finally(() => clearTimeout(timer));
}

/** Requests a second of the batches' account. */
const RATE = 150;

async function inBatches(server, token, calls, seed, report, log) {
  const { directory } = server.zoom;
  const ids = [...directory.keys()];
  const faultsOf = new Map();
  const proxy = await startChaos(server.port, seed, noting(faultsOf));
  try {
    for (let at = 0; at < calls; ) {
      const wanted = ids.slice(0, Math.min(ids.length, calls - at));
      at += wanted.length;
      faultsOf.clear();
      const seen = new Map();
      const options = {
        baseUrl: `http://127.0.0.1:${proxy.port}/v2`,
        token,
        timeoutMs: TIMEOUT_MS,
        maxRetries: 1,
        requestsPerSecond: RATE,
        concurrency: CONCURRENCY,
      };
      try {
        for await (const outcome of getUserProfiles(wanted, options)) {
          assert.ok(!seen.has(outcome.userId), `${outcome.userId} is reported twice`);
          seen.set(outcome.userId, outcome.ok);
          assertOutcome(outcome.userId, outcome, faultsOf.get(outcome.userId), directory, report);
        }
        assert.equal(seen.size, wanted.length, "each id has its outcome");
      } catch (error) {
        // A corrupted reply may say that the token is dead, or that the day is over: that ends a batch, with an error
        // of ours.
        if (!isZoomPhoneError(error)) throw error;
        report.calls += wanted.length - seen.size;
        report.codes[`batch: ${error.code}`] = (report.codes[`batch: ${error.code}`] ?? 0) + 1;
      }
      log(`${at} of ${calls} calls in batches`);
    }
    report.mostInSecond = mostInSecond(proxy.seen.map(({ at }) => at));
    // Counted where they arrive: requests that wait on a busy machine arrive together, at most as many as run at a
    // time.
    assert.ok(
      report.mostInSecond <= RATE + CONCURRENCY,
      `${report.mostInSecond} requests in a second, where ${RATE} are allowed`,
    );
  } finally {
    count(proxy, report);
    await proxy.close();
  }
}

function mostInSecond(times) {
  let from = 0;
  return times.reduce((most, time, at) => {
    while (times[from] <= time - 1000) from++;
    return Math.max(most, at - from + 1);
  }, 0);
}

function count({ seen }, report) {
  report.requests += seen.length;
  for (const { fault } of seen) report.faults[fault] = (report.faults[fault] ?? 0) + 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [calls = 10_000, seed = 1] = process.argv.slice(2).map(Number);
  const started = performance.now();
  console.log(JSON.stringify(await runChaos(calls, seed, (text) => console.log(text)), null, 2));
  console.log(`every call settled, in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}
