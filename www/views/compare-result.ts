// The result of a comparison: how many changes of each effect, and the table.

import { element, number } from "../dom";
import { readLink, writeLink } from "../link";
import type { Change } from "../model/changes";
import { copyButton, linkButton, printButton } from "../parts/actions";
import type { Sides } from "../parts/changes";
import { changesTable } from "../parts/changes";
import { choiceChips } from "../parts/chips";
import type { Effect } from "../parts/marks";
import { EFFECTS, effectMark, UNCHECKED } from "../parts/marks";
import type { Figure } from "../parts/verdict";
import { verdict } from "../parts/verdict";

const SHOWN: Effect[] = ["more", "cannot", "less", "neither"];
const LABELS: Record<Effect, string> = {
  more: "Permit more",
  cannot: UNCHECKED,
  less: "Permit less",
  neither: "Neither more nor less",
};

/** The verdict and the table; `only` is the effect that is chosen, empty for all. */
export function compareResult(
  changes: Change[],
  sides: Sides,
  only: string,
  choose: (only: string) => void,
): HTMLElement[] {
  if (changes.length === 0) return [nothing(sides)];
  const shown = only === "" ? changes : changes.filter(({ effect }) => effect === only);
  const head = element(
    "div",
    { class: "card-head" },
    element(
      "h2",
      { id: "changes", tabindex: "-1" },
      "Changes ",
      element("span", { class: "count" }, number(shown.length)),
    ),
    effectChips(changes, only, choose),
    element(
      "div",
      { class: "actions" },
      copyButton("Copy", () => asText(shown, sides)),
      linkButton(),
      printButton(),
    ),
  );
  return [
    verdict("Verdict", figuresOf(changes, only)),
    element(
      "section",
      { class: "card", "aria-labelledby": "changes" },
      head,
      ...changesTable(shown, sides, only !== ""),
    ),
  ];
}

/** How many changes have each effect, as links that show these alone. */
function figuresOf(changes: Change[], only: string): Figure[] {
  const link = readLink(location.hash);
  return SHOWN.map((effect) => {
    const having = withEffect(changes, effect);
    return {
      count: having.length,
      label: LABELS[effect],
      note: noteOf(effect, having),
      effect,
      href: writeLink({ ...link, settings: { ...link.settings, only: only === effect ? "" : effect } }),
      isChosen: only === effect,
      control: `verdict-${effect}`,
    };
  });
}

/** The choice of one effect among those that changes have. */
function effectChips(changes: Change[], only: string, choose: (only: string) => void): HTMLElement {
  const effects = SHOWN.map((effect) => ({
    value: effect,
    label: EFFECTS[effect],
    count: withEffect(changes, effect).length,
    mark: effectMark(effect, null),
  })).filter(({ count }) => count > 0);
  return choiceChips("Effect of changes", "only", only, [{ value: "", label: "All" }, ...effects], choose);
}

const withEffect = (changes: Change[], wanted: Effect): Change[] => changes.filter(({ effect }) => effect === wanted);

function noteOf(effect: Effect, changes: Change[]): string {
  const policies = new Set(changes.map(({ key }) => key)).size;
  if (changes.length === 0) return "None";
  if (effect === "cannot") return "One side does not say";
  return effect === "neither" ? "Names, numbers, places" : `In ${policies} ${policies === 1 ? "policy" : "policies"}`;
}

/** The changes as lines, for a ticket or a message. */
function asText(changes: Change[], { names, before, after }: Sides): string {
  const lines = changes.map(
    ({ label, setting, before: from, after: to, effect }) => `${EFFECTS[effect]}\t${label}\t${setting}\t${from}\t${to}`,
  );
  return [`Effect\tPolicy\tSetting\t${names[0]} ${before}\t${names[1]} ${after}`, ...lines].join("\n");
}

function nothing({ names, after }: Sides): HTMLElement {
  const isBaseline = names[0] === "Expected";
  return element(
    "section",
    { class: "card empty" },
    element("h2", {}, isBaseline ? "Everything matches the baseline" : "Nothing differs"),
    element(
      "p",
      {},
      isBaseline
        ? `Every setting of the baseline is as expected for ${after}.`
        : "Policies, status, department, numbers, plans and address are the same.",
    ),
  );
}
