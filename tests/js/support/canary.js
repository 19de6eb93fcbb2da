// A canary: a string that is used as a secret and then searched for, whole, in pieces, and in other notations.

import { inspect } from "node:util";

/** A token that stands nowhere by chance. Its first half differs from its second: each may be found alone. */
export const CANARY = "eyJjYW5hcnkiOiJ0d2VldCJ9.Qk9-Zx7_vW3+uT5/sR1~pN8.bm90LWEtcmVhbC10b2tlbg==";

/** The shortest piece that counts. */
const PIECE = 12;

const pieces = (text) => Array.from({ length: text.length - PIECE + 1 }, (_, at) => text.slice(at, at + PIECE));

/** Every notation in which the canary might be carried about. */
function notations(canary) {
  const shifted = [0, 1, 2].map((skip) =>
    Buffer.from("x".repeat(skip) + canary)
      .toString("base64")
      .slice(4, -8),
  );
  return [
    ...pieces(canary),
    ...shifted.flatMap(pieces),
    ...pieces(Buffer.from(canary).toString("hex")),
    ...pieces(encodeURIComponent(canary)),
  ];
}

/** The first trace of the canary in a text, if there is one. */
export function traceIn(text, canary = CANARY) {
  return notations(canary).find((notation) => text.includes(notation));
}

/** The first trace in bytes: as UTF-8 and as UTF-16. */
export function traceInBytes(bytes, canary = CANARY) {
  return notations(canary).find(
    (notation) => bytes.includes(notation, 0, "latin1") || bytes.includes(notation, 0, "utf16le"),
  );
}

/**
 * The first trace in all that a value shows of itself: its properties at any depth, its causes, its JSON, its stack.
 */
export function traceInValue(value, canary = CANARY) {
  const shown = inspect(value, {
    depth: Infinity,
    showHidden: true,
    getters: true,
    maxArrayLength: null,
    maxStringLength: null,
  });
  const written = [
    () => JSON.stringify(value),
    () => String(value),
    () => value?.stack,
    () => structuredClone(value),
  ].map((write) => {
    try {
      return inspect(write(), { depth: Infinity, maxStringLength: null });
    } catch {
      return "";
    }
  });
  return traceIn([shown, ...written].join("\n"), canary);
}
