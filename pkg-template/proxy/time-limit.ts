// Limits the time that a piece of work may take.

import { Refusal } from "./errors.ts";

/** The status of a refusal for want of time. */
const TIMEOUT = 504;

/** Whether something failed since its time was up. */
export function isTimeout(error: unknown): boolean {
  return error instanceof Refusal && error.status === TIMEOUT;
}

/**
 * Returns what some work returns. Rejects, and aborts the work, when its time in milliseconds is up or the caller's
 * signal is aborted.
 */
export async function within<Result>(
  ms: number,
  caller: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const { signal } = controller;
  const end = new Promise<never>((_, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason), { once: true }),
  );
  const timer = setTimeout(() => controller.abort(new Refusal(TIMEOUT, `No reply came within ${ms} ms`)), ms);
  const leave = () => controller.abort(new Refusal(499, "The caller has gone"));
  caller?.addEventListener("abort", leave, { once: true });
  try {
    return await Promise.race([work(signal), end]);
  } finally {
    clearTimeout(timer);
    caller?.removeEventListener("abort", leave);
    controller.abort();
  }
}
