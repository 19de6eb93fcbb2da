// A proxy for pages: it holds the secret that a page must not, fetches and renews the token, and lets one request through: the
// profile of a user whom the caller may see. A Request in, a Response out, on web standards alone; no wasm.

import { ZoomPhoneError } from "./error.js";
import { letGo } from "./let-go.js";
import { MAX_REPLY } from "./limits.js";

const BASE_URL = "https://api.zoom.us/v2";
const TOKEN_URL = "https://zoom.us/oauth/token";
/** Longest user id, in characters: e-mail addresses have at most 254. */
const LONGEST_ID = 320;
/** A token is renewed so long before it expires, or in the last tenth of a shorter life. */
const RENEW_EARLY_MS = 60_000;
/** A token reply that does not say how long the token lives. */
const LIFE_S = 300;
/** How long a browser may remember what a preflight said, in seconds; Chromium's own bound. */
const PREFLIGHT_AGE_S = 7200;

/** What a page may read of a reply, beside its body. */
const PASSED_HEADERS = ["retry-after", "date", ...["category", "type", "limit", "remaining", "reset"].map((name) => `x-ratelimit-${name}`), "x-zm-trackingid"];

/** On every reply: it is for one caller at one time, and nothing to run or to embed. */
const SAFE_HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; sandbox",
  "cross-origin-resource-policy": "same-origin",
  vary: "Origin",
  "x-content-type-options": "nosniff",
};

export function createProxy(options) {
  const settings = checkedSettings(options);
  const { allowedOrigins, timeoutMs, onError } = settings;
  const tokens = settings.token === undefined ? new OwnTokens(settings) : new GivenTokens(settings);

  async function answer(request) {
    checkOrigin(request, allowedOrigins);
    const userId = userIdOf(request);
    if (request.method === "OPTIONS") return preflight(request);
    if (request.method !== "GET") throw new Refusal(405, "Only GET is let through", { headers: { allow: "GET, OPTIONS" } });
    return within(timeoutMs, request.signal, async (signal) => {
      const allowedId = await authorized(request, userId, settings.authorize);
      return profileReply(settings, tokens, allowedId, signal);
    });
  }

  return async function proxy(request) {
    if (typeof request?.url !== "string" || typeof request.headers?.get !== "function") {
      throw misused("The proxy takes a Request of the Fetch API", "In Node, wrap the proxy with an adapter: see examples/node of the repository.");
    }
    const response = await answer(request).catch((error) => {
      const refusal = error instanceof Refusal ? error : new Refusal(500, "The proxy failed", { cause: error });
      if (refusal.status >= 500) tell(onError, refusal);
      return refusal.toResponse();
    });
    allowOrigin(response, request.headers.get("origin"), allowedOrigins);
    return response;
  };
}

/** Why a request goes no further, in words that may go to the page. What caused it does not: it is for `onError`. */
class Refusal extends Error {
  constructor(status, message, { cause, headers } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
    this.headers = headers;
  }

  toResponse() {
    const headers = { ...SAFE_HEADERS, ...this.headers, "content-type": "application/json;charset=UTF-8" };
    // Zoom's own form, without a code of Zoom's.
    return new Response(JSON.stringify({ message: `${this.message} (zoom-phone-profile/proxy)` }), { status: this.status, headers });
  }
}

function tell(onError, { message, status, cause }) {
  const error = new Error(`zoom-phone-profile/proxy: ${message} (HTTP ${status})`, cause === undefined ? undefined : { cause });
  // Who listens does not change the answer.
  new Promise((resolve) => resolve(onError?.(error))).catch(() => {});
}

// ── the request

/** Browsers name the page's origin wherever it differs from the proxy's, and else say how the request came about. */
function checkOrigin({ headers }, allowedOrigins) {
  const origin = headers.get("origin");
  if (origin !== null && !allowedOrigins.includes(origin)) throw new Refusal(403, "This origin is not one of `allowedOrigins`");
  const site = headers.get("sec-fetch-site");
  if (origin === null && (site === "cross-site" || site === "same-site")) throw new Refusal(403, "Another site may not embed this");
}

/** The user id of a request for a profile, decoded: whatever comes before `/phone/users/` is where the proxy is mounted. */
function userIdOf({ url }) {
  const segment = /\/phone\/users\/([^/]+)$/.exec(new URL(url).pathname)?.[1];
  if (!segment) throw new Refusal(404, "The one thing here is …/phone/users/{userId}");
  let userId;
  try {
    userId = decodeURIComponent(segment);
  } catch {
    throw new Refusal(400, "The user id is not encoded as encodeURIComponent does");
  }
  if (!isUserId(userId)) throw new Refusal(400, "This is no user id");
  return userId;
}

/** Whether an id stays one segment of a path, whatever decodes it on its way. */
function isUserId(id) {
  return typeof id === "string" && id !== "" && id.length <= LONGEST_ID && !/^\.\.?$|[\p{Cc}\p{Surrogate}/\\]/u.test(id);
}

/** Whose profile the caller may see: what they asked for, or whom `authorize` names in its place. */
async function authorized(request, userId, authorize) {
  let verdict;
  try {
    verdict = await authorize(request, { userId });
  } catch (cause) {
    throw new Refusal(500, "The proxy's `authorize` failed", { cause });
  }
  const isNamed = typeof verdict === "object" && verdict !== null;
  if (verdict !== true && !isNamed) throw new Refusal(403, "You may not see this user's profile");
  const allowedId = isNamed ? verdict.userId : userId;
  if (allowedId === "me") throw new Refusal(400, '"me" is nobody to a server\'s token: `authorize` must return { userId } of the signed-in person');
  if (!isUserId(allowedId)) throw new Refusal(500, "The proxy's `authorize` named no user id");
  return allowedId;
}

// ── CORS

function preflight({ headers }) {
  const asked = headers.get("access-control-request-headers") ?? "";
  const answer = { allow: "GET, OPTIONS", "access-control-allow-methods": "GET", "access-control-max-age": String(PREFLIGHT_AGE_S) };
  // None of the page's headers goes further than `authorize`.
  if (/^[\w!#$%&'*+.^`|~, -]{1,1000}$/.test(asked)) answer["access-control-allow-headers"] = asked;
  return new Response(null, { status: 204, headers: { ...SAFE_HEADERS, ...answer, vary: "Origin, Access-Control-Request-Headers" } });
}

/** Lets the page read a reply. A refused origin learns nothing. */
function allowOrigin({ headers }, origin, allowedOrigins) {
  if (!allowedOrigins.includes(origin)) return;
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-allow-credentials", "true");
  headers.set("access-control-expose-headers", PASSED_HEADERS.join(", "));
}

// ── Zoom

/** Zoom's reply to a request for a profile; with another token, once, where Zoom does not accept the first. */
async function profileReply(settings, tokens, userId, signal) {
  let token = await tokens.current();
  let response = await ask(settings, token, userId, signal);
  if (response.status === 401) {
    const renewed = await tokens.renew(token);
    if (renewed.text !== token.text) {
      // So that its connection is free again.
      letGo(() => response.body?.cancel());
      token = renewed;
      response = await ask(settings, token, userId, signal);
    }
  }
  return passed(response, token);
}

/** Asks Zoom. Nothing of the page's request goes along: no header, no cookie, no query. */
async function ask({ fetch, baseUrl }, token, userId, signal) {
  const url = `${baseUrl ?? token.baseUrl ?? BASE_URL}/phone/users/${encodeURIComponent(userId)}`;
  const headers = { Accept: "application/json", Authorization: `Bearer ${token.text}` };
  return reached("Zoom", () => fetch(url, { method: "GET", headers, redirect: "manual", signal }));
}

/** A reply that has come; a redirect is none, so that what is secret stays with its host. */
async function reached(whom, send) {
  let response;
  try {
    response = await send();
  } catch (cause) {
    throw new Refusal(502, `The proxy cannot reach ${whom}`, { cause });
  }
  if (!(response?.status >= 200 && response.status <= 599)) throw new Refusal(502, `What the proxy got from ${whom} is no reply`);
  if (response.status >= 300 && response.status < 400) {
    letGo(() => response.body?.cancel());
    throw new Refusal(502, `${whom} redirects, and redirects are not followed`);
  }
  return response;
}

/** A reply as the page gets it: status, body, and the headers that tell it what to do next. */
async function passed(response, token) {
  const { status } = response;
  const bytes = await bodyOf(response, "Zoom");
  const headers = new Headers(SAFE_HEADERS);
  for (const name of ["content-type", ...PASSED_HEADERS]) {
    const value = response.headers.get(name);
    if (value !== null) headers.set(name, withoutSecret(value, token.text));
  }
  const hasBody = bytes.length > 0 && status !== 204 && status !== 205;
  return new Response(hasBody ? clean(bytes, token.text) : null, { status, headers });
}

/** Zoom may repeat the token in what it says. */
function withoutSecret(text, secret) {
  return text.includes(secret) ? text.replaceAll(secret, "[token]") : text;
}

function clean(bytes, secret) {
  const text = new TextDecoder().decode(bytes);
  return text.includes(secret) ? withoutSecret(text, secret) : bytes;
}

/** The bytes of a reply, which are bounded. */
async function bodyOf(response, whom) {
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
    throw cause instanceof Refusal ? cause : new Refusal(502, `The reply of ${whom} broke off`, { cause });
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

/** Tokens that the caller has: one, or a function that returns one. */
class GivenTokens {
  #token;
  #renewing;

  constructor({ token }) {
    this.#token = token;
  }

  async current() {
    return this.#ask("initial");
  }

  /** Another token in place of one that Zoom has refused; the same where there is no other. */
  renew(refused) {
    if (typeof this.#token !== "function") return refused;
    return (this.#renewing ??= this.#ask("expired").finally(() => (this.#renewing = undefined)));
  }

  async #ask(reason) {
    let text = this.#token;
    try {
      if (typeof text === "function") text = await text({ reason });
    } catch (cause) {
      throw new Refusal(502, "The proxy's token function failed", { cause });
    }
    if (!isToken(text)) throw new Refusal(502, "The proxy's token function returned no token");
    return { text };
  }
}

/** Server-to-Server tokens: fetched when first needed, kept, and renewed before they expire, once for all who wait. */
class OwnTokens {
  #settings;
  #token;
  #pending;
  #pendingSince;

  constructor(settings) {
    this.#settings = settings;
  }

  async current() {
    if (this.#token && Date.now() < this.#token.renewAt) return this.#token;
    try {
      return await this.#fetched();
    } catch (error) {
      // One that has not expired yet is as good as ever.
      if (this.#token && Date.now() < this.#token.expiresAt) return this.#token;
      throw error;
    }
  }

  /** Another token in place of one that Zoom has refused; another request may have fetched it by now. */
  async renew(refused) {
    return this.#token && this.#token.text !== refused.text ? this.#token : this.#fetched();
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
    this.#pendingSince = Date.now();
    const pending = within(this.#settings.timeoutMs, undefined, (signal) => this.#fetch(signal)).finally(() => {
      if (this.#pending === pending) this.#pending = undefined;
    });
    return (this.#pending = pending);
  }

  async #fetch(signal) {
    const { accountId, clientId, clientSecret, tokenUrl, fetch } = this.#settings;
    const began = Date.now();
    const init = {
      method: "POST",
      headers: {
        Accept: "application/json",
        Authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}`,
        "Content-Type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams({ grant_type: "account_credentials", account_id: accountId }).toString(),
      redirect: "manual",
      signal,
    };
    const response = await reached("Zoom's token endpoint", () => fetch(tokenUrl, init));
    const reply = jsonOf(await bodyOf(response, "Zoom's token endpoint"));
    if (response.status !== 200) {
      const said = withoutSecret(String(reply.reason ?? reply.message ?? reply.error ?? ""), clientSecret).slice(0, 200);
      const advice = response.status < 429 ? ": check the account id, the client id and its secret" : "";
      throw new Refusal(502, `Zoom's token endpoint gave no token (HTTP ${response.status})${advice}`, { cause: new Error(said || "It gave no reason") });
    }
    if (!isToken(reply.access_token)) throw new Refusal(502, "The reply of Zoom's token endpoint holds no token");
    const life = (Number(reply.expires_in) > 0 ? Number(reply.expires_in) : LIFE_S) * 1000;
    const renewAt = began + life - Math.min(RENEW_EARLY_MS, life / 10);
    return (this.#token = { text: reply.access_token, renewAt, expiresAt: began + life, baseUrl: this.#apiOf(reply.api_url) });
  }

  /** The region that the token reply names, where no base URL was given: the token must go to Zoom, whoever wrote the reply. */
  #apiOf(apiUrl) {
    const { baseUrl, tokenUrl } = this.#settings;
    if (baseUrl !== undefined || apiUrl === undefined) return undefined;
    const normal = normalUrl(apiUrl);
    const host = normal && new URL(normal).hostname;
    const home = new URL(tokenUrl).hostname;
    const isZooms = host && (host === home || [home, "zoom.us", "zoomgov.com"].some((domain) => host.endsWith(`.${domain}`)));
    if (!isZooms) throw new Refusal(502, "The token reply names an API host that is not Zoom's: give `baseUrl`");
    return new URL(normal).pathname === "/" ? `${normal}/v2` : normal;
  }
}

function isToken(text) {
  return typeof text === "string" && /^[\x21-\x7e]+$/.test(text);
}

function jsonOf(bytes) {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) ?? {};
  } catch {
    return {};
  }
}

/** Does something that ends with the caller's interest, or when its time is up. */
async function within(ms, caller, work) {
  const controller = new AbortController();
  const { signal } = controller;
  const end = new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
  const timer = setTimeout(() => controller.abort(new Refusal(504, `Nothing came within ${ms} ms`)), ms);
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

const OPTIONS = ["accountId", "clientId", "clientSecret", "tokenUrl", "baseUrl", "token", "allowedOrigins", "authorize", "timeoutMs", "fetch", "onError"];

/** The options, each read once and checked: a proxy that is built wrongly is not built. */
function checkedSettings(options) {
  if (typeof options !== "object" || options === null) throw misused("createProxy takes an object of options", "`authorize` and `allowedOrigins` are among them.");
  const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined) throw misused(`There is no option \`${unknown}\``, meantBy(unknown));
  const given = Object.fromEntries(OPTIONS.map((name) => [name, Object.hasOwn(options, name) ? options[name] : undefined]));
  const { tokenUrl = TOKEN_URL, baseUrl, timeoutMs = 10_000, fetch, onError, authorize } = given;
  if (typeof authorize !== "function") {
    throw misused("createProxy needs `authorize`, a function", "Without it anybody could read anybody's profile: return true, false, or { userId } of the signed-in person.");
  }
  for (const [name, value] of Object.entries({ fetch, onError })) {
    if (value !== undefined && typeof value !== "function") throw misused(`The option \`${name}\` must be a function`);
  }
  if (!(typeof timeoutMs === "number" && timeoutMs > 0 && timeoutMs <= 2_147_483_647)) {
    throw misused("The option `timeoutMs` must be a number of milliseconds above 0, at most 2147483647");
  }
  return {
    ...checkedSource(given),
    tokenUrl: checkedUrl("tokenUrl", tokenUrl),
    baseUrl: baseUrl === undefined ? undefined : checkedUrl("baseUrl", baseUrl),
    allowedOrigins: checkedOrigins(given.allowedOrigins),
    authorize,
    timeoutMs,
    onError,
    fetch: fetch ?? ((url, init) => globalThis.fetch(url, init)),
  };
}

/** Where tokens come from: the app's credentials, or the caller. */
function checkedSource({ token, accountId, clientId, clientSecret }) {
  const credentials = { accountId, clientId, clientSecret };
  if (token !== undefined) {
    const isAlone = Object.values(credentials).every((value) => value === undefined);
    if (!isAlone) throw misused("Give `token`, or `accountId`, `clientId` and `clientSecret`, and not both");
    if (typeof token !== "function" && !isToken(token)) throw misused("The option `token` must be a token, or a function that returns one", 'Leave out "Bearer".');
    return { token };
  }
  for (const [name, value] of Object.entries(credentials)) {
    // The value is not repeated: it may be a secret.
    if (!isToken(value)) throw misused(`createProxy needs \`${name}\`, as the app's page at Zoom shows it`, "Is it there in the environment? Or give `token`.");
  }
  if (clientId.includes(":")) throw misused("`clientId` must not hold a colon", "Copy it from the app's page at Zoom.");
  return credentials;
}

function checkedOrigins(origins) {
  if (!Array.isArray(origins)) {
    throw misused("createProxy needs `allowedOrigins`, a list", 'Such as ["https://dashboard.example"], or [] where the page is of the proxy\'s own origin.');
  }
  for (const origin of origins) {
    const normal = originOf(origin);
    if (normal === origin && normal !== undefined) continue;
    const hint = normal ? `Write "${normal}".` : 'An origin is scheme, host and port, such as "https://dashboard.example"; there are no wildcards.';
    throw misused(`\`allowedOrigins\` holds ${JSON.stringify(origin)}, which is no origin`, hint);
  }
  return [...origins];
}

/** The origin of a URL as browsers write it; apps have schemes of their own. */
function originOf(text) {
  if (typeof text !== "string" || !/^[a-z][a-z0-9+.-]*:\/\/[^*]+$/i.test(text) || !URL.canParse(text)) return undefined;
  const { origin, protocol, host } = new URL(text);
  if (origin !== "null") return origin;
  return host === "" ? undefined : `${protocol}//${host}`;
}

function checkedUrl(name, url) {
  const normal = normalUrl(url);
  if (normal !== undefined) return normal;
  throw misused(`The option \`${name}\` must be an https URL without user, password, query and fragment`, "http is for loopback only: a secret must not travel in the clear.");
}

/** A URL that a secret may be sent to, without a slash at its end: https, or http on loopback (see src/client/endpoint.rs). */
function normalUrl(text) {
  if (typeof text !== "string" || /[?#]/.test(text) || !URL.canParse(text)) return undefined;
  const { protocol, hostname, username, password, origin, pathname } = new URL(text);
  const isLoopback = /^(\[::1\]|(.+\.)?localhost|127\.\d+\.\d+\.\d+)$/.test(hostname);
  if (username || password || !(protocol === "https:" || (protocol === "http:" && isLoopback))) return undefined;
  return origin + pathname.replace(/\/+$/, "");
}

/** Which option a misspelt name means: one that begins or ends as it does. */
function meantBy(name) {
  const plain = name.toLowerCase().replace(/s$/, "");
  const meant = OPTIONS.find((option) => option.toLowerCase().includes(plain) || plain.includes(option.toLowerCase().replace(/s$/, "")));
  return meant ? `Did you mean \`${meant}\`?` : `The options are: ${OPTIONS.join(", ")}.`;
}

function misused(message, hint = "Mend the option: see proxy.d.ts.") {
  return new ZoomPhoneError({ message, code: "invalid_argument", hint, attempts: 0 });
}
