// Forwards a request to Zoom, with a token of the proxy's.

import { DEFAULT_BASE_URL } from "#border";
import { cancelQuietly } from "../shared/cancel-quietly.ts";
import { secretsOf } from "../shared/redact.ts";
import { reached } from "./exchange.ts";
import type { Settings } from "./options.ts";
import { passed } from "./reply.ts";
import { pathOf, type Target } from "./target.ts";
import type { Token, Tokens } from "./token.ts";

/**
 * Returns Zoom's reply to a request for a profile or for the list of users. If Zoom refuses the token, asks once more
 * with another one.
 */
export async function forward(
  settings: Settings,
  tokens: Tokens,
  target: Target,
  signal: AbortSignal,
): Promise<Response> {
  const token = await tokens.current();
  const secrets = secretsOf(token.text);
  const response = await ask(settings, secrets, token, target, signal);
  const isAccepted = response.status !== 401;
  const renewed = isAccepted ? token : await tokens.renew(token);
  if (renewed.text === token.text) {
    // A renewal that brings the refused token again would do so for each request.
    tokens.refusals.record(isAccepted);
    return passed(response, settings.secrets, secrets);
  }
  // Frees its connection.
  cancelQuietly(() => response.body?.cancel());
  secrets.push(...secretsOf(renewed.text));
  const last = await ask(settings, secrets, renewed, target, signal);
  tokens.refusals.record(last.status !== 401);
  return passed(last, settings.secrets, secrets);
}

/** Sends a request to Zoom, with nothing of the page's but its target: no header, no cookie, no query of a profile. */
function ask(
  settings: Settings,
  secrets: readonly string[],
  token: Token,
  target: Target,
  signal: AbortSignal,
): Promise<Response> {
  const base = settings.baseUrl ?? token.baseUrl ?? DEFAULT_BASE_URL;
  const url = base + pathOf(target);
  const headers = { Accept: "application/json", Authorization: `Bearer ${token.text}` };
  const send = () => settings.fetch(url, { method: "GET", headers, redirect: "manual", signal });
  return reached("Zoom", [...settings.secrets, ...secrets], send);
}
