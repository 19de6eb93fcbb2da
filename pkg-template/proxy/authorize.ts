// Whether the caller may see what a request asks for: the verdict of `authorize`.

import { hasMethod, isObject } from "../shared/guards.ts";
import { redactCause } from "../shared/redact.ts";
import { Refusal } from "./errors.ts";
import type { Settings } from "./options.ts";
import { isUserId, type Target } from "./target.ts";

const NO_ME = '"me" needs a user\'s own token. Return { userId } of the signed-in user from `authorize`';
const NO_USER_FOR_LIST = "`authorize` returned an object for the list of users. Return true, false or a Response";

/** Returns what the caller may see, or the Response of `authorize`, ready to be sent. */
export async function authorized(
  request: Request,
  target: Target,
  { authorize, secrets }: Settings,
): Promise<Target | Response> {
  const failed = (cause: unknown) => new Refusal(500, "`authorize` failed", { cause: redactCause(cause, secrets) });
  const isList = "query" in target;
  const asked = isList ? ({ list: true } as const) : { userId: target.userId };
  const verdict = await verdictOf(request, asked, authorize).catch((cause) => {
    throw failed(cause);
  });
  if (verdict instanceof Response) return verdict;
  if (verdict === false) throw new Refusal(403, `You may not ${isList ? "list the users" : "see this user's profile"}`);
  if (isList) {
    if (verdict === true) return target;
    throw new Refusal(500, NO_USER_FOR_LIST);
  }
  const userId = verdict === true ? target.userId : verdict.userId;
  if (userId === "me") throw new Refusal(400, NO_ME);
  if (isUserId(userId)) return { userId };
  throw failed(new TypeError("`authorize` must return a boolean, { userId } with a user ID, or a Response"));
}

/** Returns the verdict of `authorize`, which may return any value: anything but a verdict is a refusal. */
async function verdictOf(
  request: Request,
  asked: Parameters<Settings["authorize"]>[1],
  authorize: Settings["authorize"],
): Promise<boolean | { readonly userId: unknown } | Response> {
  const verdict: unknown = await authorize(request, asked);
  if (isResponse(verdict)) return copied(verdict);
  return isObject(verdict) ? { userId: verdict.userId } : verdict === true;
}

/** What is read of a Response, of any realm or library. */
interface ResponseLike {
  readonly status: number;
  readonly statusText?: string;
  readonly headers: Partial<Iterable<[string, string]>>;
  arrayBuffer?(): Promise<ArrayBuffer>;
  text?(): Promise<string>;
}

function isResponse(value: unknown): value is ResponseLike {
  return isObject(value) && typeof value.status === "number" && hasMethod(value.headers, "get");
}

/** Headers that no longer hold for a body that has been read. */
const HEADERS_OF_CODING = ["content-encoding", "content-length", "transfer-encoding"];

/** Copies a Response, whose headers may be immutable, or whose class may not be the engine's. */
async function copied(response: ResponseLike): Promise<Response> {
  const { status, statusText = "" } = response;
  const headers = new Headers(isIterable(response.headers) ? [...response.headers] : {});
  for (const name of HEADERS_OF_CODING) headers.delete(name);
  headers.append("vary", "Origin");
  const bytes = typeof response.arrayBuffer === "function" ? await response.arrayBuffer() : undefined;
  const body = bytes ?? (await response.text?.()) ?? "";
  const length = typeof body === "string" ? body.length : body.byteLength;
  return new Response(length > 0 ? body : null, { status, statusText, headers });
}

function isIterable(headers: ResponseLike["headers"]): headers is Iterable<[string, string]> {
  return typeof headers[Symbol.iterator] === "function";
}
