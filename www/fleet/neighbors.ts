// Where a profile belongs in the fleet that somebody came from: "Fleet › Sales › 6 of 138 · Previous · Next".

import { element, foreign, number } from "../dom";
import type { Link } from "../link";
import { writeLink } from "../link";
import { nameOf, source } from "../source/source";
import { runOf } from "./current";
import { labelOf } from "./filters";
import type { Row } from "./row";
import type { FleetRun } from "./run";
import { select } from "./select";

/** The settings of a profile's link that lead back to the list it was opened from. */
export const LIST = { where: "where", sort: "sort", list: "q" } as const;

/** What a profile keeps of the fleet's settings. */
export function listSettings(settings: Record<string, string>): Record<string, string> {
  return { where: settings.where ?? "", sort: settings.sort ?? "", list: settings.q ?? "", from: "fleet" };
}

export function crumbs({ subject, settings }: Link, name: string): HTMLElement | null {
  const run = runOf(source());
  if (!run || settings.from !== "fleet") return null;
  const list = { where: settings.where ?? "", sort: settings.sort ?? "", q: settings.list ?? "" };
  const { rows, filters } = select(run, list);
  const named = run.rowNamed(subject);
  const at = rows.findIndex((row) => (named ? row === named : row.name === name));
  const shared = { source: nameOf(source()) };
  const fleet = writeLink({ view: "fleet", subject: "", settings: { ...shared, ...list } });
  const words = [...filters.map((filter) => labelOf(filter, run)), list.q && `“${list.q}”`].filter(Boolean).join(", ");
  const pager =
    at >= 0 &&
    element("span", { class: "pager" }, arrow(), ` ${number(at + 1)} of ${number(rows.length)}`, ...neighbors(run));
  return element(
    "p",
    { class: "crumbs caption" },
    element("a", { href: fleet, "data-control": "to-fleet" }, "Fleet"),
    words && arrow(),
    words && element("a", { href: fleet }, foreign(words)),
    pager,
  );

  function neighbors(of: FleetRun): (Node | string)[] {
    // Who could not be read has no profile.
    const isOther = (row: Row) => !row.failure && of.subjectOf(row) !== subject;
    const ways: [string, number][] = [
      ["Previous", -1],
      ["Next", 1],
    ];
    return ways.flatMap(([label, step]) => {
      let to = at + step;
      while (rows[to] && !isOther(rows[to]!)) to += step;
      const row = rows[to];
      if (!row) return [];
      const settings = { ...shared, ...listSettings(list) };
      const href = writeLink({ view: "profile", subject: of.subjectOf(row), settings });
      return [" · ", element("a", { href, "data-control": label.toLowerCase() }, label)];
    });
  }
}

const arrow = (): HTMLElement => element("span", { "aria-hidden": "true" }, " › ");
