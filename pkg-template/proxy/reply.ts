// Zoom's reply as the page receives it, with secrets redacted.

import { redactData, redactText } from "../shared/redact.ts";
import { bodyOf } from "./exchange.ts";
import { PASSED_HEADERS, SAFE_HEADERS } from "./headers.ts";

/** Returns a reply as the page gets it: status, body, and the headers that say what to do next, without `secrets`. */
export async function passed(
  response: Response,
  ownSecrets: readonly string[],
  secrets: readonly string[],
): Promise<Response> {
  const { status } = response;
  const bytes = await bodyOf(response, "Zoom", [...ownSecrets, ...secrets]);
  // A profile holds words; an error may repeat a token that looks like one.
  const hidden = status < 300 ? withoutWords(secrets) : secrets;
  const headers = new Headers(SAFE_HEADERS);
  for (const name of ["content-type", ...PASSED_HEADERS]) {
    const value = response.headers.get(name);
    if (value !== null) headers.set(name, redactText(value, hidden));
  }
  const hasBody = bytes.length > 0 && status !== 204 && status !== 205;
  return new Response(hasBody ? redactBody(bytes, hidden) : null, { status, headers });
}

/** Leaves out secrets that look like a word or a number, which may be a key or a value of any profile. */
function withoutWords(secrets: readonly string[]): readonly string[] {
  return secrets.filter(
    (secret) => secret.length >= 40 || !/^([A-Z]?[a-z]*(_[a-z]+)*|[A-Z_]+|[\d+.:-]+)$/.test(secret),
  );
}

/** Returns a body without secrets; the same bytes if it holds none. JSON stays JSON: only its strings are redacted. */
function redactBody(bytes: Uint8Array<ArrayBuffer>, secrets: readonly string[]): Uint8Array<ArrayBuffer> | string {
  const text = new TextDecoder().decode(bytes);
  const isPlain = secrets.some((secret) => text.includes(secret));
  // Escapes may hide one.
  if (!isPlain && !text.includes("\\")) return bytes;
  try {
    const data: unknown = JSON.parse(text);
    const clean = JSON.stringify(redactData(data, secrets, withoutWords(secrets)));
    return isPlain || clean !== JSON.stringify(data) ? clean : bytes;
  } catch {
    return isPlain ? redactText(text, secrets) : bytes;
  }
}
