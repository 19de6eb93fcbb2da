// What changed in a fleet since an earlier reading of it, by user: states and locks, and whether more is permitted.

import { policyCatalog } from "zoom-phone-profile";

import { FleetFile } from "./file";
import type { Row } from "./row";
import type { FleetRun } from "./run";

/** Reads an earlier file and notes for each user what changed; rejects if the file cannot be read. */
export async function compareWith(run: FleetRun, file: File): Promise<void> {
  const earlier = new FleetFile(file, file.name);
  while (earlier.isLive)
    await new Promise<void>((resolve) => earlier.addEventListener("change", () => resolve(), { once: true }));
  if (earlier.phase === "failed") throw earlier.error;
  const ways = policyCatalog().map(({ permissive }) => permissive);
  for (const row of run.rows) {
    const before = row.failure ? undefined : earlier.rowNamed(row.id);
    if (before && !before.failure) row.change = changeOf(before, row, ways);
    else delete row.change;
  }
  run.since = file.name;
  run.dispatchEvent(new Event("change"));
}

export function changeOf(before: Row, after: Row, ways: (string | null)[]): NonNullable<Row["change"]> {
  const change = { more: 0, less: 0, cannot: 0 };
  ways.forEach((way, at) => {
    const [from, to] = [before.states[at], after.states[at]];
    if (from !== to) {
      const permitsNow = to === (way === "on" ? "1" : "0");
      if (from === "?" || to === "?") change.cannot += 1;
      else if (way === "on" || way === "off") change[permitsNow ? "more" : "less"] += 1;
    }
    const [wasLocked, isLocked] = [before.locks[at] !== " ", after.locks[at] !== " "];
    if (wasLocked !== isLocked) change[isLocked ? "less" : "more"] += 1;
  });
  return change;
}
