// The lines of a large text, edited one at a time: only those in view are elements, so that 10 MB cost what a screen
// costs.

import type { Issue } from "zoom-phone-profile";

import { announce, element, fill, number } from "../dom";
import { lineInput } from "./editor-line-input";
import type { LineIssues } from "./editor-marks";
import { byLine, markedText } from "./editor-marks";
import type { Editor } from "./editor-types";

/** So much of a long line is shown, around its first issue. */
const MOST_COLUMNS = 2000;
const BESIDE = 10;
/** Engines do not lay out elements above some 17 million pixels. */
const MOST_PIXELS = 16_000_000;

export function lineEditor(label: string, changed: () => void): Editor {
  const body = element("div", { class: "editor-rows" });
  const note = element("p", { class: "caption editor-note", id: "editor-note" });
  const scroller = element(
    "div",
    {
      class: "editor-scroller",
      tabindex: "0",
      role: "region",
      "aria-label": label,
      "aria-describedby": note.id,
      dir: "ltr",
      on: { keydown: follow, dblclick: (event: MouseEvent) => editAt(event) },
    },
    body,
  );
  const box = element("div", { class: "editor-lines" }, note, scroller);
  let text = "";
  let starts: number[] = [0];
  let marked = new Map<number, LineIssues>();
  let current = -1;
  let input: HTMLInputElement | undefined;
  let frame = 0;

  const lineHeight = () => parseFloat(getComputedStyle(scroller).lineHeight) || 22;
  scroller.addEventListener("scroll", () => (frame ||= requestAnimationFrame(draw)), { passive: true });
  new ResizeObserver(() => draw()).observe(scroller);

  function draw(): void {
    frame = 0;
    if (text === "") return fill(body);
    const height = lineHeight();
    const whole = starts.length * height;
    const scale = Math.max(1, whole / MOST_PIXELS);
    body.style.height = `${whole / scale}px`;
    const first = Math.max(0, Math.floor((scroller.scrollTop * scale) / height) - BESIDE);
    const last = Math.min(starts.length, first + Math.ceil(scroller.clientHeight / height) + 2 * BESIDE);
    const top = scroller.scrollTop - (scroller.scrollTop * scale - first * height);
    // The field moves with its line, and must not be taken out of the document while it has the focus.
    for (const shown of [...body.children]) if (!input || !shown.contains(input)) shown.remove();
    for (let at = first; at < last; at++)
      if (!(input && at === current)) body.append(row(at, top + (at - first) * height));
    input?.parentElement?.style.setProperty("top", `${top + (current - first) * height}px`);
  }

  function row(at: number, top: number): HTMLElement {
    const issues = marked.get(at + 1);
    const [begin, end] = bounds(at);
    const from = end - begin > MOST_COLUMNS ? Math.max(0, (issues?.issues[0]?.column ?? 1) - MOST_COLUMNS / 2) : 0;
    const shown = text.slice(begin + from, Math.min(end, begin + from + MOST_COLUMNS));
    const made = element(
      "div",
      { class: "editor-row", "data-severity": issues?.worst, "aria-current": at === current && "true" },
      element("span", { class: "editor-number", "aria-hidden": "true" }, at + 1),
      element(
        "span",
        {},
        from > 0 && "… ",
        ...markedText(shown, issues?.issues ?? [], from),
        begin + from + MOST_COLUMNS < end && " …",
      ),
    );
    made.dataset.line = String(at);
    made.style.top = `${top}px`;
    return made;
  }

  /** Where a line begins and ends. */
  const bounds = (at: number): [number, number] => [starts[at]!, (starts[at + 1] ?? text.length + 1) - 1];

  function goTo(line: number): void {
    current = Math.max(0, Math.min(starts.length - 1, line));
    const height = lineHeight();
    const scale = Math.max(1, (starts.length * height) / MOST_PIXELS);
    const top = (scroller.scrollTop * scale) / height;
    if (current < top || current > top + scroller.clientHeight / height - 2)
      scroller.scrollTop = Math.max(0, (current * height - scroller.clientHeight / 3) / scale);
    draw();
  }

  function follow(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(scroller.clientHeight / lineHeight()) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const step = steps[event.key];
    if (event.key === "Enter") edit(Math.max(0, current));
    else if (step !== undefined) goTo(current + step);
    else return;
    event.preventDefault();
    if (step !== undefined)
      announce(`Line ${number(current + 1)}: ${text.slice(...bounds(current)).slice(0, MOST_COLUMNS)}`);
  }

  function editAt({ target }: MouseEvent): void {
    const line = (target as Element).closest<HTMLElement>(".editor-row")?.dataset.line;
    if (line !== undefined) edit(Number(line));
  }

  function edit(line: number): void {
    const [begin, end] = bounds(line);
    if (end - begin > MOST_COLUMNS) return announce("This line is too long to edit: press Format first");
    goTo(line);
    const made = lineInput(text.slice(begin, end), `Line ${number(line + 1)}`, (next) => {
      const isFocused = document.activeElement === made;
      input = undefined;
      made.parentElement?.remove();
      if (next !== undefined && next !== text.slice(begin, end)) replace(line, next);
      draw();
      if (isFocused) scroller.focus({ preventScroll: true });
    });
    const place = body.querySelector(`[data-line="${line}"] > :last-child`);
    place?.replaceWith(made);
    input = made;
    made.focus({ preventScroll: true });
  }

  function replace(line: number, next: string): void {
    const [begin, end] = bounds(line);
    text = text.slice(0, begin) + next + text.slice(end);
    for (let at = line + 1; at < starts.length; at++) starts[at]! += next.length - (end - begin);
    describe();
    changed();
  }

  function describe(): void {
    const size = `${number(text.length)} characters in ${number(starts.length)} lines`;
    note.textContent = `${size}, edited a line at a time: press Enter on a line, or double-click it.`;
  }

  return {
    element: box,
    value: () => text,
    set(next) {
      text = next;
      starts = startsOf(next);
      marked = new Map();
      current = -1;
      scroller.scrollTop = 0;
      describe();
      draw();
    },
    mark(issues: Issue[]) {
      marked = byLine(issues);
      draw();
    },
    reveal({ line }) {
      if (line === undefined) return;
      goTo(line - 1);
      scroller.focus({ preventScroll: true });
      box.scrollIntoView({ block: "nearest" });
    },
  };
}

/** Where each line begins. */
function startsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
