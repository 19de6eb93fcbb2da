// Hands out the users of a drift, of this thread or of a worker, and its summary. Does not use the wasm.

import { invalidArgument, onAbort } from "../shared/arguments.ts";
import type { FleetDrift, FleetDriftSummary, FleetDriftUser } from "./drift-types.ts";

/** Opens the users, who come until the signal is aborted; the summary is handed out before the end. */
type Open = (
  signal: AbortSignal,
  onSummary: (summary: FleetDriftSummary) => void,
) => AsyncGenerator<FleetDriftUser, void, void>;

/** The users of a drift, and its summary. */
export class DriftIterator implements FleetDrift {
  #users: AsyncGenerator<FleetDriftUser, void, void>;
  #ending = new AbortController();
  #unlisten: () => void;
  #hasBegun = false;
  #isOver = false;
  #summary: Promise<FleetDriftSummary>;
  #settle!: { resolve(summary: FleetDriftSummary): void; reject(error: unknown): void };

  constructor(open: Open, signal: AbortSignal | undefined) {
    this.#summary = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    // A failure of the summary must not be an unhandled rejection if nobody asks for it.
    this.#summary.catch(() => {});
    this.#unlisten = onAbort(signal, () => this.#ending.abort(signal?.reason));
    this.#users = open(this.#ending.signal, (summary) => this.#settle.resolve(summary));
  }

  async next(): Promise<IteratorResult<FleetDriftUser, undefined>> {
    this.#hasBegun = true;
    try {
      const { done, value } = await this.#users.next();
      if (done) this.#unlisten();
      return done ? { done, value: undefined } : { done: false, value };
    } catch (error) {
      this.#unlisten();
      if (this.#isOver) return { done: true, value: undefined };
      this.#settle.reject(error);
      throw error;
    }
  }

  async return(): Promise<IteratorResult<FleetDriftUser, undefined>> {
    this.#isOver = true;
    this.#unlisten();
    const error = invalidArgument("The iteration over the users was ended early", "Read all users, or none.");
    this.#settle.reject(error);
    this.#ending.abort(error);
    // Asks once more if nobody has, so that the sources are closed.
    if (this.#hasBegun) await this.#users.return().catch(() => {});
    else await this.next();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async summary(): Promise<FleetDriftSummary> {
    if (!this.#hasBegun) while (!(await this.next()).done);
    return this.#summary;
  }
}
