/**
 * Zoom Phone's "Get user's profile", typed, validated and explained.
 *
 * `zoom-phone-profile/external` has the same exports, and takes the wasm from `init`.
 *
 * @module zoom-phone-profile
 */

// ── fetch

/** Options of a call. Unknown options are errors that name the one meant. */
export interface RequestOptions extends ValidationOptions {
  /**
   * The access token, or a function that returns it. A function is asked once at the start and once more when Zoom
   * answers 401. Leave it out where a proxy adds the token. It is sent in the `Authorization` header, and nowhere else.
   */
  token?: string | ((why: { reason: "initial" | "expired" }) => string | Promise<string>);
  /**
   * Where the API is, `"https://api.zoom.us/v2"` by default. It must be https, or http on loopback, or (in a page)
   * relative to the page. A page cannot call Zoom itself, since Zoom sends no CORS headers: give your proxy's URL.
   */
  baseUrl?: string;
  /** Aborts the call: it rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Time for the whole call in milliseconds, 10,000 by default: token function, retries and waits included. */
  timeoutMs?: number;
  /**
   * Retries after the first attempt, 2 by default, 0 to 100: of network failures and of the statuses 408, 429, 500, 502,
   * 503, 504. Waits double from 400 ms to 8 s, with full jitter; one that Zoom asks for (`Retry-After`, else
   * `X-RateLimit-Reset`) is obeyed, or, where it would pass `timeoutMs`, the call fails at once and says so.
   */
  maxRetries?: number;
  /**
   * Further headers, for a proxy: a plain object. In a page each makes the browser ask beforehand (a preflight). Refused are
   * `Authorization`, which is `token`'s, and those of the connection itself (`Host`, `Content-Length`, …).
   */
  headers?: Record<string, string>;
  /** Whether cookies go along, `"omit"` by default. */
  credentials?: "omit" | "same-origin" | "include";
  /** A stand-in for fetch, called with a URL and plain options. What it returns need only look like a Response. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Called before each wait for a retry, `delayMs` long. What it throws rejects the call; a promise of it is waited for. */
  onRetry?(event: { attempt: number; delayMs: number; error: ZoomPhoneError }): void;
}

/** What the reply said of the account's rate limit; each part only where its header could be read. */
export interface RateLimit {
  /** `X-RateLimit-Category`, such as `"Light"`. */
  category?: string;
  /** `X-RateLimit-Type`: `"QPS"` or `"Daily-limit"`. */
  type?: string;
  /** `X-RateLimit-Limit`: requests allowed. */
  limit?: number;
  /** `X-RateLimit-Remaining`: requests left. */
  remaining?: number;
  /** `X-RateLimit-Reset`, in unix seconds. */
  reset?: number;
}

/**
 * Fetches a user's profile: `GET {baseUrl}/phone/users/{userId}`. Needs one of the scopes `phone:read`,
 * `phone:read:admin`, `phone:read:user`, `phone:read:user:admin`.
 *
 * What comes back has been checked; fields that this version does not know are kept.
 *
 * @param userId A Zoom user ID or email address; `"me"` with a user's own token. An ID that no user has, such as
 *   `"undefined"` or one in quotes, is refused before anything is sent.
 * @throws {ZoomPhoneError} as a rejection, `invalid_argument` where nothing was sent. An aborted call rejects with the signal's
 * reason, and what `onRetry` or `onIssue` throws rejects the call as it is.
 * @example
 * const profile = await getUserProfile("me", { baseUrl: "/api/zoom" });
 */
export function getUserProfile(userId: string, options?: RequestOptions): Promise<UserProfile>;

/**
 * As {@link getUserProfile}, with the issues found in the reply and what the reply said beside the profile.
 *
 * @throws {ZoomPhoneError} as a rejection, as {@link getUserProfile}.
 * @example
 * const { profile, response } = await getUserProfileWithResponse("me", { baseUrl: "/api/zoom" });
 * console.log(profile.email, response.rateLimit?.remaining, response.trackingId);
 */
export function getUserProfileWithResponse(userId: string, options?: RequestOptions): Promise<ProfileWithResponse>;

/** A profile, and what the reply said beside it. */
export interface ProfileWithResponse {
  /** The profile. */
  profile: UserProfile;
  /** What was found in it that did not fail the validation. */
  issues: Issue[];
  /** The reply. */
  response: ProfileResponse;
}

/** What a reply says beside the profile. */
export interface ProfileResponse {
  /** The HTTP status. */
  status: number;
  /** How often the call was made: 1 without retries. */
  attempts: number;
  /** Zoom's ID of the request, for its support. */
  trackingId?: string;
  /** The account's rate limit, where headers of it could be read: in a page across origins only those that the proxy exposes. */
  rateLimit?: RateLimit;
}

/** Options of a batch: those of a call hold for each profile, and `timeoutMs` does not count the wait for its turn. */
export interface BatchOptions extends RequestOptions {
  /** The account's plan, which sets how many requests a second it has across all its apps: Pro 20, Business (the default) 40. */
  plan?: "pro" | "business";
  /**
   * The requests a second themselves, 0.001 to 100,000, instead of the plan's. No second at the server sees more, however
   * long connections take to open. If some replies take longer than others, the batch takes 1 % longer for each 10 ms by
   * which they do on average.
   */
  requestsPerSecond?: number;
  /** Most requests that are under way at a time, 8 by default, 1 to 1,000. */
  concurrency?: number;
  /** Whether outcomes come in the order of the ids; by default they come as they are had. */
  ordered?: boolean;
  /**
   * Called after each outcome. `total` and `etaMs` (milliseconds that are left) are there where `userIds` is an array or a
   * set. What it throws ends the iteration.
   */
  onProgress?(progress: { done: number; failed: number; total?: number; etaMs?: number }): void;
}

/** What has become of one id. */
export type ProfileOutcome = FetchedProfile | FailedProfile;

/** The outcome of an id whose profile has come. */
export interface FetchedProfile {
  /** The id, as it was given. */
  userId: string;
  /** It has come. */
  ok: true;
  /** The profile. */
  profile: UserProfile;
  /** What was found in it that did not fail the validation. */
  issues: Issue[];
}

/** The outcome of an id whose profile could not be had. */
export interface FailedProfile {
  /** The id, as it was given. */
  userId: string;
  /** It has not. */
  ok: false;
  /** Why not, and what to do. */
  error: ZoomPhoneError;
}

/**
 * Fetches many profiles within the account's rate limit, each id once, and yields an outcome for each.
 *
 * All batches of a page share the budget of a base URL. When Zoom refuses requests although they are within it, another
 * app spends of the same budget: all requests pause for as long as Zoom asks, and then go slower. Nothing begins before the
 * first outcome is asked for; ids are taken from `userIds` as they are needed, and at most `concurrency` outcomes wait to
 * be taken (16 times as many where `ordered`).
 *
 * A failure is an outcome. But where the token is dead (`unauthorized`, `token_expired`, `missing_scopes`, or no token at
 * all), the daily limit is reached, or Zoom asks to wait for more than a minute, what is in flight is still yielded and then
 * the iteration throws: ids without an outcome have not been fetched. To `break`, or to abort the signal, stops at once.
 *
 * A request that is refused for its pace is tried again up to three times `maxRetries`, within the budget.
 *
 * @param userIds Zoom user IDs or email addresses.
 * @throws {ZoomPhoneError} from the iteration. An aborted signal ends it with its reason; what `userIds` or `onProgress` throws
 * ends it as it is.
 * @example
 * for await (const outcome of getUserProfiles(ids, { token, plan: "pro" })) {
 *   if (outcome.ok) console.log(outcome.userId, outcome.profile.extension_number);
 *   else console.warn(outcome.userId, outcome.error.code, outcome.error.hint);
 * }
 */
export function getUserProfiles(
  userIds: Iterable<string> | AsyncIterable<string>,
  options?: BatchOptions,
): AsyncIterableIterator<ProfileOutcome>;

// ── validate

/** Options of a validation. */
export interface ValidationOptions {
  /**
   * What fails: `"standard"` (the default) on errors, `"strict"` on warnings too, `"lenient"` only where there is no
   * object at all.
   */
  validation?: "strict" | "standard" | "lenient";
  /**
   * Most issues that are kept, 100 by default: errors first. The verdict counts all. `Infinity` asks for as many as there are;
   * no more than 1,000,000 are kept, nor more than 128 MiB of their texts.
   */
  maxIssues?: number;
  /** Called for each issue that is kept, in the document's order. */
  onIssue?(issue: Issue): void;
}

/** What kind of issue it is. */
export type IssueCode =
  | "invalid_json"
  | "invalid_utf8"
  | "too_deep"
  | "not_a_profile"
  | "wrong_type"
  | "unknown_value"
  | "out_of_range"
  | "too_long"
  | "too_many"
  | "invalid_format"
  | "duplicate_item"
  | "duplicate_key"
  | "inconsistent"
  | "unknown_field"
  | "deprecated_field"
  | "null_value";

/** One thing that is wrong, or worth knowing, about a document. */
export interface Issue {
  /** What kind of issue it is. */
  code: IssueCode;
  /** `"error"` fails standard validation, `"warning"` only strict validation, `"info"` none. */
  severity: "error" | "warning" | "info";
  /** Where it is, as keys and indices from the root. */
  path: (string | number)[];
  /** Where it is, as an RFC 6901 pointer from the root. */
  pointer: string;
  /** What is wrong, for people. */
  message: string;
  /** What should stand there. */
  expected?: string;
  /** What stands there. */
  received?: string;
  /** Where it is in the document: UTF-16 units in a text, bytes in bytes; absent for objects. */
  offset?: number;
  /** The line, from 1. */
  line?: number;
  /** The column, from 1, in UTF-16 units. */
  column?: number;
}

/**
 * Reads a profile out of JSON (a string or bytes), or out of an object.
 *
 * @throws {ZoomPhoneError} `invalid_response`, with the `issues`; `invalid_argument` for options that cannot be used and
 * documents over 2 GiB; `response_too_large` where memory runs out. What `onIssue` throws is thrown as it is.
 * @example
 * const profile = parseUserProfile('{"id":"abc","status":"activate"}');
 */
export function parseUserProfile(
  input: string | Uint8Array | object,
  options: ValidationOptions & { validation: "lenient" },
): unknown;
export function parseUserProfile(input: string | Uint8Array | object, options?: ValidationOptions): UserProfile;

/** The outcome of a validation. */
export type ValidationResult<Data = UserProfile> = ValidationSuccess<Data> | ValidationFailure;

/** The document is valid, as strictly as was asked for. */
export interface ValidationSuccess<Data = UserProfile> {
  /** It is. */
  success: true;
  /** The profile: a new object; fields that this version does not know are kept, and nulls left out. */
  data: Data;
  /** What was found all the same, `maxIssues` at most. */
  issues: Issue[];
  /** How many were found, those that were not kept included. */
  issueCount: number;
}

/** The document is not valid. */
export interface ValidationFailure {
  /** It is not. */
  success: false;
  /** What was found, `maxIssues` at most, in the document's order; errors are kept first. */
  issues: Issue[];
  /** How many were found, those that were not kept included. */
  issueCount: number;
}

/**
 * Checks a profile, given as JSON (a string or bytes) or as an object, and reports every issue with its place.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for options that cannot be used and documents over 2 GiB; `response_too_large`
 * where memory runs out. What `onIssue` throws is thrown as it is.
 * @example
 * const result = validateUserProfile(text);
 * if (!result.success) for (const issue of result.issues) console.warn(issue.line, issue.message);
 */
export function validateUserProfile(
  input: unknown,
  options: ValidationOptions & { validation: "lenient" },
): ValidationResult<unknown>;
export function validateUserProfile(input: unknown, options?: ValidationOptions): ValidationResult;

/**
 * The standard verdict alone, without a list of issues.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for documents over 2 GiB, `response_too_large` where memory runs out.
 * @example
 * if (!isUserProfile(text)) console.warn("This is no profile.");
 */
export function isUserProfile(json: string | Uint8Array): boolean;
export function isUserProfile(value: object): value is UserProfile;

/** The validation as a Standard Schema (version 1). It takes values: a text is a wrong type there, not JSON. */
export declare const userProfileSchema: StandardSchemaV1<unknown, UserProfile>;

/** The interface of standardschema.dev, so that no dependency is needed. */
export interface StandardSchemaV1<Input = unknown, Output = Input> {
  /** What libraries that know the interface look for. */
  readonly "~standard": StandardProps<Input, Output>;
}

/** What a Standard Schema says of itself. */
export interface StandardProps<Input = unknown, Output = Input> {
  /** The interface's version. */
  readonly version: 1;
  /** The library: this package's name. */
  readonly vendor: string;
  /** Checks a value. */
  readonly validate: (value: unknown) => StandardSuccess<Output> | StandardFailure;
  /** For the compiler alone. */
  readonly types?: StandardTypes<Input, Output> | undefined;
}

/** The value is valid. */
export interface StandardSuccess<Output> {
  /** The value. */
  readonly value: Output;
  /** None. */
  readonly issues?: undefined;
}

/** The value is not valid. */
export interface StandardFailure {
  /** Why not. */
  readonly issues: readonly StandardIssue[];
}

/** One thing that is wrong. */
export interface StandardIssue {
  /** What it is, for people. */
  readonly message: string;
  /** Where it is, as keys from the root. */
  readonly path?: readonly PropertyKey[];
}

/** The types that a schema turns into each other; they exist for the compiler alone. */
export interface StandardTypes<Input, Output> {
  /** What it takes. */
  readonly input: Input;
  /** What comes of it. */
  readonly output: Output;
}

// ── policy

/**
 * Texts in other words or another language, by key; what is not there is English. `sms` is a policy's label; `sms.on`, `sms.off`
 * and `sms.meaning` are its sentences; `detail.allow_copy` is a detail's label. All keys are in `i18n/en.json`; a complete
 * translation such as `i18n/de.json` is a valid value.
 *
 * @example
 * import de from "zoom-phone-profile/i18n/de.json" with { type: "json" };
 * summarizePolicy(profile, { labels: de });
 */
export interface PolicyLabels {
  readonly [key: string]: string;
}

/** Options of what writes texts on policies. */
export interface PolicyOptions {
  /** Texts in other words or another language. */
  labels?: PolicyLabels;
}

/**
 * Summarizes the policies of a profile: on, off or unknown, locked and by whom, in words. What the profile does not say is
 * unknown, never off. Sentences mention a detail only if the switches above it are on. A value that Zoom does not document for
 * its field is called undocumented.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for what is not a profile, with its name and what to pass instead: a policy, an
 * outcome, another result of this package, a promise, a string. An object of which nothing is known, such as `{}`, is a
 * profile that says nothing.
 * @example
 * for (const entry of summarizePolicy(profile).entries) console.log(entry.label, entry.state, entry.text);
 */
export function summarizePolicy(profile: UserProfile, options?: PolicyOptions): PolicySummary;

/**
 * Writes a summary as aligned text, Markdown, CSV (safe to open in a spreadsheet) or HTML (escaped, without styles).
 *
 * A summary keeps the sentences that it was made with; pass the profile to have all of it in another language.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for what is neither a profile (see {@link summarizePolicy}) nor a summary.
 * @example
 * document.querySelector("#policies").innerHTML = formatPolicySummary(profile, "html");
 */
export function formatPolicySummary(
  profileOrSummary: UserProfile | PolicySummary,
  format: "text" | "markdown" | "csv" | "html",
  options?: PolicyOptions,
): string;

/**
 * What changed between two profiles, or between two moments of one, in words: in the catalog's order, then policies that this
 * version does not know, by name. The order of keys and of members, and null in place of nothing, make no difference.
 *
 * A policy that appears or disappears is one change, with `weakens` null: it says more or less is known, not that the
 * policy has changed.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for what is not a profile: see {@link summarizePolicy}.
 * @example
 * const { changes } = diffPolicy(yesterday, today);
 * for (const { text } of changes.filter((change) => change.weakens)) console.warn(text); // "SMS was unlocked."
 */
export function diffPolicy(before: UserProfile, after: UserProfile, options?: PolicyOptions): PolicyDiff;

/** What is different between two profiles. */
export interface PolicyDiff {
  /** The changes; none where the policies are the same. */
  changes: PolicyChange[];
}

/**
 * All policies: label, category, meaning, which way they permit more, and how their details read.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for labels that cannot be used.
 * @example
 * for (const { key, label, meaning } of policyCatalog()) console.log(key, label, meaning);
 */
export function policyCatalog(options?: PolicyOptions): CatalogEntry[];

/** Any part of a policy; of lists, whole lists. */
export type PartialPolicy = { [Key in keyof Policy]?: PartialObject<Policy[Key]> };

/** An object of which any field may be left out; all else as it is. */
export type PartialObject<Value> = Value extends readonly unknown[]
  ? Value
  : Value extends object
    ? Partial<Value>
    : Value;

/** A rule of your own for `auditPolicy`. */
export interface AuditRule {
  /** What it is known by; not the id of another rule. */
  id: string;
  /** How much it matters. */
  severity: Finding["severity"];
  /** What was found, as a sentence for people. */
  title: string;
  /** Why it matters. */
  why: string;
  /** What to do. */
  remedy: string;
  /** Where the fact comes from, such as a URL. */
  source?: string;
  /**
   * Decides. It is given the profile as it was passed to `auditPolicy`. Where it throws, the finding says so and is `"cannot_tell"`;
   * the others stand.
   */
  check(profile: UserProfile): AuditVerdict;
}

/**
 * What a rule says: pointers to the evidence of what was found (an empty list: nothing), `true` for found somewhere in the
 * policy, a status with its evidence, or nothing (`false`, `null`, `undefined`).
 */
export type AuditVerdict =
  | readonly string[]
  | boolean
  | null
  | undefined
  | {
      /** Whether the profile says so, or does not say what would decide. */
      readonly status: Finding["status"];
      /** RFC 6901 pointers to what decides. */
      readonly evidence: readonly string[];
    };

/** Options of `auditPolicy`. */
export interface AuditOptions extends PolicyOptions {
  /**
   * A partial policy that is asked for. Where the profile departs from it, a finding `baseline.<path>` tells, such as
   * `baseline.sms.enable`: of severity `"medium"` where the profile permits more, else `"low"`; a list is one finding. It
   * carries what the baseline requires as `expected`, and what the profile says as `actual`. Fields that no policy has and
   * values of a wrong type are errors.
   */
  baseline?: PartialPolicy;
  /**
   * IDs of findings to leave out: of rules, of your own ones, or `baseline.` and the path of a policy's field. Any other is an
   * error, which names the one meant.
   */
  ignore?: readonly string[];
  /** Rules of your own, besides those that are built in. */
  rules?: readonly AuditRule[];
}

/**
 * What in a profile is risky, contradictory or missing: the gravest of the built-in rules first, then your own, then departures
 * from the baseline. A finding is `"found"` where it follows from what the profile says, however absent fields would read, and
 * `"cannot_tell"` where they would decide. An emergency address that is absent is found missing where the profile has a `policy`.
 *
 * @example
 * const findings = auditPolicy(profile, { baseline: { sms: { enable: false } }, ignore: ["encryption_unavailable"] });
 * for (const { severity, title, evidence } of findings.filter((finding) => finding.status === "found")) console.warn(severity, title, evidence);
 * @throws {ZoomPhoneError} `invalid_argument` for options that cannot be used, and for what is not a profile: see
 * {@link summarizePolicy}.
 */
export function auditPolicy(profile: UserProfile, options?: AuditOptions): Finding[];

// ── many profiles

/**
 * Many profiles: a JSON array, NDJSON, or an object that holds a list of them (`{"users":[…]}`), as bytes, a string, a
 * file or a stream of bytes such as `response.body`; or profiles, bytes or outcomes of `getUserProfiles`, one after
 * another. Each chunk of a stream is read before the next is asked for, and may be cut anywhere. Bytes are a
 * `Uint8Array`, such as a `Buffer`; other views of memory are refused. Bytes in an iterable are such chunks too: all of
 * them are one stream, and what one of them leaves open goes on in the next.
 *
 * An object is a profile if it has a field of one besides `id` and `status`, which pages have too, or an `id` and a
 * user's `status`. Else it is an envelope if it holds a list of profiles, at any depth (`{"data":{"users":[…]}}`), or
 * pages of them:
 *
 * - The list whose objects look most like profiles is read, and any other passed over, such as `failed` beside `users`.
 *   Rows of `GET /phone/users` are such objects. A list named `users` is always read.
 * - An envelope without such a list is one failure, which says what it looks like: a page of call queues, devices or
 *   call logs.
 * - What is looked at is bounded: 8 KB behind the first object of a list that certainly holds profiles, 1 MB behind
 *   that of any other.
 *
 * Read as what they hold are wrappers of one profile (`{"status":"success","data":{…}}`), outcomes of `getUserProfiles`
 * that were written out, and records of Singer and Airbyte, whose other messages are ignored. A failure that was
 * written out, by `exportFleet` or as an outcome, keeps its ID, code and message.
 *
 * Each line of NDJSON that is broken is one failure. A broken profile of several lines ends where a line begins that is indented
 * no deeper than its first. A file that is no JSON at all is refused with `invalid_argument`, which names it: gzip (use
 * `DecompressionStream`), UTF-16, HTML, XML, CSV. So is a source with more than 1,000 numbers, strings or nulls in a
 * row in the place of profiles.
 */
export type FleetSource =
  | Uint8Array
  | string
  | Blob
  | ReadableStream<Uint8Array>
  | Iterable<UserProfile | Uint8Array | ProfileOutcome>
  | AsyncIterable<UserProfile | Uint8Array | ProfileOutcome>;

/** Options of `summarizeFleet` and `exportFleet`. */
export interface FleetOptions extends ValidationOptions {
  /** Counts policies by group as well; a user with several calling plans is in several groups. Off by default. */
  groupBy?: "site" | "department" | "cost_center" | "calling_plan";
  /** Audits each profile and counts the `findings`. Off by default, and free then. */
  audit?: boolean;
  /** Finds the users whose policy departs from their group's majority (without `groupBy`: the fleet's). Off by default, and free then. */
  outliers?: boolean;
  /** Ends the reading and lets go of the source; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called after each chunk with the number of profiles seen and of bytes read; last with those of all. */
  onProgress?(progress: { profiles: number; bytes: number }): void;
}

/** Options of `exportFleet`. */
export interface FleetExportOptions extends FleetOptions {
  /**
   * Begins a CSV with a byte order mark, without which Excel on Windows does not read it as UTF-8. Off by default; only for CSV.
   */
  bom?: boolean;
}

/** How many users have a policy on, off, or do not say; `on + off + unknown` are the profiles that passed. */
export interface FleetPolicy {
  /** Profiles with the policy on. */
  on: number;
  /** Profiles with the policy off. */
  off: number;
  /** What a profile does not say is unknown, never off. */
  unknown: number;
  /** How many are locked, by level; `"unknown"` where the profile names none. Bounded as `values` are. */
  locked: Record<string, number>;
  /** How many differ from what they inherit. */
  modified: number;
  /**
   * How often each value of a field with a vocabulary occurs, by the field's path within the policy. Fields within
   * lists of objects are left out. Of values that are not documented the first 100 are counted separately, the rest as
   * `"other"`.
   */
  values: Record<string, Record<string, number>>;
}

/** Policies of the users of one group. */
export interface FleetGroup {
  /** Profiles of the group that passed. */
  profiles: number;
  /** By policy, as in the summary; of those that this version does not know, the first 32 names of the fleet. */
  policies: Record<string, FleetPolicy>;
}

/**
 * A fleet in numbers. Of groups, sites, departments, calling plans and statuses the first 1,000 are counted separately,
 * the rest together as `"other"`, as is one that is really named so; names are cut after 256 characters.
 */
export interface FleetSummary {
  /** All profiles seen, those that failed included. */
  profiles: number;
  /** Profiles that failed the validation, or could not be fetched. They are counted here, under `issues` and in `failures` only. */
  failed: number;
  /** Bytes read; 0 where profiles came as objects. */
  bytes: number;
  /** By policy; policies that this version does not know included, up to 256 names of them. */
  policies: Record<string, FleetPolicy>;
  /**
   * Calling plans by their names in Zoom's table, else by those in the reply, else by their numbers: as many as the
   * users have, so that a plan that a user has twice counts twice. (By `groupBy: "calling_plan"` each user is in a
   * group once.)
   */
  callingPlans: Record<string, number>;
  /** Users by `site_id`; rows of the list of users by their `site.id`. */
  sites: Record<string, number>;
  /** Users by department. */
  departments: Record<string, number>;
  /** Users by status. */
  status: Record<string, number>;
  /** Users who hold a calling plan and have no phone number. */
  plansWithoutNumbers: number;
  /**
   * Users without an emergency address, or with an empty one: those in whom the audit finds
   * `emergency_address_missing`. It is missing only where there is a `policy`: rows of the list of users have neither.
   */
  emergencyAddressesMissing: number;
  /** How often each issue occurs, over all profiles. */
  issues: Partial<Record<IssueCode, number>>;
  /** The first 100 profiles that failed, with about 64 MiB of issues at most. */
  failures: FleetFailure[];
  /** Only with `groupBy`: by the group's name, which is `""` where a profile does not say; beyond 1,000 names `"other"`. */
  groups?: Record<string, FleetGroup>;
  /** Only with `audit`: by the rule's id; rules that never fired are left out. */
  findings?: Record<string, FleetFinding>;
  /** Only with `outliers`: the rarest first. */
  outliers?: FleetOutlier[];
  /**
   * Only with `outliers`, by group (`""` without `groupBy`) and policy: the first ten users with the policy on, and off. From
   * these and the counts `mergeFleetSummaries` finds the outliers anew.
   */
  samples?: Record<string, Record<string, FleetSample>>;
}

/** A profile of a fleet that failed. */
export interface FleetFailure {
  /** Its position, from 0. */
  index: number;
  /** Its ID, where one could be read; else that for which an outcome says it was asked. */
  id?: string;
  /** The code of the error, such as `"user_not_found"`. Only of what could not be fetched. */
  code?: string;
  /** The message of the error, up to 1,000 characters. Only of what could not be fetched. */
  message?: string;
  /** What the validation found; places are within the profile's own text. */
  issues: Issue[];
}

/** The first users of a group by the state of a policy: IDs, else email addresses. */
export interface FleetSample {
  /** Up to ten with the policy on; those without a name are left out. */
  on: string[];
  /** Up to ten with the policy off; those without a name are left out. */
  off: string[];
}

/** What a rule of the audit found in a fleet. */
export interface FleetFinding {
  /** How much it matters. */
  severity: Finding["severity"];
  /** What was found. */
  title: string;
  /** Profiles in which it was found. */
  found: number;
  /** Profiles that do not say what would decide. */
  cannotTell: number;
  /** The first ten users it was found in: IDs, else email addresses. */
  examples: string[];
}

/** Users whose policy is not as most of their group have it. */
export interface FleetOutlier {
  /** The group's name; `""` without `groupBy`, and for those whose profile does not say. */
  group: string;
  /** The policy, such as `"sms"`. */
  policy: string;
  /** What more than half of those have whose profiles say. */
  majority: "on" | "off";
  /** How many have it so, of those whose profiles say: above 0.5, below 1. The nearer to 1, the rarer the exception. */
  share: number;
  /** How many depart from it. */
  count: number;
  /** The first ten of them: IDs, else email addresses. */
  users: string[];
}

/**
 * Counts the policies of many profiles without keeping any of them: memory does not grow with their number.
 *
 * @example
 * const summary = await summarizeFleet((await fetch("/export.ndjson")).body);
 * console.log(summary.policies.sms.on, "of", summary.profiles, "may send text messages");
 * @throws {ZoomPhoneError} as a rejection: `invalid_argument` for a source or option that cannot be used, such as a stream that
 * is locked; `response_too_large` where one profile is larger than 16 MiB, or the summary does not fit into memory. What the
 * source itself fails with (a stream's error, what an iterator or a callback throws) and an aborted signal's reason reject as
 * they are. What fails to be a profile is listed in `failures`, and the rest counted.
 */
export function summarizeFleet(source: FleetSource, options?: FleetOptions): Promise<FleetSummary>;

/**
 * Writes a fleet out again while it streams in.
 *
 * - `"csv"` (RFC 4180, with a heading): a row for each user, with who they are, then a column for each policy (`on`, `off`,
 *   `unknown`), policies that this version does not know, locks with their levels, and what is wrong: `error_code` if
 *   it could not be fetched, `error`. What a spreadsheet
 *   would run as a formula, phone numbers with `+` included, begins with an apostrophe.
 * - `"ndjson"`: a profile on each line as it came, unknown fields included.
 *
 * A profile that fails is not lost: in CSV it is a row with its ID and an `error`, in NDJSON a line
 * `{"error":{"index","id","code","message","issues"}}`, which is a failure again where it is read.
 * The source is read as the stream is; its errors and the signal's reason are the stream's. `groupBy`, `audit`, `outliers` and
 * `onIssue` do nothing here: those rows and lines say what is wrong.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for a format or option that cannot be used. All other errors are the stream's, as
 * {@link summarizeFleet} rejects with them.
 * @example
 * await exportFleet(getUserProfiles(ids, { token }), "csv").pipeTo(file);
 */
export function exportFleet(
  source: FleetSource,
  format: "csv" | "ndjson",
  options?: FleetExportOptions,
): ReadableStream<Uint8Array>;

/**
 * Adds up summaries, as if their fleets had been read one after another: for fleets that are split over workers or machines.
 *
 * @example
 * const summary = mergeFleetSummaries(await summarizeFleet(text), await summarizeFleet(profiles));
 * @throws {ZoomPhoneError} `invalid_argument` for what is no summary, and for summaries that were made with different
 * options, as far as that can be told: `groupBy`, `audit`, `outliers` and, where they come straight from
 * `summarizeFleet`, `validation`.
 */
export function mergeFleetSummaries(...summaries: FleetSummary[]): FleetSummary;

// ── start

/**
 * Compiles the wasm off the main thread, ahead of the first call. Optional, but for `zoom-phone-profile/external`, where
 * it comes first and takes the wasm as a module, bytes, a Response (or a Blob), a URL, or a promise of one. The other entries bring
 * their own wasm and ignore `source`.
 *
 * It may be called any number of times, also at the same time and after a failure. The first source that succeeds stays: it
 * resolves every call that still waits, and later calls resolve without looking at theirs. A source that fails rejects its own
 * call alone. Without a source, a call of `./external` waits for the last one.
 *
 * @throws {ZoomPhoneError} as a rejection: `network` where the wasm cannot be fetched, with the `status` and `url` of a reply;
 * `invalid_argument` for a source that is not this package's wasm, and for what forbids it, such as the page's content security
 * policy.
 * @example
 * await init();
 */
export function init(
  source?: WasmModule | ArrayBuffer | ArrayBufferView | Response | Promise<Response> | URL | string,
): Promise<void>;

/** A `WebAssembly.Module`; any object where the types at hand do not know it, as those of Node. */
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } }
  ? Module
  : object;

// ── errors

/**
 * A failed call, an input that is no profile, or an argument that cannot be used. Everything that this package throws is one, but
 * the reason of a caller's own signal, and what a caller's own callbacks and iterables throw. `message` and `hint` escape control
 * characters, so that they can be printed and logged.
 */
export declare class ZoomPhoneError extends Error {
  private constructor();
  /** The same for all; kinds are told by `code`. */
  readonly name: "ZoomPhoneError";
  /** What kind of failure it is. */
  code: ErrorCode;
  /** What to do next, for people. */
  hint: string;
  /** The HTTP status, also of a redirect and of a reply that broke off; absent where no reply came, or a browser hides it. */
  status?: number;
  /** Zoom's own code. */
  zoomCode?: number;
  /** The message of a reply in Zoom's form, as it came. What other servers say is in `message` alone. */
  zoomMessage?: string;
  /** What Zoom finds wrong, field by field. */
  fieldErrors?: FieldError[];
  /** The scopes that the token lacks. */
  missingScopes?: string[];
  /** How long the server asks to wait, in milliseconds; at most a day. */
  retryAfterMs?: number;
  /** Which limit was met. */
  limit?: "per_second" | "daily" | "concurrency";
  /** Zoom's ID of the request, for its support. */
  trackingId?: string;
  /** What is wrong with the reply. */
  issues?: Issue[];
  /** How often the call was made. */
  attempts: number;
  /** The URL that was called. */
  url?: string;
  /** What caused it, where something of somebody else's did. */
  cause?: unknown;
  /** Everything but the cause: safe to log. */
  toJSON(): object;
}

/** What Zoom finds wrong with one field of a request. */
export interface FieldError {
  /** The field's name. */
  field: string;
  /** Zoom's words. */
  message: string;
}

/**
 * Whether a value is an error of this package, of any copy of it and of any realm.
 *
 * @example
 * const error = await getUserProfile("", { token }).catch((reason) => reason);
 * if (isZoomPhoneError(error)) console.warn(error.code, error.message, error.hint); // "invalid_argument", …
 */
export function isZoomPhoneError(value: unknown): value is ZoomPhoneError;

// ── the profile and its policies, made from the Rust declarations

// @generated-types
