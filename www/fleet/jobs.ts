// What the page asks of its worker, and what comes back.

import type { Issue, ValidationOptions } from "zoom-phone-profile";

import type { Row, Rule } from "./row";

export type Validation = NonNullable<ValidationOptions["validation"]>;

export interface Checked {
  success: boolean;
  issues: Issue[];
  issueCount: number;
  /** How many profiles a list or lines contain, where it is a fleet. */
  profiles?: number;
}

export interface Progress {
  profiles: number;
  bytes: number;
}

/** What changed since an earlier file. */
export interface Drift {
  /** Users who changed, worst first. */
  changed: DriftUser[];
  /** IDs of users whom only the later fleet has, and of those whom only the earlier one has. */
  added: string[];
  removed: string[];
  /** Users who could not be compared. */
  failed: number;
}

export interface DriftUser {
  id: string;
  /** Changes of policies that permit more, that permit less, and of which that is not known. */
  more: number;
  less: number;
  cannot: number;
  /** Changes of other fields. */
  fields: number;
  /** The changes as sentences; only of the worst users. */
  texts: string[];
}

export interface Jobs {
  /** Reads a fleet; its rows come as parts. */
  read: { ask: { file: Blob }; part: { rows: Row[]; rules: Rule[] } & Progress; result: Progress };
  /** The JSON of one profile, by its position. */
  line: { ask: { file: Blob; index: number }; part: never; result: string | undefined };
  /** The chosen users as a file; `reasons` is a column of the CSV. */
  export: {
    ask: { file: Blob; indices: Uint32Array; format: "csv" | "ndjson"; reasons: string[] };
    part: never;
    result: Blob;
  };
  /** What changed between two fleets. */
  drift: { ask: { before: Blob; after: Blob }; part: never; result: Drift };
  check: { ask: { text: string; validation: Validation }; part: never; result: Checked };
  format: { ask: { text: string }; part: never; result: string };
}

export type JobName = keyof Jobs;
export type Ask =
  | { [Name in JobName]: { number: number; job: Name } & Jobs[Name]["ask"] }[JobName]
  | { number: number; job: "stop" };
export type Answer = { number: number } & ({ part: unknown } | { result: unknown } | { error: Told });

/** An error in plain data, since errors lose their fields on the way. */
export interface Told {
  message: string;
  hint?: string;
}
