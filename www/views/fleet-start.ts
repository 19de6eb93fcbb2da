// How a fleet begins: all users of the account, some of them, or a file.

import type { RequestOptions } from "zoom-phone-profile";
import { button, element, fill, foreign, icon, number } from "../dom";
import { FetchedFleet } from "../fleet/fetched";
import { labelOf, readFilters } from "../fleet/filters";
import { readIds } from "../fleet/ids";
import type { FleetRun } from "../fleet/run";
import { PageError } from "../page-error";
import { droppable, FILES, fileButton } from "../parts/drop";
import { openFile } from "../source/open";
import type { Source } from "../source/source";
import { describe, nameOf, requestOptions, source } from "../source/source";

const BUSINESS_RATE = 40;

type Open = (run: FleetRun) => void;

/** A link that filters the sample server's users has them read: who opens it sees what its sender saw. */
export function startOfItself(of: Source, settings: Record<string, string>, open: Open): undefined {
  if (of.kind !== "embedded" || !(settings.where || settings.q)) return undefined;
  queueMicrotask(() => source() === of && open(fetched(of, undefined, 1000)));
  return undefined;
}

const fetched = (of: Source, ids: string[] | undefined, rate: number): FetchedFleet =>
  new FetchedFleet(describe(of), ids, optionsOf(of), rate);

/** How to ask a source: as it is now, perhaps with another token; or as it was, if the page has another source now. */
function optionsOf(of: Source): () => RequestOptions {
  const then = requestOptions("server") ?? {};
  return () => (nameOf(source()) === nameOf(of) ? (requestOptions("server") ?? then) : then);
}

export function startCard(of: Source, settings: Record<string, string>, open: Open): HTMLElement {
  const fault = element("p", { class: "fault", role: "alert" });
  const rate = rateField();
  const read = (list?: string[]) => {
    if (list?.length === 0) return fill(fault, "It contains no user IDs.");
    try {
      open(fetched(of, list, Math.max(1, Number(rate.value) || BUSINESS_RATE)));
    } catch (error) {
      if (!(error instanceof PageError)) throw error;
      fill(fault, foreign(`${error.message} ${error.hint}`));
    }
  };
  return element(
    "div",
    {},
    sharedNote(of, settings),
    element("div", { class: "ways two" }, readWay(of, rate, read, fault), fileWay()),
  );
}

/** Reads the users of a list, or all. */
type Read = (list?: string[]) => void;

const rateField = (): HTMLInputElement =>
  element("input", {
    id: "rate",
    class: "field",
    type: "number",
    min: 1,
    max: 1000,
    step: 1,
    value: BUSINESS_RATE,
    "aria-describedby": "rate-note",
  });

function readWay(of: Source, rate: HTMLElement, read: Read, fault: HTMLElement): HTMLElement {
  const isSample = of.kind === "embedded";
  return element(
    "section",
    { class: "card way", "aria-labelledby": "way-read" },
    icon("again"),
    element("h2", { id: "way-read" }, isSample ? "Read the sample server" : "Read from Zoom"),
    element(
      "p",
      {},
      isSample
        ? "Invented users: listed, then read one by one, as from Zoom."
        : "The account's users are listed, then read one by one.",
    ),
    rateOf(rate),
    element(
      "div",
      { class: "push" },
      button("Read all users", () => read(), { kind: "primary", control: "fetch-all" }),
      element(
        "details",
        { class: "rest" },
        element("summary", { "data-control": "some" }, "Some users only"),
        someUsers(read),
      ),
      fault,
    ),
  );
}

const rateOf = (rate: HTMLElement): HTMLElement =>
  element(
    "div",
    { class: "rate" },
    element("label", { class: "label", for: "rate" }, "Requests a second"),
    rate,
    element(
      "p",
      { id: "rate-note", class: "caption" },
      `Zoom allows 20 on Pro and ${number(BUSINESS_RATE)} on Business, for all apps of the account together.`,
    ),
  );

function someUsers(read: Read): HTMLElement {
  const ids = element("textarea", {
    id: "ids",
    class: "field",
    rows: 4,
    spellcheck: "false",
    dir: "ltr",
    placeholder: "One a line, or a CSV with a column of IDs or emails",
  });
  return element(
    "div",
    { class: "stack" },
    element("div", {}, element("label", { class: "label", for: "ids" }, "Users"), ids),
    element(
      "div",
      { class: "actions" },
      button("Read these users", () => read(readIds(ids.value)), {
        control: "fetch-ids",
      }),
      fileButton("Open a CSV of users", ".csv,.tsv,.txt", (file) => file.text().then((text) => read(readIds(text)))),
    ),
  );
}

const fileWay = (): HTMLElement =>
  element(
    "section",
    { class: "card way", "aria-labelledby": "way-file" },
    icon("file"),
    element("h2", { id: "way-file" }, "Open a file"),
    element(
      "p",
      {},
      "Profiles as a JSON list, one a line, or inside an object; of any size. The file stays on this machine.",
    ),
    element(
      "div",
      { class: "push" },
      droppable("Choose a file", FILES, (file) => openFile(file, "fleet")),
    ),
  );

/** What a link shows that cannot be shown yet. */
function sharedNote(of: Source, settings: Record<string, string>): HTMLElement | null {
  const filters = readFilters(settings.where);
  if (filters.length === 0 && !settings.q) return null;
  const words = [...filters.map((filter) => labelOf(filter, undefined)), settings.q && `“${settings.q}”`]
    .filter(Boolean)
    .join(", ");
  return element(
    "p",
    { class: "card note", role: "status" },
    `This link shows users filtered by: ${words}. Read them from ${describe(of)} to see the same.`,
  );
}
