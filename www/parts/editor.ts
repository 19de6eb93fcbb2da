// JSON to be checked: an ordinary text field with marks, or, where the text is too large for one, a view of its lines.

import type { Issue } from "zoom-phone-profile";

import { element } from "../dom";
import { fieldEditor } from "./editor-field";
import { lineViewer } from "./editor-lines";

export interface Editor {
  element: HTMLElement;
  value(): string;
  set(text: string): void;
  mark(issues: Issue[]): void;
  /** Shows and selects what an issue is about. */
  reveal(issue: Issue): void;
}

/**
 * A text field lays out its whole text, at 2 s per megabyte: above this many characters lines are shown, and not
 * edited.
 */
const MOST_EDITED = 200_000;

export function editor(label: string, text: string, changed: () => void): Editor & { isLarge(): boolean } {
  const take = (next: string) => {
    set(next);
    changed();
  };
  const field = fieldEditor(label, changed);
  const lines = lineViewer(label);
  const box = element("div", { class: "card editor" }, field.element, lines.element);
  let isLarge = false;
  const present = (): Editor => (isLarge ? lines : field);

  function set(next: string): void {
    isLarge = next.length > MOST_EDITED;
    present().set(next);
    (isLarge ? field : lines).set("");
    field.element.hidden = isLarge;
    lines.element.hidden = !isLarge;
  }

  // A large text must not reach the field.
  box.addEventListener("paste", (event) => {
    const pasted = event.clipboardData?.getData("text/plain") ?? "";
    if (!isLarge && pasted.length <= MOST_EDITED) return;
    event.preventDefault();
    take(pasted);
  });
  set(text);
  return {
    element: box,
    isLarge: () => isLarge,
    value: () => present().value(),
    set,
    mark: (issues) => present().mark(issues),
    reveal: (issue) => present().reveal(issue),
  };
}
