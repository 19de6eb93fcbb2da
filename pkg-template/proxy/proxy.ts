// @ts-nocheck
// A proxy for pages: holds the secret that a page must not have, fetches and renews the token, and allows one request:
// the profile of a user whom the caller may see. Takes a Request, returns a Response, needs only web standards: no
// wasm.

import { unlessUnreadable } from "../shared/arguments.ts";
import { cancelQuietly } from "../shared/cancel-quietly.ts";
import { ZoomPhoneError } from "../shared/error.ts";
import { MAX_REPLY } from "../shared/limits.ts";
import { copyCause, formsOf, redactCause, redactText, secretsOf } from "../shared/redact.ts";

const BASE_URL = "https://api.zoom.us/v2";
/** The API that tokens of Zoom for Government belong to. */
const GOVERNMENT_URL = "https://api.zoomgov.com/v2";
const TOKEN_URL = "https://zoom.us/oauth/token";
/** Longest user ID, in characters: email addresses have at most 254. */
const LONGEST_ID = 320;
/** How long before it expires a token is renewed; in the last tenth of a shorter life. */
const RENEW_EARLY_MS = 60_000;
/** The life of a token whose reply does not give one. */
const LIFE_S = 300;
/** How long a browser may keep the answer to a preflight, in seconds; Chromium's own limit. */
const PREFLIGHT_AGE_S = 7200;
/** How long the first failure in a row is remembered; each further one twice as long, up to `LONGEST_HOLD_MS`. */
const HOLD_MS = 2_000;
const LONGEST_HOLD_MS = 30_000;
/** The longest `Retry-After` of the token endpoint that is obeyed. */
const LONGEST_RETRY_AFTER_MS = 300_000;

/** Headers that a page may read of a reply. */
const PASSED_HEADERS = [
  ...["retry-after", "date"],
  ...["category", "type", "limit", "remaining", "reset"].map((name) => `x-ratelimit-${name}`),
  "x-zm-trackingid",
];

/** Headers of every reply: it is for one caller at one time, and must neither run nor be embedded. */
const SAFE_HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; sandbox",
  "cross-origin-resource-policy": "same-origin",
  vary: "Origin",
  "x-content-type-options": "nosniff",
};

const METHODS = { allow: "GET, OPTIONS" };

export function createProxy(options) {
  const settings = unlessUnreadable(() => checkedSettings(options));
  const { allowedOrigins, allowedHosts, timeoutMs, onError } = settings;
  const tokens = settings.token === undefined ? new OwnTokens(settings) : new GivenTokens(settings);

  async function answer(request) {
    checkHost(request, allowedHosts);
    checkOrigin(request, allowedOrigins);
    const userId = userIdOf(request);
    if (request.method === "OPTIONS") return preflight(request);
    if (request.method !== "GET") throw new Refusal(405, "Only GET is allowed", { headers: METHODS });
    return within(timeoutMs, request.signal, async (signal) => {
      const allowed = await authorized(request, userId, settings);
      return typeof allowed === "string" ? profileReply(settings, tokens, allowed, signal) : allowed;
    });
  }

  return async function proxy(request) {
    if (typeof request?.url !== "string" || typeof request.headers?.get !== "function") {
      const hint = "In Node, wrap the proxy with an adapter: see examples/node of the repository.";
      throw misused("The proxy takes a Request of the Fetch API", hint);
    }
    const response = await answer(request).catch((error) => {
      const refusal = asRefusal(error, settings.secrets);
      if (refusal.status >= 500) report(onError, refusal);
      return refusal.toResponse();
    });
    allowOrigin(response, request.headers.get("origin"), allowedOrigins);
    return response;
  };
}

/**
 * Why a request goes no further. The page gets the message; only `onError` gets the cause and the details, which must
 * be free of secrets.
 */
class Refusal extends Error {
  constructor(status, message, { cause, details, headers, retryAfterMs } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
    this.details = details;
    this.headers = headers;
    /** How long the token endpoint asks to wait. */
    this.retryAfterMs = retryAfterMs;
  }

  /** The same refusal, for another request that it holds up for some milliseconds yet. */
  during(ms) {
    const headers = { "retry-after": String(Math.ceil(ms / 1000)) };
    return new Refusal(this.status, this.message, { cause: this.cause, details: this.details, headers });
  }

  toResponse() {
    const headers = { ...SAFE_HEADERS, ...this.headers, "content-type": "application/json;charset=UTF-8" };
    // In Zoom's form, without a `code`: so clients can tell it from a reply of Zoom.
    const body = JSON.stringify({ message: `${this.message} (zoom-phone-profile/proxy)` });
    return new Response(body, { status: this.status, headers });
  }
}

function asRefusal(error, secrets) {
  if (error instanceof Refusal) return error;
  return new Refusal(500, "The proxy failed", { cause: redactCause(error, secrets) });
}

/** Passes a failure to `onError`, which cannot change the answer. */
function report(onError, { message, status, cause, details }) {
  const text = [`zoom-phone-profile/proxy: ${message} (HTTP ${status})`, ...Object.values(details ?? {})].join(". ");
  const error = new Error(text, cause === undefined ? undefined : { cause });
  Object.assign(error, { status }, details);
  new Promise((resolve) => resolve(onError?.(error))).catch(() => {});
}

// ── the request

/** Checks the host that the request names: a page whose name leads to the proxy has its origin (DNS rebinding). */
function checkHost({ headers, url }, allowedHosts) {
  if (allowedHosts === undefined) return;
  const { host, hostname } = urlOfHost(headers.get("host") ?? new URL(url).host) ?? {};
  if (allowedHosts.includes(host) || allowedHosts.includes(hostname)) return;
  throw new Refusal(403, "This host is not listed in `allowedHosts`");
}

/** Browsers send the page's origin if it differs from the proxy's, and else how the request came about. */
function checkOrigin({ headers }, allowedOrigins) {
  const origin = headers.get("origin");
  if (origin !== null) {
    if (allowedOrigins.includes(origin)) return;
    throw new Refusal(403, "This origin is not listed in `allowedOrigins`");
  }
  const isElsewhere = ["cross-site", "same-site"].includes(headers.get("sec-fetch-site"));
  if (isElsewhere) throw new Refusal(403, "Other sites may not embed this reply");
}

/** Returns the user ID of a request for a profile, decoded. Whatever path comes before `/phone/users/` is the mount. */
function userIdOf({ url }) {
  const segment = /\/phone\/users\/([^/]+)$/.exec(new URL(url).pathname)?.[1];
  if (!segment) throw new Refusal(404, "This proxy has nothing at this path but …/phone/users/{userId}");
  let userId;
  try {
    userId = decodeURIComponent(segment);
  } catch {
    throw new Refusal(400, "The user ID is not encoded as encodeURIComponent does");
  }
  if (!isUserId(userId)) throw new Refusal(400, "The path holds no user ID");
  return userId;
}

/** What would leave its segment of a path, whatever decodes it on its way. */
const NO_SEGMENT = /^\.\.?$|[\p{Cc}\p{Surrogate}/\\]/u;
/** Spaces, and characters without a width, such as a byte order mark. */
const SPACE = "[\\p{White_Space}\\u180e\\u200b-\\u200d\\u2060\\ufeff]";
/** No user's ID, by the rules of `check_user_id` in src/client/endpoint.rs. */
const NO_ID = [
  /^(undefined|null|NaN|true|false)$|^\[object /,
  new RegExp(`^${SPACE}|${SPACE}$`, "u"),
  // Quotes around it; email addresses may begin with an apostrophe or with a quoted part.
  /["'`´«»‘-‟‹›]$|^["´«»‘-‟‹›](?!.*"@)|^['`](?!.*@)/u,
];

/** Whether a value is a user ID, an email address or "me". */
function isUserId(id) {
  if (typeof id !== "string" || id === "" || id.length > LONGEST_ID) return false;
  return ![NO_SEGMENT, ...NO_ID].some((pattern) => pattern.test(id));
}

const NO_ME = '"me" needs a user\'s own token. Return { userId } of the signed-in user from `authorize`';

/** Returns the ID of the user whose profile the caller may see, or the Response of `authorize`, ready to be sent. */
async function authorized(request, userId, { authorize, secrets }) {
  const failed = (cause) => new Refusal(500, "`authorize` failed", { cause: redactCause(cause, secrets) });
  let verdict;
  try {
    verdict = await authorize(request, { userId });
    if (isResponse(verdict)) return await copied(verdict);
    if (isObject(verdict)) verdict = { userId: verdict.userId };
  } catch (cause) {
    throw failed(cause);
  }
  if (verdict !== true && !isObject(verdict)) throw new Refusal(403, "You may not see this user's profile");
  const allowedId = isObject(verdict) ? verdict.userId : userId;
  if (allowedId === "me") throw new Refusal(400, NO_ME);
  if (isUserId(allowedId)) return allowedId;
  throw failed(new TypeError("`authorize` must return a boolean, { userId } with a user ID, or a Response"));
}

function isObject(value) {
  return typeof value === "object" && value !== null;
}

/** Whether a value is a Response, of any realm or library. */
function isResponse(value) {
  return isObject(value) && typeof value.status === "number" && typeof value.headers?.get === "function";
}

/** Headers that no longer hold for a body that has been read. */
const HEADERS_OF_CODING = ["content-encoding", "content-length", "transfer-encoding"];

/** Copies a Response, whose headers may be immutable, or whose class may not be the engine's. */
async function copied(response) {
  const { status, statusText = "" } = response;
  const headers = new Headers(typeof response.headers[Symbol.iterator] === "function" ? [...response.headers] : {});
  for (const name of HEADERS_OF_CODING) headers.delete(name);
  headers.append("vary", "Origin");
  const bytes = typeof response.arrayBuffer === "function" ? await response.arrayBuffer() : undefined;
  const body = bytes ?? (await response.text?.()) ?? "";
  return new Response((body.byteLength ?? body.length) > 0 ? body : null, { status, statusText, headers });
}

// ── CORS

function preflight({ headers }) {
  const asked = headers.get("access-control-request-headers") ?? "";
  const age = String(PREFLIGHT_AGE_S);
  const answer = { ...METHODS, "access-control-allow-methods": "GET", "access-control-max-age": age };
  // No header of the page goes further than `authorize`.
  if (/^[\w!#$%&'*+.^`|~, -]{1,1000}$/.test(asked)) answer["access-control-allow-headers"] = asked;
  const vary = "Origin, Access-Control-Request-Headers";
  return new Response(null, { status: 204, headers: { ...SAFE_HEADERS, ...answer, vary } });
}

/** Lets a page of an allowed origin read a reply, with the headers that `authorize` exposes too. */
function allowOrigin({ headers }, origin, allowedOrigins) {
  if (!allowedOrigins.includes(origin)) return;
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-allow-credentials", "true");
  headers.append("access-control-expose-headers", PASSED_HEADERS.join(", "));
}

// ── Zoom

/** Returns Zoom's reply to a request for a profile. If Zoom refuses the token, asks once more with another one. */
async function profileReply(settings, tokens, userId, signal) {
  const token = await tokens.current();
  const secrets = secretsOf(token.text);
  const response = await ask(settings, secrets, token, userId, signal);
  const isAccepted = response.status !== 401;
  const renewed = isAccepted ? token : await tokens.renew(token);
  if (renewed.text === token.text) {
    // A renewal that brings the refused token again would do so for each request.
    tokens.judge(isAccepted);
    return passed(settings, secrets, response);
  }
  // Frees its connection.
  cancelQuietly(() => response.body?.cancel());
  secrets.push(...secretsOf(renewed.text));
  const last = await ask(settings, secrets, renewed, userId, signal);
  tokens.judge(last.status !== 401);
  return passed(settings, secrets, last);
}

/** Asks Zoom. Sends nothing of the page's request: no header, no cookie, no query. */
async function ask(settings, secrets, token, userId, signal) {
  const url = `${settings.baseUrl ?? token.baseUrl ?? BASE_URL}/phone/users/${encodeURIComponent(userId)}`;
  const headers = { Accept: "application/json", Authorization: `Bearer ${token.text}` };
  const send = () => settings.fetch(url, { method: "GET", headers, redirect: "manual", signal });
  return reached("Zoom", [...settings.secrets, ...secrets], send);
}

/** Returns a response that has come. Refuses redirects: what is secret stays with its host. */
async function reached(whom, secrets, send) {
  let response;
  try {
    response = await send();
  } catch (cause) {
    throw new Refusal(502, `The proxy cannot reach ${whom}`, { cause: copyCause(cause, secrets) });
  }
  if (!(response?.status >= 200 && response.status <= 599)) {
    throw new Refusal(502, `What came from ${whom} is not a response`);
  }
  if (response.status >= 300 && response.status < 400) {
    cancelQuietly(() => response.body?.cancel());
    throw new Refusal(502, `${whom} redirects. The proxy does not follow redirects`);
  }
  return response;
}

/** Returns a reply as the page gets it: status, body, and the headers that say what to do next, without secrets. */
async function passed(settings, secrets, response) {
  const { status } = response;
  const bytes = await bodyOf(response, "Zoom", [...settings.secrets, ...secrets]);
  // A profile holds words; an error may repeat a token that looks like one.
  const hidden = status < 300 ? secrets.filter((secret) => !isWord(secret)) : secrets;
  const headers = new Headers(SAFE_HEADERS);
  for (const name of ["content-type", ...PASSED_HEADERS]) {
    const value = response.headers.get(name);
    if (value !== null) headers.set(name, redactText(value, hidden));
  }
  const hasBody = bytes.length > 0 && status !== 204 && status !== 205;
  return new Response(hasBody ? redactBody(bytes, hidden) : null, { status, headers });
}

/** Whether a secret looks like a word or a number, which may be a key or a value of any profile. */
function isWord(secret) {
  return secret.length < 40 && /^([A-Z]?[a-z]*(_[a-z]+)*|[A-Z_]+|[\d+.:-]+)$/.test(secret);
}

/** Returns a body without secrets; the same bytes if it holds none. JSON stays JSON: only its strings are redacted. */
function redactBody(bytes, secrets) {
  const text = new TextDecoder().decode(bytes);
  const isPlain = secrets.some((secret) => text.includes(secret));
  // Escapes may hide one.
  if (!isPlain && !text.includes("\\")) return bytes;
  try {
    const data = JSON.parse(text);
    const clean = JSON.stringify(
      redactValue(
        data,
        secrets,
        secrets.filter((secret) => !isWord(secret)),
      ),
    );
    return isPlain || clean !== JSON.stringify(data) ? clean : bytes;
  } catch {
    return isPlain ? redactText(text, secrets) : bytes;
  }
}

/** Returns data of JSON without secrets in its strings, and without some of them in its keys. */
function redactValue(value, secrets, inKeys) {
  if (typeof value === "string") return redactText(value, secrets);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, secrets, inKeys));
  if (!isObject(value)) return value;
  const redactMember = ([key, item]) => [redactText(key, inKeys), redactValue(item, secrets, inKeys)];
  return Object.fromEntries(Object.entries(value).map(redactMember));
}

/** Returns the bytes of a reply, at most 1 MiB. */
async function bodyOf(response, whom, secrets) {
  const chunks = [];
  let length = 0;
  try {
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader.read()) {
      length += part.value.byteLength;
      if (length > MAX_REPLY) {
        reader.cancel().catch(() => {});
        throw new Refusal(502, `The reply of ${whom} is larger than 1 MiB`);
      }
      chunks.push(part.value);
    }
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    throw new Refusal(502, `The reply of ${whom} broke off`, { cause: copyCause(cause, secrets) });
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

// ── tokens

/** A time during which something that has failed is not tried again: it doubles with each failure in a row. */
class Hold {
  #failures = 0;
  #since = 0;
  #ms = 0;

  /** Milliseconds that are left. */
  get leftMs() {
    const passed = Date.now() - this.#since;
    // A clock that was set back ends it.
    return passed >= 0 ? Math.max(0, this.#ms - passed) : 0;
  }

  /** Begins; what fails meanwhile had begun before, and adds nothing. */
  begin(askedMs) {
    if (this.leftMs > 0) return;
    const ownMs = Math.min(HOLD_MS * 2 ** this.#failures++, LONGEST_HOLD_MS);
    this.#ms = askedMs === undefined ? ownMs : Math.min(Math.max(askedMs, HOLD_MS), LONGEST_RETRY_AFTER_MS);
    this.#since = Date.now();
  }

  /** Counts from the first failure again, unless one is being remembered. */
  end() {
    if (this.leftMs === 0) this.#failures = 0;
  }
}

/** A token, or a function that returns one. */
class GivenTokens {
  #token;
  #secrets;
  #renewing;
  #refusals = new Hold();

  constructor({ token, secrets }) {
    this.#token = token;
    this.#secrets = secrets;
  }

  async current() {
    return this.#ask("initial");
  }

  /** Returns another token in place of one that Zoom has refused; the same if there is no other. */
  renew(refused) {
    if (typeof this.#token !== "function" || this.#refusals.leftMs > 0) return refused;
    return (this.#renewing ??= this.#ask("expired").finally(() => (this.#renewing = undefined)));
  }

  /** Remembers that Zoom has accepted a token, or has refused a renewed one. */
  judge(isAccepted) {
    if (isAccepted) this.#refusals.end();
    else this.#refusals.begin();
  }

  async #ask(reason) {
    let text = this.#token;
    try {
      if (typeof text === "function") text = await text({ reason });
    } catch (cause) {
      throw new Refusal(502, "The proxy's token function failed", { cause: redactCause(cause, this.#secrets) });
    }
    if (!isToken(text)) throw new Refusal(502, "The proxy's token function returned no token");
    return { text };
  }
}

/**
 * Server-to-Server tokens: fetched when first needed, kept, and renewed before they expire, once for all that wait.
 * Leaves the token endpoint alone for a while after it has failed, and after Zoom has refused a renewed token.
 */
class OwnTokens {
  #settings;
  #token;
  #pending;
  #pendingSince;
  #failure;
  #failures = new Hold();
  #hasTimedOut = false;
  #refusals = new Hold();

  constructor(settings) {
    this.#settings = settings;
  }

  async current() {
    if (this.#token && Date.now() < this.#token.renewAt) return this.#token;
    try {
      return await this.#fetched();
    } catch (error) {
      // The old one is valid until it expires.
      if (this.#token && Date.now() < this.#token.expiresAt) return this.#token;
      throw error;
    }
  }

  /** Returns another token in place of one that Zoom has refused, fetched by any request; the same during a hold. */
  async renew(refused) {
    if (this.#token && this.#token.text !== refused.text) return this.#token;
    return this.#refusals.leftMs > 0 ? refused : this.#fetched();
  }

  /** Remembers that Zoom has accepted a token, or has refused a renewed one. */
  judge(isAccepted) {
    if (isAccepted) this.#refusals.end();
    else this.#refusals.begin();
  }

  async #fetched() {
    // A runtime may end the request that had begun to fetch, and what it waits for with it (workerd does).
    const isForgotten = Date.now() - this.#pendingSince > this.#settings.timeoutMs;
    if (!this.#pending || isForgotten) return this.#begin();
    try {
      return await this.#pending;
    } catch (error) {
      // Its time began before this request's own, which may not be up.
      if (error.status === 504) return this.#pending ?? this.#begin();
      throw error;
    }
  }

  #begin() {
    if (this.#failures.leftMs > 0) throw this.#failure.during(this.#failures.leftMs);
    this.#pendingSince = Date.now();
    const pending = within(this.#settings.timeoutMs, undefined, (signal) => this.#fetch(signal))
      .then(
        (token) => this.#keep(token),
        (error) => this.#fail(error),
      )
      .finally(() => {
        if (this.#pending === pending) this.#pending = undefined;
      });
    return (this.#pending = pending);
  }

  #keep(token) {
    this.#hasTimedOut = false;
    this.#failures.end();
    return (this.#token = token);
  }

  /** Remembers a failure; a timeout only if it follows another, since a runtime may have held up the first. */
  #fail(error) {
    const isFirstTimeout = error.status === 504 && !this.#hasTimedOut;
    this.#hasTimedOut = error.status === 504;
    if (isFirstTimeout) throw error;
    this.#failures.begin(error.retryAfterMs);
    this.#failure = asRefusal(error, this.#settings.secrets);
    throw this.#failure.during(this.#failures.leftMs);
  }

  async #fetch(signal) {
    const { accountId, tokenUrl, fetch, basic } = this.#settings;
    const secrets = [...this.#settings.secrets, ...secretsOf(this.#token?.text ?? "")];
    const began = Date.now();
    const init = {
      method: "POST",
      headers: {
        Accept: "application/json",
        Authorization: `Basic ${basic}`,
        "Content-Type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams({ grant_type: "account_credentials", account_id: accountId }).toString(),
      redirect: "manual",
      signal,
    };
    const response = await reached("Zoom's token endpoint", secrets, () => fetch(tokenUrl, init));
    const reply = jsonOf(await bodyOf(response, "Zoom's token endpoint", secrets));
    if (response.status !== 200) throw refusedToken(response, reply, secrets);
    if (!isToken(reply.access_token)) throw new Refusal(502, "The reply of Zoom's token endpoint holds no token");
    const life = (Number(reply.expires_in) > 0 ? Number(reply.expires_in) : LIFE_S) * 1000;
    const renewAt = began + life - Math.min(RENEW_EARLY_MS, life / 10);
    return { text: reply.access_token, renewAt, expiresAt: began + life, baseUrl: this.#apiOf(reply.api_url) };
  }

  /**
   * Returns the base URL that a token is for, unless `baseUrl` gives one: what the reply names, which must be a host of
   * Zoom or of `tokenUrl`, whoever wrote the reply; else Zoom for Government's, for its tokens.
   */
  #apiOf(apiUrl) {
    const { baseUrl, tokenUrl } = this.#settings;
    const home = hostOf(tokenUrl);
    if (baseUrl !== undefined) return undefined;
    if ((apiUrl ?? "") === "") return isBelow(home, "zoomgov.com") ? GOVERNMENT_URL : undefined;
    const normal = normalUrl(apiUrl);
    const host = normal && hostOf(normal);
    const isZooms = host && (isBelow(host, home) || /\.(zoom\.us|zoomgov\.com)$/.test(host));
    if (!isZooms) throw new Refusal(502, "The token reply names an API host that is not Zoom's. Pass `baseUrl`");
    return new URL(normal).pathname === "/" ? `${normal}/v2` : normal;
  }
}

/** Returns the host of a URL without the dot that may end it. */
function hostOf(url) {
  return new URL(url).hostname.replace(/\.$/, "");
}

/** Whether a host is a domain or below it. */
function isBelow(host, domain) {
  return host === domain || host.endsWith(`.${domain}`);
}

/** The refusal of the token endpoint. `onError` gets what it says, without secrets and in 200 characters at most. */
function refusedToken({ status, headers }, reply, secrets) {
  const fields = Object.entries({ reason: reply.reason ?? reply.message, error: reply.error });
  const said = fields.filter(([, value]) => typeof value === "string" && value !== "");
  const details = Object.fromEntries(said.map(([name, value]) => [name, redactText(value, secrets).slice(0, 200)]));
  const advice = status < 429 ? ". Check the account ID, the client ID and the client secret" : "";
  const cause = Object.assign(new Error(details.reason ?? details.error ?? "It gave no reason"), details);
  const more = { cause, details, retryAfterMs: retryAfterMs(headers.get("retry-after")) };
  return new Refusal(502, `Zoom's token endpoint returned no token (HTTP ${status})${advice}`, more);
}

/** Milliseconds of a `Retry-After`, in seconds or as a date of HTTP or ISO 8601; undefined if it is neither. */
function retryAfterMs(value) {
  if (value === null) return undefined;
  const ms = /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return ms >= 0 ? ms : undefined;
}

function isToken(text) {
  return typeof text === "string" && /^[\x21-\x7e]+$/.test(text);
}

/** The object that bytes hold as JSON; an empty one if they hold none. */
function jsonOf(bytes) {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) ?? {};
  } catch {
    return {};
  }
}

/** Does some work, which ends when its time is up, or when the caller has gone. */
async function within(ms, caller, work) {
  const controller = new AbortController();
  const { signal } = controller;
  const end = new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
  const timer = setTimeout(() => controller.abort(new Refusal(504, `No reply came within ${ms} ms`)), ms);
  const leave = () => controller.abort(new Refusal(499, "The caller has gone"));
  caller?.addEventListener("abort", leave, { once: true });
  try {
    return await Promise.race([work(signal), end]);
  } finally {
    clearTimeout(timer);
    caller?.removeEventListener("abort", leave);
    controller.abort();
  }
}

// ── options

const OPTIONS = [
  ...["accountId", "clientId", "clientSecret", "tokenUrl", "baseUrl", "token"],
  ...["allowedOrigins", "allowedHosts", "authorize", "timeoutMs", "fetch", "onError"],
];

/** Returns the options, each read once. Throws if one is missing or cannot be used. */
function checkedSettings(options) {
  if (!isObject(options)) {
    throw misused("createProxy takes an object of options", "Pass `authorize` and `allowedOrigins` at least.");
  }
  const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined) throw misused(`There is no option \`${unknown}\``, meantBy(unknown));
  const read = (name) => (Object.hasOwn(options, name) ? options[name] : undefined);
  const given = Object.fromEntries(OPTIONS.map((name) => [name, read(name)]));
  const { tokenUrl = TOKEN_URL, baseUrl, timeoutMs = 10_000, fetch, onError, authorize } = given;
  if (typeof authorize !== "function") {
    const hint = "Return true, false, { userId } of the signed-in user, or a Response.";
    throw misused("createProxy needs `authorize`, a function", `Without it anybody could read any profile. ${hint}`);
  }
  for (const [name, value] of Object.entries({ fetch, onError })) {
    if (value !== undefined && typeof value !== "function") throw misused(`The option \`${name}\` must be a function`);
  }
  if (!(typeof timeoutMs === "number" && timeoutMs > 0 && timeoutMs <= 2_147_483_647)) {
    throw misused("The option `timeoutMs` must be a number of milliseconds above 0 and at most 2147483647");
  }
  return {
    ...checkedSource(given),
    tokenUrl: checkedUrl("tokenUrl", tokenUrl),
    baseUrl: baseUrl === undefined ? undefined : checkedUrl("baseUrl", baseUrl),
    allowedOrigins: checkedOrigins(given.allowedOrigins),
    allowedHosts: given.allowedHosts === undefined ? undefined : checkedHosts(given.allowedHosts),
    authorize,
    timeoutMs,
    onError,
    fetch: fetch ?? ((url, init) => globalThis.fetch(url, init)),
  };
}

/** Returns where tokens come from, the app's credentials or the caller, with the secrets to redact. */
function checkedSource({ token, accountId, clientId, clientSecret }) {
  const credentials = { accountId, clientId, clientSecret };
  if (token !== undefined) {
    const isAlone = Object.values(credentials).every((value) => value === undefined);
    if (!isAlone) throw misused("Pass `token`, or `accountId`, `clientId` and `clientSecret`, but not both");
    if (typeof token !== "function" && !isToken(token)) {
      throw misused("The option `token` must be a token, or a function that returns one", 'Leave out "Bearer".');
    }
    return { token, secrets: typeof token === "string" ? secretsOf(token) : [] };
  }
  for (const [name, value] of Object.entries(credentials)) {
    // Does not repeat the value: it may be a secret.
    if (isToken(value)) continue;
    const hint = "Check that the environment has it, or pass `token`.";
    throw misused(`createProxy needs \`${name}\`, as the app's page at Zoom shows it`, hint);
  }
  if (clientId.includes(":")) throw misused("`clientId` must not hold a colon", "Copy it from the app's page at Zoom.");
  const basic = btoa(`${clientId}:${clientSecret}`);
  return { accountId, basic, secrets: [...formsOf(basic.replace(/=+$/, "")), ...formsOf(clientSecret)] };
}

function checkedOrigins(origins) {
  if (!Array.isArray(origins)) {
    const hint = 'Pass ["https://dashboard.example"], say, or [] if the page has the proxy\'s own origin.';
    throw misused("createProxy needs `allowedOrigins`, a list", hint);
  }
  for (const origin of origins) {
    const normal = originOf(origin);
    if (normal === origin && normal !== undefined) continue;
    const form = 'Pass scheme, host and port, such as "https://dashboard.example"; there are no wildcards.';
    const hint = normal ? `Write "${normal}".` : form;
    throw misused(`\`allowedOrigins\` holds ${JSON.stringify(origin)}, which is no origin`, hint);
  }
  return [...origins];
}

/** Returns hosts as browsers send them, with a port or without. */
function checkedHosts(hosts) {
  const hint = 'Pass names, such as ["localhost", "127.0.0.1:8090"]; there are no wildcards.';
  if (!Array.isArray(hosts)) throw misused("The option `allowedHosts` must be a list", hint);
  for (const host of hosts) {
    const normal = typeof host === "string" ? urlOfHost(host)?.host : undefined;
    if (normal === host && normal !== undefined) continue;
    const message = `\`allowedHosts\` holds ${JSON.stringify(host)}, which is no host`;
    throw misused(message, normal ? `Write "${normal}".` : hint);
  }
  return [...hosts];
}

/** The URL of a host with or without a port; undefined if there is more or less than that in it. */
function urlOfHost(host) {
  return /^[^/?#@\\\s*]+$/.test(host) && URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined;
}

/** Returns the origin of a URL as browsers write it; apps have schemes of their own. */
function originOf(text) {
  if (typeof text !== "string" || !/^[a-z][a-z0-9+.-]*:\/\/[^*]+$/i.test(text) || !URL.canParse(text)) return undefined;
  const { origin, protocol, host } = new URL(text);
  if (origin !== "null") return origin;
  return host === "" ? undefined : `${protocol}//${host}`;
}

function checkedUrl(name, url) {
  const normal = normalUrl(url);
  if (normal !== undefined) return normal;
  const message = `The option \`${name}\` must be an https URL without user, password, query and fragment`;
  throw misused(message, "Use http for loopback only: anyone on the way could read a secret.");
}

/**
 * Returns a URL that a secret may be sent to, without a slash at its end: https, or http on loopback (as in
 * src/client/endpoint.rs).
 */
function normalUrl(text) {
  if (typeof text !== "string" || /[?#]/.test(text) || !URL.canParse(text)) return undefined;
  const { protocol, hostname, username, password, origin, pathname } = new URL(text);
  const isLoopback = /^(\[::1\]|(.+\.)?localhost|127\.\d+\.\d+\.\d+)$/.test(hostname);
  if (username || password || !(protocol === "https:" || (protocol === "http:" && isLoopback))) return undefined;
  return origin + pathname.replace(/\/+$/, "");
}

/** Suggests the option whose name holds a misspelt one, or is held by it. */
function meantBy(name) {
  const plain = name.toLowerCase().replace(/s$/, "");
  const isMeant = (option) => option.includes(plain) || plain.includes(option.replace(/s$/, ""));
  const meant = OPTIONS.find((option) => isMeant(option.toLowerCase()));
  return meant ? `Did you mean \`${meant}\`?` : `The options are: ${OPTIONS.join(", ")}.`;
}

function misused(message, hint = "See the types of `ProxyOptions`.") {
  return ZoomPhoneError.create({ message, code: "invalid_argument", hint, attempts: 0 });
}
