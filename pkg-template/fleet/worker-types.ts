// Public types of fleet workers.

import type { FleetDrift, RereadableSource } from "./drift-types.ts";
import type { FleetExportOptions, FleetOptions, FleetSource, FleetSummary } from "./types.ts";

/** Options of a fleet worker. */
export interface FleetWorkerOptions {
  /**
   * The worker, or a function that makes it: a module worker that imports `zoom-phone-profile/worker-thread`. In Node
   * it may be a `Worker` of `node:worker_threads`. Several fleet workers may share it, and end together. Left out, it
   * is started from the file beside this one, which Node, Deno, Bun, pages without a bundler, Vite (built) and webpack
   * find by themselves.
   */
  worker?: FleetThread | (() => FleetThread) | undefined;
}

/** What a worker of any runtime has. */
export interface FleetThread {
  /** Hands it a message. */
  postMessage(message: unknown): void;
  /** Ends it. */
  terminate(): unknown;
}

/** Fleets, counted and exported off the main thread. Calls may overlap; several workers share a machine's cores. */
export interface FleetWorker {
  /**
   * As `summarizeFleet` of the main entry: it accepts and refuses the same, with the same errors. Streams and iterables
   * are read on the caller's side, a part at a time as the worker asks.
   *
   * @throws {ZoomPhoneError} as a rejection; also `invalid_argument` where the worker fails, or was terminated.
   */
  summarizeFleet(source: FleetSource, options?: FleetOptions): Promise<FleetSummary>;
  /**
   * As `exportFleet` of the main entry, except that an argument that cannot be used is the stream's error, as all
   * others are: nothing is thrown.
   */
  exportFleet(source: FleetSource, format: "csv" | "ndjson", options?: FleetExportOptions): ReadableStream<Uint8Array>;
  /**
   * As `diffFleets` of the main entry, except that an argument that cannot be used rejects the first user instead of
   * being thrown. A `before` that is no Blob is read on the caller's side, and again where users differ.
   */
  diffFleets(before: RereadableSource, after: FleetSource, options?: FleetOptions): FleetDrift;
  /** As `exportFleetDrift` of the main entry, except that nothing is thrown: all errors are the stream's. */
  exportFleetDrift(
    before: RereadableSource,
    after: FleetSource,
    format: "csv" | "ndjson",
    options?: FleetExportOptions,
  ): ReadableStream<Uint8Array>;
  /**
   * Ends the worker. Calls under way, and later ones, reject with a `ZoomPhoneError` whose cause is an `AbortError`.
   */
  terminate(): void;
}
