// How long the proxy waits after a failure before it tries again.

/** How long the first failure in a row is remembered; each further one twice as long, up to `LONGEST_MS`. */
const SHORTEST_MS = 2_000;
const LONGEST_MS = 30_000;
/** The longest wait that a server can ask for. */
const LONGEST_ASKED_MS = 300_000;

/** The time during which something that has failed is not tried again: it doubles with each failure in a row. */
export class Backoff {
  #failures = 0;
  #since = 0;
  #ms = 0;

  /** Milliseconds that are left. */
  get leftMs(): number {
    const passed = Date.now() - this.#since;
    // A clock that was set back ends it.
    return passed >= 0 ? Math.max(0, this.#ms - passed) : 0;
  }

  /** Counts a success or a failure; `askedMs` is how long the server asks to wait after a failure. */
  record(isSuccess: boolean, askedMs?: number): void {
    // What ends during a backoff had begun before it.
    if (this.leftMs > 0) return;
    if (isSuccess) this.#failures = 0;
    else this.#begin(askedMs);
  }

  #begin(askedMs: number | undefined): void {
    const ownMs = Math.min(SHORTEST_MS * 2 ** this.#failures++, LONGEST_MS);
    this.#ms = askedMs === undefined ? ownMs : Math.min(Math.max(askedMs, SHORTEST_MS), LONGEST_ASKED_MS);
    this.#since = Date.now();
  }
}
