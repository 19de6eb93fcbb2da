// Public types of the test kit.

import type { ErrorCode, UserProfile } from "#model";

/** A profile of which any part may be left out, at any depth; `undefined` takes a field away. */
export type ProfileOverrides = PartialProfileValue<UserProfile>;

/** The same for any part of a profile: objects are merged, lists and all else replaced. */
export type PartialProfileValue<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [Key in keyof T]?: PartialProfileValue<T[Key]> | undefined }
    : T;

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
      body?: string | object | undefined;
      /** Headers of the reply, `content-type: application/json` by default. */
      headers?: Record<string, string> | undefined;
    };

/** Options of `createZoomFetch`. */
export interface ZoomFetchOptions {
  /** The users, found by `id` or `email`; `me` is the first of them. */
  users: readonly UserProfile[];
  /**
   * What goes wrong, by the ID that is asked for, `"list"` for the list of users, `"*"` for all others. An
   * array is used up, one for each request; then the user's profile follows. So `["server_error"]` shows a retry that
   * succeeds, `"server_error"` one that never does.
   */
  faults?: Readonly<Record<string, ZoomFault | readonly ZoomFault[]>> | undefined;
}
