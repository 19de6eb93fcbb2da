// A user of a fleet in one line of the table: small enough that a hundred thousand of them may be kept.

import { summarizePolicy } from "zoom-phone-profile";
import type { UserProfile } from "zoom-phone-profile";

export interface Row {
  /** Where it stands in the fleet. */
  index: number;
  /** What the profile view asks for. */
  id: string;
  name: string;
  extension: number | undefined;
  site: string;
  department: string;
  /** A letter for each policy of the catalog, in its order: `1` on, `0` off, `?` unknown. */
  states: string;
  on: number;
  off: number;
  unknown: number;
  locked: number;
  /** Why there is no profile. */
  failure?: string;
}

const LETTERS = { on: "1", off: "0", unknown: "?" } as const;

export function rowOf(index: number, profile: UserProfile): Row {
  const { entries, counts } = summarizePolicy(profile);
  const id = profile.id ?? profile.email ?? "";
  return {
    index,
    id,
    name: profile.email ?? id,
    extension: profile.extension_number,
    site: profile.site_id ?? "",
    department: profile.department ?? "",
    states: entries.filter(({ known }) => known).map(({ state }) => LETTERS[state]).join(""),
    on: counts.on,
    off: counts.off,
    unknown: counts.unknown,
    locked: counts.locked,
  };
}

export function failedRow(index: number, id: string, failure: string): Row {
  return { index, id, name: id, extension: undefined, site: "", department: "", states: "", on: 0, off: 0, unknown: 0, locked: 0, failure };
}
