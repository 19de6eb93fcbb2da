/**
 * A proxy for pages: holds the secret that a page must not have, and allows one request, or two.
 *
 * @module zoom-phone-profile/proxy
 */

// Takes a Request, returns a Response, and needs only web standards: no wasm.

import { invalidArgument, unlessUnreadable } from "../shared/arguments.ts";
import { authorized } from "./authorize.ts";
import { allowOrigin, preflight } from "./cors.ts";
import { asRefusal, Refusal, report } from "./errors.ts";
import { forward } from "./forward.ts";
import { ALLOWED_METHODS } from "./headers.ts";
import { proxySettings, type Settings } from "./options.ts";
import { checkHost, checkOrigin } from "./origins.ts";
import { targetOf } from "./target.ts";
import { within } from "./time-limit.ts";
import { type Tokens, tokensOf } from "./token.ts";
import type { ProxyOptions } from "./types.ts";

export { toNodeHandler } from "./node.ts";
export type * from "./types.ts";

/**
 * Builds a proxy for `GET …/phone/users/{userId}`, with `list: true` for `GET …/phone/users` too, and for nothing else:
 * the handler of a Worker, of Deno or Bun, or of Node by {@link toNodeHandler}. Mount it anywhere, such as under
 * `/api/zoom`, and give pages that path as `baseUrl`.
 *
 * The token is fetched when it is first needed, kept, and renewed before it expires, once for all requests that wait
 * for it; and once more if Zoom answers 401. If Zoom refuses the new token too, none is fetched for 2 to 30 seconds,
 * and pages get Zoom's 401. Several proxies of an app share one token by the option `tokenStore`.
 *
 * Zoom's reply, errors included, comes back with its status, its body, `Retry-After`, the rate-limit headers and the
 * tracking ID, readable to the page across origins. The token is redacted in it: in strings and keys of JSON, which
 * stays JSON. A token of fewer than six characters is not, nor is one that could be a word or a number in a profile.
 * Of the page's request nothing is passed on but the user ID, or the query of the list; nor are Zoom's cookies.
 * Redirects are not followed; replies over 1 MiB are refused.
 *
 * Its own refusals are JSON, `{"message": "… (zoom-phone-profile/proxy)"}`, without a `code`: 400 (no user ID; `"me"`
 * without a user from `authorize`; a parameter that the list does not have), 403 (origin, host, `authorize`), 404
 * (another path), 405 (another method, HEAD included), 502 (no token, no reply, a redirect), 504 (no time left), 500
 * (`authorize` failed).
 *
 * @throws {ZoomPhoneError} `invalid_argument`, at once, if an option is missing or cannot be used.
 * @example
 * // A Cloudflare Worker.
 * import { createProxy } from "zoom-phone-profile/proxy";
 *
 * let proxy: ReturnType<typeof createProxy> | undefined;
 * export default {
 *   fetch(request: Request, env: Record<string, string>) {
 *     proxy ??= createProxy({
 *       accountId: env.ZOOM_ACCOUNT_ID,
 *       clientId: env.ZOOM_CLIENT_ID,
 *       clientSecret: env.ZOOM_CLIENT_SECRET,
 *       allowedOrigins: ["https://dashboard.example"],
 *       authorize: async (request, { userId }) => {
 *         const person = await signedIn(request); // yours: a session, a signed header
 *         if (!person) return false;
 *         return userId === "me" ? { userId: person.zoomUserId } : person.isAdmin;
 *       },
 *     });
 *     return proxy(request);
 *   },
 * };
 */
export function createProxy<List extends boolean = false>(
  options: ProxyOptions<List>,
): (request: Request) => Promise<Response> {
  const settings = unlessUnreadable(() => proxySettings(options));
  const { allowedOrigins, onError, secrets } = settings;
  const tokens = tokensOf(settings);
  return async function proxy(request) {
    checkRequest(request);
    const response = await answer(request, settings, tokens).catch((error) => {
      const refusal = asRefusal(error, secrets);
      if (refusal.status >= 500) report(onError, refusal.toError());
      return refusal.toResponse();
    });
    allowOrigin(response, request.headers.get("origin"), allowedOrigins);
    return response;
  };
}

function checkRequest(request: Request): void {
  if (typeof request?.url === "string" && typeof request.headers?.get === "function") return;
  throw invalidArgument("The proxy takes a Request of the Fetch API", "In Node, pass the proxy to `toNodeHandler`.");
}

/** Returns the answer to a request. Rejects with a refusal if it is not allowed, or cannot be forwarded. */
async function answer(request: Request, settings: Settings, tokens: Tokens): Promise<Response> {
  checkHost(request, settings.allowedHosts);
  checkOrigin(request, settings.allowedOrigins);
  const target = targetOf(request, settings.isListAllowed);
  if (request.method === "OPTIONS") return preflight(request);
  if (request.method !== "GET") throw new Refusal(405, "Only GET is allowed", { headers: ALLOWED_METHODS });
  return within(settings.timeoutMs, request.signal, async (signal) => {
    const allowed = await authorized(request, target, settings);
    return allowed instanceof Response ? allowed : forward(settings, tokens, allowed, signal);
  });
}
