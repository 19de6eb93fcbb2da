// What changed in a fleet since an earlier file: who changed, worst first, who is new and who is gone.

import { element, foreign, icon, number, plural } from "../dom";
import type { Drift, DriftUser } from "../fleet/jobs";
import type { FleetRun } from "../fleet/run";
import { writeLink } from "../link";
import { effectMark } from "../parts/marks";
import { nameOf, source } from "../source/source";
import { changeMarks } from "./fleet-rows";

/** Users that are listed before the rest is asked for, and at most. */
const FIRST = 5;
const MOST = 100;

export function driftCard(run: FleetRun, drift: Drift): HTMLElement {
  const { changed, added, removed, failed } = drift;
  const counts = [`${number(changed.length)} changed`, `${number(added.length)} new`, `${number(removed.length)} gone`];
  if (failed > 0) counts.push(`${number(failed)} could not be compared`);
  const rest = changed.slice(FIRST, MOST);
  return element(
    "section",
    { class: "card drift", "aria-labelledby": "drift" },
    element(
      "div",
      { class: "card-head" },
      element("h2", { id: "drift" }, "Changes since ", foreign(run.since ?? "")),
      element("span", { class: "caption" }, `${counts.join(", ")}.`),
    ),
    changed.length === 0
      ? element("p", { class: "findings-none" }, "No user that both files have has changed.")
      : userList(run, changed.slice(0, FIRST)),
    rest.length > 0 &&
      folded(`${plural(rest.length, "more user")} with changes`, "drift-more", () => userList(run, rest)),
    changed.length > MOST &&
      element(
        "p",
        { class: "findings-none" },
        `${plural(changed.length - MOST, "more user")} with changes: the filters on the side have them.`,
      ),
    added.length > 0 && folded(`New: ${plural(added.length, "user")}`, "drift-added", () => nameList(run, added)),
    removed.length > 0 &&
      folded(`Gone: ${plural(removed.length, "user")}`, "drift-removed", () => nameList(run, removed)),
  );
}

/** What is folded is made when it is opened. */
function folded(title: string, control: string, make: () => HTMLElement): HTMLElement {
  const summary = element("summary", { "data-control": control }, element("span", {}, title), chevron());
  const made = element("details", { class: "drift-rest" }, summary);
  made.addEventListener("toggle", () => made.childElementCount === 1 && made.append(make()), { once: true });
  return made;
}

function chevron(): SVGElement {
  const made = icon("chevron");
  made.classList.add("chevron");
  return made;
}

const userList = (run: FleetRun, users: DriftUser[]): HTMLElement =>
  element("ol", { class: "findings" }, ...users.map((user) => userItem(run, user)));

/** A user in one line, with the gravest change; opened, with all. */
function userItem(run: FleetRun, user: DriftUser): HTMLElement {
  const { id, more, less, cannot, fields, texts } = user;
  const row = run.rowNamed(id);
  const all = more + less + cannot + fields;
  const marks = changeMarks(user);
  const summary = element(
    "summary",
    {},
    element("span", { class: "drift-marks" }, ...(marks.length > 0 ? marks : [effectMark("neither", null)])),
    element(
      "span",
      { class: "finding-title", dir: "auto" },
      element("b", {}, foreign(row?.name ?? id)),
      element("span", { "aria-hidden": "true" }, " › "),
      texts[0] ?? "",
    ),
    element("span", { class: "finding-evidence" }, all > 1 && `and ${plural(all - 1, "more change")}`),
    chevron(),
  );
  const left = all - texts.length;
  const content = element(
    "div",
    { class: "drift-texts" },
    element("ul", {}, ...texts.map((text) => element("li", { dir: "auto" }, text))),
    left > 0 && element("p", { class: "caption" }, `And ${plural(left, "more change")}.`),
    row && userLink(run, id, "Show the profile"),
  );
  return element("li", { "data-user": id }, element("details", { class: "finding" }, summary, content));
}

/** A link to the profile of a user of the later fleet; else the ID alone. */
function userLink(run: FleetRun, id: string, label?: string): HTMLElement {
  const row = run.rowNamed(id);
  if (!row) return foreign(id);
  const href = writeLink({ view: "profile", subject: run.subjectOf(row), settings: { source: nameOf(source()) } });
  return element("a", { href }, label ?? foreign(row.name));
}

function nameList(run: FleetRun, ids: string[]): HTMLElement {
  const names = ids.slice(0, MOST).map((id) => element("li", {}, userLink(run, id)));
  if (ids.length > MOST) names.push(element("li", { class: "caption" }, `And ${number(ids.length - MOST)} more`));
  return element("ul", { class: "drift-names" }, ...names);
}
