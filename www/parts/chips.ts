// Chips: choices of one, filters that are set, filters to add.

import type { Child } from "../dom";
import { element, icon, number } from "../dom";

export interface Choice {
  value: string;
  label: string;
  count?: number;
  mark?: Child;
}

/** A choice of one, as radio buttons: arrow keys move it. */
export function choiceChips(
  label: string,
  name: string,
  chosen: string,
  choices: Choice[],
  choose: (value: string) => void,
): HTMLElement {
  const chips = choices.map(({ value, label: text, count, mark }) => {
    const input = element("input", {
      type: "radio",
      name,
      value,
      checked: value === chosen,
      "data-control": `${name}-${value}`,
      on: { change: () => choose(value) },
    });
    return element(
      "label",
      { class: "chip" },
      input,
      mark,
      element("span", {}, text),
      count !== undefined && element("span", { class: "count" }, ` ${number(count)}`),
    );
  });
  return element(
    "fieldset",
    { class: "chips", "data-scroll": true },
    element("legend", { class: "visually-hidden" }, label),
    ...chips,
  );
}

/** A filter that is set, with a cross that removes it. */
export function setChip(label: Child, name: string, remove: () => void, control: string): HTMLElement {
  const clear = element(
    "button",
    {
      type: "button",
      class: "clear",
      "aria-label": `Remove the filter ${name}`,
      "data-control": control,
      on: { click: remove },
    },
    icon("cross"),
  );
  return element("span", { class: "chip", "data-set": true }, label, " ", clear);
}
