// Starts the page: draws the frame at once, looks for the source, then opens the view that the link names.

import "./shell/frame";

import { announce, fill } from "./dom";
import type { Link, Place, ViewName } from "./link";
import { keepPlace, placeOf, readLink } from "./link";
import { ready } from "./ready";
import { drawBar } from "./shell/bar";
import { failedToOpen } from "./shell/broken";
import { askAhead, findEmbedded, firstUser, source, useNamed } from "./source/source";
import type { Update, View } from "./views/view";

/** Views come when they are opened. */
const OPEN: Record<ViewName, () => Promise<View>> = {
  welcome: async () => (await import("./views/welcome")).welcomeView,
  profile: async () => (await import("./views/profile")).profileView,
  compare: async () => (await import("./views/compare")).compareView,
  fleet: async () => (await import("./views/fleet")).fleetView,
  check: async () => (await import("./views/check")).checkView,
  failures: async () => (await import("./views/failures")).failuresView,
};

const NAMES: Record<ViewName, string> = {
  welcome: "Start",
  profile: "Profile",
  compare: "Compare",
  fleet: "Fleet",
  check: "Check",
  failures: "Failures",
};

const main = document.querySelector<HTMLElement>("#view")!;
let shown: { view: ViewName; source: object; leave: AbortController; update: Update } | undefined;

/** The view of a link; without a source, all but Check begin with the start page. */
function viewOf({ view }: Link): ViewName {
  if (source().kind === "none") return view === "check" ? "check" : "welcome";
  return view === "" ? "profile" : view;
}

async function show(place?: Place): Promise<void> {
  const link = readLink(location.hash);
  useNamed(link.settings.source);
  const view = viewOf(link);
  const present = source();
  drawBar(view);
  if (shown?.view === view && shown.source === present) return shown.update(link, place);
  const isFirst = shown === undefined;
  if (isFirst && view === "profile") askAhead(link.subject || firstUser());
  shown?.leave.abort();
  const leave = new AbortController();
  const opening = { view, source: present, leave, update: (() => {}) as Update };
  shown = opening;
  // What is typed into the view that is leaving would be lost.
  main.ariaBusy = "true";
  const needed = [OPEN[view](), view === "welcome" ? undefined : ready()] as const;
  const opened = await Promise.all(needed).then(
    ([made]) => made,
    (error: unknown) => failedToOpen(error),
  );
  if (leave.signal.aborted) return;
  main.ariaBusy = null;
  main.dataset.view = view;
  document.title = titleOf(NAMES[view]);
  fill(main);
  opening.update = opened(main, leave.signal);
  opening.update(readLink(location.hash), place);
  if (isFirst || place) return;
  main.focus({ preventScroll: true });
  window.scrollTo(0, 0);
  announce(`${NAMES[view]} view`);
}

export const titleOf = (what: string): string => `${what} · Zoom Phone profiles`;

history.scrollRestoration = "manual";
window.addEventListener("link", () => void show());
// A link that is followed fires it too, then without a place.
window.addEventListener("popstate", (event) => void show(placeOf(event.state)));
// An ordinary link leaves the entry as a pushed one does.
document.addEventListener(
  "click",
  (event) => {
    const link = (event.target as Element).closest?.<HTMLAnchorElement>('a[href^="#/"]');
    if (link) keepPlace();
  },
  { capture: true },
);
// Nearly every view needs the package: it is made ready while the source is looked for.
void ready().catch(() => {});
void findEmbedded().then(() => show());
