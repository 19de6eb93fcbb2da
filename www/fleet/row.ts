// A user of a fleet in one line of the table: small enough to keep a hundred thousand of them.

import type { Finding, Issue, UserProfile } from "zoom-phone-profile";
import { auditPolicy, policyCatalog, summarizePolicy } from "zoom-phone-profile";

import { wellFormed } from "../dom";
import { own } from "../own";
import { nameOfId } from "../source/known-names";
import { positionName } from "../source/position";

/** A rule of the audit, as the fleet lists it. */
export interface Rule {
  id: string;
  title: string;
  severity: Finding["severity"];
  remedy: string;
}

export interface Failure {
  code: string;
  message: string;
  issues: Issue[];
}

export interface Row {
  /** The position in the fleet. */
  index: number;
  /** What the profile view asks for. */
  id: string;
  name: string;
  extension: number | undefined;
  department: string;
  site: string;
  costCenter: string;
  plans: string[];
  status: string;
  /** A letter for each policy of the catalog, in its order: `1` on, `0` off, `?` unknown. */
  states: string;
  /** A letter for each policy: who locked it; a space where nobody did. */
  locks: string;
  /** Rules by their number in the fleet's list. */
  found: number[];
  unchecked: number[];
  high: number;
  medium: number;
  low: number;
  locked: number;
  /** Why there is no profile. */
  failure?: Failure;
  /** Changes since an earlier reading, where there is one. */
  change?: { more: number; less: number; cannot: number };
  /** What a search looks through, in lower case. */
  text: string;
}

const LETTERS: Record<string, string> = { on: "1", off: "0", unknown: "?" };
const LOCKS: Record<string, string> = { account: "a", site: "s", user_group: "g", user: "m", invalid: "i" };
const lockOf = (level: string): string => own(LOCKS, level) ?? "u";
/** The level of a lock by its letter. */
export const LEVEL_OF: Record<string, string> = {
  a: "account",
  s: "site",
  g: "user_group",
  m: "user",
  i: "invalid",
  u: "unknown",
};

/** Makes rows, and numbers the rules that it meets. */
export class RowMaker {
  readonly rules: Rule[] = [];
  readonly #numbers = new Map<string, number>();

  /** `policies` are the states and locks, where they are known already; `asked` is the user who was asked for. */
  row(index: number, profile: UserProfile, policies = policiesOf(profile), asked = ""): Row {
    const id = wellFormed(profile.id || asked || profile.email || "");
    const made: Row = {
      ...empty(index, id, wellFormed(profile.email || "") || id || positionName(index)),
      extension: profile.extension_number === undefined ? undefined : Number(profile.extension_number),
      department: wellFormed(profile.department ?? ""),
      site: wellFormed(profile.site_id ?? ""),
      costCenter: wellFormed(profile.cost_center ?? ""),
      plans: [
        ...new Set((profile.calling_plans ?? []).map(({ name, type }) => wellFormed(name ?? String(type ?? "")))),
      ],
      status: profile.status ?? "",
      ...policies,
      locked: policies.locks.replaceAll(" ", "").length,
    };
    for (const finding of auditPolicy(profile)) this.#add(made, finding);
    const site = nameOfId(made.site);
    made.text = [made.name, made.id, made.extension, made.department, made.site, site, made.costCenter]
      .join(" ")
      .toLowerCase();
    return made;
  }

  failed(index: number, id: string, failure: Failure): Row {
    const made = { ...empty(index, id, id || `Line ${index + 1}`), failure };
    made.text = `${made.name} ${failure.code}`.toLowerCase();
    return made;
  }

  #add(row: Row, { id, status, severity, title, remedy }: Finding): void {
    let number = this.#numbers.get(id);
    if (number === undefined) {
      number = this.rules.push({ id, severity, title, remedy }) - 1;
      this.#numbers.set(id, number);
    }
    if (status === "cannot_tell") return void row.unchecked.push(number);
    row.found.push(number);
    if (severity !== "info") row[severity] += 1;
  }
}

type Policies = Pick<Row, "states" | "locks">;

function policiesOf(profile: UserProfile): Policies {
  const known = summarizePolicy(profile).entries.filter((entry) => entry.known);
  return {
    states: known.map(({ state }) => LETTERS[state]).join(""),
    locks: known.map(({ locked, lockedBy }) => (locked ? lockOf(lockedBy ?? "") : " ")).join(""),
  };
}

/** Reads states and locks out of the package's CSV, which takes a tenth of the time of a summary. */
export function policyReader(heading: string[]): (cells: string[]) => Policies {
  const keys = policyCatalog().map(({ key }) => key);
  const columns = keys.map((key) => heading.indexOf(key));
  const places = new Map<string, number>(keys.map((key, at) => [key, at]));
  const locked = heading.indexOf("locked");
  return (cells) => {
    const locks = Array<string>(keys.length).fill(" ");
    for (const lock of (cells[locked] ?? "").split("; ")) {
      const [key = "", level = ""] = lock.split(": ");
      const at = places.get(key);
      if (at !== undefined) locks[at] = lockOf(level);
    }
    return { states: columns.map((at) => LETTERS[cells[at] ?? ""] ?? "?").join(""), locks: locks.join("") };
  };
}

function empty(index: number, id: string, name: string): Row {
  return {
    index,
    id,
    name,
    extension: undefined,
    department: "",
    site: "",
    costCenter: "",
    plans: [],
    status: "",
    states: "",
    locks: "",
    found: [],
    unchecked: [],
    high: 0,
    medium: 0,
    low: 0,
    locked: 0,
    text: "",
  };
}
