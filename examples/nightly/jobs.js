// The three jobs of a night. Each may run twice, at the same time, in any order, and be killed at any point: what it
// writes is written once or follows from what was, and what it queues it queues again.

import {
  diffFleets,
  exportFleet,
  getUserProfiles,
  listPhoneUsers,
  mergeFleetDriftSummaries,
  mergeFleetSummaries,
  summarizeFleet,
} from "zoom-phone-profile";

import { KEYS, nightBefore, partOf, readJson } from "./storage.js";

/** How often a job is tried. */
export const ATTEMPTS = 6;

/** Codes of failures that a later attempt may not have. */
const PASSING = new Set(["network", "timeout", "server_error", "rate_limited"]);

/**
 * Lists the users of an account, and queues them in parts. A part becomes visible when its turn comes under the rate
 * limit, so that the parts of one account do not hold up those of another.
 */
export async function list({ night }, { account, store, send, options }) {
  const { parts } = await planOf(night, { account, store });
  /** @type {string[][]} */
  const ids = Array.from({ length: parts }, () => []);
  for await (const { id } of listPhoneUsers(options)) ids[partOf(id, parts)].push(id);
  let ahead = 0;
  for (const [part, userIds] of ids.entries()) {
    const delaySeconds = Math.floor(ahead / account.requestsPerSecond);
    await send({ job: "part", account: account.name, night, part, userIds: userIds.sort() }, { delaySeconds });
    ahead += userIds.length;
  }
}

/** Returns what the night was begun with. The first job decides, so that all jobs of a night agree. */
async function planOf(night, { account, store }) {
  const key = KEYS.plan(account.name, night);
  const before = await nightBefore(store, account.name, night);
  const earlier = before && (await readJson(store, KEYS.plan(account.name, before)));
  // With another number of parts a user may be in another one, and parts cannot be compared.
  const plan = { parts: account.parts, before: earlier?.parts === account.parts ? before : undefined };
  await store.putOnce(key, JSON.stringify(plan));
  return readJson(store, key);
}

/** Fetches the profiles of a part, sums them up, and compares them with those of the night before. */
export async function part({ night, part, userIds }, context) {
  const { account, store, send } = context;
  const { parts, before } = await readJson(store, KEYS.plan(account.name, night));
  const key = KEYS.part(account.name, night, part);
  if (!(await store.get(key))) {
    const after = await profilesOf(KEYS.profiles(account.name, night, part), userIds, context);
    const earlier = before && (await store.get(KEYS.profiles(account.name, before, part)));
    const summary = await summarizeFleet(after);
    const drift = earlier && (await diffFleets(earlier, after).summary());
    await store.put(key, JSON.stringify({ summary, drift }));
  }
  const done = await store.keys(KEYS.parts(account.name, night));
  if (done.length === parts) await send({ job: "finish", account: account.name, night });
}

/** Returns the stored profiles, or fetches and stores them. If several consumers do so, the first one's are kept. */
async function profilesOf(key, userIds, { store, options, isLastAttempt }) {
  const stored = await store.get(key);
  if (stored) return stored;
  const outcomes = await Array.fromAsync(getUserProfiles(userIds, { ...options, ordered: true }));
  const errors = outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.error));
  const passing = errors.find(({ code }) => PASSING.has(code));
  if (passing && !isLastAttempt) throw passing;
  await store.putOnce(key, new Uint8Array(await new Response(exportFleet(outcomes, "ndjson")).arrayBuffer()));
  return store.get(key);
}

/** Merges the parts of an account. */
export async function finish({ night }, { account, store }) {
  const { parts, before } = await readJson(store, KEYS.plan(account.name, night));
  let summary = mergeFleetSummaries();
  let drift = before && mergeFleetDriftSummaries();
  for (let part = 0; part < parts; part++) {
    const one = await readJson(store, KEYS.part(account.name, night, part));
    summary = mergeFleetSummaries(summary, one.summary);
    // Absent if the profiles of the night before have been deleted since.
    drift = drift && one.drift && mergeFleetDriftSummaries(drift, one.drift);
  }
  await store.put(KEYS.result(account.name, night), JSON.stringify({ night, before, summary, drift }));
}
