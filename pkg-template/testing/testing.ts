/**
 * For the tests of dashboards, without Zoom, network or account.
 *
 * @module zoom-phone-profile/testing
 */

export { buildUserProfile } from "./build-user-profile.ts";
export type { PartialProfileValue, ProfileOverrides, ZoomFault, ZoomFetchOptions } from "./types.ts";
export { createZoomFetch } from "./zoom-fetch.ts";
