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

/** In how many policies a user departs from what most of the others of the department have, for each row. */
export function departures(rows: Row[]): Map<Row, number> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const members = groups.get(row.department);
    if (row.states === "") continue;
    if (members) members.push(row);
    else groups.set(row.department, [row]);
  }
  const apart = new Map<Row, number>();
  for (const members of groups.values()) {
    const most = majority(members);
    for (const row of members) apart.set(row, [...row.states].filter((state, at) => most[at] !== undefined && state !== "?" && state !== most[at]).length);
  }
  return apart;
}

/** For each policy what most members have; nothing where there is no majority. */
function majority(members: Row[]): (string | undefined)[] {
  return Array.from(members[0]?.states ?? "", (_, at) => {
    const on = members.reduce((count, { states }) => count + (states[at] === "1" ? 1 : 0), 0);
    const off = members.reduce((count, { states }) => count + (states[at] === "0" ? 1 : 0), 0);
    return on > off ? "1" : off > on ? "0" : undefined;
  });
}
