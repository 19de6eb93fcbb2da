// Who a profile is about: numbers, plans, place, and the address that an emergency call sends help to.

import { summarizeFleet } from "zoom-phone-profile";
import type { UserProfile } from "zoom-phone-profile";

import { breakable, element, fill, foreign, plural } from "../dom";
import type { Child } from "../dom";
import { remarks } from "./remarks";
import type { Issue } from "zoom-phone-profile";

const STATUS: Record<string, string> = { activate: "Active", deactivate: "Deactivated" };

export function personCard(profile: UserProfile, issues: Issue[]): HTMLElement {
  const plans = element("dd", { "data-pointer": "/calling_plans" }, notGiven());
  void planNames(profile).then((names) => names.length > 0 && fill(plans, list(names)));
  const { status, site_admin: isSiteAdmin } = profile;
  return element(
    "section",
    { class: "card person", "aria-labelledby": "person" },
    element("h2", { id: "person", class: "name", dir: "auto" }, breakable(profile.email ?? profile.id ?? "A user")),
    element(
      "p",
      { class: "badges" },
      status !== undefined && element("span", { class: "badge", "data-status": status, "data-pointer": "/status" }, foreign(STATUS[status] ?? status)),
      isSiteAdmin && element("span", { class: "badge", "data-pointer": "/site_admin" }, "Site admin"),
    ),
    element(
      "dl",
      { class: "facts" },
      ...fact("Extension", "/extension_number", profile.extension_number),
      ...fact("Numbers", "/phone_numbers", profile.phone_numbers?.length ? list(profile.phone_numbers.map(({ number }) => number ?? "not given")) : undefined),
      element("dt", {}, "Plans"),
      plans,
      ...fact("Department", "/department", profile.department),
      ...fact("Cost center", "/cost_center", profile.cost_center),
      ...fact("Site", "/site_id", profile.site_id && element("code", {}, profile.site_id)),
      ...fact("User id", "/id", profile.id && element("code", {}, profile.id)),
      ...fact("Emergency address", "/emergency_address", address(profile)),
    ),
    remarks(issues),
  );
}

const notGiven = () => element("span", { class: "muted" }, "not given");

function fact(term: string, pointer: string, value: Child | undefined): HTMLElement[] {
  const isEmpty = value === undefined || value === "" || value === null;
  return [element("dt", {}, term), element("dd", { "data-pointer": pointer }, isEmpty ? notGiven() : value instanceof Node ? value : foreign(String(value)))];
}

function list(texts: string[]): HTMLElement {
  return element("ul", { class: "plain" }, ...texts.map((text) => element("li", {}, foreign(text))));
}

function address({ emergency_address: place }: UserProfile): HTMLElement | undefined {
  const lines = place && [place.address_line1, place.address_line2, [place.city, place.state_code, place.zip].filter(Boolean).join(" "), place.country].filter((line) => line);
  return lines?.length ? element("address", {}, ...lines.flatMap((line, at) => [at > 0 && element("br"), foreign(line!)]).filter((child) => child instanceof Node)) : undefined;
}

/** The names of the plans in Zoom's table: a fleet of one user knows them. */
async function planNames(profile: UserProfile): Promise<string[]> {
  if (!profile.calling_plans?.length) return [];
  const { callingPlans } = await summarizeFleet([profile]);
  const counts = new Map<number | undefined, number>();
  for (const { type } of profile.calling_plans) counts.set(type, (counts.get(type) ?? 0) + 1);
  const names = Object.keys(callingPlans);
  // A plan held twice is one name; Zoom's own sample holds one twice.
  const times = profile.calling_plans.length === counts.size ? "" : ` (${plural(profile.calling_plans.length, "license")})`;
  return names.map((name, at) => (at === names.length - 1 ? name + times : name));
}
