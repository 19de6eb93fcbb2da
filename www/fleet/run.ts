// One reading of a fleet, by the rate limit or out of a file: what is known so far, pause, stop. It outlives the view.

import { exportFleet, getUserProfiles, mergeFleetSummaries, summarizeFleet } from "zoom-phone-profile";
import type { FleetOptions, FleetSummary, ProfileOutcome, RequestOptions } from "zoom-phone-profile";

import type { Answer, Question } from "./worker";
import { failedRow, rowOf } from "./row";
import type { Row } from "./row";

export type Grouping = NonNullable<FleetOptions["groupBy"]>;
export const GROUPINGS: Record<Grouping, string> = { department: "Department", site: "Site", cost_center: "Cost center", calling_plan: "Calling plan" };

/** How many outcomes are counted at a time: the charts move a few times a second at most. */
const BATCH = 100;

export class FleetRun extends EventTarget {
  phase: "running" | "paused" | "done" | "stopped" | "failed" = "running";
  done = 0;
  failed = 0;
  total: number | undefined;
  etaMs: number | undefined;
  error: unknown;
  rows: Row[] = [];
  summaries = new Map<Grouping, FleetSummary>();
  readonly #abort = new AbortController();
  #resume: (() => void) | undefined;
  #worker: Worker | undefined;
  /** What was read, a profile on each line; the browser may keep it on disk. */
  #text: Blob[] = [];
  #asked = new Map<number, (text: string) => void>();

  constructor(readonly name: string, readonly isFile: boolean) {
    super();
  }

  /** Fetches ids within the account's limit. */
  static fetch(ids: string[], options: RequestOptions, requestsPerSecond: number): FleetRun {
    const run = new FleetRun("users fetched", false);
    void run.#settle(run.#fetch(ids, { ...options, requestsPerSecond }));
    return run;
  }

  /** Reads a file in a worker. */
  static read(file: File): FleetRun {
    const run = new FleetRun(file.name, true);
    run.#text = [file];
    void run.#settle(run.#read(file));
    return run;
  }

  pause(): void {
    if (this.phase === "running") this.#be("paused");
  }

  resume(): void {
    if (this.phase !== "paused") return;
    this.#be("running");
    this.#resume?.();
  }

  stop(): void {
    if (this.phase !== "running" && this.phase !== "paused") return;
    this.#be("stopped");
    this.#abort.abort();
    this.#resume?.();
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  /** The text of one profile of a file. */
  profileText(index: number): Promise<string> {
    return new Promise((resolve) => {
      this.#asked.set(index, resolve);
      this.#worker?.postMessage({ kind: "profile", index } satisfies Question);
    });
  }

  /** The fleet as a file. */
  export(format: "csv" | "ndjson"): Promise<Blob> {
    return new Response(exportFleet(new Blob(this.#text), format)).blob();
  }

  get canShowProfiles(): boolean {
    return !this.isFile || this.#worker !== undefined;
  }

  async #settle(work: Promise<void>): Promise<void> {
    try {
      await work;
      if (this.phase !== "stopped") this.#be("done");
    } catch (error) {
      if (this.phase === "stopped") return;
      this.error = error;
      this.#be("failed");
    }
  }

  #be(phase: FleetRun["phase"]): void {
    this.phase = phase;
    this.#changed();
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }

  async #fetch(ids: string[], options: RequestOptions & { requestsPerSecond: number }): Promise<void> {
    this.total = new Set(ids).size;
    let batch: ProfileOutcome[] = [];
    const outcomes = getUserProfiles(ids, {
      ...options,
      signal: this.#abort.signal,
      onProgress: ({ done, failed, total, etaMs }) => Object.assign(this, { done, failed, total, etaMs }),
    });
    try {
      for await (const outcome of outcomes) {
        batch.push(outcome);
        this.rows.push(outcome.ok ? rowOf(this.rows.length, outcome.profile) : failedRow(this.rows.length, outcome.userId, outcome.error.code));
        this.#changed();
        if (batch.length < BATCH && this.phase !== "paused") continue;
        await this.#count(batch);
        batch = [];
        // While nothing is taken from the batch, it fetches no further.
        if (this.phase === "paused") await new Promise<void>((resolve) => (this.#resume = resolve));
      }
    } finally {
      // What was had before a stop or a failure counts.
      await this.#count(batch);
    }
  }

  async #count(batch: ProfileOutcome[]): Promise<void> {
    if (batch.length === 0) return;
    for (const grouping of Object.keys(GROUPINGS) as Grouping[]) this.#add(grouping, await summarizeFleet(batch, { groupBy: grouping, audit: true, outliers: true }));
    this.#text.push(await new Response(exportFleet(batch, "ndjson")).blob());
    this.#changed();
  }

  #add(grouping: Grouping, part: FleetSummary): void {
    const present = this.summaries.get(grouping);
    this.summaries.set(grouping, present ? mergeFleetSummaries(present, part) : part);
  }

  #read(file: File): Promise<void> {
    const worker = (this.#worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }));
    return new Promise((resolve, reject) => {
      worker.addEventListener("error", (event) => reject(new Error(event.message || "the worker could not be started")));
      worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
        if (data.kind === "progress") Object.assign(this, { done: data.profiles, failed: data.failed });
        else if (data.kind === "summary") this.#add(data.grouping, data.summary);
        else if (data.kind === "rows") this.rows.push(...data.rows);
        else if (data.kind === "profile") this.#asked.get(data.index)?.(data.text);
        else if (data.kind === "failed") reject(new Error(data.message));
        else resolve();
        this.#changed();
      });
      worker.postMessage({ kind: "read", file, groupings: Object.keys(GROUPINGS) as Grouping[] } satisfies Question);
    });
  }
}
