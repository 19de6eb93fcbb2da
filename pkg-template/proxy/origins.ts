// Which origins and hosts may call the proxy: the options for them, and the check of each request. An origin does not
// prove who is asking: that is for `authorize`.

import { invalidArgument } from "../shared/arguments.ts";
import { Refusal } from "./errors.ts";

/** Checks the host of a request: a page whose host name leads to the proxy has its origin (DNS rebinding). */
export function checkHost({ headers, url }: Request, allowedHosts: readonly string[] | undefined): void {
  if (allowedHosts === undefined) return;
  const named = urlOfHost(headers.get("host") ?? new URL(url).host);
  if (named && (allowedHosts.includes(named.host) || allowedHosts.includes(named.hostname))) return;
  throw new Refusal(403, "This host is not listed in `allowedHosts`");
}

/** Checks the page of a request. Browsers send its origin if it is not the proxy's, and how the request came about. */
export function checkOrigin({ headers }: Request, allowedOrigins: readonly string[]): void {
  const origin = headers.get("origin");
  if (origin !== null) {
    if (allowedOrigins.includes(origin)) return;
    throw new Refusal(403, "This origin is not listed in `allowedOrigins`");
  }
  const isElsewhere = ["cross-site", "same-site"].includes(headers.get("sec-fetch-site") ?? "");
  if (isElsewhere) throw new Refusal(403, "Other sites may not embed this reply");
}

/** Returns a copy of the option `allowedOrigins`. Throws `invalid_argument` for what browsers do not send. */
export function checkedOrigins(origins: unknown): string[] {
  if (!Array.isArray(origins)) {
    throw invalidArgument(
      "createProxy needs `allowedOrigins`, a list",
      'Pass ["https://dashboard.example"], say, or [] if the page has the proxy\'s own origin.',
    );
  }
  const hint = 'Pass scheme, host and port, such as "https://dashboard.example"; there are no wildcards.';
  return origins.map((origin: unknown) => {
    const normal = originOf(origin);
    return checkedItem("allowedOrigins", origin, normal, "origin", hint);
  });
}

/** Returns a copy of the option `allowedHosts`. Throws `invalid_argument` for what browsers do not send. */
export function checkedHosts(hosts: unknown): string[] {
  const hint = 'Pass names, such as ["localhost", "127.0.0.1:8090"]; there are no wildcards.';
  if (!Array.isArray(hosts)) throw invalidArgument("The option `allowedHosts` must be a list", hint);
  return hosts.map((host: unknown) => {
    const normal = typeof host === "string" ? urlOfHost(host)?.host : undefined;
    return checkedItem("allowedHosts", host, normal, "host", hint);
  });
}

/** Returns an item of a list, which must be in its normal form. */
function checkedItem(list: string, item: unknown, normal: string | undefined, kind: string, hint: string): string {
  if (normal !== undefined && normal === item) return normal;
  const message = `\`${list}\` holds ${JSON.stringify(item)}, which is no ${kind}`;
  throw invalidArgument(message, normal ? `Write "${normal}".` : hint);
}

/** Returns the URL of a host with or without a port; `undefined` if the string holds more or less than that. */
function urlOfHost(host: string): URL | undefined {
  return /^[^/?#@\\\s*]+$/.test(host) && URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined;
}

/** Returns the origin of a URL as browsers write it, also of an app's own scheme; `undefined` for anything else. */
function originOf(url: unknown): string | undefined {
  if (typeof url !== "string" || !/^[a-z][a-z0-9+.-]*:\/\/[^*]+$/i.test(url) || !URL.canParse(url)) return undefined;
  const { origin, protocol, host } = new URL(url);
  if (origin !== "null") return origin;
  return host === "" ? undefined : `${protocol}//${host}`;
}
