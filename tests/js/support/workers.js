// What the tests of fleets in workers share: a fleet with failures, a source that reuses its buffer, and how work ends.

import { isZoomPhoneError } from "#package";
import { createUser } from "../../zoom-server/directory.js";

/** 600 profiles, of which every fiftieth is invalid. */
export const profiles = Array.from({ length: 600 }, (_, index) =>
  index % 50 === 7 ? { id: index } : createUser(index + 1, 3),
);
export const text = JSON.stringify(profiles);
export const bytes = new TextEncoder().encode(text);

/** Returns a stream of the fleet's bytes, in chunks that share one buffer. */
export function streamed(length = 5000) {
  let at = 0;
  const buffer = new Uint8Array(length);
  return new ReadableStream(
    {
      pull(controller) {
        if (at >= bytes.length) return controller.close();
        const chunk = bytes.subarray(at, at + length);
        buffer.set(chunk);
        at += length;
        controller.enqueue(buffer.subarray(0, chunk.length));
      },
    },
    { highWaterMark: 0 },
  );
}

/** Returns what becomes of work: its value, or the whole of its error. */
export const fate = (work) =>
  Promise.resolve()
    .then(work)
    .then(
      (value) => ({ value }),
      (error) => ({ error: isZoomPhoneError(error) ? error.toJSON() : error, name: error.name, text: String(error) }),
    );
