// zoom-phone-profile: what the package exports. The wasm is compiled at the first call; importing does nothing.

import { bytesDocument, documentOf, valueDocument, withoutNulls } from "./convert.js";
import { ZoomPhoneError, isZoomPhoneError } from "./host.js";
import { compile, compileAsync } from "./wasm-inline.js";
import * as glue from "./zoom_phone_profile.js";

export { ZoomPhoneError, isZoomPhoneError };

let wasm;

function ready() {
  return (wasm ??= instantiate(compiled(compile)));
}

function instantiate(module) {
  return glue.initSync({ module });
}

function compiled(work) {
  try {
    return work();
  } catch (error) {
    throw explained(error);
  }
}

/** What an engine's refusal to compile means, and what to do. */
function explained(error) {
  if (error instanceof WebAssembly.CompileError && /content security policy|unsafe-eval|csp/i.test(error.message)) {
    return new Error("zoom-phone-profile: the page's content security policy forbids WebAssembly; allow it with script-src 'self' 'wasm-unsafe-eval'", { cause: error });
  }
  if (error instanceof RangeError) {
    return new Error("zoom-phone-profile: this browser does not compile the wasm synchronously on the main thread; call `await init()` once before", { cause: error });
  }
  return error;
}

let starting;

export function init(source) {
  starting ??= compileAsync(source).then(
    (module) => void (wasm ??= instantiate(module)),
    (error) => {
      starting = undefined;
      throw explained(error);
    },
  );
  return starting;
}

// ── the call

export async function getUserProfile(userId, options) {
  return (await getUserProfileWithResponse(userId, options)).profile;
}

export async function getUserProfileWithResponse(userId, options) {
  ready();
  const settings = validationSettings(options, REQUEST_OPTIONS);
  const reply = await glue.fetchUserProfile(userId, options);
  const result = checked(bytesDocument(reply.body), settings);
  const { status, attempts, url, headers } = reply;
  const trackingId = headers["x-zm-trackingid"];
  if (!result.success) throw notAProfile(result, { status, attempts, url, trackingId });
  return { profile: result.data, issues: result.issues, response: { status, attempts, trackingId, rateLimit: rateLimit(headers) } };
}

function rateLimit(headers) {
  const number = (name) => (headers[name] === undefined ? undefined : Number(headers[name]));
  const limits = {
    category: headers["x-ratelimit-category"],
    type: headers["x-ratelimit-type"],
    limit: number("x-ratelimit-limit"),
    remaining: number("x-ratelimit-remaining"),
    reset: number("x-ratelimit-reset"),
  };
  return Object.values(limits).some((value) => value !== undefined) ? limits : undefined;
}

// ── validation

export function parseUserProfile(input, options) {
  const result = checked(documentOf(input), validationSettings(options));
  if (!result.success) throw notAProfile(result, {});
  return result.data;
}

export function validateUserProfile(input, options) {
  return checked(documentOf(input), validationSettings(options));
}

export function isUserProfile(input) {
  return check(documentOf(input), STRICTNESS.standard, 0).success;
}

export const userProfileSchema = {
  "~standard": {
    version: 1,
    vendor: "zoom-phone-profile",
    validate(value) {
      const result = checked(valueDocument(value), DEFAULTS);
      if (result.success) return { value: result.data };
      return { issues: result.issues.filter((issue) => issue.severity === "error").map(({ message, path }) => ({ message, path })) };
    },
  },
};

const STRICTNESS = { strict: 0, standard: 1, lenient: 2 };
const DEFAULTS = { strictness: STRICTNESS.standard, maxIssues: 100, onIssue: undefined };
const VALIDATION_OPTIONS = ["validation", "maxIssues", "onIssue"];

/** The names of a call's options are checked in Rust, where they are declared. */
const REQUEST_OPTIONS = true;

function validationSettings(options, areNamesChecked = false) {
  if (options === undefined) return DEFAULTS;
  if (typeof options !== "object" || options === null) throw invalidArgument("The options must be an object", "Pass the options last, as an object.");
  if (!areNamesChecked) checkNames(options);
  const own = (name) => (Object.hasOwn(options, name) ? options[name] : undefined);
  const [validation = "standard", maxIssues = 100, onIssue] = VALIDATION_OPTIONS.map(own);
  if (!Object.hasOwn(STRICTNESS, validation)) throw invalidArgument('The option `validation` must be "strict", "standard" or "lenient"');
  if (!Number.isInteger(maxIssues) || maxIssues < 0 || maxIssues > 1e6) throw invalidArgument("The option `maxIssues` must be a whole number from 0 to 1000000");
  if (onIssue !== undefined && typeof onIssue !== "function") throw invalidArgument("The option `onIssue` must be a function");
  return { strictness: STRICTNESS[validation], maxIssues, onIssue };
}

function checkNames(options, known = VALIDATION_OPTIONS) {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    ready();
    const meant = known === VALIDATION_OPTIONS ? glue.meantOption(name) : undefined;
    throw invalidArgument(`There is no option \`${name}\``, meant ? `Did you mean \`${meant}\`?` : `The options are: ${known.join(", ")}`);
  }
}

function invalidArgument(message, hint = "Mend the argument and call again.") {
  return new ZoomPhoneError({ message, code: "invalid_argument", hint, attempts: 0 });
}

/** Writes a document to the wasm and checks it there. */
function check(document, strictness, maxIssues) {
  const exports = ready();
  const length = document.write(exports, glue.reserve);
  const verdict = glue.check(length, strictness, document.fromObject, maxIssues);
  return { success: (verdict & 1) === 1, hasNulls: (verdict & 2) === 2, issueCount: Math.floor(verdict / 4) };
}

function checked(document, { strictness, maxIssues, onIssue }) {
  const { success, hasNulls, issueCount } = check(document, strictness, maxIssues);
  const issues = issueCount > 0 && maxIssues > 0 ? JSON.parse(glue.issues(document.inBytes)) : [];
  const nulls = hasNulls && success ? JSON.parse(glue.nulls()) : [];
  // The wasm is not needed any more: a callback may use it for something else.
  if (onIssue) issues.forEach((issue) => onIssue(issue));
  if (!success) return { success, issues, issueCount };
  return { success, data: withoutNulls(document.data(), nulls), issues, issueCount };
}

/** The error for what should be a profile and is none. */
function notAProfile({ issues, issueCount }, context) {
  const first = issues.find((issue) => issue.severity === "error") ?? issues[0];
  const more = issueCount > 1 ? `; ${issueCount - 1} more in \`issues\`` : "";
  return new ZoomPhoneError({
    message: `${context.status === undefined ? "This is no valid profile" : "The reply is no valid profile"}: ${first?.message ?? "see `issues`"}${more}`,
    code: "invalid_response",
    hint: hintFor(first),
    attempts: 0,
    ...Object.fromEntries(Object.entries(context).filter(([, value]) => value !== undefined)),
    issues,
  });
}

function hintFor(issue) {
  if (issue?.code === "invalid_json") return "Check that `baseUrl` leads to Zoom or to your proxy, not to a page: the reply is empty, HTML, or cut off.";
  if (issue?.code === "not_a_profile") return "Check the endpoint: a profile comes from GET /phone/users/{userId}.";
  return 'Look at `issues`, each with its place; `validation: "lenient"` lets such a reply pass.';
}

// ── policy

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
  const summary = isSummary ? profileOrSummary : summarizePolicy(profileOrSummary, options);
  const text = glue.formatSummary(summary, form);
  if (text === undefined) throw invalidArgument("This is neither a profile nor a policy summary");
  return text;
}

/** Reads a profile into the wasm; anything that is an object will do. */
function load(profile) {
  if (!check(valueDocument(profile), STRICTNESS.lenient, 0).success) {
    throw invalidArgument("This is no profile: it is not an object", "Pass what `getUserProfile` or `parseUserProfile` returned.");
  }
}
