// What differs: between two users, between two moments of one, or from a baseline. The worst stands first.

import "../styles/compare.css";
import type { PartialPolicy, UserProfile } from "zoom-phone-profile";

import { announce, element, fill, foreign, plural } from "../dom";
import type { Link, Place } from "../link";
import { change, go, readLink, writeLink } from "../link";
import type { Change } from "../model/changes";
import { changesBetween, departures } from "../model/changes";
import { isSameUser, nameOf as nameOfUser, pick } from "../model/texts";
import { PageError } from "../page-error";
import { failureCard } from "../parts/failure";
import { glyph } from "../parts/marks";
import { restorePlace } from "../place";
import { load } from "../source/load";
import { firstUser, nameOf, source } from "../source/source";
import type { Mode } from "./compare-form";
import { compareForm, MODES } from "./compare-form";
import { compareResult } from "./compare-result";
import type { View } from "./view";

interface Compared {
  changes: Change[];
  before: string;
  after: string;
  /** Something to know about the two sides. */
  warning?: string;
  subject: string;
}

export const compareView: View = (host, left) => {
  const form = compareForm(left, (settings) => {
    asked = "";
    go({ view: "compare", subject: "", settings: { source: nameOf(source()), ...settings } });
  });
  const caption = element("p", { class: "crumbs caption", role: "status" }, "Before and after, or against a baseline");
  const head = element(
    "div",
    { class: "head" },
    element("div", { class: "head-text" }, caption, element("h1", {}, "Compare")),
    form.modes,
  );
  const result = element("div", { class: "compared" });
  fill(host, head, form.element, result);

  let asking: AbortController | undefined;
  let asked = "";
  let compared: Compared | undefined;
  left.addEventListener("abort", () => asking?.abort());

  async function ask({ settings }: Link, mode: Mode, place?: Place): Promise<void> {
    asking?.abort();
    const { signal } = (asking = new AbortController());
    compared = undefined;
    fill(result, element("div", { class: "skeleton", role: "status" }, element("p", {}, "Comparing …")));
    try {
      const found = await compareBy(mode, settings, signal);
      if (signal.aborted) return;
      compared = found;
      form.fold(mode === "baseline" ? `${found.after}, against a baseline` : `${found.before} → ${found.after}`);
      draw(settings, mode);
      restorePlace(place);
    } catch (error) {
      if (signal.aborted) return;
      form.fold("");
      const isTypo = error instanceof SyntaxError;
      const shown = isTypo
        ? new PageError(`The baseline is not JSON: ${error.message}`, "Correct the baseline above, then compare again.")
        : error;
      fill(
        result,
        isTypo ? typoCard(shown as PageError) : failureCard(shown, () => void ask(readLink(location.hash), mode)),
      );
    }
  }

  async function compareBy(mode: Mode, settings: Record<string, string>, signal: AbortSignal): Promise<Compared> {
    const a = settings.a ?? "";
    const profileOf = async (userId: string) => (await load(userId, { signal })).profile;
    if (mode === "baseline") {
      const baseline = JSON.parse(settings.baseline ?? "{}") as PartialPolicy;
      const profile = await profileOf(a);
      return { changes: departures(profile, baseline), before: "", after: nameOfUser(profile, a), subject: a };
    }
    if (mode === "users") {
      const [before, after] = [await profileOf(a), await profileOf(settings.b ?? "")];
      return {
        changes: changesBetween(before, after),
        before: nameOfUser(before, a),
        after: nameOfUser(after, settings.b!),
        subject: settings.b!,
      };
    }
    return moments(a, profileOf);
  }

  async function moments(a: string, profileOf: (id: string) => Promise<UserProfile>): Promise<Compared> {
    const { earlier, later } = form.texts();
    const before = pick(earlier.text, a);
    const userId = before.of > 1 ? a : (before.profile.id ?? before.profile.email ?? a);
    const after = later.text.trim() === "" ? await profileOf(a || userId) : pick(later.text, userId).profile;
    const [first, second] = [nameOfUser(before.profile, "The earlier profile"), nameOfUser(after, a)];
    const isOther = isSameUser(before.profile, after) === false;
    return {
      changes: changesBetween(before.profile, after),
      before: earlier.name || first,
      after: later.name || (later.text ? "The later profile" : second),
      ...(isOther && { warning: `These are two different users: ${first} before, ${second} after.` }),
      subject: a || second,
    };
  }

  function draw(settings: Record<string, string>, mode: Mode): void {
    if (!compared) return;
    const { changes, before, after, warning, subject } = compared;
    const linkTo = (pointer: string) =>
      writeLink({ view: "profile", subject, settings: { source: nameOf(source()), at: pointer } });
    const policies = new Set(changes.filter(({ key }) => key !== "profile").map(({ key }) => key)).size;
    caption.textContent =
      mode === "baseline"
        ? `${plural(policies, "policy", "policies")} to look at`
        : `${plural(policies, "policy differs", "policies differ")}`;
    announce(caption.textContent);
    const note =
      warning && element("p", { class: "card note warning", role: "alert" }, glyph("medium"), " ", foreign(warning));
    const names: [string, string] = mode === "baseline" ? ["Expected", "Actual"] : ["Before", "After"];
    fill(
      result,
      note,
      ...compareResult(changes, { before, after, names, linkTo }, settings.only ?? "", (only) => change({ only })),
    );
  }

  return (link, place) => {
    const { settings } = link;
    const mode: Mode = settings.mode && settings.mode in MODES ? (settings.mode as Mode) : "users";
    form.show(mode, settings, firstUser());
    const isReady = form.isReady(mode, settings);
    document.title = `${isReady ? `${settings.a} compared` : "Compare"} · Zoom Phone profiles`;
    const key = JSON.stringify([mode, settings.a, settings.b, settings.baseline]);
    if (!isReady) {
      form.fold("");
      caption.textContent = "Before and after, or against a baseline";
      return fill(result, form.empty(mode));
    }
    if (key === asked && compared) return draw(settings, mode);
    asked = key;
    void ask(link, mode, place);
  };
};

function typoCard(error: PageError): HTMLElement {
  return element(
    "section",
    { class: "card failure", role: "alert" },
    element("h2", {}, glyph("high"), " ", foreign(error.message)),
    element("p", { class: "hint" }, error.hint),
  );
}
