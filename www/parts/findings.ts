// Findings: a line each, the worst first, which opens to why, remedy and evidence. What could not be checked is
// listed too.

import type { Child } from "../dom";
import { breakable, element, foreign, icon, number, withCode } from "../dom";
import type { Item } from "../model/audit";
import { isGap } from "../model/audit";
import type { Evidence } from "../model/evidence";
import { shortTitle } from "../model/finding-title";
import { badge, glyph, SEVERITIES } from "./marks";

/** So many lines leave room for the policies on the first screen. */
const MOST = 7;
const MOST_NAMES = 3;

export interface FindingsOptions {
  /** The link to a policy or a field. */
  linkTo(pointer: string): string;
  /** Whether the list is narrowed by a search or a filter: then it is shown whole. */
  isNarrowed: boolean;
  total: number;
}

export function findingsCard(items: Item[], options: FindingsOptions): HTMLElement {
  const listed = items.filter((item) => item.isFound || isGap(item));
  const rest = items.filter((item) => !item.isFound && !isGap(item));
  const found = items.filter(({ isFound }) => isFound).length;
  const unchecked = items.length - found;
  const list = element("ul", { class: "findings" }, ...listed.map((item) => row(item, options)));
  const heading = element(
    "h2",
    { id: "findings", tabindex: "-1" },
    "Findings ",
    element("span", { class: "count" }, found),
  );
  const note = unchecked > 0 ? `${number(unchecked)} could not be checked` : "Everything could be checked";
  const head = element("div", { class: "card-head" }, heading, element("span", { class: "caption" }, note));
  const body = element("section", { class: "card", "aria-labelledby": "findings" }, head, list);
  if (items.length === 0)
    body.append(
      element(
        "p",
        { class: "findings-none" },
        options.isNarrowed ? "No finding matches." : "Nothing was found, and everything could be checked.",
      ),
    );
  if (!options.isNarrowed && listed.length > MOST + 1) body.append(showAll(list, listed.length));
  if (rest.length > 0) body.append(uncheckedLine(rest, unchecked > rest.length, options));
  return body;
}

/** The lines behind the first ones stay folded until somebody asks. */
function showAll(list: HTMLElement, total: number): HTMLElement {
  const folded = [...list.children].slice(MOST) as HTMLElement[];
  for (const line of folded) line.classList.add("folded");
  const all = element(
    "button",
    {
      type: "button",
      class: "show-all",
      "data-control": "all-findings",
      on: {
        click: () => {
          for (const line of folded) line.classList.remove("folded");
          all.remove();
          folded[0]?.querySelector("summary")?.focus();
        },
      },
    },
    `Show all ${total}`,
  );
  return all;
}

/** Opens an item's line. */
export function openFinding(host: HTMLElement, id: string): boolean {
  const line = host.querySelector<HTMLDetailsElement>(`[data-finding="${CSS.escape(id)}"] > details`);
  if (!line) return false;
  line.open = true;
  line.parentElement!.classList.remove("folded");
  line.querySelector("summary")!.focus();
  line.scrollIntoView({ block: "nearest" });
  return true;
}

export function findingTitle({ about, finding }: Pick<Item, "about" | "finding">): HTMLElement {
  return element(
    "span",
    { class: "finding-title", dir: "auto" },
    element("b", {}, about),
    element("span", { "aria-hidden": "true" }, " › "),
    withCode(shortTitle(finding.title, about)),
  );
}

function row(item: Item, options: FindingsOptions): HTMLElement {
  const { finding, isFound, evidence, about } = item;
  const mark = isFound ? badge(finding.severity) : badge("cannot", SEVERITIES[finding.severity]);
  if (!isFound) mark.append(element("span", { class: "visually-hidden" }, ", could not be checked"));
  const shown = isFound ? inShort(evidence, about) : "The reply does not say";
  const summary = element(
    "summary",
    { "data-control": `finding-${finding.id}` },
    mark,
    findingTitle(item),
    element("span", { class: "finding-evidence", dir: "auto" }, shown),
    icon("chevron"),
  );
  summary.lastElementChild!.classList.add("chevron");
  return element(
    "li",
    { "data-finding": finding.id, "data-topic": item.topic },
    element("details", { class: "finding" }, summary, more(item, options)),
  );
}

/** Evidence in one line: "Copy: allowed"; of several people how many they are. */
function inShort(evidence: Evidence[], about: string): string {
  const members = new Set(evidence.flatMap(({ name, isMember }) => (isMember ? [name] : [])));
  const said = evidence.map(({ name, value }) => (name === about ? value : `${name}: ${value}`));
  if (members.size <= 1) return [...new Set(said)].join(", ");
  return `${members.size} members: ${[...new Set(evidence.map(({ value }) => value))].join(", ")}`;
}

function more({ finding, evidence, policy, isFound }: Item, { linkTo }: FindingsOptions): HTMLElement {
  const terms: [string, Child[]][] = [
    ["Why", [withCode(finding.why)]],
    ["Remedy", [withCode(finding.remedy)]],
    [isFound ? "Evidence" : "Needed to decide", evidence.map(({ pointer, name, value }) => line(name, value, pointer))],
  ];
  if (finding.source) terms.push(["Source", [withCode(finding.source)]]);
  const made = element("dl", { class: "finding-more" });
  for (const [term, content] of terms) {
    made.append(element("dt", {}, term), element("dd", { dir: "auto" }, ...content));
  }
  const first = evidence[0];
  if (!first) return made;
  const link = element("a", { href: linkTo(first.pointer), "data-control": `go-${finding.id}` });
  link.append(policy ? "The policy" : "The field");
  made.append(element("dt", { class: "go-to" }, "Go to"), element("dd", { class: "go-to" }, link));
  return made;
}

function line(name: string, value: string, pointer: string): HTMLElement {
  const field = pointer.slice(1).replaceAll("/", ".");
  return element(
    "p",
    {},
    foreign(name),
    ": ",
    foreign(value),
    " ",
    element("code", { class: "caption" }, breakable(field)),
  );
}

function uncheckedLine(items: Item[], isMore: boolean, options: FindingsOptions): HTMLElement {
  const all = [...new Set(items.map(({ about }) => about))];
  const names =
    all.length > MOST_NAMES + 1
      ? `${all.slice(0, MOST_NAMES).join(", ")} and ${all.length - MOST_NAMES} more`
      : all.join(", ");
  const label = element("b", {}, `${items.length}${isMore ? " more" : ""} could not be checked: `);
  const chevron = icon("chevron");
  chevron.classList.add("chevron");
  const summary = element(
    "summary",
    { "data-control": "unchecked" },
    glyph("cannot"),
    element("span", { dir: "auto" }, label, names),
    chevron,
  );
  return element(
    "details",
    { class: "unchecked", id: "unchecked" },
    summary,
    element("ul", { class: "findings" }, ...items.map((item) => row(item, options))),
  );
}
