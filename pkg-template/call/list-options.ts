// The options of a list of users: those of a call, the account's plan, and filters.

import { LIST_FILTERS } from "../shared/list-filters.ts";
import { readOptions } from "../shared/read-options.ts";
import { refuseRate } from "./limiter.ts";
import {
  checked,
  isInteger,
  isOneOf,
  isString,
  planOf,
  REQUEST_OPTIONS,
  type RequestSettings,
  requestSettingsOf,
} from "./options.ts";
import type { ListOptions } from "./types.ts";

/** An option that is a filter. */
type Filter = keyof typeof LIST_FILTERS;

export const LIST_OPTIONS = [
  ...REQUEST_OPTIONS,
  "plan",
  "pageSize",
  ...(Object.keys(LIST_FILTERS) as Filter[]),
] as const satisfies readonly (keyof ListOptions)[];

/** Most users on a page, as Zoom documents it. */
const MOST_ON_PAGE = 100;
/** Zoom Phone's limit of the label Medium, in requests a second. */
const REQUESTS_PER_SECOND = { pro: 10, business: 20 };

/** The options of a list, checked. */
export interface ListSettings extends RequestSettings {
  readonly requestsPerSecond: number;
  /** The query of the first page. */
  readonly query: URLSearchParams;
}

/** Returns the settings of a list. Throws `invalid_argument` for an option that is unknown or has a wrong value. */
export function listSettings(options: unknown): ListSettings {
  const given = readOptions(options, LIST_OPTIONS);
  const text = (name: "siteId" | "department" | "costCenter" | "keyword") =>
    checked(given, name, isFilter, "a string that is not empty");
  const values: Readonly<Record<Filter, string | number | undefined>> = {
    siteId: text("siteId"),
    status: checked(
      given,
      "status",
      isOneOf("activate", "deactivate", "pending"),
      '"activate", "deactivate" or "pending"',
    ),
    department: text("department"),
    costCenter: text("costCenter"),
    keyword: text("keyword"),
    callingType: checked(given, "callingType", isInteger(0, Number.MAX_SAFE_INTEGER), "a plan's code, an integer"),
  };
  const pageSize = checked(given, "pageSize", isInteger(1, MOST_ON_PAGE), `an integer from 1 to ${MOST_ON_PAGE}`);
  const query = new URLSearchParams({ page_size: String(pageSize ?? MOST_ON_PAGE) });
  for (const [name, parameter] of Object.entries(LIST_FILTERS)) {
    const value = values[name as Filter];
    if (value !== undefined) query.set(parameter, String(value));
  }
  const settings = requestSettingsOf(given);
  refuseRate(settings.limiter, given);
  return { ...settings, requestsPerSecond: REQUESTS_PER_SECOND[planOf(given)], query };
}

function isFilter(value: unknown): value is string {
  return isString(value) && value !== "";
}
