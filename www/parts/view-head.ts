// The head of a view: a caption above its title, and what can be done beside them.

import type { Child } from "../dom";
import { element } from "../dom";

/** `title` is text, or an element that holds the heading; `beside` stands at the end of the line. */
export function viewHead(caption: Child, title: string | HTMLElement, ...beside: Child[]): HTMLElement {
  const heading = typeof title === "string" ? element("h1", {}, title) : title;
  return element("div", { class: "head" }, element("div", { class: "head-text" }, caption, heading), ...beside);
}
