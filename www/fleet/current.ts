// The reading that the page has: one for each source, which goes on while another view is shown.

import type { FileSource, Source } from "../source/source";
import { nameOf } from "../source/source";
import { FleetFile } from "./file";
import { nameUsersBy } from "./names";
import type { FleetRun } from "./run";

const runs = new Map<string, { of: Source; run: FleetRun }>();

/** The reading of a source. One of a proxy stays when another token is given; one of a file belongs to that file. */
export function runOf(of: Source): FleetRun | undefined {
  const present = runs.get(nameOf(of));
  return present && (of.kind === "proxy" || present.of === of) ? present.run : undefined;
}

nameUsersBy((of) => runOf(of)?.rows.map(({ name }) => name) ?? []);

/** Has a source read; what was read before is dropped. */
export function begin(of: Source, run: FleetRun): FleetRun {
  runs.get(nameOf(of))?.run.stop();
  runs.set(nameOf(of), { of, run });
  watch(run);
  return run;
}

/** The fleet of a file, which is read when it is first needed. */
export function fleetOfFile(of: FileSource): FleetFile {
  const present = runOf(of);
  return present instanceof FleetFile ? present : (begin(of, new FleetFile(of.file, of.name)) as FleetFile);
}

/** The JSON of a user of a file, of the first for `""`; or `undefined`. */
export async function textIn(of: FileSource, userId: string, signal?: AbortSignal): Promise<string | undefined> {
  const fleet = fleetOfFile(of);
  const row = await fleet.find(userId, signal);
  return row && fleet.profileText(row, signal);
}

/** The thin line below the top bar shows a reading in every view. */
function watch(run: FleetRun): void {
  const line = document.querySelector<HTMLElement>("#reading")!;
  const show = () => {
    line.hidden = !run.isLive;
    line.style.setProperty("--share", String(run.share));
  };
  run.addEventListener("change", show);
  show();
}
