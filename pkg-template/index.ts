/**
 * Zoom Phone's "Get user's profile", typed, validated and explained.
 *
 * `zoom-phone-profile/external` has the same exports, and takes the wasm from `init`.
 *
 * @module zoom-phone-profile
 */

// The build makes three entries of this module, which differ in where the wasm comes from (`#wasm`). `#model` holds the
// types that are made from the Rust declarations.

export type * from "#model";
export { getUserProfiles } from "./call/batch.ts";
export { createClient } from "./call/client.ts";
export type * from "./call/client-types.ts";
export { listPhoneUsers } from "./call/list.ts";
export { getUserProfile, getUserProfileWithResponse } from "./call/profile.ts";
export { createSharedLimiter } from "./call/shared-limiter.ts";
export type * from "./call/types.ts";
export { diffFleets, exportFleetDrift } from "./fleet/drift.ts";
export { mergeFleetDriftSummaries } from "./fleet/drift-merge.ts";
export type * from "./fleet/drift-types.ts";
export { exportFleet } from "./fleet/export.ts";
export { idsOf } from "./fleet/ids.ts";
export { mergeFleetSummaries } from "./fleet/merge.ts";
export { summarizeFleet } from "./fleet/summarize.ts";
export type * from "./fleet/types.ts";
export { auditPolicy } from "./policy/audit.ts";
export { policyCatalog } from "./policy/catalog.ts";
export { diffPolicy } from "./policy/diff.ts";
export { auditRules } from "./policy/rule-list.ts";
export { formatPolicySummary, summarizePolicy } from "./policy/summary.ts";
export type * from "./policy/types.ts";
export {
  isZoomPhoneError,
  type ZoomFieldError,
  type ZoomInvalidResponseError,
  type ZoomMissingScopesError,
  type ZoomOtherError,
  ZoomPhoneError,
  type ZoomPhoneErrorBase,
  type ZoomPhoneErrorClass,
  type ZoomRateLimitedError,
} from "./shared/error.ts";
export { init, type WasmModule } from "./shared/runtime.ts";
export type * from "./validate/types.ts";
export { parseUserProfile, userProfileSchema, validateUserProfile } from "./validate/validation.ts";
export { isUserProfile } from "./validate/verdict.ts";
