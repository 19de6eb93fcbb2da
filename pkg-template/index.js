// What the package exports. The build makes three entries of it, which differ in where the wasm comes from (`#wasm`).

export { getUserProfiles } from "./batch.js";
export { ZoomPhoneError, isZoomPhoneError } from "./error.js";
export { exportFleet, mergeFleetSummaries, summarizeFleet } from "./fleet.js";
export { auditPolicy, diffPolicy, formatPolicySummary, policyCatalog, summarizePolicy } from "./policy.js";
export { getUserProfile, getUserProfileWithResponse } from "./profile.js";
export { init } from "./runtime.js";
export { isUserProfile, parseUserProfile, userProfileSchema, validateUserProfile } from "./validation.js";
