// Reads what a failed connection is called: by the system (`ECONNREFUSED`), by TLS (`CERT_HAS_EXPIRED`) or by the
// engine (`UND_ERR_SOCKET`).

import { read } from "./redact.ts";

/** Most causes that are read, one inside the other. */
const MOST_CAUSES = 8;

/** Messages of engines without codes (Deno), with the code that others have for them; else the match is the code. */
const MESSAGES: readonly (readonly [RegExp, string?])[] = [
  [/connection refused/i, "ECONNREFUSED"],
  [/dns error|lookup address/i, "ENOTFOUND"],
  [/connection reset/i, "ECONNRESET"],
  [/invalid peer certificate: \w+/],
];

/** Returns the code of what fetch threw, or of its innermost cause that has one. */
export function connectionCode(fault: unknown): string | undefined {
  let code: string | undefined;
  for (const each of causes(fault)) code = codeOf(each) ?? code;
  return code;
}

/** Whether fetch has refused to follow a redirect. */
export function isRedirectFault(fault: unknown): boolean {
  return causes(fault).some((each) => /unexpected redirect|redirect mode/i.test(messageOf(each)));
}

function causes(fault: unknown): unknown[] {
  const all: unknown[] = [];
  for (let each = fault; each && all.length < MOST_CAUSES; each = read(each, "cause") ?? read(read(each, "errors"), 0))
    all.push(each);
  return all;
}

function messageOf(fault: unknown): string {
  const message = read(fault, "message");
  return typeof message === "string" ? message : "";
}

function codeOf(fault: unknown): string | undefined {
  const code = read(fault, "code");
  if (typeof code === "string" && /^[a-z]\w{2,60}$/i.test(code)) return code;
  const message = messageOf(fault);
  for (const [pattern, name] of MESSAGES) {
    const match = pattern.exec(message);
    if (match) return name ?? match[0];
  }
  return undefined;
}
