// Tells which sources can be read more than once. Does not use the wasm.

import { invalidArgument, kindOf, unlessUnreadable } from "../shared/arguments.ts";
import { isBytes } from "../shared/bytes.ts";
import { membersOf, passes } from "../shared/guards.ts";
import { isStream } from "../shared/iterators.ts";
import { holdsNoProfiles, isBlob } from "./source.ts";

/** The key under which a worker's thread holds a source that the caller's side reads. */
export const REREADABLE = Symbol.for("zoom-phone-profile.rereadable.1");

/** Throws `invalid_argument` for a source that can be read only once, and for anything that is not a source. */
export function checkRereadable(source: unknown): void {
  if (isBytes(source) || typeof source === "string" || passes(isBlob, source)) return;
  const members = membersOf(source);
  if (unlessUnreadable(() => members?.[REREADABLE]) !== undefined) return;
  const kind = kindOf(source);
  if (passes(isStream, source)) throw onceOnly("a stream");
  const open = unlessUnreadable(() => members?.[Symbol.asyncIterator] ?? members?.[Symbol.iterator]);
  if (typeof open !== "function" || holdsNoProfiles(source))
    throw invalidArgument(
      `\`before\` must be bytes, a string, a Blob or an iterable that can be read again; it is ${kind}`,
      kind === "a promise" ? "Await it first." : REMEDY,
    );
  // An iterator is its own iterable. Not opened to find out, since that may read a file.
  if (typeof unlessUnreadable(() => members?.next) === "function") throw onceOnly("an iterator");
}

function onceOnly(kind: string) {
  return invalidArgument(`\`before\` must be a source that can be read again; it is ${kind}`, REMEDY);
}

const REMEDY =
  "Pass a file, a Blob, bytes, a string, an array of profiles, or an object whose `[Symbol.asyncIterator]` opens the " +
  "source anew: `{ [Symbol.asyncIterator]: () => createReadStream(path)[Symbol.asyncIterator]() }`.";
