// Sources and results of `diffFleets`.

import type { PolicyChange, UserProfile } from "#model";

import type { ProfileOutcome } from "../call/types.ts";

/**
 * A fleet that can be read more than once: a Blob or file, bytes, a string, or an iterable that starts anew each time,
 * such as an array, or an object whose `[Symbol.asyncIterator]` opens a file. Streams, and what a generator function
 * returns, can be read once. It must not change while it is read.
 */
export type RereadableSource =
  | Uint8Array
  | string
  | Blob
  | Iterable<UserProfile | Uint8Array | ProfileOutcome>
  | AsyncIterable<UserProfile | Uint8Array | ProfileOutcome>;

/** A field of a profile that is no policy, and that `diffFleets` compares. */
export type DriftField =
  | "status"
  | "phone_numbers"
  | "calling_plans"
  | "department"
  | "cost_center"
  | "site_id"
  | "emergency_address";

/** What all changes of fields have. */
export interface FieldChangeBase {
  /** The field's name on the wire. */
  field: DriftField;
  /** Its place as keys from the profile's root; for what was removed, in the earlier profile. */
  path: string[];
  /** The path as an RFC 6901 pointer; `"/site/id"` in a row of the list of users. */
  pointer: string;
  /** The change as a sentence, in English: "Phone numbers: added +3; removed +2." */
  text: string;
}

/**
 * A change of a field that is no policy. An empty string counts as absent. Phone numbers (by `number`) and calling
 * plans (by name) are compared as lists without an order: one change says which ones came and went, and its values are
 * the whole lists. `kind` says which of `before` and `after` there are.
 */
export type FieldChange = FieldAddition | FieldRemoval | FieldReplacement;

/** A field that was not stated before. */
export interface FieldAddition extends FieldChangeBase {
  /** Only the later profile states it. */
  kind: "added";
  /** Absent: nothing was stated. */
  before?: undefined;
  /** The later value. */
  after: unknown;
}

/** A field that is no longer stated. */
export interface FieldRemoval extends FieldChangeBase {
  /** Only the earlier profile states it. */
  kind: "removed";
  /** The earlier value. */
  before: unknown;
  /** Absent: nothing is stated. */
  after?: undefined;
}

/** A value in place of another one. */
export interface FieldReplacement extends FieldChangeBase {
  /** Both profiles state it. */
  kind: "changed";
  /** The earlier value. */
  before: unknown;
  /** The later value. */
  after: unknown;
}

/** A user who is new, is gone, or has changed. */
export interface FleetDriftUser {
  /** The ID; the email address of a user without an ID. */
  userId: string;
  /** `"added"` if only the later fleet has the user, `"removed"` if only the earlier one does. */
  kind: "added" | "removed" | "changed";
  /** The changes of policies, as `diffPolicy` returns them. Empty for users who were added or removed. */
  changes: PolicyChange[];
  /** The changes of other fields, in the order of {@link DriftField}. Empty for users who were added or removed. */
  fields: FieldChange[];
}

/** The changes of policies by what they permit. */
export interface FleetDriftChanges {
  /** Changes after which more is permitted (`weakens` is true). */
  weakened: number;
  /** Changes after which less is permitted (`weakens` is false). */
  strengthened: number;
  /** Changes whose effect is not known (`weakens` is null). */
  other: number;
}

/** What became of users, and the changes of their policies. */
export interface FleetDriftCounts extends FleetDriftChanges {
  /** Users whom only the later fleet has. */
  added: number;
  /** Users whom only the earlier fleet has. */
  removed: number;
  /** Users with a change of a policy or of a field that is compared. */
  changed: number;
  /** Users of both fleets without such a change. */
  unchanged: number;
}

/** A user with changes, as the summary lists them. */
export interface FleetDriftWorst extends FleetDriftChanges {
  /** The ID, else the email address, up to 256 characters. */
  userId: string;
  /** Changes of fields that are no policies. */
  fields: number;
}

/**
 * The drift between two fleets in numbers: `before` is `removed + changed + unchanged` and those of the earlier fleet
 * that are `failed`, and so with `after`.
 */
export interface FleetDriftSummary extends FleetDriftCounts {
  /** Users of the earlier fleet, those that failed included. */
  before: number;
  /** Users of the later fleet, those that failed included. */
  after: number;
  /**
   * Users who could not be compared, since their profile failed or could not be fetched in one fleet or in both. They
   * are not added, removed, changed or unchanged. Failures that name no user count one by one, as do profiles without
   * an ID and email address.
   */
  failed: number;
  /** Changes by policy; only of policies that changed. Beyond 256 unknown names `"other"`. */
  policies: Record<string, FleetDriftChanges>;
  /** Users by field with a change; only of fields that changed. */
  fields: Partial<Record<DriftField, number>>;
  /**
   * The first 100 users who changed: by changes that permit more, by all changes of policies, by changes of fields,
   * then by ID.
   */
  worst: FleetDriftWorst[];
  /**
   * Only with `groupBy`: by the group's name in the later profile (of those removed, in the earlier one), which is `""`
   * where a profile does not say; beyond 1,000 names `"other"`.
   */
  groups?: Record<string, FleetDriftCounts>;
}

/** The users who differ between two fleets, one after another. */
export interface FleetDrift extends AsyncIterableIterator<FleetDriftUser> {
  /**
   * Resolves once all users have been read. Reads them itself, and drops them, if nobody has asked for the first one;
   * do not await it within the loop over the users.
   *
   * @throws {ZoomPhoneError} as a rejection: `invalid_argument` if the iteration was ended early; else what the
   * iteration fails with.
   */
  summary(): Promise<FleetDriftSummary>;
}
