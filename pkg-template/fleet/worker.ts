/**
 * Fleets off the main thread.
 *
 * @module zoom-phone-profile/worker
 */

// The side that asks, which has no wasm. The other side is worker-thread.ts.

import { invalidArgument, ownOptions } from "../shared/arguments.ts";
import { DriftIterator } from "./drift-iterator.ts";
import { startWorker, type Thread, threadOf } from "./thread.ts";
import { type CallHandlers, type Job, ThreadCall } from "./thread-call.ts";
import { usersOfThread } from "./thread-drift.ts";
import type { FleetSummary } from "./types.ts";
import type { FleetWorker, FleetWorkerOptions } from "./worker-types.ts";

export type { FleetThread, FleetWorker, FleetWorkerOptions } from "./worker-types.ts";

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
export function createFleetWorker(options?: FleetWorkerOptions): FleetWorker {
  const { worker } = ownOptions(options, ["worker"], (name) => {
    throw invalidArgument(`There is no option \`${name}\``, "The only option is `worker`.");
  });
  const thread = threadOf(startWorker(worker));
  return {
    summarizeFleet: (source, fleetOptions) => summarized(thread, source, fleetOptions),
    exportFleet: (source, format, fleetOptions) => exported(thread, source, { work: "export", format }, fleetOptions),
    diffFleets: (before, after, fleetOptions) =>
      new DriftIterator(
        (signal, onSummary) => usersOfThread(thread, [before, after], fleetOptions, signal, onSummary),
        undefined,
      ),
    exportFleetDrift: (before, after, format, fleetOptions) =>
      exported(thread, after, { work: "export drift", before, format }, fleetOptions),
    terminate: () => thread.terminate(),
  };
}

function summarized(thread: Thread, source: unknown, options: unknown): Promise<FleetSummary> {
  return new Promise((resolve, reject) => {
    const take: CallHandlers["take"] = (result) => {
      if (result.type === "summary") resolve(result.value);
    };
    new ThreadCall(thread, source, options, { work: "summarize" }, { take, reject });
  });
}

function exported(thread: Thread, source: unknown, job: Job, options: unknown): ReadableStream<Uint8Array> {
  let call: ThreadCall | undefined;
  let settlePull: (() => void) | undefined;
  const handlersOf = (controller: ReadableStreamDefaultController<Uint8Array>): CallHandlers => ({
    take(result) {
      if (result.type === "chunk") controller.enqueue(result.value);
      else controller.close();
      settlePull?.();
    },
    reject(error) {
      controller.error(error);
      settlePull?.();
    },
  });
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        try {
          call = new ThreadCall(thread, source, options, job, handlersOf(controller));
        } catch (error) {
          controller.error(error);
        }
      },
      pull: () =>
        new Promise((resolve) => {
          settlePull = resolve;
          call?.pull();
        }),
      cancel: (reason) => void call?.end(false, reason),
    },
    { highWaterMark: 0 },
  );
}
