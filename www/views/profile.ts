// One user: the person, what the audit finds, and the policies.

import { auditPolicy, formatPolicySummary, isZoomPhoneError, summarizePolicy } from "zoom-phone-profile";

import { announce, debounced, download, element, fill, plural } from "../dom";
import { change, go, readLink } from "../link";
import type { Link } from "../link";
import { attemptText, failureCard } from "../parts/failure";
import { findingsCard } from "../parts/findings";
import { personCard } from "../parts/person";
import { FILTERS, policyGroups, reveal, select } from "../parts/policies";
import { userField } from "../parts/user-field";
import { firstUser, load, nameOf, source } from "../source";
import type { Fetched } from "../source";
import type { View } from "./view";

export const profileView: View = (host, left) => {
  const field = userField("user", "User id, e-mail address, or me");
  const status = element("p", { class: "status", role: "status" });
  const result = element("div", { class: "result" });
  const ask = element("form", { class: "ask", role: "search", on: { submit: (event: Event) => {
    event.preventDefault();
    go({ view: "profile", subject: field.input.value.trim(), settings: { source: nameOf(source()) } });
  } } }, field.label, element("div", { class: "row" }, field.input, element("button", {}, "Show profile")), field.choices);
  fill(host, element("h1", {}, "Profile"), ask, status, result);

  let asked = "";
  let asking: AbortController | undefined;
  let shown: ReturnType<typeof profileBody> | undefined;
  left.addEventListener("abort", () => asking?.abort());

  async function show(userId: string): Promise<void> {
    asking?.abort();
    const { signal } = (asking = new AbortController());
    shown = undefined;
    asked = userId;
    field.input.value = userId;
    status.textContent = `Asking for ${userId} …`;
    result.setAttribute("aria-busy", "true");
    try {
      const fetched = await load(userId, { signal, onRetry: ({ attempt, delayMs, error }) => (status.textContent = attemptText(attempt, error.code, delayMs)) });
      if (signal.aborted) return;
      shown = profileBody(fetched);
      fill(result, ...shown.parts);
      shown.update(readLink(location.hash));
      status.textContent = "";
      announce(`Profile of ${fetched.profile.email ?? userId}`);
    } catch (error) {
      if (signal.aborted) return;
      status.textContent = "";
      fill(result, failureCard(error, () => void show(userId)));
      if (!isZoomPhoneError(error)) announce(String(error));
    } finally {
      if (!signal.aborted) result.removeAttribute("aria-busy");
    }
  }

  return (link) => {
    const userId = link.subject || firstUser();
    if (userId === asked && shown) shown.update(link);
    else void show(userId);
  };
};

/** What is shown of a profile, and how it follows the link. */
function profileBody({ profile, issues }: Fetched) {
  const summary = summarizePolicy(profile);
  const raw = (profile.policy ?? {}) as Record<string, unknown>;
  const person = profile.email ?? profile.id ?? "user";

  const search = element("input", { id: "search", type: "search", placeholder: "Search policies", "aria-label": "Search policies", autocomplete: "off" });
  const typed = debounced(120, () => change({ q: search.value.trim(), at: "" }, { replace: true }));
  search.addEventListener("input", typed);
  const counts: Record<string, number> = { ...summary.counts, deprecated: summary.entries.filter(({ deprecated }) => deprecated).length };
  const toggles = Object.entries(FILTERS).map(([name, { label }]) =>
    element("button", { type: "button", class: "toggle", "data-filter": name, on: { click: () => toggle(name) } }, label, " ", element("span", { class: "count" }, counts[name] ?? 0)),
  );
  const count = element("p", { class: "count-line", role: "status" });
  const list = element("div");
  const wanted = () => (readLink(location.hash).settings["show"] ?? "").split(",").filter((name) => name in FILTERS);
  const toggle = (name: string) => change({ show: (wanted().includes(name) ? wanted().filter((other) => other !== name) : [...wanted(), name]).join(","), at: "" });

  const card = element(
    "section",
    { class: "policies-card", "aria-labelledby": "policies" },
    element("header", {}, element("h2", { id: "policies" }, "Policies"), actions(summary, person)),
    element("div", { class: "filters" }, search, element("div", { class: "toggles", role: "group", "aria-label": "Filters" }, ...toggles)),
    count,
    list,
  );
  const findings = findingsCard(auditPolicy(profile), (pointer) => change({ at: pointer, show: "", q: "" }));
  const body = element("div", { class: "columns" }, element("aside", { "aria-label": "Person" }, personCard(profile, issues)), element("div", { class: "stack" }, findings, card));

  let drawn: string | undefined;
  return {
    parts: [body],
    update({ settings }: Link) {
      const query = settings["q"] ?? "";
      const filters = wanted();
      if (document.activeElement !== search) search.value = query;
      toggles.forEach((button) => button.setAttribute("aria-pressed", String(filters.includes(button.dataset["filter"]!))));
      const key = `${query}?${filters}`;
      if (key !== drawn) {
        const chosen = select(summary.entries, query, filters);
        fill(list, policyGroups(summary, chosen, raw));
        count.textContent = chosen.length === summary.entries.length ? plural(chosen.length, "policy", "policies") : `${chosen.length} of ${plural(summary.entries.length, "policy", "policies")}`;
        drawn = key;
      }
      if (settings["at"]) reveal(body, settings["at"]);
    },
  };
}

function actions(summary: ReturnType<typeof summarizePolicy>, person: string): HTMLElement {
  const copied = element("span", { role: "status", class: "note" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(formatPolicySummary(summary, "markdown"));
      copied.textContent = "Copied.";
    } catch {
      copied.textContent = "The browser does not allow copying here.";
    }
    setTimeout(() => (copied.textContent = ""), 3000);
  };
  const csv = () => download(`${person}.csv`, new Blob([formatPolicySummary(summary, "csv")], { type: "text/csv" }));
  return element(
    "p",
    { class: "actions" },
    copied,
    element("button", { type: "button", class: "quiet", on: { click: () => void copy() } }, "Copy as Markdown"),
    element("button", { type: "button", class: "quiet", on: { click: csv } }, "Download CSV"),
    element("button", { type: "button", class: "quiet", on: { click: () => window.print() } }, "Print"),
    element("button", { type: "button", class: "quiet", on: { click: () => go({ view: "compare", subject: "", settings: { source: nameOf(source()), a: person } }) } }, "Compare"),
  );
}
