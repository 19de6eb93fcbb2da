// What changed in a fleet since an earlier file of it.

import type { FleetRun } from "./run";
import { ask } from "./worker-client";

/** Compares with an earlier file, and notes for each user what changed; rejects if the file cannot be read. */
export async function compareWith(run: FleetRun, file: File): Promise<void> {
  const drift = await ask("drift", { before: file, after: run.content() });
  for (const row of run.rows) delete row.change;
  for (const { id, more, less, cannot } of drift.changed) {
    const row = run.rowNamed(id);
    if (row) row.change = { more, less, cannot };
  }
  run.drift = drift;
  run.since = file.name;
  run.comparisons += 1;
  run.dispatchEvent(new Event("change"));
}
