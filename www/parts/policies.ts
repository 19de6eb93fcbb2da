// The policies of one profile by category, with search and filters, each with what it means and where it stands.

import { policyCatalog } from "zoom-phone-profile";
import type { PolicyCategory, PolicyEntry, PolicySummary } from "zoom-phone-profile";

import { element, fill, foreign, icon } from "../dom";
import { LOCK, OFF, ON, UNKNOWN } from "./icons";

export const CATEGORIES: Record<PolicyCategory, string> = {
  calling: "Calling", call_handling: "Call handling", recording: "Recording", voicemail: "Voicemail", messaging: "Messaging",
  fax: "Fax", devices: "Devices", emergency: "Emergency", privacy: "Privacy", other: "Other",
};

export const STATES = { on: "On", off: "Off", unknown: "Unknown" } as const;
const SIGNS = { on: ON, off: OFF, unknown: UNKNOWN } as const;

/** What can be asked for: states are alternatives of one another, the others must hold as well. */
export const FILTERS: Record<string, { label: string; isState?: true; holds(entry: PolicyEntry): boolean }> = {
  on: { label: "On", isState: true, holds: ({ state }) => state === "on" },
  off: { label: "Off", isState: true, holds: ({ state }) => state === "off" },
  unknown: { label: "Unknown", isState: true, holds: ({ state }) => state === "unknown" },
  locked: { label: "Locked", holds: ({ locked }) => locked === true },
  modified: { label: "Modified", holds: ({ modified }) => modified === true },
  deprecated: { label: "Deprecated", holds: ({ deprecated }) => deprecated },
};

/** The entries that a search and filters leave. */
export function select(entries: PolicyEntry[], query: string, filters: string[]): PolicyEntry[] {
  const chosen = filters.flatMap((name) => FILTERS[name] ?? []);
  const states = chosen.filter(({ isState }) => isState);
  const flags = chosen.filter(({ isState }) => !isState);
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    const text = `${entry.label} ${entry.key} ${CATEGORIES[entry.category]} ${entry.text}`.toLowerCase();
    return (states.length === 0 || states.some(({ holds }) => holds(entry))) && flags.every(({ holds }) => holds(entry)) && words.every((word) => text.includes(word));
  });
}

/** A state: a sign and a word beside its color. */
export function stateSign(state: keyof typeof STATES): HTMLElement {
  return element("span", { class: "state", "data-state": state }, icon(SIGNS[state]), " ", STATES[state]);
}

/** The policies, a group for each category that has any. */
export function policyGroups({ entries, userId }: PolicySummary, shown: PolicyEntry[], raw: Record<string, unknown>): HTMLElement {
  const list = element("div", { class: "policies" });
  const meanings = new Map(policyCatalog().map(({ key, meaning }) => [key, meaning]));
  for (const [category, label] of Object.entries(CATEGORIES)) {
    const ofCategory = shown.filter((entry) => entry.category === category);
    if (ofCategory.length === 0) continue;
    const total = entries.filter((entry) => entry.category === category).length;
    const count = ofCategory.length === total ? `${total}` : `${ofCategory.length} of ${total}`;
    list.append(element("section", { class: "group", "aria-labelledby": `category-${category}` }, element("h3", { id: `category-${category}` }, label, " ", element("span", { class: "muted" }, count)), element("ul", { class: "plain" }, ...ofCategory.map((entry) => policyRow(entry, meanings.get(entry.key), raw[entry.key])))));
  }
  if (shown.length === 0) fill(list, element("p", { class: "empty" }, `No policy of ${userId ?? "this user"} is like that.`));
  return list;
}

function policyRow(entry: PolicyEntry, meaning: string | undefined, raw: unknown): HTMLElement {
  const body = element("details", { class: "policy", "data-key": entry.key, "data-pointer": `/policy/${entry.key}` }, element("summary", {}, stateSign(entry.state), element("span", { class: "heading" }, element("span", { class: "label" }, foreign(entry.label)), badges(entry)), element("span", { class: "text", dir: "auto" }, entry.text)));
  // Most are never opened: what they hold is made when they are.
  body.addEventListener("toggle", () => body.open && body.children.length === 1 && body.append(more(entry, meaning, raw)));
  return element("li", {}, body);
}

function badges({ locked, lockedBy, modified, deprecated, known }: PolicyEntry): HTMLElement {
  const level = lockedBy?.replaceAll("_", " ");
  return element(
    "span",
    { class: "badges" },
    locked && element("span", { class: "badge lock", title: "The user may not change it" }, icon(LOCK), " Locked", level && level !== "invalid" ? element("bdi", {}, `: ${level}`) : ""),
    modified && element("span", { class: "badge", title: "Differs from what it inherits" }, "Modified"),
    deprecated && element("span", { class: "badge", title: "Zoom has deprecated it" }, "Deprecated"),
    !known && element("span", { class: "badge", title: "Newer than this version of the package" }, "New"),
  );
}

function more({ details, key }: PolicyEntry, meaning: string | undefined, raw: unknown): HTMLElement {
  return element(
    "div",
    { class: "more" },
    meaning && element("p", {}, meaning),
    details.length > 0 && element("ul", {}, ...details.map((detail) => element("li", { dir: "auto", "data-pointer": `/policy/${key}/${detail.key.replaceAll(".", "/")}` }, element("strong", {}, foreign(detail.label)), ": ", foreign(detail.text)))),
    element("p", { class: "note" }, "On the wire: ", element("code", {}, `/policy/${key}`)),
    element("pre", { tabindex: "0", "aria-label": `${key} on the wire`, dir: "ltr" }, raw === undefined ? "absent from the reply" : JSON.stringify(raw, null, 2)),
  );
}

/** Opens what stands at a pointer, or the nearest thing around it, and brings it into view; `false` where there is none. */
export function reveal(host: HTMLElement, pointer: string): boolean {
  for (let at = pointer; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) {
    const found = host.querySelector<HTMLElement>(`[data-pointer="${CSS.escape(at)}"]`);
    if (!found) continue;
    if (found instanceof HTMLDetailsElement) found.open = true;
    for (const marked of host.querySelectorAll("[data-evidence]")) marked.removeAttribute("data-evidence");
    found.setAttribute("data-evidence", "");
    const target = found.querySelector("summary") ?? found;
    if (target === found) found.tabIndex = -1;
    found.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
    return true;
  }
  return false;
}
