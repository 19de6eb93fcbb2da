// A text field for JSON, with the numbers of lines beside it and marks behind it: only for lines that are in view.

import type { Issue } from "zoom-phone-profile";

import { element, fill } from "../dom";
import type { LineIssues } from "./editor-marks";
import { byLine, markedText, tokenLength } from "./editor-marks";
import type { Editor } from "./editor-types";

export function fieldEditor(label: string, changed: () => void): Editor {
  const field = jsonField(label);
  const marks = element("div", { class: "editor-marks", "aria-hidden": "true", dir: "ltr" });
  const numbers = element("div", { class: "editor-numbers", "aria-hidden": "true" });
  const box = element(
    "div",
    { class: "editor-field" },
    numbers,
    element("div", { class: "editor-text" }, marks, field),
  );
  let lines: string[] = [];
  let marked = new Map<number, LineIssues>();
  field.addEventListener("input", changed);
  field.addEventListener("scroll", draw, { passive: true });
  new ResizeObserver(draw).observe(field);

  const lineHeight = () => parseFloat(getComputedStyle(field).lineHeight) || 22;

  /** Draws the numbers and marks of the lines in view. */
  function draw(): void {
    const height = lineHeight();
    const first = Math.floor(field.scrollTop / height);
    const last = Math.min(lines.length, first + Math.ceil(field.clientHeight / height) + 1);
    const shift = `${first * height - field.scrollTop}px`;
    const shown = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + 1 + index);
    marks.style.setProperty("--shift", shift);
    marks.style.setProperty("--left", `${-field.scrollLeft}px`);
    numbers.style.setProperty("--shift", shift);
    fill(numbers, ...shown.map((line) => element("span", {}, line)));
    fill(marks, ...shown.map((line) => markedRow(lines[line - 1] ?? "", marked.get(line))));
  }

  return {
    element: box,
    value: () => field.value,
    set(next) {
      field.value = next;
      field.scrollTo(0, 0);
      lines = next.split("\n");
      marked = new Map();
      draw();
    },
    mark(issues: Issue[]) {
      lines = field.value.split("\n");
      marked = byLine(issues);
      draw();
    },
    reveal({ offset, line }) {
      if (offset === undefined || line === undefined) return field.focus();
      field.focus({ preventScroll: true });
      field.setSelectionRange(offset, offset + tokenLength(field.value, offset));
      field.scrollTop = Math.max(0, (line - 1) * lineHeight() - field.clientHeight / 3);
      box.scrollIntoView({ block: "nearest" });
    },
  };
}

const jsonField = (label: string): HTMLTextAreaElement =>
  element("textarea", {
    "aria-label": label,
    "data-search": true,
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
    wrap: "off",
    dir: "ltr",
  });

/** A line without issues is seen in the field itself. */
function markedRow(line: string, issues: LineIssues | undefined): HTMLElement {
  const row = element("div", { "data-severity": issues?.worst });
  if (issues) row.append(...markedText(line, issues.issues));
  return row;
}
