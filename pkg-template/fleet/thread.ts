// The worker as its caller sees it: starts it, and hands its messages to the calls under way. Does not use the wasm.

import { invalidArgument, wrongOption } from "../shared/arguments.ts";
import type { ZoomPhoneError } from "../shared/error.ts";
import { hasMethod, membersOf, passes } from "../shared/guards.ts";
import { type Endpoint, type EndpointEvent, type RunningWorker, workerThreads } from "./endpoint.ts";
import { type CallerMessage, isMessage, type ThreadMessage, type ThreadReport } from "./worker-messages.ts";

/** What a thread needs of a call. */
interface ThreadClient {
  receive(report: ThreadReport): void;
  /** Ends the call with an error. `isEnded` says that the thread does not work on it any more. */
  fail(error: unknown, isEnded: boolean): void;
}

/** Returns the caller's worker, or starts one. */
export function startWorker(given: unknown): RunningWorker {
  if (given === undefined) return startOwnWorker();
  const worker: unknown = typeof given === "function" ? given() : given;
  if (passes(isWorker, worker)) return worker;
  throw wrongOption("worker", "a Worker, or a function that returns one", worker);
}

function startOwnWorker(): RunningWorker {
  try {
    // Bundlers know this form, and bundle the thread for it.
    if (typeof Worker === "function")
      return new Worker(new URL("./worker-thread.js", import.meta.url), { type: "module" });
    const threads = workerThreads();
    // Not in that form, so that bundlers leave it alone. Flags of the process may not suit a thread.
    if (threads)
      return new threads.Worker(new URL(import.meta.url.replace(/[^/]*$/, "worker-thread.js")), { execArgv: [] });
  } catch (cause) {
    throw workerFailed(cause);
  }
  throw invalidArgument("This runtime has no workers", "Use `summarizeFleet` of the main entry.");
}

function isWorker(value: unknown): value is RunningWorker {
  const names = ["addEventListener", "on"] as const;
  return hasMethod<Endpoint>(value, "postMessage") && names.some((name) => hasMethod<Endpoint>(value, name));
}

function workerFailed(cause: unknown): ZoomPhoneError {
  const message = membersOf(cause)?.message;
  return invalidArgument(
    `The fleet worker failed or could not be loaded: ${message || "it gives no reason"}. ` +
      'A worker of your own must import "zoom-phone-profile/worker-thread"',
    "If your bundler does not find workers in packages, write a module that imports it and pass " +
      '`worker: () => new Worker(new URL("./that-module.js", import.meta.url), { type: "module" })`.',
    cause,
  );
}

function workerTerminated(): ZoomPhoneError {
  return invalidArgument(
    "The fleet worker was terminated",
    "Create another one with `createFleetWorker`.",
    new DOMException("The fleet worker was terminated", "AbortError"),
  );
}

/** The threads of workers that are in use: callers of one worker share its thread, which numbers their calls. */
const threads = /* @__PURE__ */ new WeakMap<RunningWorker, Thread>();

/** Returns the thread of a worker, the same one each time. */
export function threadOf(worker: RunningWorker): Thread {
  const thread = threads.get(worker) ?? new Thread(worker);
  threads.set(worker, thread);
  return thread;
}

/** A worker, and the calls that it has under way. */
export class Thread {
  #worker: RunningWorker;
  #calls = new Map<number, ThreadClient>();
  #lastId = 0;
  /** Why the worker takes no more calls. */
  #end: unknown;

  constructor(worker: RunningWorker) {
    this.#worker = worker;
    const receive = (message: unknown) => {
      if (isMessage<ThreadMessage>(message)) this.#calls.get(message.id)?.receive(message);
    };
    const fail = (cause: unknown) => this.#stop(workerFailed(cause));
    if (typeof worker.addEventListener === "function") {
      worker.addEventListener("message", ({ data }) => receive(data));
      for (const name of FAILURES) worker.addEventListener(name, (event) => fail(causeOf(event)));
    } else {
      worker.on?.("message", receive);
      for (const name of FAILURES) worker.on?.(name, fail);
      worker.on?.("exit", () => this.#stop(workerTerminated()));
    }
    worker.unref?.();
  }

  /** Registers a call and returns its number. Throws if the worker has ended. */
  open(call: ThreadClient): number {
    if (this.#end) throw this.#end;
    if (this.#calls.size === 0) this.#worker.ref?.();
    this.#calls.set(++this.#lastId, call);
    return this.#lastId;
  }

  /** Posts a message of a call, unless the call is closed. */
  post(message: CallerMessage): void {
    if (!this.#calls.has(message.id)) return;
    try {
      this.#worker.postMessage(message);
    } catch (cause) {
      throw workerFailed(cause);
    }
  }

  /** Forgets a call, and aborts it on the thread unless it `isEnded` there. */
  close(id: number, isEnded: boolean): void {
    if (!isEnded) this.post({ id, type: "abort" });
    // A process may end while the thread has no call.
    if (this.#calls.delete(id) && this.#calls.size === 0) this.#worker.unref?.();
  }

  terminate(): void {
    this.#stop(workerTerminated());
    this.#worker.terminate();
  }

  #stop(error: unknown): void {
    this.#end ??= error;
    for (const call of [...this.#calls.values()]) call.fail(error, true);
  }
}

const FAILURES = ["error", "messageerror"];

/** Returns what a failed worker threw, or the event. Keeps the runtime from reporting it as well. */
function causeOf(event: EndpointEvent): unknown {
  event.preventDefault?.();
  return event.error ?? event;
}
