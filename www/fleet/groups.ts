// The groups that users of a fleet are in.

import { nameOfId } from "../source/known-names";
import type { Row } from "./row";

export type Grouping = "department" | "site" | "cost_center" | "calling_plan";
export const GROUPINGS: Record<Grouping, string> = {
  department: "Department",
  site: "Site",
  cost_center: "Cost center",
  calling_plan: "Calling plan",
};

export const groupingOf = (name: string | undefined): Grouping =>
  name && Object.hasOwn(GROUPINGS, name) ? (name as Grouping) : "department";

/** A group for people; `""` for users without one. */
export const groupName = (grouping: Grouping, group: string): string => (grouping === "site" ? nameOfId(group) : group);

/** The groups of a user: one, or one for each calling plan. A failed row is in none. */
export function groupsOf(row: Row, grouping: Grouping): string[] {
  if (row.failure) return [];
  switch (grouping) {
    case "department":
      return [row.department];
    case "site":
      return [row.site];
    case "cost_center":
      return [row.costCenter];
    case "calling_plan":
      return row.plans.length > 0 ? row.plans : [""];
  }
}
