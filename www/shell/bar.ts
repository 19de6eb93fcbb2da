// The top bar: the views, the search for a user, and the source.

import { debounced, element, fill, icon } from "../dom";
import type { ViewName } from "../link";
import { go, writeLink } from "../link";
import { describe, nameOf, source } from "../source/source";

const TABS: [ViewName, string][] = [
  ["fleet", "Fleet"],
  ["profile", "Profile"],
  ["compare", "Compare"],
  ["check", "Check"],
];
const SHORT: Record<string, string> = { embedded: "Sample", proxy: "Zoom", none: "None" };
/** A pause in typing after which Zoom's list may be asked. */
const PAUSE_MS = 150;

const navigation = document.querySelector("#views")!;
const sourceButton = document.querySelector<HTMLButtonElement>("#source")!;
const field = document.querySelector<HTMLInputElement>("#user")!;
const find = document.querySelector<HTMLElement>("#find")!;

let drawn: { view: ViewName; source: object } | undefined;

/** Draws the bar for a view; the focus stays on the tab that was followed. */
export function drawBar(view: ViewName): void {
  const present = source();
  if (drawn?.view === view && drawn.source === present) return;
  drawn = { view, source: present };
  const settings = { source: nameOf(present) };
  const focused = [...navigation.children].indexOf(document.activeElement as Element);
  const tabs = TABS.map(([name, label]) =>
    element(
      "a",
      { href: writeLink({ view: name, subject: "", settings }), "aria-current": name === view && "page" },
      label,
    ),
  );
  fill(navigation, ...tabs);
  tabs[focused]?.focus();
  const isOpen = present.kind !== "none";
  find.hidden = !isOpen;
  sourceButton.toggleAttribute("data-live", isOpen);
  const name = element("span", { class: "source-name not-narrow" }, element("bdi", {}, describe(present)));
  const short = element("span", { class: "only-narrow" }, element("bdi", {}, SHORT[present.kind] ?? describe(present)));
  fill(
    sourceButton,
    icon(isOpen ? "live" : "none"),
    element("span", { class: "visually-hidden" }, "Source: "),
    name,
    short,
  );
}

sourceButton.addEventListener(
  "click",
  () => void import("../parts/source-dialog").then(({ chooseSource }) => chooseSource()),
);

find.addEventListener("submit", (event) => {
  event.preventDefault();
  const subject = field.value.trim();
  if (subject === "") return;
  field.value = "";
  document.querySelector<HTMLElement>("#view")!.focus({ preventScroll: true });
  go({ view: "profile", subject, settings: { source: nameOf(source()) } });
});

/** Suggests users whose name contains what was typed, at each key and where the field gets the focus. */
export function suggestUsers(input: HTMLInputElement, choices: HTMLElement): void {
  const suggest = debounced(PAUSE_MS, () => {
    const typed = input.value;
    void import("../source/user-names")
      .then(({ namesLike }) => namesLike(typed))
      .then((names) => input.value === typed && fill(choices, ...names.map((value) => element("option", { value }))))
      // Without suggestions the field works all the same.
      .catch(() => {});
  });
  for (const event of ["input", "focus"]) input.addEventListener(event, suggest);
}

suggestUsers(field, document.querySelector("#user-choices")!);
