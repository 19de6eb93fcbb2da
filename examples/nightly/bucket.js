// The rate limit of an account. It reads no clock and waits for nothing, so that tests can drive it.

/** A second in milliseconds, and what two readings of a clock may be rounded apart. */
const WINDOW_MS = 1_002;

/**
 * Says when requests may start, so that no sliding second at the server has more of them than the limit.
 *
 * A request arrives at some moment between its start and its end. So it counts from its start until a second after its
 * end. This costs its duration: if requests take 200 ms, 33 a second start under a limit of 40.
 */
export class Bucket {
  #underWay = 0;
  /** When requests have ended within the last second, oldest first. */
  #ended = [];
  #resumesAt;

  /** @param now Milliseconds of any clock. The first second starts nothing: an earlier bucket may have used it up. */
  constructor(now) {
    this.#resumesAt = now + WINDOW_MS;
  }

  /** Starts a request and returns 0; or returns the milliseconds after which it may be asked again. */
  take(perSecond, now) {
    if (now < this.#resumesAt) return this.#resumesAt - now;
    while (this.#ended[0] <= now - WINDOW_MS) this.#ended.shift();
    if (this.#underWay + this.#ended.length >= perSecond) return (this.#ended[0] ?? now) + WINDOW_MS - now;
    this.#underWay += 1;
    return 0;
  }

  /** Ends a request. With `pauseMs` none starts for so long: Zoom asks for it where another app uses the same limit. */
  end(now, pauseMs = 0) {
    this.#underWay -= 1;
    this.#ended.push(now);
    this.#resumesAt = Math.max(this.#resumesAt, now + pauseMs);
  }
}
