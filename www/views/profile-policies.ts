// The policies of one profile: how many are shown, the choice of their state, and the table.

import type { PolicyEntry, PolicySummary, UserProfile } from "zoom-phone-profile";
import { summarizePolicy } from "zoom-phone-profile";

import { element, fill } from "../dom";
import { change } from "../link";
import type { Item } from "../model/audit";
import { choiceChips } from "../parts/chips";
import { FILTERS, policyTable } from "../parts/policies";
import { keepFocus } from "../place";
import { withNames } from "../source/known-names";
import { here, linkTo } from "./profile-link";

/** What is shown of the policies: `entries` before the choice of a state, `shown` after it. */
export interface PolicySelection {
  entries: PolicyEntry[];
  shown: PolicyEntry[];
  /** The state that is chosen; empty means all. */
  show: string;
  /** Whether a search, a filter or a state hides policies. */
  isNarrowed: boolean;
}

export function policiesCard(profile: UserProfile, summary: PolicySummary, items: Item[]) {
  const card = element("section", { class: "card", "aria-labelledby": "policies" });
  const options = {
    sentences: sentencesOf(profile, summary),
    raw: (profile.policy ?? {}) as Record<string, unknown>,
    worst: worstByPolicy(items),
    linkTo: (policy: string) => linkTo(`/policy/${policy}`),
  };

  function draw({ entries, shown, show, isNarrowed }: PolicySelection): void {
    const head = policiesHead(summary, entries, shown, show);
    const table =
      shown.length > 0 ? policyTable(summary, shown, { ...options, isOpen: isNarrowed }) : nothing(isNarrowed);
    fill(card, head, table);
  }

  return {
    element: card,
    draw: (selection: PolicySelection): void => keepFocus(card, () => draw(selection)),
    /** Shows all policies, and gives unknown ones rows of their own. */
    drawAll(): void {
      const old = card.querySelector(".policies");
      old?.replaceWith(policyTable(summary, summary.entries, { ...options, isOpen: true }));
    },
  };
}

/** The gravest item of each policy; one that could not be checked only where nothing was found. */
function worstByPolicy(items: Item[]): Map<string, Item> {
  const worst = new Map<string, Item>();
  for (const item of [...items].reverse())
    if (item.policy && (item.isFound || !worst.has(item.policy))) worst.set(item.policy, item);
  return worst;
}

/** The sentence of each policy without its lock, which has a column of its own. */
function sentencesOf(profile: UserProfile, { entries }: PolicySummary): Map<string, string> {
  const bare = Object.entries(profile.policy ?? {}).map(([key, value]) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [key, value];
    const { locked: _, locked_by: __, modified: ___, ...rest } = value as Record<string, unknown>;
    return [key, rest];
  });
  const summary = summarizePolicy({ ...profile, policy: Object.fromEntries(bare) });
  const states = new Map(entries.map(({ key, state }) => [key, state]));
  return new Map(summary.entries.map(({ key, text }) => [key, states.get(key) === "unknown" ? "" : withNames(text)]));
}

function policiesHead(
  { entries, counts }: PolicySummary,
  chosen: PolicyEntry[],
  shown: PolicyEntry[],
  show: string,
): HTMLElement {
  const count = shown.length === entries.length ? `${entries.length}` : `${shown.length} of ${entries.length}`;
  const options = Object.entries(FILTERS).map(([value, { label, holds }]) => ({
    value,
    label,
    count: chosen.filter(holds).length,
  }));
  const chips = choiceChips("State of policies", "show", show, [{ value: "", label: "All" }, ...options], (value) =>
    change({ show: value, at: "", finding: "" }),
  );
  const heading = element(
    "h2",
    { id: "policies", tabindex: "-1" },
    "Policies ",
    element("span", { class: "count" }, count),
  );
  heading.dataset.locked = String(counts.locked);
  return element("div", { class: "card-head" }, heading, chips);
}

function nothing(isNarrowed: boolean): HTMLElement {
  const clear = element(
    "a",
    { class: "button", href: here({ q: "", topic: "", only: "", show: "" }) },
    "Show all policies",
  );
  return element(
    "div",
    { class: "empty" },
    element("h3", {}, "No policy matches"),
    element("p", {}, "All policies of this user are still here."),
    isNarrowed && clear,
  );
}
