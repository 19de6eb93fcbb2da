// Where a call goes: checks the base URL, which the engine's own parser takes apart, and the user ID.

import { DEFAULT_BASE_URL, Resource } from "#border";
import { invalidArgument, wrongArgument } from "../shared/arguments.ts";
import { hasCredentials, hasQuery, isPrivate, normalUrlOf } from "../shared/base-url.ts";
import { userIdProblem } from "../shared/user-id.ts";

export interface Base {
  /** The base URL in its normal form. */
  readonly base: string;
  /** Scheme, host and port. */
  readonly origin: string;
}

export interface Target extends Base {
  /** The URL that is called. */
  readonly url: string;
  /** The URL as errors have it, if it differs. */
  readonly shownUrl?: string;
}

/** Returns where a profile is fetched from. Throws `invalid_argument` for a base URL or an ID that cannot be used. */
export function targetOf(baseUrl: string, userId: unknown): Target {
  if (typeof userId !== "string")
    throw wrongArgument("userId", "a string", userId, 'Pass the user\'s ID or email address, or "me".');
  const { base, origin } = baseOf(baseUrl);
  const problem = userIdProblem(userId);
  if (problem !== undefined) {
    throw invalidArgument(
      `\`userId\` ${problem}`,
      "Nothing was sent. Pass the user's ID or email, or \"me\" with a user's own token.",
    );
  }
  return { url: `${base}/phone/users/${encodeURIComponent(userId)}`, base, origin };
}

/**
 * Whether requests to an origin leave the page's, so that CORS applies. Node has no page, whatever it has as
 * `location`.
 */
export function isCrossOrigin(origin: string): boolean {
  const page = globalThis.location?.origin;
  // @ts-expect-error Only Node and its like have `process`.
  const isNode = globalThis.process?.versions?.node !== undefined;
  return page !== undefined && !isNode && page !== origin;
}

/** The last base URL, and its normal form: nearly all calls have the same. */
let last: (Base & { readonly given: string }) | undefined;

/** Returns a base URL in its normal form, with its origin. Throws `invalid_argument` if no token may be sent there. */
export function baseOf(given: string): Base {
  if (given === last?.given) return last;
  const url = parsed(given);
  if (url === undefined) {
    throw invalidArgument(
      "`baseUrl` is not a URL",
      `Pass a whole one, such as "${DEFAULT_BASE_URL}"; a relative one works in a page only.`,
    );
  }
  const problem = problemOf(url, given);
  if (problem !== undefined) {
    throw invalidArgument(
      `\`baseUrl\` must ${problem}`,
      `Nothing was sent. Pass a URL such as "${DEFAULT_BASE_URL}", or your proxy's.`,
    );
  }
  const normal = { given, base: normalUrlOf(url), origin: url.origin };
  // A relative one leads elsewhere when the page's address has changed.
  if (!isRelative(given)) last = normal;
  return normal;
}

function problemOf(url: URL, given: string): string | undefined {
  if (hasCredentials(url)) return "not contain a user or a password: pass the token as `token`";
  if (hasQuery(url, given)) return "not contain a query or a fragment";
  const isOfPage = url.protocol === "http:" && isRelative(given) && url.origin === globalThis.location?.origin;
  if (isOfPage || isPrivate(url)) return undefined;
  return "be https (http is for loopback only): anyone on the way could read the token";
}

/** Returns a URL, which may be relative to the page, or to the origin if the page is a worker made from a blob. */
function parsed(given: string): URL | undefined {
  for (const page of [undefined, globalThis.location?.href, globalThis.location?.origin]) {
    try {
      // Not by `URL.canParse`, which only newer browsers have than those that are promised.
      return new URL(given, page);
    } catch {
      // It may be relative to the next one.
    }
  }
  return undefined;
}

function isRelative(url: string): boolean {
  return !/^\s*[a-z][a-z0-9+.-]*:/i.test(url);
}

/** Returns what a call for the profile of this user asks for. */
export function resourceOf(userId: unknown): Resource {
  return userId === "me" ? Resource.Me : Resource.User;
}
