// Whose profile a request is for, and whether the caller may see it: the path, and the verdict of `authorize`.

import { hasMethod, isObject } from "../shared/guards.ts";
import { redactCause } from "../shared/redact.ts";
import { userIdProblem } from "../shared/user-id.ts";
import { Refusal } from "./errors.ts";
import type { Settings } from "./options.ts";

/** The longest user ID, in characters: email addresses have at most 254. */
const LONGEST_ID = 320;

const NO_ME = '"me" needs a user\'s own token. Return { userId } of the signed-in user from `authorize`';

/** Returns the user ID of a request for a profile, decoded. The proxy may be mounted at any path. */
export function requestedUser({ url }: Request): string {
  const segment = /\/phone\/users\/([^/]+)$/.exec(new URL(url).pathname)?.[1];
  if (!segment) throw new Refusal(404, "This proxy has nothing at this path but …/phone/users/{userId}");
  let userId: string;
  try {
    userId = decodeURIComponent(segment);
  } catch {
    throw new Refusal(400, "The user ID is not encoded as encodeURIComponent does");
  }
  if (!isUserId(userId)) throw new Refusal(400, "The path holds no user ID");
  return userId;
}

/** Whether a value is a user ID, an email address or "me", which stays one segment however often it is decoded. */
function isUserId(id: unknown): id is string {
  return typeof id === "string" && id.length <= LONGEST_ID && !/[/\\]/.test(id) && userIdProblem(id) === undefined;
}

/** Returns the ID of the user whose profile the caller may see, or the Response of `authorize`, ready to be sent. */
export async function authorized(
  request: Request,
  userId: string,
  { authorize, secrets }: Settings,
): Promise<string | Response> {
  const failed = (cause: unknown) => new Refusal(500, "`authorize` failed", { cause: redactCause(cause, secrets) });
  const verdict = await verdictOf(request, userId, authorize).catch((cause) => {
    throw failed(cause);
  });
  if (verdict === undefined) throw new Refusal(403, "You may not see this user's profile");
  if (verdict instanceof Response) return verdict;
  if (verdict.userId === "me") throw new Refusal(400, NO_ME);
  if (isUserId(verdict.userId)) return verdict.userId;
  throw failed(new TypeError("`authorize` must return a boolean, { userId } with a user ID, or a Response"));
}

/** Returns the user of a verdict, which may be any value, or its Response; `undefined` if it is a refusal. */
async function verdictOf(
  request: Request,
  userId: string,
  authorize: Settings["authorize"],
): Promise<{ readonly userId: unknown } | Response | undefined> {
  const verdict: unknown = await authorize(request, { userId });
  if (isResponse(verdict)) return copied(verdict);
  if (isObject(verdict)) return { userId: verdict.userId };
  return verdict === true ? { userId } : undefined;
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
