// The head of a fleet: what was read, when and from where; while it is being read, how far it is.

import type { Child } from "../dom";
import { announce, button, element, fill, foreign, moment, number, plural } from "../dom";
import { compareWith } from "../fleet/earlier";
import type { FleetRun } from "../fleet/run";
import { go, readLink } from "../link";
import { linkButton, printButton } from "../parts/actions";
import { showFault } from "../parts/dialog";
import { FILES, fileButton } from "../parts/drop";
import { failureCard } from "../parts/failure";
import { menu } from "../parts/menu";
import { chooseSource } from "../parts/source-dialog";
import { viewHead } from "../parts/view-head";
import { keepFocus } from "../place";
import { describe, source } from "../source/source";
import { toggleLink } from "./fleet-figures";

const PHASES: Record<FleetRun["phase"], string> = {
  running: "Reading",
  paused: "Paused",
  done: "Read",
  stopped: "Stopped",
  failed: "Broken off",
};

/** Says anew how far the reading is. */
export function retell(head: HTMLElement, run: FleetRun): void {
  const line = head.querySelector<HTMLElement>(".reading");
  if (line) keepFocus(line, () => fill(line, ...said(run)));
}

/** `restart` offers again how the fleet is read. */
export function fleetHead(run: FleetRun | undefined, restart: () => void = () => {}): HTMLElement {
  const line = element("p", { class: "crumbs caption reading" });
  const head = viewHead(line, "Fleet");
  if (!run) {
    fill(line, "Many users in one table, from ", describe(source()));
    return head;
  }
  fill(line, ...said(run));
  head.append(element("div", { class: "actions" }, ...actions(run, restart)));
  if (run.phase !== "failed") return head;
  return element(
    "div",
    {},
    head,
    failureCard(run.error, () => run.start()),
  );
}

function said(run: FleetRun): Child[] {
  const { phase, rows, total, listed, failed, name, at } = run;
  if (listed !== undefined)
    return [
      element("b", { role: "status" }, PHASES[phase]),
      ` the list of users: ${number(listed)} so far, from `,
      foreign(name),
    ];
  const users =
    total !== undefined && phase !== "done"
      ? `${number(rows.length)} of ${plural(total, "user")}`
      : plural(rows.length, "user");
  const failures =
    failed === 0
      ? "None failed."
      : element(
          "a",
          { href: toggleLink({ kind: "fact", value: "failed" }), "data-control": "failed" },
          `${number(failed)} failed`,
        );
  if (phase === "done")
    return [element("span", { class: "said" }, `${users} read on ${moment(at)}, from `, foreign(name), ". "), failures];
  const left = phase === "running" ? timeLeft(run) : "";
  return [
    element("b", { role: "status" }, PHASES[phase]),
    " ",
    element("span", { class: "said" }, `${users} from `, foreign(name), left && ` · ${left}`),
    failed > 0 && " · ",
    failed > 0 && failures,
  ];
}

function actions(run: FleetRun, restart: () => void): HTMLElement[] {
  const { phase, isFile } = run;
  const stop = button("Stop", () => run.stop(), { sign: "stop", control: "stop" });
  if (phase === "running")
    return isFile ? [stop] : [button("Pause", () => run.pause(), { sign: "pause", control: "pause" }), stop];
  if (phase === "paused") return [button("Go on", () => run.resume(), { sign: "play", control: "pause" }), stop];
  const open = button("Open a file", () => chooseSource(), { sign: "file", control: "open-file" });
  if (phase === "stopped")
    return [
      button(isFile ? "Read it again" : "Read the rest", () => run.start(), { sign: "again", control: "again" }),
      open,
    ];
  if (phase === "failed")
    return isFile ? [open] : [button("Choose users", restart, { sign: "again", control: "choose-users" }), open];
  const again = isFile
    ? button(
        "Compare users",
        () => go({ view: "compare", subject: "", settings: { source: readLink(location.hash).settings.source ?? "" } }),
        { sign: "compare" },
      )
    : button("Read again", restart, { sign: "again", control: "again" });
  return [open, earlierButton(run), menu("More", [again, linkButton(), printButton()])];
}

/** Opens an earlier file of the same users: what changed since becomes a filter. */
function earlierButton(run: FleetRun): HTMLElement {
  const compare = (file: File) => {
    announce("The earlier file is being read");
    compareWith(run, file).then(
      () => announce("Changes are filters now"),
      (error: unknown) => showFault("The earlier file cannot be read", error, "Choose another file."),
    );
  };
  const label = element("span", { class: "not-narrow" }, "Compare with an earlier file");
  const short = element("span", { class: "only-narrow" }, "Earlier file");
  const made = fileButton(element("span", {}, label, short), FILES, compare);
  made.querySelector("input")!.id = "earlier";
  return made;
}

function timeLeft({ limitedUntil, etaMs = 0 }: FleetRun): string {
  const limitedMs = limitedUntil - performance.now();
  if (limitedMs > 0) return `Zoom's limit ends in ${duration(limitedMs)}: it goes on then`;
  return etaMs > 0 ? `about ${duration(etaMs)} left` : "";
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
