// A place where a file is chosen by keyboard, by pointer, or by dropping it.

import { element } from "../dom";

export function droppable(label: string, accept: string, take: (file: File) => void): HTMLElement {
  const input = element("input", { type: "file", accept, on: { change: () => chosen(input.files) } });
  const chosen = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file) take(file);
    input.value = "";
  };
  const place = element("label", { class: "drop" }, label, input);
  const mark = (isOver: boolean) => (event: DragEvent) => {
    event.preventDefault();
    place.toggleAttribute("data-over", isOver);
  };
  place.addEventListener("dragover", mark(true));
  place.addEventListener("dragleave", mark(false));
  place.addEventListener("drop", (event) => {
    mark(false)(event);
    chosen(event.dataTransfer?.files);
  });
  return place;
}
