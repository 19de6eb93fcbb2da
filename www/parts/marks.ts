// Marks: severity, state, lock and effect. Each differs in shape and has a word, so that color never says anything
// alone.

import type { PolicyEntry } from "zoom-phone-profile";

import { element, foreign, icon, symbol } from "../dom";
import { own } from "../own";

export type Severity = "high" | "medium" | "low" | "info" | "cannot";
/** The one wording for what the reply leaves undecided, in every view. */
export const UNCHECKED = "Could not be checked";
export const SEVERITIES: Record<Severity, string> = {
  high: "High",
  medium: "Medium",
  low: "Low",
  info: "Info",
  cannot: UNCHECKED,
};
export const RANK = Object.keys(SEVERITIES) as Severity[];

export const glyph = (severity: Severity, label?: string): SVGElement =>
  symbol(`g-${severity}`, { class: "glyph", "data-severity": severity }, label);

export function badge(severity: Severity, word = SEVERITIES[severity]): HTMLElement {
  return element("span", { class: "badge", "data-severity": severity }, glyph(severity), word);
}

export const STATES = { on: "On", off: "Off", unknown: "Unknown" } as const;
export type State = keyof typeof STATES;

export const dot = (state: State): HTMLElement => element("i", { class: "dot", "data-state": state });

export function stateMark(state: State): HTMLElement {
  return element("span", { class: "state", "data-state": state }, dot(state), STATES[state]);
}

const LEVELS: Record<string, string> = {
  account: "Account",
  site: "Site",
  user_group: "Group",
  user: "User",
  invalid: "Level not valid",
  unknown: "Level not given",
};

/** The level of a lock, in words. */
export function levelName(level: string | null | undefined): string {
  return own(LEVELS, level ?? "unknown") ?? String(level).replaceAll("_", " ");
}

export function lockMark({ locked, lockedBy }: Pick<PolicyEntry, "locked" | "lockedBy">): HTMLElement | null {
  if (locked !== true) return null;
  return element("span", { class: "lock" }, icon("lock"), foreign(levelName(lockedBy)));
}

export type Effect = "more" | "cannot" | "less" | "neither";
export const EFFECTS: Record<Effect, string> = {
  more: "Permits more",
  cannot: UNCHECKED,
  less: "Permits less",
  neither: "Neither",
};

export function effectMark(effect: Effect, word: string | null = EFFECTS[effect]): HTMLElement {
  return element("span", { class: "effect", "data-effect": effect }, icon(effect), word);
}

/**
 * A bar of shares beside a number in text: decoration. Shares are set by script, since styles in markup are
 * refused.
 */
export function bar(shares: { share: number; state?: State; severity?: Severity }[]): HTMLElement {
  const parts = shares
    .filter(({ share }) => share > 0)
    .map(({ share, state, severity }) => {
      const part = element("i", { "data-state": state, "data-severity": severity });
      part.style.setProperty("--share", String(share));
      return part;
    });
  return element("span", { class: "bar", "aria-hidden": "true", "data-of": shares[0]?.state && "states" }, ...parts);
}
