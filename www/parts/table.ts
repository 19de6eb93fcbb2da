// A table of any number of rows, of which only those in sight are elements. One key moves, Enter opens.

import { element, fill } from "../dom";
import type { Child } from "../dom";

export interface Column<Item> {
  key: string;
  label: string;
  cell(item: Item): Child;
  isNumber?: boolean;
}

/** How many rows of so many go to paper, in words, where that is not all. */
export function printedNote(rows: number): string {
  return rows > MOST_PRINTED ? `The first ${MOST_PRINTED.toLocaleString("en")} of ${rows.toLocaleString("en")} users; an export has them all.` : "";
}

export interface Table<Item> {
  element: HTMLElement;
  show(items: Item[], sort: { key: string; isDescending: boolean }): void;
}

const BESIDE = 6;
/** Rows that go to paper: a hundred pages of them are read by nobody. */
const MOST_PRINTED = 1000;

export function virtualTable<Item>(label: string, columns: Column<Item>[], events: { open(item: Item): void; sort(key: string): void }, left: AbortSignal): Table<Item> {
  const head = element("div", { role: "row", class: "table-row table-head", "aria-rowindex": 1 });
  const body = element("div", { role: "rowgroup", class: "table-body" });
  const grid = element("div", { role: "grid", class: "table", tabindex: "0", "aria-label": label, "aria-colcount": columns.length }, element("div", { role: "rowgroup", class: "table-top" }, head), body);
  let items: Item[] = [];
  let active = 0;
  let rows = new Map<number, HTMLElement>();
  let frame = 0;
  let isOnPaper = false;

  const rowHeight = () => head.offsetHeight || 36;

  function draw(): void {
    frame = 0;
    const height = rowHeight();
    body.style.height = `${items.length * height}px`;
    const [first, last] = isOnPaper ? [0, Math.min(items.length, MOST_PRINTED)] : inSight(height);
    const next = new Map<number, HTMLElement>();
    for (let at = first; at < last; at++) next.set(at, rows.get(at) ?? row(at, height));
    for (const [at, old] of rows) if (!next.has(at)) old.remove();
    for (const [at, made] of next) if (!rows.has(at)) body.append(made);
    // On paper they stand one below the other, as they are in the document.
    if (isOnPaper) body.append(...next.values());
    rows = next;
    for (const [at, made] of rows) made.setAttribute("aria-selected", String(at === active));
    if (rows.has(active)) grid.setAttribute("aria-activedescendant", idOf(active));
    else grid.removeAttribute("aria-activedescendant");
  }

  function inSight(height: number): [first: number, last: number] {
    return [Math.max(0, Math.floor(grid.scrollTop / height) - BESIDE), Math.min(items.length, Math.ceil((grid.scrollTop + grid.clientHeight) / height) + BESIDE)];
  }

  const idOf = (at: number) => `row-${at}`;

  function row(at: number, height: number): HTMLElement {
    const item = items[at]!;
    const made = element(
      "div",
      { role: "row", class: "table-row", id: idOf(at), "aria-rowindex": at + 2, on: { click: () => events.open(item) } },
      ...columns.map((column) => element("span", { role: "gridcell", "data-column": column.key, class: column.isNumber ? "number" : undefined }, column.cell(item))),
    );
    made.style.transform = `translateY(${at * height}px)`;
    return made;
  }

  function go(to: number): void {
    active = Math.max(0, Math.min(items.length - 1, to));
    const height = rowHeight();
    const top = active * height;
    if (top < grid.scrollTop) grid.scrollTop = top;
    else if (top + 2 * height > grid.scrollTop + grid.clientHeight) grid.scrollTop = top + 2 * height - grid.clientHeight;
    draw();
  }

  const page = () => Math.max(1, Math.floor(grid.clientHeight / rowHeight()) - 2);
  const MOVES: Record<string, () => number> = { ArrowDown: () => active + 1, ArrowUp: () => active - 1, PageDown: () => active + page(), PageUp: () => active - page(), Home: () => 0, End: () => items.length - 1 };

  grid.addEventListener("keydown", (event) => {
    if (event.target !== grid) return;
    const move = MOVES[event.key];
    const item = items[active];
    if (event.key === "Enter" && item !== undefined) events.open(item);
    else if (move) go(move());
    else return;
    event.preventDefault();
  });
  grid.addEventListener("scroll", () => {
    // Whoever scrolls is not printing: Firefox does not always say when it has done.
    isOnPaper = false;
    frame ||= requestAnimationFrame(draw);
  }, { passive: true });
  new ResizeObserver(() => draw()).observe(grid);
  for (const event of ["beforeprint", "afterprint"]) window.addEventListener(event, () => {
    isOnPaper = event === "beforeprint";
    draw();
  }, { signal: left });

  return {
    element: grid,
    show(next, sort) {
      items = next;
      active = Math.min(active, Math.max(0, items.length - 1));
      grid.setAttribute("aria-rowcount", String(items.length + 1));
      fill(head, ...columns.map(({ key, label: name, isNumber }) =>
        element(
          "span",
          { role: "columnheader", "data-column": key, class: isNumber ? "number" : undefined, "aria-sort": key === sort.key ? (sort.isDescending ? "descending" : "ascending") : "none" },
          element("button", { type: "button", class: "link", on: { click: () => events.sort(key) } }, name, key === sort.key && element("span", { "aria-hidden": "true" }, sort.isDescending ? " ▼" : " ▲")),
        ),
      ));
      for (const old of rows.values()) old.remove();
      rows = new Map();
      draw();
    },
  };
}
