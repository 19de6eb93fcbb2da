// Tokens for Zoom, from the caller or by an app's credentials. How one is requested: token-request.ts.

import { redactCause } from "../shared/redact.ts";
import { isSendableToken } from "../shared/token.ts";
import { Backoff } from "./backoff.ts";
import { asRefusal, Refusal } from "./errors.ts";
import type { App, Settings } from "./options.ts";
import { StoredToken } from "./store.ts";
import { isTimeout, within } from "./time-limit.ts";
import { type IssuedToken, requestToken } from "./token-request.ts";
import type { GivenToken } from "./types.ts";

export interface Token {
  readonly text: string;
  /** Where the API is that it is for, if its issuer says so. */
  readonly baseUrl: string | undefined;
}

export interface Tokens {
  /** Counts tokens that Zoom has accepted, and renewed ones that it has refused. During a backoff none is renewed. */
  readonly refusals: Backoff;
  current(): Promise<Token>;
  /** Returns another token in place of one that Zoom has refused; the same if there is no other. */
  renew(refused: Token): Promise<Token>;
}

export function tokensOf(settings: Settings): Tokens {
  const { source } = settings;
  return typeof source === "object" ? new AppTokens(source, settings) : new GivenTokens(source, settings.secrets);
}

/** A token, or a function that returns one. */
class GivenTokens implements Tokens {
  readonly refusals = new Backoff();
  readonly #token: GivenToken["token"];
  readonly #secrets: readonly string[];
  #renewing: Promise<Token> | undefined;

  constructor(token: GivenToken["token"], secrets: readonly string[]) {
    this.#token = token;
    this.#secrets = secrets;
  }

  current(): Promise<Token> {
    return this.#ask("initial");
  }

  async renew(refused: Token): Promise<Token> {
    if (typeof this.#token !== "function" || this.refusals.leftMs > 0) return refused;
    return (this.#renewing ??= this.#ask("expired").finally(() => (this.#renewing = undefined)));
  }

  async #ask(reason: "initial" | "expired"): Promise<Token> {
    let text: unknown = this.#token;
    try {
      if (typeof this.#token === "function") text = await this.#token({ reason });
    } catch (cause) {
      throw new Refusal(502, "The proxy's token function failed", { cause: redactCause(cause, this.#secrets) });
    }
    if (!isSendableToken(text)) throw new Refusal(502, "The proxy's token function returned no token");
    return { text, baseUrl: undefined };
  }
}

/**
 * Server-to-Server tokens: requested when first needed, kept, and renewed before they expire, once for all that wait;
 * with a store, once for all proxies that share it.
 * Leaves the token endpoint alone for a while after it has failed, and after Zoom has refused a renewed token.
 */
class AppTokens implements Tokens {
  readonly refusals = new Backoff();
  readonly #app: App;
  readonly #settings: Settings;
  readonly #shared: StoredToken | undefined;
  readonly #failures = new Backoff();
  #token: IssuedToken | undefined;
  #pending: Promise<IssuedToken> | undefined;
  #pendingSince = 0;
  /** The failure during whose backoff none is requested. */
  #failure: Refusal | undefined;
  #hasTimedOut = false;

  constructor(app: App, settings: Settings) {
    this.#app = app;
    this.#settings = settings;
    this.#shared = settings.tokenStore && new StoredToken(settings.tokenStore, app, settings);
  }

  async current(): Promise<Token> {
    if (this.#token && Date.now() < this.#token.renewAt) return this.#token;
    try {
      return await this.#requested();
    } catch (error) {
      // The old one is valid until it expires.
      if (this.#token && Date.now() < this.#token.expiresAt) return this.#token;
      throw error;
    }
  }

  async renew(refused: Token): Promise<Token> {
    // Any request may have renewed it meanwhile.
    if (this.#token && this.#token.text !== refused.text) return this.#token;
    return this.refusals.leftMs > 0 ? refused : this.#requested(refused.text);
  }

  /** Returns the token that is being requested; requests one if none is. */
  async #requested(refused?: string): Promise<IssuedToken> {
    // A runtime may end the request that began it, and what that request waits for (workerd does).
    const isForgotten = Date.now() - this.#pendingSince > this.#settings.timeoutMs;
    if (!this.#pending || isForgotten) return this.#request(refused);
    try {
      return await this.#pending;
    } catch (error) {
      // Its time began before this request's own, which may not be up.
      if (isTimeout(error)) return this.#pending ?? this.#request(refused);
      throw error;
    }
  }

  #request(refused: string | undefined): Promise<IssuedToken> {
    const { leftMs } = this.#failures;
    if (this.#failure && leftMs > 0) throw this.#failure.retryableIn(leftMs);
    this.#pendingSince = Date.now();
    const pending = within(this.#settings.timeoutMs, undefined, (signal) => {
      const request = () => requestToken(this.#app, this.#settings, this.#token?.text, signal);
      return this.#shared ? this.#shared.obtain(refused, request) : request();
    })
      .then(
        (token) => this.#keep(token),
        (error) => this.#fail(error),
      )
      .finally(() => {
        if (this.#pending === pending) this.#pending = undefined;
      });
    return (this.#pending = pending);
  }

  #keep(token: IssuedToken): IssuedToken {
    this.#hasTimedOut = false;
    this.#failures.record(true);
    return (this.#token = token);
  }

  /** Remembers a failure; a timeout only if it follows another, since a runtime may have held up the first. */
  #fail(error: unknown): never {
    const isFirstTimeout = isTimeout(error) && !this.#hasTimedOut;
    this.#hasTimedOut = isTimeout(error);
    if (isFirstTimeout) throw error;
    this.#failure = asRefusal(error, this.#settings.secrets);
    this.#failures.record(false, this.#failure.retryAfterMs);
    throw this.#failure.retryableIn(this.#failures.leftMs);
  }
}
