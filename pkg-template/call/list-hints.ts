// What to do about a page that could not be fetched, where the hints of a call are about one user's profile.

import { isZoomPhoneError, type ZoomPhoneError } from "../shared/error.ts";

/** Replaces the hint of an error that a call for a page has made, if it is for profiles alone. */
export function adviseForList(error: unknown): void {
  const hint = isZoomPhoneError(error) ? hintFor(error) : undefined;
  if (hint) Object.assign(error as ZoomPhoneError, { hint });
}

function hintFor({ code, status, zoomCode, limit, missingScopes }: ZoomPhoneError): string | undefined {
  if (code === "bad_request") return FILTERS;
  // Zoom's answer for a site that the token's owner may not see; a token that it does not accept is a 401.
  if (status === 400 && zoomCode === 124) return SITE;
  if (code === "missing_scopes" && !missingScopes) return SCOPES;
  return limit === "per_second" ? LIMIT : undefined;
}

const FILTERS = "Check the filters. `fieldErrors` names the one that Zoom refuses, if Zoom does.";
const SITE = "Check that the token's owner may see the site of `siteId`, and that the token is of the right account.";
const SCOPES =
  "Add a scope to the app (phone:read:list_users:admin or phone:read:admin), then get a new token: one that was " +
  "issued before does not gain it.";
const LIMIT =
  "All apps of an account share Zoom's limit of lists (Pro 10 a second, Business and above 20): pass `plan`, or list " +
  "less often.";
