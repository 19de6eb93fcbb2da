// Every user of an account: reads the list page by page, one ahead. Which page comes next, and when the list begins
// again, is decided in src/client/list.

import { AfterPage, Resource } from "#border";
import * as glue from "#parts/list";
import { fault, throwIfAborted } from "../shared/arguments.ts";
import { isZoomPhoneError, type ZoomPhoneError } from "../shared/error.ts";
import { isObject, type UnknownObject } from "../shared/guards.ts";
import { prepared } from "../shared/runtime.ts";
import { openBudget } from "./budget.ts";
import type { Budget } from "./budgets.ts";
import { plainCall } from "./call.ts";
import { type ListSettings, listSettings } from "./list-options.ts";
import type { MakeCall, RunnableCall } from "./machine.ts";
import { SharedToken } from "./shared-token.ts";
import { type Base, baseOf } from "./target.ts";
import type { ListedUser, ListOptions } from "./types.ts";

/**
 * Lists the account's users of Zoom Phone: `GET {baseUrl}/phone/users`, page by page, one page ahead. Needs one of the
 * scopes `phone:read:admin`, `phone:read:list_users:admin`, and for a page in a browser a proxy that forwards the list.
 *
 * Yields each user once, even if users move between pages meanwhile. A page token that has expired begins the list
 * again, without a user that was yielded already. Requests keep to the account's limit for lists (10 a second on Pro,
 * 20 on Business), which is not that of profiles. Nothing is sent before the first user is asked for.
 *
 * `timeoutMs` and `maxRetries` are for each page, and the wait for its turn does not count. To `break`, or to abort the
 * signal, stops at once. In lenient validation a row without an ID is left out.
 *
 * @throws {ZoomPhoneError} from the iteration: that of a page that cannot be fetched; `invalid_response` for a reply
 *   that is no page of users, and for a list that leads round in a circle. An aborted signal ends it with its reason.
 * @example
 * for await (const user of listPhoneUsers({ token, status: "activate" })) console.log(user.id, user.email);
 * @example
 * const options = { token, plan: "business" } as const;
 * for await (const { userId, ok } of getUserProfiles(listPhoneUsers(options), options)) console.log(userId, ok);
 */
export function listPhoneUsers(options?: ListOptions): AsyncIterableIterator<ListedUser> {
  return fetchPhoneUsers(() => options);
}

/** Lists users, by calls that `makeCall` makes. Reads its options once it begins. */
export function fetchPhoneUsers(
  readOptions: () => unknown,
  makeCall: MakeCall = plainCall,
): AsyncIterableIterator<ListedUser> {
  const reader = new PageReader(readOptions, makeCall);
  const users = reader.users();
  const stop = () => reader.stop();
  const iterator: AsyncIterableIterator<ListedUser> = {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => users.next(),
    async return(value?: unknown) {
      stop();
      await users.return();
      return { done: true, value };
    },
    async throw(error?: unknown) {
      stop();
      await users.return();
      throw error;
    },
  };
  return Object.assign(iterator, { [Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose")]: iterator.return });
}

/** A page that has been read. */
interface Page {
  readonly rows: readonly unknown[];
  readonly nextToken: string;
}

/** What a list has once it has begun. */
interface Started {
  readonly settings: ListSettings;
  readonly base: Base;
  readonly budget: Budget;
  readonly list: glue.List;
}

/** Aborts the call for a page that is no longer needed. */
const LEFT = Symbol("left");

class PageReader {
  readonly #readOptions: () => unknown;
  readonly #makeCall: MakeCall;
  readonly #seen = new Set<string>();
  #call: RunnableCall | undefined;
  #isStopped = false;

  constructor(readOptions: () => unknown, makeCall: MakeCall) {
    this.#readOptions = readOptions;
    this.#makeCall = makeCall;
  }

  /** Stops the reading, and aborts the request for a page that is under way. */
  stop(): void {
    this.#isStopped = true;
    this.#call?.abort(LEFT);
  }

  async *users(): AsyncGenerator<ListedUser, void, void> {
    const started = await this.#start();
    const { settings, budget, list } = started;
    try {
      let token: string | undefined;
      let ahead = this.#fetch(started, token);
      for (;;) {
        const page = await this.#pageOf(started, token, ahead);
        const users = this.#newOf(page.rows);
        const after = list.page(page.nextToken, users.length);
        token = page.nextToken;
        // A page that fails rejects only when it is asked for.
        if (after === AfterPage.Next) (ahead = this.#fetch(started, token)).catch(() => {});
        for (const user of users) {
          throwIfAborted(settings.signal);
          yield user;
        }
        if (after === AfterPage.Done) return;
        if (after === AfterPage.Stuck) throw stuck();
      }
    } catch (error) {
      if (error !== LEFT) throw error;
    } finally {
      this.stop();
      budget.close(settings.requestsPerSecond);
      list.free();
    }
  }

  async #start(): Promise<Started> {
    await prepared(glue.part);
    const settings = listSettings(this.#readOptions());
    const base = baseOf(settings.baseUrl);
    throwIfAborted(settings.signal);
    const { token } = settings;
    return {
      settings: { ...settings, token: typeof token === "function" ? new SharedToken(token).forCall() : token },
      base,
      // Zoom counts lists apart from profiles.
      budget: openBudget(`${base.base}#lists`, settings),
      list: new glue.List(),
    };
  }

  /** Returns a page that is on its way; the first one anew if its token has expired meanwhile. */
  async #pageOf(started: Started, token: string | undefined, ahead: Promise<Page>): Promise<Page> {
    for (let page = ahead, asked = token; ; asked = undefined) {
      try {
        return await page;
      } catch (error) {
        if (!asked || !isZoomPhoneError(error) || !started.list.beginsAgain(error.zoomCode, saidIn(error))) throw error;
        page = this.#fetch(started, undefined);
      }
    }
  }

  async #fetch({ settings, base, budget }: Started, token: string | undefined): Promise<Page> {
    if (this.#isStopped) throw LEFT;
    const query = new URLSearchParams(settings.query);
    if (token) query.set("next_page_token", token);
    const shownUrl = `${base.base}/phone/users`;
    const target = { ...base, url: `${shownUrl}?${query}`, shownUrl };
    const context = { budget, isPaced: true, needsResponse: true, loadCheck: () => import("./page-reply.ts") };
    this.#call = this.#makeCall(target, settings, context);
    const { profile: page } = await this.#call.run(Resource.List);
    const { users, next_page_token: nextToken }: { users?: unknown; next_page_token?: unknown } = page as object;
    return { rows: Array.isArray(users) ? users : [], nextToken: typeof nextToken === "string" ? nextToken : "" };
  }

  #newOf(rows: readonly unknown[]): ListedUser[] {
    return rows.filter(hasId).flatMap((row) => {
      if (this.#seen.has(row.id)) return [];
      this.#seen.add(row.id);
      const user: object = withoutNulls(row);
      return [user as ListedUser];
    });
  }
}

/** Lenient validation passes rows without an ID. */
function hasId(row: unknown): row is UnknownObject & { id: string } {
  return isObject(row) && typeof row.id === "string" && row.id !== "";
}

/** A null member counts as absent. */
function withoutNulls(row: UnknownObject): UnknownObject {
  const entries = Object.entries(row).filter(([, value]) => value !== null);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, isObject(value) && !Array.isArray(value) ? withoutNulls(value) : value]),
  );
}

/** Returns all that Zoom says of a failure. */
function saidIn({ zoomMessage = "", fieldErrors = [] }: ZoomPhoneError): string {
  return [zoomMessage, ...fieldErrors.flatMap(({ field, message }) => [field, message])].join(" ");
}

function stuck(): ZoomPhoneError {
  return fault(
    "invalid_response",
    "The list of phone users does not end: its page tokens lead to pages that have been read already",
    "Check the proxy at `baseUrl`: it must pass on `next_page_token`. The users so far are valid.",
  );
}
