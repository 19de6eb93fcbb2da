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
export interface ZoomFieldError {
  /** The field's name. */
  field: string;
  /** Zoom's words. */
  message: string;
}

/** What all errors of this package have. */
export interface ZoomPhoneErrorBase extends Error {
  /** Always `"ZoomPhoneError"`. Use `code` to tell errors apart. */
  readonly name: "ZoomPhoneError";
  /** What kind of failure it is. */
  code: ErrorCode;
  /** What to do next, for people. */
  hint: string;
  /**
   * The HTTP status, also of a redirect and of a reply that broke off; absent where no reply came, or a browser hides
   * it.
   */
  status?: number;
  /** Zoom's own code. */
  zoomCode?: number;
  /**
   * The message of a reply in Zoom's form (`{ code, message }` or `{ message }`), as it came but for a token. What
   * replies in other forms say is in `message` alone.
   */
  zoomMessage?: string;
  /** What Zoom finds wrong, field by field. */
  fieldErrors?: ZoomFieldError[];
  /** How long the server asks to wait, in milliseconds; absent if it asks for more than a day. */
  retryAfterMs?: number;
  /** Zoom's ID of the request, for its support. */
  trackingId?: string;
  /** How often the call was made; 0 if nothing was sent. */
  attempts: number;
  /** The URL that was called. */
  url?: string;
  /** What caused it, if something outside this package did. */
  cause?: unknown;
  /** Returns everything except the cause, which may hold anything: safe to log. */
  toJSON(): object;
}

/** The token lacks scopes. */
export interface ZoomMissingScopesError extends ZoomPhoneErrorBase {
  /** The failure. */
  code: "missing_scopes";
  /** The scopes that the token lacks, where Zoom names them. */
  missingScopes?: string[];
  /** Absent. */
  limit?: undefined;
  /** Absent. */
  issues?: undefined;
}

/** Too many requests: by the second, by the day, or at a time. */
export interface ZoomRateLimitedError extends ZoomPhoneErrorBase {
  /** The failure. */
  code: "rate_limited";
  /** Absent. */
  missingScopes?: undefined;
  /** Which limit was met, where the reply says. */
  limit?: "per_second" | "daily" | "concurrency";
  /** Absent. */
  issues?: undefined;
}

/** A reply or an input is not a valid profile. */
export interface ZoomInvalidResponseError extends ZoomPhoneErrorBase {
  /** The failure. */
  code: "invalid_response";
  /** Absent. */
  missingScopes?: undefined;
  /** Absent. */
  limit?: undefined;
  /** What is wrong with the reply or the input. */
  issues?: Issue[];
}

/** Any other failure. */
export interface ZoomOtherError extends ZoomPhoneErrorBase {
  /** The failure. */
  code: Exclude<ErrorCode, "missing_scopes" | "rate_limited" | "invalid_response">;
  /** Absent. */
  missingScopes?: undefined;
  /** Absent. */
  limit?: undefined;
  /** Absent. */
  issues?: undefined;
}

/**
 * A failed call, an input that is no profile, or an argument that cannot be used. Everything that this package throws
 * is one, except the reason of a caller's own signal, and what a caller's own callbacks and iterables throw. `message`
 * and `hint` escape control characters, so that they can be printed and logged. `code` narrows it.
 */
export type ZoomPhoneError = ZoomMissingScopesError | ZoomRateLimitedError | ZoomInvalidResponseError | ZoomOtherError;

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
export type ErrorFields = Readonly<Pick<ZoomPhoneErrorBase, "message" | "code" | "hint" | "attempts">> & ErrorDetails;

/** The class of errors, which only this package makes: for `instanceof`, within one copy of the package. */
export type ZoomPhoneErrorClass = (abstract new (
  madeByThePackage: never,
) => ZoomPhoneError) & {
  /**
   * Builds an error. A method of the class, since other entries of the package have the class alone.
   *
   * @internal
   */
  create(fields: ErrorFields, cause?: unknown): ZoomPhoneError;
};

class ErrorOfThisPackage extends Error {
  constructor({ message, hint, ...rest }: ErrorFields, cause: unknown) {
    super(escaped(message), cause === undefined ? undefined : { cause });
    Object.assign(this, { hint: escaped(hint), ...rest });
  }

  static create(fields: ErrorFields, cause?: unknown): ZoomPhoneError {
    // `code` decides which fields it has (src/client/error/classify.rs).
    return new ErrorOfThisPackage(fields, cause) as Error as ZoomPhoneError;
  }

  toJSON(): object {
    return { name: this.name, message: this.message, ...(this as object) };
  }
}
Object.defineProperty(ErrorOfThisPackage, "name", { value: "ZoomPhoneError" });
Object.defineProperty(ErrorOfThisPackage.prototype, BRAND, { value: true });
// Writable, as the name of the engine's own errors is.
Object.defineProperty(ErrorOfThisPackage.prototype, "name", {
  value: "ZoomPhoneError",
  writable: true,
  configurable: true,
});

/**
 * The class of errors. {@link isZoomPhoneError} recognizes those of other copies and realms as well.
 */
export const ZoomPhoneError: ZoomPhoneErrorClass = ErrorOfThisPackage as unknown as ZoomPhoneErrorClass;

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
