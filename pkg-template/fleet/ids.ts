// Streams the IDs of the users whom an earlier run has fetched. The wasm's reader splits JSON of any kind, and writes a
// profile on each line; CSV is read here.

import { EXPORT_FORMS } from "#border";
import { type Given, invalidArgument, throwIfAborted } from "../shared/arguments.ts";
import { isBytes, plainBytes } from "../shared/bytes.ts";
import { membersOf } from "../shared/guards.ts";
import { nextTask } from "../shared/next-task.ts";
import { readOptions } from "../shared/read-options.ts";
import { CsvReader } from "./csv.ts";
import { exported } from "./export.ts";
import { type EXPORT_OPTIONS, type FleetSettings, fleetSettingsOf } from "./settings.ts";
import { CHUNK, type Part, partsOf, piecesOf } from "./source.ts";
import type { FleetOptions, FleetSource } from "./types.ts";

/**
 * Streams the IDs of the users whom an earlier run has fetched: those in an export of `exportFleet` (NDJSON or CSV,
 * which its heading tells), in outcomes of `getUserProfiles`, or in any other {@link FleetSource}.
 *
 * Yields each ID once, and keeps only the IDs in memory. Users who failed are left out, so that a run that is resumed
 * fetches them again: lines `{"error":…}`, outcomes with `ok: false`, CSV rows with an `error_code` or `error`. So is a
 * last line or row that was cut off. An outcome counts by its `userId`, and one that was written out by its profile's
 * `id`. Profiles are not validated.
 *
 * @throws {ZoomPhoneError} from the iteration: `invalid_argument` for a source that is neither JSON nor CSV with a
 *   column `id`, and otherwise as {@link summarizeFleet} rejects. An aborted signal ends it with its reason.
 * @example
 * const done = new Set<string>();
 * for await (const id of idsOf(earlierFile)) done.add(id);
 * const outcomes = getUserProfiles(ids, { token, skip: (id) => done.has(id) });
 */
export async function* idsOf(
  source: FleetSource,
  options: Pick<FleetOptions, "signal"> = {},
): AsyncGenerator<string, void, void> {
  const settings = settingsOf(options);
  const parts = partsOf(source, settings.signal);
  const seen = new Set<string>();
  try {
    const first = await firstPart(parts);
    if (!first) return;
    const all = joined(first, parts);
    for await (const id of isCsv(first) ? idsOfRows(all, settings.signal) : idsOfProfiles(all, settings)) {
      if (seen.has(id)) continue;
      seen.add(id);
      yield id;
    }
  } finally {
    await parts.return();
  }
}

function settingsOf(options: unknown): FleetSettings {
  const given: Given<(typeof EXPORT_OPTIONS)[number]> = readOptions(options, ["signal"]);
  given.validation = "lenient";
  return fleetSettingsOf(given);
}

/** White space, and the bytes of a byte order mark. */
const BLANK: readonly number[] = [0x09, 0x0a, 0x0d, 0x20, 0xef, 0xbb, 0xbf];

/** Returns the first part that holds anything, from where it does. Bytes are not kept: a source may reuse them. */
async function firstPart(parts: AsyncGenerator<Part, void, void>): Promise<Part | undefined> {
  for (;;) {
    const { done, value } = await parts.next();
    if (done) return undefined;
    const [part] = value;
    if (!isBytes(part)) return value;
    const bytes = plainBytes(part);
    const at = bytes.findIndex((byte) => !BLANK.includes(byte));
    if (at >= 0) return [bytes.subarray(at)];
  }
}

async function* joined(first: Part, parts: AsyncGenerator<Part, void, void>): AsyncGenerator<Part, void, void> {
  yield first;
  yield* parts;
}

/** Whether a text begins as a heading does. What is neither that nor JSON is for the reader of JSON to refuse. */
function isCsv([part]: Part): boolean {
  return isBytes(part) && /["\w]/.test(String.fromCharCode(part[0] ?? 0));
}

// -- JSON, profiles and outcomes

async function* idsOfProfiles(
  parts: AsyncGenerator<Part, void, void>,
  settings: FleetSettings,
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  for await (const lines of exported(readable(parts), settings, EXPORT_FORMS.indexOf("ndjson"))) {
    // Whole lines: the wasm writes a profile at once.
    for (const line of decoder.decode(lines).split("\n")) {
      const id = line && idOf(JSON.parse(line));
      if (id) yield id;
    }
  }
}

/** Yields bytes as they are, and of an item only its ID, which an outcome's profile may not have. */
async function* readable(parts: AsyncGenerator<Part, void, void>): AsyncGenerator<Uint8Array | { id: string }, void> {
  for await (const [part] of parts) {
    if (isBytes(part)) yield part;
    else {
      const id = idOf(part);
      if (id) yield { id };
    }
  }
}

/** Returns the ID of a profile or of an outcome; `undefined` for a failure, and for what throws. */
function idOf(item: unknown): string | undefined {
  try {
    const { id, ok, userId } = membersOf(item) ?? {};
    if (typeof id === "string") return id;
    return ok === true && typeof userId === "string" ? userId : undefined;
  } catch {
    return undefined;
  }
}

// -- CSV

async function* idsOfRows(
  parts: AsyncGenerator<Part, void, void>,
  signal: AbortSignal | undefined,
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  const reader = new CsvReader();
  const column = new IdColumn();
  for await (const [part] of parts) {
    if (!isBytes(part)) throw notCsv();
    for (const piece of piecesOf(part, () => CHUNK)) {
      yield* column.idsIn(reader.read(decoder.decode(piece, { stream: true })));
      await nextTask();
      throwIfAborted(signal);
    }
  }
  yield* column.idsIn(reader.read(decoder.decode()));
  yield* column.idsIn(reader.end());
}

/** The column of the IDs. */
class IdColumn {
  #heading: readonly string[] | undefined;

  /** Yields the IDs of whole rows without an error. The first row is the heading. */
  *idsIn(rows: Iterable<string[]>): Generator<string, void> {
    for (const row of rows) {
      if (!this.#heading) {
        if (!row.includes("id")) throw notCsv();
        this.#heading = row;
      } else if (row.length === this.#heading.length && !this.#in(row, "error_code") && !this.#in(row, "error")) {
        const id = withoutApostrophe(this.#in(row, "id"));
        if (id) yield id;
      }
    }
  }

  #in(row: readonly string[], name: string): string {
    return row[this.#heading?.indexOf(name) ?? -1] ?? "";
  }
}

/** Takes off the apostrophe that an export puts before what a spreadsheet would run, such as an ID with a hyphen. */
function withoutApostrophe(field: string): string {
  return field.replace(/^'(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/, "");
}

function notCsv(): Error {
  return invalidArgument(
    "The source is neither JSON nor CSV with a column `id`",
    "Pass what `exportFleet` has written, or outcomes of `getUserProfiles`; a list of IDs needs no reading.",
  );
}
