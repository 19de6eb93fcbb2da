// The messages between the caller's side of a fleet worker (thread.ts) and its thread (worker-thread.ts).

import type { ErrorFields } from "../shared/error.ts";
import { isObject } from "../shared/guards.ts";
import type { Issue } from "../validate/types.ts";
import type { FleetDriftSummary, FleetDriftUser } from "./drift-types.ts";
import type { FleetItem } from "./item.ts";
import type { FleetExportOptions, FleetSummary } from "./types.ts";

/** What a call asks for. The thread's `summarizeFleet` and `exportFleet` check format and options once more. */
export interface CallRequest {
  type: "call";
  work: "summarize" | "export" | "drift" | "export drift";
  /** Absent for a summary, and beside an unknown option, which is refused first. */
  format?: "csv" | "ndjson";
  options: FleetExportOptions;
  /** The callbacks that the caller has passed. */
  wants: { progress: boolean; issue: boolean };
  /** Absent if the thread has to ask for parts. */
  source?: Blob;
  /** The earlier fleet of a drift; absent if the thread has to ask for its parts. */
  before?: Blob;
}

/** A part of a source that can be posted: a chunk of bytes, or an item that has been read. */
export type PortablePart = Uint8Array | FleetItem;

/** A source of a call: of a drift there are two. */
export type SourceName = "source" | "before";

/** Parts that the thread has asked for; none in the last message means that the source has ended. */
export interface PartsMessage {
  type: "parts";
  of: SourceName;
  parts: PortablePart[];
  isLast: boolean;
  /** Of an earlier fleet: whether to read a part of it takes no pass over all of it, as far as is known. */
  isRandom?: boolean;
}

/** Documents of the earlier fleet that the thread has asked for, in their order. */
export interface DocumentsMessage {
  type: "documents";
  documents: Uint8Array[];
  isLast: boolean;
}

/** A message to the thread: `pull` asks for a chunk of an export or a user of a drift, `abort` ends the call. */
export type CallerMessage = { id: number } & (
  | CallRequest
  | PartsMessage
  | DocumentsMessage
  | { type: "pull" }
  | { type: "abort" }
);

/** A result of a call: a summary, a user of a drift, or a chunk or the end of an export. */
export type CallResult =
  | { type: "summary"; value: FleetSummary }
  | { type: "drift summary"; value: FleetDriftSummary }
  | { type: "user"; value: FleetDriftUser }
  | { type: "chunk"; value: Uint8Array }
  | { type: "done" };

/** What the thread says of a call: `want` asks for parts, `read` for documents at places (see `rereadable.ts`). */
export type ThreadReport =
  | CallResult
  | { type: "want"; of: SourceName }
  | { type: "read"; places: Float64Array }
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
