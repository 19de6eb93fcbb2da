// Zoom's replies to the users that are named after a failure, out of the table of errors in src/client/error/table.rs.
// `createZoomFetch` of the test kit and the embedded server of our tests (tests/zoom-server) share them.

import { FAILURES } from "#failures";

import { JSON_TYPE, type ZoomReply } from "./zoom-reply.ts";

// The embedded server takes all from this module, which the build bundles for it.
export { createUserList } from "./zoom-list.ts";
export { FAILURES, JSON_TYPE };

/** A reply of the table. */
interface Failure extends Pick<ZoomReply, "status" | "body">, Partial<Pick<ZoomReply, "headers">> {
  /** What it shows. */
  readonly title: string;
  /** What `Retry-After` asks for, from the reply on. */
  readonly retryAfterS?: number;
}

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
    if (isFailureName(userId)) return failureNamed(userId, now(), userId);
    const flaky = Object.entries(FLAKY).find(([prefix]) => userId.startsWith(prefix));
    if (!flaky) return null;
    const [prefix, failure] = flaky;
    const times = failed.get(userId) ?? 0;
    failed.set(userId, times + 1);
    const isOver = times >= Number(userId.slice(prefix.length).split("-")[0]);
    return isOver ? profileOf({ id: userId, status: "activate" }) : failureNamed(failure, now(), userId);
  };
}

export function isFailureName(name: string): name is FailureName {
  return Object.hasOwn(FAILURES, name);
}

/** Returns the reply of one failure, at a time in milliseconds since 1970. */
export function failureNamed(name: FailureName, now: number, userId = ""): ZoomReply {
  const { status, body, headers = JSON_TYPE, retryAfterS }: Failure = FAILURES[name];
  return {
    status,
    body: body.replace("{userId}", () => JSON.stringify(userId).slice(1, -1)),
    headers: retryAfterS ? { ...headers, "retry-after": zoomTime(now + retryAfterS * 1000) } : headers,
  };
}

/** Returns a time as Zoom writes it in `Retry-After`. */
function zoomTime(now: number): string {
  return new Date(now).toISOString().replace(/\.\d+Z$/, "Z");
}

/** Returns Zoom's reply with a user's profile. */
export function profileOf(user: object): ZoomReply {
  return { status: 200, body: JSON.stringify(user), headers: JSON_TYPE };
}

/** Returns Zoom's reply for a user that does not exist. */
export function userNotFound(userId: string): ZoomReply {
  return failureNamed("error-404-1001", 0, userId);
}

/** Returns Zoom's reply for anything but this endpoint. */
export function unknownEndpoint(): ZoomReply {
  return failureNamed("error-404-2300", 0);
}

/** What Zoom replies to tokens that cannot be used. */
const TOKEN_REFUSALS: Readonly<Record<string, FailureName>> = {
  invalid: "error-401-124",
  expired: "error-401-expired",
  "no-scopes": "error-400-4711",
};

/** Returns Zoom's reply to a token by what is wrong with it; `undefined` for any other word. */
export function refusalOf(problem: string): ZoomReply | undefined {
  const name = Object.hasOwn(TOKEN_REFUSALS, problem) ? TOKEN_REFUSALS[problem] : undefined;
  return name && failureNamed(name, 0);
}

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
