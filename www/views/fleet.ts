// Many users: fetched within the rate limit, or read out of a file; policies in bars, groups, who stands apart, and all in a table.

import { summarizePolicy } from "zoom-phone-profile";
import type { FleetPolicy, FleetSummary, Issue, RequestOptions } from "zoom-phone-profile";

import { announce, debounced, download, element, fill, foreign, plural } from "../dom";
import { change, go, readLink, writeLink } from "../link";
import type { Link } from "../link";
import { readIds } from "../fleet/ids";
import type { Row } from "../fleet/row";
import { FetchedFleet, FleetFile, GROUPINGS } from "../fleet/run";
import type { FleetRun, Grouping } from "../fleet/run";
import { bar, legend } from "../parts/bars";
import { droppable } from "../parts/drop";
import { failureCard } from "../parts/failure";
import { issueList } from "../parts/issues";
import { showDialog } from "../parts/dialog";
import { printedNote, virtualTable } from "../parts/table";
import { nameOf, readProfiles, requestOptions, source, use } from "../source";
import type { Source } from "../source";
import type { View } from "./view";

/** The policies in the catalog's order, with their names: what a summary of nobody lists. */
const POLICIES = () => summarizePolicy({ policy: {} }).entries;
const LETTER: Record<string, string> = { on: "1", off: "0", unknown: "?" };
const PARTS = [{ name: "On", kind: "on" }, { name: "Off", kind: "off" }, { name: "Unknown", kind: "unknown" }] as const;
const LEVELS = [
  { level: "account", name: "By the account", kind: "lock-account" },
  { level: "site", name: "By the site", kind: "lock-site" },
  { level: "user_group", name: "By the group", kind: "lock-user_group" },
  { level: "invalid", name: "At a level that Zoom calls invalid", kind: "lock-invalid" },
  { level: "unknown", name: "Level not given", kind: "lock-unknown" },
];
const MOST_GROUPS = 12;
const MOST_APART = 8;

/** The reading under way or done; it goes on while another view is seen. */
let run: FleetRun | undefined;

export const fleetView: View = (host, left) => {
  const policies = POLICIES();
  const progress = element("section", { class: "card progress", "aria-label": "Progress" });
  const overview = element("section", { class: "figures", "aria-label": "Overview" });
  const charts = element("section", { class: "card", "aria-labelledby": "by-policy" });
  const groups = element("section", { class: "card", "aria-labelledby": "by-group" });
  const apart = element("section", { class: "card", "aria-labelledby": "apart" });
  const findings = element("section", { class: "card findings", "aria-labelledby": "fleet-findings" });
  const users = usersTable(policies, left);
  const shown = element("div", { class: "stack fleet" }, overview, findings, element("div", { class: "columns charts" }, charts, element("div", { class: "stack" }, groups, apart)), users.element);
  const start = startCard((next) => {
    run?.close();
    run = next;
    watch();
    update(readLink(location.hash));
    announce("The fleet is being read");
  });
  fill(host, element("h1", {}, "Fleet"), start, progress, shown);

  // A few times a second is as often as anybody reads.
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = () => (timer ??= setTimeout(() => {
    timer = undefined;
    if (!left.aborted) update(readLink(location.hash));
  }, 200));
  let watched: FleetRun | undefined;
  function watch(): void {
    watched?.removeEventListener("change", later);
    watched = run;
    watched?.addEventListener("change", later);
  }
  left.addEventListener("abort", () => watched?.removeEventListener("change", later));
  watch();

  let drawn = "";
  function update({ settings }: Link): void {
    progress.hidden = run === undefined;
    shown.hidden = run === undefined || (run.rows.length === 0 && run.summaries.size === 0);
    if (!run) return;
    drawProgress(progress, run);
    const grouping = settings["group"] && settings["group"] in GROUPINGS ? (settings["group"] as Grouping) : "department";
    const summary = run.summaries.get(grouping) ?? run.summaries.values().next().value;
    const policy = settings["policy"] ?? "";
    // What has not changed is not drawn again: a control that has the focus keeps it.
    const key = `${run.serial} ${grouping} ${policy} ${summary?.profiles} ${run.phase} ${run.summaries.size}`;
    if (summary && key !== drawn) {
      keepPlace(shown, () => {
        drawOverview(overview, summary, run!);
        drawCharts(charts, summary, policies, policy);
        drawGroups(groups, summary, grouping, policies.find((entry) => entry.key === policy));
        drawApart(apart, summary, policies);
        drawFindings(findings, summary);
      });
      drawn = key;
    }
    users.update(run, settings);
  }
  return update;
};

/**
 * Draws anew. What was open stays open, and the control of the same name has the focus again; where there is none any more, the
 * first one has it, so that whoever works by keyboard stays where they were.
 */
function keepPlace(host: HTMLElement, draw: () => void): void {
  const focused = host.contains(document.activeElement) ? (document.activeElement as HTMLElement) : undefined;
  const open = [...host.querySelectorAll<HTMLElement>("details[open] > summary")].flatMap(({ dataset }) => dataset["control"] ?? []);
  draw();
  for (const name of open) (control(host, name)?.parentElement as HTMLDetailsElement | undefined)?.setAttribute("open", "");
  if (!focused || focused.isConnected) return;
  host.tabIndex = -1;
  (control(host, focused.dataset["control"]) ?? host.querySelector<HTMLElement>("button") ?? host).focus({ preventScroll: true });
}

function control(host: HTMLElement, name: string | undefined): HTMLElement | null {
  return name === undefined ? null : host.querySelector<HTMLElement>(`[data-control="${CSS.escape(name)}"]`);
}

// ── how it begins

function startCard(begin: (run: FleetRun) => void): HTMLElement {
  const present = source();
  const rate = element("input", { id: "rate", type: "number", min: 1, max: 1000, step: 1, value: 40, "aria-describedby": "rate-note" });
  const ids = element("textarea", { id: "ids", rows: 3, spellcheck: "false", dir: "ltr", placeholder: "one a line, or a CSV with a column of ids or e-mail addresses" });
  const fault = element("p", { class: "fault", role: "alert" });
  const fetchAll = (list: string[]) => (list.length === 0 ? fill(fault, "There are no ids in it.") : begin(new FetchedFleet(list, optionsOf(present), Math.max(1, Number(rate.value) || 40))));
  const asking = present.kind === "embedded" || present.kind === "proxy";
  const fromSource = [
    element("h2", {}, "Ask the source"),
    element("p", { class: "row" }, element("label", { for: "rate" }, "Requests a second"), rate, element("span", { id: "rate-note", class: "note" }, "Zoom allows 20 on Pro and 40 on Business, for all apps of the account together.")),
    present.kind === "embedded" && element("p", {}, element("button", { type: "button", id: "fetch-directory", on: { click: () => fetchAll(present.directory.users.map(({ id }) => id)) } }, `Fetch all ${plural(present.directory.users.length, "user")}`)),
    element("details", {}, element("summary", {}, "Some users only"), element("div", { class: "stack" }, element("label", { for: "ids" }, "User ids"), ids, element("p", { class: "row" }, element("button", { type: "button", id: "fetch-ids", on: { click: () => fetchAll(readIds(ids.value)) } }, "Fetch these"), droppable("Open a CSV", ".csv,.tsv,.txt", async (file) => fetchAll(readIds(await file.text())))))),
  ];
  return element(
    "div",
    { class: "columns start" },
    element("section", { class: "card stack" }, ...(asking ? fromSource : [element("h2", {}, "Ask the source"), element("p", { class: "muted" }, "A file cannot be asked. Choose the embedded server or a proxy as the source, or open a file here.")]), fault),
    element("section", { class: "card stack" }, element("h2", {}, "Read a file"), element("p", { class: "muted" }, "Profiles as a JSON list, one a line, or in an envelope. It is read in a worker, of any size, and stays on this machine."), droppable("Open a file of profiles, or drop it here", ".json,.ndjson,.jsonl,.txt", (file) => begin(new FleetFile(file)))),
  );
}

/** How to ask a source: as it is now, with another token perhaps; or, where the page has turned to another source, as it was. */
function optionsOf(of: Source): () => RequestOptions {
  const then = of.kind === "file" || of.kind === "none" ? undefined : requestOptions("server");
  return () => (then === undefined || nameOf(source()) === nameOf(of) ? requestOptions("server") : then);
}

const PHASES: Record<FleetRun["phase"], string> = { running: "Reading", paused: "Paused", done: "Done", stopped: "Stopped", failed: "Broken off" };

function drawProgress(host: HTMLElement, of: FleetRun): void {
  // Made once a reading: what moves is text, so that buttons keep the focus.
  if (host.dataset["phase"] !== `${of.serial} ${of.phase}`) {
    host.dataset["phase"] = `${of.serial} ${of.phase}`;
    const isLive = of.phase === "running" || of.phase === "paused";
    keepPlace(host, () => fill(
      host,
      element("p", { class: "row" }, element("strong", { role: "status" }, PHASES[of.phase]), element("span", { class: "said" })),
      element("progress", { "aria-label": "Progress of the reading" }),
      isLive && element(
        "p",
        { class: "actions" },
        !of.isFile && (of.phase === "paused" ? element("button", { type: "button", class: "quiet", "data-control": "pause", on: { click: () => of.resume() } }, "Go on") : element("button", { type: "button", class: "quiet", "data-control": "pause", on: { click: () => of.pause() } }, "Pause")),
        element("button", { type: "button", class: "quiet", "data-control": "stop", on: { click: () => of.stop() } }, "Stop"),
      ),
      of.phase === "stopped" && element("p", { class: "actions" }, element("button", { type: "button", class: "quiet", "data-control": "again", on: { click: () => of.start() } }, of.isFile ? "Read it again" : "Fetch the rest")),
      of.phase === "failed" && failureCard(of.error, () => of.start()),
    ));
  }
  const bar = host.querySelector("progress")!;
  if (of.share === undefined && of.phase === "running") bar.removeAttribute("value");
  else bar.value = of.phase === "done" ? 1 : (of.share ?? 0);
  const parts = [`${of.done.toLocaleString("en")}${of.total === undefined ? "" : ` of ${of.total.toLocaleString("en")}`} ${of.isFile ? `profiles of ${of.name}` : "users"}`, of.failed > 0 && `${of.failed.toLocaleString("en")} failed`, of.phase === "running" && timeLeft(of)];
  host.querySelector(".said")!.textContent = parts.filter(Boolean).join(" · ");
}

function timeLeft({ limitedUntil, etaMs = 0 }: FleetRun): string | false {
  const limitedMs = limitedUntil - performance.now();
  if (limitedMs > 0) return `Zoom's limit ends in ${duration(limitedMs)}: it goes on then`;
  return etaMs > 0 && `about ${duration(etaMs)} left`;
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

// ── charts

function drawOverview(host: HTMLElement, summary: FleetSummary, of: FleetRun): void {
  const figures: [string, number][] = [
    ["profiles", summary.profiles],
    ["failed", summary.failed],
    ["without an emergency address", summary.emergencyAddressesMissing],
    ["plans without a number", summary.plansWithoutNumbers],
    ["deactivated", summary.status["deactivate"] ?? 0],
    ["sites", Object.keys(summary.sites).filter(Boolean).length],
  ];
  fill(host, ...figures.map(([name, count]) => element("p", {}, element("strong", {}, count), " ", name)), element(
    "p",
    { class: "actions" },
    ...(["csv", "ndjson"] as const).map((format) => element("button", { type: "button", class: "quiet", "data-control": format, on: { click: () => void of.export(format).then((blob) => download(`fleet.${format}`, blob)) } }, `Export ${format.toUpperCase()}`)),
    element("button", { type: "button", class: "quiet", "data-control": "summary", on: { click: () => download("fleet.json", new Blob([JSON.stringify(summary, null, 2)], { type: "application/json" })) } }, "Download summary"),
  ));
}

type Entry = { key: string; label: string };

function drawCharts(host: HTMLElement, summary: FleetSummary, policies: Entry[], chosen: string): void {
  const unknown = Object.keys(summary.policies).filter((key) => !policies.some((entry) => entry.key === key)).map((key) => ({ key, label: key }));
  const rows = [...policies, ...unknown].map(({ key, label }) => {
    const counts = summary.policies[key];
    if (!counts) return null;
    const choose = element("button", { type: "button", class: "link", "data-control": `policy-${key}`, "aria-pressed": String(key === chosen), on: { click: () => change({ policy: key === chosen ? "" : key, state: "" }) } }, foreign(label));
    return element("tr", { "data-chosen": String(key === chosen) }, element("th", { scope: "row" }, choose), element("td", { class: "wide" }, bar(PARTS.map((part) => ({ ...part, count: counts[part.kind] })))), ...PARTS.map(({ kind }) => element("td", { class: "number" }, counts[kind].toLocaleString("en"))), element("td", { class: "locks" }, element("span", {}, ...locks(counts, summary.profiles))));
  });
  fill(
    host,
    element("h2", { id: "by-policy" }, "Policies"),
    legend([...PARTS]),
    legend([...LEVELS.map(({ name, kind }) => ({ name: name.replace(/^By/, "Locked by"), kind }))]),
    element("table", { class: "chart" }, element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Policy"), element("td", { class: "wide" }), ...PARTS.map(({ name }) => element("th", { scope: "col", class: "number" }, name)), element("th", { scope: "col", class: "locks" }, "Locked"))), element("tbody", {}, ...rows)),
  );
}

function locks({ locked }: FleetPolicy, profiles: number): (HTMLElement | string)[] {
  const levels = Object.entries(locked).filter(([, count]) => count > 0);
  const total = levels.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return [element("span", { class: "muted" }, "nobody")];
  return [bar(LEVELS.map(({ name, kind, level }) => ({ name, kind, count: locked[level] ?? 0 })), profiles), element("span", { class: "number" }, total.toLocaleString("en"))];
}

function drawGroups(host: HTMLElement, summary: FleetSummary, grouping: Grouping, policy: Entry | undefined): void {
  const by = element("select", { id: "group", "data-control": "group", on: { change: () => change({ group: by.value }) } }, ...Object.entries(GROUPINGS).map(([value, label]) => element("option", { value, selected: value === grouping }, label)));
  const groups = Object.entries(summary.groups ?? {}).sort(([, a], [, b]) => b.profiles - a.profiles);
  const rows = groups.slice(0, MOST_GROUPS).map(([name, { profiles, policies }]) => {
    const counts = policy && policies[policy.key];
    return element("tr", {}, element("th", { scope: "row" }, name === "" ? element("span", { class: "muted" }, "not given") : foreign(name)), element("td", { class: "wide" }, counts ? bar(PARTS.map((part) => ({ ...part, count: counts[part.kind] }))) : bar([{ name: "Users", kind: "users", count: profiles }], groups[0]?.[1].profiles)), element("td", { class: "number" }, counts ? `${Math.round((100 * counts.on) / Math.max(1, profiles))} % on` : profiles.toLocaleString("en")));
  });
  fill(host, element("h2", { id: "by-group" }, policy ? foreign(policy.label) : "Users", " by group"), element("p", { class: "row" }, element("label", { for: "group" }, "Group by"), by), element("table", { class: "chart" }, element("tbody", {}, ...rows)), groups.length > MOST_GROUPS && element("p", { class: "note" }, `and ${plural(groups.length - MOST_GROUPS, "smaller group")}`), !policy && element("p", { class: "note" }, "Choose a policy to see it by group."));
}

/** Users whose policy is not as most of their group have it, as far as the summary keeps them: the rarest first. */
function drawApart(host: HTMLElement, { outliers = [] }: FleetSummary, policies: Entry[]): void {
  const labels = new Map(policies.map(({ key, label }) => [key, label]));
  host.hidden = outliers.length === 0;
  fill(host, element("h2", { id: "apart" }, "Who stands apart"), element("ol", { class: "apart" }, ...outliers.slice(0, MOST_APART).map(({ group, policy, majority, share, users }) => element("li", {}, foreign(labels.get(policy) ?? policy), ` ${majority === "on" ? "off" : "on"}, where ${Math.floor(100 * share)} % have it ${majority}`, group && element("span", {}, " (", foreign(group), ")"), ": ", ...userLinks(users, `${group} ${policy}`)))));
}

const SEVERITIES = ["high", "medium", "low", "info"];

/** What the audit finds in the fleet, the gravest first, with the first users it was found in. */
function drawFindings(host: HTMLElement, { findings = {} }: FleetSummary): void {
  const found = Object.entries(findings).filter(([, { found }]) => found > 0).sort(([, a], [, b]) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || b.found - a.found);
  const rows = found.map(([id, { severity, title, found: count, cannotTell, examples }]) => element("li", { class: "finding", "data-finding": id }, element("details", {}, element("summary", { "data-control": `finding-${id}` }, element("span", { class: "severity", "data-severity": severity }, severity), element("span", { class: "heading" }, element("span", { class: "label" }, title), " ", element("span", { class: "muted" }, plural(count, "user")))), element("p", {}, "First found in: ", ...userLinks(examples, id)), cannotTell > 0 && element("p", { class: "note" }, `${plural(cannotTell, "profile")} do not say what would decide.`))));
  host.hidden = found.length === 0;
  fill(host, element("h2", { id: "fleet-findings" }, plural(found.length, "finding")), element("ul", { class: "plain" }, ...rows));
}

/** Links to users, named after where they stand; in a file the table finds them. */
function userLinks(ids: string[], where: string): Node[] {
  return ids.flatMap((id) => {
    const row = run?.rowNamed(id);
    const control = `user-${where}-${id}`;
    const link = row && run?.isFile
      ? element("button", { type: "button", class: "link", "data-control": control, on: { click: () => void openUser(run!, row) } }, foreign(row.name))
      : element("a", { href: writeLink({ view: "profile", subject: id, settings: { source: nameOf(source()) } }), "data-control": control }, foreign(row?.name ?? id));
    return [link, document.createTextNode(" ")];
  });
}

// ── users

function usersTable(policies: Entry[], left: AbortSignal) {
  const search = element("input", { id: "users-search", type: "search", placeholder: "Search users, sites, departments", "aria-label": "Search users", autocomplete: "off" });
  search.addEventListener("input", debounced(120, () => change({ q: search.value.trim() }, { replace: true })));
  const count = element("p", { class: "count-line", role: "status" });
  const filter = element("div", { class: "toggles", role: "group", "aria-label": "State of the chosen policy" });
  const paper = element("p", { class: "on-paper note" });
  const table = virtualTable<Row>(
    "Users",
    [
      { key: "name", label: "User", cell: ({ name }) => foreign(name) },
      { key: "extension", label: "Ext.", cell: ({ extension }) => extension, isNumber: true },
      { key: "department", label: "Department", cell: ({ department }) => foreign(department) },
      { key: "site", label: "Site", cell: ({ site }) => foreign(site) },
      { key: "on", label: "On", cell: ({ on, failure }) => (failure ? element("span", { class: "severity", "data-severity": "error", title: failure }, failure) : on), isNumber: true },
      { key: "off", label: "Off", cell: ({ off, failure }) => (failure ? "" : off), isNumber: true },
      { key: "unknown", label: "Unknown", cell: ({ unknown, failure }) => (failure ? "" : unknown), isNumber: true },
      { key: "locked", label: "Locked", cell: ({ locked, failure }) => (failure ? "" : locked), isNumber: true },
    ],
    { open: (row) => run && void openUser(run, row), sort: (key) => change({ sort: readLink(location.hash).settings["sort"] === key ? `-${key}` : key }) },
    left,
  );
  let drawn = "";
  return {
    element: element("section", { class: "card stack users", "aria-labelledby": "users" }, element("h2", { id: "users" }, "Users"), element("div", { class: "filters" }, search), filter, count, paper, table.element),
    update(of: FleetRun, settings: Record<string, string>) {
      const key = JSON.stringify([of.serial, of.rows.length, settings["q"], settings["policy"], settings["state"], settings["sort"]]);
      if (key === drawn) return;
      drawn = key;
      if (document.activeElement !== search) search.value = settings["q"] ?? "";
      const sort = settings["sort"]?.replace(/^-/, "") ?? "";
      const isDescending = settings["sort"]?.startsWith("-") ?? false;
      const at = policies.findIndex(({ key: policy }) => policy === settings["policy"]);
      const letter = LETTER[settings["state"] ?? ""];
      const words = (settings["q"] ?? "").toLowerCase().split(/\s+/).filter(Boolean);
      const rows = of.rows.filter((row) => (at < 0 || !letter || row.states[at] === letter) && words.every((word) => `${row.name} ${row.department} ${row.site} ${row.extension ?? ""} ${row.failure ?? ""}`.toLowerCase().includes(word)));
      if (SORTS.has(sort)) rows.sort((a, b) => compare(a[sort as keyof Row] ?? 0, b[sort as keyof Row] ?? 0) * (isDescending ? -1 : 1));
      keepPlace(filter, () => fill(
        filter,
        ...(at < 0 ? [] : PARTS.map(({ name, kind }) => element("button", { type: "button", class: "toggle", "aria-pressed": String(settings["state"] === kind), "data-control": `state-${kind}`, on: { click: () => change({ state: settings["state"] === kind ? "" : kind }) } }, element("span", {}, foreign(policies[at]!.label), `: ${name}`)))),
      ));
      filter.hidden = at < 0;
      count.textContent = rows.length === of.rows.length ? plural(rows.length, "user") : `${rows.length.toLocaleString("en")} of ${plural(of.rows.length, "user")}`;
      paper.textContent = printedNote(rows.length);
      table.show(rows, { key: sort, isDescending });
    },
  };
}

const SORTS = new Set<string>(["name", "extension", "department", "site", "on", "off", "unknown", "locked"] satisfies (keyof Row)[]);

const compare = (a: string | number, b: string | number): number => (typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : a === b ? 0 : 1);

/** Drills down to one user: asked for again, or looked for in the file. */
async function openUser(of: FleetRun, row: Row): Promise<void> {
  if (!(of instanceof FleetFile)) return go({ view: "profile", subject: row.id, settings: { source: nameOf(source()) } });
  announce(`Looking for ${row.name} in the file`);
  try {
    const text = await of.profileText(row.index);
    if (row.failure) return showIssues(row, (JSON.parse(text) as { error: { issues: Issue[] } }).error.issues);
    const profiles = readProfiles(text);
    use({ kind: "file", name: of.name, profiles });
    go({ view: "profile", subject: profiles.keys().next().value ?? "", settings: { source: "file" } });
  } catch (error) {
    showDialog("The file cannot be read", element("p", {}, error instanceof Error ? error.message : String(error)));
  }
}

/** What is wrong with what stands in the place of a profile. */
function showIssues({ name, index }: Row, issues: Issue[]): void {
  showDialog(name, element("p", { class: "muted" }, `What stands at place ${(index + 1).toLocaleString("en")} of the file is no profile.`), issueList(issues));
}
