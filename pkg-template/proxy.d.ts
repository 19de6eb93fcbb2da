/**
 * A proxy for pages: it holds the secret that a page must not, and lets through one request.
 *
 * @module zoom-phone-profile/proxy
 */

/** What a proxy is built of. Unknown options are errors that name the one meant. */
export type ProxyOptions = ProxySettings & (AppCredentials | GivenToken);

/** A Server-to-Server OAuth app: its page in Zoom's marketplace shows all three. The app needs a scope that reads users. */
export interface AppCredentials {
  /** The account that the app is installed in. */
  accountId: string;
  /** The app's client id. */
  clientId: string;
  /** Belongs in the environment of your server, never in code or in a page. It goes to `tokenUrl` alone. */
  clientSecret: string;
  /**
   * Where tokens come from: `"https://zoom.us/oauth/token"` by default; `"https://zoomgov.com/oauth/token"` for Zoom for
   * Government. It must be https, or http on loopback.
   */
  tokenUrl?: string;
  /** Not beside credentials. */
  token?: undefined;
}

/** In place of an app's credentials: a token that you have, or a function that returns one. */
export interface GivenToken {
  /**
   * A server's token. A function is asked for each request, and keeps tokens itself; it is asked once more, with the reason
   * `"expired"`, where Zoom answers 401.
   */
  token: string | ((why: { reason: "initial" | "expired" }) => string | Promise<string>);
  /** Not beside a token. */
  accountId?: undefined;
  /** Not beside a token. */
  clientId?: undefined;
  /** Not beside a token. */
  clientSecret?: undefined;
}

/** What holds for every proxy. */
export interface ProxySettings {
  /**
   * The origins whose pages may call, as browsers write them: `["https://dashboard.example"]`. They are compared as a whole:
   * no wildcards, no suffixes; the origin `null` never matches. Pages of the proxy's own origin need not be listed, since
   * browsers send no `Origin` with their requests: `[]` is for those alone. An origin is no proof of who is asking, and
   * programs that are no browser send none: that is for `authorize`.
   */
  allowedOrigins: readonly string[];
  /**
   * Decides whose profile the caller may see; called for each request before anything is sent to Zoom.
   *
   * - `true`: the user that was asked for. Nothing else counts as yes.
   * - `{ userId }`: this user in place of the one asked for. So `"me"`, which a server's token may not use and which is never
   *   sent on, becomes the person who is signed in.
   * - `false`: nobody; the page gets 403.
   *
   * What it throws is told to `onError`; the page gets 500 and nothing of it.
   *
   * @param request The page's request, with your session's cookie or header.
   * @param target `userId` is decoded: an id, an e-mail address, or `"me"`.
   */
  authorize(request: Request, target: { userId: string }): ProxyVerdict | Promise<ProxyVerdict>;
  /**
   * Where the API is. By default where the token reply's `api_url` says (the account's region), which must be a host of Zoom's
   * or of `tokenUrl`; else `"https://api.zoom.us/v2"`. It must be https, or http on loopback.
   */
  baseUrl?: string;
  /** Time for one request in milliseconds, `authorize` and token included: 10,000 by default. Then the page gets 504. */
  timeoutMs?: number;
  /** A stand-in for fetch, called with a URL and plain options. It must not follow a redirect where they say `"manual"`. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /**
   * Told of each failure that is not the page's: credentials that Zoom refuses, no reply, an `authorize` that throws (its
   * exception is the `cause`). The proxy itself logs nothing.
   */
  onError?(error: Error): void;
}

/** See {@link ProxySettings.authorize}. */
export type ProxyVerdict =
  | boolean
  | {
      /** The Zoom user whose profile is shown. */
      userId: string;
    };

/**
 * Builds a proxy for `GET …/phone/users/{userId}`, and nothing else: the handler of a Worker, of Deno or Bun, or of Node behind an
 * adapter. Mount it anywhere, such as under `/api/zoom`, and give pages that path as `baseUrl`.
 *
 * The token is fetched when it is first needed, kept, and renewed before it expires, once for all requests that wait for it; and
 * once more where Zoom answers 401. Zoom's reply, errors included, comes back with its status, its body, `Retry-After`, the
 * rate-limit headers and the tracking id, readable to the page across origins. Neither the page's headers, cookies and query nor Zoom's cookies
 * are passed on; redirects are not followed; replies over 1 MiB are refused.
 *
 * Its own refusals are JSON, `{"message": "…"}`: 400 (no user id; `"me"` where `authorize` names nobody), 403 (origin,
 * `authorize`), 404 (another path), 405 (another method, HEAD included), 502 (no token, no reply, a redirect), 504 (no time left),
 * 500 (`authorize` threw, or named no user id).
 *
 * @throws {ZoomPhoneError} `invalid_argument`, at once, where it is built wrongly: without `authorize`, without a secret, with
 * origins that are none.
 * @example
 * // A Cloudflare Worker.
 * import { createProxy } from "zoom-phone-profile/proxy";
 *
 * let proxy;
 * export default {
 *   fetch(request, env) {
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
export function createProxy(options: ProxyOptions): (request: Request) => Promise<Response>;
