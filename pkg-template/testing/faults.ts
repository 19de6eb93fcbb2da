// The faults of `createZoomFetch`: which may be given, and what happens in place of a reply.

import { FAILURE_OF_CODE } from "#failures";
import type { ErrorCode } from "#model";

import { invalidArgument } from "../shared/arguments.ts";
import type { UnknownObject } from "../shared/guards.ts";
import { isRecord } from "./records.ts";
import type { ZoomFault } from "./types.ts";
import { type FailureName, failureNamed, isFailureName, responseOf } from "./zoom-failures.ts";
import { JSON_TYPE } from "./zoom-reply.ts";

/** Codes of errors for which Zoom sends no reply, or none that can be read. */
const WITHOUT_REPLY = {
  network: () => Promise.reject(new TypeError("fetch failed")),
  timeout: () => new Promise<never>(() => {}),
  response_too_large: () => new Response(`{"id":"${"x".repeat(2 << 20)}"}`, { headers: JSON_TYPE }),
} satisfies Partial<Record<ErrorCode, Fault>>;

/** What brings each error. */
const FAULTS: Readonly<Record<Exclude<ErrorCode, "invalid_argument">, Fault | FailureName>> = {
  ...FAILURE_OF_CODE,
  ...WITHOUT_REPLY,
};

/** Does what a fault says. */
type Fault = () => Response | Promise<Response>;

/**
 * Returns a function that takes the next fault of a user; `undefined` if there is none. Throws `invalid_argument` for a
 * fault that cannot be used.
 */
export function faultQueue(faults: UnknownObject): (userId: string) => Fault | undefined {
  const pending = new Map(
    Object.entries(faults).map(([userId, given]) => {
      const checked = (fault: unknown) => checkedFault(userId, fault);
      return [userId, Array.isArray(given) ? given.map(checked) : checked(given)];
    }),
  );
  return (userId) => {
    const fault = pending.get(pending.has(userId) ? userId : "*");
    return Array.isArray(fault) ? fault.shift() : fault;
  };
}

function checkedFault(userId: string, given: unknown): Fault {
  const fault = typeof given === "string" ? namedFault(given) : replyFault(given);
  if (fault) return fault;
  const names = Object.keys(FAULTS).join(", ");
  throw invalidArgument(
    `The fault of \`${userId}\` must be one of ${names}, the name of a failing user, or { status, body?, headers? }`,
    'Pass such a fault; a failing user is "error-429-daily", say.',
  );
}

function namedFault(name: string): Fault | undefined {
  const fault = isMember(FAULTS, name) ? FAULTS[name] : name;
  if (typeof fault === "function") return fault;
  return isFailureName(fault) ? () => responseOf(failureNamed(fault, Date.now())) : undefined;
}

function replyFault(given: unknown): Fault | undefined {
  if (!isReply(given)) return undefined;
  const { status, body = "", headers = JSON_TYPE } = given;
  return () => responseOf({ status, headers, body: typeof body === "string" ? body : JSON.stringify(body) });
}

/** Whether a value has a status; `Response` refuses a body and headers that cannot be used. */
function isReply(value: unknown): value is Exclude<ZoomFault, string> {
  if (!isRecord(value)) return false;
  const { status } = value;
  return typeof status === "number" && Number.isInteger(status) && status >= 200 && status <= 599;
}

function isMember<Names extends string>(table: Readonly<Record<Names, unknown>>, name: string): name is Names {
  return Object.hasOwn(table, name);
}
