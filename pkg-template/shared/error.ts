// The error class of this package, and the test that recognizes its errors.

import type { ErrorCode } from "#model";

import type { Issue } from "../validate/types.ts";

const BRAND = Symbol.for("zoom-phone-profile.error");

/**
 * Characters that change how a terminal or a log shows a string: control characters, line separators, and those that
 * set the reading direction.
 */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Returns a string for people with those characters escaped, since servers, IDs and causes have a part in it. */
function escaped(text: string): string {
  return text.replace(
    UNSAFE,
    (character) => SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** What Zoom finds wrong with one field of a request. */
export interface FieldError {
  /** The field's name. */
  field: string;
  /** Zoom's words. */
  message: string;
}

/** The fields that some errors have. */
type Detail =
  | "status"
  | "zoomCode"
  | "zoomMessage"
  | "fieldErrors"
  | "missingScopes"
  | "retryAfterMs"
  | "limit"
  | "trackingId"
  | "issues"
  | "url";

/** The fields that some errors have, with their values. */
export type ErrorDetails = { readonly [Name in Detail]?: ZoomPhoneError[Name] | undefined };

/** The fields of an error. */
export type ErrorFields = Readonly<Pick<ZoomPhoneError, "message" | "code" | "hint" | "attempts">> & ErrorDetails;

/**
 * A failed call, an input that is no profile, or an argument that cannot be used. Everything that this package throws
 * is one, except the reason of a caller's own signal, and what a caller's own callbacks and iterables throw. `message`
 * and `hint` escape control characters, so that they can be printed and logged.
 */
export class ZoomPhoneError extends Error {
  /** Always `"ZoomPhoneError"`. Use `code` to tell errors apart. */
  declare readonly name: "ZoomPhoneError";
  /** What kind of failure it is. */
  declare code: ErrorCode;
  /** What to do next, for people. */
  declare hint: string;
  /**
   * The HTTP status, also of a redirect and of a reply that broke off; absent where no reply came, or a browser hides
   * it.
   */
  declare status?: number;
  /** Zoom's own code. */
  declare zoomCode?: number;
  /** The message of a reply in Zoom's form, as it came. What other servers say is in `message` alone. */
  declare zoomMessage?: string;
  /** What Zoom finds wrong, field by field. */
  declare fieldErrors?: FieldError[];
  /** The scopes that the token lacks. */
  declare missingScopes?: string[];
  /** How long the server asks to wait, in milliseconds; at most a day. */
  declare retryAfterMs?: number;
  /** Which limit was met. */
  declare limit?: "per_second" | "daily" | "concurrency";
  /** Zoom's ID of the request, for its support. */
  declare trackingId?: string;
  /** What is wrong with the reply. */
  declare issues?: Issue[];
  /** How often the call was made. */
  declare attempts: number;
  /** The URL that was called. */
  declare url?: string;
  /** What caused it, if something outside this package did. */
  declare cause?: unknown;

  private constructor({ message, hint, ...rest }: ErrorFields, cause: unknown) {
    super(escaped(message), cause === undefined ? undefined : { cause });
    Object.assign(this, { hint: escaped(hint), ...rest });
  }

  /**
   * Builds an error. A method of the class, since other entries of the package have the class alone.
   *
   * @internal
   */
  static create(fields: ErrorFields, cause?: unknown): ZoomPhoneError {
    return new ZoomPhoneError(fields, cause);
  }

  /** Returns everything except the cause, which may hold anything: safe to log. */
  toJSON(): object {
    return { name: this.name, message: this.message, ...(this as object) };
  }
}
Object.defineProperty(ZoomPhoneError.prototype, BRAND, { value: true });
// Writable, as the name of the engine's own errors is.
Object.defineProperty(ZoomPhoneError.prototype, "name", {
  value: "ZoomPhoneError",
  writable: true,
  configurable: true,
});

/**
 * Whether a value is an error of this package, of any copy of it and of any realm.
 *
 * @example
 * const error = await getUserProfile("", { token }).catch((reason) => reason);
 * if (isZoomPhoneError(error)) console.warn(error.code, error.message, error.hint); // "invalid_argument", …
 */
export function isZoomPhoneError(value: unknown): value is ZoomPhoneError {
  try {
    return typeof value === "object" && value !== null && Reflect.get(value, BRAND) === true;
  } catch {
    // A revoked Proxy, for example.
    return false;
  }
}
