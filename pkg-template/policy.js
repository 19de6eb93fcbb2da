// Policies explained: the wasm reads a profile once more and says what its policies mean.

import { checkNames, invalidArgument } from "./arguments.js";
import { valueDocument } from "./convert.js";
import { glue, ready } from "./runtime.js";
import { STRICTNESS, check } from "./validation.js";

export function summarizePolicy(profile, options) {
  if (options !== undefined) checkNames(options, ["labels"]);
  load(profile);
  const summary = JSON.parse(glue.summary());
  const labels = options?.labels;
  if (labels) for (const entry of summary.entries) entry.label = (Object.hasOwn(labels, entry.key) && labels[entry.key]) || entry.label;
  return summary;
}

const FORMATS = ["text", "markdown", "csv", "html"];

export function formatPolicySummary(profileOrSummary, format, options) {
  const form = FORMATS.indexOf(format);
  if (form < 0) throw invalidArgument('The format must be "text", "markdown", "csv" or "html"');
  ready();
  const isSummary = Array.isArray(profileOrSummary?.entries) && typeof profileOrSummary.counts === "object";
  if (!isSummary && options === undefined) {
    load(profileOrSummary);
    return glue.formatted(form);
  }
  const document = valueDocument(isSummary ? profileOrSummary : summarizePolicy(profileOrSummary, options));
  const text = document.isPlain ? glue.formatSummary(document.write(), form) : undefined;
  if (text === undefined) throw invalidArgument("This is neither a profile nor a policy summary");
  return text;
}

/** Reads a profile into the wasm; anything that is an object will do. */
function load(profile) {
  if (!check(valueDocument(profile), STRICTNESS.lenient, 0).success) {
    throw invalidArgument("This is no profile: it is not an object", "Pass what `getUserProfile` or `parseUserProfile` returned.");
  }
}
