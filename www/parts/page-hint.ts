// What to do about an error on this page: the package's own hint, unless it speaks of options and functions.

import type { ErrorCode, ZoomPhoneError } from "zoom-phone-profile";

/** Names of the package's options, fields and functions, which nobody knows here. */
const NAMES = /`[a-z]\w*`|`validation: |token function|[“"]lenient/;
/** What to do on this page, where the package speaks of its own names. */
const PAGE_HINTS: Partial<Record<ErrorCode, string>> = {
  invalid_argument: "Check the user, the address and the token that were given.",
  unauthorized: "Check that the token is whole, of the right account, and not revoked; or sign in at the proxy.",
  token_expired: "Tokens live one hour: give a new one.",
  not_found: "Check the address of the proxy, and that it passes requests on to Zoom.",
  network: "Check that the proxy runs, that its address is right, and that this machine is online.",
  invalid_response: "Check that the address leads to a proxy for Zoom, not to a page; the issues say what is wrong.",
  response_too_large: "Check that the address leads to a proxy for Zoom: a profile has a few kilobytes.",
  bad_request: "Check the user; Zoom's message says what it refuses.",
  server_error: "Try again later; if it stays so, give Zoom's support the tracking ID.",
  timeout: "Try again; if it stays slow, ask those who run the proxy.",
  rate_limited: "All apps of the account share Zoom's limit (Pro 20 a second, Business 40): wait, then try again.",
};
const DAILY_HINT = "The account's requests for today are used up: try again after midnight UTC.";

/** What to do about an error, in words that do not need the package's documentation. */
export function pageHint({ code, hint, limit }: ZoomPhoneError): string {
  if (!NAMES.test(hint)) return hint.replaceAll('pass "me"', 'use "me"');
  return limit === "daily" ? DAILY_HINT : (PAGE_HINTS[code] ?? hint.replaceAll("`", ""));
}
