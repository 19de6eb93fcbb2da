// Changes between the policies of two profiles.

import type { UserProfile } from "#model";
import * as glue from "#parts/diff";
import { readOptions } from "../shared/read-options.ts";
import { ready } from "../shared/runtime.ts";
import { lenientDocument } from "../shared/values.ts";
import { useLabels } from "./labels.ts";
import { loadProfile } from "./load.ts";
import { resultOf } from "./result.ts";
import type { PolicyDiff, PolicyOptions } from "./types.ts";

/**
 * Returns what changed between two profiles, or between two moments of one, in words: in the catalog's order, then
 * policies that this version does not know, by name. The order of keys and of members, and null in place of nothing,
 * make no difference.
 *
 * A policy that appears or disappears is one change, with `weakens` null: it says more or less is known, not that the
 * policy has changed.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for what is not a profile: see {@link summarizePolicy}.
 * @example
 * const { changes } = diffPolicy(yesterday, today);
 * for (const { text } of changes.filter((change) => change.weakens)) console.warn(text); // "SMS was unlocked."
 */
export function diffPolicy(before: UserProfile, after: UserProfile, options?: PolicyOptions): PolicyDiff {
  const earlier = lenientDocument(before);
  const later = lenientDocument(after);
  useLabels(readOptions(options, ["labels"]).labels);
  ready(glue.part);
  loadProfile(earlier, before, "before");
  glue.setAside();
  loadProfile(later, after, "after");
  return { changes: resultOf(glue.changes) };
}
