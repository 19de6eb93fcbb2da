// @ts-nocheck
// The options of a call and of a batch: own properties only, each read once and checked.

import { invalidArgument, unlessUnreadable, wrongOption } from "../shared/arguments.ts";
import { isPlain, isSignal, passes } from "../shared/guards.ts";
import { readOptions } from "../shared/read-options.ts";
import { validationSettingsOf } from "../shared/settings.ts";

const isString = (value) => typeof value === "string";
const isFunction = (value) => typeof value === "function";
const isInteger = (least, most) => (value) => Number.isInteger(value) && value >= least && value <= most;
const isOneOf =
  (...values) =>
  (value) =>
    values.includes(value);

/** Each option of a call: what it is by default, which values it takes, and how that is said. */
const REQUEST = {
  token: [undefined, (value) => isString(value) || isFunction(value), "a string, or a function that returns one"],
  baseUrl: ["https://api.zoom.us/v2", isString, "a string"],
  signal: [undefined, isSignal, "an AbortSignal"],
  timeoutMs: [
    10_000,
    (value) => typeof value === "number" && value > 0 && value <= 2_147_483_647,
    "a number of milliseconds above 0, at most 2147483647",
  ],
  maxRetries: [2, isInteger(0, 100), "an integer from 0 to 100"],
  headers: [{}, isPlain, "a plain object of strings"],
  credentials: ["omit", isOneOf("omit", "same-origin", "include"), '"omit", "same-origin" or "include"'],
  fetch: [undefined, isFunction, "a function"],
  onRetry: [undefined, isFunction, "a function"],
  validation: [undefined],
  maxIssues: [undefined],
  onIssue: [undefined],
};

/** Each further option of a batch. */
const BATCH = {
  plan: ["business", isOneOf("pro", "business"), '"pro" or "business"'],
  requestsPerSecond: [
    undefined,
    (value) => typeof value === "number" && value >= 0.001 && value <= 100_000,
    "a number from 0.001 to 100000",
  ],
  concurrency: [8, isInteger(1, 1000), "an integer from 1 to 1000"],
  ordered: [false, (value) => typeof value === "boolean", "true or false"],
  onProgress: [undefined, isFunction, "a function"],
};

/** Options of one kind, with what each call needs of them at hand. */
const optionsOf = (table) => ({
  table,
  names: Object.keys(table),
  defaults: Object.fromEntries(Object.entries(table).map(([name, [value]]) => [name, value])),
});
const REQUEST_OPTIONS = /* @__PURE__ */ optionsOf(REQUEST);
const BATCH_OPTIONS = /* @__PURE__ */ optionsOf({ ...REQUEST, ...BATCH });

export function requestSettings(options) {
  return settingsOf(options, REQUEST_OPTIONS);
}

export function batchSettings(options) {
  const settings = settingsOf(options, BATCH_OPTIONS);
  settings.requestsPerSecond ??= { pro: 20, business: 40 }[settings.plan];
  return settings;
}

function settingsOf(options, { table, names, defaults }) {
  const given = readOptions(options, names);
  const settings = { ...defaults };
  for (const name in given) {
    const [, isValid, expected] = table[name];
    // What is null has been given, and is of no option's type.
    if (isValid && !passes(isValid, given[name])) throw wrongOption(name, expected, given[name]);
    settings[name] = given[name];
  }
  if (given.headers !== undefined) settings.headers = checkedHeaders(given.headers);
  settings.fetch ??= globalThis.fetch;
  if (!isFunction(settings.fetch))
    throw invalidArgument("This runtime has no `fetch`", "Pass one as the option `fetch`.");
  return Object.assign(settings, validationSettingsOf(given));
}

/** Headers that the connection itself needs. */
const RESERVED = /^(connection|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$/i;
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** A copy of the headers, each read once: what has been checked is what is sent. */
function checkedHeaders(headers) {
  const entries = unlessUnreadable(() => Object.entries(headers));
  for (const [name, value] of entries) {
    if (!isString(value)) throw wrongOption(`headers[${JSON.stringify(name)}]`, "a string", value);
    if (name.toLowerCase() === "authorization")
      throw invalidArgument("`headers` must not hold `Authorization`", "Pass the token as the option `token`.");
    if (RESERVED.test(name) || !HEADER_NAME.test(name) || !HEADER_VALUE.test(value)) {
      throw invalidArgument(
        `The header ${JSON.stringify(name)} cannot be sent: its name or value is not allowed`,
        "Leave it out, or pass a name of letters and digits and a value without line breaks.",
      );
    }
  }
  return Object.fromEntries(entries);
}
