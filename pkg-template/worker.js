// Fleets off the main thread: the side that asks. The other side is worker-thread.js, with the wasm; here is none.

import { ZoomPhoneError } from "#package";

import { isBytes, plainBytes } from "./bytes.js";
import { NO_OPTIONS, UNREADABLE, isHolder, isSignal, isSound } from "./sound.js";
import { CHUNK, isBlob, partsOf } from "./source.js";

/** Profiles that go to the thread at a time, where they are there already. */
const BATCH = 256;

export function createFleetWorker(options) {
  const { worker, ...others } = ownOptions(options);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw invalidArgument(`There is no option \`${unknown}\``, "The only option is `worker`.");
  const thread = new Thread(start(worker));
  return {
    summarizeFleet: (source, fleetOptions) => summarize(thread, source, fleetOptions),
    exportFleet: (source, format, fleetOptions) => exported(thread, source, format, fleetOptions),
    terminate: () => thread.terminate(),
  };
}

function invalidArgument(message, hint) {
  return new ZoomPhoneError({ message, code: "invalid_argument", hint, attempts: 0 });
}

/** The options that are there, each read once. Which there are, and what they may be, is left to those who use them. */
function ownOptions(options = {}) {
  try {
    if (isHolder(options)) return { __proto__: null, ...options };
  } catch {
    throw invalidArgument(...UNREADABLE);
  }
  throw invalidArgument(...NO_OPTIONS);
}

function start(given) {
  const worker = typeof given === "function" ? given() : given;
  if (worker !== undefined) {
    if (typeof worker?.postMessage === "function") return worker;
    throw invalidArgument("The option `worker` must be a Worker, or a function that makes one", "Leave it out where no bundler is at work.");
  }
  // Bundlers know this form, and bundle the thread for it.
  if (typeof Worker === "function") return new Worker(new URL("./worker-thread.js", import.meta.url), { type: "module" });
  const threads = globalThis.process?.getBuiltinModule?.("node:worker_threads");
  // Not in that form: here bundlers are to leave it alone. Flags of the process may not suit a thread.
  if (threads) return new threads.Worker(new URL(import.meta.url.replace(/[^/]*$/, "worker-thread.js")), { execArgv: [] });
  throw new Error("zoom-phone-profile: this runtime has no workers; use `summarizeFleet` of the main entry");
}

const HELP = "with a bundler that does not know workers in packages, make a module that imports \"zoom-phone-profile/worker-thread\" and pass `worker: () => new Worker(new URL(\"./that-module.js\", import.meta.url), { type: \"module\" })`";

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
    const onFailure = (cause) => this.#stop(new Error(`zoom-phone-profile: the fleet worker failed, or could not be loaded: ${cause?.message || "no reason is given"}; ${HELP}`, { cause }));
    if (typeof worker.addEventListener === "function") {
      worker.addEventListener("message", ({ data }) => onMessage(data));
      for (const name of ["error", "messageerror"]) worker.addEventListener(name, (event) => (event.preventDefault?.(), onFailure(event.error ?? event)));
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
    if (this.#calls.has(id)) this.#worker.postMessage({ ...message, id });
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

function terminated() {
  return new DOMException("The fleet worker was terminated", "AbortError");
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
    const { signal, onProgress, onIssue, ...options } = ownOptions(given);
    // What cannot be used is left for the thread to refuse, as it refuses all else.
    for (const [name, callback] of Object.entries({ onProgress, onIssue })) if (callback !== undefined && typeof callback !== "function") options[name] = 0;
    if (signal !== undefined && !isSound(isSignal, signal)) options.signal = 0;
    this.#callbacks = { progress: onProgress, issue: onIssue };
    if (!goesAsItIs(source)) this.#parts = new Parts(source);
    this.id = thread.open(this);
    if (options.signal === undefined) this.#listen(signal);
    if (this.#isOver) return;
    const wants = { progress: typeof onProgress === "function", issue: typeof onIssue === "function" };
    this.#try(() => thread.post(this.id, { type: "call", ...message, options, wants, ...(this.#parts ? { isFed: true } : { source }) }));
  }

  #listen(signal) {
    if (!signal) return;
    const onAbort = () => this.fail(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    this.#unlisten = () => signal.removeEventListener("abort", onAbort);
  }

  receive(message) {
    if (message.type === "want") return void this.#feed();
    if (message.type === "error") return this.fail(message.isOurs ? new ZoomPhoneError(message.error) : message.error, true);
    if (Object.hasOwn(this.#callbacks, message.type)) return this.#try(() => this.#callbacks[message.type](message.value));
    if (message.type !== "done" || this.end(true)) this.handlers.take(message);
  }

  #try(work) {
    try {
      work();
    } catch (error) {
      this.fail(isCloneFault(error) ? invalidArgument(`The source or an option cannot go to a worker: ${error.message}`, "Pass plain data: no functions, no instances of classes.") : error);
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

function isCloneFault(error) {
  return error instanceof DOMException && error.name === "DataCloneError";
}

function summarize(thread, source, options) {
  return new Promise((resolve, reject) => new Call(thread, source, options, { work: "summarize" }, { take: ({ value }) => resolve(value), reject }));
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
  return isSound(isBlob, source) && isSound(() => structuredClone(source) instanceof Blob);
}

/** The parts of a source as they go to the thread. */
class Parts {
  #ending = new AbortController();
  #parts;
  #pieces = [].values();

  constructor(source) {
    this.#parts = partsOf(source, this.#ending.signal, invalidArgument);
    /** How many may go at a time: what comes later is not waited for. */
    this.most = typeof source?.[Symbol.asyncIterator] === "function" ? 1 : BATCH;
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

  /** Leaves the source alone. One that has not been read yet is closed too, unless the thread refused the call: `isEnded`. */
  stop(isEnded, reason) {
    this.#ending.abort(reason);
    (isEnded ? this.#parts.return() : this.#parts.next()).catch(() => {});
  }
}

/**
 * A part as it goes to the thread: an outcome that failed without what its error would lose on the way; bytes in pieces of their
 * own, since what is posted takes along all of the buffer that it is a part of.
 */
function* portable(part) {
  if (isBytes(part)) {
    const plain = plainBytes(part);
    // Of no bytes too there is a piece, for which the thread has to ask: a source of nothing else must not keep the page from its turn.
    let at = 0;
    do yield plain.slice(at, (at += CHUNK));
    while (at < plain.length);
  } else if (isSound(isFailure, part)) {
    yield { userId: part.userId, ok: false, error: { issues: part.error?.issues, message: part.error?.message } };
  } else {
    yield part;
  }
}

/** An outcome of a profile that could not be had. */
function isFailure(part) {
  return part.ok === false && "userId" in part;
}
