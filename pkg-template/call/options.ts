// The options of a call and of a batch: own properties only, each read once and checked.

import { DEFAULT_BASE_URL, DEFAULT_MAX_RETRIES, MOST_RETRIES } from "#border";
import { type Given, invalidArgument, unlessUnreadable, wrongOption } from "../shared/arguments.ts";
import { isCallback, isPlain, isSignal, passes, type UnknownObject } from "../shared/guards.ts";
import { readOptions } from "../shared/read-options.ts";
import { VALIDATION_OPTIONS, type ValidationSettings, validationSettingsOf } from "../shared/settings.ts";
import { timeoutMsOf } from "../shared/timeout.ts";
import { limiterOf, refuseRate } from "./limiter.ts";
import type { BatchOptions, Limiter, RequestOptions } from "./types.ts";

export const REQUEST_OPTIONS = [
  "token",
  "baseUrl",
  "signal",
  "timeoutMs",
  "maxRetries",
  "headers",
  "credentials",
  "fetch",
  "onRetry",
  "limiter",
  ...VALIDATION_OPTIONS,
] as const satisfies readonly (keyof RequestOptions)[];

export const BATCH_OPTIONS = [
  ...REQUEST_OPTIONS,
  "plan",
  "requestsPerSecond",
  "concurrency",
  "ordered",
  "skip",
  "onProgress",
] as const satisfies readonly (keyof BatchOptions)[];

type RequestGiven = Given<(typeof REQUEST_OPTIONS)[number]>;

/** A function that returns tokens. */
export type TokenFunction = Exclude<NonNullable<RequestOptions["token"]>, string>;

type Fetch = NonNullable<RequestOptions["fetch"]>;
type OnRetry = NonNullable<RequestOptions["onRetry"]>;
type Skip = NonNullable<BatchOptions["skip"]>;
type OnProgress = NonNullable<BatchOptions["onProgress"]>;

/** The options of a call, checked, with what those are by default that are not given. */
export interface RequestSettings extends ValidationSettings {
  readonly token: string | TokenFunction | undefined;
  readonly baseUrl: string;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: "omit" | "same-origin" | "include";
  readonly fetch: Fetch;
  readonly onRetry: OnRetry | undefined;
  readonly limiter: Limiter | undefined;
}

/** The options of a batch, checked, with what those are by default that are not given. */
export interface BatchSettings extends RequestSettings {
  readonly requestsPerSecond: number;
  readonly concurrency: number;
  readonly ordered: boolean;
  readonly skip: Skip | undefined;
  readonly onProgress: OnProgress | undefined;
}

/** Returns the settings of a call. Throws `invalid_argument` for an option that is unknown or has a wrong value. */
export function requestSettings(options: unknown): RequestSettings {
  return requestSettingsOf(readOptions(options, REQUEST_OPTIONS));
}

/** Returns the settings of a batch. Throws `invalid_argument` for an option that is unknown or has a wrong value. */
export function batchSettings(options: unknown): BatchSettings {
  const given = readOptions(options, BATCH_OPTIONS);
  const plan = planOf(given);
  const settings = requestSettingsOf(given);
  refuseRate(settings.limiter, given);
  return {
    ...settings,
    requestsPerSecond: rateOf(given, plan),
    concurrency: checked(given, "concurrency", isInteger(1, 1000), "an integer from 1 to 1000") ?? 8,
    ordered: checked(given, "ordered", isBoolean, "true or false") ?? false,
    skip: checked(given, "skip", isCallback<Skip>, "a function"),
    onProgress: checked(given, "onProgress", isCallback<OnProgress>, "a function"),
  };
}

/** Returns how many profiles may be requested a second. */
export function rateOf(given: Given<"requestsPerSecond">, plan: "pro" | "business"): number {
  const rate = checked(given, "requestsPerSecond", isNumber(0.001, 100_000), "a number from 0.001 to 100000");
  return rate ?? { pro: 20, business: 40 }[plan];
}

/** Returns the account's plan. */
export function planOf(given: Given<"plan">): "pro" | "business" {
  return checked(given, "plan", isOneOf("pro", "business"), '"pro" or "business"') ?? "business";
}

export function requestSettingsOf(given: RequestGiven): RequestSettings {
  const headers = checked(given, "headers", isPlain, "a plain object of strings");
  const baseUrl = checked(given, "baseUrl", isBaseUrl, "a string or a URL");
  const credentials = isOneOf("omit", "same-origin", "include");
  return {
    token: checked(given, "token", isTokenOption, "a string, or a function that returns one"),
    baseUrl: unlessUnreadable(() => String(baseUrl ?? DEFAULT_BASE_URL)),
    signal: checked(given, "signal", isSignal, "an AbortSignal"),
    timeoutMs: timeoutMsOf(given),
    maxRetries:
      checked(given, "maxRetries", isInteger(0, MOST_RETRIES), `an integer from 0 to ${MOST_RETRIES}`) ??
      DEFAULT_MAX_RETRIES,
    headers: headers === undefined ? {} : checkedHeaders(headers),
    credentials: checked(given, "credentials", credentials, '"omit", "same-origin" or "include"') ?? "omit",
    fetch: checked(given, "fetch", isCallback<Fetch>, "a function") ?? ownFetch(),
    onRetry: checked(given, "onRetry", isCallback<OnRetry>, "a function"),
    limiter: limiterOf(given),
    ...validationSettingsOf(given),
  };
}

/** Returns an option, `undefined` if it is not given. `null` is a value, of no option's type. */
export function checked<Name extends string, Value>(
  given: Given<Name>,
  name: Name,
  isValid: (value: unknown) => value is Value,
  expected: string,
): Value | undefined {
  const value: unknown = given[name];
  if (value === undefined || passes(isValid, value)) return value;
  throw wrongOption(name, expected, value);
}

/** Returns the engine's own fetch. */
function ownFetch(): Fetch {
  if (isCallback<Fetch>(globalThis.fetch)) return globalThis.fetch;
  throw invalidArgument("This runtime has no `fetch`", "Pass one as the option `fetch`.");
}

export function isString(value: unknown): value is string {
  return typeof value === "string";
}

function isBaseUrl(value: unknown): value is string | URL {
  return isString(value) || value instanceof URL;
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}

function isTokenOption(value: unknown): value is string | TokenFunction {
  return isString(value) || isCallback<TokenFunction>(value);
}

function isNumber(least: number, most: number) {
  return (value: unknown): value is number => typeof value === "number" && value >= least && value <= most;
}

export function isInteger(least: number, most: number) {
  const isInRange = isNumber(least, most);
  return (value: unknown): value is number => isInRange(value) && Number.isInteger(value);
}

export function isOneOf<Value extends string>(...values: readonly Value[]) {
  return (value: unknown): value is Value => values.some((each) => each === value);
}

/** Headers that the connection itself needs. */
const RESERVED = /^(connection|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$/i;
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Returns a copy of the headers, each read once: what is sent is what has been checked. */
function checkedHeaders(headers: UnknownObject): Record<string, string> {
  const entries = unlessUnreadable(() => Object.entries(headers));
  return Object.fromEntries(entries.map(([name, value]) => [name, checkedHeader(name, value)]));
}

function checkedHeader(name: string, value: unknown): string {
  if (!isString(value)) throw wrongOption(`headers[${JSON.stringify(name)}]`, "a string", value);
  if (name.toLowerCase() === "authorization")
    throw invalidArgument("`headers` must not contain `Authorization`", "Pass the token as the option `token`.");
  if (!RESERVED.test(name) && HEADER_NAME.test(name) && HEADER_VALUE.test(value)) return value;
  throw invalidArgument(
    `The header ${JSON.stringify(name)} cannot be sent: its name or value is not allowed`,
    "Leave it out, or pass a name of letters and digits and a value without line breaks.",
  );
}
