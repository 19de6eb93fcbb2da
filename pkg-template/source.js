// What a fleet is read from, part by part: for the main thread, and for the side of a worker that asks. Here is no wasm.

import { isBytes } from "./bytes.js";
import { letGo } from "./let-go.js";
import { isSound } from "./sound.js";

/** The most bytes that are taken at a time. */
export const CHUNK = 1 << 18;

/**
 * The parts of a source, one after another: chunks of bytes, profiles, or outcomes. They end when the signal, if there is one, is
 * aborted: even where the source never gives another, or never closes. Each comes in a list of its own: what is handed out bare
 * is asked for a `then`, and may be made to throw at that. `invalidArgument` makes the error of a source that cannot be used.
 */
export async function* partsOf(source, signal, invalidArgument) {
  const iterator = opened(source, signal, invalidArgument);
  // A promise for each wait: one for all of them would keep what waited for it, part after part.
  let refuse;
  const unlessAborted = (awaited) =>
    new Promise((resolve, reject) => {
      refuse = reject;
      // It may have been aborted by whoever was just asked.
      if (signal?.aborted) onAbort();
      awaited.then(resolve, reject);
    });
  const onAbort = () => refuse?.(signal.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  // What has ended, or failed, by itself is not to be closed.
  let isOpen = true;
  try {
    for (;;) {
      throwIfAborted(signal);
      const step = nextOf(iterator);
      step.catch(() => (isOpen = false));
      const { done, value } = await unlessAborted(step);
      isOpen = !done;
      if (done) return;
      yield [isSound(isPromise, value) ? await unlessAborted(value) : value];
    }
  } finally {
    signal?.removeEventListener("abort", onAbort);
    if (isOpen) letGo(() => iterator.return?.());
  }
}

/** The signal may be a polyfill's, which has no such method. */
export function throwIfAborted(signal) {
  if (signal?.aborted) throw signal.reason;
}

async function nextOf(iterator) {
  const { done, value } = await iterator.next();
  return { done, value };
}

const isPromise = (value) => value instanceof Promise;

/** A source as an iterator, whatever it is. */
function opened(source, signal, invalidArgument) {
  if (isBytes(source)) return [source].values();
  if (typeof source === "string") return encoded(source);
  if (isBlob(source)) return blobSlices(source);
  if (typeof source?.getReader === "function") return chunksOf(source, signal, invalidArgument);
  const open = isNoList(source) ? undefined : (source?.[Symbol.asyncIterator] ?? source?.[Symbol.iterator]);
  if (typeof open === "function") return open.call(source);
  throw invalidArgument(
    "The source must be bytes, a text, a Blob, a stream of bytes, or an iterable of profiles",
    "Pass `response.body`, a file, a text of JSON or NDJSON, or a list of profiles.",
  );
}

export function isBlob(source) {
  return typeof Blob === "function" && source instanceof Blob;
}

/** What can be iterated over, but holds numbers or characters. */
function isNoList(source) {
  return ArrayBuffer.isView(source) || source instanceof String;
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
function chunksOf(stream, signal, invalidArgument) {
  const reader = stream.getReader();
  const leave = () => {
    letGo(() => reader.cancel(signal?.reason));
    reader.releaseLock?.();
  };
  return {
    async next() {
      let isOpen = false;
      try {
        const { done, value } = await reader.read();
        if (!done && !isBytes(value)) throw invalidArgument("The stream must be one of bytes", "Pass `response.body` as it is, without a TextDecoderStream.");
        isOpen = !done;
        return { done, value };
      } finally {
        if (!isOpen) leave();
      }
    },
    return: leave,
  };
}
