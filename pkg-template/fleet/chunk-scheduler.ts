// Decides how many bytes are read at a time, and gives way to the page's other tasks in between.

import { nextTask } from "../shared/next-task.ts";
import { CHUNK } from "./source.ts";

/** The fewest bytes that are taken at a time: about one profile. */
const SMALLEST_CHUNK = 1 << 12;
/** Milliseconds of work before other tasks have their turn. A chunk that ends later adds less than ten. */
const WORK_MS = 5;

/** Finds the chunk size whose work takes about a millisecond or more, and less than `WORK_MS`. */
export class ChunkScheduler {
  /** Bytes to take next. Few at first: an engine that has just compiled the wasm takes many times as long as later. */
  bytes = SMALLEST_CHUNK;
  #startOfWork = performance.now();
  #startOfChunk = this.#startOfWork;

  /** To be called after each chunk: adapts `bytes`, and waits for other tasks once work has gone on for `WORK_MS`. */
  async pause(): Promise<void> {
    const now = performance.now();
    if (now - this.#startOfChunk < WORK_MS / 4) this.bytes = Math.min(this.bytes * 2, CHUNK);
    else if (now - this.#startOfChunk > WORK_MS) this.bytes = Math.max(this.bytes / 2, SMALLEST_CHUNK);
    if (now - this.#startOfWork >= WORK_MS) {
      await nextTask();
      this.#startOfWork = performance.now();
    }
    this.#startOfChunk = performance.now();
  }
}
