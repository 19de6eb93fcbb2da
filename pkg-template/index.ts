// @ts-nocheck
// What the package exports. The build makes three entries of it, which differ in where the wasm comes from (`#wasm`).

export { getUserProfiles } from "./call/batch.ts";
export { getUserProfile, getUserProfileWithResponse } from "./call/profile.ts";
export { exportFleet, mergeFleetSummaries, summarizeFleet } from "./fleet/fleet.ts";
export { auditPolicy, diffPolicy, formatPolicySummary, policyCatalog, summarizePolicy } from "./policy/policy.ts";
export { isZoomPhoneError, ZoomPhoneError } from "./shared/error.ts";
export { init } from "./shared/runtime.ts";
export { isUserProfile, parseUserProfile, userProfileSchema, validateUserProfile } from "./validate/validation.ts";
