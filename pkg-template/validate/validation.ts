// @ts-nocheck
// Validation: texts, bytes and values become bytes in the wasm; what has passed comes back as the engine's own objects.

import { documentOf, readText, valueDocument, withoutNulls } from "../shared/convert.ts";
import { ZoomPhoneError } from "../shared/error.ts";
import { readOptions } from "../shared/read-options.ts";
import { glue, outOfMemory, ready, withinMemory, words } from "../shared/runtime.ts";
import { STRICTNESS, VALIDATION_OPTIONS, validationSettingsOf } from "../shared/settings.ts";

export function parseUserProfile(input, options) {
  const result = checked(documentOf(input), validationSettings(options), false);
  if (!result.success) throw notAProfile(result, {});
  return result.data;
}

export function validateUserProfile(input, options) {
  return checked(documentOf(input), validationSettings(options));
}

export function isUserProfile(input) {
  return check(documentOf(input), NO_ISSUES, false).success;
}

export const userProfileSchema = {
  "~standard": {
    version: 1,
    vendor: "zoom-phone-profile",
    validate(value) {
      const result = checked(valueDocument(value), DEFAULTS, false);
      if (result.success) return { value: result.data };
      return {
        issues: result.issues
          .filter((issue) => issue.severity === "error")
          .map(({ message, path }) => ({ message, path })),
      };
    },
  },
};

/** For a verdict and nothing else. */
const NO_ISSUES = { strictness: STRICTNESS.standard, maxIssues: 0, onIssue: undefined };
const DEFAULTS = { strictness: STRICTNESS.standard, maxIssues: 100, onIssue: undefined };

function validationSettings(options) {
  return options === undefined ? DEFAULTS : validationSettingsOf(readOptions(options, VALIDATION_OPTIONS));
}

const ACCEPTED = { success: true, hasNulls: false, issueCount: 0 };

/**
 * Writes a document to the wasm and checks it there. Where a verdict is all that is wanted, what passes is not looked
 * at for more.
 */
export function check(document, { strictness, maxIssues, onIssue }, areIssuesWanted = true) {
  ready();
  const isVerdictAll = !areIssuesWanted && onIssue === undefined && strictness !== STRICTNESS.strict;
  let verdict;
  try {
    const length = document.write();
    if (isVerdictAll && glue.passesStandard(length)) return ACCEPTED;
    verdict = glue.check(length, strictness, document.fromObject, maxIssues);
  } catch (error) {
    throw outOfMemory(error);
  }
  return { success: (verdict & 1) === 1, hasNulls: (verdict & 2) === 2, issueCount: Math.floor(verdict / 4) };
}

/** Checks a document. The issues of one that passes are read only where somebody wants them. */
export function checked(document, settings, areIssuesWanted = true) {
  return reported(document, check(document, settings, areIssuesWanted), settings, areIssuesWanted);
}

/** What has been found in the document last checked. */
export function reported(document, { success, hasNulls, issueCount }, { maxIssues, onIssue }, areIssuesWanted) {
  const isWanted = areIssuesWanted || !success || onIssue !== undefined;
  const [issues, data] = withinMemory(() => [
    isWanted && issueCount > 0 && maxIssues > 0 ? readIssues(document) : [],
    // A value that is given back as it is stays so.
    success ? withoutNulls(document.data(), hasNulls && document.isPlain ? glue.nulls() : "") : undefined,
  ]);
  // Neither the wasm nor the document is needed any more: a callback may do with both what it likes.
  if (onIssue) issues.forEach((issue) => onIssue(issue));
  return success ? { success, data, issues, issueCount } : { success, issues, issueCount };
}

/** Numbers in a row of the table of issues; their meaning is written in src/core/validate/table.rs. */
const ROW = 15;

/** The issues of the document last checked, out of one text and a table. */
function readIssues(document) {
  const at = glue.issues(document.inBytes) / 4;
  const numbers = words();
  const text = readText(numbers[at], numbers[at + 1]);
  const issues = [];
  const start = numbers[at + 2] / 4;
  const end = start + numbers[at + 3];
  for (let row = start; row < end; row += ROW) issues.push(readIssue(text, numbers, row, !document.fromObject));
  return issues;
}

function readIssue(text, numbers, row, hasPlace) {
  const part = (at) => text.slice(numbers[row + at], numbers[row + at + 1]);
  const [code, severity] = issueCodes()[numbers[row]];
  const { pointer, path } = placeOf(text, numbers, row);
  const hasExpected = numbers[row + 7] > 0;
  const hasReceived = numbers[row + 9] > 0;
  // Most have all of it, and an object that is made whole takes less time than one that grows.
  if (hasPlace && hasExpected && hasReceived) {
    return {
      code,
      severity,
      path: path.slice(),
      pointer,
      message: part(4),
      expected: part(6),
      received: part(8),
      offset: numbers[row + 12],
      line: numbers[row + 13],
      column: numbers[row + 14],
    };
  }
  const issue = { code, severity, path: path.slice(), pointer, message: part(4) };
  if (hasExpected) issue.expected = part(6);
  if (hasReceived) issue.received = part(8);
  if (hasPlace) {
    issue.offset = numbers[row + 12];
    issue.line = numbers[row + 13];
    issue.column = numbers[row + 14];
  }
  return issue;
}

/**
 * Places that have come before, by the numbers of their paths: the same fields are wrong in one profile after another.
 */
const places = new Map();
const KEPT_PLACES = 256;

function placeOf(text, numbers, row) {
  const number = numbers[row + 1];
  return (
    places.get(number) ??
    newPlace(number, text.slice(numbers[row + 2], numbers[row + 3]), numbers[row + 10], numbers[row + 11])
  );
}

function newPlace(number, pointer, low, high) {
  const path = splitPointer(pointer, low, high);
  if (number === 0) return { pointer, path };
  if (places.size >= KEPT_PLACES) places.clear();
  // Put together anew: a text that was cut out of another one keeps that alive.
  const place = { pointer: `/${path.join("/")}`, path };
  places.set(number, place);
  return place;
}

/** A pointer's segments; those that are indices of lists, by two halves of a bit set, as numbers. */
function splitPointer(pointer, low, high) {
  const path = pointer.split("/").slice(1);
  for (let at = 0; at < path.length; at++) {
    if ((at < 32 ? low >>> at : high >>> (at - 32)) & 1) path[at] = Number(path[at]);
    else if (path[at].includes("~")) path[at] = path[at].replaceAll("~1", "/").replaceAll("~0", "~");
  }
  return path;
}

let codes;
function issueCodes() {
  return (codes ??= glue
    .issueCodes()
    .split(",")
    .map((pair) => pair.split(" ")));
}

/** The error for what should be a profile and is not: a reply, where `context` has a status, or a direct input. */
export function notAProfile({ issues, issueCount }, context, said) {
  const first = issues.find((issue) => issue.severity === "error") ?? issues[0];
  const isReply = context.status !== undefined;
  const where = issues.length === issueCount ? " in `issues`" : "";
  const more = issueCount > 1 ? `; ${issueCount - 1} more${where}` : "";
  const what = first ? `${first.message}${more}` : "`maxIssues` is 0, so that no more is known";
  return ZoomPhoneError.create({
    message: `${isReply ? "The reply is no valid profile" : "This is no valid profile"}: ${what}${said && WHOLE.has(first?.code) ? `. It says: ${said}` : ""}`,
    code: "invalid_response",
    hint:
      (isReply ? REPLY_HINTS : INPUT_HINTS)[first?.code] ??
      'Look at `issues`, each with its place. Pass `validation: "lenient"` to accept it as it is.',
    attempts: 0,
    ...Object.fromEntries(Object.entries(context).filter(([, value]) => value !== undefined)),
    issues,
  });
}

/** Issues of the document as a whole. */
const WHOLE = /* @__PURE__ */ new Set(["invalid_json", "not_a_profile"]);
const REPLY_HINTS = {
  invalid_json:
    "Check that `baseUrl` leads to Zoom or to your proxy, not to a page: the reply is empty, cut off, or not JSON.",
  not_a_profile: "Check the endpoint: a profile comes from GET /phone/users/{userId}.",
};
const INPUT_HINTS = {
  invalid_json: "Pass the JSON of a whole profile: this is empty, cut off, or not JSON.",
  not_a_profile: "Pass a reply of GET /phone/users/{userId}.",
};
