// @ts-nocheck
// What a fleet is read from, part by part: for the main thread, and for the side of a worker that asks. Here is no
// wasm.

import { invalidArgument, kindOf, onAbort, unlessUnreadable } from "../shared/arguments.ts";
import { isBytes } from "../shared/bytes.ts";
import { cancelQuietly } from "../shared/cancel-quietly.ts";
import { passes } from "../shared/guards.ts";
import { stringify } from "../shared/stringify.ts";

/** The most bytes that are taken at a time. */
export const CHUNK = 1 << 18;

/**
 * The parts of a source, one after another: chunks of bytes, profiles, or outcomes. They end when the signal, if there
 * is one, is aborted: even where the source never gives another, or never closes. Each comes in a list of its own: what
 * is handed out bare is asked for a `then`, and may be made to throw at that.
 */
export async function* partsOf(source, signal) {
  // A promise for each wait: one for all of them would keep what waited for it, part after part.
  let refuse;
  const unlessAborted = (awaited) =>
    new Promise((resolve, reject) => {
      refuse = reject;
      // It may have been aborted by whoever was just asked.
      if (signal?.aborted) end();
      awaited.then(resolve, reject);
    });
  const end = () => refuse?.(signal.reason);
  const unlisten = onAbort(signal, end);
  let iterator;
  // What has ended, or failed, by itself is not to be closed.
  let isOpen = false;
  try {
    iterator = opened(source, signal);
    isOpen = true;
    for (;;) {
      throwIfAborted(signal);
      const step = nextOf(iterator);
      step.catch(() => (isOpen = false));
      const { done, value } = await unlessAborted(step);
      isOpen = !done;
      if (done) return;
      yield [passes(isPromise, value) ? await unlessAborted(value) : value];
    }
  } finally {
    unlisten();
    if (isOpen) cancelQuietly(() => iterator.return?.());
  }
}

/** The signal may be a polyfill's, which has no such method. */
export function throwIfAborted(signal) {
  if (signal?.aborted) throw signal.reason;
}

/** The next step of a caller's iterator. What the iterator throws stays as it is. */
export async function nextOf(iterator) {
  const step = await iterator.next();
  if ((typeof step !== "object" && typeof step !== "function") || step === null)
    throw unreadable(`its iterator returned ${kindOf(step)}`);
  const { done, value } = step;
  return { done, value };
}

/** An iterator of a caller's iterable; undefined where it is none. What its own method throws stays as it is. */
export function iteratorOf(iterable) {
  const open = unlessUnreadable(() => iterable?.[Symbol.asyncIterator] ?? iterable?.[Symbol.iterator]);
  if (typeof open !== "function") return undefined;
  let iterator;
  try {
    iterator = open.call(iterable);
  } catch (error) {
    throw passes(isStream, iterable) ? lockedStream(error) : error;
  }
  if (typeof iterator?.next !== "function") throw unreadable("its iterator has no method `next`");
  return iterator;
}

const isPromise = (value) => value instanceof Promise;

/** A source as an iterator, whatever it is. */
function opened(source, signal) {
  if (isBytes(source)) return [source].values();
  if (typeof source === "string") return encoded(source);
  if (passes(isBlob, source)) return blobSlices(source);
  if (passes(isStream, source)) return chunksOf(source, signal);
  const iterator = passes(isNoList, source) ? undefined : iteratorOf(source);
  if (iterator) return iterator;
  const kind = kindOf(source);
  throw invalidArgument(
    `The source must be bytes, a string, a Blob, a stream of bytes, or an iterable of profiles; it is ${kind}`,
    SOURCE_HINTS[kind] ?? "Pass `response.body`, a file, a string of JSON or NDJSON, or an array of profiles.",
  );
}

const SOURCE_HINTS = {
  "a promise": "Await it first.",
  "a Response": "Pass its `body`.",
  "an object": "Pass an array, even of one profile: `[profile]`.",
};

const isStream = (source) => typeof source.getReader === "function";

export function isBlob(source) {
  return typeof Blob === "function" && source instanceof Blob;
}

/** What can be iterated over, but holds numbers, characters or pairs. */
function isNoList(source) {
  return ArrayBuffer.isView(source) || source instanceof String || source instanceof Map;
}

function* encoded(text) {
  const encoder = new TextEncoder();
  const buffer = new Uint8Array(CHUNK);
  for (let at = 0; at < text.length; ) {
    // A piece that ends between two halves of a character stops before it.
    const { read, written } = encoder.encodeInto(at === 0 ? text : text.slice(at, at + CHUNK), buffer);
    if (read === 0) return;
    yield buffer.subarray(0, written);
    at += read;
  }
}

async function* blobSlices(blob) {
  for (let at = 0; at < blob.size; at += CHUNK) yield new Uint8Array(await blob.slice(at, at + CHUNK).arrayBuffer());
}

/** The chunks of a stream, each done with before the next is asked for. */
function chunksOf(stream, signal) {
  const reader = readerOf(stream);
  const leave = () => {
    cancelQuietly(() => reader.cancel(signal?.reason));
    reader.releaseLock?.();
  };
  return {
    async next() {
      let isOpen = false;
      try {
        const { done, value } = await nextOf({ next: () => reader.read() });
        if (!done && !isBytes(value))
          throw invalidArgument(
            `The stream must be one of bytes; it gives ${kindOf(value)}`,
            "Pass `response.body` as it is, without a TextDecoderStream.",
          );
        isOpen = !done;
        return { done, value };
      } finally {
        if (!isOpen) leave();
      }
    },
    return: leave,
  };
}

function readerOf(stream) {
  let reader;
  try {
    reader = stream.getReader();
  } catch (cause) {
    throw lockedStream(cause);
  }
  if (typeof reader?.read === "function") return reader;
  throw unreadable("its reader has no method `read`");
}

function lockedStream(cause) {
  return unreadable("its stream is locked, since something else reads it already", cause);
}

function unreadable(problem, cause) {
  return invalidArgument(
    `The source cannot be read: ${problem}`,
    "Pass an array, what a generator function returns, or a stream that nothing else reads.",
    cause,
  );
}

// ── items

/** Where an item stands that the other side of a worker has read already. */
export const ITEM = Symbol.for("zoom-phone-profile.item.1");

/**
 * An item of a fleet, read once: a profile as `text`, or the `failure` of an outcome of `getUserProfiles`, as arguments
 * of the wasm. What has an `id` is a profile, whatever else it has.
 */
export function itemOf(value) {
  try {
    const read = value[ITEM];
    if (typeof read?.text === "string" || Array.isArray(read?.failure)) return read;
    if (typeof value.ok === "boolean" && "userId" in value && !("id" in value)) {
      const userId = String(value.userId);
      if (value.ok) return { text: stringify(value.profile).text, userId };
      const { code, message, issues } = value.error ?? {};
      const reason = [code, message].map((text) => (typeof text === "string" ? text : ""));
      return { failure: [userId, ...reason, JSON.stringify(Array.isArray(issues) ? [...issues] : [])] };
    }
  } catch {
    // It is null, or made to throw: that is found, and told, where it is read as a profile.
  }
  return { text: stringify(value).text };
}
