// The lines of a large text, to be read: only those in view are elements, so that 10 MB cost what a screen costs.

import type { Issue } from "zoom-phone-profile";

import { element, fill, number } from "../dom";
import type { Editor } from "./editor";
import type { LineIssues } from "./editor-marks";
import { byLine, markedText } from "./editor-marks";

/** So much of a long line is shown, around its first issue. */
const MOST_COLUMNS = 2000;
const BESIDE = 10;
/** Engines do not lay out elements above some 17 million pixels. */
const MOST_PIXELS = 16_000_000;

export function lineViewer(label: string): Editor {
  const body = element("div", { class: "editor-rows" });
  const note = element("p", { class: "caption editor-note" });
  const scroller = element(
    "div",
    { class: "editor-scroller", tabindex: "0", role: "region", "aria-label": label, dir: "ltr" },
    body,
  );
  const box = element("div", { class: "editor-lines" }, note, scroller);
  let text = "";
  let starts: number[] = [0];
  let marked = new Map<number, LineIssues>();
  let current = 0;
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
    fill(body, ...Array.from({ length: last - first }, (_, at) => row(first + at, top + at * height)));
  }

  function row(at: number, top: number): HTMLElement {
    const issues = marked.get(at + 1);
    const [begin, end] = [starts[at]!, (starts[at + 1] ?? text.length + 1) - 1];
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
    made.style.top = `${top}px`;
    return made;
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
      const size = `${number(next.length)} characters in ${number(starts.length)} lines`;
      note.textContent = `${size}: too large to edit here. Paste or open another text to replace it.`;
      draw();
    },
    mark(issues: Issue[]) {
      marked = byLine(issues);
      draw();
    },
    reveal({ line }) {
      if (line === undefined) return;
      current = line - 1;
      const height = lineHeight();
      const scale = Math.max(1, (starts.length * height) / MOST_PIXELS);
      scroller.scrollTop = Math.max(0, ((line - 1) * height - scroller.clientHeight / 3) / scale);
      draw();
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
