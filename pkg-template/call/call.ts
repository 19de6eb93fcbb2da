// @ts-nocheck
// One call under way: its clock, its caller's signal, and what it does for the wasm, which decides what comes next
// (src/wasm/call.rs). The token stays here: it never enters the wasm's memory. It settles, always.

import { onAbort } from "../shared/arguments.ts";
import { cancelQuietly } from "../shared/cancel-quietly.ts";
import { connectionFault, isRedirectFault } from "../shared/connection.ts";
import { documentOf } from "../shared/convert.ts";
import { ZoomPhoneError } from "../shared/error.ts";
import { MAX_REPLY } from "../shared/limits.ts";
import { redactBytes, redactCause, redactData, redactText, secretsOf } from "../shared/redact.ts";
import { glue } from "../shared/runtime.ts";
import { invalidResponse } from "../validate/invalid-response.ts";
import { reported } from "../validate/validation.ts";
import { check } from "../validate/verdict.ts";
import { firewallOf, readMarkup } from "./markup.ts";

/** What a call does next; the numbers are those of src/wasm/call.rs. */
const STEP = { settled: 0, ask: 1, renew: 2, send: 3, pause: 4 };

/** How a call can end before its time. */
const TIME_IS_UP = 1;
const ABORTED = 2;

export class Call {
  /** How the call has ended before its time, if it has. */
  end = 0;
  /** Why its caller has ended it. */
  reason = undefined;
  /** Why what came is not accepted. */
  failure = undefined;
  /** Whether every call of the batch would fail as this one has. Set by the wasm. */
  endsBatch = false;
  /** Whether the response is the engine's own, and none that only looks like one. */
  isGenuine = false;
  /** Whether a redirect is all that is known of the reply: the engine hides it, refuses it, or has followed it. */
  isRedirected = false;
  /** The bytes of the reply; `null` where they are too many, undefined where it broke off. */
  body = undefined;
  /** What it broke off with. */
  bodyFault = undefined;
  /** What callbacks have promised, if anything. */
  told = undefined;
  /** Whether a request is under way. */
  isRunning = false;

  #controller = new AbortController();
  #resolveEnded;
  #ended = new Promise((resolve) => (this.#resolveEnded = resolve));
  #left;
  #since;
  #timer;
  #unlisten;
  #token;
  /** Every token that this call has had: what others repeat of them is redacted. */
  #secrets = [];
  #sentAt;
  #response;
  /** The page of a firewall or of a web app that came in place of JSON. */
  #page;
  #reader;
  #document;
  #verdict;
  #pause;
  #isSuccess;
  #result;

  /**
   * @param {string} url
   * @param {object} settings of `requestSettings`
   * @param {{ budget: object | undefined, isPaced: boolean, areIssuesWanted: boolean }} more the budget that the call
   * spends of, if
   *   any, and whether it waits for its turn
   */
  constructor(url, settings, { budget, isPaced, areIssuesWanted }) {
    this.url = url;
    this.settings = settings;
    this.budget = budget;
    this.isPaced = isPaced;
    this.areIssuesWanted = areIssuesWanted;
    this.#left = settings.timeoutMs;
    this.#startClock();
    this.#listen(settings.signal);
  }

  #listen(signal) {
    try {
      this.#unlisten = onAbort(signal, () => this.abort(signal.reason));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  abort(reason) {
    this.#finish(ABORTED, reason);
  }

  #finish(end, reason) {
    if (this.end !== 0) return;
    this.end = end;
    this.reason = reason;
    this.#resolveEnded();
    this.close();
    this.#controller.abort();
    // Where fetch knows nothing of signals, the body ends here.
    const reader = this.#reader;
    if (reader) cancelQuietly(() => reader.cancel?.());
  }

  /**
   * Leaves nothing behind. What is under way has ended by itself, or is ended by `#finish`: to abort costs as much as a
   * check.
   */
  close() {
    this.#stopClock();
    this.#unlisten?.();
    this.#unlisten = undefined;
    this.report(0);
  }

  #startClock() {
    this.#since = performance.now();
    this.#timer = setTimeout(() => this.#finish(TIME_IS_UP), this.#left);
  }

  #stopClock() {
    clearTimeout(this.#timer);
    this.#left = this.remainingMs;
    this.#since = undefined;
  }

  get timeoutMs() {
    return this.settings.timeoutMs;
  }

  get remainingMs() {
    return this.#since === undefined ? this.#left : this.#left - (performance.now() - this.#since);
  }

  get origin() {
    return new URL(this.url).origin;
  }

  get isAnonymous() {
    return this.#token === undefined;
  }

  get isCrossOrigin() {
    const page = globalThis.location?.origin;
    return page !== undefined && globalThis.process?.versions?.node === undefined && !this.url.startsWith(`${page}/`);
  }

  // -- the steps

  /** Runs the call to its end, and gives the profile. */
  async run(isMe) {
    const { maxRetries, token } = this.settings;
    const number = glue.beginCall(this, isMe, maxRetries, typeof token === "function", this.isPaced);
    let step = STEP.ask;
    do {
      const { isSuccess, outcome } = await settled(this.#begin(step));
      step = glue.followCall(number, step, isSuccess, outcome);
    } while (step !== STEP.settled);
    if (!this.#isSuccess) throw this.#result;
    await this.told;
    return this.#result;
  }

  /**
   * Begins a step; nothing is begun in a call that has ended. What a step promises settles as soon as the call has
   * ended.
   */
  async #begin(step) {
    if (this.end !== 0) return undefined;
    if (step === STEP.send) return this.#unlessEnded(this.#send());
    if (step === STEP.pause) return this.#unlessEnded(this.#wait(this.#pause));
    return this.#askToken(step === STEP.renew);
  }

  /** What a step comes to; nothing, as soon as the call has ended. */
  #unlessEnded(step) {
    return Promise.race([step, this.#ended]);
  }

  /** What is wrong with the token, as a number, or a promise of that. */
  #askToken(isRenewal) {
    const { token } = this.settings;
    if (token === undefined) return 0;
    if (typeof token !== "function") return this.#useToken(token);
    return this.#unlessEnded(this.#askFunction(token, isRenewal ? "expired" : "initial"));
  }

  async #askFunction(token, reason) {
    return this.#useToken(await token({ reason }));
  }

  #useToken(token) {
    const fault = tokenFault(token);
    if (fault === 0) this.#token = token;
    if (fault === 0) this.#secrets.push(...secretsOf(token));
    return fault;
  }

  /** Makes the request and reads the body; gives the response. */
  async #send() {
    this.#sentAt = this.isPaced ? await this.#turn() : this.budget?.count();
    this.isRunning = true;
    // The turn may have come together with the end.
    if (this.end !== 0) return this.report(0);
    this.#response = this.#page = undefined;
    const response = await this.#fetch();
    // A stand-in for fetch may know nothing of signals.
    if (this.end !== 0) return cancelQuietly(() => response?.body?.cancel?.());
    this.#response = response;
    this.isGenuine = isGenuine(response);
    this.isRedirected = isRedirected(response);
    if (this.isRedirected) {
      cancelQuietly(() => response.body?.cancel?.());
      return response;
    }
    if (!this.isGenuine && !hasStatus(response)) return response;
    this.body = this.bodyFault = undefined;
    try {
      const body = await this.#readBody(response);
      this.body = body && this.#read(redactBytes(body, this.#secrets), response.status);
    } catch (fault) {
      // Some statuses mean what they mean without it.
      this.bodyFault = fault;
    }
    return response;
  }

  async #fetch() {
    const { fetch } = this.settings;
    this.isRedirected = false;
    try {
      return await fetch(this.url, this.#init());
    } catch (fault) {
      this.isRedirected = isRedirectFault(fault);
      throw fault;
    }
  }

  /** The body as JSON, where it is not a page. */
  #read(body, status) {
    const { page, error } = readMarkup(body, status);
    this.#page = this.#safeHeader("cf-mitigated") === undefined ? page : firewallOf("Cloudflare");
    return error ?? body;
  }

  /** Waits for the batch's turn, which is not the call's time. Returns when the request starts. */
  async #turn() {
    this.#stopClock();
    const start = await this.budget.turn(this.#controller.signal);
    if (this.end === 0) this.#startClock();
    return start;
  }

  #init() {
    const { headers, credentials } = this.settings;
    const all = Object.keys(headers).some((name) => name.toLowerCase() === "accept")
      ? { ...headers }
      : { Accept: "application/json", ...headers };
    if (this.#token !== undefined) all.Authorization = `Bearer ${this.#token}`;
    // Without a prototype: fetch would take inherited options too, and one that is poisoned could lead the token
    // elsewhere.
    return { __proto__: null, method: "GET", headers: all, credentials, signal: this.#controller.signal, ...safely() };
  }

  /** The bytes of a reply, or of what looks like one; `null` as soon as they are too many. */
  async #readBody(response) {
    const reader = response.body?.getReader?.();
    if (!reader) return withinBounds(await wholeBody(response));
    this.#reader = reader;
    const chunks = [];
    let length = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (!ArrayBuffer.isView(value)) throw new TypeError("The body is a stream of something else than bytes");
      length += value.byteLength;
      if (length > MAX_REPLY) {
        cancelQuietly(() => reader.cancel?.());
        return null;
      }
      if (this.#isLate()) return null;
      if (value.byteLength > 0) chunks.push(value);
    }
    this.#reader = undefined;
    return join(chunks, length);
  }

  /** A body whose chunks are always there keeps the clock's own timer from its turn. */
  #isLate() {
    if (this.remainingMs <= 0) this.#finish(TIME_IS_UP);
    return this.end !== 0;
  }

  planPause(attempt, delayMs, isQueued, error) {
    this.#pause = { event: { attempt, delayMs, error }, isQueued };
  }

  /** Tells the caller of a retry, and waits for it; what is queued waits with all of its batch. */
  async #wait({ event, isQueued }) {
    // What the callback throws, at once or later, rejects the call.
    await this.settings.onRetry?.(event);
    if (!isQueued) await wait(event.delayMs, this.#controller.signal);
  }

  settle(isSuccess, result) {
    this.#isSuccess = isSuccess;
    this.#result = result;
  }

  // -- the reply

  header(name) {
    const headers = this.#response.headers;
    const value =
      typeof headers?.get === "function"
        ? headers.get(name)
        : headers?.[Object.keys(headers).find((key) => key.toLowerCase() === name)];
    return typeof value === "string" ? redactText(value, this.#secrets) : undefined;
  }

  /** The origin that a redirect leads to: its path and query may hold what is secret. */
  get target() {
    try {
      const { protocol, origin } = new URL(this.#safeHeader("location") ?? this.#response.url, this.url);
      return /^https?:$/.test(protocol) ? origin : undefined;
    } catch {
      return undefined;
    }
  }

  report(status, askedMs, limit) {
    if (!this.isRunning) return 0;
    this.isRunning = false;
    return this.budget?.ended(this.#sentAt, status, askedMs, limit) ?? 0;
  }

  check() {
    this.#document = documentOf(this.body);
    this.#verdict = check(this.#document, this.settings, this.areIssuesWanted);
    return this.#verdict.success;
  }

  accept(status, attempts, said) {
    try {
      return this.#accepted(status, attempts, said);
    } catch (error) {
      this.failure = error;
      return undefined;
    }
  }

  #accepted(status, attempts, said) {
    const result = reported(this.#document, this.#verdict, this.#listening(), this.areIssuesWanted);
    if (result.success && !this.areIssuesWanted) return { profile: result.data };
    const trackingId = this.#safeHeader("x-zm-trackingid");
    if (!result.success)
      throw invalidResponse(
        redactData(result, this.#secrets),
        { ...this.#pageFault(), status, attempts, url: this.url, trackingId },
        said && redactText(said, this.#secrets),
      );
    return {
      profile: result.data,
      issues: result.issues,
      response: withoutAbsent({ status, attempts, trackingId, rateLimit: this.#rateLimit() }),
    };
  }

  /** The settings of the validation, with an `onIssue` whose promises are kept. */
  #listening() {
    const { onIssue } = this.settings;
    if (!onIssue) return this.settings;
    const promises = [];
    this.told = this.#unlessEnded(
      new Promise((resolve, reject) => queueMicrotask(() => Promise.all(promises).then(resolve, reject))),
    );
    // The call may fail before they do.
    this.told.catch(() => {});
    return { ...this.settings, onIssue: (issue) => void promises.push(onIssue(issue)) };
  }

  #safeHeader(name) {
    try {
      return this.header(name);
    } catch {
      return undefined;
    }
  }

  #rateLimit() {
    const text = (name) => this.#safeHeader(`x-ratelimit-${name}`);
    const number = (name) => {
      const value = text(name);
      return value !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
    };
    const limits = withoutAbsent({
      category: text("category"),
      type: text("type"),
      limit: number("limit"),
      remaining: number("remaining"),
      reset: number("reset"),
    });
    return Object.keys(limits).length > 0 ? limits : undefined;
  }

  /** What a page in place of a profile brings: its message and hint. */
  #pageFault(status) {
    if (!this.#page) return undefined;
    const { name, hint } = this.#page;
    return {
      message: `${name} came from ${this.origin} in place of a profile${status ? ` (HTTP ${status})` : ""}`,
      hint,
    };
  }

  /** What the system says of a connection that failed. A reply, or a redirect, has not failed so. */
  #connectionFault(message, hint, status, cause) {
    const { code = status ? "" : "fetch failed", hint: better = hint } = connectionFault(cause);
    const from = status ? "" : ` from ${this.origin}`;
    return { message: `${message}${from}${code && `: ${code}`}`, hint: status || this.isCrossOrigin ? hint : better };
  }

  createError(
    message,
    code,
    hint,
    status,
    zoomCode,
    zoomMessage,
    fieldErrors,
    missingScopes,
    retryAfterMs,
    limit,
    trackingId,
    attempts,
    cause,
  ) {
    // The bytes of a reply are redacted already; escapes may have hidden a token there.
    const clean = (text) => text && redactText(text, this.#secrets);
    const [fields, scopes] = [fieldErrors, missingScopes].map((list) => clean(list).split("\0").slice(0, -1));
    const errors = fields.flatMap((field, at) => (at % 2 === 0 ? [{ field, message: fields[at + 1] }] : []));
    const isBroken = code === "network" && !this.isRedirected && !(status >= 300 && status < 400);
    const told = isBroken
      ? this.#connectionFault(message, hint, status, cause)
      : ((status && this.#pageFault(status)) ?? { message, hint });
    return ZoomPhoneError.create(
      withoutAbsent({
        message: clean(told.message),
        code,
        hint: clean(told.hint),
        status,
        zoomCode,
        zoomMessage: clean(zoomMessage),
        fieldErrors: errors.length > 0 ? errors : undefined,
        missingScopes: scopes.length > 0 ? scopes : undefined,
        retryAfterMs,
        limit,
        trackingId: clean(trackingId),
        attempts,
        url: this.url,
      }),
      redactCause(cause, this.#secrets),
    );
  }
}

/** What a promise comes to, as a value. */
function settled(promise) {
  return promise.then(
    (outcome) => ({ isSuccess: true, outcome }),
    (outcome) => ({ isSuccess: false, outcome }),
  );
}

function withoutAbsent(object) {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** What is wrong with a token, by the numbers that src/wasm/call.rs has for it. */
function tokenFault(token) {
  if (typeof token !== "string") return 1;
  if (token === "") return 2;
  return /^[\x21-\x7e]+$/.test(token) ? 0 : 3;
}

/** Resolves after some milliseconds; a wait that nobody waits for any more is forgotten. */
function wait(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  });
}

let safe;

/**
 * What keeps a request from leaking its token. Redirects come back as they are, so that their status can be named;
 * browsers hide it. Some runtimes (workerd) refuse the other options: each is tried once, on a request that is never
 * sent.
 */
function safely() {
  if (safe) return safe;
  const options = Object.entries({ cache: "no-store", referrerPolicy: "no-referrer" });
  safe = {
    redirect: "manual",
    ...Object.fromEntries(options.filter(([name, value]) => isAllowed({ __proto__: null, [name]: value }))),
  };
  return safe;
}

function isAllowed(init) {
  if (typeof Request !== "function") return true;
  try {
    return Boolean(new Request("https://localhost/", init));
  } catch {
    return false;
  }
}

const encoder = new TextEncoder();

/**
 * Whether a response is the engine's own as it was made: a proxy of one, or one with other parts, throws where it is
 * read.
 */
function isGenuine(response) {
  try {
    const { prototype } = Response;
    if (Object.getPrototypeOf(response) !== prototype || Object.getOwnPropertyNames(response).length > 0) return false;
    Object.getOwnPropertyDescriptor(prototype, "status").get.call(response);
    return true;
  } catch {
    return false;
  }
}

/** Whether a response stands for a redirect that the engine hides, or is what a stand-in has followed one to. */
function isRedirected(response) {
  try {
    return response?.type === "opaqueredirect" || response?.redirected === true;
  } catch {
    return false;
  }
}

function hasStatus(response) {
  try {
    return typeof response.status === "number";
  } catch {
    return false;
  }
}

async function wholeBody(response) {
  if (typeof response.arrayBuffer === "function") return new Uint8Array(await response.arrayBuffer());
  if (typeof response.text === "function") return encoder.encode(await response.text());
  if (typeof response.json === "function") return encoder.encode(JSON.stringify(await response.json()) ?? "");
  return new Uint8Array();
}

function withinBounds(bytes) {
  return bytes.byteLength > MAX_REPLY ? null : bytes;
}

function join(chunks, length) {
  // A profile mostly comes as a whole.
  if (chunks.length === 1 && chunks[0] instanceof Uint8Array) return chunks[0];
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of chunks) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}
