// The options of the proxy, and the errors that it reports.

/** The options of a proxy. Unknown ones are errors that suggest the closest known name. */
export type ProxyOptions<List extends boolean = boolean> = ProxySettings<List> & (AppCredentials | GivenToken);

/**
 * A Server-to-Server OAuth app: its page in Zoom's marketplace shows all three. The app needs a scope that reads users.
 * The types permit `undefined`, which variables of the environment may be: `createProxy` then throws
 * `invalid_argument`, which names the missing option.
 */
export interface AppCredentials {
  /** The account that the app is installed in. */
  accountId: string | undefined;
  /** The app's client ID. */
  clientId: string | undefined;
  /** Belongs in the environment of your server, never in code or in a page. It goes to `tokenUrl` alone. */
  clientSecret: string | undefined;
  /**
   * Where tokens come from: `"https://zoom.us/oauth/token"` by default; `"https://zoomgov.com/oauth/token"` for Zoom
   * for Government, whose tokens go to `"https://api.zoomgov.com/v2"`. It must be https, or http on loopback.
   *
   * After a failure the proxy does not ask again for 2 seconds, and for twice as long after each further failure in a
   * row, up to 30 seconds; or for as long as `Retry-After` says, from 2 seconds to 5 minutes. Meanwhile pages get 502
   * with the `Retry-After` that is left. A timeout counts as a failure if it follows another one.
   */
  tokenUrl?: string | URL | undefined;
  /**
   * Shares one token among several proxies of the app, such as the processes of a server or the isolates of a Worker,
   * so that they request one an hour together. By default each proxy keeps its own.
   */
  tokenStore?: TokenStore | undefined;
  /** Not beside credentials. */
  token?: undefined;
}

/** Instead of an app's credentials: a token that you have, or a function that returns one. */
export interface GivenToken {
  /**
   * A server's token. A function is called for each request, and keeps tokens itself. If Zoom answers 401, it is called
   * once more with the reason `"expired"`; if Zoom refuses that token too, not again for 2 to 30 seconds.
   */
  token: string | ((why: { reason: "initial" | "expired" }) => string | Promise<string>) | undefined;
  /** Not beside a token. */
  accountId?: undefined;
  /** Not beside a token. */
  clientId?: undefined;
  /** Not beside a token. */
  clientSecret?: undefined;
  /** Not beside a token. */
  tokenStore?: undefined;
}

/**
 * Where proxies of one app share its token: a database, or an object of another process. Protect it as the client
 * secret: who can read it can use the token.
 *
 * A proxy reads the store when it needs a token: first, when its token is due for renewal (a minute before it
 * expires), and when Zoom refuses it. If another proxy has stored a newer token by then, it uses that one. Without
 * `lock`, proxies that need a token at the same moment each request one, which does no harm: a new token does not end
 * the old one.
 *
 * A store that fails or stalls breaks no request: the proxy requests a token for itself, calls `onError` (with
 * `status: 0`), and leaves the store alone for 2 to 30 seconds. `get` and `set` have a tenth of `timeoutMs` each,
 * `lock` a quarter until it calls its function: 1 and 2.5 seconds by default. What is no token of this app is ignored
 * and reported.
 *
 * @example
 * // Redis, with the packages `redis` and `redlock`. The lock ends after 10 seconds if its process dies.
 * import type { TokenStore } from "zoom-phone-profile/proxy";
 *
 * const tokenStore: TokenStore = {
 *   get: () => redis.get("zoom-token"),
 *   set: (token, ttlMs) => redis.set("zoom-token", token, { PX: ttlMs }),
 *   lock: (work) => redlock.using(["zoom-token-lock"], 10_000, work),
 * };
 * @example
 * // Cloudflare KV: no lock, and a minute until other places see a new token.
 * import type { TokenStore } from "zoom-phone-profile/proxy";
 *
 * const tokenStore: TokenStore = {
 *   get: () => env.KV.get("zoom-token"),
 *   set: (token, ttlMs) => env.KV.put("zoom-token", token, { expirationTtl: Math.max(60, Math.ceil(ttlMs / 1000)) }),
 * };
 * @example
 * // A Durable Object, which keeps the token and gives the lock to one caller at a time: see examples/proxy.
 * import type { TokenStore } from "zoom-phone-profile/proxy";
 *
 * const object = () => env.ZOOM_TOKEN.getByName("zoom-token"); // anew: a stub is for one request
 * const tokenStore: TokenStore = {
 *   get: () => object().get(),
 *   set: (token, ttlMs) => object().set(token, ttlMs),
 *   lock: (work) => object().lock(work),
 * };
 */
export interface TokenStore {
  /** Returns what `set` got last; `null`, `undefined` or `""` if there is nothing, or no longer. */
  get(): unknown;
  /**
   * Keeps a token in place of an earlier one.
   *
   * @param token A string that only proxies of this package read: the token as JSON, with its app and its times.
   * @param ttlMs Milliseconds after which it may be forgotten: until the token expires.
   */
  set(token: string, ttlMs: number): unknown;
  /**
   * Calls a function while no other proxy's is running, and ends the lock when its promise settles: it never rejects.
   * Let the lock end by itself if its process dies, after at least `timeoutMs`. Without it, see above.
   */
  lock?(work: () => Promise<void>): unknown;
}

/** The options of every proxy. `List` is whether it may forward the list of users. */
export interface ProxySettings<List extends boolean = boolean> {
  /**
   * The origins whose pages may call, as browsers write them: `["https://dashboard.example"]`. They are compared as a
   * whole: no wildcards, no suffixes; the origin `null` never matches. Pages of the proxy's own origin need not be
   * listed, since browsers send no `Origin` with their requests: `[]` is for those alone. An origin does not prove who
   * is asking, and programs other than browsers send none: that is for `authorize`.
   */
  allowedOrigins: readonly string[];
  /**
   * The hosts by which the proxy may be called, with a port or without: `["localhost", "127.0.0.1:8090"]`. A request
   * whose `Host` is another one gets 403. By default any host is accepted, since a reverse proxy may put any name
   * there.
   *
   * Set it where the proxy listens on loopback or in a private network: there a foreign page could otherwise reach it
   * by a name of its own that leads to your address (DNS rebinding), and would count as a page of the proxy's own
   * origin.
   */
  allowedHosts?: readonly string[] | undefined;
  /**
   * Decides who may see what; called for each request before anything is sent to Zoom.
   *
   * - `true`: the user that was asked for, or the list of users with the request's query. No other value that is not
   *   listed here counts as yes.
   * - `{ userId }`: this user in place of the one asked for. So `"me"`, which needs a user's own token and is never
   *   sent to Zoom, becomes the user who is signed in. For the list it is an error: the page gets 500, and `onError`
   *   says why.
   * - a `Response`: goes to the page as it is, such as a 401 with a link to sign in, with the proxy's CORS headers.
   * - `false`: nobody; the page gets 403.
   *
   * If it throws, or returns an object that is none of these, the page gets 500 without details, and `onError` the
   * cause.
   *
   * To allow the list with some filters only, read them from `request.url`, and refuse `next_page_token`, which may
   * continue a list with other filters.
   *
   * @param request The page's request, with your session's cookie or header.
   * @param target `{ userId }` for a profile; `{ list: true }` for the list, only if the option `list` is `true`.
   */
  authorize(request: Request, target: ProxyTarget<List>): ProxyVerdict | Promise<ProxyVerdict>;
  /**
   * Allows `GET …/phone/users`, which lists the account's users with their numbers, for callers whom `authorize`
   * allows it: `false` by default, when it gets 404 as any other path does. The app needs the scope
   * `phone:read:list_users:admin` or `phone:read:admin`.
   *
   * The query goes to Zoom: `page_size`, `next_page_token`, `site_id`, `calling_type`, `status`, `department`,
   * `cost_center` and `keyword`. A request with any other parameter, or with one of them twice, gets 400: without a
   * misspelt filter Zoom would list every user.
   *
   * @example
   * import { createProxy } from "zoom-phone-profile/proxy";
   *
   * const proxy = createProxy({
   *   token, // or the app's credentials
   *   allowedOrigins: ["https://dashboard.example"],
   *   list: true,
   *   authorize: async (request, { userId, list }) => {
   *     const person = await signedIn(request); // yours: a session, a signed header
   *     if (!person) return false;
   *     if (list) return person.isAdmin;
   *     return userId === "me" ? { userId: person.zoomUserId } : person.isAdmin;
   *   },
   * });
   */
  list?: List | undefined;
  /**
   * Where the API is. By default where the token reply's `api_url` says (the account's region), which must be a host of
   * Zoom or of `tokenUrl`; else `"https://api.zoomgov.com/v2"` for tokens of `zoomgov.com`, and
   * `"https://api.zoom.us/v2"` for all others. It must be https, or http on loopback.
   */
  baseUrl?: string | URL | undefined;
  /**
   * Time for one request in milliseconds, `authorize` and token included: 10,000 by default, at most 2,147,483,647.
   * Then the page gets 504.
   */
  timeoutMs?: number | undefined;
  /**
   * A stand-in for fetch, called with a URL and plain options. It must not follow a redirect where they say `"manual"`.
   */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /**
   * Called for each request that fails for another reason than the page's request: credentials that Zoom refuses, no
   * reply, an `authorize` that throws (its exception is the `cause`). The proxy itself logs nothing.
   */
  onError?: ((error: ProxyError) => void) | undefined;
}

/**
 * A failure of the proxy. Neither it nor its `cause`, at any depth, holds the client secret or a token: what `fetch`
 * throws is copied with its name, code, message, stack and causes alone.
 */
export interface ProxyError extends Error {
  /** The status that the page gets; 0 if the page gets its answer all the same, as where a token store fails. */
  status: number;
  /** What the token endpoint gives as `error`, such as `"invalid_client"`. */
  error?: string;
  /** What the token endpoint gives as `reason`, such as `"Invalid client_id or client_secret"`. */
  reason?: string;
}

/** What a request asks for. */
export type ProxyTarget<List extends boolean = boolean> = ProfileTarget | (List extends true ? ListTarget : never);

/** A request for one user's profile. */
export interface ProfileTarget {
  /** An ID, an email address, or `"me"`, decoded. */
  userId: string;
  /** Absent. */
  list?: undefined;
}

/** A request for the list of users. */
export interface ListTarget {
  /** The request is for the list. */
  list: true;
  /** Absent. */
  userId?: undefined;
}

/** See {@link ProxySettings.authorize}. */
export type ProxyVerdict =
  | boolean
  | {
      /** The Zoom user whose profile is shown. */
      userId: string;
    }
  | Response;

/** The options of `toNodeHandler`. */
export interface NodeHandlerOptions {
  /**
   * Whether the scheme of the request's URL follows `X-Forwarded-Proto`: `false` by default, when it is https only if
   * the connection to Node itself is encrypted. Any client can send that header: pass `true` only behind a reverse
   * proxy that sets it.
   */
  trustForwardedProto?: boolean | undefined;
}

/** What is read of a request of Node's `http`, `https` or `http2`, or of Express. */
export interface NodeRequest {
  /** The method, such as `"GET"`. */
  method?: string | undefined;
  /** The path and the query. */
  url?: string | undefined;
  /** The whole URL, where a framework has cut off the path of a mount. */
  originalUrl?: string | undefined;
  /** The headers by their names in lowercase. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Names and values by turns. */
  rawHeaders: readonly string[];
  /** Its `encrypted` is `true` for TLS. */
  socket?: object | null | undefined;
}

/** What is used of a response of Node's `http`, `https` or `http2`. */
export interface NodeResponse {
  /** The HTTP status. */
  statusCode: number;
  /** Whether the caller has left. */
  destroyed: boolean;
  /** Sets a header. */
  setHeader(name: string, value: string | readonly string[]): unknown;
  /** Returns `false` if more is to be written only after `drain`. */
  write(chunk: Uint8Array): boolean;
  /** Ends the body. */
  end(): unknown;
  /** Closes the connection. */
  destroy(): unknown;
  /** Listens for an event, once. */
  once(event: "close" | "drain", listener: () => void): unknown;
}
