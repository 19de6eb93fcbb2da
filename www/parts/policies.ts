// The policies of one profile as a table by category: state, name, meaning, lock and modified, each said once.

import type { PolicyEntry, PolicySummary } from "zoom-phone-profile";

import { element, foreign, icon } from "../dom";
import type { Item } from "../model/audit";
import type { Topic } from "../model/topics";
import { policies, TOPICS } from "../model/topics";
import { glyph, lockMark, SEVERITIES, stateMark, UNCHECKED } from "./marks";
import { policyMore } from "./policy-more";

/** What can be chosen; each is said in one column. */
export const FILTERS: Record<string, { label: string; holds(entry: PolicyEntry): boolean }> = {
  on: { label: "On", holds: ({ state }) => state === "on" },
  off: { label: "Off", holds: ({ state }) => state === "off" },
  unknown: { label: "Unknown", holds: ({ state }) => state === "unknown" },
  locked: { label: "Locked", holds: ({ locked }) => locked === true },
  modified: { label: "Modified", holds: ({ modified }) => modified === true },
};

/** Whether all words are in what a person reads of a policy. */
export function matchesPolicy(entry: PolicyEntry, query: string[]): boolean {
  const details = entry.details.map(({ label, text }) => `${label} ${text}`).join(" ");
  const known = policies().get(entry.key);
  const text = [entry.label, entry.key, TOPICS[entry.category], entry.text, known?.meaning, details]
    .join(" ")
    .toLowerCase();
  return query.every((word) => text.includes(word));
}

export interface PoliciesOptions {
  /** The sentence of each policy. */
  sentences: Map<string, string>;
  raw: Record<string, unknown>;
  worst: Map<string, Item>;
  /** The link that opens a policy. */
  linkTo(key: string): string;
  /** Whether unknown policies have rows of their own, as in a search. */
  isOpen: boolean;
}

const COLUMNS = [
  ["State", "col-state"],
  ["Policy", "col-policy"],
  ["Meaning", ""],
  ["Locked by", "col-lock"],
  ["Modified", "col-modified"],
];

export function policyTable({ entries }: PolicySummary, shown: PolicyEntry[], options: PoliciesOptions): HTMLElement {
  const head = element(
    "tr",
    { role: "row" },
    ...COLUMNS.map(([label, name]) => element("th", { role: "columnheader", scope: "col", class: name }, label)),
  );
  const groups = (Object.keys(TOPICS) as Topic[]).flatMap((topic) => group(topic, entries, shown, options));
  return element(
    "table",
    { class: "table policies", role: "table", "aria-labelledby": "policies" },
    element("thead", { role: "rowgroup" }, head),
    ...groups,
  );
}

function group(topic: Topic, entries: PolicyEntry[], shown: PolicyEntry[], options: PoliciesOptions): HTMLElement[] {
  const ofTopic = shown.filter(({ category }) => category === topic);
  if (ofTopic.length === 0) return [];
  const total = entries.filter(({ category }) => category === topic).length;
  const count = ofTopic.length === total ? `${total}` : `${ofTopic.length} of ${total}`;
  const heading = element(
    "th",
    { role: "rowheader", scope: "rowgroup", colspan: 5 },
    TOPICS[topic],
    " ",
    element("span", { class: "count" }, count),
  );
  const quiet = options.isOpen ? [] : ofTopic.filter(isQuiet);
  const rows = ofTopic.filter((entry) => !quiet.includes(entry)).map((entry) => row(entry, options));
  const last = quiet.length > 0 ? [quietRow(quiet, options)] : [];
  return [
    element(
      "tbody",
      { role: "rowgroup", "data-topic": topic },
      element("tr", { role: "row", class: "group" }, heading),
      ...rows,
      ...last,
    ),
  ];
}

/** Nothing is known of it, and nothing needs to be said. */
const isQuiet = ({ state, locked, modified, known }: PolicyEntry): boolean =>
  state === "unknown" && !locked && !modified && known;

function row(entry: PolicyEntry, options: PoliciesOptions): HTMLElement {
  const { key, label, state, modified, deprecated, known } = entry;
  const worst = options.worst.get(key);
  const tags = [deprecated && "Deprecated", !known && "New"].filter(Boolean) as string[];
  const open = element(
    "button",
    { type: "button", class: "open", "aria-expanded": "false", "data-control": `policy-${key}` },
    foreign(label),
    icon("chevron"),
  );
  const name = element(
    "th",
    { role: "rowheader", scope: "row" },
    open,
    worst &&
      glyph(
        worst.isFound ? worst.finding.severity : "cannot",
        worst.isFound ? `${SEVERITIES[worst.finding.severity]} finding` : UNCHECKED,
      ),
    ...tags.map((tag) => element("span", { class: "tag" }, tag)),
  );
  const cells: [string, Node | string | null][] = [
    ["meaning", foreign(options.sentences.get(key) ?? "")],
    ["cell-lock", lockMark(entry)],
    ["cell-modified", modified ? "Modified" : null],
  ];
  const made = element(
    "tr",
    { role: "row", id: `policy-${key}`, class: "policy", "data-key": key, "data-pointer": `/policy/${key}` },
    element("td", { role: "cell", class: "cell-state" }, stateMark(state)),
    name,
    ...cells.map(([kind, content]) =>
      element("td", { role: "cell", class: kind, dir: kind === "meaning" ? "auto" : undefined }, content),
    ),
  );
  open.addEventListener("click", () => toggle(made, open, entry, options));
  return made;
}

function toggle(made: HTMLElement, open: HTMLElement, entry: PolicyEntry, { raw }: PoliciesOptions): void {
  const isOpen = open.getAttribute("aria-expanded") !== "true";
  open.setAttribute("aria-expanded", String(isOpen));
  if (isOpen) made.after(policyMore(entry, raw[entry.key]));
  else made.nextElementSibling?.remove();
}

function quietRow(quiet: PolicyEntry[], { linkTo }: PoliciesOptions): HTMLElement {
  const links = quiet.flatMap(({ key, label }, at) => [
    at > 0 ? ", " : "",
    element("a", { href: linkTo(key), "data-quiet": key }, foreign(label)),
  ]);
  return element(
    "tr",
    { role: "row", class: "quiet" },
    element("td", { role: "cell", class: "cell-state" }, stateMark("unknown")),
    element("td", { role: "cell", colspan: 4 }, ...links),
  );
}

/**
 * Opens what a pointer leads to, or what is nearest around it, and brings it into view; `false` if there is
 * nothing.
 */
export function reveal(host: HTMLElement, pointer: string): boolean {
  const around = nearest(host, pointer);
  const open = around?.querySelector<HTMLButtonElement>("button.open");
  if (open?.getAttribute("aria-expanded") === "false") open.click();
  // What has just been opened may contain a closer one.
  const found = nearest(host, pointer);
  if (!found) return false;
  for (const marked of host.querySelectorAll("[data-evidence]")) marked.removeAttribute("data-evidence");
  found.setAttribute("data-evidence", "");
  const target = found.querySelector<HTMLElement>("button.open") ?? found;
  if (target === found) found.tabIndex = -1;
  found.closest("details")?.setAttribute("open", "");
  found.scrollIntoView({ block: "center" });
  target.focus({ preventScroll: true });
  return true;
}

function nearest(host: HTMLElement, pointer: string): HTMLElement | undefined {
  for (let at = pointer; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) {
    const found = host.querySelector<HTMLElement>(`[data-pointer="${CSS.escape(at)}"]`);
    if (found) return found;
  }
  return undefined;
}
