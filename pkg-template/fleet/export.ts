// Exports a fleet: the wasm writes out each chunk as it is read.

import { loaded } from "../shared/loaded.ts";
import { readOptions } from "../shared/read-options.ts";
import { withinMemory } from "../shared/runtime.ts";
import { byteOrderMark, EXPORT_OPTIONS, exportForm, type FleetSettings, fleetSettingsOf } from "./settings.ts";
import { partsOf } from "./source.ts";
import { streamed } from "./stream.ts";
import type { FleetExportOptions, FleetSource } from "./types.ts";

/**
 * Writes a fleet out again while it streams in.
 *
 * - `"csv"` (RFC 4180, with a heading): a row for each user, with who they are, then a column for each policy (`on`,
 *   `off`, `unknown`), policies that this version does not know, locks with their levels, and what is wrong:
 *   `error_code` if it could not be fetched, `error`. What a spreadsheet would run as a formula, phone numbers with `+`
 *   included, begins with an apostrophe.
 * - `"ndjson"`: a profile on each line as it came, unknown fields included.
 *
 * A profile that fails is not lost: in CSV it is a row with its ID and an `error`, in NDJSON a line
 * `{"error":{"index","id","code","message","issues"}}`, which is a failure again where it is read.
 * The source is read as the stream is; its errors and the signal's reason are the stream's. `groupBy`, `audit`,
 * `outliers` and `onIssue` do nothing here: those rows and lines say what is wrong.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for a format or option that cannot be used. All other errors are the
 * stream's, as {@link summarizeFleet} rejects with them.
 * @example
 * await exportFleet(getUserProfiles(ids, { token }), "csv").pipeTo(download);
 */
export function exportFleet(
  source: FleetSource,
  format: "csv" | "ndjson",
  options: FleetExportOptions = {},
): ReadableStream<Uint8Array> {
  const settings = fleetSettingsOf(readOptions(options, EXPORT_OPTIONS));
  const form = exportForm(format, settings.bom);
  return streamed((signal) => exported(source, { ...settings, signal }, form), settings.signal);
}

/** Yields the bytes of an export as the source is read. */
export async function* exported(
  source: unknown,
  settings: FleetSettings,
  form: number,
): AsyncGenerator<Uint8Array, void> {
  // A stream that is cancelled before anybody reads it closes its source, and needs no more code for that.
  if (settings.signal?.aborted) await partsOf(source, settings.signal).next();
  const { openFleet, readInto } = await loaded(() => import("./reader.ts"));
  const fleet = await openFleet(settings, form);
  try {
    if (settings.bom) yield byteOrderMark();
    for await (const _ of readInto(fleet, source, settings)) {
      const bytes = withinMemory(() => fleet.takeExport());
      if (bytes.length > 0) yield bytes;
    }
    yield withinMemory(() => fleet.takeExport());
  } finally {
    withinMemory(() => fleet.free());
  }
}
