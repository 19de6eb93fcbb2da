// Fetches one profile, with or without what the reply says beside it.

import type { UserProfile } from "#model";

import { part } from "#parts/call";
import { ready } from "../shared/runtime.ts";
import type { LenientValidation } from "../validate/types.ts";
import { budgetOf } from "./budgets.ts";
import { plainCall } from "./call.ts";
import { limiterBudget } from "./limiter.ts";
import type { MakeCall } from "./machine.ts";
import { requestSettings } from "./options.ts";
import { resourceOf, targetOf } from "./target.ts";
import type { ProfileWithResponse, RequestOptions } from "./types.ts";

/**
 * Fetches a user's profile: `GET {baseUrl}/phone/users/{userId}`. Needs one of the scopes `phone:read`,
 * `phone:read:admin`, `phone:read:user`, `phone:read:user:admin`.
 *
 * What comes back has been checked; fields that this version does not know are kept.
 *
 * @param userId A Zoom user ID or email address; `"me"` with a user's own token. An ID that no user has, such as
 *   `"undefined"` or one in quotes, is refused before anything is sent.
 * @throws {ZoomPhoneError} as a rejection, `invalid_argument` where nothing was sent. An aborted call rejects with the
 *   signal's reason, and what `onRetry` or `onIssue` throws rejects the call as it is.
 * @example
 * const profile = await getUserProfile("me", { baseUrl: "/api/zoom" });
 */
export function getUserProfile(userId: string, options: RequestOptions & LenientValidation): Promise<unknown>;
export function getUserProfile(userId: string, options?: RequestOptions): Promise<UserProfile>;
export async function getUserProfile(userId: string, options?: RequestOptions): Promise<unknown> {
  return (await fetchProfile(userId, options, false)).profile;
}

/**
 * As {@link getUserProfile}, with the issues found in the reply and what the reply said beside the profile.
 *
 * @throws {ZoomPhoneError} as a rejection, as {@link getUserProfile}.
 * @example
 * const { profile, response } = await getUserProfileWithResponse("me", { baseUrl: "/api/zoom" });
 * console.log(profile.email, response.rateLimit?.remaining, response.trackingId);
 */
export function getUserProfileWithResponse(
  userId: string,
  options: RequestOptions & LenientValidation,
): Promise<ProfileWithResponse<unknown>>;
export function getUserProfileWithResponse(userId: string, options?: RequestOptions): Promise<ProfileWithResponse>;
export async function getUserProfileWithResponse(
  userId: string,
  options?: RequestOptions,
): Promise<ProfileWithResponse<unknown>> {
  return fetchProfile(userId, options, true);
}

/** Fetches a profile, by a call that `makeCall` makes. */
export async function fetchProfile(
  userId: unknown,
  options: unknown,
  needsResponse: boolean,
  makeCall: MakeCall = plainCall,
): Promise<ProfileWithResponse> {
  ready(part);
  const settings = requestSettings(options);
  const target = targetOf(settings.baseUrl, userId);
  const { limiter } = settings;
  const budget = limiter ? limiterBudget(limiter) : budgetOf(target.base);
  const context = { budget, isPaced: false, needsResponse };
  return makeCall(target, settings, context, userId).run(resourceOf(userId));
}
