// Bars: a whole in parts, each with its number, so that color says nothing alone.

import { element } from "../dom";

export interface Part {
  name: string;
  kind: string;
  count: number;
}

/** One bar; its parts in words are its name. */
export function bar(parts: Part[], total = parts.reduce((sum, { count }) => sum + count, 0)): HTMLElement {
  const words = parts.map(({ name, count }) => `${name} ${count.toLocaleString("en")}`).join(", ");
  return element("span", { class: "bar-chart", role: "img", "aria-label": words, title: words }, ...parts.filter(({ count }) => count > 0).map(({ kind, count }) => {
    const part = element("span", { "data-kind": kind });
    part.style.width = `${(100 * count) / Math.max(1, total)}%`;
    return part;
  }));
}

/** What the parts of bars mean. */
export function legend(parts: Omit<Part, "count">[]): HTMLElement {
  return element("ul", { class: "legend plain" }, ...parts.map(({ name, kind }) => element("li", {}, element("span", { class: "swatch", "data-kind": kind }), name)));
}
