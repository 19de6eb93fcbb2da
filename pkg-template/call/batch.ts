// @ts-nocheck
// Thousands of profiles under an account-wide limit: what runs, what waits, and what is handed out. How many may run
// and how fast is decided in src/client/batch.rs and rate.rs; here are the ids, the promises and the outcomes.

import { kindOf, onAbort, unlessUnreadable, wrongArgument } from "../shared/arguments.ts";
import { isZoomPhoneError } from "../shared/error.ts";
import { passes } from "../shared/guards.ts";
import { iteratorOf, nextOf } from "../shared/iterators.ts";
import { glue, ready } from "../shared/runtime.ts";
import { openBudget } from "./budget.ts";
import { Call } from "./call.ts";
import { batchSettings } from "./options.ts";
import { run } from "./profile.ts";
import { targetOf } from "./target.ts";

export function getUserProfiles(userIds, options) {
  return new Profiles(userIds, options);
}

/** Ids that are remembered, so that duplicates are found, of a source that does not say how many it has. */
const MOST_REMEMBERED = 1_000_000;

/** The reason of a call that had not been sent when its batch came to an end. */
const LEFT_OUT = Symbol("left out");

class Profiles {
  #userIds;
  #options;
  #settings;
  #source;
  #seen;
  #token;
  #base;
  #budget;
  #batch;
  #calls = new Set();
  #outcomes = new Map();
  #began = 0;
  #settled = 0;
  #taken = 0;
  #pending = [];
  #unlisten;
  #isPulling = false;
  #hasBegun = false;
  #isOver = false;
  /** What the iteration ends with, once all that is in flight has been handed out. */
  #end;
  /** What it has ended with, until somebody has been told. */
  #error;

  constructor(userIds, options) {
    this.#userIds = userIds;
    this.#options = options;
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  next() {
    return new Promise((resolve, reject) => {
      this.#pending.push({ resolve, reject });
      this.#begin();
      if (this.#isOver) this.#answer();
      else this.#advance();
    });
  }

  /** Stops at once: what is under way is aborted. */
  async return(value) {
    this.#stop();
    return { done: true, value };
  }

  async throw(error) {
    this.#stop();
    throw error;
  }

  async [Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose")]() {
    this.#stop();
  }

  // -- begin and end

  /** Nothing happens before the first profile is asked for. */
  #begin() {
    if (this.#hasBegun || this.#isOver) return;
    this.#hasBegun = true;
    try {
      ready();
      const settings = (this.#settings = batchSettings(this.#options));
      const { signal, requestsPerSecond, concurrency, ordered } = settings;
      this.#base = targetOf(settings.baseUrl, "me").base;
      this.#unlisten = onAbort(signal, () => this.#fail(signal.reason));
      if (this.#isOver) return;
      this.#open(this.#userIds);
      // To open it may have aborted the signal.
      if (this.#isOver) return this.#closeSource();
      this.#budget = openBudget(this.#base, requestsPerSecond);
      this.#batch = new glue.Batch(
        concurrency,
        ordered,
        this.#seen ? undefined : this.#userIds.size,
        performance.now(),
      );
      if (typeof settings.token === "function") this.#token = new SharedToken(settings.token);
    } catch (error) {
      this.#fail(error);
    }
  }

  #open(userIds) {
    const isList = passes((given) => Array.isArray(given) || given instanceof Set, userIds);
    // A list is there as a whole: its duplicates are known beforehand.
    if (isList) this.#userIds = unlessUnreadable(() => new Set(userIds));
    else this.#seen = new Set();
    // Numbers of a view are no IDs, and reading them fails once its buffer is detached.
    const mayHoldIds = typeof userIds === "object" && !ArrayBuffer.isView(userIds);
    this.#source = mayHoldIds ? iteratorOf(this.#userIds) : undefined;
    if (this.#source) return;
    const hint =
      kindOf(userIds) === "a promise"
        ? "Await it first."
        : 'Pass an array, such as ["a", "b"], or what a generator function returns.';
    throw wrongArgument("userIds", "an array of IDs, or another iterable of them", userIds, hint);
  }

  /** Ends at once, with an error. */
  #fail(error) {
    if (!this.#isOver) this.#error = { error };
    this.#stop();
  }

  #stop() {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#unlisten?.();
    for (const call of this.#calls) call.abort(LEFT_OUT);
    this.#outcomes.clear();
    this.#budget?.close(this.#settings.requestsPerSecond);
    this.#closeSource();
    this.#batch?.free();
    this.#answer();
  }

  /** Answers those who still ask: the first is told of the error, if there is one. */
  #answer() {
    for (const { resolve, reject } of this.#pending.splice(0)) {
      const told = this.#error;
      this.#error = undefined;
      if (told) reject(told.error);
      else resolve({ done: true, value: undefined });
    }
  }

  /** Tells the source that nothing more is asked of it; how it takes that is its own affair. */
  #closeSource() {
    const source = this.#source;
    this.#source = undefined;
    new Promise((resolve) => resolve(source?.return?.())).catch(() => {});
  }

  /** Begins nothing more: what has begun is waited for. */
  #finish(reason) {
    this.#end ??= { reason };
    this.#batch.close();
  }

  /** Leaves out what has not been sent. */
  #leaveOut() {
    for (const call of this.#calls) if (!call.isRunning) call.abort(LEFT_OUT);
  }

  // -- the ids

  /** Hands out what there is, and begins what may begin. */
  #advance() {
    this.#handOut();
    if (!this.#isOver && !this.#isPulling && this.#batch.wantsMore) this.#pull();
  }

  async #pull() {
    this.#isPulling = true;
    try {
      while (!this.#isOver && this.#batch.wantsMore) {
        const { done, value } = await nextOf(this.#source);
        // A source that has ended or failed by itself is not told to end.
        if (done) this.#source = undefined;
        if (this.#isOver) return;
        if (done) this.#batch.close();
        else if (!this.#end) this.#start(value);
      }
    } catch (error) {
      this.#source = undefined;
      if (!this.#isOver) this.#finish(error);
    }
    this.#isPulling = false;
    if (!this.#isOver) this.#handOut();
  }

  #start(userId) {
    if (this.#seen?.has(userId)) return this.#batch.skip();
    if (this.#seen?.size < MOST_REMEMBERED) this.#seen.add(userId);
    this.#batch.begin();
    this.#run(userId, this.#began++);
  }

  async #run(userId, index) {
    let call;
    try {
      const { url } = targetOf(this.#settings.baseUrl, userId);
      const settings = { ...this.#settings, signal: undefined, token: this.#token?.forCall() ?? this.#settings.token };
      call = new Call(url, settings, { budget: this.#budget, isPaced: true, areIssuesWanted: true });
      this.#calls.add(call);
      const { profile, issues } = await run(call, userId);
      this.#settle(index, { userId, ok: true, profile, issues });
    } catch (error) {
      this.#failed(index, userId, error, call?.endsBatch);
    } finally {
      this.#calls.delete(call);
    }
    if (!this.#isOver) this.#advance();
  }

  /**
   * One failure is one outcome; one that every call would have ends the batch; what a callback throws ends it at once.
   */
  #failed(index, userId, error, endsBatch) {
    if (this.#isOver) return;
    if (error !== LEFT_OUT && !isZoomPhoneError(error)) return this.#fail(error);
    if (error !== LEFT_OUT && !endsBatch) return this.#settle(index, { userId, ok: false, error });
    this.#batch.dropCall();
    if (this.#settings.ordered) this.#outcomes.set(index, undefined);
    if (!endsBatch) return;
    this.#finish(error);
    this.#leaveOut();
  }

  #settle(index, outcome) {
    if (this.#isOver) return;
    this.#outcomes.set(this.#settings.ordered ? index : this.#settled++, outcome);
    this.#batch.settle(!outcome.ok, performance.now());
    this.#tellProgress();
  }

  #tellProgress() {
    const { onProgress } = this.#settings;
    if (!onProgress) return;
    const [done, failed, total, etaMs] = this.#batch.progress(this.#budget.timeFor(this.#batch.remaining ?? 0));
    try {
      const told = onProgress(total === undefined ? { done, failed } : { done, failed, total, etaMs });
      if (typeof told?.then === "function") Promise.resolve(told).catch((error) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  // -- the outcomes

  #handOut() {
    while (this.#pending.length > 0 && this.#outcomes.has(this.#taken)) {
      const outcome = this.#outcomes.get(this.#taken);
      this.#outcomes.delete(this.#taken++);
      if (!outcome) continue;
      this.#batch.take();
      this.#pending.shift().resolve({ done: false, value: outcome });
    }
    const isDone = this.#batch.isOver && this.#outcomes.size === 0 && !this.#isPulling;
    if (!isDone || this.#pending.length === 0) return;
    if (this.#end) this.#fail(this.#end.reason);
    else this.#stop();
  }
}

/**
 * A token function that many calls share: it is asked once at the start, and once for each token that Zoom has refused.
 */
class SharedToken {
  #ask;
  #current;

  constructor(ask) {
    this.#ask = async (reason) => ask({ reason });
  }

  /** The token function of one call. */
  forCall() {
    let refused;
    return ({ reason }) => {
      if (!this.#current || (reason === "expired" && this.#current === refused)) this.#current = this.#ask(reason);
      return (refused = this.#current);
    };
  }
}
