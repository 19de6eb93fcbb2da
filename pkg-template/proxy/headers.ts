// Headers of the replies that the proxy sends to pages.

/** Headers of Zoom's reply that a page may read. */
export const PASSED_HEADERS: readonly string[] = [
  ...["retry-after", "date"],
  ...["category", "type", "limit", "remaining", "reset"].map((name) => `x-ratelimit-${name}`),
  "x-zm-trackingid",
];

/** Headers of every reply: it is for one caller at one time, and must neither run nor be embedded. */
export const SAFE_HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; sandbox",
  "cross-origin-resource-policy": "same-origin",
  vary: "Origin",
  "x-content-type-options": "nosniff",
} as const;

export const ALLOWED_METHODS = { allow: "GET, OPTIONS" } as const;
