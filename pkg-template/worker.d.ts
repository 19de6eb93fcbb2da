/**
 * Fleets off the main thread.
 *
 * @module zoom-phone-profile/worker
 */

import type { FleetExportOptions, FleetOptions, FleetSource, FleetSummary } from "./index.js";

/** Options of a fleet worker. */
export interface FleetWorkerOptions {
  /**
   * The worker, or a function that makes it: a module worker that imports `zoom-phone-profile/worker-thread`. In Node
   * it may be a `Worker` of `node:worker_threads`. Left out, it is started from the file beside this one, which Node,
   * Deno, Bun, pages without a bundler, Vite (built) and webpack find by themselves.
   */
  worker?: FleetThread | (() => FleetThread);
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
   * are read here, a part at a time as the worker asks.
   *
   * @throws {ZoomPhoneError} as a rejection; also `invalid_argument` where the worker fails, or was terminated.
   */
  summarizeFleet(source: FleetSource, options?: FleetOptions): Promise<FleetSummary>;
  /**
   * As `exportFleet` of the main entry, but that an argument that cannot be used is the stream's error, as all others
   * are: nothing is thrown.
   */
  exportFleet(source: FleetSource, format: "csv" | "ndjson", options?: FleetExportOptions): ReadableStream<Uint8Array>;
  /**
   * Ends the worker. What is under way, and later calls, reject with a `ZoomPhoneError` whose cause is an `AbortError`.
   */
  terminate(): void;
}

/**
 * Starts a worker for fleets. It is idle until it is asked, and keeps no process of Node's alive meanwhile.
 *
 * A page's content security policy needs `worker-src 'self'` (or `default-src 'self'`) and, for the wasm,
 * `script-src 'self' 'wasm-unsafe-eval'`.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for options that cannot be used, and where there are no workers. A worker
 * that cannot be loaded rejects its calls. What the function `worker` throws is thrown as it is.
 * @example
 * const worker = createFleetWorker();
 * const summary = await worker.summarizeFleet(file, { onProgress: ({ profiles }) => show(profiles) });
 * worker.terminate();
 */
export function createFleetWorker(options?: FleetWorkerOptions): FleetWorker;
