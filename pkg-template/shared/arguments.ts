// @ts-nocheck
// Arguments that cannot be used: reads options, and says what is wrong with a value and what to pass. Here is no wasm.

// In a worker's entry this is the class of the main entry, so that both throw the same one.
import { isZoomPhoneError, ZoomPhoneError } from "#error";

import { isPlain, passes } from "./guards.ts";

/** An error of this package; `more` are further fields of it. */
export function fault(code, message, hint, cause, more) {
  return new ZoomPhoneError({ message, code, hint, attempts: 0, ...more }, cause);
}

export function invalidArgument(message, hint, cause) {
  return fault("invalid_argument", message, hint, cause);
}

/** The error of an argument with a wrong value. */
export function wrongArgument(name, expected, value, hint) {
  return invalidArgument(`\`${name}\` must be ${expected}; it is ${shown(value)}`, hint);
}

/** The error of an option with a wrong value. */
export function wrongOption(name, expected, value) {
  return invalidArgument(
    `The option \`${name}\` must be ${expected}; it is ${shown(value)}`,
    `Pass ${expected}, or leave the option out.`,
  );
}

/** Numbers and short words as they are; anything else by its kind, since it may be long or secret. */
function shown(value) {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && /^\w{1,12}$/.test(value) ? `"${value}"` : kindOf(value);
}

/**
 * What a value is, in words: "null", "a string", "a promise", "a Map". Returns "a value that cannot be read" where it
 * throws.
 */
export function kindOf(value) {
  if (value === null || value === undefined) return `${value}`;
  if (typeof value !== "object") return `a ${typeof value}`;
  try {
    if (typeof value.then === "function") return "a promise";
    const tag = Object.prototype.toString.call(value).slice(8, -1);
    if (tag === "Object") return isPlain(value) ? "an object" : "an instance of a class";
    return tag === "Array" ? "an array" : `${/^[AEIO]/.test(tag) ? "an" : "a"} ${tag}`;
  } catch {
    return "a value that cannot be read";
  }
}

/**
 * Makes objects that inherit nothing. Of a class: what is made without any prototype is slow to write and to read in
 * V8.
 */
const Bare = /* @__PURE__ */ (() => {
  function Bare() {}
  Bare.prototype = Object.freeze(Object.create(null));
  return Bare;
})();

/**
 * The own options that are given, each read once, without a prototype: a poisoned prototype must not add a token. Calls
 * `onUnknown` with a name that is not among the known ones, and reads nothing more.
 */
export function ownOptions(options, known, onUnknown) {
  const given = new Bare();
  if (options === undefined) return given;
  return unlessUnreadable(() => {
    // A Map would read as no options at all.
    if (!isPlain(options) && kindOf(options) !== "an instance of a class") {
      throw invalidArgument(
        `The options must be a plain object; they are ${kindOf(options)}`,
        "Pass the options last, as an object.",
      );
    }
    for (const name of Object.keys(options)) {
      if (known.includes(name)) continue;
      onUnknown(name);
      return given;
    }
    for (const name of known) {
      const value = Object.hasOwn(options, name) ? options[name] : undefined;
      if (value !== undefined) given[name] = value;
    }
    return given;
  });
}

/** Looks at a caller's values, which may throw: whatever they throw becomes an error of this package. */
export function unlessUnreadable(look) {
  try {
    return look();
  } catch (cause) {
    if (isZoomPhoneError(cause)) throw cause;
    throw invalidArgument("An argument throws when it is read", "Pass plain values, without getters.", cause);
  }
}

/** Calls back once a signal is aborted, at once where it is already. Returns what ends that. */
export function onAbort(signal, listener) {
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
  return () => passes(() => signal?.removeEventListener("abort", listener));
}
