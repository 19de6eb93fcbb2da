// Starts the page: reads the link, chooses the source and the view, and does so again whenever the link changes.

import { announce, element, fill } from "./dom";
import { VIEWS, readLink, writeLink } from "./link";
import type { Link, ViewName } from "./link";
import { chooseSource } from "./parts/source-dialog";
import { describe, findEmbedded, nameOf, source, useNamed } from "./source";
import { profileView } from "./views/profile";
import type { Update, View } from "./views/view";

/** Views that are seldom the first come when they are opened. */
const OPEN: Record<ViewName, () => View | Promise<View>> = {
  profile: () => profileView,
  compare: async () => (await import("./views/compare")).compareView,
  fleet: async () => (await import("./views/fleet")).fleetView,
  check: async () => (await import("./views/check")).checkView,
  failures: async () => (await import("./views/failures")).failuresView,
};

const LABELS: Record<ViewName, string> = { profile: "Profile", compare: "Compare", fleet: "Fleet", check: "Check", failures: "Failures" };

const main = document.querySelector<HTMLElement>("#view")!;
const navigation = document.querySelector("#views")!;
const sourceButton = document.querySelector<HTMLButtonElement>("#source")!;
let shown: { view: ViewName; source: object; leave: AbortController; update: Update } | undefined;

async function show(): Promise<void> {
  const link = readLink(location.hash);
  useNamed(link.settings["source"]);
  showBar(link);
  const present = source();
  if (shown?.view === link.view && shown.source === present) return shown.update(link);
  const isFirst = shown === undefined;
  shown?.leave.abort();
  const leave = new AbortController();
  const opening = { view: link.view, source: present, leave, update: (() => {}) as Update };
  shown = opening;
  const view = await OPEN[link.view]();
  if (leave.signal.aborted) return;
  main.dataset["view"] = link.view;
  document.title = `${LABELS[link.view]} · Zoom Phone profiles`;
  opening.update = view(main, leave.signal);
  opening.update(readLink(location.hash));
  if (isFirst) return;
  main.focus({ preventScroll: true });
  window.scrollTo(0, 0);
  announce(`${LABELS[link.view]} view`);
}

function showBar(link: Link): void {
  const tabs = VIEWS.map((view) =>
    element("a", { href: writeLink({ view, subject: "", settings: { source: nameOf(source()) } }), "aria-current": view === link.view && "page" }, LABELS[view]),
  );
  // The focus stays on the tab that was followed.
  const focused = [...navigation.children].indexOf(document.activeElement as Element);
  fill(navigation, ...tabs);
  tabs[focused]?.focus();
  fill(sourceButton, element("span", { class: "muted" }, "Source "), element("bdi", {}, describe(source())));
}

sourceButton.addEventListener("click", () => chooseSource());
document.querySelector(".skip")!.addEventListener("click", (event) => {
  // The address is the page's own: a skip must not change it.
  event.preventDefault();
  main.focus();
});
// A file that misses its place would be opened in place of the page, and what the page keeps in memory would be gone.
for (const event of ["dragover", "drop"]) window.addEventListener(event, (dropping) => dropping.preventDefault());
for (const event of ["link", "hashchange", "popstate"]) window.addEventListener(event, () => void show());
void findEmbedded().then(show);
