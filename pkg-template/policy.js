// Policies explained: the wasm reads a profile once more and says what its policies mean, what changed and what is risky.

import { checkNames, invalidArgument } from "./arguments.js";
import { lenientDocument, textDocument } from "./convert.js";
import { glue, ready } from "./runtime.js";
import { STRICTNESS, check, validateUserProfile } from "./validation.js";

export function summarizePolicy(profile, options) {
  begin(options, ["labels"]);
  load(profile);
  return JSON.parse(glue.summary());
}

const FORMATS = ["text", "markdown", "csv", "html"];

export function formatPolicySummary(profileOrSummary, format, options) {
  const form = FORMATS.indexOf(format);
  if (form < 0) throw invalidArgument('The format must be "text", "markdown", "csv" or "html"');
  begin(options, ["labels"]);
  if (!isSummary(profileOrSummary)) {
    load(profileOrSummary);
    return glue.formatted(form);
  }
  const document = lenientDocument(relabeled(profileOrSummary, options?.labels));
  const text = document.isPlain ? glue.formatSummary(document.write(), form) : undefined;
  if (text === undefined) throw invalidArgument("This is neither a profile nor a policy summary");
  return text;
}

function isSummary(value) {
  return Array.isArray(value?.entries) && typeof value.counts === "object";
}

/** A summary keeps the sentences that it was made with; the labels of its policies can still be had in other words. */
function relabeled(summary, labels) {
  if (!labels) return summary;
  const label = (entry) => (Object.hasOwn(labels, entry?.key) && labels[entry.key]) || entry?.label;
  return { ...summary, entries: summary.entries.map((entry) => ({ ...entry, label: label(entry) })) };
}

export function diffPolicy(before, after, options) {
  begin(options, ["labels"]);
  load(before, "What was before");
  glue.setAside();
  load(after, "What is after");
  return JSON.parse(glue.changes());
}

export function policyCatalog(options) {
  begin(options, ["labels"]);
  return JSON.parse(glue.catalog());
}

export function auditPolicy(profile, options) {
  begin(options, ["baseline", "ignore", "rules", "labels"]);
  const rules = checkedRules(options?.rules ?? []);
  const ignored = checkedIds(options?.ignore ?? [], rules);
  const baseline = options?.baseline;
  if (baseline !== undefined) {
    load({ policy: checkedBaseline(baseline) });
    glue.setAside();
  }
  load(profile);
  const findings = JSON.parse(glue.findings());
  const drift = baseline === undefined ? [] : JSON.parse(glue.drift());
  // The wasm is not needed any more: a rule may use it for something else.
  const own = rules.filter((rule) => !ignored.has(rule.id)).flatMap((rule) => findingOf(rule, profile));
  return [...findings, ...own, ...drift].filter(({ id }) => !ignored.has(id));
}

/** Checks the options, and takes their labels for all that is written until the next call. */
function begin(options, names) {
  ready();
  if (options !== undefined) checkNames(options, names);
  useLabels(options?.labels);
}

let labelsInUse = "";

function useLabels(labels) {
  const text = labels === undefined ? "" : writtenLabels(labels);
  if (text === labelsInUse) return;
  glue.useLabels(text === "" ? 0 : textDocument(text).write());
  labelsInUse = text;
}

function writtenLabels(labels) {
  if (typeof labels !== "object" || labels === null || Array.isArray(labels)) throw invalidArgument("The option `labels` must be an object of texts");
  for (const [key, label] of Object.entries(labels)) {
    if (typeof label !== "string") throw invalidArgument(`The label ${JSON.stringify(key)} must be a text`);
  }
  return JSON.stringify(labels);
}

/** Reads a profile into the wasm; anything that is an object will do. */
function load(profile, what = "This") {
  if (!check(lenientDocument(profile), STRICTNESS.lenient, 0).success) {
    throw invalidArgument(`${what} is no profile: it is not an object`, "Pass what `getUserProfile` or `parseUserProfile` returned.");
  }
}

/** A baseline is written by hand: a wrong type in it would be a finding for ever. */
function checkedBaseline(baseline) {
  if (typeof baseline === "object" && baseline !== null && "policy" in baseline) {
    throw invalidArgument("The baseline is a policy, not a profile", "Pass the `policy` of the profile as the baseline.");
  }
  const { success, issues } = validateUserProfile({ policy: baseline });
  if (success) return baseline;
  const issue = issues.find(({ severity }) => severity === "error");
  throw invalidArgument(`The baseline cannot be used: ${issue.message}`, "Write the baseline as a part of a profile's `policy`.");
}

let ruleIds;

/** The ids to be ignored: of rules that there are, or of departures from a baseline. */
function checkedIds(ids, rules) {
  if (!Array.isArray(ids)) throw invalidArgument("The option `ignore` must be a list of ids");
  ruleIds ??= glue.ruleIds().split(",");
  const known = [...ruleIds, ...rules.map(({ id }) => id)];
  for (const id of ids) {
    if (typeof id !== "string") throw invalidArgument("The option `ignore` must be a list of ids");
    if (known.includes(id) || id.startsWith("baseline.")) continue;
    const meant = glue.meantOption(id, known.join());
    throw invalidArgument(`There is no rule ${JSON.stringify(id)} to ignore`, meant ? `Did you mean \`${meant}\`?` : "The id of a finding is what can be ignored.");
  }
  return new Set(ids);
}

const SEVERITIES = ["high", "medium", "low", "info"];

function checkedRules(rules) {
  if (!Array.isArray(rules)) throw invalidArgument("The option `rules` must be a list of rules");
  const ids = new Set((ruleIds ??= glue.ruleIds().split(",")));
  rules.forEach((rule, index) => {
    const refuse = (problem) => invalidArgument(`The rule \`rules[${index}]\` cannot be used: ${problem}`);
    if (typeof rule !== "object" || rule === null) throw refuse("it is not an object");
    for (const name of ["id", "title", "why", "remedy"]) {
      if (typeof rule[name] !== "string" || rule[name] === "") throw refuse(`\`${name}\` must be a text`);
    }
    if (rule.source !== undefined && typeof rule.source !== "string") throw refuse("`source` must be a text");
    if (!SEVERITIES.includes(rule.severity)) throw refuse(`\`severity\` must be one of ${SEVERITIES.join(", ")}`);
    if (typeof rule.check !== "function") throw refuse("`check` must be a function");
    if (ids.has(rule.id) || rule.id.startsWith("baseline.")) throw refuse(`the id \`${rule.id}\` is taken`);
    ids.add(rule.id);
  });
  return rules;
}

/** What a user's own rule finds, as a list of one or none. A rule that fails says nothing of the profile: that is told, and the others stand. */
function findingOf({ id, severity, title, why, remedy, source, check: decide }, profile) {
  const finding = (status, evidence, reason = why) => ({ id, status, severity, title, why: reason, evidence, remedy, ...(source !== undefined && { source }) });
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
  throw new TypeError("`check` must return pointers, true, a status with its evidence, or nothing; a promise is none of these");
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
