// Compares two fleets: the wasm finds who differs, and explains the differences.

import { throwIfAborted } from "../shared/arguments.ts";
import { loaded } from "../shared/loaded.ts";
import { readOptions } from "../shared/read-options.ts";
import { DriftIterator } from "./drift-iterator.ts";
import type { FleetDrift, FleetDriftSummary, FleetDriftUser, RereadableSource } from "./drift-types.ts";
import { checkRereadable } from "./rereadable-check.ts";
import { EXPORT_OPTIONS, exportForm, FLEET_OPTIONS, type FleetSettings, fleetSettingsOf } from "./settings.ts";
import { streamed } from "./stream.ts";
import type { FleetExportOptions, FleetOptions, FleetSource } from "./types.ts";

/**
 * Compares an earlier fleet with a later one: who is new, who is gone, and what changed for whom. Keeps no profile of
 * the earlier fleet, only some 40 bytes for each user, and reads those again that differ.
 *
 * - Users go by `id`, else by email address. Of several profiles of a user in one fleet the first that passes counts.
 * - Users who changed and those who were added come in the order of the later fleet, then those who were removed in the
 *   order of the earlier one.
 * - A user has changed if policies have (`changes` are those of {@link diffPolicy}) or the `fields` of
 *   {@link DriftField}. Other fields, the order of keys and null in place of nothing make no difference.
 * - A user whose profile failed in one of the fleets is neither new nor gone: see `failed` of the summary.
 *
 * Nothing is read before the first user or the summary is asked for: then all of `before`, then `after`. `onProgress`
 * counts both. `audit`, `outliers` and `onIssue` do nothing here. If changes are many and `before` is an iterable that
 * is not an array of profiles, it is read again: after 1 MB of their profiles, after 2 more, after 3 more, and so on.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for a `before` that can be read only once, and for options that cannot be
 * used. The iteration rejects as {@link summarizeFleet} does, and with `invalid_argument` where `before` changes while
 * it is read.
 * @example
 * const drift = diffFleets(earlierFile, getUserProfiles(ids, { token }));
 * for await (const { userId, kind, changes } of drift) console.log(userId, kind, changes.map(({ text }) => text));
 * console.log((await drift.summary()).policies);
 */
export function diffFleets(before: RereadableSource, after: FleetSource, options: FleetOptions = {}): FleetDrift {
  const settings = fleetSettingsOf(readOptions(options, FLEET_OPTIONS));
  checkRereadable(before);
  return new DriftIterator(
    (signal, onSummary) => usersOf(written(before, after, { ...settings, signal }, undefined, onSummary), signal),
    settings.signal,
  );
}

/**
 * Writes the users whom {@link diffFleets} finds, as they are found.
 *
 * - `"csv"` (RFC 4180, with a heading): a row for each change, with the user, the policy or field, pointer, values as
 *   JSON, `weakens` and the sentence; one row for a user who was added or removed. What a spreadsheet would run as a
 *   formula begins with an apostrophe.
 * - `"ndjson"`: a `FleetDriftUser` on each line.
 *
 * @throws {ZoomPhoneError} `invalid_argument` as {@link diffFleets} does, and for a format that cannot be used. All
 * other errors are the stream's.
 * @example
 * await exportFleetDrift(earlierFile, file, "csv", { bom: true }).pipeTo(download);
 */
export function exportFleetDrift(
  before: RereadableSource,
  after: FleetSource,
  format: "csv" | "ndjson",
  options: FleetExportOptions = {},
): ReadableStream<Uint8Array> {
  const settings = fleetSettingsOf(readOptions(options, EXPORT_OPTIONS));
  const form = exportForm(format, settings.bom);
  checkRereadable(before);
  return streamed((signal) => written(before, after, { ...settings, signal }, form, () => {}), settings.signal);
}

/** Yields what is written of users, whole lines at a time, and hands out the summary at the end. */
async function* written(
  before: unknown,
  after: unknown,
  settings: FleetSettings,
  form: number | undefined,
  onSummary: (summary: FleetDriftSummary) => void,
): AsyncGenerator<Uint8Array, void> {
  const { writeDrift } = await loaded(() => import("./drift-reader.ts"));
  yield* writeDrift(before, after, settings, form, onSummary);
}

/** Yields the users out of NDJSON that comes in whole lines, until the signal is aborted. */
async function* usersOf(
  chunks: AsyncGenerator<Uint8Array, void>,
  signal: AbortSignal,
): AsyncGenerator<FleetDriftUser, void, void> {
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    for (const line of decoder.decode(chunk).split("\n").filter(Boolean)) {
      throwIfAborted(signal);
      yield JSON.parse(line);
    }
  }
}
