// Options and results of calls, batches and lists. Those of a client: client-types.ts.

import type { ErrorCode, PhoneUser, UserProfile } from "#model";

import type { ZoomPhoneError } from "../shared/error.ts";
import type { Issue, ValidationOptions } from "../validate/types.ts";

/** Options of a call. Unknown options are errors that suggest the closest known name. */
export interface RequestOptions extends ValidationOptions {
  /**
   * The access token, or a function that returns it. A function is asked once at the start and once more when Zoom
   * answers 401. Leave it out where a proxy adds the token. It is sent in the `Authorization` header, and nowhere else.
   */
  token?: string | ((why: { reason: "initial" | "expired" }) => string | Promise<string>) | undefined;
  /**
   * Where the API is, `"https://api.zoom.us/v2"` by default. It must be https, or http on loopback, or (in a page)
   * relative to the page. A page cannot call Zoom itself, since Zoom sends no CORS headers: give your proxy's URL.
   */
  baseUrl?: string | URL | undefined;
  /** Aborts the call: it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /**
   * Time for the whole call in milliseconds, 10,000 by default, at most 2,147,483,647: token function, retries and
   * waits included.
   */
  timeoutMs?: number | undefined;
  /**
   * Retries after the first attempt, 2 by default, 0 to 100: of network failures and of the statuses 408, 429, 500,
   * 502, 503, 504. Waits double from 400 ms to 8 s, with full jitter; one that Zoom asks for (`Retry-After`, else
   * `X-RateLimit-Reset`) is obeyed, or, where it would pass `timeoutMs`, the call fails at once and says so. A
   * wait of more than a day is ignored.
   */
  maxRetries?: number | undefined;
  /**
   * Further headers, for a proxy: a plain object. In a page each makes the browser ask beforehand (a preflight).
   * Refused are `Authorization`, which is `token`'s, and those of the connection itself (`Host`, `Content-Length`, …).
   */
  headers?: Record<string, string> | undefined;
  /** Whether cookies are sent, `"omit"` by default. */
  credentials?: "omit" | "same-origin" | "include" | undefined;
  /** Replaces `fetch`; called with a URL and plain options. Its result need only have the form of a Response. */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /**
   * Called before each wait for a retry, `delayMs` long. What it throws rejects the call; a promise that it
   * returns is awaited.
   */
  onRetry?: ((event: { attempt: number; delayMs: number; error: ZoomPhoneError }) => void) | undefined;
  /**
   * Says when each request may start, retries included, such as for several processes that share the account's limit.
   * By default batches and lists wait for limits that this page or process keeps, and single calls do not wait.
   */
  limiter?: Limiter | undefined;
}

/**
 * A rate limit that you keep, such as one for several processes. It replaces the package's own, so that `plan` and
 * `requestsPerSecond` are refused beside it. Zoom counts lists apart from profiles: give `listPhoneUsers` its own.
 *
 * `acquire` is called once before each request, and `report` once for each `acquire` that has resolved, even if nothing
 * was sent. No request is sent without. `createSharedLimiter` makes one for all tabs of an origin.
 *
 * @example
 * // A Durable Object or another server keeps the limit of the account for all processes.
 * import type { Limiter } from "zoom-phone-profile";
 *
 * const limiter: Limiter = {
 *   acquire: async (signal) => void (await fetch("https://limits.example/acquire", { method: "POST", signal })),
 *   report: ({ retryAfterMs }) => retryAfterMs && fetch(`https://limits.example/pause?ms=${retryAfterMs}`),
 * };
 */
export interface Limiter {
  /**
   * Returns a promise that resolves when the request may start. The wait counts for `timeoutMs`, but not in batches and
   * lists, which wait as long as it takes. If it rejects or throws, the call fails with `rate_limited` and `cause`,
   * without a retry, and the batch or list ends.
   *
   * @param signal Aborted when the call no longer waits. A promise that resolves later is reported as ended at once.
   */
  acquire(signal: AbortSignal): Promise<void>;
  /**
   * Takes how a request has ended, before a retry of it is scheduled. What it throws, or its promise rejects with, is
   * ignored. After a 429 the call itself waits as long as Zoom asks; only the limiter can have others wait.
   */
  report(outcome: LimiterOutcome): void;
}

/** Options of `createSharedLimiter`. Unknown options are errors that suggest the closest known name. */
export interface SharedLimiterOptions {
  /**
   * Which limit it is, `"profiles"` by default: limiters of one name share it. Zoom counts lists apart, and each
   * account: give those a name of their own.
   */
  name?: string | undefined;
  /** The account's plan, which sets the rate of profiles: Pro 20 requests a second, Business (the default) 40. */
  plan?: "pro" | "business" | undefined;
  /** The requests a second themselves, 0.001 to 100,000. Of several limiters of one name the lowest rate applies. */
  requestsPerSecond?: number | undefined;
}

/** How a request has ended. Without a field it was not sent, or the caller ended it. */
export interface LimiterOutcome {
  /** The HTTP status; absent if no reply came. */
  status?: number;
  /** The code of its failure; absent for a success. */
  code?: ErrorCode;
  /** Which limit a 429 names. */
  limit?: "per_second" | "daily" | "concurrency";
  /** How long Zoom asks to wait, in milliseconds. */
  retryAfterMs?: number;
  /** The account's rate limit, where headers of it could be read. */
  rateLimit?: RateLimit;
}

/** The account's rate limit by the reply's headers; a field is absent if its header could not be read. */
export interface RateLimit {
  /** `X-RateLimit-Category`, such as `"Light"`. */
  category?: string;
  /** `X-RateLimit-Type`: `"QPS"` or `"Daily-limit"`. */
  type?: string;
  /** `X-RateLimit-Limit`: requests allowed. */
  limit?: number;
  /** `X-RateLimit-Remaining`: requests left. */
  remaining?: number;
  /** `X-RateLimit-Reset`, in unix seconds. */
  reset?: number;
}

/** A profile with data of its reply. */
export interface ProfileWithResponse<Profile = UserProfile> {
  /** The profile. */
  profile: Profile;
  /** Issues that did not make it fail. */
  issues: Issue[];
  /** The reply. */
  response: ProfileResponse;
}

/** The status and headers of a reply. */
export interface ProfileResponse {
  /** The HTTP status. */
  status: number;
  /** How often the call was made: 1 without retries. */
  attempts: number;
  /** Zoom's ID of the request, for its support. */
  trackingId?: string;
  /**
   * The account's rate limit, where headers of it could be read: in a page across origins only those that the proxy
   * exposes.
   */
  rateLimit?: RateLimit;
}

/** Options of a batch: those of a call hold for each profile, and `timeoutMs` does not count the wait for its turn. */
export interface BatchOptions extends RequestOptions {
  /**
   * The account's plan, which sets how many requests a second it has across all its apps: Pro 20, Business (the
   * default) 40.
   */
  plan?: "pro" | "business" | undefined;
  /**
   * Requests per second in place of the plan's, 0.001 to 100,000. The server sees no more in any second, however long
   * connections take to open. The batch takes 1 % longer for each 10 ms by which replies are slower, on average, than
   * the quickest.
   */
  requestsPerSecond?: number | undefined;
  /** The maximum number of concurrent requests, 8 by default, 1 to 1,000. */
  concurrency?: number | undefined;
  /** Whether outcomes come in the order of the IDs; by default they come as soon as they are known. */
  ordered?: boolean | undefined;
  /**
   * Asked before an ID is fetched; returns true, or a promise of it, for one that is done already, such as in an
   * earlier run: it is not fetched and has no outcome. What it throws ends the iteration.
   */
  skip?: ((userId: string) => boolean | Promise<boolean>) | undefined;
  /**
   * Called after each outcome. `total` and `etaMs` (the estimated milliseconds left) are given if `users` is an array
   * or a set. What it throws ends the iteration.
   */
  onProgress?: ((progress: { done: number; failed: number; total?: number; etaMs?: number }) => void) | undefined;
}

/**
 * Options of a list of users: those of a call hold for each page, and `timeoutMs` does not count the wait for its turn.
 */
export interface ListOptions extends RequestOptions {
  /** The account's plan, which sets the limit of lists: Pro 10 requests a second, Business (the default) 20. */
  plan?: "pro" | "business" | undefined;
  /** Only users of this site, by its ID. */
  siteId?: string | undefined;
  /** Only users of this state. `"pending"`: with the Zoom Workplace license, and not Zoom Phone yet. */
  status?: "activate" | "deactivate" | "pending" | undefined;
  /** Only users of this department. */
  department?: string | undefined;
  /** Only users of this cost center. */
  costCenter?: string | undefined;
  /** Only users whose name, email or number has this part. */
  keyword?: string | undefined;
  /** Only users with this calling plan, by its code. */
  callingType?: number | undefined;
  /** Users on a page, 1 to 100, 100 by default. */
  pageSize?: number | undefined;
}

/** A user as the list has it. */
export type ListedUser = PhoneUser & {
  /** The Zoom user ID. */
  id: string;
};

/** A user by the ID, whatever else is known of it. */
export interface UserWithId {
  /** The Zoom user ID or email address. */
  id?: string | undefined;
}

/** The outcome of one ID: its profile or its error. */
export type ProfileOutcome<Profile = UserProfile> = FetchedProfile<Profile> | FailedProfile;

/** The outcome of an ID whose profile was fetched. */
export interface FetchedProfile<Profile = UserProfile> {
  /** The ID, unchanged. */
  userId: string;
  /** Always `true`: tells the two outcomes apart. */
  ok: true;
  /** The profile. */
  profile: Profile;
  /** Issues that did not make it fail. */
  issues: Issue[];
}

/** The outcome of an ID whose profile could not be fetched. */
export interface FailedProfile {
  /** The ID, unchanged. */
  userId: string;
  /** Always `false`: tells the two outcomes apart. */
  ok: false;
  /** What happened, and what to do. */
  error: ZoomPhoneError;
}
