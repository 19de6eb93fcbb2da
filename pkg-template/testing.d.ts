/**
 * For the tests of dashboards, without Zoom, network or account.
 *
 * @module zoom-phone-profile/testing
 */

import type { ErrorCode, UserProfile } from "./index.js";

/** A profile of which any part may be left out, at any depth; `undefined` takes a field away. */
export type ProfileOverrides = Overrides<UserProfile>;

/** The same for any part of a profile: objects are merged, lists and all else replaced. */
export type Overrides<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [Key in keyof T]?: Overrides<T[Key]> | undefined }
    : T;

/**
 * Builds a profile that passes the validation: a usual user, active, with an extension, a number, a calling plan, an
 * emergency address and a dozen policies. What is given is merged into it, objects deeply; lists are replaced;
 * `undefined` takes a field away. Each call returns a new object; equal overrides bring equal profiles.
 *
 * @param overrides The fields that matter to the test.
 * @throws {ZoomPhoneError} `invalid_response`, with the `issues`, where the overrides make it no valid profile;
 * `invalid_argument` for overrides that are no object, or cannot be read.
 * @example
 * import { buildUserProfile } from "zoom-phone-profile/testing";
 *
 * const locked = buildUserProfile({ email: "ada@example.com", policy: { sms: { enable: false, locked: true } } });
 * const nothingKnown = buildUserProfile({ policy: undefined });
 */
export function buildUserProfile(overrides?: ProfileOverrides): UserProfile;

/**
 * What happens in place of an answer: the code of the error that it brings, the name of a failing user (see
 * {@link ZoomFetchOptions}), or an answer of your own. An object as `body` is written as JSON.
 */
export type ZoomFault =
  | Exclude<ErrorCode, "invalid_argument">
  | `error-${string}`
  | {
      /** The HTTP status. */
      status: number;
      /** The body, empty by default. */
      body?: string | object;
      /** Headers of the reply, `content-type: application/json` by default. */
      headers?: Record<string, string>;
    };

/** Options of `createZoomFetch`. */
export interface ZoomFetchOptions {
  /** The users, found by `id` or `email`; `me` is the first of them. */
  users: readonly UserProfile[];
  /**
   * What goes wrong, by the id that is asked for, `"*"` for all others. A list is used up, one for each request; then
   * the user's profile follows. So `["server_error"]` shows a retry that succeeds, `"server_error"` one that never
   * does.
   */
  faults?: Readonly<Record<string, ZoomFault | readonly ZoomFault[]>>;
}

/**
 * Makes a stand-in for fetch that answers as Zoom does: give it as the option `fetch`, or put it in place of
 * `globalThis.fetch`. Any base URL will do. It asks for no token, as if a proxy had added it; the tokens
 * `token-expired`, `token-invalid` and `token-no-scopes` are refused accordingly. Ids such as `error-429-daily` or
 * `flaky-503-1` fail by themselves, as they do on the project's embedded server. An aborted signal rejects, and
 * `timeout` never answers.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for an option or a fault that cannot be used.
 * @example
 * import { getUserProfile, isZoomPhoneError } from "zoom-phone-profile";
 * import { buildUserProfile, createZoomFetch } from "zoom-phone-profile/testing";
 *
 * const fetch = createZoomFetch({ users: [buildUserProfile({ id: "ada" })], faults: { bob: "user_not_found" } });
 * const profile = await getUserProfile("ada", { fetch });
 * await getUserProfile("bob", { fetch }).catch((error) => {
 *   if (!isZoomPhoneError(error) || error.code !== "user_not_found") throw error;
 * });
 */
export function createZoomFetch(
  options: ZoomFetchOptions,
): (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
