// @ts-nocheck
// Fleets off the main thread: the side that works, started by worker.js.

import { exportFleet, isZoomPhoneError, summarizeFleet } from "#package";

import { ITEM } from "./source.ts";

// In Node it is a thread; everywhere else the worker itself is the port.
const port =
  typeof globalThis.postMessage === "function"
    ? globalThis
    : globalThis.process?.getBuiltinModule?.("node:worker_threads").parentPort;
const receive = ({ id, type, ...message }) => {
  if (type === "call") calls.set(id, new Call(id, message));
  else calls.get(id)?.[type](message);
};
if (typeof port?.on === "function") port.on("message", receive);
else port?.addEventListener("message", ({ data }) => receive(data));

const calls = new Map();

class Call {
  #id;
  #controller = new AbortController();
  /** The parts that were asked for, and what is told once they are all there. */
  #parts = [];
  #given;
  #reader;

  constructor(id, { work, source, isFed, format, options, wants }) {
    this.#id = id;
    const settings = {
      ...options,
      ...(wants.progress && { onProgress: (value) => this.#post("progress", value) }),
      ...(wants.issue && { onIssue: (value) => this.#post("issue", value) }),
    };
    if (!Object.hasOwn(settings, "signal")) settings.signal = this.#controller.signal;
    this.#settle(async () => {
      const input = isFed ? this.#fed() : source;
      if (work === "summarize") this.#end(await summarizeFleet(input, settings));
      else this.#reader = exportFleet(input, format, settings).getReader();
    });
  }

  parts({ parts, isLast }) {
    this.#parts.push(...parts);
    if (isLast) this.#given?.();
  }

  pull() {
    this.#settle(async () => {
      const { done, value } = await this.#reader.read();
      if (done) this.#end();
      else this.#post("chunk", value, [value.buffer]);
    });
  }

  abort() {
    calls.delete(this.#id);
    this.#controller.abort();
    this.#given?.();
    this.#reader?.cancel().catch(() => {});
  }

  /** The source, as the other side feeds it. */
  async *#fed() {
    for (;;) {
      this.#parts = [];
      await new Promise((resolve) => {
        this.#given = resolve;
        this.#post("want");
      });
      if (this.#parts.length === 0) return;
      for (const part of this.#parts) yield ArrayBuffer.isView(part) ? part : { [ITEM]: part };
    }
  }

  async #settle(work) {
    try {
      await work();
    } catch (error) {
      this.#post("error", undefined, [], { error: isZoomPhoneError(error) ? fieldsOf(error) : fieldsOfOther(error) });
      calls.delete(this.#id);
    }
  }

  #end(summary) {
    this.#post("done", summary);
    calls.delete(this.#id);
  }

  #post(type, value, transfer = [], more = {}) {
    port.postMessage({ id: this.#id, type, value, ...more }, transfer);
  }
}

/** What the other side makes the error of anew; its name is its class's. */
function fieldsOf(error) {
  const { name: _, ...fields } = error.toJSON();
  return fields;
}

/** The same for what the engine throws, such as for a result that is too large to be posted. */
function fieldsOfOther(error) {
  return {
    message: `The fleet worker failed: ${error?.message}`,
    code: "response_too_large",
    hint: "Read the input in parts.",
    attempts: 0,
  };
}
