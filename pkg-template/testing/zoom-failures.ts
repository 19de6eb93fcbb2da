// The users that are named after a failure, with Zoom's reply for each: every row of what is known of Zoom's failures.
// `createZoomFetch` of the test kit and the embedded server of our tests (tests/zoom-server) share them.

/** Zoom's reply to a request. */
export interface ZoomReply {
  status: number;
  body: string;
  headers: Record<string, string>;
}

/** What a failure shows, and the reply. A function gets the time, in milliseconds since 1970. */
type Failure = readonly [title: string, reply: ZoomReply | ((server: { now: number }) => ZoomReply)];

export const JSON_TYPE = { "content-type": "application/json;charset=UTF-8" };

function json(status: number, body: object, headers: Record<string, string> = {}): ZoomReply {
  return { status, body: JSON.stringify(body), headers: { ...JSON_TYPE, ...headers } };
}

function raw(status: number, body: string, type: string | undefined): ZoomReply {
  return { status, body, headers: type ? { "content-type": type } : {} };
}

/** Returns a time as Zoom writes it in `Retry-After`. */
function inSeconds(now: number, seconds: number): string {
  return new Date(now + seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}

const CHALLENGE = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>";

/** By user ID. */
export const FAILURES = {
  "error-400-300": ["an invalid user id", json(400, { code: 300, message: "Invalid user id." })],
  "error-400-validation": [
    "field errors",
    json(400, { code: 300, message: "Validation Failed.", errors: [{ field: "userId", message: "Invalid field." }] }),
  ],
  "error-400-4711": [
    "missing scopes",
    json(400, {
      code: 4711,
      message: "Invalid access token, does not contain scopes:[phone:read:user, phone:read:user:admin].",
    }),
  ],
  "error-400-104-malformed": [
    "missing scopes, in JSON with quotes that are not escaped",
    raw(
      400,
      '{"code":104,"message":"Invalid access token, does not contain ' +
        'scopes:["phone:read:user","phone:read:user:admin"]"}',
      "application/json",
    ),
  ],
  "error-400-4700-scopes": [
    "missing scopes, by another code",
    json(400, {
      code: 4700,
      message: "Invalid access token, does not contain scopes:[phone:read:user, phone:read:user:admin].",
    }),
  ],
  "error-400-xml": [
    "an error in XML",
    raw(
      400,
      '<?xml version="1.0" encoding="UTF-8"?>' +
        "<result><code>300</code><message>Invalid user id: &quot;x&quot;.</message></result>",
      "application/xml",
    ),
  ],
  "error-400-1010": [
    "a user of another account",
    json(400, { code: 1010, message: "User does not belong to this account." }),
  ],
  "error-400-1000": ["a pending user", json(400, { code: 1000, message: "User is pending." })],
  "error-401-124": ["an invalid token", json(401, { code: 124, message: "Invalid access token." })],
  "error-401-expired": ["an expired token", json(401, { code: 124, message: "Access token is expired." })],
  "error-401-4700": ["an empty token", json(401, { code: 4700, message: "Token cannot be empty" })],
  "error-401-4717": ["a disabled app", json(401, { code: 4717, message: "The app has been disabled." })],
  "error-401-4735": [
    "a token whose owner is gone",
    json(401, { code: 4735, message: "The owner of the token does not exist." }),
  ],
  "error-401-4741": ["a revoked token", json(401, { code: 4741, message: "The token has been revoked." })],
  "error-401-wrapped": [
    "Zoom's error, wrapped by a back end",
    json(401, { error: { code: 124, message: "Invalid access token." } }),
  ],
  "error-401-proxy": ["a proxy that asks to sign in", json(401, { success: false, error: "No session" })],
  "error-403-challenge": ["a firewall's challenge", raw(403, CHALLENGE, "text/html")],
  "error-403-2031": [
    "Zoom Phone not enabled",
    json(403, { code: 2031, message: "Zoom Phone has not been enabled for this account." }),
  ],
  "error-403-3001": [
    "access not shared",
    json(403, { code: 3001, message: "The user has not shared access with this app." }),
  ],
  "error-404-1001": ["no such user", json(404, { code: 1001, message: "User does not exist: error-404-1001." })],
  "error-404-2001": ["no such account", json(404, { code: 2001, message: "Account does not exist." })],
  "error-404-404": ["no such site", json(404, { code: 404, message: "Site does not exist." })],
  "error-404-2300": ["no such endpoint", json(404, { code: 2300, message: "This API endpoint is not recognized." })],
  "error-404-route": [
    "a path without a route",
    raw(404, "<!doctype html><pre>Cannot GET /api/zoom/phone/users/me</pre>", "text/html"),
  ],
  "error-429-qps": [
    "the per-second limit",
    ({ now }) =>
      json(
        429,
        { code: 429, message: "You have reached the maximum per-second rate limit for this API." },
        { "x-ratelimit-category": "Light", "x-ratelimit-type": "QPS", "retry-after": inSeconds(now, 1) },
      ),
  ],
  "error-429-daily": [
    "the daily limit",
    ({ now }) =>
      json(
        429,
        { code: 429, message: "You have reached the maximum daily rate limit for this API." },
        { "x-ratelimit-type": "Daily-limit", "retry-after": inSeconds(now, 3600) },
      ),
  ],
  "error-429-concurrency": [
    "too many requests at a time",
    json(429, { code: 429, message: "Too many concurrent requests." }),
  ],
  "error-429-bare": ["a 429 without a reason", raw(429, "", undefined)],
  "error-500": ["Zoom failing", json(500, { code: 500, message: "Internal server error." })],
  "error-502-html": [
    "a gateway's HTML",
    raw(502, "<html><head><title>502 Bad Gateway</title></head><body></body></html>", "text/html"),
  ],
  "error-503-text": ["a gateway's text", raw(503, "upstream connect error", "text/plain")],
  "error-200-body": ["an error in a 200", json(200, { code: 300, message: "Invalid user id." })],
  "error-200-message": [
    "an error in a 200, as error_message",
    json(200, { code: 1001, error_message: "User does not exist." }),
  ],
  "error-200-empty": ["an empty 200", raw(200, "", undefined)],
  "error-200-html": ["a page in a 200", raw(200, "<!doctype html><title>Sign in</title>", "text/html")],
  "error-200-challenge": ["a firewall's challenge in a 200", raw(200, CHALLENGE, "text/html")],
  "error-200-sign-in": [
    "a sign-in page in a 200",
    raw(200, '<!doctype html><title>Acme</title><input type="password">', "text/html"),
  ],
  "error-200-wrapped": ["another back end's error in a 200", json(200, { success: false, error: "Service down" })],
  "error-200-list": ["a list in place of a profile", json(200, { next_page_token: "", page_size: 30, users: [] })],
  "error-redirect": ["a redirect", { status: 302, body: "", headers: { location: "/somewhere-else" } }],
  "error-redirect-elsewhere": [
    "a redirect to another host",
    { status: 307, body: "", headers: { location: "https://login.example/sign-in?next=profile" } },
  ],
  "ok-code-0": ["a profile beside code 0", json(200, { code: 0, id: "ok-code-0", status: "activate" })],
  "ok-empty-enum": ["an empty string for an enumeration", json(200, { id: "ok-empty-enum", status: "" })],
  "ok-wrong-types": [
    "a profile that fails validation",
    json(200, { id: "ok-wrong-types", policy: { sms: { enable: "yes" } }, extension_number: "12" }),
  ],
  "ok-future": [
    "fields that this version does not know",
    json(200, {
      id: "ok-future",
      new_field: { a: 1 },
      policy: {
        policy_of_tomorrow: { enable: true },
        delegation: { enable: true, locked: true, locked_by: "account" },
      },
    }),
  ],
} satisfies Record<string, Failure>;

export type FailureName = keyof typeof FAILURES;

/** Users that fail a few times and then succeed: the number follows in their ID. */
export const FLAKY: Readonly<Record<string, FailureName>> = {
  "flaky-503-": "error-503-text",
  "flaky-429-": "error-429-bare",
  "flaky-401-": "error-401-expired",
};

/**
 * Returns a function that gives the reply in place of a user's profile; `null` for a user that is not named after a
 * failure. It counts how often flaky users have failed.
 */
export function createFailures(now: () => number): (userId: string) => ZoomReply | null {
  const failed = new Map<string, number>();
  return (userId) => {
    if (isFailureName(userId)) return failureNamed(userId, now());
    const flaky = Object.entries(FLAKY).find(([prefix]) => userId.startsWith(prefix));
    if (!flaky) return null;
    const [prefix, failure] = flaky;
    const times = failed.get(userId) ?? 0;
    failed.set(userId, times + 1);
    const isOver = times >= Number(userId.slice(prefix.length).split("-")[0]);
    return isOver ? json(200, { id: userId, status: "activate" }) : failureNamed(failure, now());
  };
}

export function isFailureName(name: string): name is FailureName {
  return Object.hasOwn(FAILURES, name);
}

/** Returns the reply of one failure. */
export function failureNamed(name: FailureName, now: number): ZoomReply {
  const [, reply]: Failure = FAILURES[name];
  return typeof reply === "function" ? reply({ now }) : reply;
}

/** Returns Zoom's reply for a user that does not exist. */
export function userNotFound(userId: string): ZoomReply {
  return json(404, { code: 1001, message: `User does not exist: ${userId}.` });
}

/** Zoom's reply for anything but this endpoint. */
export const UNKNOWN_ENDPOINT = json(404, { code: 2300, message: "This API endpoint is not recognized." });

/** Zoom's replies for tokens that cannot be used. */
export const TOKEN_REFUSALS = {
  invalid: json(401, { code: 124, message: "Invalid access token." }),
  expired: json(401, { code: 124, message: "Access token is expired." }),
  "no-scopes": json(400, {
    code: 4711,
    message: "Invalid access token, does not contain scopes:[phone:read:user, phone:read:user:admin].",
  }),
};

/** Returns a segment of a path, decoded once; as it is if it cannot be decoded. */
export function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

export function responseOf({ status, body, headers }: ZoomReply): Response {
  return new Response(body === "" ? null : body, { status, headers });
}
