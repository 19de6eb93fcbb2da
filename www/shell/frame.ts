// What the frame does by itself: the skip link, files that miss their place, the key that leads to the search.

const main = document.querySelector<HTMLElement>("#view")!;

document.querySelector(".skip")!.addEventListener("click", (event) => {
  // The address belongs to the page: a skip must not change it.
  event.preventDefault();
  main.focus();
});

// A file dropped beside its place would replace the page, and what it keeps in memory would be lost.
for (const event of ["dragover", "drop"] as const)
  window.addEventListener(
    event,
    (dropping) => dropping.dataTransfer?.types.includes("Files") && dropping.preventDefault(),
  );

/** `/` leads to the search of the view, else to the search for a user. */
window.addEventListener("keydown", (event) => {
  const target = event.target as HTMLElement;
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]"))
    return;
  if (target.isContentEditable || target.closest("input, textarea, select")) return;
  const field =
    document.querySelector<HTMLInputElement>("#view [data-search]") ??
    document.querySelector<HTMLInputElement>("#user")!;
  event.preventDefault();
  field.focus();
  field.select();
});

/** Paper has every folded part open; what was closed is closed again afterwards. */
let opened: HTMLDetailsElement[] = [];
window.addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll<HTMLDetailsElement>("main details:not([open])")];
  for (const details of opened) {
    details.open = true;
    // What it contains is made by this event, and the browser's own comes too late for paper.
    details.dispatchEvent(new Event("toggle"));
  }
});
window.addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
  opened = [];
});
