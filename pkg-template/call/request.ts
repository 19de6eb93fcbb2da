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
 * named; browsers hide it. Some runtimes (workerd) refuse the other options: each is tried once, on a request that is
 * never sent.
 */
function safeInit(): RequestInit {
  if (safe) return safe;
  const options = Object.entries({ cache: "no-store", referrerPolicy: "no-referrer" });
  const allowed = options.filter(([name, value]) => isAllowed({ __proto__: null, [name]: value } as RequestInit));
  safe = { redirect: "manual", ...Object.fromEntries(allowed) };
  return safe;
}

function isAllowed(init: RequestInit): boolean {
  if (typeof Request !== "function") return true;
  try {
    return Boolean(new Request("https://localhost/", init));
  } catch {
    return false;
  }
}
