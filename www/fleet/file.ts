// A fleet in a file of any size, read off the main thread. Nothing of it is kept but rows; a profile is looked for in
// the file when it is asked for.

import { wellFormed } from "../dom";
import { PageError } from "../page-error";
import { positionName, positionOf } from "../source/position";
import type { Row, Rule } from "./row";
import { FleetRun } from "./run";
import { ask } from "./worker-client";

export class FleetFile extends FleetRun {
  readonly isFile = true;
  readonly rules: Rule[] = [];

  constructor(
    readonly file: Blob,
    name: string,
  ) {
    super(name);
    this.start();
  }

  content(): Blob {
    return this.file;
  }

  /** The JSON of one profile. */
  async profileText(row: Row, signal?: AbortSignal): Promise<string> {
    const text = await ask("line", { file: this.file, index: row.index }, { signal });
    if (text === undefined || !isOf(row, text))
      throw new PageError(`${this.name} has changed since it was read.`, "Open it again.");
    return text;
  }

  /** The row of a user, or the first, once it has been read; `undefined` if the whole file has no such user. */
  async find(name: string, signal?: AbortSignal): Promise<Row | undefined> {
    const found = () => (name === "" ? this.rows[0] : this.rowNamed(name));
    while (found() === undefined && this.isLive && !signal?.aborted) {
      await new Promise<void>((resolve) => this.addEventListener("change", () => resolve(), { once: true }));
    }
    const row = found();
    if (row || this.phase === "done") return row;
    if (this.phase === "failed") throw this.error;
    throw new PageError(
      `The reading of ${this.name} was stopped before ${name || "the first user"} was found.`,
      "Have the fleet's view read it again.",
    );
  }

  /** By position too, for users without a name and for those whose name another one has. */
  override rowNamed(name: string): Row | undefined {
    return super.rowNamed(name) ?? this.rows[positionOf(name) ?? -1];
  }

  override subjectOf(row: Row): string {
    return super.rowNamed(row.name) === row ? row.name : positionName(row.index);
  }

  protected async work(signal: AbortSignal): Promise<void> {
    this.forget();
    this.rules.length = 0;
    const began = performance.now();
    await ask(
      "read",
      { file: this.file },
      {
        signal,
        part: ({ rows, rules, bytes }) => {
          this.rules.push(...rules);
          for (const row of rows) this.add(row);
          this.share = Math.min(1, bytes / Math.max(1, this.file.size));
          this.etaMs = this.share > 0 ? (performance.now() - began) * (1 / this.share - 1) : undefined;
          this.changed();
        },
      },
    );
    this.etaMs = undefined;
    this.share = 1;
  }
}

/** Whether the JSON is still that of the row's user. */
function isOf({ id: known, failure }: Row, text: string): boolean {
  const { id, email } = JSON.parse(text) as { id?: string; email?: string };
  return failure !== undefined || wellFormed(id || email || "") === known;
}
