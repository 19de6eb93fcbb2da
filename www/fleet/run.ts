// One reading of a fleet: what is known so far, pause, stop, going on. It outlives the view.

import { isZoomPhoneError } from "zoom-phone-profile";

import { learnNames } from "../source/known-names";
import type { Drift } from "./jobs";
import type { Row, Rule } from "./row";

let last = 0;

export type Phase = "running" | "paused" | "done" | "stopped" | "failed";

export abstract class FleetRun extends EventTarget {
  /** Tells readings apart. */
  readonly serial = ++last;
  phase: Phase = "running";
  /** How much of it is done, from 0 to 1. */
  share = 0;
  total: number | undefined;
  /** How many users were listed, while they are: the reading of their profiles begins once all are. */
  listed: number | undefined;
  etaMs: number | undefined;
  error: unknown;
  /** When it was read. */
  at = new Date();
  /** When the account's limit ends that broke it off, on the clock of `performance`: until then nothing is sent. */
  limitedUntil = 0;
  /** The earlier file that its users were compared with. */
  since: string | undefined;
  /** How many earlier files there were: two may have one name. */
  comparisons = 0;
  /** What changed since then. */
  drift: Drift | undefined;
  readonly rows: Row[] = [];
  failed = 0;
  abstract readonly rules: Rule[];
  abstract readonly isFile: boolean;
  #abort = new AbortController();
  readonly #named = new Map<string, Row>();
  #hasNamed = 0;

  constructor(readonly name: string) {
    super();
  }

  /** Begins; or, after a stop or a failure, goes on with what is left. */
  start(): void {
    this.#abort = new AbortController();
    this.error = undefined;
    this.at = new Date();
    this.be("running");
    void this.#settle(this.#abort.signal);
  }

  pause(): void {}

  resume(): void {}

  stop(): void {
    if (this.phase !== "running" && this.phase !== "paused") return;
    this.be("stopped");
    this.#abort.abort();
  }

  get isLive(): boolean {
    return this.phase === "running" || this.phase === "paused";
  }

  /** The row of a user, by ID or email. */
  rowNamed(name: string): Row | undefined {
    for (const row of this.rows.slice(this.#hasNamed)) {
      for (const key of [row.id, row.name]) if (!this.#named.has(key)) this.#named.set(key, row);
    }
    this.#hasNamed = this.rows.length;
    return this.#named.get(name);
  }

  /** What a link to the profile of a row names. */
  subjectOf({ name }: Row): string {
    return name;
  }

  /** The fleet's profiles, one a line or as the file has them. */
  abstract content(): Blob;

  protected abstract work(signal: AbortSignal): Promise<void>;

  protected forget(): void {
    this.rows.length = this.#hasNamed = this.failed = 0;
    this.#named.clear();
  }

  protected add(row: Row): void {
    this.rows.push(row);
    learnNames({ id: row.id, email: row.name });
    if (row.failure) this.failed += 1;
  }

  async #settle(signal: AbortSignal): Promise<void> {
    try {
      await this.work(signal);
      if (!signal.aborted) this.be("done");
    } catch (error) {
      if (signal.aborted) return;
      this.error = error;
      this.limitedUntil = performance.now() + ((isZoomPhoneError(error) && error.retryAfterMs) || 0);
      this.be("failed");
    }
  }

  protected be(phase: Phase): void {
    this.phase = phase;
    this.changed();
  }

  protected changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
