// A field over one line of a large text: Enter takes what was typed, Escape leaves the line as it was.

import { element } from "../dom";

/** The field, which has the focus once it is in the document; `done` gets the new line, or nothing. */
export function lineInput(line: string, name: string, done: (next?: string) => void): HTMLInputElement {
  let isDone = false;
  const end = (next?: string) => {
    if (isDone) return;
    isDone = true;
    done(next);
  };
  const field = element("input", {
    class: "editor-input",
    "aria-label": name,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    dir: "ltr",
    on: {
      keydown: (event: KeyboardEvent) => {
        event.stopPropagation();
        if (event.key === "Enter") end(field.value);
        else if (event.key === "Escape") end();
      },
      blur: () => end(field.value),
    },
  });
  field.value = line;
  return field;
}
