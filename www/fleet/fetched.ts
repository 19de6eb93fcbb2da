// A fleet whose users are asked for, one after another, within the account's limit.

import type { RequestOptions } from "zoom-phone-profile";
import { getUserProfiles } from "zoom-phone-profile";

import { RowMaker } from "./row";
import { FleetRun } from "./run";

/** So many profiles are kept in one piece. */
const PIECE = 100;

export class FetchedFleet extends FleetRun {
  readonly isFile = false;
  readonly #maker = new RowMaker();
  readonly #had = new Set<string>();
  /** What was read, one profile a line; the browser may keep it on disk. */
  readonly #pieces: Blob[] = [];
  #lines: string[] = [];
  #resume: (() => void) | undefined;

  /** `options` are asked for whenever the fetching begins: after a failure there may be another token. */
  constructor(
    name: string,
    readonly ids: string[],
    readonly options: () => RequestOptions,
    readonly requestsPerSecond: number,
  ) {
    super(name);
    this.total = new Set(ids).size;
    this.start();
  }

  get rules() {
    return this.#maker.rules;
  }

  override pause(): void {
    if (this.phase === "running") this.be("paused");
  }

  override resume(): void {
    if (this.phase !== "paused") return;
    this.be("running");
    this.#resume?.();
  }

  override stop(): void {
    super.stop();
    this.#resume?.();
  }

  content(): Blob {
    return new Blob([...this.#pieces, ...this.#lines]);
  }

  protected async work(signal: AbortSignal): Promise<void> {
    const outcomes = getUserProfiles(
      this.ids.filter((id) => !this.#had.has(id)),
      {
        ...this.options(),
        requestsPerSecond: this.requestsPerSecond,
        signal,
        onProgress: ({ etaMs }) => (this.etaMs = etaMs),
      },
    );
    try {
      for await (const outcome of outcomes) {
        this.#had.add(outcome.userId);
        const index = this.rows.length;
        if (outcome.ok) {
          this.add(this.#maker.row(index, outcome.profile));
          this.#keep(outcome.profile);
        } else {
          const { code, message, issues = [] } = outcome.error;
          this.add(this.#maker.failed(index, outcome.userId, { code, message, issues }));
          this.#keep({ error: { index, id: outcome.userId, code, message, issues } });
        }
        this.share = this.rows.length / Math.max(1, this.total!);
        this.changed();
        // While nothing is taken from the batch, it fetches no further.
        if (this.phase === "paused") await new Promise<void>((resolve) => (this.#resume = resolve));
      }
    } finally {
      this.etaMs = undefined;
    }
  }

  #keep(value: unknown): void {
    this.#lines.push(`${JSON.stringify(value)}\n`);
    if (this.#lines.length < PIECE) return;
    this.#pieces.push(new Blob(this.#lines));
    this.#lines = [];
  }
}
