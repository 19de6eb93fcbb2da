// Loads the two sides of a comparison, and finds what differs.

import type { PartialPolicy, UserProfile } from "zoom-phone-profile";
import { isZoomPhoneError } from "zoom-phone-profile";
import type { Change } from "../model/changes";
import { changesBetween, departures } from "../model/changes";
import { isSameUser, nameOf, pick } from "../model/texts";
import { PageError } from "../page-error";
import { load } from "../source/load";
import type { Mode, Texts } from "./compare-form";

export interface Compared {
  changes: Change[];
  before: string;
  after: string;
  /** Something to know about the two sides. */
  warning?: string;
  subject: string;
}

/** A baseline that cannot be used: it is corrected in the form. */
export class BaselineError extends PageError {}

type Load = (userId: string) => Promise<UserProfile>;

/** Compares what the settings of a link name; `texts` are the two moments. */
export function compareBy(
  mode: Mode,
  settings: Record<string, string>,
  texts: Texts,
  signal: AbortSignal,
): Promise<Compared> {
  const { a = "", b = "", baseline = "{}" } = settings;
  const profileOf: Load = async (userId) => (await load(userId, { signal })).profile;
  if (mode === "baseline") return compareToBaseline(a, baseline, profileOf);
  return mode === "users" ? compareUsers(a, b, profileOf) : compareMoments(a, texts, profileOf);
}

async function compareToBaseline(a: string, text: string, profileOf: Load): Promise<Compared> {
  const baseline = parsed(text);
  const profile = await profileOf(a);
  try {
    return { changes: departures(profile, baseline), before: "", after: nameOf(profile, a), subject: a };
  } catch (error) {
    throw isZoomPhoneError(error) ? new BaselineError(error.message, error.hint) : error;
  }
}

function parsed(baseline: string): PartialPolicy {
  try {
    return JSON.parse(baseline) as PartialPolicy;
  } catch (error) {
    throw new BaselineError(`The baseline is not JSON: ${(error as Error).message}`, "");
  }
}

async function compareUsers(a: string, b: string, profileOf: Load): Promise<Compared> {
  const [before, after] = [await profileOf(a), await profileOf(b)];
  return { changes: changesBetween(before, after), before: nameOf(before, a), after: nameOf(after, b), subject: b };
}

async function compareMoments(a: string, { earlier, later }: Texts, profileOf: Load): Promise<Compared> {
  const before = pick(earlier.text, a);
  const userId = before.of > 1 ? a : (before.profile.id ?? before.profile.email ?? a);
  const after = later.text.trim() === "" ? await profileOf(a || userId) : pick(later.text, userId).profile;
  const [first, second] = [nameOf(before.profile, "The earlier profile"), nameOf(after, a)];
  const isOther = isSameUser(before.profile, after) === false;
  return {
    changes: changesBetween(before.profile, after),
    before: earlier.name || first,
    after: later.name || (later.text ? "The later profile" : second),
    ...(isOther && { warning: `These are two different users: ${first} before, ${second} after.` }),
    subject: a || second,
  };
}
