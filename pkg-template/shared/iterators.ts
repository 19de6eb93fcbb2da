// Opens and advances the iterables that callers pass, such as sources of profiles or of IDs. Does not use the wasm.

import { invalidArgument, kindOf, unlessUnreadable } from "./arguments.ts";
import type { ZoomPhoneError } from "./error.ts";
import { hasMethod, membersOf, passes } from "./guards.ts";

/** A caller's iterator, of which only the method `next` has been checked. */
export interface ForeignIterator {
  next(): unknown;
  return?(): unknown;
}

/** A step of an iterator, whose members have been read once. */
export interface Step {
  done?: unknown;
  value?: unknown;
}

/**
 * Returns the iterator of a caller's iterable, the async one if there are two; `undefined` if the value is not
 * iterable. What the iterable's own method throws is thrown as it is, unless the iterable is a stream, which is locked.
 */
export function iteratorOf(iterable: unknown): ForeignIterator | undefined {
  const members = membersOf(iterable);
  const open = unlessUnreadable(() => members?.[Symbol.asyncIterator] ?? members?.[Symbol.iterator]);
  if (typeof open !== "function") return undefined;
  let iterator: unknown;
  try {
    iterator = open.call(iterable);
  } catch (error) {
    throw passes(isStream, iterable) ? lockedStream(error) : error;
  }
  if (hasMethod<ForeignIterator>(iterator, "next")) return iterator;
  throw unreadable("its iterator has no method `next`");
}

/** Returns the next step of a caller's iterator. Rejects with what the iterator throws, as it is. */
export async function nextOf(iterator: Pick<ForeignIterator, "next">): Promise<Step> {
  const step: unknown = await iterator.next();
  if ((typeof step !== "object" && typeof step !== "function") || step === null)
    throw unreadable(`its iterator returned ${kindOf(step)}`);
  const { done, value }: Step = step;
  return { done, value };
}

export function isAsyncIterable(value: unknown): boolean {
  return hasMethod<AsyncIterable<unknown>>(value, Symbol.asyncIterator);
}

/** A caller's stream, of which only this method has been checked. */
export interface ForeignStream {
  getReader(): unknown;
}

export function isStream(value: unknown): value is ForeignStream {
  return hasMethod<ForeignStream>(value, "getReader");
}

/** The error of a stream that something else reads. */
export function lockedStream(cause: unknown): ZoomPhoneError {
  return unreadable("its stream is locked, since something else reads it already", cause);
}

/** The error of a source that does not behave as an iterable or a stream does. */
export function unreadable(problem: string, cause?: unknown): ZoomPhoneError {
  return invalidArgument(
    `The source cannot be read: ${problem}`,
    "Pass an array, what a generator function returns, or a stream that nothing else reads.",
    cause,
  );
}
