// A search field, to which `/` leads.

import { debounced, element, icon } from "../dom";
import { readLink } from "../link";

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
  let typedIn = "";
  /** The query that the link has. */
  let linked = "";
  // What is shown by then may be something else: the query must not narrow it.
  const search = debounced(delayMs, () => {
    if (subjectShown() === typedIn) typed((linked = input.value.trim()));
  });
  input.addEventListener("input", () => {
    typedIn = subjectShown();
    search();
  });
  return {
    element: element("div", { class: "find search" }, icon("search"), input),
    show: (query) => {
      // What is being typed is ahead of the link.
      if (query !== linked) input.value = query;
      linked = query;
    },
  };
}

/** The view that the address names, and what it shows. */
function subjectShown(): string {
  const { view, subject } = readLink(location.hash);
  return `${view}/${subject}`;
}
