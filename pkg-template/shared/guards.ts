// @ts-nocheck
// Looks at somebody's values, which may throw when they are looked at.

/** Whether a value is what is wanted; one that throws when it is looked at is not. */
export function passes(isValid, value) {
  try {
    return isValid(value);
  } catch {
    return false;
  }
}

/** An AbortSignal, of whichever realm or polyfill. */
export function isSignal(value) {
  return (
    typeof value === "object" &&
    value !== null &&
    "aborted" in value &&
    typeof value.addEventListener === "function" &&
    typeof value.removeEventListener === "function"
  );
}

/** A plain object, of whichever realm. */
export function isPlain(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
