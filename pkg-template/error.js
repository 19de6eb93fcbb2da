// The one error of this package.

const BRAND = Symbol.for("zoom-phone-profile.error");

/** A failure: what happened (`message`), of what kind (`code`), and what to do next (`hint`). */
export class ZoomPhoneError extends Error {
  constructor(fields, cause) {
    super(fields.message, cause === undefined ? undefined : { cause });
    const { message: _, ...rest } = fields;
    Object.assign(this, rest);
  }

  /** What is safe to log: everything but the cause, which is somebody else's. */
  toJSON() {
    return { name: this.name, message: this.message, ...this };
  }
}
Object.defineProperty(ZoomPhoneError.prototype, BRAND, { value: true });
// As the name of the engine's own errors is: others may write it.
Object.defineProperty(ZoomPhoneError.prototype, "name", { value: "ZoomPhoneError", writable: true, configurable: true });

/** Whether a value is an error of this package, of any copy of it and of any realm. */
export function isZoomPhoneError(value) {
  try {
    return typeof value === "object" && value !== null && value[BRAND] === true;
  } catch {
    // A proxy that has been revoked, say.
    return false;
  }
}
