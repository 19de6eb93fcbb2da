// Reads options and arguments, and builds the errors of those that cannot be used. Does not use the wasm.

// In a worker's entry this is the class of the main entry, so that both throw the same one.
import { isZoomPhoneError, ZoomPhoneError } from "#error";
import type { ErrorCode } from "#model";

import type { ErrorDetails } from "./error.ts";
import { hasOwn, isObject, isPlain, passes } from "./guards.ts";

/** Options that are given, of which only the names are known. */
export type Given<Name extends string> = { [Key in Name]?: unknown };

/** Builds an error that no request caused. */
export function fault(
  code: ErrorCode,
  message: string,
  hint: string,
  cause?: unknown,
  details?: ErrorDetails,
): ZoomPhoneError {
  return ZoomPhoneError.create({ message, code, hint, attempts: 0, ...details }, cause);
}

export function invalidArgument(message: string, hint: string, cause?: unknown): ZoomPhoneError {
  return fault("invalid_argument", message, hint, cause);
}

/** Builds the error of an argument with a wrong value. */
export function wrongArgument(name: string, expected: string, value: unknown, hint: string): ZoomPhoneError {
  return invalidArgument(`\`${name}\` must be ${expected}; it is ${shown(value)}`, hint);
}

/** Builds the error of an option with a wrong value. */
export function wrongOption(name: string, expected: string, value: unknown): ZoomPhoneError {
  return invalidArgument(
    `The option \`${name}\` must be ${expected}; it is ${shown(value)}`,
    `Pass ${expected}, or leave the option out.`,
  );
}

/** Returns the index of a value in a list of names. Throws what `refusal` returns if it is not there. */
export function indexOfName(
  names: readonly unknown[],
  value: unknown,
  refusal: (expected: string) => ZoomPhoneError,
): number {
  const index = names.indexOf(value);
  if (index < 0) throw refusal(`"${names.join('", "')}"`.replace(/, (?=[^,]*$)/, " or "));
  return index;
}

/** Returns the index of the argument `format`. Throws `invalid_argument` for any other value. */
export function indexOfFormat(formats: readonly string[], format: unknown): number {
  const hint = "Pass one of them as `format`.";
  return indexOfName(formats, format, (expected) => wrongArgument("format", expected, format, hint));
}

/** Returns numbers and short words as they are, and the kind of anything else, which may be long or secret. */
export function shown(value: unknown): string {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && /^\w{1,12}$/.test(value) ? `"${value}"` : kindOf(value);
}

/**
 * Returns the kind of a value in words: "null", "a string", "a promise", "a Map". Returns "a value that cannot be read"
 * if it throws when it is read.
 */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return `${value}`;
  if (!isObject(value)) return `a ${typeof value}`;
  try {
    if (typeof value.then === "function") return "a promise";
    const tag = Object.prototype.toString.call(value).slice(8, -1);
    if (tag === "Object") return isPlain(value) ? "an object" : "an instance of a class";
    return tag === "Array" ? "an array" : `${/^[AEIO]/.test(tag) ? "an" : "a"} ${tag}`;
  } catch {
    return "a value that cannot be read";
  }
}

/** The prototype of objects that inherit nothing: V8 reads and writes objects slowly that have none at all. */
const NOTHING: object = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ Object.create(null));

/**
 * Returns the own options that are given, each read once, in an object that inherits nothing: a poisoned prototype must
 * not add a token. Calls `onUnknown` with the first unknown name, and then reads no option.
 */
export function ownOptions<Name extends string>(
  options: unknown,
  known: readonly Name[],
  onUnknown: (name: string) => void,
): Given<Name> {
  const given: Given<Name> = Object.create(NOTHING);
  if (options === undefined) return given;
  return unlessUnreadable(() => {
    // Anything else, such as a Map, would read as no options at all.
    if (!isObject(options) || !(isPlain(options) || kindOf(options) === "an instance of a class")) {
      throw invalidArgument(
        `The options must be a plain object; they are ${kindOf(options)}`,
        "Pass the options last, as an object.",
      );
    }
    const names: readonly string[] = known;
    for (const name of Object.keys(options)) {
      if (names.includes(name)) continue;
      onUnknown(name);
      return given;
    }
    for (const name of known) {
      const value = hasOwn(options, name) ? options[name] : undefined;
      if (value !== undefined) given[name] = value;
    }
    return given;
  });
}

/** Runs what reads a caller's values, and turns what they throw into an error of this package. */
export function unlessUnreadable<Result>(look: () => Result): Result {
  try {
    return look();
  } catch (cause) {
    if (isZoomPhoneError(cause)) throw cause;
    throw invalidArgument("An argument throws when it is read", "Pass plain values, without getters.", cause);
  }
}

/** Calls back once a signal is aborted, at once if it already is. Returns a function that ends that. */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  try {
    if (signal?.aborted) listener();
    else signal?.addEventListener("abort", listener, { once: true });
  } catch (cause) {
    throw invalidArgument(
      "The option `signal` cannot be listened to: it throws",
      "Pass the `signal` of an AbortController.",
      cause,
    );
  }
  return () => void passes(() => signal?.removeEventListener("abort", listener));
}

/** Throws the reason of a signal that is aborted. A polyfill's signal, or one of Chrome 91, lacks the method. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw signal.reason;
}
