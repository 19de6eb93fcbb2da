// Checks JSON: each issue marked at its place in the text, and listed. Large texts are checked off the main thread.

import "../styles/check.css";
import { validateUserProfile } from "zoom-phone-profile";

import { announce, button, debounced, element, fill, number, plural } from "../dom";
import type { Checked, Validation } from "../fleet/jobs";
import { ask } from "../fleet/worker-client";
import { change } from "../link";
import { dropOn, FILES, fileButton } from "../parts/drop";
import { editor } from "../parts/editor";
import { failureCard } from "../parts/failure";
import { issueList } from "../parts/issues";
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
  const heading = element("h2", { id: "issues" });
  const list = element("div", { class: "found" });
  const ways = element("div", { class: "actions" });
  const text = editor("JSON of a profile", kept, () => later());
  const level = element("select", {
    id: "level",
    class: "select",
    "aria-label": "Validation",
    on: { change: () => change({ validation: level.value === "standard" ? "" : level.value }) },
  });
  level.append(...Object.entries(LEVELS).map(([value, label]) => element("option", { value }, label)));
  const format = button("Format", () => void reformat(), { control: "format" });
  let checking: AbortController | undefined;
  left.addEventListener("abort", () => checking?.abort());

  /** Lists and lines, which no profile is, go to the worker too: it says how many profiles they contain. */
  async function check(): Promise<void> {
    checking?.abort();
    const { signal } = (checking = new AbortController());
    kept = text.value();
    const validation = level.value as Validation;
    try {
      if (kept.length <= SHORT && !looksLikeFleet(kept)) return show(validateUserProfile(kept, { validation }));
      fill(heading, "Checking …");
      const checked = await ask("check", { text: kept, validation }, { signal });
      if (!signal.aborted) show(checked);
    } catch (error) {
      // An engine that cannot run the wasm says so.
      if (!signal.aborted)
        fill(
          list,
          failureCard(error, () => void check()),
        );
    }
  }

  function show(result: Checked): void {
    const { success, issues, issueCount, profiles } = result;
    const isEmpty = kept.trim() === "";
    const isFleet = profiles !== undefined;
    text.mark(isEmpty || isFleet ? [] : issues);
    const word = isEmpty ? "Empty" : isFleet ? "A fleet" : success ? "Passes" : "Fails";
    const said = isEmpty ? "" : isFleet ? plural(profiles, "profile") : tally(result) || "no issues";
    heading.dataset.verdict = word.toLowerCase();
    fill(heading, word, " ", element("span", { class: "count" }, said));
    announce(`${word} ${said}`);
    fill(ways, !isEmpty && isFleet && toFleet(), !isEmpty && success && toProfile());
    if (isEmpty) return fill(list, empty());
    if (isFleet)
      return fill(
        list,
        element("p", { class: "findings-none" }, "This is not one profile but many. Open them as a fleet to see each."),
      );
    const more =
      issueCount > issues.length &&
      element("p", { class: "caption findings-none" }, `The first ${number(issues.length)} of ${number(issueCount)}.`);
    fill(
      list,
      issues.length > 0
        ? issueList(issues, (issue) => text.reveal(issue))
        : element("p", { class: "findings-none" }, "The profile has no issues."),
      more,
    );
  }

  const pause = debounced(PAUSE_MS, () => void check());
  const later = () => (text.value().length <= SHORT ? void check() : pause());
  const put = (content: string) => {
    text.set(content);
    void check();
  };

  async function reformat(): Promise<void> {
    try {
      put(kept.length > SHORT ? await ask("format", { text: kept }) : JSON.stringify(JSON.parse(kept), null, 2));
    } catch {
      announce("This is not JSON: correct the error first");
      list.querySelector<HTMLElement>("button")?.focus();
    }
  }

  const toProfile = () =>
    button("Show as profile", () => void openText(kept, "Checked text", "profile"), {
      kind: "primary",
      control: "show-profile",
    });
  const toFleet = () =>
    button("Open as a fleet", () => void openText(kept, "Checked text", "fleet"), {
      kind: "primary",
      control: "show-fleet",
    });

  dropOn(text.element, (file) => void file.text().then(put));
  fill(
    host,
    element(
      "div",
      { class: "head" },
      element(
        "div",
        { class: "head-text" },
        element(
          "p",
          { class: "crumbs caption" },
          "Paste a reply of Zoom: every issue is marked at its place as you type",
        ),
        element("h1", {}, "Check"),
      ),
      element(
        "div",
        { class: "actions" },
        format,
        button("Clear", () => put("")),
        button("Example", () => put(EXAMPLE)),
        fileButton("Open a file", FILES, (file) => void file.text().then(put)),
      ),
    ),
    element(
      "div",
      { class: "check" },
      text.element,
      element(
        "section",
        { class: "card issues-card", "aria-labelledby": "issues" },
        element(
          "div",
          { class: "card-head" },
          heading,
          element("label", { class: "caption" }, "Validation ", level),
          ways,
        ),
        list,
      ),
    ),
  );

  return ({ settings }) => {
    level.value = settings.validation && settings.validation in LEVELS ? settings.validation : "standard";
    void check();
  };
};

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
