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

export const lineEditor = (label: string, changed: () => void): Editor => new LineEditor(label, changed);

class LineEditor implements Editor {
  readonly element: HTMLElement;
  readonly #changed: () => void;
  readonly #body = element("div", { class: "editor-rows" });
  readonly #note = element("p", { class: "caption editor-note", id: "editor-note" });
  readonly #scroller: HTMLElement;
  #text = "";
  #starts: number[] = [0];
  #marked = new Map<number, LineIssues>();
  #current = -1;
  #input: HTMLInputElement | undefined;
  #frame = 0;

  constructor(label: string, changed: () => void) {
    this.#changed = changed;
    this.#scroller = element(
      "div",
      {
        class: "editor-scroller",
        tabindex: "0",
        role: "region",
        "aria-label": label,
        "aria-describedby": this.#note.id,
        dir: "ltr",
        on: {
          keydown: (event: KeyboardEvent) => this.#follow(event),
          dblclick: (event: MouseEvent) => this.#editAt(event),
        },
      },
      this.#body,
    );
    this.element = element("div", { class: "editor-lines" }, this.#note, this.#scroller);
    const later = () => {
      this.#frame ||= requestAnimationFrame(() => this.#draw());
    };
    this.#scroller.addEventListener("scroll", later, { passive: true });
    new ResizeObserver(() => this.#draw()).observe(this.#scroller);
  }

  value(): string {
    return this.#text;
  }

  set(next: string): void {
    this.#text = next;
    this.#starts = startsOf(next);
    this.#marked = new Map();
    this.#current = -1;
    this.#scroller.scrollTop = 0;
    this.#describe();
    this.#draw();
  }

  mark(issues: Issue[]): void {
    this.#marked = byLine(issues);
    this.#draw();
  }

  reveal({ line }: Parameters<Editor["reveal"]>[0]): void {
    if (line === undefined) return;
    this.#goTo(line - 1);
    this.#scroller.focus({ preventScroll: true });
    this.element.scrollIntoView({ block: "nearest" });
  }

  #lineHeight(): number {
    return parseFloat(getComputedStyle(this.#scroller).lineHeight) || 22;
  }

  #draw(): void {
    this.#frame = 0;
    if (this.#text === "") return fill(this.#body);
    const height = this.#lineHeight();
    const whole = this.#starts.length * height;
    const scale = Math.max(1, whole / MOST_PIXELS);
    this.#body.style.height = `${whole / scale}px`;
    const first = Math.max(0, Math.floor((this.#scroller.scrollTop * scale) / height) - BESIDE);
    const last = Math.min(this.#starts.length, first + Math.ceil(this.#scroller.clientHeight / height) + 2 * BESIDE);
    const top = this.#scroller.scrollTop - (this.#scroller.scrollTop * scale - first * height);
    // The field moves with its line, and must not be taken out of the document while it has the focus.
    for (const shown of [...this.#body.children]) if (!this.#input || !shown.contains(this.#input)) shown.remove();
    for (let at = first; at < last; at++)
      if (!(this.#input && at === this.#current)) this.#body.append(this.#row(at, top + (at - first) * height));
    this.#input?.parentElement?.style.setProperty("top", `${top + (this.#current - first) * height}px`);
  }

  #row(at: number, top: number): HTMLElement {
    const issues = this.#marked.get(at + 1);
    const [begin, end] = this.#bounds(at);
    const from = end - begin > MOST_COLUMNS ? Math.max(0, (issues?.issues[0]?.column ?? 1) - MOST_COLUMNS / 2) : 0;
    const shown = this.#text.slice(begin + from, Math.min(end, begin + from + MOST_COLUMNS));
    const made = element(
      "div",
      { class: "editor-row", "data-severity": issues?.worst, "aria-current": at === this.#current && "true" },
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
  #bounds(at: number): [number, number] {
    return [this.#starts[at]!, (this.#starts[at + 1] ?? this.#text.length + 1) - 1];
  }

  #goTo(line: number): void {
    this.#current = Math.max(0, Math.min(this.#starts.length - 1, line));
    const height = this.#lineHeight();
    const scale = Math.max(1, (this.#starts.length * height) / MOST_PIXELS);
    const top = (this.#scroller.scrollTop * scale) / height;
    if (this.#current < top || this.#current > top + this.#scroller.clientHeight / height - 2)
      this.#scroller.scrollTop = Math.max(0, (this.#current * height - this.#scroller.clientHeight / 3) / scale);
    this.#draw();
  }

  #follow(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.#scroller.clientHeight / this.#lineHeight()) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const step = steps[event.key];
    if (event.key === "Enter") this.#edit(Math.max(0, this.#current));
    else if (step !== undefined) this.#goTo(this.#current + step);
    else return;
    event.preventDefault();
    if (step !== undefined)
      announce(
        `Line ${number(this.#current + 1)}: ${this.#text.slice(...this.#bounds(this.#current)).slice(0, MOST_COLUMNS)}`,
      );
  }

  #editAt({ target }: MouseEvent): void {
    const line = (target as Element).closest<HTMLElement>(".editor-row")?.dataset.line;
    if (line !== undefined) this.#edit(Number(line));
  }

  #edit(line: number): void {
    const [begin, end] = this.#bounds(line);
    if (end - begin > MOST_COLUMNS) return announce("This line is too long to edit: press Format first");
    this.#goTo(line);
    const made = lineInput(this.#text.slice(begin, end), `Line ${number(line + 1)}`, (next) => {
      const isFocused = document.activeElement === made;
      this.#input = undefined;
      made.parentElement?.remove();
      if (next !== undefined && next !== this.#text.slice(begin, end)) this.#replace(line, next);
      this.#draw();
      if (isFocused) this.#scroller.focus({ preventScroll: true });
    });
    const place = this.#body.querySelector(`[data-line="${line}"] > :last-child`);
    place?.replaceWith(made);
    this.#input = made;
    made.focus({ preventScroll: true });
  }

  #replace(line: number, next: string): void {
    const [begin, end] = this.#bounds(line);
    this.#text = this.#text.slice(0, begin) + next + this.#text.slice(end);
    for (let at = line + 1; at < this.#starts.length; at++) this.#starts[at]! += next.length - (end - begin);
    this.#describe();
    this.#changed();
  }

  #describe(): void {
    const size = `${number(this.#text.length)} characters in ${number(this.#starts.length)} lines`;
    this.#note.textContent = `${size}, edited a line at a time: press Enter on a line, or double-click it.`;
  }
}

/** Where each line begins. */
function startsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
