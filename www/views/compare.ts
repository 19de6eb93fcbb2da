// What differs: between two users, between two moments of one, or from a baseline. What permits more is marked.

import { auditPolicy, diffPolicy, parseUserProfile, policyCatalog } from "zoom-phone-profile";
import type { PartialPolicy, UserProfile } from "zoom-phone-profile";

import { announce, breakable, element, fill, foreign, plural } from "../dom";
import { change, go, readLink, writeLink } from "../link";
import type { Link } from "../link";
import { droppable } from "../parts/drop";
import { failureCard } from "../parts/failure";
import { userField } from "../parts/user-field";
import { firstUser, load, nameOf, source } from "../source";
import type { View } from "./view";

const MODES = { users: "Two users", moments: "One user, then and now", baseline: "A user against a baseline" } as const;
type Mode = keyof typeof MODES;

const BASELINE = `{
  "auto_call_recording": { "enable": true, "locked": true },
  "sms": { "enable": false },
  "international_calling": false,
  "emergency_calls_to_psap": true
}`;

/** An earlier reply is too long for a link: it outlives the view, and no more. */
let earlier = "";

interface Difference {
  policy: string;
  pointer: string;
  text: string;
  /** Whether more is permitted than before; `null` where that is not known. */
  weakens: boolean | null;
}

export const compareView: View = (host, left) => {
  const first = userField("a", "User");
  const second = userField("b", "Other user");
  const mode = element("select", { id: "mode", on: { change: () => change({ mode: mode.value === "users" ? "" : mode.value, only: "" }) } }, ...Object.entries(MODES).map(([value, label]) => element("option", { value }, label)));
  const then = element("textarea", { id: "then", rows: 5, spellcheck: "false", dir: "ltr", placeholder: "The user's profile as it was, as JSON" });
  const baseline = element("textarea", { id: "baseline", rows: 7, spellcheck: "false", dir: "ltr" });
  const places: Record<Mode, HTMLElement> = {
    users: element("div", {}, second.label, second.input, second.choices),
    moments: element("div", { class: "stack" }, element("label", { for: "then" }, "As it was"), then, droppable("Open a file", ".json,.txt", async (file) => (then.value = await file.text()))),
    baseline: element("div", {}, element("label", { for: "baseline" }, "Baseline: any part of a policy, as JSON"), baseline),
  };
  const form = element(
    "form",
    { class: "card compare", on: { submit: (event: Event) => {
      event.preventDefault();
      earlier = then.value;
      go({ view: "compare", subject: "", settings: { source: nameOf(source()), mode: mode.value === "users" ? "" : mode.value, a: first.input.value.trim(), ...(mode.value === "users" && { b: second.input.value.trim() }), ...(mode.value === "baseline" && { baseline: baseline.value }) } });
    } } },
    element("div", {}, element("label", { for: "mode" }, "Compare"), mode),
    element("div", {}, first.label, first.input, first.choices),
    ...Object.values(places),
    element("button", {}, "Show what differs"),
  );
  const result = element("div", { class: "stack", "aria-live": "polite" });
  fill(host, element("h1", {}, "Compare"), form, result);

  let asking: AbortController | undefined;
  left.addEventListener("abort", () => asking?.abort());

  async function show({ settings }: Link, kind: Mode): Promise<void> {
    asking?.abort();
    const { signal } = (asking = new AbortController());
    const profileOf = async (userId: string) => (await load(userId, { signal })).profile;
    const a = settings["a"]!;
    try {
      fill(result, element("p", { class: "status" }, "Comparing …"));
      const differences =
        kind === "baseline" ? departures(await profileOf(a), JSON.parse(settings["baseline"] ?? "{}") as PartialPolicy)
        : kind === "moments" ? diffPolicy(parseUserProfile(earlier), await profileOf(a)).changes
        : diffPolicy(await profileOf(a), await profileOf(settings["b"]!)).changes;
      if (signal.aborted) return;
      const subject = kind === "users" ? settings["b"]! : a;
      draw(result, differences, settings["only"] === "weakens", subject, kind === "users" ? `from ${a} to ${settings["b"]}` : kind === "moments" ? `${a}, from then to now` : `${a} against the baseline`);
    } catch (error) {
      if (!signal.aborted) fill(result, failureCard(error, () => void show(readLink(location.hash), kind)));
    }
  }

  return (link) => {
    const { settings } = link;
    const kind = settings["mode"] && settings["mode"] in MODES ? (settings["mode"] as Mode) : "users";
    mode.value = kind;
    for (const [name, place] of Object.entries(places)) place.hidden = name !== kind;
    first.label.textContent = kind === "users" ? "From user" : "User";
    second.label.textContent = "To user";
    first.input.value = settings["a"] ?? (first.input.value || firstUser());
    if (settings["b"] !== undefined) second.input.value = settings["b"];
    then.value ||= earlier;
    baseline.value = settings["baseline"] ?? (baseline.value || BASELINE);
    const isReady = Boolean(settings["a"]) && (kind === "users" ? Boolean(settings["b"]) : kind === "moments" ? earlier !== "" : settings["baseline"] !== undefined);
    if (isReady) void show(link, kind);
    else fill(result, element("p", { class: "empty" }, kind === "users" ? "Give two users." : kind === "moments" ? "Paste the profile as it was, and give the user as it is now." : "Give a user and the policy that is asked for."));
  };
};

/** Departures from a baseline, in the form of changes: the audit rates one that permits more as "medium". */
function departures(profile: UserProfile, baseline: PartialPolicy): Difference[] {
  return auditPolicy(profile, { baseline })
    .filter(({ id, status }) => id.startsWith("baseline.") && status === "found")
    .map(({ id, evidence, title, severity }) => ({ policy: id.split(".")[1]!, pointer: evidence[0]!, text: title, weakens: severity === "medium" }));
}

function draw(host: HTMLElement, all: Difference[], isOnlyWeakening: boolean, subject: string, what: string): void {
  const weaker = all.filter(({ weakens }) => weakens === true);
  const shown = isOnlyWeakening ? weaker : all;
  const labels = new Map(policyCatalog().map(({ key, label }) => [key, label]));
  const keys = [...new Set(shown.map(({ policy }) => policy))];
  const headline = all.length === 0 ? "Nothing differs" : `${plural(all.length, "difference")}, of which ${weaker.length} ${weaker.length === 1 ? "permits" : "permit"} more`;
  announce(headline);
  fill(
    host,
    element("header", { class: "row" }, element("h2", {}, headline), element("span", { class: "muted" }, foreign(what)), weaker.length > 0 && element("button", { type: "button", class: "toggle", "data-control": "only", "aria-pressed": String(isOnlyWeakening), on: { click: () => change({ only: isOnlyWeakening ? "" : "weakens" }) } }, "Only what permits more ", element("span", { class: "count" }, weaker.length))),
    shown.length > 0 && element("ul", { class: "plain card differences" }, ...keys.map((key) => element("li", {}, element("h3", {}, foreign(labels.get(key) ?? key)), element("ul", { class: "plain" }, ...shown.filter(({ policy }) => policy === key).map((difference) => row(difference, subject)))))),
  );
}

function row({ pointer, text, weakens }: Difference, subject: string): HTMLElement {
  const [word, kind] = weakens === true ? ["Permits more", "weakens"] : weakens === false ? ["Permits less", "tightens"] : ["Differs", "neutral"];
  return element(
    "li",
    { class: "difference" },
    element("span", { class: "weight", "data-weight": kind }, element("span", { "aria-hidden": "true" }, { weakens: "▲", tightens: "▼", neutral: "◆" }[kind!]!), ` ${word}`),
    element("span", { dir: "auto" }, text),
    element("a", { href: writeLink({ view: "profile", subject, settings: { source: nameOf(source()), at: pointer } }) }, element("code", {}, breakable(pointer))),
  );
}
