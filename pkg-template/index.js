// What the package exports. The build makes three entries of it, which differ in where the wasm comes from (`#wasm`).

export { mergeFleetSummaries, summarizeFleet } from "./fleet.js";
export { ZoomPhoneError, isZoomPhoneError } from "./host.js";
export { formatPolicySummary, summarizePolicy } from "./policy.js";
export { getUserProfile, getUserProfileWithResponse } from "./profile.js";
export { init } from "./runtime.js";
export { isUserProfile, parseUserProfile, userProfileSchema, validateUserProfile } from "./validation.js";
