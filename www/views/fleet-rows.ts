// The table of users: its head, which sorts, and its rows, each of which is a link to its profile.

import type { Child } from "../dom";
import { element, foreign, icon, number } from "../dom";
import { groupName } from "../fleet/groups";
import { listSettings } from "../fleet/neighbors";
import type { Row } from "../fleet/row";
import type { FleetRun } from "../fleet/run";
import type { Order, Sort } from "../fleet/select";
import { nextSort } from "../fleet/select";
import { change, readLink, writeLink } from "../link";
import { showDialog } from "../parts/dialog";
import { issueList } from "../parts/issues";
import type { Effect, Severity } from "../parts/marks";
import { EFFECTS, effectMark, glyph, RANK, SEVERITIES, UNCHECKED } from "../parts/marks";
import { nameOf, source } from "../source/source";

const NUMBERS: [key: "high" | "medium" | "low" | "unchecked", severity: Severity, label: string][] = [
  ["high", "high", "High"],
  ["medium", "medium", "Medium"],
  ["low", "low", "Low"],
  ["unchecked", "cannot", UNCHECKED],
];

/** `since` adds a column for what changed since an earlier file. */
export function usersHead(order: Order, since: string | undefined): HTMLElement {
  const column = (key: Sort | undefined, label: string, more: { class?: string; mark?: SVGElement } = {}) => {
    const isSorted = key === order.key;
    const sort =
      key &&
      element(
        "button",
        {
          type: "button",
          class: "sort",
          "data-control": `sort-${key}`,
          on: { click: () => change({ sort: nextSort(key, order), page: "" }) },
        },
        more.mark,
        label,
        isSorted && element("span", { "aria-hidden": "true" }, order.isDescending ? " ↓" : " ↑"),
      );
    const direction = order.isDescending ? "descending" : "ascending";
    return element(
      "th",
      { role: "columnheader", scope: "col", class: more.class, "aria-sort": isSorted && direction },
      sort ?? label,
    );
  };
  return element(
    "tr",
    { role: "row" },
    column("name", "User"),
    column("site", "Site", { class: "wide-only site" }),
    column("department", "Department", { class: "wide-only" }),
    column(undefined, "Worst finding"),
    ...NUMBERS.map(([key, severity, label]) => column(key, label, { class: `num ${key}`, mark: glyph(severity) })),
    since === undefined
      ? column("locked", "Locked", { class: "num wide-only locked" })
      : column("changed", "Changed", { class: "changed" }),
  );
}

export function userRows(run: FleetRun, rows: Row[], settings: Record<string, string>): HTMLElement[] {
  const link = readLink(location.hash);
  const shared = { source: nameOf(source()), ...listSettings({ ...link.settings, ...settings }) };
  return rows.map((row) => (row.failure ? failedRow(row) : userRow(run, row, shared)));
}

function cell(attributes: object, ...children: Child[]): HTMLElement {
  return element("td", { role: "cell", ...attributes }, ...children);
}

function userRow(run: FleetRun, row: Row, settings: Record<string, string>): HTMLElement {
  const href = writeLink({ view: "profile", subject: run.subjectOf(row), settings });
  const link = element("a", { href, "data-control": `user-${row.index}` }, foreign(row.name));
  const extension = row.extension !== undefined && element("span", { class: "caption" }, ` ${row.extension}`);
  return element(
    "tr",
    { role: "row" },
    element("th", { role: "rowheader", scope: "row" }, link, extension),
    cell({ class: "wide-only site", dir: "auto" }, groupName("site", row.site)),
    cell({ class: "wide-only", dir: "auto" }, row.department),
    cell({ class: "worst", dir: "auto" }, ...worst(run, row)),
    ...NUMBERS.map(([key, severity, label]) =>
      numberCell(key === "unchecked" ? row.unchecked.length : row[key], severity, label),
    ),
    run.since === undefined
      ? cell({ class: "num wide-only locked" }, number(row.locked))
      : cell({ class: "changed" }, ...changeMarks(row.change ?? {})),
  );
}

/** How many changes there are of each effect. */
export function changeMarks(change: Partial<Record<Effect, number>>): HTMLElement[] {
  return (["more", "cannot", "less"] as const)
    .filter((effect) => (change[effect] ?? 0) > 0)
    .map((effect) => {
      const mark = effectMark(effect, number(change[effect]!));
      mark.append(element("span", { class: "visually-hidden" }, ` ${EFFECTS[effect].toLowerCase()}`));
      return mark;
    });
}

function numberCell(amount: number, severity: Severity, label: string): HTMLElement {
  const mark = element("span", { class: "only-narrow" }, glyph(severity, label));
  return cell({ class: amount === 0 ? "num zero" : "num" }, mark, number(amount));
}

function worst(run: FleetRun, { found }: Row): Child[] {
  const rules = found
    .map((rule) => run.rules[rule]!)
    .sort((a, b) => RANK.indexOf(a.severity) - RANK.indexOf(b.severity));
  const first = rules[0];
  const mark = first && glyph(first.severity, SEVERITIES[first.severity]);
  return [mark, first?.title ?? element("span", { class: "caption" }, "Nothing found")];
}

/** What stands in the place of a profile: the reason, and what is wrong with it in a dialog. */
function failedRow(row: Row): HTMLElement {
  const { code, message, issues } = row.failure!;
  const show = () => {
    const place = `Position ${number(row.index + 1)} of the fleet is not a profile.`;
    showDialog(
      row.name,
      element("p", {}, message),
      element("p", { class: "caption" }, place, " ", element("code", {}, code)),
      issues.length > 0 && issueList(issues),
    );
  };
  const open = element(
    "button",
    { type: "button", class: "row-open", "data-control": `user-${row.index}`, on: { click: show } },
    foreign(row.name),
  );
  return element(
    "tr",
    { role: "row", class: "failed" },
    element("th", { role: "rowheader", scope: "row" }, open),
    cell({ class: "wide-only site" }),
    cell({ class: "wide-only" }),
    cell({ class: "worst", colspan: 6, dir: "auto" }, icon("none"), " Could not be read: ", foreign(message)),
  );
}
