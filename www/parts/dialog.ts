// A dialog over the page: it closes by Escape or by its button, and returns the focus to where it was.

import type { Child } from "../dom";
import { button, element } from "../dom";

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
  return dialog;
}
