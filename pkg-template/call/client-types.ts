// Options and functions of a client, apart from types.ts: their types are those of the functions themselves, which use
// the types there.

import type { ErrorCode } from "#model";

import type { getUserProfiles } from "./batch.ts";
import type { listPhoneUsers } from "./list.ts";
import type { getUserProfile, getUserProfileWithResponse } from "./profile.ts";
import type { RateLimit, RequestOptions } from "./types.ts";

/** Options of `createClient`: defaults of its calls, and hooks. */
export interface ClientOptions extends RequestOptions, RequestHooks {}

/** Functions that are called around each attempt. They receive neither token nor URL. */
export interface RequestHooks {
  /**
   * Called before each attempt, retries included, once it has its turn. What it throws rejects the call, and nothing is
   * sent; a promise that it returns is awaited, within `timeoutMs`.
   */
  onRequest?: ((event: RequestEvent) => void) | undefined;
  /**
   * Called after each attempt that was sent, whatever came of it, before a retry or the result. What it throws rejects
   * the call, also one that has succeeded; a promise that it returns is awaited, within `timeoutMs`.
   */
  onResponse?: ((event: ResponseEvent) => void) | undefined;
}

/** An attempt that begins. */
export interface RequestEvent {
  /** The user ID, as it was given; absent for a list. */
  userId?: string;
  /** Which attempt of its call it is, from 1. */
  attempt: number;
}

/** An attempt that has ended. */
export interface ResponseEvent extends RequestEvent {
  /** The HTTP status; absent if no reply came. */
  status?: number;
  /** The code of the error that the attempt ended with; absent for a success, and for a call that was aborted. */
  code?: ErrorCode;
  /** How long it took in milliseconds, the body included. */
  durationMs: number;
  /** The account's rate limit, where headers of it could be read. */
  rateLimit?: RateLimit;
  /** Zoom's ID of the request, for its support. */
  trackingId?: string;
}

/** The functions that make requests, over the defaults of `createClient`. Each can be passed on by itself. */
export interface ZoomPhoneClient {
  /** As the function of that name. */
  getUserProfile: typeof getUserProfile;
  /** As the function of that name. */
  getUserProfileWithResponse: typeof getUserProfileWithResponse;
  /** As the function of that name. */
  getUserProfiles: typeof getUserProfiles;
  /** As the function of that name. */
  listPhoneUsers: typeof listPhoneUsers;
}
