// A place where a file is chosen by keyboard, by pointer, or by dropping it.

import "../styles/welcome.css";

import type { Child } from "../dom";
import { element, icon } from "../dom";

export const FILES = ".json,.ndjson,.jsonl,.txt,.csv";

/** A button that opens a file. */
export function fileButton(label: Child, accept: string, take: (file: File) => void, kind?: string): HTMLElement {
  const input = fileInput(accept, take);
  return element("label", { class: "button file-button", "data-kind": kind }, icon("file"), label, input);
}

/** A larger place, which takes a dropped file too. */
export function droppable(label: string, accept: string, take: (file: File) => void, kind?: string): HTMLElement {
  const place = element(
    "div",
    { class: "drop" },
    fileButton(label, accept, take, kind),
    element("span", { class: "caption" }, "or drop it here"),
  );
  dropOn(place, take);
  return place;
}

/** Takes files that are dropped on an element. */
export function dropOn(place: HTMLElement, take: (file: File) => void): void {
  const mark = (isOver: boolean) => (event: DragEvent) => {
    event.preventDefault();
    place.toggleAttribute("data-over", isOver);
  };
  place.addEventListener("dragover", mark(true));
  place.addEventListener("dragleave", mark(false));
  place.addEventListener("drop", (event) => {
    mark(false)(event);
    const file = event.dataTransfer?.files[0];
    if (file) take(file);
  });
}

function fileInput(accept: string, take: (file: File) => void): HTMLInputElement {
  const input = element("input", {
    type: "file",
    accept,
    on: {
      change: () => {
        const file = input.files?.[0];
        if (file) take(file);
        input.value = "";
      },
    },
  });
  return input;
}
