// The verdict: one line of figures, each a link to what it counts.

import type { Child } from "../dom";
import { element, number } from "../dom";
import type { Effect, Severity } from "./marks";
import { effectMark, glyph } from "./marks";

export interface Figure {
  count: number;
  label: string;
  note?: string;
  /** What the count is of. */
  of?: number;
  severity?: Severity;
  effect?: Effect;
  href?: string;
  /** Whether what it counts is what is shown now. */
  isChosen?: boolean;
  control?: string;
}

/** Only "high" and "permits more" are tinted, and only where they are not 0. */
export function verdict(label: string, figures: Figure[]): HTMLElement {
  return element(
    "ul",
    { class: "card verdict", "aria-label": label },
    ...figures.map((figure) => element("li", {}, cell(figure))),
  );
}

function cell({ count, label, note, of, severity, effect, href, isChosen, control }: Figure): HTMLElement {
  const loud =
    count === 0
      ? undefined
      : (severity ?? { more: "high", cannot: "cannot", less: undefined, neither: undefined }[effect ?? "neither"]);
  const content: Child[] = [
    element(
      "span",
      { class: "figure" },
      severity && glyph(severity),
      effect && effectMark(effect, null),
      number(count),
      of !== undefined && element("small", {}, `of ${number(of)}`),
    ),
    element("span", { class: "figure-label" }, label),
    note && element("span", { class: "figure-note" }, note),
  ];
  const attributes = { class: "verdict-cell", "data-severity": loud, "data-effect": count > 0 && effect };
  if (href === undefined) return element("span", attributes, ...content);
  return element("a", { ...attributes, href, "aria-current": isChosen && "true", "data-control": control }, ...content);
}
