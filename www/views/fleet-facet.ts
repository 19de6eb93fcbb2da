// A group of filters at the side of the fleet: a title, filters with their counts, and a fold for the rest.

import { element, number } from "../dom";
import type { Filter } from "../fleet/filters";
import { isSame, toggled, writeFilters } from "../fleet/filters";
import { change } from "../link";

/** Sets or removes a filter. */
function toggle(filter: Filter, set: Filter[]): void {
  change({ where: writeFilters(toggled(set, filter)), page: "" });
}

/** A filter with its count; its bar repeats the number. */
export function item(
  filter: Filter,
  set: Filter[],
  label: string,
  amount: number,
  more: { mark?: Element | undefined; bar?: HTMLElement } = {},
): HTMLElement {
  const isSet = set.some((other) => isSame(other, filter));
  const input = element("input", {
    type: "checkbox",
    checked: isSet,
    "data-control": `${filter.kind}-${filter.value}`,
    on: { change: () => toggle(filter, set) },
  });
  return element(
    "li",
    {},
    element(
      "label",
      { class: "facet-item", "data-plain": !more.mark },
      input,
      more.mark,
      element("span", { class: "facet-label", dir: "auto" }, label),
      element("span", { class: "number" }, number(amount)),
      more.bar,
    ),
  );
}

/** A part of the side. What is folded is made when it is opened: hundreds of outliers are seldom asked for. */
export function facet(
  title: string,
  items: (() => HTMLElement)[],
  most: number,
  { all, control, head }: { all: string; control: string; head?: HTMLElement },
): HTMLElement {
  const heading = element("div", { class: "facet-head" }, element("h3", {}, title), head);
  const first = element("ul", {}, ...items.slice(0, most).map((make) => make()));
  const rest =
    items.length > most &&
    element(
      "details",
      { class: "facet-rest" },
      element("summary", { class: "facet-more", "data-control": control }, all),
    );
  if (rest)
    rest.addEventListener("toggle", () => {
      if (rest.open && rest.childElementCount === 1)
        rest.append(element("ul", {}, ...items.slice(most).map((make) => make())));
    });
  return element("section", { class: "facet", "data-facet": title.toLowerCase() }, heading, first, rest);
}
