// A dialog over the page: it closes by Escape or by its button, and returns the focus to where it was.

import type { Child } from "../dom";
import { button, element, foreign } from "../dom";
import { PageError } from "../page-error";

export function showDialog(title: string, ...content: Child[]): HTMLDialogElement {
  const heading = element("h2", { id: "dialog-title", dir: "auto" }, title);
  const close = button("Close", () => dialog.close(), { kind: "quiet", sign: "cross", control: "close" });
  const head = element("header", { class: "dialog-head" }, heading, close);
  const dialog = element(
    "dialog",
    { class: "dialog", "aria-labelledby": heading.id, on: { close: () => dialog.remove() } },
    head,
    ...content,
  );
  document.body.append(dialog);
  dialog.showModal();
  // It is about the view below, which "back" replaces.
  window.addEventListener("popstate", () => dialog.close(), { once: true });
  return dialog;
}

/** Shows what failed, and what to do: the error's own hint, else `hint`. */
export function showFault(title: string, error: unknown, hint: string): void {
  showDialog(
    title,
    element("p", {}, foreign(error instanceof Error ? error.message : String(error))),
    element("p", { class: "hint" }, foreign(error instanceof PageError ? error.hint : hint)),
  );
}
