// Marks of issues in lines of JSON.

import type { Issue } from "zoom-phone-profile";

import { element } from "../dom";
import { AS_SEVERITY } from "./issues";
import type { Severity } from "./marks";
import { RANK } from "./marks";

export interface LineIssues {
  issues: Issue[];
  worst: Severity;
}

/** The issues by their line. */
export function byLine(issues: Issue[]): Map<number, LineIssues> {
  const lines = new Map<number, LineIssues>();
  for (const issue of issues) {
    if (issue.line === undefined) continue;
    const severity = AS_SEVERITY[issue.severity];
    const present = lines.get(issue.line);
    if (!present) lines.set(issue.line, { issues: [issue], worst: severity });
    else {
      present.issues.push(issue);
      if (RANK.indexOf(severity) < RANK.indexOf(present.worst)) present.worst = severity;
    }
  }
  return lines;
}

/** A line with its marks; `from` is the column, from 0, at which the shown text begins. */
export function markedText(text: string, issues: Issue[], from = 0): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let at = 0;
  for (const issue of [...issues].sort((a, b) => (a.column ?? 1) - (b.column ?? 1))) {
    const begin = (issue.column ?? 1) - 1 - from;
    if (begin < at || begin > text.length) continue;
    const end = Math.min(text.length, begin + tokenLength(text, begin));
    parts.push(
      text.slice(at, begin),
      element("mark", { "data-severity": AS_SEVERITY[issue.severity] }, text.slice(begin, end) || " "),
    );
    at = end;
  }
  parts.push(text.slice(at));
  return parts;
}

/** The length of the string, number, word or bracket that begins at an offset. */
export function tokenLength(text: string, offset: number): number {
  const token = /"(?:[^"\\\n]|\\.)*"?|[-+.\w]+|[^\n]/uy;
  token.lastIndex = offset;
  return token.exec(text)?.[0].length ?? 0;
}
