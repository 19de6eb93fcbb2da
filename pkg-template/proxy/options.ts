// Reads the options of a proxy, each once, and checks them. The origins and hosts are checked in origins.ts.

import { invalidArgument, unlessUnreadable, wrongOption } from "../shared/arguments.ts";
import { hasCredentials, hasQuery, isPrivate, normalUrlOf } from "../shared/base-url.ts";
import { isCallback, isObject } from "../shared/guards.ts";
import { readOptions } from "../shared/read-options.ts";
import { formsOf, secretsOf } from "../shared/redact.ts";
import { timeoutMsOf } from "../shared/timeout.ts";
import { isSendableToken } from "../shared/token.ts";
import { checkedHosts, checkedOrigins } from "./origins.ts";
import type { AppCredentials, GivenToken, ProxySettings, TokenStore } from "./types.ts";

const TOKEN_URL = "https://zoom.us/oauth/token";

const OPTIONS = [
  "accountId",
  "clientId",
  "clientSecret",
  "tokenUrl",
  "baseUrl",
  "token",
  "tokenStore",
  "allowedOrigins",
  "allowedHosts",
  "authorize",
  "list",
  "timeoutMs",
  "fetch",
  "onError",
] as const satisfies readonly (keyof (AppCredentials & ProxySettings))[];

type Given = ReturnType<typeof readOptions<(typeof OPTIONS)[number]>>;

/** The credentials of an app, with which tokens are fetched. */
export interface App {
  /** Tells its tokens from another app's. */
  readonly name: string;
  readonly accountId: string;
  /** Client ID and secret, as basic authentication sends them. */
  readonly basic: string;
}

type OnError = NonNullable<ProxySettings["onError"]>;

interface Callbacks {
  readonly authorize: ProxySettings["authorize"];
  readonly fetch: NonNullable<ProxySettings["fetch"]>;
  readonly onError: OnError | undefined;
}

/** The options of a proxy, checked. None is absent: it would be read from a poisoned prototype. */
export interface Settings extends Callbacks {
  /** Where tokens come from. */
  readonly source: App | NonNullable<GivenToken["token"]>;
  /** Where several proxies share an app's token. */
  readonly tokenStore: TokenStore | undefined;
  /** What must appear nowhere, in each of its forms. */
  readonly secrets: readonly string[];
  readonly tokenUrl: string;
  readonly baseUrl: string | undefined;
  readonly allowedOrigins: readonly string[];
  readonly allowedHosts: readonly string[] | undefined;
  readonly isListAllowed: boolean;
  readonly timeoutMs: number;
}

/** Returns the options, each read once. Throws `invalid_argument` if one is missing or cannot be used. */
export function proxySettings(options: unknown): Settings {
  if (!isObject(options)) {
    throw invalidArgument("createProxy takes an object of options", "Pass `authorize` and `allowedOrigins` at least.");
  }
  const given = readOptions(options, OPTIONS);
  const { tokenUrl = TOKEN_URL, baseUrl, list = false } = given;
  if (typeof list !== "boolean") throw wrongOption("list", "true or false", list);
  const callbacks = checkedCallbacks(given);
  const timeoutMs = timeoutMsOf(given);
  return {
    ...callbacks,
    timeoutMs,
    ...checkedSource(given),
    tokenUrl: checkedUrl("tokenUrl", tokenUrl),
    baseUrl: baseUrl === undefined ? undefined : checkedUrl("baseUrl", baseUrl),
    allowedOrigins: checkedOrigins(given.allowedOrigins),
    allowedHosts: given.allowedHosts === undefined ? undefined : checkedHosts(given.allowedHosts),
    isListAllowed: list,
  };
}

function checkedCallbacks({ authorize, fetch, onError }: Given): Callbacks {
  if (!isCallback<Callbacks["authorize"]>(authorize)) {
    const hint = "Return true, false, { userId } of the signed-in user, or a Response.";
    throw invalidArgument(
      "createProxy needs `authorize`, a function",
      `Without it anybody could read any profile. ${hint}`,
    );
  }
  if (fetch !== undefined && !isCallback<Callbacks["fetch"]>(fetch)) throw wrongOption("fetch", "a function", fetch);
  if (onError !== undefined && !isCallback<OnError>(onError)) {
    throw wrongOption("onError", "a function", onError);
  }
  return {
    authorize,
    fetch: fetch ?? ((url, init) => globalThis.fetch(url, init)),
    onError,
  };
}

/** Returns where tokens come from, the app's credentials or the caller, with the secrets to redact. */
function checkedSource({ token, ...given }: Given): Pick<Settings, "source" | "secrets" | "tokenStore"> {
  const { accountId, clientId, clientSecret, tokenStore } = given;
  if (token !== undefined) {
    if (accountId !== undefined || clientId !== undefined || clientSecret !== undefined) {
      throw invalidArgument(
        "Pass `token`, or `accountId`, `clientId` and `clientSecret`, but not both",
        "See the types of `ProxyOptions`.",
      );
    }
    if (tokenStore !== undefined) {
      throw invalidArgument(
        "Pass `token` or `tokenStore`, but not both",
        "The store is for tokens that the proxy requests with an app's credentials; a token function keeps its own.",
      );
    }
    return { ...checkedToken(token), tokenStore };
  }
  const app = {
    accountId: checkedCredential("accountId", accountId),
    clientId: checkedCredential("clientId", clientId),
    clientSecret: checkedCredential("clientSecret", clientSecret),
  };
  if (app.clientId.includes(":")) {
    throw invalidArgument("`clientId` must not hold a colon", "Copy it from the app's page at Zoom.");
  }
  const basic = btoa(`${app.clientId}:${app.clientSecret}`);
  const secrets = [...formsOf(basic.replace(/=+$/, "")), ...formsOf(app.clientSecret)];
  const name = `${app.accountId}/${app.clientId}`;
  return { source: { name, accountId: app.accountId, basic }, secrets, tokenStore: checkedStore(tokenStore) };
}

/** Returns the functions of a store, each read once; they are called as its methods. */
function checkedStore(store: unknown): TokenStore | undefined {
  if (store === undefined) return undefined;
  if (!isObject(store)) throw wrongOption("tokenStore", "an object with `get` and `set`", store);
  const { get, set, lock } = store;
  if (!isCallback<TokenStore["get"]>(get)) throw wrongOption("tokenStore.get", "a function", get);
  if (!isCallback<TokenStore["set"]>(set)) throw wrongOption("tokenStore.set", "a function", set);
  const bound: TokenStore = { get: () => get.call(store), set: (token, ttlMs) => set.call(store, token, ttlMs) };
  if (lock === undefined) return bound;
  if (!isCallback<NonNullable<TokenStore["lock"]>>(lock)) throw wrongOption("tokenStore.lock", "a function", lock);
  return { ...bound, lock: (work) => lock.call(store, work) };
}

function checkedToken(token: unknown): Pick<Settings, "source" | "secrets"> {
  if (isCallback<Extract<GivenToken["token"], (why: never) => unknown>>(token)) return { source: token, secrets: [] };
  if (isSendableToken(token)) return { source: token, secrets: secretsOf(token) };
  throw invalidArgument("The option `token` must be a token, or a function that returns one", 'Leave out "Bearer".');
}

/** The error does not repeat the value: it may be a secret. */
function checkedCredential(name: string, value: unknown): string {
  if (isSendableToken(value)) return value;
  throw invalidArgument(
    `createProxy needs \`${name}\`, as the app's page at Zoom shows it`,
    "Check that the environment has it, or pass `token`.",
  );
}

function checkedUrl(name: string, url: unknown): string {
  const checked = urlForSecrets(unlessUnreadable(() => (url instanceof URL ? String(url) : url)));
  if (checked !== undefined) return checked;
  throw invalidArgument(
    `The option \`${name}\` must be an https URL without user, password, query and fragment`,
    "Use http for loopback only: anyone on the way could read a secret.",
  );
}

/** Returns a URL that a secret may be sent to, without slashes at its end; `undefined` for anything else. */
export function urlForSecrets(given: unknown): string | undefined {
  if (typeof given !== "string" || !URL.canParse(given)) return undefined;
  const url = new URL(given);
  return hasQuery(url, given) || hasCredentials(url) || !isPrivate(url) ? undefined : normalUrlOf(url);
}
