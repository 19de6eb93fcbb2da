// A call with hooks around its requests. The call itself knows nothing of them: they are called by the `fetch` and the
// budget that it is given, which wrap its own. So only pages that create a client load this.

import type { Resource } from "#border";
import type { ErrorCode } from "#model";

import { onAbort } from "../shared/arguments.ts";
import { secretsOf } from "../shared/redact.ts";
import type { Budget, RequestOutcome } from "./budgets.ts";
import { Call } from "./call.ts";
import type { RequestEvent, RequestHooks, ResponseEvent } from "./client-types.ts";
import type { CallContext, RunnableCall } from "./machine.ts";
import type { RequestSettings } from "./options.ts";
import { Reply } from "./reply.ts";
import { statusOf } from "./response.ts";
import type { Target } from "./target.ts";
import type { ProfileWithResponse } from "./types.ts";

export class ObservedCall implements RunnableCall {
  readonly #hooks: RequestHooks;
  readonly #settings: RequestSettings;
  readonly #userId: unknown;
  readonly #call: Call;
  #attempt = 0;
  /** When the request in flight was sent; `undefined` between requests. */
  #sentAt: number | undefined;
  #reply: Reply | undefined;
  /** What the last `onResponse` returned, as a promise. */
  #lastHook: Promise<unknown> = Promise.resolve();
  /** What a hook threw. */
  #thrown: { readonly error: unknown } | undefined;
  #stopWaiting: () => void = () => {};
  /** Resolves when hooks are no longer waited for: also of a call that is aborted before it waits. */
  readonly #stopped = new Promise<void>((resolve) => (this.#stopWaiting = resolve));

  constructor(hooks: RequestHooks, target: Target, settings: RequestSettings, context: CallContext, userId: unknown) {
    this.#hooks = hooks;
    this.#settings = settings;
    this.#userId = userId;
    const fetch: RequestSettings["fetch"] = (url, init) => this.#fetch(url, init);
    this.#call = new Call(target, { ...settings, fetch }, { ...context, budget: this.#observed(context.budget) });
  }

  get isRunning(): boolean {
    return this.#call.isRunning;
  }

  get endsBatch(): boolean {
    return this.#call.endsBatch && !this.#thrown;
  }

  abort(reason: unknown): void {
    this.#call.abort(reason);
    this.#stopWaiting();
  }

  async run(resource: Resource): Promise<ProfileWithResponse> {
    try {
      return await this.#call.run(resource);
    } finally {
      await this.#hooksSettled();
      // biome-ignore lint/correctness/noUnsafeFinally: what a hook throws comes in place of any other result.
      if (this.#thrown) throw this.#thrown.error;
    }
  }

  /** Waits for the last hook, for `timeoutMs` at most. */
  async #hooksSettled(): Promise<void> {
    const { timeoutMs, signal } = this.#settings;
    const timer = setTimeout(this.#stopWaiting, timeoutMs);
    const unlisten = onAbort(signal, this.#stopWaiting);
    await Promise.race([this.#lastHook, this.#stopped]);
    unlisten();
    clearTimeout(timer);
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    await this.#lastHook;
    this.#attempt += 1;
    try {
      if (!init.signal?.aborted) await this.#hooks.onRequest?.(this.#event());
    } catch (error) {
      this.#throw(error);
    }
    // The call is over, and waits for nothing.
    if (init.signal?.aborted) return new Promise(() => {});
    this.#sentAt = performance.now();
    this.#reply = undefined;
    const response = await this.#settings.fetch(url, init);
    const status = statusOf(response);
    if (status !== undefined) this.#reply = new Reply(response, status, url, secretsIn(init));
    return response;
  }

  /** Wraps a budget, so that the end of each request calls the hook. */
  #observed(budget: Budget | undefined): Budget {
    return {
      open: () => {},
      close: () => {},
      turn: (signal) => budget!.turn(signal),
      count: () => budget?.count() ?? 0,
      ended: (start, outcome) => {
        const pauseMs = budget?.ended(start, outcome) ?? 0;
        this.#ended(outcome);
        return pauseMs;
      },
      timeFor: (requests) => budget?.timeFor(requests) ?? 0,
    };
  }

  #ended({ code }: RequestOutcome): void {
    if (this.#sentAt === undefined) return;
    const event = this.#responseEvent(performance.now() - this.#sentAt, code);
    this.#sentAt = undefined;
    // An async function, so that what the hook throws at once is a rejection as well.
    this.#lastHook = (async () => this.#hooks.onResponse?.(event))().catch((error) => this.#throw(error));
  }

  #throw(error: unknown): void {
    this.#thrown ??= { error };
    this.#call.abort(error);
  }

  #event(): RequestEvent {
    const attempt = this.#attempt;
    return typeof this.#userId === "string" ? { userId: this.#userId, attempt } : { attempt };
  }

  #responseEvent(durationMs: number, code: ErrorCode | undefined): ResponseEvent {
    const event: ResponseEvent = { ...this.#event(), durationMs };
    if (code) event.code = code;
    if (!this.#reply) return event;
    const { status, rateLimit, trackingId } = this.#reply.info(this.#attempt);
    return { ...event, status, ...(rateLimit && { rateLimit }), ...(trackingId && { trackingId }) };
  }
}

/** The strings to redact for the token of a request. */
function secretsIn({ headers }: RequestInit): string[] {
  const { Authorization: value = "" } = headers as Record<string, string>;
  return secretsOf(value.replace(/^Bearer /, ""));
}
