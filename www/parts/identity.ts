// Who a profile is about: numbers, plans, place, and the address that an emergency call sends help to.

import { PLANS } from "virtual:plan-table";
import type { UserProfile } from "zoom-phone-profile";
import type { Child } from "../dom";
import { element, foreign, icon, moment, plural } from "../dom";
import type { Item } from "../model/audit";
import { own } from "../own";
import { nameOfId } from "../source/known-names";
import type { Fetched } from "../source/load";
import { issueList } from "./issues";
import { glyph, SEVERITIES } from "./marks";

const STATUS: Record<string, [word: string, state: string]> = {
  activate: ["Active", "on"],
  deactivate: ["Deactivated", "off"],
};
/** So many of a long list are shown; the rest open. */
const MOST = 5;

/** The state of the user, beside the name. */
export function statusTags({ status, site_admin: isSiteAdmin }: UserProfile): HTMLElement[] {
  const [word, state] = own(STATUS, status ?? "") ?? [status, undefined];
  const tags = word
    ? [element("span", { class: "tag", "data-state": state, "data-pointer": "/status" }, foreign(word))]
    : [];
  return isSiteAdmin ? [...tags, element("span", { class: "tag", "data-pointer": "/site_admin" }, "Site admin")] : tags;
}

export function identityCard(
  { profile, issues, at }: Fetched,
  sourceName: string,
  items: Item[],
  linkTo: (id: string) => string,
): HTMLElement {
  const plans = planNames(profile);
  const short = [profile.extension_number && `Ext. ${profile.extension_number}`, profile.department]
    .filter(Boolean)
    .join(", ");
  const chevron = icon("chevron");
  chevron.classList.add("chevron");
  const faults = (topic: string) =>
    items
      .filter(({ isFound, finding }) => isFound && finding.evidence[0]?.startsWith(topic))
      .map((item) => faultLink(item, linkTo));
  const card = element(
    "details",
    { class: "card identity", open: true },
    element(
      "summary",
      { "data-control": "identity" },
      "Identity ",
      element("span", { class: "caption only-narrow" }, foreign(short)),
      chevron,
    ),
    element(
      "dl",
      {},
      fact("Extension", "/extension_number", profile.extension_number),
      fact(
        "Numbers",
        "/phone_numbers",
        profile.phone_numbers?.length
          ? list(profile.phone_numbers.map(({ number }) => number ?? "Not given"))
          : undefined,
        faults("/phone_numbers"),
      ),
      fact("Calling plans", "/calling_plans", plans.length > 0 ? list(plans) : undefined),
      fact("Department", "/department", profile.department),
      fact("Cost center", "/cost_center", profile.cost_center),
      fact("Site", "/site_id", profile.site_id && named(profile.site_id)),
      fact("Emergency address", "/emergency_address", address(profile), faults("/emergency_address")),
      fact("User ID", "/id", profile.id && element("span", { class: "mono" }, foreign(profile.id))),
      element(
        "div",
        {},
        element("dt", {}, "Read"),
        element("dd", {}, moment(at), element("br"), foreign(sourceName), remarks(issues)),
      ),
    ),
  );
  // Beside the rest there is room; above it, the card is folded.
  card.open = !matchMedia("(max-width: 56.25rem)").matches;
  return card;
}

/** An ID by its name, where one is known. */
function named(id: string): HTMLElement {
  const name = nameOfId(id);
  return name === id ? element("span", { class: "mono" }, foreign(id)) : foreign(name);
}

const absent = () => element("dd", { class: "absent" }, "Not given");

function fact(term: string, pointer: string, value: Child | undefined, more: HTMLElement[] = []): HTMLElement {
  const isEmpty = value === undefined || value === "" || value === null;
  const content = isEmpty ? absent() : element("dd", {}, value instanceof Node ? value : foreign(String(value)));
  content.append(...more);
  return element("div", { "data-pointer": pointer }, element("dt", {}, term), content);
}

function faultLink({ finding }: Item, linkTo: (id: string) => string): HTMLElement {
  const link = element(
    "a",
    { class: "fault-link", href: linkTo(finding.id) },
    glyph(finding.severity, SEVERITIES[finding.severity]),
    " ",
    finding.title,
  );
  return element("div", {}, link);
}

/** A list; what is beyond the first few opens. */
export function list(texts: string[]): HTMLElement {
  const lines = texts.map((text) => element("li", {}, foreign(text)));
  if (lines.length <= MOST + 1) return element("ul", {}, ...lines);
  const rest = element(
    "details",
    { class: "rest" },
    element("summary", {}, `${lines.length - MOST} more`),
    element("ul", {}, ...lines.slice(MOST)),
  );
  return element("div", {}, element("ul", {}, ...lines.slice(0, MOST)), rest);
}

/** The lines of the emergency address; empty where the profile gives none. */
export function addressLines({ emergency_address: place }: UserProfile): string[] {
  if (!place) return [];
  const town = [place.city, place.state_code, place.zip].filter(Boolean).join(" ");
  return [place.address_line1, place.address_line2, town, place.country].filter((line): line is string =>
    Boolean(line),
  );
}

function address(profile: UserProfile): HTMLElement | undefined {
  const lines = addressLines(profile);
  if (lines.length === 0) return undefined;
  const made = element("address");
  made.append(...lines.flatMap((line, at) => (at > 0 ? [element("br"), foreign(line)] : [foreign(line)])));
  return made;
}

function remarks(issues: Fetched["issues"]): HTMLElement | null {
  if (issues.length === 0) return null;
  return element(
    "details",
    { class: "rest" },
    element("summary", {}, plural(issues.length, "remark"), " on the reply"),
    issueList(issues),
  );
}

/** The names of the plans: that in Zoom's table, else the reply's own, else the code. */
export function planNames({ calling_plans: plans }: UserProfile): string[] {
  const counts = new Map<string, number>();
  for (const { type, name } of plans ?? []) {
    if (typeof type !== "number") continue;
    const known = PLANS[type] ?? (name || String(type));
    counts.set(known, (counts.get(known) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => (count > 1 ? `${name}, ${count} licenses` : name));
}
