// A place where a file is chosen by keyboard, by pointer, or by dropping it.

import "../styles/welcome.css";

import type { Child } from "../dom";
import { element, icon } from "../dom";
import { showFault } from "./dialog";

export const FILES = ".json,.ndjson,.jsonl,.txt,.csv";

/** What is done with a file; where it cannot be read, as a folder that was dropped, that is shown. */
type Take = (file: File) => unknown;

async function hand(file: File | null | undefined, take: Take): Promise<void> {
  if (!file) return;
  try {
    await take(file);
  } catch (error) {
    showFault(
      `${file.name} cannot be read`,
      error,
      "Check that it is a file and still in its place; then choose it again.",
    );
  }
}

/** A button that opens a file. */
export function fileButton(label: Child, accept: string, take: Take, kind?: string): HTMLElement {
  const input = fileInput(accept, take);
  return element("label", { class: "button file-button", "data-kind": kind }, icon("file"), label, input);
}

/** A larger place, which takes a dropped file too. */
export function droppable(label: string, accept: string, take: Take, kind?: string): HTMLElement {
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
export function dropOn(place: HTMLElement, take: Take): void {
  const mark = (isOver: boolean) => (event: DragEvent) => {
    // Text that is dragged goes where it would without this.
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    place.toggleAttribute("data-over", isOver);
  };
  place.addEventListener("dragover", mark(true));
  place.addEventListener("dragleave", mark(false));
  place.addEventListener("drop", (event) => {
    mark(false)(event);
    void hand(event.dataTransfer?.files[0], take);
  });
}

function fileInput(accept: string, take: Take): HTMLInputElement {
  const input = element("input", {
    type: "file",
    accept,
    on: {
      change: () => {
        void hand(input.files?.[0], take);
        input.value = "";
      },
    },
  });
  return input;
}
