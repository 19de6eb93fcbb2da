// What changed in a fleet since an earlier file of it.

import type { FleetRun } from "./run";
import { ask } from "./worker-client";

/** The file that was chosen last for each reading: an earlier choice may take longer to read. */
const chosen = new WeakMap<FleetRun, File>();

/** Compares with an earlier file, and notes for each user what changed; rejects if the file cannot be read. */
export async function compareWith(run: FleetRun, file: File): Promise<void> {
  chosen.set(run, file);
  const drift = await ask("drift", { before: file, after: run.content() });
  if (chosen.get(run) !== file) return;
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
