// Zoom's list of phone users, page by page. `createZoomFetch` of the test kit and the embedded server of our tests
// (tests/zoom-server) share it.

import { isObject, type UnknownObject } from "../shared/guards.ts";
import { JSON_TYPE, type ZoomReply } from "./zoom-reply.ts";

const TOKEN_LIFE_MS = 15 * 60_000;
const MOST_ON_PAGE = 100;

/** Fields that a row has as the profile has them. */
const COPIED = [
  "id",
  "phone_user_id",
  "email",
  "name",
  "extension_id",
  "extension_number",
  "status",
  "department",
  "cost_center",
  "calling_plans",
  "phone_numbers",
] as const;

/**
 * Returns a function that answers a request for a page of these users, by its query. Page tokens hold a place in the
 * list, so that users who move meanwhile come twice or not at all; they live 15 minutes.
 */
export function createUserList(
  now: () => number,
): (users: Iterable<UnknownObject>, query: URLSearchParams) => ZoomReply {
  const pages = new Map<string, { readonly start: number; readonly expires: number }>();
  return (users, query) => {
    const size = Number(query.get("page_size") ?? 30);
    if (!Number.isInteger(size) || size < 1 || size > MOST_ON_PAGE)
      return refusal(300, "Validation Failed.", [{ field: "page_size", message: "Invalid field." }]);
    const token = query.get("next_page_token");
    const page = token ? pages.get(token) : { start: 0, expires: Infinity };
    if (!page || page.expires <= now()) return refusal(400, "The next page token is invalid or expired.");
    const rows = [...users].map(rowOf).filter((row) => matches(row, query));
    const end = page.start + size;
    const nextToken = end < rows.length ? `page-${pages.size}-${end.toString(36)}` : "";
    if (nextToken) pages.set(nextToken, { start: end, expires: now() + TOKEN_LIFE_MS });
    const body = {
      next_page_token: nextToken,
      page_size: size,
      total_records: rows.length,
      users: rows.slice(page.start, end),
    };
    return { status: 200, body: JSON.stringify(body), headers: JSON_TYPE };
  };
}

function refusal(code: number, message: string, errors?: object[]): ZoomReply {
  return { status: 400, body: JSON.stringify({ code, message, errors }), headers: JSON_TYPE };
}

/** Returns the row of a profile. It holds no policy, no address and no `site_id`. */
function rowOf(user: UnknownObject): UnknownObject {
  const copied = COPIED.filter((name) => user[name] !== undefined).map((name) => [name, user[name]]);
  const site = typeof user.site_id === "string" ? { site: { id: user.site_id, name: `Site ${user.site_id}` } } : {};
  const activation = { activate: "activated", pending: "ready to activate" };
  const status = user.status === "activate" || user.status === "pending" ? activation[user.status] : "not ready";
  return { ...Object.fromEntries(copied), activation_status: status, ...site };
}

function matches(row: UnknownObject, query: URLSearchParams): boolean {
  const { site, calling_plans: plans } = row;
  const siteId = isObject(site) ? site.id : undefined;
  const has: Record<string, (wanted: string) => boolean> = {
    site_id: (wanted) => siteId === wanted,
    status: (wanted) => row.status === wanted,
    department: (wanted) => row.department === wanted,
    cost_center: (wanted) => row.cost_center === wanted,
    keyword: (wanted) =>
      JSON.stringify([row.name, row.email, row.extension_number, row.phone_numbers]).includes(wanted),
    calling_type: (wanted) =>
      Array.isArray(plans) && plans.some((plan) => isObject(plan) && String(plan.type) === wanted),
  };
  return Object.entries(has).every(([name, isMet]) => {
    const wanted = query.get(name);
    return wanted === null || isMet(wanted);
  });
}
