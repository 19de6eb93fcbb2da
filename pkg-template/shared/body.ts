// Reads the body of a reply within its limit, for the call and for the proxy. Does not use the wasm.

import { MAX_REPLY } from "#border";
import { cancelQuietly } from "./cancel-quietly.ts";

/** The reader of a body, of which a caller's `fetch` may have made up any part. */
export interface BodyReader {
  read(): Promise<{ readonly done: boolean; readonly value?: unknown }>;
  cancel?(): unknown;
}

/**
 * Returns the bytes of a body. Returns `null` if they are more than `MAX_REPLY`, and cancels the body; and as soon as
 * `isEnded`, which is asked after each chunk: one whose chunks are always ready keeps timers from running.
 *
 * Rejects with what the reader rejects with, and with a `TypeError` if a chunk is not bytes.
 */
export async function readBody(
  reader: BodyReader,
  isEnded: () => boolean = () => false,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: ArrayBufferView[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(chunks, length);
    if (!ArrayBuffer.isView(value)) throw new TypeError("The body is not a stream of bytes");
    length += value.byteLength;
    if (length > MAX_REPLY) {
      cancelQuietly(() => reader.cancel?.());
      return null;
    }
    if (isEnded()) return null;
    if (value.byteLength > 0) chunks.push(value);
  }
}

/** Joins chunks of so many bytes in all. Returns the chunk itself if there is one: most profiles come as a whole. */
function joined(chunks: readonly ArrayBufferView[], length: number): Uint8Array<ArrayBuffer> {
  const [first] = chunks;
  if (chunks.length === 1 && isUnshared(first)) return first;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of chunks) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}

/** Whether a chunk has memory that no other thread writes to. */
function isUnshared(chunk: unknown): chunk is Uint8Array<ArrayBuffer> {
  return chunk instanceof Uint8Array && chunk.buffer instanceof ArrayBuffer;
}
