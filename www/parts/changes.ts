// The table of changes: a policy spans its rows; each row is effect, setting, before → after.

import { element, foreign, icon, plural } from "../dom";
import type { Change } from "../model/changes";
import { effectMark } from "./marks";

export interface Sides {
  before: string;
  after: string;
  /** The heads of the columns. */
  names: [before: string, after: string];
  linkTo(pointer: string): string;
}

/** The table; what permits neither more nor less is folded below it. */
export function changesTable(changes: Change[], sides: Sides, isWhole: boolean): HTMLElement[] {
  const shown = isWhole ? changes : changes.filter(({ effect }) => effect !== "neither");
  const neutral = isWhole ? [] : changes.filter(({ effect }) => effect === "neither");
  const parts = shown.length > 0 ? [table(shown, sides, "changes")] : [];
  if (neutral.length === 0) return parts;
  const chevron = icon("chevron");
  chevron.classList.add("chevron");
  const summary = element(
    "summary",
    { "data-control": "neutral" },
    effectMark("neither"),
    element(
      "span",
      {},
      `${plural(neutral.length, "difference that permits", "differences that permit")} neither more nor less`,
    ),
    chevron,
  );
  return [
    ...parts,
    element("details", { class: "neutral", open: shown.length === 0 }, summary, table(neutral, sides, undefined)),
  ];
}

function table(changes: Change[], sides: Sides, labelledBy: string | undefined): HTMLElement {
  const head = (label: string, of: string) =>
    element("th", { role: "columnheader", scope: "col" }, element("b", {}, label), " ", foreign(of));
  const columns = [
    element("th", { role: "columnheader", scope: "col", class: "col-policy" }, "Policy"),
    element("th", { role: "columnheader", scope: "col", class: "col-effect" }, "Effect"),
    element("th", { role: "columnheader", scope: "col", class: "col-setting" }, "Setting"),
    head(sides.names[0], sides.before),
    element(
      "th",
      { role: "columnheader", scope: "col", class: "col-arrow" },
      element("span", { class: "visually-hidden" }, "becomes"),
    ),
    head(sides.names[1], sides.after),
  ];
  const groups = new Map<string, Change[]>();
  for (const change of changes) groups.set(change.key, [...(groups.get(change.key) ?? []), change]);
  return element(
    "table",
    {
      class: "table changes",
      role: "table",
      "aria-labelledby": labelledBy,
      "aria-label": labelledBy ? undefined : "Differences that permit neither more nor less",
    },
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...columns)),
    ...[...groups.values()].map((group) =>
      element(
        "tbody",
        { role: "rowgroup" },
        ...group.map((change, at) => row(change, at === 0 ? group.length : 0, sides)),
      ),
    ),
  );
}

function row(
  { effect, setting, before, after, label, topic, pointer, key }: Change,
  span: number,
  { linkTo }: Sides,
): HTMLElement {
  const policy =
    span > 0 &&
    element(
      "th",
      { role: "rowheader", scope: "rowgroup", class: "policy", rowspan: span },
      foreign(label),
      " ",
      element("span", { class: "caption" }, topic),
    );
  const absent = (text: string) => (text === "Not in the reply" ? "absent" : undefined);
  return element(
    "tr",
    { role: "row", "data-effect": effect, "data-policy": key },
    policy,
    element("td", { role: "cell", class: "cell-effect" }, effectMark(effect)),
    element(
      "th",
      { role: "rowheader", scope: "row", dir: "auto" },
      element("a", { href: linkTo(pointer), class: "setting" }, setting),
    ),
    element(
      "td",
      { role: "cell", class: "before", dir: "auto" },
      element("span", { class: "visually-hidden" }, "before "),
      element("span", { class: absent(before) }, before),
    ),
    element("td", { role: "cell", class: "arrow" }, icon("arrow")),
    element("td", { role: "cell", class: "after", dir: "auto" }, element("span", { class: absent(after) }, after)),
  );
}
