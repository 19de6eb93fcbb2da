// @ts-nocheck
// Policies explained: the wasm reads a profile once more and says what its policies mean, what changed and what is
// risky.

import { invalidArgument, kindOf, unlessUnreadable, wrongArgument, wrongOption } from "../shared/arguments.ts";
import { lenientDocument, textDocument } from "../shared/convert.ts";
import { readOptions } from "../shared/read-options.ts";
import { glue, ready, withinMemory } from "../shared/runtime.ts";
import { STRICTNESS } from "../shared/settings.ts";
import { check, validateUserProfile } from "../validate/validation.ts";
import { wrongProfile } from "./wrong-profile.ts";

export function summarizePolicy(profile, options) {
  const document = lenientDocument(profile);
  begin(readOptions(options, ["labels"]));
  load(document, profile);
  return result(glue.summary);
}

/** What the wasm has written as JSON. */
function result(write) {
  return withinMemory(() => JSON.parse(write()));
}

const FORMATS = ["text", "markdown", "csv", "html"];

export function formatPolicySummary(profileOrSummary, format, options) {
  const form = FORMATS.indexOf(format);
  if (form < 0)
    throw wrongArgument(
      "format",
      '"text", "markdown", "csv" or "html"',
      format,
      "Pass one of them as the second argument.",
    );
  const given = readOptions(options, ["labels"]);
  const labels = checkedLabels(given.labels);
  const summary = summaryDocument(profileOrSummary, labels);
  const document = summary ?? lenientDocument(profileOrSummary);
  begin({ labels });
  if (!summary) {
    load(document, profileOrSummary, "profileOrSummary", "a profile or a policy summary");
    return withinMemory(() => glue.formatted(form));
  }
  const text = summary.isPlain ? withinMemory(() => glue.formatSummary(summary.write(), form)) : undefined;
  if (text === undefined)
    throw invalidArgument(
      "`profileOrSummary` looks like a policy summary, but a part of it is missing or of a wrong type",
      "Pass what `summarizePolicy` returned, or the profile.",
    );
  return text;
}

/** A summary, its policies in other words where there are labels; nothing where it is no summary. */
function summaryDocument(value, labels) {
  try {
    // A later version of the profile may have fields of these names, but hardly with this in them.
    if (Array.isArray(value.entries) && typeof value.counts.on === "number")
      return lenientDocument(relabeled(value, labels));
  } catch {
    // It is null, or made to throw: as a profile it is refused.
  }
  return undefined;
}

/** A summary keeps the sentences that it was made with; the labels of its policies can still be had in other words. */
function relabeled(summary, labels) {
  if (!labels) return summary;
  const label = (entry) => (Object.hasOwn(labels, entry?.key) && labels[entry.key]) || entry?.label;
  return { ...summary, entries: summary.entries.map((entry) => ({ ...entry, label: label(entry) })) };
}

export function diffPolicy(before, after, options) {
  const [one, other] = [before, after].map(lenientDocument);
  begin(readOptions(options, ["labels"]));
  load(one, before, "before");
  glue.setAside();
  load(other, after, "after");
  return result(glue.changes);
}

export function policyCatalog(options) {
  begin(readOptions(options, ["labels"]));
  return result(glue.catalog);
}

export function auditPolicy(profile, options) {
  ready();
  const {
    baseline,
    labels,
    ignore = [],
    rules: given = [],
  } = readOptions(options, ["baseline", "ignore", "rules", "labels"]);
  const rules = unlessUnreadable(() => checkedRules(given));
  const ignored = unlessUnreadable(() => checkedIds(ignore, rules));
  const expected = baseline === undefined ? undefined : lenientDocument(checkedBaseline(baseline));
  const document = lenientDocument(profile);
  begin({ labels });
  if (expected) {
    load(expected);
    glue.setAside();
  }
  load(document, profile);
  const findings = result(glue.findings);
  const drift = expected ? result(glue.drift) : [];
  // The wasm is not needed any more: a rule may use it for something else.
  const own = rules.filter((rule) => !ignored.has(rule.id)).flatMap((rule) => findingOf(rule, profile));
  return [...findings, ...own, ...drift].filter(({ id }) => !ignored.has(id));
}

/**
 * Takes the labels for all that is written until the next call. What somebody's values do while they are read may be
 * another call: they are read before.
 */
function begin({ labels }) {
  ready();
  const checked = checkedLabels(labels);
  const text = checked === undefined ? "" : JSON.stringify(checked);
  if (text === labelsInUse) return;
  glue.useLabels(text === "" ? 0 : textDocument(text).write());
  labelsInUse = text;
}

let labelsInUse = "";

/** A copy of the labels, without a prototype. */
function checkedLabels(labels) {
  if (labels === undefined) return undefined;
  return unlessUnreadable(() => {
    if (kindOf(labels) !== "an object") throw wrongOption("labels", "an object of strings", labels);
    const copy = Object.create(null);
    for (const [key, label] of Object.entries(labels)) {
      if (typeof label !== "string")
        throw invalidArgument(
          `The label ${JSON.stringify(key)} must be a string; it is ${kindOf(label)}`,
          "Pass strings only, as i18n/en.json has them.",
        );
      copy[key] = label;
    }
    return copy;
  });
}

const LENIENT = { strictness: STRICTNESS.lenient, maxIssues: 0 };

/**
 * Reads a profile into the wasm. An object of which nothing is known will do, unless it is known for something else.
 */
function load(document, value, name = "profile", expected = "a profile") {
  const { success } = check(document, LENIENT);
  if (success && glue.hasProfile()) return;
  // What was read, not the value: it might do something else while it is looked at.
  const error = wrongProfile(name, expected, value, success ? JSON.parse(document.text) : undefined);
  if (error) throw error;
}

/** A baseline is written by hand: what no profile could match would be a finding for ever, or none at all. */
function checkedBaseline(baseline) {
  if (baseline === null)
    throw invalidArgument("The option `baseline` is null", "Leave it out, or pass a part of a profile's `policy`.");
  const { success, data, issues } = validateUserProfile({ policy: baseline });
  const fault = issues.find(({ severity, code }) => severity === "error" || code === "null_value");
  if (!success || fault) throw unfitBaseline(fault);
  if (Object.hasOwn(data.policy ?? {}, "policy"))
    throw invalidArgument(
      "The baseline is a policy, not a profile",
      "Pass the `policy` of the profile as the baseline.",
    );
  checkKeys(data.policy, "");
  return data;
}

function unfitBaseline({ message, path, expected, received }) {
  const field = path.slice(1).join(".");
  const isState = /^(true|false)$/.test(received) && policyFields().includes(`${field}.enable`);
  const what = isState ? `\`{ enable: ${received} }\`` : expected;
  return invalidArgument(
    `The baseline cannot be used: ${message}`,
    what && field
      ? `Pass ${what} as \`${field}\`.`
      : "Pass a part of a profile's `policy`, such as `{ sms: { enable: false } }`.",
  );
}

let fields;

/** The paths of all fields of the policies, such as `sms.enable`; those of the items of a list behind `[]`. */
function policyFields() {
  return (fields ??= glue.policyFields().split(","));
}

/** Refuses keys of a baseline, or of the part of it at a path, that no policy has. */
function checkKeys(part, path, known = new Set(policyFields())) {
  if (Array.isArray(part)) for (const item of part) checkKeys(item, `${path}[]`, known);
  else if (typeof part === "object") {
    const prefix = path && `${path}.`;
    for (const key of Object.keys(part)) {
      if (/[.[]/.test(key) || !known.has(prefix + key)) throw unknownKey(key, prefix);
      checkKeys(part[key], prefix + key, known);
    }
  }
}

function unknownKey(key, prefix) {
  const below = policyFields()
    .filter((field) => field.startsWith(prefix))
    .map((field) => field.slice(prefix.length));
  const names = below.filter((name) => !/[.[]/.test(name));
  return invalidArgument(
    `The baseline has a field that no policy has: \`${prefix}${key}\``,
    meantHint(key, names) ?? `The fields there are: ${names.join(", ")}.`,
  );
}

function meantHint(name, names) {
  const meant = glue.meantOption(name, names.join());
  return meant && `Did you mean \`${meant}\`?`;
}

let ruleIds;

/** The ids to be ignored: of rules that there are, or of departures from a baseline. */
function checkedIds(ids, rules) {
  if (!Array.isArray(ids)) throw wrongOption("ignore", "an array of IDs", ids);
  ruleIds ??= glue.ruleIds().split(",");
  const departures = policyFields()
    .filter((field) => !field.includes("["))
    .map((field) => `baseline.${field}`);
  const known = new Set([...ruleIds, ...rules.map(({ id }) => id), ...departures]);
  for (const id of ids) {
    if (typeof id !== "string") throw wrongOption("ignore", "an array of IDs, each a string", id);
    if (!known.has(id))
      throw invalidArgument(
        `The option \`ignore\` has an ID that no finding has: ${JSON.stringify(id)}`,
        meantHint(id, [...known]) ?? "Pass the `id` of a finding: of a rule, or `baseline.` and a field's path.",
      );
  }
  return new Set(ids);
}

const SEVERITIES = ["high", "medium", "low", "info"];

/** A copy of the rules, each part read once. */
function checkedRules(rules) {
  if (!Array.isArray(rules)) throw wrongOption("rules", "an array of rules", rules);
  const ids = new Set((ruleIds ??= glue.ruleIds().split(",")));
  return rules.map((given, index) => {
    const refuse = (problem) =>
      invalidArgument(
        `The rule \`rules[${index}]\` cannot be used: ${problem}`,
        "Pass rules such as { id, severity, title, why, remedy, check }.",
      );
    if (typeof given !== "object" || given === null) throw refuse(`it is ${kindOf(given)}, not an object`);
    const { id, title, why, remedy, severity, source, check } = given;
    for (const [name, text] of Object.entries({ id, title, why, remedy })) {
      if (typeof text !== "string" || text === "") throw refuse(`\`${name}\` must be a string, and not empty`);
    }
    if (source !== undefined && typeof source !== "string") throw refuse("`source` must be a string");
    if (!SEVERITIES.includes(severity)) throw refuse(`\`severity\` must be one of ${SEVERITIES.join(", ")}`);
    if (typeof check !== "function") throw refuse("`check` must be a function");
    if (ids.has(id) || id.startsWith("baseline.")) throw refuse(`the id \`${id}\` is taken`);
    ids.add(id);
    return { id, title, why, remedy, severity, source, check: (profile) => check.call(given, profile) };
  });
}

/**
 * What a user's own rule finds, as a list of one or none. A rule that fails says nothing of the profile: that is told,
 * and the others stand.
 */
function findingOf({ id, severity, title, why, remedy, source, check: decide }, profile) {
  const finding = (status, evidence, reason = why) => ({
    id,
    status,
    severity,
    title,
    why: reason,
    evidence,
    remedy,
    ...(source !== undefined && { source }),
  });
  try {
    const { status, evidence } = verdictOf(decide(profile));
    return status === undefined ? [] : [finding(status, evidence)];
  } catch (error) {
    return [finding("cannot_tell", [WHOLE_POLICY], `The rule \`${id}\` failed: ${describe(error)}`)];
  }
}

/** Where a rule looked that names no evidence. */
const WHOLE_POLICY = "/policy";

/** What a rule returned, as a status with its evidence; no status where it found nothing. */
function verdictOf(result) {
  if (result === undefined || result === null || result === false) return {};
  if (result === true) return { status: "found", evidence: [WHOLE_POLICY] };
  if (Array.isArray(result)) return result.length === 0 ? {} : { status: "found", evidence: checkedEvidence(result) };
  const { status, evidence = [WHOLE_POLICY] } = result;
  if (status === "found" || status === "cannot_tell") return { status, evidence: checkedEvidence(evidence) };
  throw new TypeError(
    "`check` must return pointers, true, a status with its evidence, or nothing; a promise is none of these",
  );
}

function checkedEvidence(evidence) {
  const isPointer = (pointer) => typeof pointer === "string" && (pointer === "" || pointer.startsWith("/"));
  if (Array.isArray(evidence) && evidence.length > 0 && evidence.every(isPointer)) return [...evidence];
  throw new TypeError("the evidence must be a list of pointers such as `/policy/sms/enable`");
}

function describe(error) {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  } catch {
    return "it threw what cannot be read";
  }
}
