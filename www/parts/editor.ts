// A text field for JSON, with the numbers of lines beside it and marks under what has an issue.
// The field is an ordinary textarea; marks lie behind it, a line of them for each line that has an issue, so that their cost is
// that of the issues and not of the text.

import type { Issue } from "zoom-phone-profile";

import { element, fill } from "../dom";

export interface Editor {
  element: HTMLElement;
  value(): string;
  set(text: string): void;
  mark(issues: Issue[]): void;
  /** Selects what an issue is about. */
  reveal(issue: Issue): void;
}

const RANK = { error: 0, warning: 1, info: 2 };

export function editor(label: string, text: string, changed: () => void): Editor {
  const field = element("textarea", { class: "field", "aria-label": label, spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off", dir: "ltr" });
  const marks = element("div", { class: "marks", "aria-hidden": "true", dir: "ltr" });
  const numbers = element("div", { class: "numbers", "aria-hidden": "true" });
  const box = element("div", { class: "editor" }, numbers, element("div", { class: "text" }, marks, field));
  let lines: string[] = [];
  let worst = new Map<number, Issue["severity"]>();
  field.value = text;
  field.addEventListener("input", changed);
  field.addEventListener("scroll", follow, { passive: true });
  new ResizeObserver(follow).observe(field);

  const lineHeight = () => parseFloat(getComputedStyle(field).lineHeight);

  /** Moves the marks with the text, and writes the numbers of the lines that are seen. */
  function follow(): void {
    const height = lineHeight();
    const first = Math.floor(field.scrollTop / height);
    const last = Math.min(lines.length, first + Math.ceil(field.clientHeight / height) + 1);
    marks.style.transform = `translate(${-field.scrollLeft}px, ${-field.scrollTop}px)`;
    numbers.style.setProperty("--shift", `${first * height - field.scrollTop}px`);
    fill(numbers, ...Array.from({ length: Math.max(0, last - first) }, (_, at) => element("span", { "data-severity": worst.get(first + at + 1) }, first + at + 1)));
  }

  function mark(issues: Issue[]): void {
    lines = field.value.split("\n");
    worst = new Map();
    const byLine = new Map<number, Issue[]>();
    for (const issue of issues) {
      if (issue.line === undefined) continue;
      byLine.set(issue.line, [...(byLine.get(issue.line) ?? []), issue]);
      const present = worst.get(issue.line);
      if (present === undefined || RANK[issue.severity] < RANK[present]) worst.set(issue.line, issue.severity);
    }
    const height = lineHeight();
    fill(marks, ...[...byLine].map(([line, ofLine]) => {
      const row = markedLine(lines[line - 1] ?? "", ofLine);
      row.style.top = `${(line - 1) * height}px`;
      return row;
    }));
    follow();
  }

  return {
    element: box,
    value: () => field.value,
    set(next) {
      field.value = next;
      field.scrollTo(0, 0);
    },
    mark,
    reveal({ offset, line }) {
      if (offset === undefined || line === undefined) return;
      field.focus({ preventScroll: true });
      field.setSelectionRange(offset, offset + tokenLength(field.value, offset));
      field.scrollTop = Math.max(0, (line - 1) * lineHeight() - field.clientHeight / 3);
      box.scrollIntoView({ block: "nearest" });
    },
  };
}

/** A line of the text, unseen but for its marks. */
function markedLine(text: string, issues: Issue[]): HTMLElement {
  const row = element("div", {});
  let at = 0;
  for (const issue of [...issues].sort((a, b) => (a.column ?? 1) - (b.column ?? 1))) {
    const from = (issue.column ?? 1) - 1;
    if (from < at) continue;
    const to = Math.min(text.length, from + tokenLength(text, from));
    row.append(text.slice(at, from), element("mark", { "data-severity": issue.severity }, text.slice(from, to) || " "));
    at = to;
  }
  row.append(text.slice(at));
  return row;
}

/** How long the text, number, word or bracket is that begins at an offset. */
export function tokenLength(text: string, offset: number): number {
  const token = /"(?:[^"\\\n]|\\.)*"?|[-+.\w]+|[^\n]/uy;
  token.lastIndex = offset;
  return token.exec(text)?.[0].length ?? 0;
}
