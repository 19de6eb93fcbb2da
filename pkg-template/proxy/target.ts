// What a request asks for, by its path and query: one user's profile, or a page of the list of users.

import { LIST_FILTERS } from "../shared/list-filters.ts";
import { suggestion } from "../shared/read-options.ts";
import { userIdProblem } from "../shared/user-id.ts";
import { Refusal } from "./errors.ts";

/** The longest user ID, in characters: email addresses have at most 254. */
const LONGEST_ID = 320;

/** The query parameters of the list that Zoom documents. */
const LIST_PARAMETERS: readonly string[] = ["page_size", "next_page_token", ...Object.values(LIST_FILTERS)];
/** The longest query of a list, in characters: many servers refuse URLs beyond 8,000. */
const LONGEST_QUERY = 4_000;

/** A profile by its user's ID, decoded, or the list of users by its query, encoded anew. */
export type Target = { readonly userId: string } | { readonly query: string };

/** Returns what a request asks for. The proxy may be mounted at any path. */
export function targetOf(request: Request, isListAllowed: boolean): Target {
  const { pathname, searchParams } = new URL(request.url);
  if (isListAllowed && /\/phone\/users$/.test(pathname)) return { query: listQuery(searchParams) };
  const segment = /\/phone\/users\/([^/]+)$/.exec(pathname)?.[1];
  if (segment) return { userId: userIdIn(segment) };
  const paths = isListAllowed ? "…/phone/users and …/phone/users/{userId}" : "…/phone/users/{userId}";
  throw new Refusal(404, `This proxy has nothing at this path but ${paths}`);
}

/** Returns the path and query of a target below a base URL. */
export function pathOf(target: Target): string {
  if ("userId" in target) return `/phone/users/${encodeURIComponent(target.userId)}`;
  return target.query === "" ? "/phone/users" : `/phone/users?${target.query}`;
}

function userIdIn(segment: string): string {
  let userId: string;
  try {
    userId = decodeURIComponent(segment);
  } catch {
    throw new Refusal(400, "The user ID is not encoded as encodeURIComponent does");
  }
  if (!isUserId(userId)) throw new Refusal(400, "The path holds no user ID");
  return userId;
}

/** Whether a value is a user ID, an email address or "me", which stays one segment when it is decoded. */
export function isUserId(id: unknown): id is string {
  return typeof id === "string" && id.length <= LONGEST_ID && !/[/\\]/.test(id) && userIdProblem(id) === undefined;
}

/**
 * Returns the query of a list. Refuses unknown parameters, since without a misspelt filter Zoom lists every user, and
 * repeated ones, of which `authorize` and Zoom may read different values.
 */
function listQuery(given: URLSearchParams): string {
  const seen = new Set<string>();
  for (const name of given.keys()) {
    if (!LIST_PARAMETERS.includes(name)) throw new Refusal(400, unknownParameter(name));
    if (seen.has(name)) throw new Refusal(400, `The query parameter \`${name}\` is given twice. Pass it once`);
    seen.add(name);
  }
  const query = given.toString();
  if (query.length > LONGEST_QUERY) throw new Refusal(400, `The query is longer than ${LONGEST_QUERY} characters`);
  return query;
}

function unknownParameter(name: string): string {
  const advice = suggestion(name, LIST_PARAMETERS) ?? `The parameters are: ${LIST_PARAMETERS.join(", ")}`;
  // A longer name is no slip, and the page need not get it back.
  const shown = /^\w{1,40}$/.test(name) ? ` \`${name}\`` : " of this name";
  return `The list has no query parameter${shown}. ${advice}`;
}
