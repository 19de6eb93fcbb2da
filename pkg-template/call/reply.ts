// Reads what the machine and the result need of a response: status, headers, limits. Redacts tokens in headers.

import { REPLY_HEADERS } from "#border";
import { connectionCode } from "../shared/connection.ts";
import { redactText } from "../shared/redact.ts";
import { headerOf, redirectTarget } from "./response.ts";
import type { ProfileWithResponse, RateLimit } from "./types.ts";

/** A response with a status. */
export class Reply {
  readonly status: number;
  readonly #response: unknown;
  readonly #url: string;
  readonly #secrets: readonly string[];

  constructor(response: unknown, status: number, url: string, secrets: readonly string[]) {
    this.status = status;
    this.#response = response;
    this.#url = url;
    this.#secrets = secrets;
  }

  #header(name: string): string | undefined {
    const value = headerOf(this.#response, name);
    return value && redactText(value, this.#secrets);
  }

  /**
   * Returns what the machine has to know of a failure, a line each: headers, the target of a redirect, and the code of
   * what the body broke off with.
   */
  details(fault: unknown): string {
    const headers = REPLY_HEADERS.map((name) => this.#header(name));
    const details = [...headers, redirectTarget(this.#response, this.#url), connectionCode(fault)];
    return details.map((detail) => detail?.replaceAll("\n", " ") ?? "").join("\n");
  }

  /** Returns what the result of a call says of it. */
  info(attempts: number): ProfileWithResponse["response"] {
    const trackingId = this.#header("x-zm-trackingid");
    const info = withoutAbsent({ status: this.status, attempts, trackingId, rateLimit: this.rateLimit() });
    return info as ProfileWithResponse["response"];
  }

  /** Returns the account's rate limit by the headers; `undefined` if none of it could be read. */
  rateLimit(): RateLimit | undefined {
    const text = (name: string) => this.#header(`x-ratelimit-${name}`);
    const number = (name: string) => {
      const value = text(name);
      return value !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
    };
    const limits = withoutAbsent({
      category: text("category"),
      type: text("type"),
      limit: number("limit"),
      remaining: number("remaining"),
      reset: number("reset"),
    });
    return Object.keys(limits).length > 0 ? (limits as RateLimit) : undefined;
  }
}

function withoutAbsent(object: object): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
