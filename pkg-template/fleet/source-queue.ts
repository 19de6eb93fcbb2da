// Reads a source on the caller's side of a worker, and cuts its parts into what can be posted.

import { isBytes } from "../shared/bytes.ts";
import { passes } from "../shared/guards.ts";
import { isAsyncIterable } from "../shared/iterators.ts";
import { itemOf } from "./item.ts";
import { CHUNK, type Part, partsOf, piecesOf } from "./source.ts";
import type { PortablePart } from "./worker-messages.ts";

/** The most profiles that are posted without being asked for again. */
const BATCH = 256;

/** The parts of a source as they are posted. */
export class SourceQueue {
  /** How many may be posted at once: one of an async source, whose next part is not waited for. */
  readonly most: number;
  #ending = new AbortController();
  #parts: AsyncGenerator<Part, void, void>;
  #portable: Iterator<PortablePart> = [].values();

  constructor(source: unknown) {
    this.#parts = partsOf(source, this.#ending.signal);
    this.most = passes(isAsyncIterable, source) ? 1 : BATCH;
  }

  /** Returns a list of the next part, empty at the end. */
  async next(): Promise<PortablePart[]> {
    for (;;) {
      const next = this.#portable.next();
      if (!next.done) return [next.value];
      const { done, value } = await this.#parts.next();
      if (done) return [];
      this.#portable = portable(value[0]);
    }
  }

  /** Ends the reading. Closes even a source that has not been read, unless the thread has ended the call: `isEnded`. */
  stop(isEnded: boolean, reason: unknown): void {
    this.#ending.abort(reason);
    (isEnded ? this.#parts.return() : this.#parts.next()).catch(() => {});
  }
}

/**
 * Yields what is posted of a part. An item is read here, since not everything can be cloned. Bytes are copied chunk by
 * chunk, since posting them takes along the whole buffer that they are a part of.
 */
function* portable(part: unknown): Generator<PortablePart, void> {
  if (!isBytes(part)) return yield itemOf(part);
  for (const piece of piecesOf(part, () => CHUNK)) yield piece.slice();
}
