// Helpers of the tests with hostile arguments: every function with its options, and how a call settles.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import {
  auditPolicy,
  auditRules,
  createClient,
  createSharedLimiter,
  diffFleets,
  diffPolicy,
  exportFleet,
  formatPolicySummary,
  getUserProfile,
  getUserProfiles,
  parseUserProfile,
  policyCatalog,
  summarizeFleet,
  summarizePolicy,
  validateUserProfile,
  ZoomPhoneError,
} from "#package";

export const SAMPLE = readFileSync(new URL("../../fixtures/sample-response.json", import.meta.url), "utf8");
export const PROFILE = JSON.parse(SAMPLE);

export const bytes = (text) => new TextEncoder().encode(text);
export const bite = () => {
  throw new RangeError("bite");
};

/** Settles work, however it fails; it must be with an error of ours, and at once. */
export async function settled(work, name) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(reject, 10_000, new Error(`${name}: it never settles`))));
  try {
    return await Promise.race([(async () => work())(), late]);
  } catch (error) {
    assert.ok(error instanceof ZoomPhoneError, `${name}: an error of ours, not ${error?.stack ?? error}`);
    return error;
  } finally {
    clearTimeout(timer);
  }
}

export const first = async (iterator) => (await iterator.next()).value;

export const whole = (stream) => new Response(stream).text();

/** Every function that takes options, with the names of those that it takes. */
const VALIDATION = ["validation", "maxIssues", "onIssue"];
const REQUEST = [
  "token",
  "baseUrl",
  "signal",
  "timeoutMs",
  "maxRetries",
  "headers",
  "credentials",
  "fetch",
  "onRetry",
  "limiter",
  ...VALIDATION,
];
const FLEET = [...VALIDATION, "groupBy", "audit", "outliers", "signal", "onProgress"];
export const TAKERS = {
  getUserProfile: [(options) => getUserProfile("me", options), REQUEST],
  getUserProfiles: [
    (options) => first(getUserProfiles(["me"], options)),
    [...REQUEST, "plan", "requestsPerSecond", "concurrency", "ordered", "skip", "onProgress"],
  ],
  createClient: [(options) => createClient(options).getUserProfile("me"), [...REQUEST, "onRequest", "onResponse"]],
  createSharedLimiter: [(options) => (createSharedLimiter(options), null), ["name", "plan", "requestsPerSecond"]],
  parseUserProfile: [(options) => parseUserProfile(SAMPLE, options), VALIDATION],
  validateUserProfile: [(options) => validateUserProfile(SAMPLE, options), VALIDATION],
  summarizePolicy: [(options) => summarizePolicy(PROFILE, options), ["labels"]],
  "formatPolicySummary of a profile": [(options) => formatPolicySummary(PROFILE, "csv", options), ["labels"]],
  "formatPolicySummary of a summary": [
    (options) => formatPolicySummary(summarizePolicy(PROFILE), "csv", options),
    ["labels"],
  ],
  diffPolicy: [(options) => diffPolicy(PROFILE, PROFILE, options), ["labels"]],
  auditPolicy: [(options) => auditPolicy(PROFILE, options), ["baseline", "ignore", "rules", "labels"]],
  auditRules: [(options) => auditRules(options), ["labels"]],
  policyCatalog: [(options) => policyCatalog(options), ["labels"]],
  summarizeFleet: [(options) => summarizeFleet(`[${SAMPLE}]`, options), FLEET],
  diffFleets: [(options) => diffFleets(`[${SAMPLE}]`, `[${SAMPLE}]`, options).summary(), FLEET],
  exportFleet: [(options) => whole(exportFleet(`[${SAMPLE}]`, "csv", options)), FLEET],
};

/** Where nothing leaves the machine. */
export const SAFE = { fetch: async () => new Response(SAMPLE) };
