// Two profiles out of texts: what was pasted or opened may be one profile, or many of which one is meant.

import type { UserProfile } from "zoom-phone-profile";
import { parseUserProfile } from "zoom-phone-profile";

import { PageError } from "../page-error";
import { readProfiles } from "../source/files";

export interface Picked {
  profile: UserProfile;
  /** How many users the text has. */
  of: number;
  names: string[];
}

/** The profile of a user in a text; the only one where there is one. */
export function pick(text: string, userId: string): Picked {
  if (text.trim() === "")
    throw new PageError("There is no earlier profile.", "Open a file, or paste the profile as it was.");
  const profiles = readProfiles(text);
  const names = [...profiles.keys()];
  const [only] = profiles.values();
  if (profiles.size === 1) return { profile: parseUserProfile(only!), of: 1, names };
  const wanted = profiles.get(userId) ?? [...profiles.values()].find((profile) => emailOf(profile) === userId);
  if (wanted === undefined)
    throw new PageError(
      `The file has ${profiles.size} users, and not ${userId || "the one that is compared"}.`,
      "Give a user of the file.",
    );
  return { profile: parseUserProfile(wanted), of: profiles.size, names };
}

function emailOf(text: string): unknown {
  return (JSON.parse(text) as { email?: unknown } | null)?.email;
}

/** Whether two profiles are of the same user; `undefined` where one has no ID. */
export function isSameUser(a: UserProfile, b: UserProfile): boolean | undefined {
  if (a.id !== undefined && b.id !== undefined) return a.id === b.id;
  if (a.email !== undefined && b.email !== undefined) return a.email === b.email;
  return undefined;
}

export const nameOf = (profile: UserProfile, or: string): string => profile.email ?? profile.id ?? or;
