// The users of a fleet that the filters leave: the filters as chips, the table, its pages, and the export.

import { element, fill, foreign, icon, number } from "../dom";
import type { Filter } from "../fleet/filters";
import { labelOf, writeFilters } from "../fleet/filters";
import type { FleetRun } from "../fleet/run";
import type { Selection } from "../fleet/select";
import { change } from "../link";
import { setChip } from "../parts/chips";
import { glyph } from "../parts/marks";
import { searchField } from "../parts/search";
import { redrawn } from "../place";
import { exportMenu } from "./fleet-export";
import { userRows, usersHead } from "./fleet-rows";

export const PAGE = 25;
/** Nobody reads more on paper; an export has them all. */
const MOST_PRINTED = 1000;
/** Which part of the filters each leads to. */
const ADDS: [label: string, facet: string][] = [
  ["Finding", "findings"],
  ["Policy", "policies"],
  ["Group", "groups"],
  ["Outlier", "outliers"],
  ["Change", "changes"],
];

export function usersCard(left: AbortSignal) {
  const search = searchField("Search these users", (q) => change({ q, page: "" }, { replace: true }), 0);
  const result = element("p", { class: "result", role: "status" });
  const tools = element("div", { class: "actions" });
  const chips = element("div", { class: "chips", "data-scroll": true });
  const head = element("thead", { role: "rowgroup" });
  const body = element("tbody", { role: "rowgroup" });
  const table = element("table", { class: "table users", role: "table", "aria-labelledby": "users" }, head, body);
  const foot = element("div", { class: "table-foot" });
  const empty = element("div", { class: "empty", hidden: true });
  const paper = element("p", { class: "on-paper caption" });
  const card = element(
    "section",
    { class: "card users-card", "aria-labelledby": "users" },
    element("h2", { class: "visually-hidden", id: "users" }, "Users"),
    element("div", { class: "filters" }, search.element, result, tools, chips),
    paper,
    table,
    empty,
    foot,
  );
  const drawTools = redrawn(tools);
  const drawChips = redrawn(chips);
  const drawHead = redrawn(head);
  const drawBody = redrawn(body);
  const drawFoot = redrawn(foot);
  let shown: { run: FleetRun; selection: Selection } | undefined;

  function update(run: FleetRun, selection: Selection, settings: Record<string, string>): void {
    shown = { run, selection };
    const { rows, filters, order } = selection;
    const { serial, isLive, comparisons } = run;
    search.show(settings.q ?? "");
    fill(result, element("b", {}, number(rows.length)), " of ", number(run.rows.length));
    tools.hidden = rows.length === 0;
    drawTools([serial, isLive, rows.length], () => [exportMenu(run, rows.length, () => shown!.selection)]);
    const labels = filters.map((filter) => labelOf(filter, run));
    drawChips([serial, run.rules.length, labels, settings.where, settings.q], () =>
      filterChips(filters, run, settings.q ?? ""),
    );
    const pages = Math.max(1, Math.ceil(rows.length / PAGE));
    const page = Math.min(pages, Math.max(1, Math.trunc(Number(settings.page)) || 1));
    const onPage = rows.slice((page - 1) * PAGE, page * PAGE);
    drawHead([comparisons, order], () => [usersHead(order, run.since)]);
    drawBody([serial, comparisons, settings, onPage.map(({ index }) => index)], () => userRows(run, onPage, settings));
    drawFoot([page, pages, rows.length], () => pager(page, pages, rows.length));
    table.hidden = foot.hidden = rows.length === 0;
    empty.hidden = rows.length > 0;
    if (rows.length === 0)
      fill(empty, ...(run.rows.length === 0 ? noUsers(run.name) : noMatch(filters, settings.q ?? "")));
    paper.textContent = paperNote(rows.length);
  }

  body.addEventListener("keydown", moveByArrows);
  // Paper has as many rows as anybody reads, not one page of them.
  window.addEventListener(
    "beforeprint",
    () => {
      if (!shown) return;
      const { run, selection } = shown;
      drawBody(["printed"], () => userRows(run, selection.rows.slice(0, MOST_PRINTED), {}));
    },
    { signal: left },
  );
  window.addEventListener("afterprint", () => window.dispatchEvent(new Event("link")), { signal: left });
  return { element: card, update, focus: () => search.element.querySelector("input")?.focus() };
}

const paperNote = (count: number): string =>
  count > MOST_PRINTED ? `The first ${number(MOST_PRINTED)} of ${number(count)} users; an export has them all.` : "";

/** Arrow keys go from row to row. */
function moveByArrows(event: KeyboardEvent): void {
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key] as
    | "nextElementSibling"
    | undefined;
  const row = (event.target as Element).closest("tr");
  const next = step && row?.[step]?.querySelector<HTMLElement>("th a, th button");
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function filterChips(filters: Filter[], run: FleetRun, q: string): HTMLElement[] {
  const without = (filter: Filter) => () =>
    change({ where: writeFilters(filters.filter((other) => other !== filter)), page: "" });
  const set = filters.map((filter) => {
    const label = labelOf(filter, run);
    const severity = run.rules.find(({ id }) => id === filter.value)?.severity;
    const mark =
      filter.kind === "finding" && severity ? glyph(severity) : filter.kind === "unchecked" ? glyph("cannot") : null;
    const text = element("span", { class: "chip-text", dir: "auto" }, mark, label);
    return setChip(text, label, without(filter), `clear-${filter.kind}-${filter.value}`);
  });
  const adds = ADDS.map(([label, facet]) =>
    element(
      "button",
      {
        type: "button",
        class: "chip",
        "data-add": true,
        "data-control": `add-${facet}`,
        on: { click: () => goToFacet(facet) },
      },
      icon("plus"),
      label,
    ),
  );
  if (filters.length === 0 && q === "") return adds;
  const clear = element(
    "button",
    {
      type: "button",
      class: "button",
      "data-kind": "quiet",
      "data-control": "clear-all",
      on: { click: () => change({ where: "", q: "", page: "" }) },
    },
    "Clear",
  );
  return [...set, ...adds, clear];
}

function goToFacet(facet: string): void {
  const side = document.querySelector<HTMLDetailsElement>("#facets");
  if (!side) return;
  // Changes need an earlier file first.
  if (facet === "changes" && !side.querySelector('[data-facet="changes"]'))
    return document.querySelector<HTMLElement>("#earlier")?.click();
  side.open = true;
  const first = side.querySelector<HTMLElement>(`[data-facet="${facet}"] :is(input, summary)`);
  first?.focus();
  first?.scrollIntoView({ block: "center" });
}

function pager(page: number, pages: number, total: number): HTMLElement[] {
  const first = (page - 1) * PAGE + 1;
  const to = (next: number) => change({ page: next === 1 ? "" : String(next) });
  const step = (label: string, next: number) =>
    element(
      "button",
      {
        type: "button",
        class: "button",
        "data-control": label.toLowerCase(),
        disabled: next < 1 || next > pages,
        on: { click: () => to(next) },
      },
      label,
    );
  const said = element(
    "span",
    { class: "caption" },
    `${number(first)} to ${number(Math.min(total, first + PAGE - 1))} of ${number(total)}`,
  );
  return pages > 1 ? [said, element("div", {}, step("Previous", page - 1), step("Next", page + 1))] : [said];
}

function noUsers(name: string): HTMLElement[] {
  return [
    element("h3", {}, "No users"),
    element("p", {}, foreign(name), " has none. Open another file, or choose another source."),
  ];
}

function noMatch(filters: Filter[], q: string): (HTMLElement | string)[] {
  const what = [
    filters.length > 0 && (filters.length === 1 ? "this filter" : `these ${filters.length} filters`),
    q !== "" && `“${q}”`,
  ]
    .filter(Boolean)
    .join(" and ");
  const clear = element(
    "button",
    {
      type: "button",
      class: "button",
      "data-kind": "primary",
      on: { click: () => change({ where: "", q: "", page: "" }) },
    },
    "Clear the filters",
  );
  return [
    element("h3", {}, "No user matches"),
    element("p", {}, `No user matches ${what}. All users are still here.`),
    clear,
  ];
}
