// @ts-nocheck
// A fleet: many profiles out of whatever holds them, counted in the wasm chunk by chunk.

import { invalidArgument, onAbort } from "../shared/arguments.ts";
import { isBytes, plainBytes } from "../shared/bytes.ts";
import { writeText } from "../shared/convert.ts";
import { isZoomPhoneError, ZoomPhoneError } from "../shared/error.ts";
import { isPlain } from "../shared/guards.ts";
import { readOptions } from "../shared/read-options.ts";
import { glue, memory, outOfMemory, prepared, withinMemory } from "../shared/runtime.ts";
import { EXPORT_OPTIONS, exportForm, FLEET_OPTIONS, fleetSettingsOf, GROUPS } from "../shared/settings.ts";
import { CHUNK, itemOf, partsOf, throwIfAborted } from "./source.ts";

/** The fewest bytes that are taken at a time: about one profile. */
const LEAST_PIECE = 1 << 12;
/** How long work goes on before the page has its turn, in milliseconds; a piece of bytes more makes less than ten. */
const BLOCK_MS = 5;

export async function summarizeFleet(source, options = {}) {
  const settings = fleetSettings(options, FLEET_OPTIONS);
  const fleet = await newFleet(settings);
  try {
    for await (const _ of feed(fleet, source, settings));
    const summary = withinMemory(() => withOutliers(JSON.parse(fleet.summary())));
    made.set(summary, settings);
    if (settings.onIssue) summary.failures.forEach(({ issues }) => issues.forEach((issue) => settings.onIssue(issue)));
    return summary;
  } finally {
    withinMemory(() => fleet.free());
  }
}

export function exportFleet(source, format, options = {}) {
  const settings = fleetSettings(options, EXPORT_OPTIONS);
  const form = exportForm(format, settings.bom);
  const { signal } = settings;
  const ending = new AbortController();
  const parts = exported(source, { ...settings, signal: ending.signal }, form);
  let controller, unlisten;
  const end = (reason) => {
    unlisten?.();
    ending.abort(reason);
    // A part may be under way, or none have been asked for: either way it ends by the signal, and the source is let go
    // of.
    parts.next().catch(() => {});
  };
  return new ReadableStream(
    {
      start(given) {
        controller = given;
        unlisten = onAbort(signal, () => {
          controller.error(signal.reason);
          end(signal.reason);
        });
      },
      async pull() {
        const { done, value } = await parts.next().catch((error) => {
          unlisten();
          throw error;
        });
        if (!done) return controller.enqueue(value);
        unlisten();
        controller.close();
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
}

/** The bytes of an export, part by part, as the source gives them. */
async function* exported(source, settings, form) {
  const fleet = await newFleet(settings, form);
  try {
    if (settings.bom) yield Uint8Array.of(0xef, 0xbb, 0xbf);
    for await (const _ of feed(fleet, source, settings)) {
      const bytes = withinMemory(() => fleet.takeExport());
      if (bytes.length > 0) yield bytes;
    }
    yield withinMemory(() => fleet.takeExport());
  } finally {
    withinMemory(() => fleet.free());
  }
}

async function newFleet({ strictness, maxIssues, groupBy, audit, outliers }, form = 0) {
  await prepared();
  return new glue.Fleet(strictness, maxIssues, groupBy, audit, outliers, form);
}

function fleetSettings(options, names) {
  return fleetSettingsOf(readOptions(options, names));
}

/** Takes in a source, whatever it is; a step for each piece of its parts. Browsers give up to 2 MB at a time. */
async function* feed(fleet, source, { signal, onProgress }) {
  // The wasm may just have been made ready, which takes as long as a piece or two.
  await nextTask();
  const pace = new Pace();
  let told;
  const tell = () => onProgress?.((told = { profiles: fleet.profiles, bytes: fleet.bytes }));
  for await (const [part] of partsOf(source, signal)) {
    // A part may be as large as its source likes: the page breathes within it.
    for (const piece of isBytes(part) ? slices(part, pace) : [part]) {
      throwIfAborted(signal);
      take(fleet, piece);
      tell();
      yield;
      await pace.rest();
    }
  }
  refuseOther(
    fleet,
    withinMemory(() => fleet.end()),
  );
  // The last profile may have ended only with its source.
  if (told?.profiles !== fleet.profiles || told.bytes !== fleet.bytes) tell();
  throwIfAborted(signal);
}

function take(fleet, piece) {
  try {
    if (isBytes(piece)) takeBytes(fleet, piece);
    else takeItem(fleet, piece);
  } catch (error) {
    throw outOfMemory(error);
  }
}

/** Takes in at most a chunk of bytes. */
function takeBytes(fleet, bytes) {
  // In this order: making room may grow the memory.
  const address = fleet.reserve(bytes.length);
  memory().set(bytes, address);
  refuseOther(fleet, fleet.filled(bytes.length));
}

/** Throws where the wasm says that the source is something else than a fleet. */
function refuseOther(fleet, otherFile) {
  if (otherFile === undefined) return;
  if (otherFile) throw invalidArgument(`The source is ${otherFile}`, NOT_JSON);
  throw ZoomPhoneError.create({
    message: `Profile ${fleet.profiles} of the source is larger than 16 MiB, or never ends`,
    code: "response_too_large",
    hint: "Check that the source is a JSON array, NDJSON, or an object that holds a list of profiles.",
    attempts: 0,
  });
}

/** What to do with another file. */
const NOT_JSON =
  'Pass JSON or NDJSON: gzip through `DecompressionStream("gzip")`, UTF-16 as `TextDecoder` decodes it, IDs to `getUserProfiles`.';

function takeItem(fleet, part) {
  const { text, userId, failure } = itemOf(part);
  if (failure) fleet.pushFailure(...failure);
  else fleet.pushValue(writeText(text), userId ?? "");
}

function* slices(bytes, pace) {
  const plain = plainBytes(bytes);
  let at = 0;
  // Of no bytes too there is a piece: a source of nothing else must not keep the page from its turn.
  do {
    const end = at + pace.bytes;
    yield plain.subarray(at, end);
    at = end;
  } while (at < plain.length);
}

/**
 * Lets the page breathe whenever work has gone on for too long, and finds how many bytes at a time are not too many.
 */
class Pace {
  /** Few at first: an engine that has just compiled the wasm takes many times as long as later. */
  bytes = LEAST_PIECE;
  #since = performance.now();
  #last = this.#since;

  async rest() {
    const now = performance.now();
    if (now - this.#last < BLOCK_MS / 4) this.bytes = Math.min(this.bytes * 2, CHUNK);
    else if (now - this.#last > BLOCK_MS) this.bytes = Math.max(this.bytes / 2, LEAST_PIECE);
    if (now - this.#since >= BLOCK_MS) {
      await nextTask();
      this.#since = performance.now();
    }
    this.#last = performance.now();
  }
}

function nextTask() {
  if (typeof globalThis.setImmediate === "function") return new Promise((resolve) => setImmediate(resolve));
  // Not scheduler.yield, which goes on before the page's other tasks of the same priority: they would wait until the
  // end.
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** The settings that summaries were made with: the shape of one that was cloned or parsed tells less. */
const made = new WeakMap();

export function mergeFleetSummaries(...summaries) {
  try {
    return summaries.map(checkedSummary).reduce(merged, empty());
  } catch (error) {
    if (isZoomPhoneError(error)) throw error;
    throw invalidArgument("Only summaries can be added up", "Pass what `summarizeFleet` returned.");
  }
}

/** What is no summary throws: here, or where its members are added up. */
function checkedSummary(summary) {
  const { profiles, failed, bytes, policies, failures } = summary;
  if ([profiles, failed, bytes].every(Number.isFinite) && isPlain(policies) && Array.isArray(failures)) return summary;
  throw new TypeError("no summary");
}

/** The summary of no profiles: one of its own for each who asks. */
const empty = () => ({
  profiles: 0,
  failed: 0,
  bytes: 0,
  policies: {},
  callingPlans: {},
  sites: {},
  departments: {},
  status: {},
  plansWithoutNumbers: 0,
  emergencyAddressesMissing: 0,
  issues: {},
  failures: [],
});

/** Failures that are listed, as in src/fleet. */
const LISTED_FAILURES = 100;
/** Names that are counted apart, as in src/fleet: groups, sites and the like; values outside a vocabulary. */
const COUNTED_APART = 1000;
const VALUES = 100;
/** Policies of the schema, and those that it does not know, as in src/fleet: in all, and in a group. */
const POLICIES = 37 + 256;
const GROUP_POLICIES = 37 + 32;
/** The name of all that is beyond, as in src/fleet. */
const OTHER = "other";

function merged(one, other) {
  // What was summarized of nothing adds nothing, however it was made.
  if (one.profiles > 0 && other.profiles > 0) refuseUnlike(one, other);
  const { failures: earlier, policies, groups, findings, samples, outliers: _, ...counts } = one;
  const {
    failures: later,
    policies: otherPolicies,
    groups: otherGroups,
    findings: otherFindings,
    samples: otherSamples,
    outliers: __,
    ...others
  } = other;
  const shifted = later.map((failure) => ({ ...failure, index: failure.index + one.profiles }));
  const total = {
    ...sum(counts, others, COUNTED_APART),
    policies: sumPolicies(policies, one.profiles - one.failed, otherPolicies, other.profiles - other.failed, POLICIES),
    failures: [...earlier, ...shifted].slice(0, LISTED_FAILURES),
  };
  if (groups || otherGroups) total.groups = combined(groups ?? {}, otherGroups ?? {}, sumGroup, COUNTED_APART);
  if (findings || otherFindings) total.findings = combined(findings ?? {}, otherFindings ?? {}, sumFinding);
  const sumSamples = (a = {}, b = {}) => combined(a, b, sumSample);
  if (samples || otherSamples) total.samples = combined(samples ?? {}, otherSamples ?? {}, sumSamples, COUNTED_APART);
  const summary = withOutliers(total);
  const settings = made.get(one) ?? made.get(other);
  if (settings) made.set(summary, settings);
  return summary;
}

/** What each option adds to a summary. */
const ADDED = { groupBy: "groups", audit: "findings", outliers: "samples" };

/** Throws for two summaries that were made with different options, as far as that can be told. */
function refuseUnlike(one, other) {
  const [settings, otherSettings] = [made.get(one), made.get(other)];
  const isStrictnessUnlike = settings && otherSettings && settings.strictness !== otherSettings.strictness;
  const name =
    Object.keys(ADDED).find((option) => !one[ADDED[option]] !== !other[ADDED[option]]) ??
    (isGroupedUnlike(one, other) ? "groupBy" : isStrictnessUnlike ? "validation" : undefined);
  const message = `The summaries were made with different options: \`${name}\` differs`;
  if (name) throw invalidArgument(message, "Summarize all parts with the same options.");
}

function isGroupedUnlike(one, other) {
  const both = [one, other].map(groupingsOf);
  // By cost center nothing is counted that would tell: any names may be those of cost centers.
  if (both.flat().includes("cost_center") && !(made.has(one) && made.has(other))) return false;
  return both.every((groupings) => groupings.length > 0) && !both[0].some((grouping) => both[1].includes(grouping));
}

/** The groupings that a summary may have: that which is known, or those whose names are the groups'. */
function groupingsOf(summary) {
  const { groups, sites, departments, callingPlans } = summary;
  const known = GROUPS[made.get(summary)?.groupBy];
  if (known || !groups) return known ? [known] : [];
  const namesOf = (counts) => Object.keys(counts).filter(Boolean).sort().join("\n");
  const named = { site: sites, department: departments, calling_plan: callingPlans };
  return Object.keys(named).filter((grouping) => namesOf(named[grouping]) === namesOf(groups));
}

/** Users that are named as examples, as in src/fleet. */
const EXAMPLES = 10;
const first = (one = [], other = []) => [...one, ...other].slice(0, EXAMPLES);

function sumFinding(one, other) {
  const { severity, title } = one ?? other;
  return {
    severity,
    title,
    found: (one?.found ?? 0) + (other?.found ?? 0),
    cannotTell: (one?.cannotTell ?? 0) + (other?.cannotTell ?? 0),
    examples: first(one?.examples, other?.examples),
  };
}

function sumSample(one, other) {
  return { on: first(one?.on, other?.on), off: first(one?.off, other?.off) };
}

/** A summary with its outliers, which follow from its counts and samples. */
function withOutliers(summary) {
  const { samples, groups } = summary;
  if (!samples) return summary;
  const outliers = [];
  for (const [group, policies] of Object.entries(samples)) {
    const counts = (groups ? own(groups, group)?.policies : summary.policies) ?? {};
    for (const [policy, names] of Object.entries(policies)) {
      const { on = 0, off = 0 } = own(counts, policy) ?? {};
      const count = Math.min(on, off);
      // Where the two sides are even there is no majority to depart from.
      if (count === 0 || on === off) continue;
      const majority = on > off ? "on" : "off";
      outliers.push({
        group,
        policy,
        majority,
        share: Math.max(on, off) / (on + off),
        count,
        users: names[on > off ? "off" : "on"],
      });
    }
  }
  // The order of groups and policies depends on what came first: it does not count.
  outliers.sort((a, b) => b.share - a.share || (a.group + a.policy < b.group + b.policy ? -1 : 1));
  return { ...summary, outliers };
}

function sumGroup(one = NO_GROUP, other = NO_GROUP) {
  const policies = sumPolicies(one.policies, one.profiles, other.policies, other.profiles, GROUP_POLICIES);
  return { profiles: one.profiles + other.profiles, policies };
}

const NO_GROUP = { profiles: 0, policies: {} };

/**
 * Counts of policies added up, at most so many. A policy that only one side has is unknown in all profiles of the
 * other.
 */
function sumPolicies(one, profiles, other, otherProfiles, most) {
  const all = combined(one, other, (a, b) => sum(a ?? { unknown: profiles }, b ?? { unknown: otherProfiles }, VALUES));
  return Object.fromEntries(Object.entries(all).slice(0, most));
}

/** Counts of the same names added up, at any depth; of each object at most so many names, and the rest together. */
function sum(one = {}, other = {}, most) {
  const isCount = (value) => value === undefined || Number.isFinite(value);
  return combined(one, other, (a, b) => (isCount(a) && isCount(b) ? (a ?? 0) + (b ?? 0) : sum(a, b, most)), most);
}

function combined(one, other, combine, most = Infinity) {
  // A string has members too, each of which is a string.
  if (!isPlain(one) || !isPlain(other)) throw new TypeError("no counts");
  const all = new Map();
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const value = combine(own(one, key), own(other, key));
    const name = all.size < most ? key : OTHER;
    all.set(name, all.has(name) ? combine(all.get(name), value) : value);
  }
  return Object.fromEntries(all);
}

function own(object, key) {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
