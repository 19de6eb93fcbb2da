// The functions that make requests, over defaults and with hooks.

import { isCallback } from "../shared/guards.ts";
import { readOptions } from "../shared/read-options.ts";
import { fetchProfiles } from "./batch.ts";
import type { ClientOptions, RequestHooks, ZoomPhoneClient } from "./client-types.ts";
import { fetchPhoneUsers } from "./list.ts";
import { LIST_OPTIONS } from "./list-options.ts";
import type { MakeCall } from "./machine.ts";
import { ObservedCall } from "./observed-call.ts";
import { BATCH_OPTIONS, checked, REQUEST_OPTIONS, requestSettings } from "./options.ts";
import { fetchProfile } from "./profile.ts";

const CLIENT_OPTIONS = [
  ...REQUEST_OPTIONS,
  "onRequest",
  "onResponse",
] as const satisfies readonly (keyof ClientOptions)[];

type OnRequest = NonNullable<RequestHooks["onRequest"]>;
type OnResponse = NonNullable<RequestHooks["onResponse"]>;

/**
 * Returns the functions that make requests, over defaults and with hooks around each attempt. An option of a call
 * overrides its default, `headers` as a whole; `undefined` leaves the default.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for a default that cannot be used. The functions reject as those of the
 * same names; what a hook throws, or its promise rejects with, rejects the call as it is and ends a batch or a list.
 * @example
 * const zoom = createClient({
 *   token,
 *   onResponse: ({ userId, attempt, status, code, durationMs }) =>
 *     console.log(userId, attempt, status ?? code, `${Math.round(durationMs)} ms`),
 * });
 * const profile = await zoom.getUserProfile("ada");
 */
export function createClient(defaults?: ClientOptions): ZoomPhoneClient {
  const { onRequest, onResponse, ...requestDefaults } = readOptions(defaults, CLIENT_OPTIONS);
  // What is wrong is said here, not by the first call.
  requestSettings(requestDefaults);
  const hooks = {
    onRequest: checked({ onRequest }, "onRequest", isCallback<OnRequest>, "a function"),
    onResponse: checked({ onResponse }, "onResponse", isCallback<OnResponse>, "a function"),
  };
  const makeCall: MakeCall = (...call) => new ObservedCall(hooks, ...call);
  const over = (options: unknown, known: readonly string[]) => ({ ...requestDefaults, ...readOptions(options, known) });
  return {
    getUserProfile: async (userId: string, options?: unknown) =>
      (await fetchProfile(userId, over(options, REQUEST_OPTIONS), false, makeCall)).profile,
    getUserProfileWithResponse: async (userId, options) =>
      fetchProfile(userId, over(options, REQUEST_OPTIONS), true, makeCall),
    listPhoneUsers: (options) => fetchPhoneUsers(() => over(options, LIST_OPTIONS), makeCall),
    getUserProfiles: (users, options) => fetchProfiles(users, () => over(options, BATCH_OPTIONS), makeCall),
  };
}
