// Reads a source part by part, for the main entry and for the caller's side of a worker. Does not use the wasm.

import { invalidArgument, kindOf, onAbort, throwIfAborted } from "../shared/arguments.ts";
import { isBytes, plainBytes } from "../shared/bytes.ts";
import { cancelQuietly } from "../shared/cancel-quietly.ts";
import { hasMethod, passes } from "../shared/guards.ts";
import {
  type ForeignIterator,
  type ForeignStream,
  isStream,
  iteratorOf,
  lockedStream,
  nextOf,
  unreadable,
} from "../shared/iterators.ts";

/** The most bytes that are taken at a time. */
export const CHUNK = 1 << 18;

/**
 * A chunk of bytes, a profile or an outcome, in a list of its own: an object that is yielded bare is asked for `then`,
 * and may throw at that.
 */
export type Part = [part: unknown];

/**
 * Yields the parts of a source one after another. Ends once the signal is aborted, with its reason, even if the source
 * never gives another part or never closes.
 */
export async function* partsOf(source: unknown, signal: AbortSignal | undefined): AsyncGenerator<Part, void, void> {
  // A promise for each wait: one for all of them would keep what waited for it, part after part.
  let refuse: ((reason: unknown) => void) | undefined;
  const end = () => refuse?.(signal?.reason);
  const unlessAborted = <Value>(awaited: Promise<Value>) =>
    new Promise<Value>((resolve, reject) => {
      refuse = reject;
      // The source that was just asked may have aborted it.
      if (signal?.aborted) end();
      awaited.then(resolve, reject);
    });
  const unlisten = onAbort(signal, end);
  let iterator: ForeignIterator | undefined;
  // An iterator that has ended or failed by itself is not closed.
  let isOpen = false;
  try {
    iterator = opened(source, signal);
    isOpen = true;
    for (;;) {
      throwIfAborted(signal);
      const next = nextOf(iterator);
      next.catch(() => (isOpen = false));
      const { done, value } = await unlessAborted(next);
      isOpen = !done;
      if (done) return;
      yield [passes(isPromise, value) ? await unlessAborted(value) : value];
    }
  } finally {
    unlisten();
    if (isOpen) cancelQuietly(() => iterator?.return?.());
  }
}

/**
 * Yields bytes a piece at a time, each as long as `size` then says; one piece even for no bytes, so that a source of
 * empty parts still gives way to other tasks. Throws `invalid_argument` if their buffer is transferred meanwhile.
 */
export function* piecesOf(bytes: Uint8Array, size: () => number): Generator<Uint8Array, void> {
  const plain = plainBytes(bytes);
  const { length } = plain;
  let at = 0;
  do {
    if (plain.length < length)
      throw invalidArgument(
        "The source cannot be read to its end: its bytes were transferred while they were read",
        "Pass a copy of them (`bytes.slice()`), or transfer them afterwards.",
      );
    yield plain.subarray(at, (at += size()));
  } while (at < length);
}

export function isBlob(source: unknown): source is Blob {
  return typeof Blob === "function" && source instanceof Blob;
}

function isPromise(value: unknown): value is Promise<unknown> {
  return value instanceof Promise;
}

/** Returns an iterator over a source of any kind. */
function opened(source: unknown, signal: AbortSignal | undefined): ForeignIterator {
  if (isBytes(source)) return [source].values();
  if (typeof source === "string") return encoded(source);
  if (passes(isBlob, source)) return blobSlices(source);
  if (passes(isStream, source)) return chunksOf(source, signal);
  const iterator = passes(holdsNoProfiles, source) ? undefined : iteratorOf(source);
  if (iterator) return iterator;
  const kind = kindOf(source);
  throw invalidArgument(
    `The source must be bytes, a string, a Blob, a stream of bytes, or an iterable of profiles; it is ${kind}`,
    SOURCE_HINTS[kind] ?? "Pass `response.body`, a file, a string of JSON or NDJSON, or an array of profiles.",
  );
}

const SOURCE_HINTS: Readonly<Record<string, string>> = {
  null: "`response.body` is null if the response has no body: check its status first.",
  "a promise": "Await it first.",
  "a Response": "Pass its `body`.",
  "an object": "Pass an array, even of one profile: `[profile]`.",
};

/** Whether a value is iterable, but gives numbers, characters or pairs. */
export function holdsNoProfiles(source: unknown): boolean {
  return ArrayBuffer.isView(source) || source instanceof String || source instanceof Map;
}

function* encoded(text: string): Generator<Uint8Array, void> {
  const encoder = new TextEncoder();
  const buffer = new Uint8Array(CHUNK);
  for (let at = 0; at < text.length; ) {
    // Where a slice ends between the two halves of a character, the encoder stops before it.
    const { read, written } = encoder.encodeInto(at === 0 ? text : text.slice(at, at + CHUNK), buffer);
    if (read === 0) return;
    yield buffer.subarray(0, written);
    at += read;
  }
}

async function* blobSlices(blob: Blob): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < blob.size; at += CHUNK) yield new Uint8Array(await blob.slice(at, at + CHUNK).arrayBuffer());
}

/** The reader of a caller's stream, of which only the method `read` has been checked. */
interface ForeignReader {
  read(): unknown;
  cancel(reason: unknown): unknown;
  releaseLock?(): void;
}

/** Returns an iterator over the chunks of a stream, which is asked for a chunk only after the one before is used. */
function chunksOf(stream: ForeignStream, signal: AbortSignal | undefined): ForeignIterator {
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

function readerOf(stream: ForeignStream): ForeignReader {
  let reader: unknown;
  try {
    reader = stream.getReader();
  } catch (cause) {
    throw lockedStream(cause);
  }
  if (hasMethod<ForeignReader>(reader, "read")) return reader;
  throw unreadable("its reader has no method `read`");
}
