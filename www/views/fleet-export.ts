// The export of exactly the rows that are shown, with the reason why each is among them.

import { announce, button, download, number } from "../dom";
import { reasonOf } from "../fleet/filters";
import type { FleetRun } from "../fleet/run";
import type { Selection } from "../fleet/select";
import { ask } from "../fleet/worker-client";
import { showFault } from "../parts/dialog";
import { menu } from "../parts/menu";

/** `selection` is asked for when something is chosen: it may have changed while as many rows are shown. */
export function exportMenu(run: FleetRun, count: number, selection: () => Selection): HTMLElement {
  const label = count === run.rows.length ? `Export all ${number(count)}` : `Export these ${number(count)}`;
  const save = async (format: "csv" | "ndjson") => {
    announce("The export is being made");
    try {
      const { rows, filters } = selection();
      const indices = Uint32Array.from(rows.map(({ index }) => index));
      const reasons = format === "csv" ? rows.map((row) => reasonOf(row, filters, run)) : [];
      download(`fleet.${format}`, await ask("export", { file: run.content(), indices, format, reasons }));
      announce("The export is saved");
    } catch (error) {
      showFault("The export could not be made", error, "Open the file again, then export it.");
    }
  };
  const choices = [
    button("CSV, for a spreadsheet", () => void save("csv"), { control: "export-csv" }),
    button("NDJSON, as it was read", () => void save("ndjson"), { control: "export-ndjson" }),
  ];
  const made = menu(label, choices, "down");
  const summary = made.querySelector("summary")!;
  summary.dataset.kind = "primary";
  summary.dataset.control = "export";
  return made;
}
