/**
 * What a fleet worker runs. To import it within a worker is all that there is to do.
 *
 * @module zoom-phone-profile/worker-thread
 */

// The side that works, with the wasm. The other side is worker.ts.

import type { UserProfile } from "#model";
import { diffFleets, exportFleet, exportFleetDrift, isZoomPhoneError, summarizeFleet } from "#package";

import { isBytes } from "../shared/bytes.ts";
import type { ErrorFields, ZoomPhoneError } from "../shared/error.ts";
import { hasMethod, membersOf } from "../shared/guards.ts";
import type { FleetDrift } from "./drift-types.ts";
import { type Endpoint, workerThreads } from "./endpoint.ts";
import { type FleetItem, ITEM } from "./item.ts";
import type { Places, Rereadable } from "./rereadable.ts";
import { REREADABLE } from "./rereadable-check.ts";
import type { FleetExportOptions } from "./types.ts";
import {
  type CallerMessage,
  type CallRequest,
  type CallResult,
  isMessage,
  type PartsMessage,
  type PortablePart,
  type SourceName,
  type ThreadReport,
} from "./worker-messages.ts";

const calls = new Map<number, Call>();

const port = portOf(globalThis);
if (typeof port?.on === "function") port.on("message", receive);
else port?.addEventListener?.("message", ({ data }) => receive(data));

/** Returns what to post to: in Node the parent's port, in other runtimes the worker's own scope. */
function portOf(scope: unknown): Endpoint | null | undefined {
  return hasMethod<Endpoint>(scope, "postMessage") ? scope : workerThreads()?.parentPort;
}

function receive(message: unknown): void {
  if (!isMessage<CallerMessage>(message)) return;
  const { id } = message;
  if (message.type === "call") calls.set(id, new Call(id, message));
  else calls.get(id)?.receive(message);
}

/** A call of the other side, as the thread works on it. */
class Call {
  #id: number;
  #controller = new AbortController();
  #sources = { source: new Feed(), before: new Feed() };
  #documents = new Feed<Uint8Array>();
  /** Whether parts of the earlier fleet are at hand. */
  #isRandom = false;
  #drift: FleetDrift | undefined;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  constructor(id: number, request: CallRequest) {
    const { work, source, format = "csv", options, wants } = request;
    this.#id = id;
    const settings: FleetExportOptions = {
      ...options,
      ...(wants.progress && { onProgress: (value) => this.#post({ type: "progress", value }) }),
      ...(wants.issue && { onIssue: (value) => this.#post({ type: "issue", value }) }),
      signal: this.#controller.signal,
    };
    const input = source ?? this.#fed("source");
    this.#settle(async () => {
      const before = request.before ?? this.#earlier();
      if (work === "summarize") this.#end({ type: "summary", value: await summarizeFleet(input, settings) });
      else if (work === "export") this.#reader = exportFleet(input, format, settings).getReader();
      else if (work === "drift") this.#drift = diffFleets(before, input, settings);
      else this.#reader = exportFleetDrift(before, input, format, settings).getReader();
    });
  }

  receive(message: Exclude<CallerMessage, CallRequest>): void {
    switch (message.type) {
      case "parts":
        return this.#take(message);
      case "documents":
        return this.#documents.take(message.documents, message.isLast);
      case "pull":
        return this.#pull();
      case "abort":
        return this.#abort();
    }
  }

  #take({ of, parts, isLast, isRandom = false }: PartsMessage): void {
    if (of === "before") this.#isRandom = isRandom;
    this.#sources[of].take(parts, isLast);
  }

  #pull(): void {
    this.#settle(async () => {
      if (this.#drift) return this.#pullUser(this.#drift);
      const { done, value } = await this.#reader!.read();
      if (done) this.#end({ type: "done" });
      else this.#post({ type: "chunk", value }, [value.buffer]);
    });
  }

  async #pullUser(drift: FleetDrift): Promise<void> {
    const { done, value } = await drift.next();
    if (done) this.#end({ type: "drift summary", value: await drift.summary() });
    else this.#post({ type: "user", value });
  }

  #abort(): void {
    calls.delete(this.#id);
    this.#controller.abort();
    for (const feed of [this.#sources.source, this.#sources.before, this.#documents]) feed.end();
    this.#reader?.cancel().catch(() => {});
  }

  /** Yields a source as the other side posts it. */
  async *#fed(of: SourceName): AsyncGenerator<Uint8Array | ReadItem, void, void> {
    for (;;) {
      const parts = await this.#sources[of].all(() => this.#post({ type: "want", of }));
      if (parts.length === 0) return;
      for (const part of parts) yield isBytes(part) ? part : { [ITEM]: part };
    }
  }

  /** Returns the earlier fleet of a drift, which the other side reads. */
  #earlier(): Iterable<UserProfile> {
    const isRandom = () => this.#isRandom;
    const fleet: Rereadable = {
      get isRandom() {
        return isRandom();
      },
      parts: () => this.#fed("before"),
      read: (places) => this.#reread(places),
    };
    return { [REREADABLE]: fleet, [Symbol.iterator]: () => [].values() } as Iterable<UserProfile>;
  }

  /** Yields documents of the earlier fleet as the other side posts them, a batch at a time. */
  async *#reread(places: Places): AsyncGenerator<Uint8Array, void, void> {
    yield* await this.#documents.all(() => this.#post({ type: "read", places: Float64Array.from(places) }));
  }

  async #settle(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#post({ type: "error", error: isZoomPhoneError(error) ? fieldsOf(error) : fieldsOfOther(error) });
      calls.delete(this.#id);
    }
  }

  #end(report: CallResult): void {
    this.#post(report);
    calls.delete(this.#id);
  }

  #post(report: ThreadReport, transfer: Transferable[] = []): void {
    port?.postMessage({ id: this.#id, ...report }, transfer);
  }
}

/** What the other side posts when it is asked. */
class Feed<Part = PortablePart> {
  #parts: Part[] = [];
  #resolve: (() => void) | undefined;

  /** Asks, and returns all that has come once the last of it has. */
  async all(ask: () => void): Promise<Part[]> {
    this.#parts = [];
    await new Promise<void>((resolve) => {
      this.#resolve = resolve;
      ask();
    });
    return this.#parts;
  }

  take(parts: Part[], isLast: boolean): void {
    this.#parts.push(...parts);
    if (isLast) this.#resolve?.();
  }

  end(): void {
    this.#resolve?.();
  }
}

/** An item that has been read, in place of a profile. */
type ReadItem = UserProfile & { [ITEM]: FleetItem };

/** Returns what the other side builds the error from again. */
function fieldsOf(error: ZoomPhoneError): ErrorFields {
  return { ...error, message: error.message };
}

/** Returns the same for an error of the engine, such as that of a result that is too large to be posted. */
function fieldsOfOther(error: unknown): ErrorFields {
  return {
    message: `The fleet worker failed: ${membersOf(error)?.message}`,
    code: "response_too_large",
    hint: "Read the input in parts.",
    attempts: 0,
  };
}
