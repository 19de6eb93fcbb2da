// What is shown of a profile, and how it follows the link.

import type { PolicyEntry, PolicySummary } from "zoom-phone-profile";
import { summarizePolicy } from "zoom-phone-profile";

import { element, fill, plural } from "../dom";
import type { Link } from "../link";
import { change } from "../link";
import type { Item } from "../model/audit";
import { auditItems, countItems, matchesItem, verdictLine } from "../model/audit";
import { wordsOf } from "../model/query";
import { own } from "../own";
import { findingsCard, openFinding } from "../parts/findings";
import { identityCard } from "../parts/identity";
import { FILTERS, matchesPolicy, reveal } from "../parts/policies";
import { searchField } from "../parts/search";
import { topicChips } from "../parts/topics";
import { keepFocus } from "../place";
import type { Fetched } from "../source/load";
import { profileHead } from "./profile-head";
import { linkTo, linkToFinding } from "./profile-link";
import type { PolicySelection } from "./profile-policies";
import { policiesCard } from "./profile-policies";
import { profileVerdict } from "./profile-verdict";

export function profileBody(fetched: Fetched, sourceName: string, crumbs: HTMLElement | null) {
  const { profile } = fetched;
  const items = auditItems(profile);
  const summary = summarizePolicy(profile);
  const strip = element("div");
  const search = searchField("Search findings and policies", (q) =>
    change({ q, at: "", finding: "" }, { replace: true }),
  );
  const topics = element("div", { class: "topics" });
  const narrowing = element("div", { class: "narrowing" }, search.element, topics);
  const findings = element("div");
  const identity = identityCard(fetched, sourceName, items, linkToFinding);
  const policies = policiesCard(profile, summary, items);
  const status = element("p", { class: "visually-hidden", role: "status" });
  const stack = element("div", { class: "stack" }, narrowing, findings, policies.element, status);
  const body = element("div", { class: "with-side" }, identity, stack);

  let drawn: string | undefined;
  let isFirst = true;
  function draw(settings: Record<string, string>, isReturn: boolean): void {
    const { q = "", topic = "", only = "", show = "" } = settings;
    search.show(q);
    const key = JSON.stringify([q, topic, only, show]);
    if (key === drawn) return;
    drawn = key;
    const { matching, found, isNarrowed, ...selection } = select(items, summary, settings);
    keepFocus(strip, () => fill(strip, profileVerdict(items, summary, settings)));
    keepFocus(topics, () => fill(topics, topicChips(matching.items, matching.entries, topic)));
    keepFocus(findings, () => fill(findings, findingsCard(found, { linkTo, isNarrowed, total: items.length })));
    // The answer comes first; a slow machine draws the proof in a task of its own. Who comes back may have been there.
    if (isFirst && !settings.at && !isReturn) setTimeout(() => policies.draw(selection.policies), 0);
    else policies.draw(selection.policies);
    isFirst = false;
    const shown = selection.policies.shown.length;
    status.textContent = `${plural(found.length, "finding")}, ${shown} of ${summary.entries.length} policies`;
  }

  /** Gives unknown policies rows of their own, then goes to the one that is meant. */
  function revealQuiet(pointer: string): void {
    policies.drawAll();
    drawn = undefined;
    reveal(body, pointer);
  }

  return {
    parts: [profileHead(profile, fetched, summary, crumbs), strip, body],
    verdict: verdictLine(countItems(items)),
    /** `isReturn`: somebody comes back to it. */
    update({ settings }: Link, isReturn = false) {
      // What a link leads to may be a policy that shares a line with others.
      draw(settings, isReturn);
      const { at, finding } = settings;
      if (at && !reveal(body, at)) revealQuiet(at);
      if (finding) openFinding(body, finding);
    },
  };
}

/** What the settings of a link leave of a profile. */
interface Selection {
  /** What the search leaves, of any topic and severity. */
  matching: { items: Item[]; entries: PolicyEntry[] };
  found: Item[];
  /** Whether a search or a filter hides findings. */
  isNarrowed: boolean;
  policies: PolicySelection;
}

function select(items: Item[], summary: PolicySummary, settings: Record<string, string>): Selection {
  const { q = "", topic = "", only = "", show = "" } = settings;
  const query = wordsOf(q);
  const matching = {
    items: items.filter((item) => matchesItem(item, query)),
    entries: summary.entries.filter((entry) => matchesPolicy(entry, query)),
  };
  const entries = matching.entries.filter((entry) => topic === "" || entry.category === topic);
  const shown = entries.filter((entry) => own(FILTERS, show)?.holds(entry) ?? true);
  const isNarrowed = q !== "" || topic !== "" || only !== "";
  return {
    matching,
    found: matching.items.filter((item) => (topic === "" || item.topic === topic) && isOf(item, only)),
    isNarrowed,
    policies: { entries, shown, show, isNarrowed: isNarrowed || show !== "" },
  };
}

function isOf({ finding, isFound }: Item, only: string): boolean {
  if (only === "") return true;
  return only === "cannot" ? !isFound : isFound && finding.severity === only;
}
