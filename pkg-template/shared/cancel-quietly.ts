// @ts-nocheck
// Ending what somebody else has begun: a stream, an iterator, a reply that nobody reads.

/**
 * Closes it. How it takes that is its own affair, whatever it is; it is not waited for, since one that is stuck would
 * not answer.
 */
export function cancelQuietly(close) {
  new Promise((resolve) => resolve(close())).catch(() => {});
}
