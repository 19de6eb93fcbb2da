// @ts-nocheck
// What a failed connection is called, by the system (ECONNREFUSED), by TLS (CERT_HAS_EXPIRED) or by the engine
// (UND_ERR_SOCKET), and what to do about it.

import { read } from "./redact.ts";

/** Causes that are looked at, one inside the other. */
const DEEPEST = 8;

/** What engines without codes (Deno) say, and its code. */
const SAID = [
  [/connection refused/i, "ECONNREFUSED"],
  [/dns error|lookup address/i, "ENOTFOUND"],
  [/connection reset/i, "ECONNRESET"],
  [/invalid peer certificate: \w+/],
];

/** What codes hold, and what to do about each kind. The first match counts. */
const HINTS = [
  [/refused/i, "Nothing listens there: check that the server runs, and the port in `baseUrl`."],
  [/notfound|eai_/i, "No such host is known: check the host in `baseUrl`, and the DNS."],
  [/expired/i, "The certificate has expired: renew it, or check the clock here."],
  [/altname/i, "The certificate is for another host: check the host in `baseUrl`."],
  [/cert|signature|issuer/i, "The certificate is not trusted here: add its issuer (in Node by NODE_EXTRA_CA_CERTS)."],
  [/ssl|tls|eproto/i, "No TLS is spoken there: check the port in `baseUrl`."],
  [/timed?out|unreach/i, "The host does not answer: check the network, a VPN or a firewall."],
  [/reset|epipe|socket|closed/i, "The connection was closed: call again, or look for a proxy that closes it."],
];

/** The code of what fetch threw, or of what caused it, the innermost first; and a hint, where its kind is known. */
export function connectionFault(fault) {
  let code;
  for (const each of causes(fault)) code = codeOf(each) ?? code;
  return { code, hint: HINTS.find(([pattern]) => pattern.test(code))?.[1] };
}

/** Whether fetch has refused to follow a redirect. */
export function isRedirectFault(fault) {
  return causes(fault).some((each) => /unexpected redirect|redirect mode/i.test(messageOf(each)));
}

function causes(fault) {
  const all = [];
  for (let each = fault; each && all.length < DEEPEST; each = read(each, "cause") ?? read(read(each, "errors"), 0))
    all.push(each);
  return all;
}

function messageOf(fault) {
  const message = read(fault, "message");
  return typeof message === "string" ? message : "";
}

function codeOf(fault) {
  const code = read(fault, "code");
  if (typeof code === "string" && /^[a-z]\w{2,60}$/i.test(code)) return code;
  const message = messageOf(fault);
  for (const [pattern, name] of SAID) {
    const match = pattern.exec(message);
    if (match) return name ?? match[0];
  }
}
