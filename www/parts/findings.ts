// Findings of the audit, the worst first, each leading to its evidence.

import type { Finding } from "zoom-phone-profile";

import { breakable, element, foreign, icon, plural } from "../dom";
import { ALERT } from "./icons";

const SEVERITIES = ["high", "medium", "low", "info"] as const;

export function findingsCard(findings: Finding[], follow: (pointer: string) => void): HTMLElement | null {
  const found = bySeverity(findings.filter(({ status }) => status === "found"));
  const open = bySeverity(findings.filter(({ status }) => status === "cannot_tell"));
  if (found.length + open.length === 0) return null;
  return element(
    "section",
    { class: "card findings", "aria-labelledby": "findings" },
    element("h2", { id: "findings" }, found.length > 0 ? plural(found.length, "finding") : "No findings"),
    element("ul", { class: "plain" }, ...found.map((finding) => row(finding, follow))),
    open.length > 0 && element("details", {}, element("summary", {}, plural(open.length, "check"), " could not be made: the reply does not say enough"), element("ul", { class: "plain" }, ...open.map((finding) => row(finding, follow)))),
  );
}

function bySeverity(findings: Finding[]): Finding[] {
  return [...findings].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

function row({ id, severity, title, why, remedy, evidence, source }: Finding, follow: (pointer: string) => void): HTMLElement {
  return element(
    "li",
    { class: "finding", "data-finding": id },
    element(
      "details",
      {},
      element("summary", {}, element("span", { class: "severity", "data-severity": severity }, severity === "high" && icon(ALERT), severity), element("span", { class: "heading label", dir: "auto" }, title)),
      element("p", { dir: "auto" }, why),
      element("p", { dir: "auto" }, element("strong", {}, "Remedy: "), remedy),
      source && element("p", { class: "note" }, "Source: ", foreign(source)),
    ),
    element("p", { class: "evidence" }, element("span", { class: "muted" }, "Evidence "), ...evidence.map((pointer) => element("button", { type: "button", class: "link", on: { click: () => follow(pointer) } }, element("code", {}, breakable(pointer))))),
  );
}
