// One interface to the workers of all runtimes, for the caller's side and the thread's.

/** A worker, or what its thread posts to. Node's emit values by `on`, all others dispatch events. */
export interface Endpoint {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener?(name: string, listener: (event: EndpointEvent) => void): unknown;
  on?(name: string, listener: (value: unknown) => void): unknown;
}

/** What is read of an event: a message has `data`, a failure has an `error` or is one. */
export interface EndpointEvent {
  readonly data?: unknown;
  readonly error?: unknown;
  preventDefault?(): void;
}

/** A worker that can be listened to. One of Node's keeps its process alive until `unref`. */
export interface RunningWorker extends Endpoint {
  terminate(): unknown;
  ref?(): void;
  unref?(): void;
}

/** What is used of Node's `node:worker_threads`. */
interface WorkerThreads {
  /** `null` on the main thread. */
  readonly parentPort: Endpoint | null;
  readonly Worker: new (url: URL, options: { execArgv: string[] }) => RunningWorker;
}

/** Returns Node's module of threads, without an import that bundlers would follow; `undefined` in other runtimes. */
export function workerThreads(): WorkerThreads | undefined {
  const runtime: typeof globalThis & { process?: { getBuiltinModule?(name: string): WorkerThreads | undefined } } =
    globalThis;
  return runtime.process?.getBuiltinModule?.("node:worker_threads");
}
