// JSON to be checked: an ordinary text field with marks, or, where the text is too large for one, its lines.

import { element } from "../dom";
import { fieldEditor } from "./editor-field";
import { lineEditor } from "./editor-lines";
import type { Editor } from "./editor-types";

/** A text field lays out its whole text, at 2 s per megabyte: longer texts are edited a line at a time. */
const MOST_IN_FIELD = 200_000;

export function editor(label: string, text: string, changed: () => void): Editor {
  const take = (next: string) => {
    set(next);
    changed();
  };
  const field = fieldEditor(label, changed);
  const lines = lineEditor(label, changed);
  const box = element("div", { class: "card editor" }, field.element, lines.element);
  let isLarge = false;
  const present = (): Editor => (isLarge ? lines : field);

  function set(next: string): void {
    isLarge = next.length > MOST_IN_FIELD;
    present().set(next);
    (isLarge ? field : lines).set("");
    field.element.hidden = isLarge;
    lines.element.hidden = !isLarge;
  }

  // A large text must not reach the field.
  box.addEventListener("paste", (event) => {
    const pasted = event.clipboardData?.getData("text/plain") ?? "";
    if (pasted === "") return;
    const isIntoLine = isLarge && event.target instanceof HTMLInputElement;
    if (isIntoLine || (!isLarge && pasted.length <= MOST_IN_FIELD)) return;
    event.preventDefault();
    take(pasted);
  });
  set(text);
  return {
    element: box,
    value: () => present().value(),
    set,
    mark: (issues) => present().mark(issues),
    reveal: (issue) => present().reveal(issue),
  };
}
