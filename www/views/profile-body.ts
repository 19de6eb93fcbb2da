// What is shown of a profile, and how it follows the link.

import type { PolicySummary, UserProfile } from "zoom-phone-profile";
import { summarizePolicy } from "zoom-phone-profile";

import { element, fill } from "../dom";
import type { Link } from "../link";
import { change } from "../link";
import type { Item } from "../model/audit";
import { auditItems, countItems, matchesItem, verdictLine } from "../model/audit";
import { wordsOf } from "../model/query";
import { choiceChips } from "../parts/chips";
import { findingsCard, openFinding } from "../parts/findings";
import { identityCard } from "../parts/identity";
import { FILTERS, matchesPolicy, policyTable, reveal } from "../parts/policies";
import { searchField } from "../parts/search";
import { topicChips } from "../parts/topics";
import { keepFocus } from "../place";
import { withNames } from "../source/known-names";
import type { Fetched } from "../source/load";
import { profileHead } from "./profile-head";
import { here } from "./profile-link";
import { profileVerdict } from "./profile-verdict";

const linkTo = (pointer: string): string => here({ at: pointer, show: "", q: "", topic: "", only: "" });
const linkToFinding = (id: string): string => here({ finding: id, q: "", topic: "", only: "" });

export function profileBody(fetched: Fetched, sourceName: string) {
  const { profile } = fetched;
  const items = auditItems(profile);
  const summary = summarizePolicy(profile);
  const raw = (profile.policy ?? {}) as Record<string, unknown>;
  const worst = new Map<string, Item>();
  for (const item of [...items].reverse())
    if (item.policy && (item.isFound || !worst.has(item.policy))) worst.set(item.policy, item);

  const search = searchField("Search findings and policies", (q) =>
    change({ q, at: "", finding: "" }, { replace: true }),
  );
  const topics = element("div", { class: "topics" });
  const strip = element("div");
  const findings = element("div");
  const policies = element("section", { class: "card", "aria-labelledby": "policies" });
  const status = element("p", { class: "visually-hidden", role: "status" });
  const identity = identityCard(fetched, sourceName, items, linkToFinding);
  const body = element(
    "div",
    { class: "with-side" },
    identity,
    element(
      "div",
      { class: "stack" },
      element("div", { class: "narrowing" }, search.element, topics),
      findings,
      policies,
      status,
    ),
  );
  const table = { sentences: sentencesOf(profile, summary), raw, worst };

  let drawn: string | undefined;
  let isFirst = true;
  function draw(settings: Record<string, string>): void {
    const { q = "", topic = "", only = "", show = "" } = settings;
    search.show(q);
    const key = JSON.stringify([q, topic, only, show]);
    if (key === drawn) return;
    drawn = key;
    const query = wordsOf(q);
    const matching = items.filter((item) => matchesItem(item, query));
    const found = matching.filter((item) => (topic === "" || item.topic === topic) && isOf(item, only));
    const entries = summary.entries.filter(
      (entry) => matchesPolicy(entry, query) && (topic === "" || entry.category === topic),
    );
    const shown = entries.filter((entry) => FILTERS[show]?.holds(entry) ?? true);
    const isNarrowed = q !== "" || topic !== "" || only !== "";
    keepFocus(strip, () => fill(strip, profileVerdict(items, summary, settings)));
    keepFocus(topics, () =>
      fill(
        topics,
        topicChips(
          matching,
          summary.entries.filter((entry) => matchesPolicy(entry, query)),
          topic,
        ),
      ),
    );
    keepFocus(findings, () => fill(findings, findingsCard(found, { linkTo, isNarrowed, total: items.length })));
    const drawPolicies = () =>
      keepFocus(policies, () =>
        fill(
          policies,
          policiesHead(summary, entries, shown, show),
          shown.length > 0
            ? policyTable(summary, shown, {
                ...table,
                linkTo: (policy) => linkTo(`/policy/${policy}`),
                isOpen: isNarrowed || show !== "",
              })
            : nothing(isNarrowed || show !== ""),
        ),
      );
    // The answer comes first; a slow machine draws the proof in a task of its own.
    if (isFirst && !settings.at) setTimeout(drawPolicies, 0);
    else drawPolicies();
    isFirst = false;
    status.textContent = `${found.length} findings, ${shown.length} of ${summary.entries.length} policies`;
  }

  return {
    parts: [profileHead(profile, fetched, summary), strip, body],
    verdict: verdictLine(countItems(items)),
    update({ settings }: Link) {
      // What a link leads to may be a policy that shares a line with others.
      draw(settings);
      const { at, finding } = settings;
      if (at && !reveal(body, at)) revealQuiet(at);
      if (finding) openFinding(body, finding);
    },
  };

  /** Gives unknown policies rows of their own, then goes to the one that is meant. */
  function revealQuiet(pointer: string): void {
    const options = { ...table, linkTo: (policy: string) => linkTo(`/policy/${policy}`), isOpen: true };
    const old = policies.querySelector(".policies");
    old?.replaceWith(policyTable(summary, summary.entries, options));
    drawn = undefined;
    reveal(body, pointer);
  }
}

function isOf({ finding, isFound }: Item, only: string): boolean {
  if (only === "") return true;
  return only === "cannot" ? !isFound : isFound && finding.severity === only;
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
  chosen: PolicySummary["entries"],
  shown: PolicySummary["entries"],
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
