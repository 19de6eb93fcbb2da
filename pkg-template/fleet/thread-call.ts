// A call to a fleet worker: checks its arguments, feeds the thread from its source, and hands on what comes back.

import { ZoomPhoneError } from "#error";

import { type Given, onAbort, ownOptions } from "../shared/arguments.ts";
import { isBytes } from "../shared/bytes.ts";
import { passes } from "../shared/guards.ts";
import { EarlierFleet } from "./earlier-fleet.ts";
import { checkRereadable } from "./rereadable-check.ts";
import { EXPORT_OPTIONS, exportForm, FLEET_OPTIONS, fleetSettingsOf } from "./settings.ts";
import { isBlob } from "./source.ts";
import { SourceQueue } from "./source-queue.ts";
import type { Thread } from "./thread.ts";
import type { FleetExportOptions } from "./types.ts";
import type { CallRequest, CallResult, SourceName, ThreadReport } from "./worker-messages.ts";

/** What a call asks for, as the caller passes it. */
export interface Job {
  work: CallRequest["work"];
  format?: unknown;
  /** The earlier fleet of a drift. */
  before?: unknown;
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
  #before: EarlierFleet | undefined;
  #unlisten: (() => void) | undefined;
  #isOver = false;

  /** Throws for arguments that cannot be used, and if the worker has ended. */
  constructor(thread: Thread, source: unknown, given: unknown, job: Job, handlers: CallHandlers) {
    this.#thread = thread;
    this.#handlers = handlers;
    this.#options = checkedOptions(given, job);
    const { signal, onProgress, onIssue, ...options } = this.#options;
    const { before } = job;
    if (isDrift(job)) checkRereadable(before);
    const isPosted = isPortable(source);
    const isBeforePosted = isPortable(before);
    if (!isPosted) this.#queue = new SourceQueue(source);
    if (isDrift(job) && !isBeforePosted) this.#before = new EarlierFleet(before);
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
        ...(isBeforePosted && { before }),
      }),
    );
  }

  receive(report: ThreadReport): void {
    switch (report.type) {
      case "want":
        return void (report.of === "before" ? this.#feedBefore() : this.#feed(this.#queue));
      case "read":
        return void this.#reread(report.places);
      case "error":
        return this.fail(ZoomPhoneError.create(report.error), true);
      case "progress":
        return this.#try(() => this.#options.onProgress?.(report.value));
      case "issue":
        return this.#try(() => this.#options.onIssue?.(report.value));
      case "chunk":
      case "user":
        return this.#handlers.take(report);
      case "summary":
      case "drift summary":
      case "done":
        if (this.end(true)) this.#handlers.take(report);
    }
  }

  /** Asks for a chunk of an export, or a user of a drift. */
  pull(): void {
    this.#thread.post({ id: this.#id, type: "pull" });
  }

  /** Ends the call. Returns whether it was still under way. `isEnded` says that the thread has ended it already. */
  end(isEnded: boolean, reason?: unknown): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#unlisten?.();
    this.#queue?.stop(isEnded, reason);
    this.#before?.stop(isEnded, reason);
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
  async #feed(queue: SourceQueue | undefined, of: SourceName = "source"): Promise<void> {
    if (!queue) return;
    try {
      for (let left = queue.most; left > 0; ) {
        const parts = await queue.next();
        // A chunk of bytes is large, and is the last one until the thread asks again.
        left = parts.length === 0 || isBytes(parts[0]) ? 0 : left - 1;
        this.#try(() =>
          this.#thread.post({ id: this.#id, type: "parts", of, parts, isLast: left === 0, ...this.#before?.known }),
        );
      }
    } catch (error) {
      this.fail(error);
    }
  }

  #feedBefore(): Promise<void> {
    return this.#feed(this.#before?.queue, "before");
  }

  /** Posts the documents that the thread asks for, a batch at a time. */
  async #reread(places: Float64Array): Promise<void> {
    try {
      for await (const [documents, isLast] of this.#before?.read(places) ?? [])
        this.#try(() => this.#thread.post({ id: this.#id, type: "documents", documents, isLast }));
    } catch (error) {
      this.fail(error);
    }
  }
}

/** Whether a call compares two fleets. */
function isDrift({ work }: Job): boolean {
  return work === "drift" || work === "export drift";
}

/**
 * Returns the options, checked as the main entry checks them. An unknown option is returned alone, for the thread to
 * refuse: the code that suggests the closest known name is there.
 */
function checkedOptions(options: unknown, { work, format }: Job): FleetExportOptions {
  let unknown: string | undefined;
  const isExport = work === "export" || work === "export drift";
  const names = isExport ? EXPORT_OPTIONS : FLEET_OPTIONS;
  const given = ownOptions<(typeof EXPORT_OPTIONS)[number]>(options, names, (name) => (unknown = name));
  if (unknown !== undefined) return { [unknown]: true };
  checkOptions(given);
  if (isExport) exportForm(format, given.bom ?? false);
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
