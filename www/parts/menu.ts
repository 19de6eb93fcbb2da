// A small menu below its button: it closes by Escape, by a choice, or by a press elsewhere.

import { element, icon } from "../dom";

export function menu(label: string, choices: HTMLElement[], sign = "more-menu"): HTMLElement {
  const summary = element(
    "summary",
    { class: "button", "data-control": `menu-${label.toLowerCase()}` },
    icon(sign),
    label,
  );
  const made = element(
    "details",
    { class: "menu" },
    summary,
    element("div", { class: "card menu-choices" }, ...choices),
  );
  const close = (giveBack: boolean) => {
    made.open = false;
    if (giveBack) summary.focus();
  };
  made.addEventListener("keydown", (event) => event.key === "Escape" && made.open && close(true));
  made.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !made.contains(event.relatedTarget)) close(false);
  });
  made.addEventListener("click", (event) => {
    const isChoice = (event.target as Element).closest("a, button");
    if (isChoice && !isChoice.textContent?.startsWith("Copy")) close(false);
  });
  return made;
}
