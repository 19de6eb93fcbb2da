// @ts-nocheck
// The one error of this package.

const BRAND = Symbol.for("zoom-phone-profile.error");

/**
 * Characters that a terminal or a log obeys: control characters, line separators, and those that turn the reading
 * direction.
 */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
const SHORT = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A text for people, with those characters escaped: servers, IDs and causes have a part in it. */
function escaped(text) {
  return text?.replace(
    UNSAFE,
    (character) => SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A failure: what happened (`message`), of what kind (`code`), and what to do next (`hint`). */
export class ZoomPhoneError extends Error {
  constructor({ message, hint, ...rest }, cause) {
    super(escaped(message), cause === undefined ? undefined : { cause });
    Object.assign(this, { hint: escaped(hint), ...rest });
  }

  /** What is safe to log: everything but the cause, which is somebody else's. */
  toJSON() {
    return { name: this.name, message: this.message, ...this };
  }
}
Object.defineProperty(ZoomPhoneError.prototype, BRAND, { value: true });
// As the name of the engine's own errors is: others may write it.
Object.defineProperty(ZoomPhoneError.prototype, "name", {
  value: "ZoomPhoneError",
  writable: true,
  configurable: true,
});

/** Whether a value is an error of this package, of any copy of it and of any realm. */
export function isZoomPhoneError(value) {
  try {
    return typeof value === "object" && value !== null && value[BRAND] === true;
  } catch {
    // A proxy that has been revoked, say.
    return false;
  }
}
