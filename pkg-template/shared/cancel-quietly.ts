// Cancels streams, iterators and replies that nobody reads any more.

/** Cancels without waiting and ignores failures: a stuck source might never settle. */
export function cancelQuietly(cancel: () => unknown): void {
  new Promise((resolve) => resolve(cancel())).catch(() => {});
}
