// @ts-nocheck
// The test kit: profiles that are always valid, and a stand-in for fetch that answers as Zoom does. It needs no server,
// no network and no account, and is no part of what a page loads.

import { parseUserProfile } from "#package";

import { invalidArgument, kindOf, ownOptions, unlessUnreadable } from "../shared/arguments.ts";
import {
  createFailures,
  decoded,
  FAILURES,
  failureNamed,
  responseOf,
  TOKEN_REFUSALS,
  UNKNOWN_ENDPOINT,
  userNotFound,
} from "./zoom-failures.ts";

// ── profiles

/** A user with everything that most users have. It passes the strict validation. */
const USER = {
  id: "NL3cEpSdRc-c2t8aLoZqiw",
  email: "user@example.com",
  status: "activate",
  phone_user_id: "u7pnC468TaS46OuNoEw6GA",
  extension_id: "nNGsNx2zRDyiIXWVI23FCQ",
  extension_number: 1001,
  site_id: "8f71O6rWT8KFUGQmJIFAdQ",
  site_admin: false,
  department: "Sales",
  cost_center: "CC-100",
  calling_plans: [{ type: 200 }],
  phone_numbers: [{ id: "---M1padRvSUtw7YihN7sA", number: "+14085550100" }],
  emergency_address: {
    id: "CCc8zYT1SN60i7uDMzDbXA",
    address_line1: "55 Almaden Boulevard",
    address_line2: "Floor 6",
    city: "San Jose",
    state_code: "CA",
    zip: "95113",
    country: "US",
  },
  policy: {
    international_calling: false,
    elevate_to_meeting: true,
    delegation: false,
    emergency_calls_to_psap: true,
    auto_call_recording: { enable: false, locked: true, locked_by: "account" },
    ad_hoc_call_recording: { enable: true, recording_start_prompt: true, locked: false },
    sms: { enable: true, international_sms: false, locked: false },
    voicemail: { enable: true, allow_delete: true, allow_download: true, allow_transcription: true },
    call_transferring: { enable: true, call_transferring_type: 2, locked: true, locked_by: "site" },
    zoom_phone_on_mobile: { enable: true, locked: false },
  },
};

export function buildUserProfile(overrides = {}) {
  return unlessUnreadable(() => {
    if (!isObject(overrides))
      throw invalidArgument(
        `buildUserProfile takes an object of fields; it was given ${kindOf(overrides)}`,
        'Pass fields such as { email: "a@example.com" }.',
      );
    return parseUserProfile(merged(USER, overrides));
  });
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isPlain = (value) => isObject(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value));

/** A copy in which objects have been merged, all else replaced, and what is `undefined` left out. */
function merged(base, overrides) {
  const names = new Set([...Object.keys(base), ...Object.keys(overrides)]);
  const pick = (name) => {
    if (!Object.hasOwn(overrides, name)) return copied(base[name]);
    const isMerged = isPlain(overrides[name]) && Object.hasOwn(base, name) && isObject(base[name]);
    return isMerged ? merged(base[name], overrides[name]) : copied(overrides[name]);
  };
  return Object.fromEntries([...names].map((name) => [name, pick(name)]).filter(([, value]) => value !== undefined));
}

/** A copy of plain data; what else it may be is left to the validator to refuse. */
function copied(value) {
  if (Array.isArray(value)) return value.map(copied);
  return isPlain(value) ? merged({}, value) : value;
}

// ── fetch

/** The failure that brings each error of the package, where Zoom answers with one. */
const FAILURE_OF_CODE = {
  unauthorized: "error-401-124",
  token_expired: "error-401-expired",
  missing_scopes: "error-400-4711",
  forbidden: "error-403-3001",
  phone_not_enabled: "error-403-2031",
  user_not_found: "error-404-1001",
  not_found: "error-404-2001",
  bad_request: "error-400-300",
  rate_limited: "error-429-qps",
  server_error: "error-500",
  invalid_response: "error-200-html",
};

/** Failures without an answer of Zoom's. */
const BROKEN = {
  network: () => Promise.reject(new TypeError("fetch failed")),
  timeout: () => new Promise(() => {}),
  response_too_large: () =>
    new Response(`{"id":"${"x".repeat(2 << 20)}"}`, { headers: { "content-type": "application/json" } }),
};

export function createZoomFetch(options) {
  const { users, faults } = checkedOptions(options);
  const failureOf = createFailures(Date.now);
  /** What is still to happen to each user, where faults come as lists. */
  const pending = new Map(
    Object.entries(faults).map(([userId, fault]) => [userId, Array.isArray(fault) ? [...fault] : fault]),
  );
  let requests = 0;

  async function answer(url, method = "GET", headers) {
    const path = /\/phone\/users\/([^/?#]+)$/.exec(url)?.[1];
    if (path === undefined || method.toUpperCase() !== "GET") return responseOf(UNKNOWN_ENDPOINT);
    const refusal = /^Bearer token-(.*)$/.exec(new Headers(headers).get("authorization") ?? "")?.[1];
    if (refusal !== undefined && Object.hasOwn(TOKEN_REFUSALS, refusal)) return responseOf(TOKEN_REFUSALS[refusal]);
    const userId = decoded(path);
    const fault = nextFault(pending, pending.has(userId) ? userId : "*");
    if (fault !== undefined) return answerOf(fault);
    const failure = failureOf(userId);
    if (failure) return responseOf(failure);
    const user = userId === "me" ? users[0] : users.find(({ id, email }) => id === userId || email === userId);
    return responseOf(user ? { status: 200, body: JSON.stringify(user), headers: JSON_TYPE } : userNotFound(userId));
  }

  /**
   * As fetch is called: what is said beside a request goes before what it says; an aborted signal rejects with its
   * reason, whatever is under way.
   */
  return async function zoomFetch(input, init) {
    const request = typeof input === "object" && input !== null && "url" in input ? input : undefined;
    const said = (name) => init?.[name] ?? request?.[name];
    const signal = said("signal");
    signal?.throwIfAborted();
    const reply = answer(request?.url ?? String(input), said("method"), said("headers"));
    const response = await (signal ? Promise.race([reply, abortOf(signal)]) : reply);
    if (said("redirect") === "error" && response.status >= 300 && response.status < 400)
      throw new TypeError("unexpected redirect");
    for (const [name, value] of Object.entries(LIMIT))
      if (!response.headers.has(name)) response.headers.set(name, value);
    response.headers.set("x-zm-trackingid", `v=2.0;clid=test;rid=WEB_${String(++requests).padStart(8, "0")}`);
    return response;
  };
}

/** What a Business account is told of its limit, which the stand-in does not count. */
const LIMIT = {
  "x-ratelimit-category": "Light",
  "x-ratelimit-type": "QPS",
  "x-ratelimit-limit": "40",
  "x-ratelimit-remaining": "39",
};
const JSON_TYPE = { "content-type": "application/json;charset=UTF-8" };

const checkedOptions = (options) =>
  unlessUnreadable(() => {
    if (!isObject(options))
      throw invalidArgument(
        `createZoomFetch takes an object of options; it was given ${kindOf(options)}`,
        "Pass { users: [buildUserProfile()] }.",
      );
    const { users, faults = {} } = ownOptions(options, ["users", "faults"], (name) => {
      throw invalidArgument(`createZoomFetch has no option \`${name}\``, "Its options are: users, faults.");
    });
    if (!Array.isArray(users) || !users.every(isObject))
      throw invalidArgument(
        `The option \`users\` must be an array of profiles; it is ${kindOf(users)}`,
        "Pass profiles such as [buildUserProfile()].",
      );
    if (!isObject(faults))
      throw invalidArgument(
        `The option \`faults\` must be an object; it is ${kindOf(faults)}`,
        'Pass faults by user ID, such as { "ada": "rate_limited" }.',
      );
    for (const [userId, fault] of Object.entries(faults)) for (const each of [fault].flat()) checkFault(userId, each);
    return { users, faults };
  });

function checkFault(userId, fault) {
  const isNamed =
    typeof fault === "string" && [FAILURE_OF_CODE, BROKEN, FAILURES].some((names) => Object.hasOwn(names, fault));
  const isAnswer = isObject(fault) && Number.isInteger(fault.status) && fault.status >= 200 && fault.status <= 599;
  if (isNamed || isAnswer) return;
  const names = [...Object.keys(FAILURE_OF_CODE), ...Object.keys(BROKEN)].join(", ");
  throw invalidArgument(
    `The fault of \`${userId}\` must be one of ${names}, the name of a failing user, or { status, body?, headers? }`,
    'Pass such a fault; a failing user is "error-429-daily", say.',
  );
}

function nextFault(pending, userId) {
  const fault = pending.get(userId);
  return Array.isArray(fault) ? fault.shift() : fault;
}

function answerOf(fault) {
  if (typeof fault === "string")
    return Object.hasOwn(BROKEN, fault)
      ? BROKEN[fault]()
      : responseOf(failureNamed(FAILURE_OF_CODE[fault] ?? fault, Date.now()));
  const { status, body = "", headers = JSON_TYPE } = fault;
  return responseOf({ status, headers, body: typeof body === "string" ? body : JSON.stringify(body) });
}

/** Rejects when the signal is aborted. */
function abortOf(signal) {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
}
