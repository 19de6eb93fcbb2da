// Makes a stream of an export while its source is read.

import { onAbort } from "../shared/arguments.ts";

/**
 * Returns a stream of chunks, which are asked for as the stream is read. `open` gets a signal that ends once the stream
 * is canceled or `signal` is aborted.
 */
export function streamed(
  open: (signal: AbortSignal) => AsyncGenerator<Uint8Array, void>,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> {
  const ending = new AbortController();
  const chunks = open(ending.signal);
  let unlisten: (() => void) | undefined;
  const end = (reason: unknown) => {
    unlisten?.();
    ending.abort(reason);
    // Whether a chunk is under way or none was asked for, the signal ends it, and the source is closed.
    chunks.next().catch(() => {});
    // One that is made without the source may come first.
    chunks.return().catch(() => {});
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        unlisten = onAbort(signal, () => {
          controller.error(signal?.reason);
          end(signal?.reason);
        });
      },
      async pull(controller) {
        const { done, value } = await chunks.next().catch((error) => {
          unlisten?.();
          throw error;
        });
        if (!done) return controller.enqueue(value);
        unlisten?.();
        controller.close();
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
}
