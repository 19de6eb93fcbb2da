// A call to a fleet worker: checks its arguments, feeds the thread from its source, and hands on what comes back.

import { ZoomPhoneError } from "#error";

import { type Given, onAbort, ownOptions } from "../shared/arguments.ts";
import { isBytes } from "../shared/bytes.ts";
import { passes } from "../shared/guards.ts";
import { EXPORT_OPTIONS, exportForm, FLEET_OPTIONS, fleetSettingsOf } from "./settings.ts";
import { isBlob } from "./source.ts";
import { SourceQueue } from "./source-queue.ts";
import type { Thread } from "./thread.ts";
import type { FleetExportOptions } from "./types.ts";
import type { CallRequest, CallResult, ThreadReport } from "./worker-messages.ts";

/** What a call asks for, as the caller passes it. */
export interface Job {
  work: CallRequest["work"];
  format?: unknown;
}

/** Who gets the results of a call, or the error that ends it. */
export interface CallHandlers {
  take(result: CallResult): void;
  reject(error: unknown): void;
}

export class ThreadCall {
  #thread: Thread;
  #handlers: CallHandlers;
  #id: number;
  #options: FleetExportOptions;
  #queue: SourceQueue | undefined;
  #unlisten: (() => void) | undefined;
  #isOver = false;

  /** Throws for arguments that cannot be used, and if the worker has ended. */
  constructor(thread: Thread, source: unknown, given: unknown, job: Job, handlers: CallHandlers) {
    this.#thread = thread;
    this.#handlers = handlers;
    this.#options = checkedOptions(given, job);
    const { signal, onProgress, onIssue, ...options } = this.#options;
    const isPosted = isPortable(source);
    if (!isPosted) this.#queue = new SourceQueue(source);
    this.#id = thread.open(this);
    this.#unlisten = onAbort(signal, () => this.fail(signal?.reason));
    if (this.#isOver) return;
    const wants = { progress: onProgress !== undefined, issue: onIssue !== undefined };
    this.#try(() =>
      thread.post({
        id: this.#id,
        type: "call",
        work: job.work,
        options,
        wants,
        ...(isFormat(job.format) && { format: job.format }),
        ...(isPosted && { source }),
      }),
    );
  }

  receive(report: ThreadReport): void {
    switch (report.type) {
      case "want":
        return void this.#feed();
      case "error":
        return this.fail(ZoomPhoneError.create(report.error), true);
      case "progress":
        return this.#try(() => this.#options.onProgress?.(report.value));
      case "issue":
        return this.#try(() => this.#options.onIssue?.(report.value));
      case "chunk":
        return this.#handlers.take(report);
      case "summary":
      case "done":
        if (this.end(true)) this.#handlers.take(report);
    }
  }

  /** Asks for a chunk of an export. */
  pull(): void {
    this.#thread.post({ id: this.#id, type: "pull" });
  }

  /** Ends the call. Returns whether it was still under way. `isEnded` says that the thread has ended it already. */
  end(isEnded: boolean, reason?: unknown): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#unlisten?.();
    this.#queue?.stop(isEnded, reason);
    this.#thread.close(this.#id, isEnded);
    return true;
  }

  fail(error: unknown, isEnded = false): void {
    if (this.end(isEnded, error)) this.#handlers.reject(error);
  }

  #try(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Posts parts one by one: a source may use one object, or one buffer, for all of them. */
  async #feed(): Promise<void> {
    const queue = this.#queue;
    if (!queue) return;
    try {
      for (let left = queue.most; left > 0; ) {
        const parts = await queue.next();
        // A chunk of bytes is large, and is the last one until the thread asks again.
        left = parts.length === 0 || isBytes(parts[0]) ? 0 : left - 1;
        this.#try(() => this.#thread.post({ id: this.#id, type: "parts", parts, isLast: left === 0 }));
      }
    } catch (error) {
      this.fail(error);
    }
  }
}

/**
 * Returns the options, checked as the main entry checks them. An unknown option is returned alone, for the thread to
 * refuse: to suggest the closest known name takes the wasm.
 */
function checkedOptions(options: unknown, { work, format }: Job): FleetExportOptions {
  let unknown: string | undefined;
  const names = work === "export" ? EXPORT_OPTIONS : FLEET_OPTIONS;
  const given = ownOptions<(typeof EXPORT_OPTIONS)[number]>(options, names, (name) => (unknown = name));
  if (unknown !== undefined) return { [unknown]: true };
  checkOptions(given);
  if (work === "export") exportForm(format, given.bom ?? false);
  return given;
}

/** Throws for an option with a wrong value. */
function checkOptions(given: Given<(typeof EXPORT_OPTIONS)[number]>): asserts given is FleetExportOptions {
  fleetSettingsOf(given);
}

/** Whether a format can be posted: beside an unknown option it has not been checked, and might not be cloned. */
function isFormat(format: unknown): format is "csv" | "ndjson" {
  return format === "csv" || format === "ndjson";
}

/** Whether a source can be posted without being read here: a Blob can, unless it is a file of Node's. */
function isPortable(source: unknown): source is Blob {
  return passes(isBlob, source) && passes(() => structuredClone(source) instanceof Blob);
}
