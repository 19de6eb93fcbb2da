// Checks JSON: each issue marked at its place in the text, and listed. Large texts are checked off the main thread.

import "../styles/check.css";
import type { Issue } from "zoom-phone-profile";
import { validateUserProfile } from "zoom-phone-profile";

import { announce, button, debounced, element, fill, number, plural } from "../dom";
import type { Checked, Validation } from "../fleet/jobs";
import { ask } from "../fleet/worker-client";
import { change } from "../link";
import { formatJson } from "../model/format";
import { dropOn, FILES, fileButton } from "../parts/drop";
import { editor } from "../parts/editor";
import type { Editor } from "../parts/editor-types";
import { failureCard } from "../parts/failure";
import { issueList } from "../parts/issues";
import { viewHead } from "../parts/view-head";
import { openText } from "../source/open";
import { EXAMPLE } from "./check-example";
import type { View } from "./view";

const LEVELS: Record<Validation, string> = { strict: "Strict", standard: "Standard", lenient: "Lenient" };
/** Texts up to this many characters are checked at each key, in a millisecond or less. */
const SHORT = 50_000;
const PAUSE_MS = 200;

/** The text outlives the view: whoever comes back finds it. */
let kept = EXAMPLE;

export const checkView: View = (host, left) => {
  const text = editor("JSON of a profile", kept, () => later());
  const level = levelChoice();
  const card = issuesCard(level, text);
  let checking: AbortController | undefined;
  left.addEventListener("abort", () => checking?.abort());

  /** Lists and lines, which no profile is, go to the worker too: it says how many profiles they contain. */
  async function check(): Promise<void> {
    checking?.abort();
    const { signal } = (checking = new AbortController());
    kept = text.value();
    const validation = level.value as Validation;
    try {
      if (kept.length <= SHORT && !looksLikeFleet(kept)) return card.show(validateUserProfile(kept, { validation }));
      card.showChecking();
      const checked = await ask("check", { text: kept, validation }, { signal });
      if (!signal.aborted) card.show(checked);
    } catch (error) {
      // An engine that cannot run the wasm says so.
      if (!signal.aborted) card.showFailure(error, () => void check());
    }
  }

  const pause = debounced(PAUSE_MS, () => left.aborted || void check());
  const later = () => {
    kept = text.value();
    if (kept.length <= SHORT) void check();
    else pause();
  };
  const put = (content: string) => {
    text.set(content);
    void check();
  };

  async function reformat(): Promise<void> {
    const asked = kept;
    try {
      const formatted = asked.length > SHORT ? await ask("format", { text: asked }) : formatJson(asked);
      // What was typed meanwhile stays.
      if (kept === asked && !left.aborted) put(formatted);
    } catch {
      announce("This is not JSON: correct the error first");
      card.focusFirst();
    }
  }

  dropOn(text.element, (file) => file.text().then(put));
  fill(
    host,
    pageHead(() => void reformat(), put),
    element("div", { class: "check" }, text.element, card.element),
  );

  return ({ settings }) => {
    level.value = settings.validation && Object.hasOwn(LEVELS, settings.validation) ? settings.validation : "standard";
    void check();
  };
};

/** How strict the validation is; the choice is in the link. */
function levelChoice(): HTMLSelectElement {
  const level = element("select", {
    id: "level",
    class: "select",
    "aria-label": "Validation",
    on: { change: () => change({ validation: level.value === "standard" ? "" : level.value }) },
  });
  level.append(...Object.entries(LEVELS).map(([value, label]) => element("option", { value }, label)));
  return level;
}

/** The title, and the buttons that `put` another text into the editor. */
function pageHead(format: () => void, put: (content: string) => void): HTMLElement {
  const caption = "Paste a reply of Zoom: every issue is marked at its place as you type";
  return viewHead(
    element("p", { class: "crumbs caption" }, caption),
    "Check",
    element(
      "div",
      { class: "actions" },
      button("Format", format, { control: "format" }),
      button("Clear", () => put("")),
      button("Example", () => put(EXAMPLE)),
      fileButton("Open a file", FILES, (file) => file.text().then(put)),
    ),
  );
}

/** The verdict on the text, its issues, which it marks in `text`, and where the text can be opened. */
function issuesCard(level: HTMLElement, text: Editor) {
  const heading = element("h2", { id: "issues" });
  const list = element("div", { class: "found" });
  const ways = element("div", { class: "actions" });
  const card = element(
    "section",
    { class: "card issues-card", "aria-labelledby": "issues" },
    element("div", { class: "card-head" }, heading, element("label", { class: "caption" }, "Validation ", level), ways),
    list,
  );

  function show(result: Checked): void {
    const word = verdictOf(result);
    const said = countOf(word, result);
    const isOneProfile = word === "Passes" || word === "Fails";
    text.mark(isOneProfile ? result.issues : []);
    heading.dataset.verdict = word.toLowerCase();
    fill(heading, word, " ", element("span", { class: "count" }, said));
    announce(`${word} ${said}`);
    fill(ways, word === "A fleet" && toFleet(), word !== "Empty" && result.success && toProfile());
    if (word === "Empty") return fill(list, empty());
    if (word === "A fleet") return fill(list, manyProfiles());
    fill(list, ...issuesOf(result, (issue) => text.reveal(issue)));
  }

  return {
    element: card,
    show,
    showChecking: () => fill(heading, "Checking …"),
    showFailure(error: unknown, again: () => void): void {
      fill(heading, "Not checked");
      fill(ways);
      fill(list, failureCard(error, again));
    },
    focusFirst: () => list.querySelector<HTMLElement>("button")?.focus(),
  };
}

type Verdict = "Empty" | "A fleet" | "Passes" | "Fails";

function verdictOf({ success, profiles }: Checked): Verdict {
  if (kept.trim() === "") return "Empty";
  if (profiles !== undefined) return "A fleet";
  return success ? "Passes" : "Fails";
}

/** What the verdict counts: profiles of a fleet, or issues of a profile. */
function countOf(verdict: Verdict, result: Checked): string {
  if (verdict === "Empty") return "";
  return verdict === "A fleet" ? plural(result.profiles ?? 0, "profile") : tally(result) || "no issues";
}

/** The issues as a list, and how many more there are. */
function issuesOf({ issues, issueCount }: Checked, reveal: (issue: Issue) => void): HTMLElement[] {
  const list =
    issues.length > 0
      ? issueList(issues, reveal)
      : element("p", { class: "findings-none" }, "The profile has no issues.");
  if (issueCount <= issues.length) return [list];
  const more = `The first ${number(issues.length)} of ${number(issueCount)}.`;
  return [list, element("p", { class: "caption findings-none" }, more)];
}

const manyProfiles = (): HTMLElement =>
  element("p", { class: "findings-none" }, "This is not one profile but many. Open them as a fleet to see each.");

const toProfile = (): HTMLElement =>
  button("Show as profile", () => void openText(kept, "Checked text", "profile"), {
    kind: "primary",
    control: "show-profile",
  });

const toFleet = (): HTMLElement =>
  button("Open as a fleet", () => void openText(kept, "Checked text", "fleet"), {
    kind: "primary",
    control: "show-fleet",
  });

/** A list, or more than one line that begins an object: many profiles, perhaps. */
function looksLikeFleet(text: string): boolean {
  return (
    /^\s*\[/.test(text) ||
    /^\s*\{[^\n]*\}\s*\n\s*\{/.test(text) ||
    /^\s*\{\s*"\w+"\s*:\s*\[\s*\{/.test(text) ||
    /"users"\s*:\s*\[/.test(text)
  );
}

function tally({ issues, issueCount }: Checked): string {
  const words = [
    ["error", "error"],
    ["warning", "warning"],
    ["info", "note"],
  ] as const;
  const counts = words.map(
    ([severity, noun]) => [noun, issues.filter((issue) => issue.severity === severity).length] as const,
  );
  const said = counts.filter(([, count]) => count > 0).map(([noun, count]) => plural(count, noun));
  return issueCount > issues.length ? `${number(issueCount)} issues` : said.join(", ");
}

function empty(): HTMLElement {
  return element(
    "div",
    { class: "empty" },
    element("h3", {}, "Nothing to check"),
    element("p", {}, "Paste a reply into the field, or open a file."),
  );
}
