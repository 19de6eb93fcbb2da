// Summaries of policies, and their forms as text.

import { FORMATS } from "#border";
import type { PolicySummary, UserProfile } from "#model";
import * as glue from "#parts/summary";
import { indexOfFormat, invalidArgument } from "../shared/arguments.ts";
import { hasOwn, isObject, type UnknownObject } from "../shared/guards.ts";
import { readOptions } from "../shared/read-options.ts";
import { ready, withinMemory } from "../shared/runtime.ts";
import { lenientDocument, type ValueDocument } from "../shared/values.ts";
import { checkedLabels, useLabels } from "./labels.ts";
import { loadProfile } from "./load.ts";
import { resultOf } from "./result.ts";
import type { PolicyLabels, PolicyOptions } from "./types.ts";

/**
 * Summarizes the policies of a profile: on, off or unknown, locked and by whom, in words. What the profile does not say
 * is unknown, never off. Sentences mention a detail only if the switches above it are on. A value that Zoom does not
 * document for its field is called undocumented.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for what is not a profile, with its name and what to pass instead: a
 * policy, an outcome, another result of this package, a promise, a string. An object of which nothing is known, such as
 * `{}`, is a profile that says nothing.
 * @example
 * for (const entry of summarizePolicy(profile).entries) console.log(entry.label, entry.state, entry.text);
 */
export function summarizePolicy(profile: UserProfile, options?: PolicyOptions): PolicySummary {
  const document = lenientDocument(profile);
  useLabels(readOptions(options, ["labels"]).labels);
  loadProfile(document, profile);
  ready(glue.part);
  return resultOf(glue.summary);
}

/**
 * Writes a summary as aligned text, Markdown, CSV (safe to open in a spreadsheet) or HTML (escaped, without styles).
 *
 * A summary keeps the sentences that it was made with; pass the profile to have all of it in another language.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for what is neither a profile (see {@link summarizePolicy}) nor a
 * summary.
 * @example
 * document.querySelector("#policies")?.insertAdjacentHTML("beforeend", formatPolicySummary(profile, "html"));
 */
export function formatPolicySummary(
  profileOrSummary: UserProfile | PolicySummary,
  format: "text" | "markdown" | "csv" | "html",
  options?: PolicyOptions,
): string {
  const form = indexOfFormat(FORMATS, format);
  const labels = checkedLabels(readOptions(options, ["labels"]).labels);
  const summary = summaryDocument(profileOrSummary, labels);
  const document = summary ?? lenientDocument(profileOrSummary);
  useLabels(labels);
  ready(glue.part);
  if (summary) return formattedSummary(summary, form);
  loadProfile(document, profileOrSummary, "profileOrSummary", "a profile or a policy summary");
  return withinMemory(() => glue.formatted(form));
}

function formattedSummary(summary: ValueDocument, form: number): string {
  const text = summary.isPlain ? withinMemory(() => glue.formatSummary(summary.write(), form)) : undefined;
  if (text !== undefined) return text;
  throw invalidArgument(
    "`profileOrSummary` looks like a policy summary, but a part of it is missing or of a wrong type",
    "Pass what `summarizePolicy` returned, or the profile.",
  );
}

/** Returns the document of a summary, with its policies' labels replaced; `undefined` if the value is no summary. */
function summaryDocument(value: unknown, labels: PolicyLabels | undefined): ValueDocument | undefined {
  try {
    return isSummary(value) ? lenientDocument(labels ? relabeled(value, labels) : value) : undefined;
  } catch {
    // It throws when it is read: as a profile it is refused.
    return undefined;
  }
}

type SummaryLike = UnknownObject & { readonly entries: readonly unknown[] };

/** Whether a value looks like a summary. A later profile may have fields of these names, but hardly of these types. */
function isSummary(value: unknown): value is SummaryLike {
  return (
    isObject(value) && Array.isArray(value.entries) && isObject(value.counts) && typeof value.counts.on === "number"
  );
}

function relabeled(summary: SummaryLike, labels: PolicyLabels): unknown {
  const entries = summary.entries.map((entry) => {
    if (!isObject(entry)) return entry;
    const { key, label } = entry;
    return { ...entry, label: (typeof key === "string" && hasOwn(labels, key) && labels[key]) || label };
  });
  return { ...summary, entries };
}
