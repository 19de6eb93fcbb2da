// The policies of a fleet: how many have each on, and, opened, each state and lock as a filter.

import { element, foreign, icon, number } from "../dom";
import { policyKeys, policyLabel } from "../fleet/catalog";
import type { Filter } from "../fleet/filters";
import { isSame } from "../fleet/filters";
import { LEVEL_OF } from "../fleet/row";
import type { Counts } from "../fleet/select";
import type { State } from "../parts/marks";
import { bar, dot, levelName, STATES } from "../parts/marks";
import { facet } from "./fleet-facet";
import { toggleLink } from "./fleet-figures";

/** Those that are asked for most stand first. */
const FIRST = ["auto_call_recording", "international_calling", "e2e_encryption", "sms"];

export function policyFacet(counts: Counts, set: Filter[]): HTMLElement {
  const keys = policyKeys();
  const order = [...FIRST.filter((key) => keys.includes(key)), ...keys.filter((key) => !FIRST.includes(key))];
  // What is a filter now is not hidden behind "all".
  const isSet = (key: string) =>
    set.some(({ kind, value }) => (kind === "policy" || kind === "lock") && value.startsWith(`${key}.`));
  order.sort((a, b) => Number(isSet(b)) - Number(isSet(a)));
  const items = order.map((key) => () => policyItem(key, keys.indexOf(key), counts, set, isSet(key)));
  return facet("Policies", items, FIRST.length, { all: `All ${keys.length} policies`, control: "all-policies" });
}

function policyItem(key: string, at: number, { states, locks }: Counts, set: Filter[], isOpen: boolean): HTMLElement {
  const [on, off, unknown] = [states[3 * at]!, states[3 * at + 1]!, states[3 * at + 2]!];
  const total = Math.max(1, on + off + unknown);
  const shares = (
    [
      ["on", on],
      ["off", off],
      ["unknown", unknown],
    ] as const
  ).map(([state, amount]) => ({ share: amount / total, state }));
  const summary = element(
    "summary",
    { class: "facet-item", "data-plain": true, "data-control": `policy-${key}` },
    element("span", { class: "facet-label" }, foreign(policyLabel(key))),
    element("span", { class: "number" }, `${Math.round((100 * on) / total)} % on`),
    bar(shares),
  );
  const details = element("details", { open: isOpen }, summary);
  // Most are never opened: what they contain is made when they are.
  const fillIn = () => {
    if (!details.open || details.childElementCount > 1) return;
    const amounts: [State, number][] = [
      ["on", on],
      ["off", off],
      ["unknown", unknown],
    ];
    const levels = Object.entries(LEVEL_OF).filter(([letter]) => (locks[at]!.get(letter) ?? 0) > 0);
    details.append(
      element(
        "div",
        { class: "facet-split" },
        ...amounts.map(([state, amount]) =>
          split({ kind: "policy", value: `${key}.${state}` }, dot(state), STATES[state], amount, set),
        ),
        ...levels.map(([letter, level]) =>
          split(
            { kind: "lock", value: `${key}.${level}` },
            icon("lock"),
            levelName(level),
            locks[at]!.get(letter)!,
            set,
          ),
        ),
      ),
    );
  };
  details.addEventListener("toggle", fillIn);
  fillIn();
  return element("li", {}, details);
}

function split(filter: Filter, mark: Element, label: string, amount: number, set: Filter[]): HTMLElement {
  const isSet = set.some((other) => isSame(other, filter));
  return element(
    "a",
    { href: toggleLink(filter), "aria-current": isSet && "true", "data-control": `${filter.kind}-${filter.value}` },
    mark,
    element("span", {}, label),
    element("span", { class: "number" }, number(amount)),
  );
}
