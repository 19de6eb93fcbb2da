// One profile, from any source.

import type { Issue, RequestOptions, UserProfile } from "zoom-phone-profile";
import { getUserProfileWithResponse, parseUserProfile, validateUserProfile } from "zoom-phone-profile";

import { PageError } from "../page-error";
import type { FileSource } from "./source";
import { requestOptions, source } from "./source";

export interface Fetched {
  /** Who was asked for. */
  userId: string;
  profile: UserProfile;
  issues: Issue[];
  /** When it was read. */
  at: Date;
  /** The document as it was read, where that is known. */
  text?: string;
}

/** Loads a profile; rejects with the package's errors, or with a `PageError`. */
export async function load(userId: string, options: RequestOptions): Promise<Fetched> {
  const present = source();
  const asking = requestOptions(userId);
  if (asking) {
    const { profile, issues } = await getUserProfileWithResponse(userId, { ...asking, timeoutMs: 5000, ...options });
    return { userId, profile, issues, at: new Date() };
  }
  if (present.kind !== "file") throw new PageError("No source is open.", "Open a file, or connect a proxy.");
  const text = present.profiles?.get(userId) ?? (await inFleet(present, userId, options.signal));
  if (text === undefined)
    throw new PageError(
      userId === "" ? "The file has no users." : `The file has no user ${userId}.`,
      "Choose a user of the fleet, or open another file.",
    );
  const { issues } = validateUserProfile(text);
  return { userId, profile: parseUserProfile(text), issues, at: new Date(), text };
}

/** Looks for a user in a large file; the code that reads fleets comes only then. */
async function inFleet(file: FileSource, userId: string, signal?: AbortSignal): Promise<string | undefined> {
  const { textIn } = await import("../fleet/current");
  return textIn(file, userId, signal);
}
