/**
 * What a fleet worker runs. To import it within a worker is all that there is to do.
 *
 * @module zoom-phone-profile/worker-thread
 */

// The side that works, with the wasm. The other side is worker.ts.

import type { UserProfile } from "#model";
import { exportFleet, isZoomPhoneError, summarizeFleet } from "#package";

import { isBytes } from "../shared/bytes.ts";
import type { ErrorFields, ZoomPhoneError } from "../shared/error.ts";
import { hasMethod, membersOf } from "../shared/guards.ts";
import { type Endpoint, workerThreads } from "./endpoint.ts";
import { type FleetItem, ITEM } from "./item.ts";
import type { FleetExportOptions } from "./types.ts";
import {
  type CallerMessage,
  type CallRequest,
  type CallResult,
  isMessage,
  type PartsMessage,
  type PortablePart,
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
  /** The parts that have come since parts were last asked for, and what resolves once all have. */
  #parts: PortablePart[] = [];
  #resolveParts: (() => void) | undefined;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  constructor(id: number, { work, source, format = "csv", options, wants }: CallRequest) {
    this.#id = id;
    const settings: FleetExportOptions = {
      ...options,
      ...(wants.progress && { onProgress: (value) => this.#post({ type: "progress", value }) }),
      ...(wants.issue && { onIssue: (value) => this.#post({ type: "issue", value }) }),
      signal: this.#controller.signal,
    };
    const input = source ?? this.#fed();
    this.#settle(async () => {
      if (work === "summarize") this.#end({ type: "summary", value: await summarizeFleet(input, settings) });
      else this.#reader = exportFleet(input, format, settings).getReader();
    });
  }

  receive(message: Exclude<CallerMessage, CallRequest>): void {
    switch (message.type) {
      case "parts":
        return this.#take(message);
      case "pull":
        return this.#pull();
      case "abort":
        return this.#abort();
    }
  }

  #take({ parts, isLast }: PartsMessage): void {
    this.#parts.push(...parts);
    if (isLast) this.#resolveParts?.();
  }

  #pull(): void {
    this.#settle(async () => {
      const { done, value } = await this.#reader!.read();
      if (done) this.#end({ type: "done" });
      else this.#post({ type: "chunk", value }, [value.buffer]);
    });
  }

  #abort(): void {
    calls.delete(this.#id);
    this.#controller.abort();
    this.#resolveParts?.();
    this.#reader?.cancel().catch(() => {});
  }

  /** Yields the source as the other side posts it. */
  async *#fed(): AsyncGenerator<Uint8Array | ReadItem, void, void> {
    for (;;) {
      this.#parts = [];
      await new Promise<void>((resolve) => {
        this.#resolveParts = resolve;
        this.#post({ type: "want" });
      });
      if (this.#parts.length === 0) return;
      for (const part of this.#parts) yield isBytes(part) ? part : { [ITEM]: part };
    }
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
