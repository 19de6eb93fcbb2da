// @ts-nocheck
// Fleets off the main thread: the side that asks. The other side is worker-thread.js, with the wasm; here is none.

import { ZoomPhoneError } from "#error";

import { invalidArgument, onAbort, ownOptions, wrongOption } from "../shared/arguments.ts";
import { isBytes, plainBytes } from "../shared/bytes.ts";
import { passes } from "../shared/guards.ts";
import { EXPORT_OPTIONS, exportForm, FLEET_OPTIONS, fleetSettingsOf } from "../shared/settings.ts";
import { CHUNK, isBlob, itemOf, partsOf } from "./source.ts";

/** Profiles that go to the thread at a time, where they are there already. */
const BATCH = 256;

export function createFleetWorker(options) {
  const { worker } = ownOptions(options, ["worker"], (name) => {
    throw invalidArgument(`There is no option \`${name}\``, "The only option is `worker`.");
  });
  const thread = new Thread(start(worker));
  return {
    summarizeFleet: (source, fleetOptions) => summarize(thread, source, fleetOptions),
    exportFleet: (source, format, fleetOptions) => exported(thread, source, format, fleetOptions),
    terminate: () => thread.terminate(),
  };
}

/**
 * The options, checked as the main entry does. An unknown one goes to the thread alone, which suggests the closest
 * known name: that takes the wasm.
 */
function checkedOptions(options, { work, format }) {
  let unknown;
  const names = work === "export" ? EXPORT_OPTIONS : FLEET_OPTIONS;
  const given = ownOptions(options, names, (name) => (unknown = name));
  if (unknown !== undefined) return { [unknown]: true };
  fleetSettingsOf(given);
  if (work === "export") exportForm(format, given.bom);
  return given;
}

function start(given) {
  if (given !== undefined) {
    const worker = typeof given === "function" ? given() : given;
    if (passes(isThread, worker)) return worker;
    throw wrongOption("worker", "a Worker, or a function that returns one", worker);
  }
  try {
    // Bundlers know this form, and bundle the thread for it.
    if (typeof Worker === "function")
      return new Worker(new URL("./worker-thread.js", import.meta.url), { type: "module" });
    const threads = globalThis.process?.getBuiltinModule?.("node:worker_threads");
    // Not in that form: here bundlers are to leave it alone. Flags of the process may not suit a thread.
    if (threads)
      return new threads.Worker(new URL(import.meta.url.replace(/[^/]*$/, "worker-thread.js")), { execArgv: [] });
  } catch (cause) {
    throw failed(cause);
  }
  throw invalidArgument("This runtime has no workers", "Use `summarizeFleet` of the main entry.");
}

const isThread = (worker) =>
  typeof worker.postMessage === "function" &&
  [worker.addEventListener, worker.on].some((listen) => typeof listen === "function");

const failed = (cause) =>
  invalidArgument(
    `The fleet worker failed, or could not be loaded: ${cause?.message || "no reason is given"}. A worker of your own must import "zoom-phone-profile/worker-thread"`,
    'With a bundler that does not know workers in packages, make a module that imports it and pass `worker: () => new Worker(new URL("./that-module.js", import.meta.url), { type: "module" })`.',
    cause,
  );

const terminated = () =>
  invalidArgument(
    "The fleet worker was terminated",
    "Create another one with `createFleetWorker`.",
    new DOMException("The fleet worker was terminated", "AbortError"),
  );

/** The thread, and the calls that it has under way. */
class Thread {
  #worker;
  #calls = new Map();
  #last = 0;
  /** Why there is no thread any more, if there is none. */
  #end;

  constructor(worker) {
    this.#worker = worker;
    const onMessage = ({ id, ...message }) => this.#calls.get(id)?.receive(message);
    const onFailure = (cause) => this.#stop(failed(cause));
    if (typeof worker.addEventListener === "function") {
      worker.addEventListener("message", ({ data }) => onMessage(data));
      for (const name of ["error", "messageerror"])
        worker.addEventListener(name, (event) => (event.preventDefault?.(), onFailure(event.error ?? event)));
    } else {
      worker.on("message", onMessage);
      for (const name of ["error", "messageerror"]) worker.on(name, onFailure);
      worker.on("exit", () => this.#stop(terminated()));
    }
    worker.unref?.();
  }

  /** Takes a call on; gives its number. */
  open(call) {
    if (this.#end) throw this.#end;
    if (this.#calls.size === 0) this.#worker.ref?.();
    this.#calls.set(++this.#last, call);
    return this.#last;
  }

  post(id, message) {
    if (!this.#calls.has(id)) return;
    try {
      this.#worker.postMessage({ ...message, id });
    } catch (cause) {
      throw failed(cause);
    }
  }

  /** Forgets a call; the thread is told where it does not know yet. */
  close(id, isEnded) {
    if (!isEnded) this.post(id, { type: "abort" });
    // A process may end while nothing is asked of the thread.
    if (this.#calls.delete(id) && this.#calls.size === 0) this.#worker.unref?.();
  }

  terminate() {
    this.#stop(terminated());
    this.#worker.terminate();
  }

  #stop(error) {
    this.#end ??= error;
    for (const call of [...this.#calls.values()]) call.fail(error, true);
  }
}

/** One call: it feeds the thread from its source, and hands on what comes back. */
class Call {
  #parts;
  #callbacks;
  #unlisten;
  #isOver = false;

  /** `handlers.take` is given each message that is a result, `handlers.reject` why there is none. */
  constructor(thread, source, given, message, handlers) {
    this.thread = thread;
    this.handlers = handlers;
    const { signal, onProgress, onIssue, ...options } = checkedOptions(given, message);
    this.#callbacks = { progress: onProgress, issue: onIssue };
    if (!goesAsItIs(source)) this.#parts = new Parts(source);
    this.id = thread.open(this);
    this.#unlisten = onAbort(signal, () => this.fail(signal.reason));
    if (this.#isOver) return;
    const wants = { progress: onProgress !== undefined, issue: onIssue !== undefined };
    // A format that has not been checked might not be cloned.
    const format = typeof message.format === "string" ? message.format : undefined;
    this.#try(() =>
      thread.post(this.id, {
        type: "call",
        work: message.work,
        format,
        options,
        wants,
        ...(this.#parts ? { isFed: true } : { source }),
      }),
    );
  }

  receive(message) {
    if (message.type === "want") return void this.#feed();
    if (message.type === "error") return this.fail(ZoomPhoneError.create(message.error), true);
    if (Object.hasOwn(this.#callbacks, message.type))
      return this.#try(() => this.#callbacks[message.type](message.value));
    if (message.type !== "done" || this.end(true)) this.handlers.take(message);
  }

  #try(work) {
    try {
      work();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Each part goes off before the next is asked for: a source may use one object, or one buffer, for all of them. */
  async #feed() {
    try {
      for (let left = this.#parts.most; left > 0; ) {
        const parts = await this.#parts.next();
        // What is large goes by itself.
        left = parts.length === 0 || isBytes(parts[0]) ? 0 : left - 1;
        this.#try(() => this.thread.post(this.id, { type: "parts", parts, isLast: left === 0 }));
      }
    } catch (error) {
      this.fail(error);
    }
  }

  /** Ends the call, once. */
  end(isEnded, reason) {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#unlisten?.();
    this.#parts?.stop(isEnded, reason);
    this.thread.close(this.id, isEnded);
    return true;
  }

  fail(error, isEnded = false) {
    if (this.end(isEnded, error)) this.handlers.reject(error);
  }
}

function summarize(thread, source, options) {
  return new Promise(
    (resolve, reject) =>
      new Call(thread, source, options, { work: "summarize" }, { take: ({ value }) => resolve(value), reject }),
  );
}

function exported(thread, source, format, options) {
  let call, controller, pulled;
  const settle = () => pulled?.();
  const handlers = {
    take({ type, value }) {
      if (type === "done") controller.close();
      else controller.enqueue(value);
      settle();
    },
    reject(error) {
      controller.error(error);
      settle();
    },
  };
  return new ReadableStream(
    {
      start(given) {
        controller = given;
        try {
          call = new Call(thread, source, options, { work: "export", format }, handlers);
        } catch (error) {
          controller.error(error);
        }
      },
      pull: () =>
        new Promise((resolve) => {
          pulled = resolve;
          thread.post(call.id, { type: "pull" });
        }),
      cancel: (reason) => void call.end(false, reason),
    },
    { highWaterMark: 0 },
  );
}

/** Whether a source can go to the thread without being read here: a Blob can, unless it is one of Node's files. */
function goesAsItIs(source) {
  return passes(isBlob, source) && passes(() => structuredClone(source) instanceof Blob);
}

/** The parts of a source as they go to the thread. */
class Parts {
  #ending = new AbortController();
  #parts;
  #pieces = [].values();

  constructor(source) {
    this.#parts = partsOf(source, this.#ending.signal);
    /** How many may go at a time: what comes later is not waited for. */
    this.most = passes((given) => typeof given?.[Symbol.asyncIterator] === "function", source) ? 1 : BATCH;
  }

  /** A list of the next part; an empty one at the end. */
  async next() {
    for (;;) {
      const piece = this.#pieces.next();
      if (!piece.done) return [piece.value];
      const { done, value } = await this.#parts.next();
      if (done) return [];
      this.#pieces = portable(value[0]);
    }
  }

  /**
   * Leaves the source alone. One that has not been read yet is closed too, unless the thread refused the call:
   * `isEnded`.
   */
  stop(isEnded, reason) {
    this.#ending.abort(reason);
    (isEnded ? this.#parts.return() : this.#parts.next()).catch(() => {});
  }
}

/**
 * A part as it goes to the thread: an item as it is read on the main thread, since not everything can be cloned; bytes
 * in pieces of their own, since what is posted takes along all of the buffer that it is a part of.
 */
function* portable(part) {
  if (isBytes(part)) {
    const plain = plainBytes(part);
    // Of no bytes too there is a piece, for which the thread has to ask: a source of nothing else must not keep the
    // page from its turn.
    let at = 0;
    do yield plain.slice(at, (at += CHUNK));
    while (at < plain.length);
  } else {
    yield itemOf(part);
  }
}
