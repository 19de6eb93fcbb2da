// Issues of a validation as a list: severity, place, sentence.

import type { Issue } from "zoom-phone-profile";

import { element, foreign } from "../dom";

/** The list; with `follow`, each issue leads to its place. */
export function issueList(issues: Issue[], follow?: (issue: Issue) => void): HTMLElement {
  return element("ol", { class: "issues" }, ...issues.map((issue) => element("li", {}, follow ? element("button", { type: "button", class: "row", on: { click: () => follow(issue) } }, ...parts(issue)) : element("span", { class: "row" }, ...parts(issue)))));
}

function parts(issue: Issue): HTMLElement[] {
  const place = issue.line === undefined ? issue.pointer || "whole document" : `${issue.line}:${issue.column}`;
  return [
    element("span", { class: "severity", "data-severity": issue.severity }, issue.severity),
    element("code", { class: "place", title: issue.pointer }, place),
    element("span", { class: "message" }, foreign(issue.message), " ", element("code", { class: "muted" }, issue.code)),
  ];
}
