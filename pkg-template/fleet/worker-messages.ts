// The messages between the caller's side of a fleet worker (thread.ts) and its thread (worker-thread.ts).

import type { ErrorFields } from "../shared/error.ts";
import { isObject } from "../shared/guards.ts";
import type { Issue } from "../validate/types.ts";
import type { FleetItem } from "./item.ts";
import type { FleetExportOptions, FleetSummary } from "./types.ts";

/** What a call asks for. The thread's `summarizeFleet` and `exportFleet` check format and options once more. */
export interface CallRequest {
  type: "call";
  work: "summarize" | "export";
  /** Absent for a summary, and beside an unknown option, which is refused first. */
  format?: "csv" | "ndjson";
  options: FleetExportOptions;
  /** The callbacks that the caller has passed. */
  wants: { progress: boolean; issue: boolean };
  /** Absent if the thread has to ask for parts. */
  source?: Blob;
}

/** A part of a source that can be posted: a chunk of bytes, or an item that has been read. */
export type PortablePart = Uint8Array | FleetItem;

/** Parts that the thread has asked for; none in the last message means that the source has ended. */
export interface PartsMessage {
  type: "parts";
  parts: PortablePart[];
  isLast: boolean;
}

/** A message to the thread: `pull` asks for a chunk of an export, `abort` ends the call. */
export type CallerMessage = { id: number } & (CallRequest | PartsMessage | { type: "pull" } | { type: "abort" });

/** A result of a call: a summary, or a chunk or the end of an export. */
export type CallResult =
  | { type: "summary"; value: FleetSummary }
  | { type: "chunk"; value: Uint8Array }
  | { type: "done" };

/** What the thread says of a call: `want` asks for parts. */
export type ThreadReport =
  | CallResult
  | { type: "want" }
  | { type: "progress"; value: { profiles: number; bytes: number } }
  | { type: "issue"; value: Issue }
  | { type: "error"; error: ErrorFields };

/** A message from the thread. */
export type ThreadMessage = { id: number } & ThreadReport;

/**
 * Whether a value may be a message of this package, which the number of a call under way decides: a worker of the
 * user's may post other values.
 */
export function isMessage<Message extends CallerMessage | ThreadMessage>(value: unknown): value is Message {
  return isObject(value);
}
