// A fleet in a file of any size, read off the main thread. Nothing of it is kept but rows; a profile is looked for
// in the file
// when it is asked for.

import type { Rule } from "./row";
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
  async profileText(index: number, signal?: AbortSignal): Promise<string> {
    const text = await ask("line", { file: this.file, index }, { signal });
    if (text === undefined) throw new Error(`${this.name} has changed since it was read: open it again.`);
    return text;
  }

  /** The row of a user, once it has been read; `undefined` if the whole file has no such user. */
  async find(name: string, signal?: AbortSignal) {
    while (this.rowNamed(name) === undefined && this.isLive && !signal?.aborted) {
      await new Promise<void>((resolve) => this.addEventListener("change", () => resolve(), { once: true }));
    }
    return this.rowNamed(name);
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
