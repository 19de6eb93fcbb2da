// Many users as one table: key figures, filters in the address, rows that lead to profiles, and an export of what
// is shown.

import "../styles/fleet.css";
import "../styles/fleet-parts.css";
import "../styles/drift.css";
import { announce, button, element, fill } from "../dom";
import { begin, fleetOfFile, runOf } from "../fleet/current";
import { groupingOf } from "../fleet/groups";
import type { FleetRun } from "../fleet/run";
import { select } from "../fleet/select";
import type { Link, Place } from "../link";
import { readLink } from "../link";
import { isPressed, redrawn, restorePlace } from "../place";
import { source } from "../source/source";
import { driftCard } from "./fleet-drift";
import { facetsCard, NARROW } from "./fleet-facets";
import { keyFigures } from "./fleet-figures";
import { fleetHead, retell } from "./fleet-head";
import { startCard, startOfItself } from "./fleet-start";
import { usersCard } from "./fleet-users";
import type { View } from "./view";

/** While users come in, what is shown follows a few times a second, and takes a tenth of the time at most. */
const REDRAW_MS = 250;
const MOST_SHARE = 0.1;

export const fleetView: View = (host, left) => {
  const present = source();
  const { head, start, figures, drift, facets, users, body } = fleetParts(host, left);
  const drawHead = headOf(head);
  const drawFigures = figuresOf(figures);
  const drawFacets = facetsOf(facets);
  let watched: FleetRun | undefined;
  let drawnDrift: FleetRun["drift"];
  const { later, timed } = paced(
    left,
    () => watched?.isLive === true,
    () => update(readLink(location.hash)),
  );

  function watch(run: FleetRun | undefined): void {
    watched?.removeEventListener("change", later);
    watched = run;
    watched?.addEventListener("change", later);
  }
  left.addEventListener("abort", () => watch(undefined));
  unfoldWhenWide(facets, left);

  function open(run: FleetRun): void {
    const wasPressed = start.contains(document.activeElement);
    watch(begin(present, run));
    update(readLink(location.hash));
    // What was pressed is gone: what pauses and stops the reading comes next.
    if (wasPressed) head.querySelector("button")?.focus();
    announce("The fleet is being read");
  }

  function update({ settings }: Link, place?: Place): void {
    const run =
      runOf(present) ?? (present.kind === "file" ? fleetOfFile(present) : startOfItself(present, settings, open));
    if (run !== watched) watch(run);
    start.hidden = run !== undefined;
    figures.hidden = body.hidden = run === undefined || (run.rows.length === 0 && run.phase !== "done");
    if (!run) {
      if (start.childElementCount === 0) fill(start, startCard(present, settings, open));
      return fill(head, fleetHead(undefined));
    }
    drawHead(run, () => beginAgain(start, startCard(present, settings, open)));
    if (figures.hidden) return;
    if (run.drift !== drawnDrift) fill(drift, run.drift && driftCard(run, run.drift));
    drawnDrift = run.drift;
    const selection = select(run, settings);
    users.update(run, selection, settings);
    // Who comes back finds all in its place; else the table answers a key at once, and counts follow in a task of
    // their own.
    for (const draw of [drawFigures, drawFacets]) {
      if (place) draw(run, settings);
      else setTimeout(() => left.aborted || timed(() => draw(run, settings)), 0);
    }
    restorePlace(place);
  }
  return update;
};

/** The parts of the view, in the host. */
function fleetParts(host: HTMLElement, left: AbortSignal) {
  const head = element("div");
  const figures = element("div");
  const drift = element("div");
  const facets = element("div");
  const users = usersCard(left);
  // Dozens of filters stand before the table.
  const skip = element(
    "div",
    { class: "visually-hidden skip-filters" },
    button("Skip the filters", () => users.focus(), { control: "skip-filters" }),
  );
  const body = element("div", { class: "with-side fleet" }, skip, facets, users.element);
  const start = element("div");
  fill(host, head, start, figures, drift, body);
  return { head, start, figures, drift, facets, users, body };
}

/** Draws later, and while users come in only as often as drawing is cheap; `timed` counts what else is drawn. */
function paced(left: AbortSignal, isLive: () => boolean, draw: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let drawnMs = 0;
  function timed(work: () => void): void {
    const began = performance.now();
    work();
    drawnMs += performance.now() - began;
  }
  const later = () =>
    (timer ??= setTimeout(
      () => {
        timer = undefined;
        if (left.aborted) return;
        if (isPressed()) return later();
        drawnMs = 0;
        timed(draw);
      },
      isLive() ? Math.max(REDRAW_MS, drawnMs / MOST_SHARE) : 0,
    ));
  return { later, timed };
}

/** Beside the table the filters have no line to open them by. */
function unfoldWhenWide(facets: HTMLElement, left: AbortSignal): void {
  const narrow = matchMedia(NARROW);
  const unfold = () => facets.querySelector("details")?.toggleAttribute("open", !narrow.matches);
  narrow.addEventListener("change", unfold, { signal: left });
}

/** Shows the ways to begin beside the fleet that is there. */
function beginAgain(start: HTMLElement, card: HTMLElement): void {
  fill(start, card);
  start.hidden = false;
  start.querySelector<HTMLElement>("button, input")?.focus();
}

/** Buttons stay while users come in; only what is said changes. */
function headOf(head: HTMLElement) {
  const draw = redrawn(head);
  return (run: FleetRun, restart: () => void): void => {
    // What is said links to failures, beside the filters of now.
    if (!draw([run.serial, run.phase], () => [fleetHead(run, restart)])) retell(head, run);
  };
}

function figuresOf(figures: HTMLElement) {
  const draw = redrawn(figures);
  return (run: FleetRun, settings: Record<string, string>): void => {
    draw([stateOf(run), linkOf(settings)], () => [keyFigures(run, settings)]);
  };
}

function facetsOf(facets: HTMLElement) {
  const draw = redrawn(facets);
  return (run: FleetRun, settings: Record<string, string>): void => {
    const grouping = groupingOf(settings.group);
    draw([stateOf(run), linkOf(settings)], () => [
      facetsCard(run, settings, grouping, facets.querySelector("details")),
    ]);
  };
}

/** What links to the fleet with another filter follow from: all settings but the page, which they leave. */
const linkOf = (settings: Record<string, string>): unknown => ({ ...settings, page: "" });

/** What the figures and counts of a reading follow from. */
const stateOf = ({ serial, comparisons, isLive, rows }: FleetRun): unknown[] => [
  serial,
  comparisons,
  isLive,
  rows.length,
];
