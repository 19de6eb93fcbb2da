// Compares two fleets in the worker: who changed, worst first.

import type { FleetDriftUser } from "zoom-phone-profile";
import { diffFleets } from "zoom-phone-profile";

import type { Drift, DriftUser } from "./jobs";

/** Users whose changes are sent as sentences, and sentences of each. */
const MOST_USERS = 100;
const MOST_TEXTS = 20;

export async function driftBetween(before: Blob, after: Blob, signal: AbortSignal): Promise<Drift> {
  const found: Drift = { changed: [], added: [], removed: [], failed: 0 };
  const drift = diffFleets(before, after, { signal });
  for await (const user of drift) {
    if (user.kind === "changed") found.changed.push(changedUser(user));
    else found[user.kind].push(user.userId);
  }
  found.failed = (await drift.summary()).failed;
  found.changed.sort((a, b) => b.more - a.more || sizeOf(b) - sizeOf(a) || (a.id < b.id ? -1 : 1));
  for (const user of found.changed.slice(MOST_USERS)) user.texts = [];
  return found;
}

const sizeOf = ({ more, less, cannot, fields }: DriftUser): number => more + less + cannot + fields;

function changedUser({ userId, changes, fields }: FleetDriftUser): DriftUser {
  const count = (weakens: boolean | null) => changes.filter((change) => change.weakens === weakens).length;
  // What permits more comes first.
  const sorted = [...changes].sort((a, b) => Number(b.weakens === true) - Number(a.weakens === true));
  return {
    id: userId,
    more: count(true),
    less: count(false),
    cannot: count(null),
    fields: fields.length,
    texts: [...sorted, ...fields].slice(0, MOST_TEXTS).map(({ text }) => text),
  };
}
