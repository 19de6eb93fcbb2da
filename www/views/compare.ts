// What differs: between two users, between two moments of one, or from a baseline. The worst stands first.

import "../styles/compare.css";
import { announce, element, fill, foreign, plural, withCode } from "../dom";
import type { Link, Place } from "../link";
import { change, go, readLink, writeLink } from "../link";
import { failureCard } from "../parts/failure";
import { glyph } from "../parts/marks";
import { viewHead } from "../parts/view-head";
import { keepFocus, restorePlace } from "../place";
import { firstUser, nameOf, source } from "../source/source";
import type { Mode } from "./compare-form";
import { compareForm, emptyCard, isReady, MODES, texts } from "./compare-form";
import type { Compared } from "./compare-load";
import { BaselineError, compareBy } from "./compare-load";
import { compareResult } from "./compare-result";
import type { View } from "./view";

const NOTHING_YET = "Before and after, or against a baseline";

export const compareView: View = (host, left) => {
  const form = compareForm(left, (settings) => {
    asked = "";
    go({ view: "compare", subject: "", settings: { source: nameOf(source()), ...settings } });
  });
  const caption = element("p", { class: "crumbs caption", role: "status" }, NOTHING_YET);
  const result = element("div", { class: "compared" });
  fill(host, viewHead(caption, "Compare", form.modes), form.element, result);

  let asking: AbortController | undefined;
  let asked = "";
  let compared: Compared | undefined;
  left.addEventListener("abort", () => asking?.abort());

  async function ask({ settings }: Link, mode: Mode, place?: Place): Promise<void> {
    asking?.abort();
    const { signal } = (asking = new AbortController());
    compared = undefined;
    caption.textContent = NOTHING_YET;
    fill(result, element("div", { class: "skeleton", role: "status" }, element("p", {}, "Comparing …")));
    try {
      const found = await compareBy(mode, settings, texts, signal);
      if (signal.aborted) return;
      compared = found;
      form.fold(mode === "baseline" ? `${found.after}, against a baseline` : `${found.before} → ${found.after}`);
      draw(found, settings, mode);
      restorePlace(place);
    } catch (error) {
      if (signal.aborted) return;
      form.fold("");
      fill(
        result,
        cardOf(error, () => void ask(readLink(location.hash), mode)),
      );
    }
  }

  function draw(shown: Compared, settings: Record<string, string>, mode: Mode): void {
    caption.textContent = captionOf(shown, mode);
    announce(caption.textContent);
    keepFocus(result, () => fill(result, ...partsOf(shown, settings, mode)));
  }

  return (link, place) => {
    const { settings } = link;
    const mode: Mode = settings.mode && Object.hasOwn(MODES, settings.mode) ? (settings.mode as Mode) : "users";
    form.show(mode, settings, firstUser());
    const canCompare = isReady(mode, settings);
    document.title = `${canCompare && settings.a ? `${settings.a} compared` : "Compare"} · Zoom Phone profiles`;
    const key = JSON.stringify([mode, settings.a, settings.b, settings.baseline]);
    if (!canCompare) {
      asking?.abort();
      form.fold("");
      caption.textContent = NOTHING_YET;
      return fill(result, emptyCard(mode));
    }
    if (key === asked && compared) {
      draw(compared, settings, mode);
      return restorePlace(place);
    }
    asked = key;
    void ask(link, mode, place);
  };
};

/** How many policies differ. */
function captionOf({ changes }: Compared, mode: Mode): string {
  const policies = new Set(changes.filter(({ key }) => key !== "profile").map(({ key }) => key)).size;
  return mode === "baseline"
    ? `${plural(policies, "policy", "policies")} to look at`
    : `${plural(policies, "policy differs", "policies differ")}`;
}

/** What is to be known about the two sides, and what differs. */
function partsOf(compared: Compared, settings: Record<string, string>, mode: Mode): HTMLElement[] {
  const { changes, before, after, warning, subject } = compared;
  const linkTo = (pointer: string) =>
    writeLink({ view: "profile", subject, settings: { source: nameOf(source()), at: pointer } });
  const names: [string, string] = mode === "baseline" ? ["Expected", "Actual"] : ["Before", "After"];
  const sides = { before, after, names, linkTo };
  const parts = compareResult(changes, sides, settings.only ?? "", (only) => change({ only }));
  return warning ? [warningNote(warning), ...parts] : parts;
}

function warningNote(warning: string): HTMLElement {
  return element("p", { class: "card note warning", role: "alert" }, glyph("medium"), " ", foreign(warning));
}

/** The card of an error; a baseline is corrected in the form, not asked for again. */
function cardOf(error: unknown, again: () => void): HTMLElement {
  if (!(error instanceof BaselineError)) return failureCard(error, again);
  return element(
    "section",
    { class: "card failure", role: "alert" },
    element("h2", {}, glyph("high"), " ", element("bdi", {}, withCode(error.message))),
    element("p", { class: "hint" }, withCode(`${error.hint} Correct the baseline above, then compare again.`.trim())),
  );
}
