// Reads the earlier fleet of a drift on the caller's side of a worker: once as a whole, then in parts as the thread
// asks.

import { nextTask } from "../shared/next-task.ts";
import { type Places, type Rereadable, rereadable } from "./rereadable.ts";
import { SourceQueue } from "./source-queue.ts";

/** Documents that are posted at a time. */
const BATCH = 256;

/** The earlier fleet, which checkRereadable has let pass. */
export class EarlierFleet {
  readonly queue: SourceQueue;
  #fleet: Rereadable;
  #ending = new AbortController();

  constructor(source: unknown) {
    this.#fleet = rereadable(source);
    this.queue = new SourceQueue(this.#fleet.parts());
  }

  /** What is known of it so far. */
  get known(): { isRandom: boolean } {
    return { isRandom: this.#fleet.isRandom };
  }

  /** Yields documents at places, in batches; the last one, which may be empty, says so. */
  async *read(places: Places): AsyncGenerator<[documents: Uint8Array[], isLast: boolean], void> {
    let batch: Uint8Array[] = [];
    for await (const document of this.#fleet.read(places, this.#ending.signal)) {
      // A copy, since posting takes along the whole buffer that it is a part of.
      batch.push(document.slice());
      if (batch.length < BATCH) continue;
      yield [batch, false];
      batch = [];
      // One pass over an iterable may find them all.
      await nextTask();
    }
    yield [batch, true];
  }

  stop(isEnded: boolean, reason: unknown): void {
    this.#ending.abort(reason);
    this.queue.stop(isEnded, reason);
  }
}
