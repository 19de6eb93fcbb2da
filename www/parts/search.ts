// A search field, to which `/` leads.

import { debounced, element, icon } from "../dom";

export function searchField(
  label: string,
  typed: (query: string) => void,
  delayMs = 80,
): { element: HTMLElement; show(query: string): void } {
  const input = element("input", {
    class: "field",
    type: "search",
    id: "search",
    "data-search": true,
    "aria-label": label,
    placeholder: label,
    autocomplete: "off",
    spellcheck: "false",
    "aria-keyshortcuts": "/",
  });
  input.addEventListener(
    "input",
    debounced(delayMs, () => typed(input.value.trim())),
  );
  return {
    element: element("div", { class: "find search" }, icon("search"), input),
    show: (query) => {
      // What is being typed is ahead of the link.
      if (document.activeElement !== input) input.value = query;
    },
  };
}
