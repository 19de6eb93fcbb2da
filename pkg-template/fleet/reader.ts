// Feeds a source to the wasm, which splits it into profiles and counts or exports them.

import { LARGEST_PROFILE } from "#border";
import type { Fleet } from "#parts/fleet";
import * as glue from "#parts/fleet";
import { fault, invalidArgument, throwIfAborted } from "../shared/arguments.ts";
import { isBytes } from "../shared/bytes.ts";
import { writeText } from "../shared/documents.ts";
import { nextTask } from "../shared/next-task.ts";
import { memory, outOfMemory, prepared, withinMemory } from "../shared/runtime.ts";
import { ChunkScheduler } from "./chunk-scheduler.ts";
import { itemOf } from "./item.ts";
import type { FleetSettings } from "./settings.ts";
import { partsOf, piecesOf } from "./source.ts";

/** Returns a fleet in the wasm, for the caller to free. `form` is the number of an export's format, if any. */
export async function openFleet(settings: FleetSettings, form?: number): Promise<Fleet> {
  const { strictness, maxIssues, groupBy, audit, outliers } = settings;
  await prepared(glue.part);
  return new glue.Fleet(strictness, maxIssues, groupBy, audit, outliers, form);
}

/** What takes a source in: a fleet, or either fleet of a drift. */
export type Intake = Pick<Fleet, "reserve" | "filled" | "end" | "pushValue" | "pushFailure" | "profiles" | "bytes">;

/**
 * Reads a whole source into a fleet, and yields after each chunk of bytes and each item. Throws `invalid_argument` for
 * a source that is not a fleet, `response_too_large` for a profile over 16 MiB, and the reason of an aborted signal.
 */
export async function* readInto(
  fleet: Intake,
  source: unknown,
  settings: Pick<FleetSettings, "signal" | "onProgress">,
): AsyncGenerator<void, void> {
  const { signal, onProgress } = settings;
  // The wasm may just have been compiled, which takes as long as a chunk or two.
  await nextTask();
  const scheduler = new ChunkScheduler();
  let reported: { profiles: number; bytes: number } | undefined;
  const report = () => onProgress?.((reported = { profiles: fleet.profiles, bytes: fleet.bytes }));
  for await (const [part] of partsOf(source, signal)) {
    // A part may be as large as its source likes, such as the 2 MB of a browser's stream: it is read in chunks.
    for (const chunk of isBytes(part) ? piecesOf(part, () => scheduler.bytes) : [part]) {
      throwIfAborted(signal);
      take(fleet, chunk);
      report();
      yield;
      await scheduler.pause();
    }
  }
  refuseOther(
    fleet,
    withinMemory(() => fleet.end()),
  );
  // The last profile may have ended only with its source.
  if (reported?.profiles !== fleet.profiles || reported.bytes !== fleet.bytes) report();
  throwIfAborted(signal);
}

function take(fleet: Intake, chunk: unknown): void {
  try {
    if (isBytes(chunk)) takeBytes(fleet, chunk);
    else takeItem(fleet, chunk);
  } catch (error) {
    throw outOfMemory(error);
  }
}

function takeBytes(fleet: Intake, bytes: Uint8Array): void {
  // In this order: to reserve may grow the memory.
  const address = fleet.reserve(bytes.length);
  memory().set(bytes, address);
  refuseOther(fleet, fleet.filled(bytes.length));
}

function takeItem(fleet: Intake, part: unknown): void {
  const { text = "", userId = "", failure } = itemOf(part);
  if (failure) fleet.pushFailure(...failure);
  else fleet.pushValue(writeText(text), userId);
}

/** Throws if there is a problem. `problem` names what the source is, and is empty for a profile that is too large. */
function refuseOther(fleet: Intake, problem: string | undefined): void {
  if (problem === undefined) return;
  if (problem) throw invalidArgument(`The source is ${problem}`, NOT_JSON);
  throw fault(
    "response_too_large",
    `Profile ${fleet.profiles} of the source is larger than ${LARGEST_PROFILE >> 20} MiB, or never ends`,
    "Check that the source is a JSON array, NDJSON, or an object that holds a list of profiles.",
  );
}

const NOT_JSON =
  'Pass JSON or NDJSON: gzip through `DecompressionStream("gzip")`, UTF-16 as `TextDecoder` decodes it, ' +
  "IDs to `getUserProfiles`.";
