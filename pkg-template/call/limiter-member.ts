// A tab's or a worker's side of a shared limit: asks the leader for turns, and leads itself once nobody else does.

import { onAbort } from "../shared/arguments.ts";
import type { UnknownObject } from "../shared/guards.ts";
import type { Bus, Message } from "./limiter-bus.ts";
import { Leader } from "./limiter-leader.ts";
import { isOneOf } from "./options.ts";

/** A member that waits asks again after so many milliseconds at the latest. */
const LONGEST_WAIT_MS = 1_000;
/** A leader that does not answer so often in a row is replaced: a suspended tab keeps its lock. */
const MOST_UNANSWERED = 3;
/**
 * How long a new leader waits, in milliseconds: until what the last one let through no longer counts. Requests of a tab
 * that is closed, of which nobody learns, may arrive a little late.
 */
const TAKEOVER_MS = 1_200;

export class Member {
  readonly #name: string;
  readonly #rate: number;
  readonly #bus: Bus;
  readonly #locks: LockManager | undefined;
  /** A random name, by which a leader tells the members apart. */
  readonly #id = `${Math.random()}`.slice(2) + performance.timeOrigin;
  readonly #waiting = new Map<number, () => void>();
  /** Requests that have had their turn, the earliest first. */
  readonly #running: number[] = [];
  #requests = 0;
  #unanswered = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pausedUntil = 0;

  private constructor(name: string, rate: number, bus: Bus, locks: LockManager | undefined) {
    this.#name = name;
    this.#rate = rate;
    this.#bus = bus;
    this.#locks = locks;
    bus.listen((message) => this.#receive(message));
  }

  /** Returns a member of the limit of this name. Without locks another member must lead, or `leads` be true. */
  static async join(name: string, rate: number, bus: Bus, locks?: LockManager, leads = false): Promise<Member> {
    const member = new Member(name, rate, bus, locks);
    if (locks) await member.#joinLocks(locks);
    else if (leads) new Leader(bus, rate, 0, () => {});
    return member;
  }

  /** Holds a lock of its own, whose end shows the leader that its tab is closed; and leads if nobody does. */
  async #joinLocks(locks: LockManager): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const held = locks.request(this.#lockOf(this.#id), () => (resolve(), new Promise<never>(() => {})));
      held.catch(reject);
    });
    const isLeading = await new Promise<boolean>((resolve) => {
      this.#requestLead({ ifAvailable: true }, 0, resolve);
    });
    if (!isLeading) this.#requestLead({}, TAKEOVER_MS);
  }

  #lockOf(member: string): string {
    return `${this.#name}/${member}`;
  }

  /** Leads for as long as it holds the limit's lock: until its tab is closed, or another member takes the lock away. */
  #requestLead(options: LockOptions, pauseMs: number, answer?: (isLeading: boolean) => void): void {
    let leader: Leader | undefined;
    const end = new AbortController();
    const lead = (lock: Lock | null) => {
      answer?.(lock !== null);
      if (!lock) return undefined;
      const onGone = (member: string, gone: () => void) => {
        this.#locks?.request(this.#lockOf(member), { signal: end.signal }, gone).catch(() => {});
      };
      leader = new Leader(this.#bus, this.#rate, Math.max(pauseMs, this.#pausedUntil - performance.now()), onGone);
      return new Promise<never>(() => {});
    };
    this.#locks?.request(this.#name, options, lead).catch(() => {
      end.abort();
      leader?.stop();
      answer?.(false);
      if (leader) this.#requestLead({}, TAKEOVER_MS);
    });
  }

  /** Resolves once a request may start; rejects with the signal's reason. */
  async acquire(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) throw signal.reason;
    const request = this.#requests++;
    await new Promise<void>((resolve, reject) => {
      const unlisten = onAbort(signal, () => this.#leave(request, () => reject(signal?.reason)));
      // A signal may live as long as its page.
      this.#waiting.set(request, () => (unlisten(), resolve()));
      this.#ask();
    });
  }

  /** Any request that runs may have ended: the budget counts how many run, and the earliest stands for it. */
  report({ status, retryAfterMs, limit }: UnknownObject): void {
    const request = this.#running.shift();
    if (request === undefined) return;
    const number = (value: unknown) => (typeof value === "number" ? value : undefined);
    const isLimit = isOneOf("per_second", "daily", "concurrency");
    const outcome = {
      status: number(status) ?? 0,
      retryAfterMs: number(retryAfterMs),
      limit: isLimit(limit) ? limit : undefined,
    };
    this.#bus.post({ kind: "ended", from: this.#id, request, outcome });
  }

  #leave(request: number, reject: () => void): void {
    if (!this.#waiting.delete(request)) return;
    this.#bus.post({ kind: "left", from: this.#id, request });
    reject();
  }

  #ask(): void {
    this.#askAgain(LONGEST_WAIT_MS);
    const waiting = [...this.#waiting.keys()];
    this.#bus.post({ kind: "ask", from: this.#id, rate: this.#rate, waiting, running: this.#running });
  }

  #askAgain(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#waiting.size > 0) this.#timer = setTimeout(() => this.#waited(), Math.min(ms, LONGEST_WAIT_MS));
  }

  #waited(): void {
    this.#unanswered += 1;
    if (this.#unanswered > MOST_UNANSWERED) {
      this.#unanswered = 0;
      this.#requestLead({ steal: true }, TAKEOVER_MS);
    }
    this.#ask();
  }

  #receive(message: Message): void {
    if (message.kind === "new") return this.#ask();
    if (message.kind === "next") {
      this.#unanswered = 0;
      this.#pausedUntil = performance.now() + message.pausedMs;
      this.#askAgain(message.nextMs ?? LONGEST_WAIT_MS);
    }
    if (message.kind !== "go" || message.to !== this.#id) return;
    const { request } = message;
    const resolve = this.#waiting.get(request);
    // Two leaders may have given it a turn, or it has left meanwhile.
    if (!resolve) return this.#bus.post({ kind: "left", from: this.#id, request });
    this.#waiting.delete(request);
    this.#running.push(request);
    resolve();
  }
}
