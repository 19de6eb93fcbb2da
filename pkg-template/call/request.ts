// The options of a request for `fetch`: method, headers, token.

import type { RequestSettings } from "./options.ts";

/** Returns the options of `fetch`, without a prototype: inherited options could lead the token elsewhere. */
export function requestInit(
  { headers, credentials }: RequestSettings,
  token: string | undefined,
  signal: AbortSignal,
): RequestInit {
  const accepts = Object.keys(headers).some((name) => name.toLowerCase() === "accept");
  const all: Record<string, string> = accepts ? { ...headers } : { Accept: "application/json", ...headers };
  if (token !== undefined) all.Authorization = `Bearer ${token}`;
  return { __proto__: null, method: "GET", headers: all, credentials, signal, ...safeInit() } as RequestInit;
}

let safe: RequestInit | undefined;

/**
 * Options that keep a request from leaking its token. Redirects come back as they are, so that their status can be
 * named; browsers hide it. Some runtimes (workerd) refuse the other options: all are tried once, on a request that is
 * never sent, and where that fails each by itself.
 */
function safeInit(): RequestInit {
  safe ??= { redirect: "manual", ...allowedOf({ cache: "no-store", referrerPolicy: "no-referrer" }) };
  return safe;
}

function allowedOf(options: RequestInit): RequestInit {
  if (isAllowed(options)) return options;
  return Object.fromEntries(Object.entries(options).filter(([name, value]) => isAllowed({ [name]: value })));
}

function isAllowed(init: RequestInit): boolean {
  if (typeof Request !== "function") return true;
  try {
    return Boolean(new Request("https://localhost/", { __proto__: null, ...init } as RequestInit));
  } catch {
    return false;
  }
}
