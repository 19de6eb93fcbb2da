// The audit of one profile, sorted and counted: what was found, and what could not be checked.

import type { Finding, UserProfile } from "zoom-phone-profile";
import { auditPolicy } from "zoom-phone-profile";
import type { Severity } from "../parts/marks";
import { RANK } from "../parts/marks";
import type { Evidence } from "./evidence";
import { evidenceReader } from "./evidence";
import type { Topic } from "./topics";
import { subjectOf } from "./topics";

export interface Item {
  finding: Finding;
  isFound: boolean;
  /** What it is about: a policy's name. */
  about: string;
  topic: Topic;
  policy?: string;
  evidence: Evidence[];
}

/** Findings worst first; what could not be checked stands behind what was found of the same severity. */
export function auditItems(profile: UserProfile): Item[] {
  const read = evidenceReader(profile);
  const items = auditPolicy(profile).map((finding): Item => {
    const { name, topic, policy } = subjectOf(finding.evidence[0] ?? "");
    const evidence = finding.evidence.map(read);
    return { finding, isFound: finding.status === "found", about: name, topic, evidence, ...(policy && { policy }) };
  });
  return items.sort((a, b) => rank(a) - rank(b) || Number(b.isFound) - Number(a.isFound));
}

const rank = ({ finding }: Item): number => RANK.indexOf(finding.severity);

/** Whether it is listed with the findings although nothing was found: a gap in the audit that matters. */
export const isGap = ({ finding, isFound }: Item): boolean =>
  !isFound && (finding.severity === "high" || finding.severity === "medium");

export type Count = Record<Severity, number>;

export function countItems(items: Item[]): Count {
  const count: Count = { high: 0, medium: 0, low: 0, info: 0, cannot: 0 };
  for (const { finding, isFound } of items) count[isFound ? finding.severity : "cannot"] += 1;
  return count;
}

/** The verdict in a line: "2 high · 3 could not be checked". */
export function verdictLine(count: Count): string {
  const parts = (["high", "medium", "low"] as const)
    .filter((severity) => count[severity] > 0)
    .map((severity) => `${count[severity]} ${severity}`);
  if (count.cannot > 0) parts.push(`${count.cannot} could not be checked`);
  return parts.length > 0 ? parts.join(" · ") : "Nothing found";
}

/** Whether all words are in what a person reads of an item. */
export function matchesItem({ finding, about, evidence }: Item, query: string[]): boolean {
  const shown = evidence.map(({ name, value, pointer }) => `${name} ${value} ${pointer}`).join(" ");
  const text = `${about} ${finding.title} ${finding.why} ${finding.remedy} ${finding.id} ${shown}`.toLowerCase();
  return query.every((word) => text.includes(word));
}
