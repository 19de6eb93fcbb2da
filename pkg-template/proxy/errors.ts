// Why the proxy refuses a request: what the page receives, and what `onError` receives.

import { cancelQuietly } from "../shared/cancel-quietly.ts";
import { redactCause } from "../shared/redact.ts";
import { SAFE_HEADERS } from "./headers.ts";
import type { ProxyError } from "./types.ts";

/** What the token endpoint says of a failure. */
type Details = Pick<ProxyError, "error" | "reason">;

interface RefusalOptions {
  readonly cause?: unknown;
  readonly details?: Details | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly retryAfterMs?: number | undefined;
}

/** A refused request. The page gets the message; only `onError` gets the cause and the details, free of secrets. */
export class Refusal extends Error {
  readonly status: number;
  /** How long the token endpoint asks to wait. */
  readonly retryAfterMs: number | undefined;
  readonly #details: Details | undefined;
  readonly #headers: RefusalOptions["headers"];

  constructor(status: number, message: string, { cause, details, headers, retryAfterMs }: RefusalOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.#details = details;
    this.#headers = headers;
  }

  /** Returns the same refusal for another request, which may be sent again after so many milliseconds. */
  retryableIn(ms: number): Refusal {
    const headers = { "retry-after": String(Math.ceil(ms / 1000)) };
    return new Refusal(this.status, this.message, { cause: this.cause, details: this.#details, headers });
  }

  /** Returns what the page gets. */
  toResponse(): Response {
    const headers = { ...SAFE_HEADERS, ...this.#headers, "content-type": "application/json;charset=UTF-8" };
    // In Zoom's form, without a `code`: so clients can tell it from a reply of Zoom.
    const body = JSON.stringify({ message: `${this.message} (zoom-phone-profile/proxy)` });
    return new Response(body, { status: this.status, headers });
  }

  /** Returns what `onError` gets. */
  toError(): ProxyError {
    const { status, message, cause } = this;
    const sentences = [`zoom-phone-profile/proxy: ${message} (HTTP ${status})`, ...Object.values(this.#details ?? {})];
    const error = new Error(sentences.join(". "), cause === undefined ? undefined : { cause });
    return Object.assign(error, { status }, this.#details);
  }
}

/** Returns an exception as a refusal: any but a refusal is a failure of the proxy. */
export function asRefusal(error: unknown, secrets: readonly string[]): Refusal {
  if (error instanceof Refusal) return error;
  return new Refusal(500, "The proxy failed", { cause: redactCause(error, secrets) });
}

/** Returns the error of a token store, which changes no reply. `cause` must hold no secrets. */
export function storeFailure(name: string, cause: unknown): ProxyError {
  const message = `The token store's \`${name}\` failed. The proxy uses a token of its own for now`;
  return Object.assign(new Error(`zoom-phone-profile/proxy: ${message}`, { cause }), { status: 0 });
}

/** Calls `onError`, which can change no reply, whatever it does. */
export function report(onError: ((error: ProxyError) => void) | undefined, error: ProxyError): void {
  cancelQuietly(() => onError?.(error));
}
