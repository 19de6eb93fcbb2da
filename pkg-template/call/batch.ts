// Thousands of profiles under an account-wide limit: takes IDs, runs calls, and hands out outcomes. How many calls may
// run, and how fast, is decided in src/client/batch.rs and src/client/rate/.

import * as glue from "#parts/batch";
import { kindOf, onAbort, unlessUnreadable, wrongArgument } from "../shared/arguments.ts";
import { cancelQuietly } from "../shared/cancel-quietly.ts";
import { isZoomPhoneError } from "../shared/error.ts";
import { hasMethod, isObject, passes } from "../shared/guards.ts";
import { type ForeignIterator, iteratorOf, nextOf } from "../shared/iterators.ts";
import { nextTask } from "../shared/next-task.ts";
import { ready } from "../shared/runtime.ts";
import type { LenientValidation } from "../validate/types.ts";
import { openBudget } from "./budget.ts";
import type { Budget } from "./budgets.ts";
import { plainCall } from "./call.ts";
import type { MakeCall, RunnableCall } from "./machine.ts";
import { type BatchSettings, batchSettings } from "./options.ts";
import { SharedToken } from "./shared-token.ts";
import { resourceOf, targetOf } from "./target.ts";
import type { BatchOptions, FailedProfile, FetchedProfile, ProfileOutcome, UserWithId } from "./types.ts";

/**
 * Fetches many profiles within the account's rate limit, each ID once, and yields an outcome for each.
 *
 * All batches of a page share the budget of a base URL. When Zoom refuses requests although they are within it, another
 * app uses the same quota: all requests pause for as long as Zoom asks, and then go slower. Nothing begins before the
 * first outcome is asked for; IDs are taken from `users` as they are needed, and at most `concurrency` outcomes wait
 * to be taken (16 times as many where `ordered`).
 *
 * A failure is an outcome. But where the token is dead (`unauthorized`, `token_expired`, `missing_scopes`, or no token
 * at all), the daily limit is reached, or Zoom asks to wait for more than a minute, what is in flight is still yielded
 * and then the iteration throws: IDs without an outcome have not been fetched. To `break`, or to abort the signal,
 * stops at once.
 *
 * A request that is refused for its pace is tried again up to three times `maxRetries`, within the budget. A `limiter`
 * replaces the budget; if it fails, the iteration throws as for a dead token.
 *
 * @param users Zoom user IDs or email addresses, or objects with an `id`, such as those of `listPhoneUsers`.
 * @throws {ZoomPhoneError} from the iteration. An aborted signal ends it with its reason; what `users` or
 *   `onProgress` throws ends it as it is.
 * @example
 * for await (const outcome of getUserProfiles(ids, { token, plan: "pro" })) {
 *   if (outcome.ok) console.log(outcome.userId, outcome.profile.extension_number);
 *   else console.warn(outcome.userId, outcome.error.code, outcome.error.hint);
 * }
 */
export function getUserProfiles(
  users: Iterable<string | UserWithId> | AsyncIterable<string | UserWithId>,
  options: BatchOptions & LenientValidation,
): AsyncIterableIterator<ProfileOutcome<unknown>>;
export function getUserProfiles(
  users: Iterable<string | UserWithId> | AsyncIterable<string | UserWithId>,
  options?: BatchOptions,
): AsyncIterableIterator<ProfileOutcome>;
export function getUserProfiles(users: unknown, options?: unknown): AsyncIterableIterator<unknown> {
  return new Profiles(users, () => options);
}

/** Fetches many profiles, by calls that `makeCall` makes. Reads its options once it begins. */
export function fetchProfiles(
  users: unknown,
  readOptions: () => unknown,
  makeCall: MakeCall,
): AsyncIterableIterator<ProfileOutcome>;
export function fetchProfiles(
  users: unknown,
  readOptions: () => unknown,
  makeCall: MakeCall,
): AsyncIterableIterator<unknown> {
  return new Profiles(users, readOptions, makeCall);
}

/** The most IDs that are remembered to find duplicates, of a source that does not say how many it has. */
const MOST_REMEMBERED = 1_000_000;

/** IDs that are taken before other tasks have their turn: those that are left out may be any number in a row. */
const MOST_AT_ONCE = 1_000;

/** The reason of a call that had not been sent when its batch came to an end. */
const LEFT_OUT = Symbol("left out");

/** An outcome, whatever was given as the ID. */
type Outcome = { readonly userId: unknown } & (Omit<FetchedProfile, "userId"> | Omit<FailedProfile, "userId">);

type Step = IteratorResult<Outcome, undefined>;

/** What a batch has once it has begun. */
interface Started {
  readonly settings: BatchSettings;
  readonly budget: Budget;
  readonly batch: glue.Batch;
  readonly token: SharedToken | undefined;
}

class Profiles implements AsyncIterableIterator<Outcome, unknown, unknown> {
  readonly #users: unknown;
  readonly #readOptions: () => unknown;
  readonly #makeCall: MakeCall;
  #started: Started | undefined;
  #source: ForeignIterator | undefined;
  #unlisten: (() => void) | undefined;
  /** The IDs so far; `undefined` for a list, whose duplicates are known beforehand. */
  #seen: Set<unknown> | undefined;
  readonly #calls = new Set<RunnableCall>();
  /** Outcomes that wait to be taken, by their place in the order; `undefined` for an ID that was left out. */
  readonly #outcomes = new Map<number, Outcome | undefined>();
  /** How many calls have begun, have an outcome, and have had it taken. */
  #began = 0;
  #settled = 0;
  #taken = 0;
  readonly #pending: { resolve(step: Step): void; reject(error: unknown): void }[] = [];
  #isPulling = false;
  /** IDs that have been taken, duplicates and skipped ones included. */
  #pulled = 0;
  #hasBegun = false;
  #isOver = false;
  /** Whether every request would fail, so that nothing more is sent. */
  #isDead = false;
  /** What the iteration ends with, once all that is in flight has been handed out. */
  #end: { readonly reason: unknown } | undefined;
  /** What it has ended with, until a request for an outcome is rejected with it. */
  #error: { readonly error: unknown } | undefined;

  constructor(users: unknown, readOptions: () => unknown, makeCall: MakeCall = plainCall) {
    this.#users = users;
    this.#readOptions = readOptions;
    this.#makeCall = makeCall;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Step> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ resolve, reject });
      this.#begin();
      if (this.#isOver) this.#answer();
      else this.#advance();
    });
  }

  /** Stops at once: what is under way is aborted. */
  async return(value?: unknown): Promise<IteratorReturnResult<unknown>> {
    this.#stop();
    return { done: true, value };
  }

  async throw(error?: unknown): Promise<never> {
    this.#stop();
    throw error;
  }

  async [Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose")](): Promise<void> {
    this.#stop();
  }

  // -- begin and end

  /** Nothing happens before the first profile is asked for. */
  #begin(): void {
    if (this.#hasBegun || this.#isOver) return;
    this.#hasBegun = true;
    try {
      ready(glue.part);
      const settings = batchSettings(this.#readOptions());
      const { signal, token, concurrency, ordered } = settings;
      const { base } = targetOf(settings.baseUrl, "me");
      this.#unlisten = onAbort(signal, () => this.#fail(signal?.reason));
      if (this.#isOver) return;
      const total = this.#open();
      // Opening it may have aborted the signal.
      if (this.#isOver) return this.#closeSource();
      this.#started = {
        settings,
        budget: openBudget(base, settings),
        batch: new glue.Batch(concurrency, ordered, total, performance.now()),
        token: typeof token === "function" ? new SharedToken(token) : undefined,
      };
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Opens the source. Returns how many IDs it has, without duplicates; `undefined` if it is not a list. */
  #open(): number | undefined {
    const given = this.#users;
    const list = passes(isList, given) ? unlessUnreadable(() => new Set(Array.from(given, idOf))) : undefined;
    if (!list) this.#seen = new Set();
    // Numbers of a view are no IDs, and reading them fails once its buffer is detached.
    const mayHoldIds = typeof given === "object" && !ArrayBuffer.isView(given);
    this.#source = mayHoldIds ? iteratorOf(list ?? given) : undefined;
    if (this.#source) return list?.size;
    const hint =
      kindOf(given) === "a promise"
        ? "Await it first."
        : 'Pass an array, such as ["a", "b"], or what a generator function returns.';
    throw wrongArgument("users", "an array of IDs, or another iterable of them", given, hint);
  }

  /** Ends at once, with an error. */
  #fail(error: unknown): void {
    if (!this.#isOver) this.#error = { error };
    this.#stop();
  }

  #stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#unlisten?.();
    for (const call of this.#calls) call.abort(LEFT_OUT);
    this.#outcomes.clear();
    this.#started?.budget.close(this.#started.settings.requestsPerSecond);
    this.#closeSource();
    this.#started?.batch.free();
    this.#answer();
  }

  /** Ends all requests for an outcome, the first of them with the error, if there is one. */
  #answer(): void {
    for (const { resolve, reject } of this.#pending.splice(0)) {
      const failure = this.#error;
      this.#error = undefined;
      if (failure) reject(failure.error);
      else resolve({ done: true, value: undefined });
    }
  }

  #closeSource(): void {
    const source = this.#source;
    this.#source = undefined;
    cancelQuietly(() => source?.return?.());
  }

  /** Begins nothing more, and waits for what has begun. */
  #finish({ batch }: Started, reason: unknown): void {
    this.#end ??= { reason };
    batch.close();
  }

  // -- the IDs

  /** Hands out what there is, and begins what may begin. */
  #advance(): void {
    const started = this.#started;
    if (!started) return;
    this.#handOut(started);
    if (!this.#isOver && !this.#isPulling && started.batch.wantsMore) this.#pull(started);
  }

  async #pull(started: Started): Promise<void> {
    const { batch } = started;
    this.#isPulling = true;
    try {
      while (!this.#isOver && batch.wantsMore && this.#source) {
        const { done, value } = await nextOf(this.#source);
        // A source that has ended or failed by itself is not to be closed.
        if (done) this.#source = undefined;
        if (this.#isOver) return;
        if (done) batch.close();
        else if (!this.#end) this.#start(started, value);
        if (++this.#pulled % MOST_AT_ONCE === 0) await nextTask();
      }
    } catch (error) {
      this.#source = undefined;
      if (!this.#isOver) this.#finish(started, error);
    }
    this.#isPulling = false;
    if (!this.#isOver) this.#handOut(started);
  }

  #start(started: Started, user: unknown): void {
    const userId = idOf(user);
    if (this.#seen?.has(userId)) return started.batch.skip();
    if (this.#seen && this.#seen.size < MOST_REMEMBERED) this.#seen.add(userId);
    started.batch.begin();
    this.#fetch(started, userId, this.#began++);
  }

  async #fetch(started: Started, userId: unknown, index: number): Promise<void> {
    const { budget, token } = started;
    let call: RunnableCall | undefined;
    try {
      if (await this.#isSkipped(started, userId)) throw LEFT_OUT;
      // The batch may have ended while the caller was asked.
      if (this.#isOver || this.#isDead) throw LEFT_OUT;
      const target = targetOf(started.settings.baseUrl, userId);
      const settings = { ...started.settings, signal: undefined, token: token?.forCall() ?? started.settings.token };
      call = this.#makeCall(target, settings, { budget, isPaced: true, needsResponse: true }, userId);
      this.#calls.add(call);
      const { profile, issues } = await call.run(resourceOf(userId));
      this.#settle(started, index, { userId, ok: true, profile, issues });
    } catch (error) {
      this.#failed(started, index, userId, error, call?.endsBatch ?? false);
    } finally {
      if (call) this.#calls.delete(call);
    }
    if (!this.#isOver) this.#advance();
  }

  /** Asks the caller whether an ID is done already. What is no ID is not asked for: its outcome says so. */
  async #isSkipped({ settings: { skip }, batch }: Started, userId: unknown): Promise<boolean> {
    if (!skip || typeof userId !== "string" || !(await skip(userId))) return false;
    if (!this.#isOver) batch.skip();
    return true;
  }

  /**
   * One failure is one outcome; one that every call would have ends the batch; what a callback throws ends it at once.
   */
  #failed(started: Started, index: number, userId: unknown, error: unknown, endsBatch: boolean): void {
    if (this.#isOver) return;
    if (error !== LEFT_OUT) {
      if (!isZoomPhoneError(error)) return this.#fail(error);
      if (!endsBatch) return this.#settle(started, index, { userId, ok: false, error });
    }
    started.batch.dropCall();
    if (started.settings.ordered) this.#outcomes.set(index, undefined);
    if (!endsBatch) return;
    this.#finish(started, error);
    this.#isDead = true;
    // What has not been sent is left out.
    for (const call of this.#calls) if (!call.isRunning) call.abort(LEFT_OUT);
  }

  #settle(started: Started, index: number, outcome: Outcome): void {
    if (this.#isOver) return;
    this.#outcomes.set(started.settings.ordered ? index : this.#settled++, outcome);
    started.batch.settle(!outcome.ok, performance.now());
    this.#reportProgress(started);
  }

  #reportProgress({ settings: { onProgress }, batch, budget }: Started): void {
    if (!onProgress) return;
    const [done = 0, failed = 0, total, etaMs] = batch.progress(budget.timeFor(batch.remaining ?? 0));
    const progress = total === undefined || etaMs === undefined ? { done, failed } : { done, failed, total, etaMs };
    try {
      const promised: unknown = onProgress(progress);
      if (hasMethod(promised, "then")) Promise.resolve(promised).catch((error) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  // -- the outcomes

  #handOut({ batch }: Started): void {
    while (this.#pending.length > 0 && this.#outcomes.has(this.#taken)) {
      const outcome = this.#outcomes.get(this.#taken);
      this.#outcomes.delete(this.#taken++);
      if (!outcome) continue;
      batch.take();
      this.#pending.shift()?.resolve({ done: false, value: outcome });
    }
    const isDone = batch.isOver && this.#outcomes.size === 0 && !this.#isPulling;
    if (!isDone || this.#pending.length === 0) return;
    if (this.#end) this.#fail(this.#end.reason);
    else this.#stop();
  }
}

function isList(given: unknown): given is readonly unknown[] | ReadonlySet<unknown> {
  return Array.isArray(given) || given instanceof Set;
}

/** Returns the ID of a user, or the value itself if it has no ID, so that the error can name it. */
function idOf(user: unknown): unknown {
  if (!isObject(user)) return user;
  let id: unknown;
  return passes(() => (id = user.id) !== undefined) ? id : user;
}
