// The deadline of a call. Its machine moves it, and removes it while the call waits for its turn.

/** Calls back once its moment has come. Without a moment the time stands still. */
export class Deadline {
  readonly #onReached: () => void;
  #moment: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onReached: () => void) {
    this.#onReached = onReached;
  }

  /** Sets the moment, in milliseconds of `performance.now()`. */
  moveTo(moment: number | undefined): void {
    if (moment === this.#moment) return;
    clearTimeout(this.#timer);
    this.#moment = moment;
    if (moment !== undefined) this.#timer = setTimeout(this.#onReached, moment - performance.now());
  }

  /** Calls back at once if the moment has passed: for loops that keep the timer from firing. */
  check(): void {
    if (this.#moment !== undefined && performance.now() >= this.#moment) this.#onReached();
  }
}
