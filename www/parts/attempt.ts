import type { ZoomPhoneError } from "zoom-phone-profile";

import { plural } from "../dom";

/** A line on a failed attempt. */
export function attemptText({
  attempt,
  error,
  delayMs,
}: {
  attempt: number;
  error: ZoomPhoneError;
  delayMs: number;
}): string {
  return `Attempt ${attempt} failed (${error.code}); the next one is in ${plural(Math.round(delayMs), "ms", "ms")} …`;
}
