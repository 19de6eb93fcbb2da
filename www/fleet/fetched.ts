// A fleet whose users are asked for, one after another, within the account's limit.

import type { ProfileOutcome, RequestOptions } from "zoom-phone-profile";
import { getUserProfiles, isZoomPhoneError, listPhoneUsers } from "zoom-phone-profile";

import { PageError } from "../page-error";
import { learnNames } from "../source/known-names";
import { RowMaker } from "./row";
import { FleetRun } from "./run";

/** So many profiles are kept in one piece. */
const PIECE = 100;
/** So many users come in a page of the list. */
const LISTED_PAGE = 100;
/** So many users without an answer, one after another, mean that the server is lost: the rest would only fail too. */
const LOST_AFTER = 5;
const UNLISTED_HINT =
  "Have your proxy pass on the list of users, and its token have the scope to list them; or read some users only.";

export class FetchedFleet extends FleetRun {
  readonly isFile = false;
  readonly #maker = new RowMaker();
  readonly #had = new Set<string>();
  /** What was read, one profile a line; the browser may keep it on disk. */
  readonly #pieces: Blob[] = [];
  #lines: string[] = [];
  #resume: (() => void) | undefined;
  #ids: string[] | undefined;

  /**
   * Without `ids` all users of the account are listed first. `options` are asked for whenever the fetching begins:
   * after a failure there may be another token.
   */
  constructor(
    name: string,
    ids: string[] | undefined,
    readonly options: () => RequestOptions,
    readonly requestsPerSecond: number,
  ) {
    super(name);
    this.#ids = ids && [...new Set(ids)];
    this.total = this.#ids?.length;
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
    this.#ids ??= await this.#list(signal);
    this.total = this.#ids.length;
    const unanswered: ProfileOutcome[] = [];
    const outcomes = getUserProfiles(
      this.#ids.filter((id) => !this.#had.has(id)),
      {
        ...this.options(),
        requestsPerSecond: this.requestsPerSecond,
        signal,
        onProgress: ({ etaMs }) => (this.etaMs = etaMs),
      },
    );
    try {
      for await (const outcome of outcomes) {
        if (!isUnanswered(outcome)) this.#take(...unanswered.splice(0), outcome);
        else if (unanswered.push(outcome) >= LOST_AFTER) throw outcome.error;
        // While nothing is taken from the batch, it fetches no further.
        await this.#unpaused();
      }
      this.#take(...unanswered);
    } finally {
      this.etaMs = undefined;
    }
  }

  #take(...outcomes: ProfileOutcome[]): void {
    for (const outcome of outcomes) {
      this.#had.add(outcome.userId);
      const index = this.rows.length;
      if (outcome.ok) {
        this.add(this.#maker.row(index, outcome.profile, undefined, outcome.userId));
        this.#keep(outcome.profile);
      } else {
        const { code, message, issues = [] } = outcome.error;
        this.add(this.#maker.failed(index, outcome.userId, { code, message, issues }));
        this.#keep({ error: { index, id: outcome.userId, code, message, issues } });
      }
    }
    this.share = this.rows.length / Math.max(1, this.total!);
    this.changed();
  }

  /** The IDs of all users. They are listed before the first is fetched, so that the time left is known. */
  async #list(signal: AbortSignal): Promise<string[]> {
    const ids: string[] = [];
    try {
      for await (const user of listPhoneUsers({ ...this.options(), signal })) {
        learnNames(user);
        this.listed = ids.push(user.id);
        if (this.listed % LISTED_PAGE === 0) this.changed();
        await this.#unpaused();
      }
    } catch (error) {
      throw isUnlisted(error) ? new PageError(error.message, UNLISTED_HINT) : error;
    } finally {
      this.listed = undefined;
    }
    return ids;
  }

  async #unpaused(): Promise<void> {
    if (this.phase === "paused") await new Promise<void>((resolve) => (this.#resume = resolve));
  }

  #keep(value: unknown): void {
    this.#lines.push(`${JSON.stringify(value)}\n`);
    if (this.#lines.length < PIECE) return;
    this.#pieces.push(new Blob(this.#lines));
    this.#lines = [];
  }
}

function isUnanswered(outcome: ProfileOutcome): outcome is Extract<ProfileOutcome, { ok: false }> {
  return !outcome.ok && outcome.error.code === "network";
}

/** Whether a list failed because the proxy or the token does not allow it. */
function isUnlisted(error: unknown): error is Error {
  return isZoomPhoneError(error) && ["not_found", "forbidden", "missing_scopes"].includes(error.code);
}
