// The verdict on a profile: what was found, what could not be checked, what is locked and on.

import type { PolicySummary } from "zoom-phone-profile";
import type { Item } from "../model/audit";
import { countItems } from "../model/audit";
import { TOPICS } from "../model/topics";
import { levelName, SEVERITIES, UNCHECKED } from "../parts/marks";
import { verdict } from "../parts/verdict";
import { here } from "./profile-link";

/** As many letters as a figure has room for on one line. */
const MOST_LETTERS = 30;

export function profileVerdict(
  items: Item[],
  { entries, counts }: PolicySummary,
  settings: Record<string, string>,
): HTMLElement {
  const count = countItems(items);
  const levels = new Map<string, number>();
  for (const { locked, lockedBy } of entries) {
    if (!locked) continue;
    const level = lockedBy === null ? "not given" : levelName(lockedBy).toLowerCase();
    levels.set(level, (levels.get(level) ?? 0) + 1);
  }
  const { only = "", show = "" } = settings;
  const severities = (["high", "medium", "low"] as const).map((severity) => ({
    count: count[severity],
    label: SEVERITIES[severity],
    note: topicsOf(items.filter(({ isFound, finding }) => isFound && finding.severity === severity)),
    severity,
    href: here({ only: only === severity ? "" : severity, topic: "", q: "" }),
    isChosen: only === severity,
    control: `verdict-${severity}`,
  }));
  return verdict("Verdict", [
    ...severities,
    {
      count: count.cannot,
      label: UNCHECKED,
      note: count.cannot > 0 ? "The reply does not say" : "Everything could be checked",
      severity: "cannot",
      href: here({ only: only === "cannot" ? "" : "cannot", topic: "", q: "" }),
      isChosen: only === "cannot",
      control: "verdict-cannot",
    },
    {
      count: counts.locked,
      of: entries.length,
      label: "Locked",
      note: [...levels].map(([level, of]) => `${of} ${level}`).join(", ") || "None",
      href: here({ show: show === "locked" ? "" : "locked" }),
      isChosen: show === "locked",
      control: "verdict-locked",
    },
    {
      count: counts.on,
      of: entries.length,
      label: "On",
      note: `${counts.off} off, ${counts.unknown} unknown`,
      href: here({ show: show === "on" ? "" : "on" }),
      isChosen: show === "on",
      control: "verdict-on",
    },
  ]);
}

/** As many topics as a line has room for. */
function topicsOf(items: Item[]): string {
  const topics = [...new Set(items.map(({ topic }) => TOPICS[topic]))];
  if (topics.length === 0) return "None found";
  const listed = (shown: number) =>
    `${topics.slice(0, shown).join(", ")}${shown < topics.length ? ` and ${topics.length - shown} more` : ""}`;
  let shown = topics.length;
  while (shown > 1 && listed(shown).length > MOST_LETTERS) shown -= 1;
  return listed(shown);
}
