// A user of a fleet in one line of the table: small enough that a hundred thousand of them may be kept.

import { policyCatalog, summarizePolicy } from "zoom-phone-profile";
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

const LETTERS: Record<string, string> = { on: "1", off: "0", unknown: "?" };

export function rowOf(index: number, profile: UserProfile): Row {
  const { entries, counts } = summarizePolicy(profile);
  const id = profile.id ?? profile.email ?? "";
  return {
    index,
    id,
    name: profile.email ?? id,
    extension: profile.extension_number === undefined ? undefined : Number(profile.extension_number),
    site: profile.site_id ?? "",
    department: profile.department ?? "",
    ...statesOf(entries.filter(({ known }) => known).map(({ state }) => state)),
    locked: counts.locked,
  };
}

export function failedRow(index: number, id: string, failure: string): Row {
  return { index, id, name: id, extension: undefined, site: "", department: "", ...statesOf([]), locked: 0, failure };
}

/** Reads the rows of the package's CSV; where each column stands is in its heading. */
export function rowReader(heading: string[]): (index: number, cells: string[]) => Row {
  const column = new Map(heading.map((name, at) => [name, at]));
  const policies = policyCatalog().map(({ key }) => column.get(key)!);
  return (index, cells) => {
    const cell = (name: string) => unguarded(cells[column.get(name)!] ?? "");
    const id = cell("id") || cell("email");
    if (cell("error") !== "") return failedRow(index, id || `#${index + 1}`, cell("error"));
    const extension = cell("extension_number");
    return {
      index,
      id,
      name: cell("email") || id,
      extension: extension === "" ? undefined : Number(extension),
      site: cell("site_id"),
      department: cell("department"),
      ...statesOf(policies.map((at) => cells[at]!)),
      locked: cell("locked").split("; ").filter(Boolean).length,
    };
  };
}

function statesOf(states: string[]): Pick<Row, "states" | "on" | "off" | "unknown"> {
  const count = (wanted: string) => states.filter((state) => state === wanted).length;
  return { states: states.map((state) => LETTERS[state]).join(""), on: count("on"), off: count("off"), unknown: count("unknown") };
}

/** A cell without the apostrophe that keeps spreadsheets from running it as a formula. */
function unguarded(cell: string): string {
  return /^'\s*[-=+@]/.test(cell) ? cell.slice(1) : cell;
}
