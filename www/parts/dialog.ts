// A dialog over the page: it closes by Escape or by its button, and gives the focus back to where it was.

import { element } from "../dom";
import type { Child } from "../dom";

export function showDialog(title: string, ...content: Child[]): HTMLDialogElement {
  const heading = element("h2", { id: "dialog-title", dir: "auto" }, title);
  const close = element("button", { type: "button", class: "quiet", on: { click: () => dialog.close() } }, "Close");
  const dialog = element("dialog", { class: "dialog", "aria-labelledby": heading.id, on: { close: () => dialog.remove() } }, element("header", {}, heading, close), ...content);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
