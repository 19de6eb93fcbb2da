// Looks at somebody's values, which may throw when they are looked at.

/** Whether a value is what is wanted; one that throws when it is looked at is not. */
export function isSound(isValid, value) {
  try {
    return isValid(value);
  } catch {
    return false;
  }
}

/** What is said of options that are none, and of those that throw when they are read: what is wrong, and what to do. */
export const NO_OPTIONS = ["The options must be an object", "Pass the options last, as an object."];
export const UNREADABLE = ["An option cannot be read: it throws", "Pass plain values."];

/** What options are given in. */
export function isHolder(options) {
  return typeof options === "object" && options !== null && !Array.isArray(options);
}

/** An AbortSignal, of whichever realm or polyfill. */
export function isSignal(value) {
  return typeof value === "object" && value !== null && "aborted" in value && typeof value.addEventListener === "function" && typeof value.removeEventListener === "function";
}

/** A plain object, of whichever realm. */
export function isPlain(value) {
  if (!isHolder(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
