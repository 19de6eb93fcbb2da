// A token that several proxies share by a store of the caller's. The store may fail or stall at any time: then each
// proxy goes on with a token of its own.

import { isObject, type UnknownObject } from "../shared/guards.ts";
import { redactCause, secretsOf } from "../shared/redact.ts";
import { isSendableToken } from "../shared/token.ts";
import { Backoff } from "./backoff.ts";
import { report, storeFailure } from "./errors.ts";
import type { App, Settings } from "./options.ts";
import { within } from "./time-limit.ts";
import { apiOf, type IssuedToken } from "./token-request.ts";
import type { TokenStore } from "./types.ts";

/** The shares of the proxy's time limit that the store has for a read or a write, and until it gives its lock. */
const CALL_SHARE = 1 / 10;
const LOCK_SHARE = 1 / 4;

/** Reads and writes the store, whose failures it reports and remembers: it leaves the store alone for a while. */
export class StoredToken {
  readonly #store: TokenStore;
  readonly #app: App;
  readonly #settings: Settings;
  readonly #failures = new Backoff();
  /** Those of the latest token that is known, in each of its forms. */
  #secrets: readonly string[] = [];

  constructor(store: TokenStore, app: App, settings: Settings) {
    this.#store = store;
    this.#app = app;
    this.#settings = settings;
  }

  /**
   * Returns the stored token, unless it is due for renewal or is the one that Zoom has refused; else requests one and
   * stores it. Rejects only if the request does.
   */
  async obtain(refused: string | undefined, request: () => Promise<IssuedToken>): Promise<IssuedToken> {
    const stored = await this.#read(refused);
    if (stored) return this.#spread(stored);
    const renewed = async () => {
      const token = await request();
      await this.#write(token);
      return token;
    };
    if (!this.#store.lock || this.#failures.leftMs > 0) return this.#spread(await renewed());
    // While this one waited, another proxy may have stored a newer token.
    return this.#locked(async () => (await this.#read(refused)) ?? renewed());
  }

  async #read(refused: string | undefined): Promise<IssuedToken | undefined> {
    const value = await this.#call("get", () => this.#store.get());
    if ((value ?? "") === "") return undefined;
    let token: IssuedToken;
    try {
      token = parsed(value, this.#app, this.#settings);
    } catch (cause) {
      this.#report("get", cause);
      return undefined;
    }
    this.#secrets = secretsOf(token.text);
    return token.text === refused || Date.now() >= token.renewAt ? undefined : token;
  }

  async #write(token: IssuedToken): Promise<void> {
    this.#secrets = secretsOf(token.text);
    const { text, ...rest } = token;
    const value = JSON.stringify({ app: this.#app.name, token: text, ...rest });
    await this.#call("set", () => this.#store.set(value, Math.max(0, token.expiresAt - Date.now())));
  }

  async #call(name: "get" | "set", call: () => unknown): Promise<unknown> {
    if (this.#failures.leftMs > 0) return undefined;
    try {
      const value = await within(this.#settings.timeoutMs * CALL_SHARE, undefined, async () => call());
      this.#failures.record(true);
      return value;
    } catch (cause) {
      this.#fail(name, cause);
      return undefined;
    }
  }

  /** Returns what some work returns: under the store's lock, or without it if that fails or does not come in time. */
  async #locked(work: () => Promise<IssuedToken>): Promise<IssuedToken> {
    let result: Promise<IssuedToken> | undefined;
    let isGivenUp = false;
    const entered = (resolve: () => void) => async () => {
      // A lock that comes too late is released at once.
      if (isGivenUp) return;
      result ??= work();
      resolve();
      await result.catch(() => {});
    };
    const lock = () =>
      new Promise<void>((resolve, reject) => {
        const unused = () => reject(new Error("It settled without a call of its function"));
        Promise.resolve(this.#store.lock?.(entered(resolve))).then(unused, reject);
      });
    await within(this.#settings.timeoutMs * LOCK_SHARE, undefined, lock).catch((cause) => {
      isGivenUp = true;
      this.#fail("lock", cause);
    });
    return result ?? work();
  }

  /**
   * Without a lock, puts off the renewal by a random part of half the time that is left for it. Then one of several
   * proxies renews first, and the others find its token.
   */
  #spread(token: IssuedToken): IssuedToken {
    if (this.#store.lock) return token;
    return { ...token, renewAt: token.renewAt + (Math.random() * (token.expiresAt - token.renewAt)) / 2 };
  }

  #fail(name: keyof TokenStore, cause: unknown): void {
    this.#failures.record(false);
    this.#report(name, cause);
  }

  #report(name: keyof TokenStore, cause: unknown): void {
    const secrets = [...this.#settings.secrets, ...this.#secrets];
    report(this.#settings.onError, storeFailure(name, redactCause(cause, secrets)));
  }
}

/** Returns a token as the store returns it. Throws if it is of another app, or not what a proxy stores. */
function parsed(value: unknown, app: App, settings: Settings): IssuedToken {
  const stored = objectOf(value);
  const { token: text, renewAt, expiresAt, baseUrl } = stored;
  if (!isSendableToken(text) || typeof renewAt !== "number" || typeof expiresAt !== "number") {
    throw new TypeError("What it returned is not what the proxy passed to `set`");
  }
  if (stored.app !== app.name) throw new TypeError("The stored token is another app's. Use a key for each app");
  // Whoever can write to the store must not be able to have tokens sent elsewhere.
  return { text, renewAt, expiresAt, baseUrl: apiOf(baseUrl, settings) };
}

/** Returns the object that a string holds as JSON; an object as it is, since some clients of stores parse JSON. */
function objectOf(value: unknown): UnknownObject {
  try {
    const data: unknown = typeof value === "string" ? JSON.parse(value) : value;
    return isObject(data) ? data : {};
  } catch {
    return {};
  }
}
