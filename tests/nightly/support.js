// What the tests of the nightly run share: what one process makes of the same users, and what a server has seen.

import { diffFleets, exportFleet, getUserProfiles, summarizeFleet } from "#package";
import { partOf } from "../../examples/nightly/storage.js";

/** The most of these moments, in order and in milliseconds, in a sliding second. */
export function mostInSecond(moments) {
  let most = 0;
  for (let first = 0, last = 0; last < moments.length; last++) {
    while (moments[last] - moments[first] >= 1_000) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/** Fetches all users in one process, in the order of the parts, and returns the export. */
export async function fetchedAtOnce(ids, parts, options) {
  const sorted = [...ids].sort((one, other) => partOf(one, parts) - partOf(other, parts) || (one < other ? -1 : 1));
  const outcomes = getUserProfiles(sorted, { ...options, requestsPerSecond: 100_000, ordered: true });
  return new Response(exportFleet(outcomes, "ndjson")).text();
}

/** Returns what one process finds in a night's export: the summary, and the drift if there is a night before. */
export async function resultOf(after, before) {
  const summary = await summarizeFleet(after);
  return comparable({ summary, drift: before === undefined ? undefined : await diffFleets(before, after).summary() });
}

/** Returns a result as JSON has it, without the bytes: a line of a failure has its place, whose digits differ. */
export function comparable({ summary: { bytes: _, ...summary }, drift }) {
  return JSON.parse(JSON.stringify({ summary, drift }));
}
