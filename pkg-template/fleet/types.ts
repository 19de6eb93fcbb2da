// Sources, options and results of fleets.

import type { Finding, IssueCode, PolicyKey, UserProfile } from "#model";

import type { ProfileOutcome } from "../call/types.ts";
import type { Issue, ValidationOptions } from "../validate/types.ts";

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
 * A wrapper of one profile (`{"status":"success","data":{…}}`), an outcome of `getUserProfiles` that was written out,
 * and a record of Singer or Airbyte count as the profile in them. Other messages of Singer and Airbyte are ignored. A
 * failure that was written out, by `exportFleet` or as an outcome, keeps its ID, code and message.
 *
 * Each line of NDJSON that is broken is one failure. A broken profile of several lines ends where a line begins that is
 * indented no deeper than its first. A file of another format is refused with `invalid_argument`, which names it: gzip
 * (use `DecompressionStream`), zlib, ZIP, UTF-16, UTF-32, HTML, XML, CSV. So is a source with more than 1,000 numbers,
 * strings or nulls in a row in the place of profiles. So is `null`, which `response.body` is for a response without a
 * body: the type permits it, so that `response.body` can be passed as it is.
 */
export type FleetSource =
  | Uint8Array
  | string
  | Blob
  | ReadableStream<Uint8Array>
  | null
  | Iterable<UserProfile | Uint8Array | ProfileOutcome<unknown>>
  | AsyncIterable<UserProfile | Uint8Array | ProfileOutcome<unknown>>;

/**
 * Options of `summarizeFleet`, `exportFleet` and `diffFleets`. `maxIssues` is for each profile; `onIssue` is called at
 * the end of a summary, for the issues in its `failures`.
 */
export interface FleetOptions extends ValidationOptions {
  /** Counts policies by group as well; a user with several calling plans is in several groups. Off by default. */
  groupBy?: "site" | "department" | "cost_center" | "calling_plan" | undefined;
  /** Audits each profile and counts the `findings`. Off by default, and free then. */
  audit?: boolean | undefined;
  /**
   * Finds the users whose policy departs from their group's majority (without `groupBy`: the fleet's). Off by default,
   * and free then.
   */
  outliers?: boolean | undefined;
  /** Stops reading and closes the source; the promise rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /**
   * Called after each chunk with the profiles and bytes read so far, and once at the end with the totals. What it
   * throws ends the reading; a promise is not waited for, nor its rejection handled.
   */
  onProgress?: ((progress: { profiles: number; bytes: number }) => void) | undefined;
}

/** Options of `exportFleet`. */
export interface FleetExportOptions extends FleetOptions {
  /**
   * Begins a CSV with a byte order mark, without which Excel on Windows does not read it as UTF-8. Off by default; only
   * for CSV.
   */
  bom?: boolean | undefined;
}

/** How many users have a policy on, off, or do not say; `on + off + unknown` are the profiles that passed. */
export interface FleetPolicy {
  /** Profiles with the policy on. */
  on: number;
  /** Profiles with the policy off. */
  off: number;
  /** Profiles that do not state it: unknown is not off. */
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
  policies: Record<PolicyKey, FleetPolicy>;
}

/**
 * A fleet in numbers. Of groups, sites, departments, calling plans and statuses the first 1,000 are counted separately,
 * all others as `"other"`, which includes one of that very name. Names are cut after 256 characters.
 */
export interface FleetSummary {
  /** All profiles seen, those that failed included. */
  profiles: number;
  /**
   * Profiles that failed the validation, or could not be fetched. They are counted here, under `issues` and in
   * `failures` only.
   */
  failed: number;
  /** Bytes read; 0 if profiles were passed as objects. */
  bytes: number;
  /** By policy; policies that this version does not know included, up to 256 names of them. */
  policies: Record<PolicyKey, FleetPolicy>;
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
  /** Users with a calling plan and no phone number. */
  plansWithoutNumbers: number;
  /**
   * Users without an emergency address, or whose address has only empty strings: those in whom the audit finds
   * `emergency_address_missing`. It is missing only where there is a `policy`: rows of the list of users have neither.
   */
  emergencyAddressesMissing: number;
  /** How often each issue occurs, over all profiles. */
  issues: Partial<Record<IssueCode, number>>;
  /** The first 100 profiles that failed, with about 64 MiB of issues at most. */
  failures: FleetFailure[];
  /**
   * Only with `groupBy`: by the group's name, which is `""` where a profile does not say; beyond 1,000 names `"other"`.
   */
  groups?: Record<string, FleetGroup>;
  /** Only with `audit`: by the rule's ID; rules that never fired are left out. */
  findings?: Record<string, FleetFinding>;
  /** Only with `outliers`: the rarest first. */
  outliers?: FleetOutlier[];
  /**
   * Only with `outliers`, by group (`""` without `groupBy`) and policy: the first ten users with the policy on, and
   * off. From these and the counts `mergeFleetSummaries` finds the outliers anew.
   */
  samples?: Record<string, Record<string, FleetSample>>;
}

/** A profile of a fleet that failed. */
export interface FleetFailure {
  /** Its position, from 0. */
  index: number;
  /** Its ID, if it could be read; else the requested one, if an outcome gives it. */
  id?: string;
  /** The code of the error, such as `"user_not_found"`. Only of what could not be fetched. */
  code?: string;
  /** The message of the error, up to 1,000 characters. Only of what could not be fetched. */
  message?: string;
  /** The issues of its validation; positions are relative to the profile's own JSON. */
  issues: Issue[];
}

/** The first users of a group by the state of a policy: IDs, else email addresses. */
export interface FleetSample {
  /** Up to ten with the policy on; those without a name are left out. */
  on: string[];
  /** Up to ten with the policy off; those without a name are left out. */
  off: string[];
}

/** The findings of one rule of the audit in a fleet. */
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

/** Users whose policy differs from that of most of their group. */
export interface FleetOutlier {
  /** The group's name; `""` without `groupBy`, and for those whose profile does not say. */
  group: string;
  /** The policy, such as `"sms"`. */
  policy: PolicyKey;
  /** The state that more than half of the profiles that state it have. */
  majority: "on" | "off";
  /** The share of the majority among the profiles that state it: above 0.5 and below 1. */
  share: number;
  /** The number of users who differ. */
  count: number;
  /** The first ten of them: IDs, else email addresses. */
  users: string[];
}
