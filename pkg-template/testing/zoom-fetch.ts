// A function in place of fetch, for tests, which answers as Zoom does.

import { invalidArgument, kindOf, ownOptions, throwIfAborted, unlessUnreadable } from "../shared/arguments.ts";
import type { UnknownObject } from "../shared/guards.ts";
import { faultQueue } from "./faults.ts";
import { isRecord } from "./records.ts";
import type { ZoomFetchOptions } from "./types.ts";
import {
  createFailures,
  createUserList,
  decoded,
  profileOf,
  refusalOf,
  responseOf,
  unknownEndpoint,
  userNotFound,
} from "./zoom-failures.ts";

/**
 * Makes a stand-in for fetch that answers as Zoom does: give it as the option `fetch`, or put it in place of
 * `globalThis.fetch`. Any base URL will do. It asks for no token, as if a proxy had added it; the tokens
 * `token-expired`, `token-invalid` and `token-no-scopes` are refused accordingly. IDs such as `error-429-daily` or
 * `flaky-503-1` fail by themselves, as they do on the project's embedded server. It answers the list of users too,
 * whose faults go by the ID `list`. An aborted signal rejects, and `timeout` never answers.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for an option or a fault that cannot be used.
 * @example
 * import { getUserProfile, isZoomPhoneError } from "zoom-phone-profile";
 * import { buildUserProfile, createZoomFetch } from "zoom-phone-profile/testing";
 *
 * const fetch = createZoomFetch({ users: [buildUserProfile({ id: "ada" })], faults: { bob: "user_not_found" } });
 * const profile = await getUserProfile("ada", { fetch });
 * await getUserProfile("bob", { fetch }).catch((error) => {
 *   if (!isZoomPhoneError(error) || error.code !== "user_not_found") throw error;
 * });
 */
export function createZoomFetch(
  options: ZoomFetchOptions,
): (input: string | URL | Request, init?: RequestInit) => Promise<Response> {
  const answer = answererOf(options);
  let requests = 0;
  return async function zoomFetch(input, init) {
    const request = isRequest(input) ? input : undefined;
    // As fetch does it: what the second argument says goes before what the request says.
    const given = <Name extends "headers" | "method" | "redirect" | "signal">(name: Name) =>
      init?.[name] ?? request?.[name];
    const signal = given("signal");
    throwIfAborted(signal ?? undefined);
    const reply = answer(request?.url ?? String(input), given("method"), given("headers"));
    const response = await (signal ? Promise.race([reply, abortOf(signal)]) : reply);
    if (given("redirect") === "error" && response.status >= 300 && response.status < 400)
      throw new TypeError("unexpected redirect");
    for (const [name, value] of Object.entries(LIMIT_HEADERS))
      if (!response.headers.has(name)) response.headers.set(name, value);
    response.headers.set("x-zm-trackingid", `v=2.0;clid=test;rid=WEB_${String(++requests).padStart(8, "0")}`);
    return response;
  };
}

/** The rate limit of a Business account, which is not enforced. */
const LIMIT_HEADERS = {
  "x-ratelimit-category": "Light",
  "x-ratelimit-type": "QPS",
  "x-ratelimit-limit": "40",
  "x-ratelimit-remaining": "39",
};

type Answerer = (url: string, method: string | undefined, headers: HeadersInit | undefined) => Promise<Response>;

/** Returns what answers requests by the users and the faults of the options. */
function answererOf(options: unknown): Answerer {
  const { users, nextFault } = checkedOptions(options);
  const failureOf = createFailures(Date.now);
  const list = createUserList(Date.now);
  return async (url, method = "GET", headers) => {
    const path = /\/phone\/users\/([^/?#]+)$/.exec(url)?.[1];
    const query = /\/phone\/users(?:\?([^#]*))?$/.exec(url);
    if ((path === undefined && !query) || method.toUpperCase() !== "GET") return responseOf(unknownEndpoint());
    const problem = /^Bearer token-(.*)$/.exec(new Headers(headers).get("authorization") ?? "")?.[1];
    const refusal = problem === undefined ? undefined : refusalOf(problem);
    if (refusal) return responseOf(refusal);
    if (path === undefined) return nextFault("list")?.() ?? responseOf(list(users, new URLSearchParams(query?.[1])));
    const userId = decoded(path);
    const fault = nextFault(userId);
    if (fault) return fault();
    const failure = failureOf(userId);
    if (failure) return responseOf(failure);
    const user = userId === "me" ? users[0] : users.find(({ id, email }) => id === userId || email === userId);
    return responseOf(user ? profileOf(user) : userNotFound(userId));
  };
}

function checkedOptions(options: unknown) {
  return unlessUnreadable(() => {
    if (!isRecord(options))
      throw invalidArgument(
        `createZoomFetch takes an object of options; it was given ${kindOf(options)}`,
        "Pass { users: [buildUserProfile()] }.",
      );
    const { users, faults = {} } = ownOptions(options, ["users", "faults"], (name) => {
      throw invalidArgument(`createZoomFetch has no option \`${name}\``, "Its options are: users, faults.");
    });
    if (!isRecordList(users)) {
      const kind = Array.isArray(users) ? "one of other values" : kindOf(users);
      throw invalidArgument(
        `The option \`users\` must be an array of profiles; it is ${kind}`,
        "Pass profiles such as [buildUserProfile()].",
      );
    }
    if (!isRecord(faults))
      throw invalidArgument(
        `The option \`faults\` must be an object; it is ${kindOf(faults)}`,
        'Pass faults by user ID, such as { "ada": "rate_limited" }.',
      );
    return { users, nextFault: faultQueue(faults) };
  });
}

function isRecordList(value: unknown): value is UnknownObject[] {
  return Array.isArray(value) && value.every(isRecord);
}

function isRequest(input: string | URL | Request): input is Request {
  return typeof input === "object" && input !== null && "url" in input;
}

/** Returns a promise that rejects with the signal's reason once it is aborted. */
function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
}
