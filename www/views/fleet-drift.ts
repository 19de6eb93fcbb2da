// What changed in a fleet since an earlier file: who changed, worst first, who is new and who is gone.

import type { Child } from "../dom";
import { element, foreign, number, plural } from "../dom";
import type { Drift, DriftUser } from "../fleet/jobs";
import type { FleetRun } from "../fleet/run";
import { writeLink } from "../link";
import { effectMark } from "../parts/marks";
import { nameOf, source } from "../source/source";

/** Users that are listed before the rest is asked for, and at most. */
const FIRST = 5;
const MOST = 100;

export function driftCard(run: FleetRun, drift: Drift): HTMLElement {
  const { changed, added, removed, failed } = drift;
  const heading = element("h2", {}, "Changes since ", foreign(run.since ?? ""));
  const counts = [`${number(changed.length)} changed`, `${number(added.length)} new`, `${number(removed.length)} gone`];
  if (failed > 0) counts.push(`${number(failed)} not compared`);
  const rest = changed.slice(FIRST, MOST);
  return element(
    "section",
    { class: "card drift", "aria-label": "Changes since a file" },
    element("div", { class: "card-head" }, heading),
    element("p", { class: "caption" }, `${counts.join(", ")}.`),
    changed.length > 0 && userList(run, changed.slice(0, FIRST)),
    rest.length > 0 &&
      folded(`${plural(rest.length, "more user")} with changes`, "drift-more", () => userList(run, rest)),
    changed.length > MOST &&
      element("p", { class: "caption" }, `And ${plural(changed.length - MOST, "more user")} with changes.`),
    added.length > 0 && folded(`New: ${plural(added.length, "user")}`, "drift-added", () => nameList(run, added)),
    removed.length > 0 &&
      folded(`Gone: ${plural(removed.length, "user")}`, "drift-removed", () => nameList(run, removed)),
  );
}

/** What is folded is made when it is opened. */
function folded(title: string, control: string, make: () => HTMLElement): HTMLElement {
  const made = element("details", {}, element("summary", { "data-control": control }, title));
  made.addEventListener("toggle", () => made.childElementCount === 1 && made.append(make()), { once: true });
  return made;
}

function userList(run: FleetRun, users: DriftUser[]): HTMLElement {
  return element("ol", { class: "drift-users" }, ...users.map((user) => userItem(run, user)));
}

function userItem(run: FleetRun, { id, more, less, cannot, fields, texts }: DriftUser): HTMLElement {
  const effects = Object.entries({ more, cannot, less } as const).filter(([, amount]) => amount > 0);
  const left = more + less + cannot + fields - texts.length;
  return element(
    "li",
    {},
    userLink(run, id),
    ...effects.flatMap(([effect, amount]): Child[] => [" ", effectMark(effect as "more", String(amount))]),
    element("ul", {}, ...texts.map((text) => element("li", { dir: "auto" }, text))),
    left > 0 && element("p", { class: "caption" }, `And ${plural(left, "more change")}.`),
  );
}

/** A link to the profile of a user of the later fleet; else the ID alone. */
function userLink(run: FleetRun, id: string): Child {
  const row = run.rowNamed(id);
  if (!row) return foreign(id);
  const href = writeLink({ view: "profile", subject: row.name, settings: { source: nameOf(source()) } });
  return element("a", { href }, foreign(row.name));
}

function nameList(run: FleetRun, ids: string[]): HTMLElement {
  const names = ids.slice(0, MOST).map((id) => element("li", {}, userLink(run, id)));
  if (ids.length > MOST) names.push(element("li", { class: "caption" }, `And ${number(ids.length - MOST)} more`));
  return element("ul", { class: "drift-users" }, ...names);
}
