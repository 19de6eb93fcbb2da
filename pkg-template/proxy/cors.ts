// Lets pages of allowed origins read the replies (CORS).

import { ALLOWED_METHODS, PASSED_HEADERS, SAFE_HEADERS } from "./headers.ts";

/** How long a browser may keep the answer to a preflight, in seconds; Chromium's own limit. */
const PREFLIGHT_AGE_S = 7200;

/** Returns the answer to a preflight. */
export function preflight({ headers }: Request): Response {
  const asked = headers.get("access-control-request-headers") ?? "";
  const answer: Record<string, string> = {
    ...SAFE_HEADERS,
    ...ALLOWED_METHODS,
    "access-control-allow-methods": "GET",
    "access-control-max-age": String(PREFLIGHT_AGE_S),
    vary: "Origin, Access-Control-Request-Headers",
  };
  // Safe to allow, since `authorize` alone reads the page's headers.
  if (/^[\w!#$%&'*+.^`|~, -]{1,1000}$/.test(asked)) answer["access-control-allow-headers"] = asked;
  return new Response(null, { status: 204, headers: answer });
}

/** Lets a page of an allowed origin read a reply, with the headers that `authorize` exposes too. */
export function allowOrigin({ headers }: Response, origin: string | null, allowedOrigins: readonly string[]): void {
  if (origin === null || !allowedOrigins.includes(origin)) return;
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-allow-credentials", "true");
  headers.append("access-control-expose-headers", PASSED_HEADERS.join(", "));
}
