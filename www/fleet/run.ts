// One reading of a fleet, by the rate limit or out of a file: what is known so far, pause, stop, going on. It outlives the view.

import { exportFleet, getUserProfiles, isZoomPhoneError, mergeFleetSummaries, summarizeFleet } from "zoom-phone-profile";
import type { FleetOptions, FleetSummary, ProfileOutcome, RequestOptions } from "zoom-phone-profile";
import { createFleetWorker } from "zoom-phone-profile/worker";

import { records, textLines } from "./lines";
import { failedRow, rowOf, rowReader } from "./row";
import type { Row } from "./row";

export type Grouping = NonNullable<FleetOptions["groupBy"]>;
export const GROUPINGS: Record<Grouping, string> = { department: "Department", site: "Site", cost_center: "Cost center", calling_plan: "Calling plan" };
const ALL_GROUPINGS = Object.keys(GROUPINGS) as Grouping[];

/** How many outcomes are counted at a time: the charts move a few times a second at most. */
const BATCH = 100;

let last = 0;

export abstract class FleetRun extends EventTarget {
  /** Tells readings apart. */
  readonly serial = ++last;
  phase: "running" | "paused" | "done" | "stopped" | "failed" = "running";
  /** How much of it is done, from 0 to 1; nothing while that is not known. */
  share: number | undefined;
  done = 0;
  failed = 0;
  total: number | undefined;
  etaMs: number | undefined;
  error: unknown;
  /** When the account's limit ends that broke it off, on the clock of `performance`: until then nothing is sent. */
  limitedUntil = 0;
  readonly rows: Row[] = [];
  readonly summaries = new Map<Grouping, FleetSummary>();
  #abort = new AbortController();
  readonly #named = new Map<string, Row>();
  #hasNamed = 0;

  abstract readonly isFile: boolean;

  constructor(readonly name: string) {
    super();
  }

  /** Begins; or, after a stop or a failure, goes on with what is left. */
  start(): void {
    this.#abort = new AbortController();
    this.error = undefined;
    this.be("running");
    void this.#settle(this.#abort.signal);
  }

  pause(): void {}

  resume(): void {}

  stop(): void {
    if (this.phase !== "running" && this.phase !== "paused") return;
    this.be("stopped");
    this.#abort.abort();
  }

  /** Ends it for good. */
  close(): void {
    this.stop();
  }

  /** The row of a user, by id or name. */
  rowNamed(name: string): Row | undefined {
    for (const row of this.rows.slice(this.#hasNamed)) {
      for (const key of [row.id, row.name]) if (!this.#named.has(key)) this.#named.set(key, row);
    }
    this.#hasNamed = this.rows.length;
    return this.#named.get(name);
  }

  protected forget(): void {
    this.rows.length = this.#hasNamed = this.done = this.failed = 0;
    this.#named.clear();
    this.summaries.clear();
  }

  /** The fleet as a file. */
  abstract export(format: "csv" | "ndjson"): Promise<Blob>;

  protected abstract work(signal: AbortSignal): Promise<void>;

  async #settle(signal: AbortSignal): Promise<void> {
    try {
      await this.work(signal);
      if (!signal.aborted) this.be("done");
    } catch (error) {
      if (signal.aborted) return;
      this.error = error;
      this.limitedUntil = performance.now() + ((isZoomPhoneError(error) && error.retryAfterMs) || 0);
      this.be("failed");
    }
  }

  protected be(phase: FleetRun["phase"]): void {
    this.phase = phase;
    this.changed();
  }

  protected changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/** Users asked for within the account's limit. */
export class FetchedFleet extends FleetRun {
  readonly isFile = false;
  readonly #had = new Set<string>();
  /** What was read, a profile on each line; the browser may keep it on disk. */
  readonly #text: Blob[] = [];
  #resume: (() => void) | undefined;

  /** `options` are asked for whenever the fetching begins: after a failure there may be another token. */
  constructor(readonly ids: string[], readonly options: () => RequestOptions, readonly requestsPerSecond: number) {
    super("users");
    this.total = new Set(ids).size;
    this.start();
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

  export(format: "csv" | "ndjson"): Promise<Blob> {
    return new Response(exportFleet(new Blob(this.#text), format)).blob();
  }

  protected async work(signal: AbortSignal): Promise<void> {
    const [before, failedBefore] = [this.#had.size, this.failed];
    let batch: ProfileOutcome[] = [];
    const outcomes = getUserProfiles(this.ids.filter((id) => !this.#had.has(id)), {
      ...this.options(),
      requestsPerSecond: this.requestsPerSecond,
      signal,
      onProgress: ({ done, failed, etaMs }) => this.#progress(before + done, failedBefore + failed, etaMs),
    });
    try {
      for await (const outcome of outcomes) {
        batch.push(outcome);
        this.#had.add(outcome.userId);
        this.rows.push(outcome.ok ? rowOf(this.rows.length, outcome.profile) : failedRow(this.rows.length, outcome.userId, outcome.error.code));
        this.changed();
        if (batch.length < BATCH && this.phase !== "paused") continue;
        await this.#count(batch);
        batch = [];
        // While nothing is taken from the batch, it fetches no further.
        if (this.phase === "paused") await new Promise<void>((resolve) => (this.#resume = resolve));
      }
    } finally {
      // What was had before a stop or a failure counts; what was under way then is asked for again.
      await this.#count(batch);
      this.#progress(this.rows.length, this.rows.filter(({ failure }) => failure !== undefined).length, undefined);
    }
  }

  #progress(done: number, failed: number, etaMs: number | undefined): void {
    Object.assign(this, { done, failed, etaMs, share: done / Math.max(1, this.total!) });
  }

  async #count(batch: ProfileOutcome[]): Promise<void> {
    if (batch.length === 0) return;
    for (const groupBy of ALL_GROUPINGS) {
      const part = await summarizeFleet(batch, { groupBy, audit: true, outliers: true });
      const present = this.summaries.get(groupBy);
      this.summaries.set(groupBy, present ? mergeFleetSummaries(present, part) : part);
    }
    this.#text.push(await new Response(exportFleet(batch, "ndjson")).blob());
    this.changed();
  }
}

/**
 * A file of any size, read off the main thread by the package's own worker: counted for each grouping, and once for the rows of
 * the table. Nothing of it is kept but rows; a profile is looked for in the file when it is asked for.
 */
export class FleetFile extends FleetRun {
  readonly isFile = true;
  readonly #worker = createFleetWorker();

  constructor(readonly file: File) {
    super(file.name);
    this.start();
  }

  override close(): void {
    super.close();
    this.#worker.terminate();
  }

  export(format: "csv" | "ndjson"): Promise<Blob> {
    return new Response(this.#worker.exportFleet(this.file, format)).blob();
  }

  /** The text of one profile. */
  async profileText(index: number): Promise<string> {
    for await (const line of textLines(this.#worker.exportFleet(this.file, "ndjson"), index)) return line;
    throw new Error(`${this.name} has changed since it was read: open it again.`);
  }

  protected async work(signal: AbortSignal): Promise<void> {
    this.forget();
    const began = performance.now();
    const passes = ALL_GROUPINGS.length + 1;
    let pass = 0;
    const onProgress = ({ profiles, bytes }: { profiles: number; bytes: number }) => {
      if (pass === 0) this.done = profiles;
      this.share = (pass + bytes / Math.max(1, this.file.size)) / passes;
      this.etaMs = (performance.now() - began) * (1 / this.share - 1);
      this.changed();
    };
    for (const groupBy of ALL_GROUPINGS) {
      const summary = await this.#worker.summarizeFleet(this.file, { groupBy, audit: true, outliers: true, signal, onProgress });
      this.summaries.set(groupBy, summary);
      Object.assign(this, { done: summary.profiles, failed: summary.failed });
      // The table comes next: it is there for whichever grouping.
      if (pass++ === 0) await this.#readRows({ signal, onProgress }).then(() => pass++);
    }
  }

  async #readRows(options: FleetOptions): Promise<void> {
    let read: ReturnType<typeof rowReader> | undefined;
    for await (const cells of records(this.#worker.exportFleet(this.file, "csv", options))) {
      if (read) this.rows.push(read(this.rows.length, cells));
      else read = rowReader(cells);
    }
  }
}
