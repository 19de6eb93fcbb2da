// Requests a token with an app's credentials, and reads what the token endpoint replies.

import { isObject, type UnknownObject } from "../shared/guards.ts";
import { redactText, secretsOf } from "../shared/redact.ts";
import { isSendableToken } from "../shared/token.ts";
import { Refusal } from "./errors.ts";
import { bodyOf, reached } from "./exchange.ts";
import { type App, type Settings, urlForSecrets } from "./options.ts";

/** The API that tokens of Zoom for Government belong to. */
const GOVERNMENT_URL = "https://api.zoomgov.com/v2";
/** How long before it expires a token is renewed; in the last tenth of a shorter life. */
const RENEW_EARLY_MS = 60_000;
/** The life of a token whose reply does not give one. */
const LIFE_S = 300;

const WHOM = "Zoom's token endpoint";

/** A token that Zoom has issued. Times are those of `Date.now()`. */
export interface IssuedToken {
  readonly text: string;
  readonly renewAt: number;
  readonly expiresAt: number;
  readonly baseUrl: string | undefined;
}

/** Requests a token. Rejects with a refusal if none comes; `previous` is redacted in it, as the app's secrets are. */
export async function requestToken(
  { accountId, basic }: App,
  settings: Settings,
  previous: string | undefined,
  signal: AbortSignal,
): Promise<IssuedToken> {
  const { tokenUrl, fetch } = settings;
  const secrets = [...settings.secrets, ...secretsOf(previous ?? "")];
  const began = Date.now();
  const init: RequestInit = {
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
  const response = await reached(WHOM, secrets, () => fetch(tokenUrl, init));
  const reply = objectIn(await bodyOf(response, WHOM, secrets));
  if (response.status !== 200) throw refusedToken(response, reply, secrets);
  const text = reply.access_token;
  if (!isSendableToken(text)) throw new Refusal(502, `The reply of ${WHOM} holds no token`);
  const life = (Number(reply.expires_in) > 0 ? Number(reply.expires_in) : LIFE_S) * 1000;
  const renewAt = began + life - Math.min(RENEW_EARLY_MS, life / 10);
  return { text, renewAt, expiresAt: began + life, baseUrl: apiOf(reply.api_url, settings) };
}

/**
 * Returns the base URL that a token is for, unless `baseUrl` gives one: what its reply names, which must be a host of
 * Zoom or of `tokenUrl`, whoever wrote the reply; else Zoom for Government's, for its tokens.
 */
export function apiOf(apiUrl: unknown, { baseUrl, tokenUrl }: Settings): string | undefined {
  const home = hostOf(tokenUrl);
  if (baseUrl !== undefined) return undefined;
  if ((apiUrl ?? "") === "") return isBelow(home, "zoomgov.com") ? GOVERNMENT_URL : undefined;
  const url = urlForSecrets(apiUrl);
  if (url === undefined || !isZooms(hostOf(url), home)) {
    throw new Refusal(502, "The token reply names an API host that is not Zoom's. Pass `baseUrl`");
  }
  return new URL(url).pathname === "/" ? `${url}/v2` : url;
}

function isZooms(host: string, home: string): boolean {
  return isBelow(host, home) || /\.(zoom\.us|zoomgov\.com)$/.test(host);
}

/** Returns the host of a URL without the dot that may end it. */
function hostOf(url: string): string {
  return new URL(url).hostname.replace(/\.$/, "");
}

/** Whether a host is a domain or below it. */
function isBelow(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

/** The refusal of the token endpoint. `onError` gets what it says, without secrets and in 200 characters at most. */
function refusedToken({ status, headers }: Response, reply: UnknownObject, secrets: readonly string[]): Refusal {
  const details: { reason?: string; error?: string } = {};
  for (const [name, value] of [
    ["reason", reply.reason ?? reply.message],
    ["error", reply.error],
  ] as const) {
    if (typeof value === "string" && value !== "") details[name] = redactText(value, secrets).slice(0, 200);
  }
  const advice = status < 429 ? ". Check the account ID, the client ID and the client secret" : "";
  const cause = Object.assign(new Error(details.reason ?? details.error ?? "It gave no reason"), details);
  const more = { cause, details, retryAfterMs: retryAfterMs(headers.get("retry-after")) };
  return new Refusal(502, `${WHOM} returned no token (HTTP ${status})${advice}`, more);
}

/** Milliseconds of a `Retry-After`, in seconds or as a date of HTTP or ISO 8601; `undefined` if it is neither. */
function retryAfterMs(value: string | null): number | undefined {
  if (value === null) return undefined;
  const ms = /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return ms >= 0 ? ms : undefined;
}

/** Returns the object that bytes hold as JSON; an empty one if they hold none. */
function objectIn(bytes: Uint8Array): UnknownObject {
  try {
    const data: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isObject(data) ? data : {};
  } catch {
    return {};
  }
}
