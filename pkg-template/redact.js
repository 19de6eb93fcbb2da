// Keeps a token out of what others repeat of it: a server in its reply, a stand-in for fetch in its errors.

/** Shorter ones are no secrets: they stand in any text by chance. */
const SHORTEST = 6;
const MARK = "[token]";
const STAR = 0x2a;

export function isSecret(token) {
  return token.length >= SHORTEST;
}

/** A text with a mark in the place of each token. */
export function redactText(text, tokens) {
  return tokens.reduce((clean, token) => clean.replaceAll(token, MARK), text);
}

/** Plain data with a mark in the place of each token, in whichever text it stands. */
export function redactData(data, tokens) {
  if (tokens.length === 0) return data;
  return JSON.parse(JSON.stringify(data), (_key, value) => (typeof value === "string" ? redactText(value, tokens) : value));
}

/** Bytes with stars in the place of each token, so that no place moves; the same bytes where there is none. */
export function redactBytes(bytes, tokens) {
  let clean = bytes;
  for (const token of tokens) {
    for (let at = find(clean, token, 0); at >= 0; at = find(clean, token, at + token.length)) {
      // The bytes may be somebody else's.
      if (clean === bytes) clean = bytes.slice();
      clean.fill(STAR, at, at + token.length);
    }
  }
  return clean;
}

/** Seldom found in a reply, and always in a JSON web token, which begins with `eyJ`. */
const RARE = /[JQXZ]/;

/** The first place of a token from an offset on, or -1. It is looked for by a character that is rare where it is not. */
function find(bytes, token, from) {
  const anchor = Math.max(token.search(token.search(RARE) >= 0 ? RARE : /[^\da-z]/i), 0);
  const rare = token.charCodeAt(anchor);
  for (let at = bytes.indexOf(rare, from + anchor); at >= 0; at = bytes.indexOf(rare, at + 1)) {
    const start = at - anchor;
    let length = 0;
    while (length < token.length && bytes[start + length] === token.charCodeAt(length)) length++;
    if (length === token.length) return start;
  }
  return -1;
}

/** What caused a failure; where it holds a token, at whatever depth, no more than its name, code, message and stack. */
export function redactCause(cause, tokens) {
  if (tokens.length === 0 || !holds(cause, tokens)) return cause;
  if (typeof cause === "string") return redactText(cause, tokens);
  const copy = new Error();
  for (const name of ["name", "code", "message", "stack"]) {
    const value = read(cause, name);
    if (typeof value === "string") Object.defineProperty(copy, name, { value: redactText(value, tokens), configurable: true, writable: true });
  }
  return copy;
}

/** Values that are looked at; what holds more counts as holding a token. */
const MOST_VALUES = 2_000;

function holds(root, tokens) {
  const values = new Set([root]);
  let looks = 0;
  try {
    for (const value of values) {
      if (isToken(value, tokens)) return true;
      for (const part of partsOf(value)) {
        if (++looks > MOST_VALUES) return true;
        values.add(part);
      }
    }
    return false;
  } catch {
    // A Proxy may refuse to be looked at.
    return true;
  }
}

function isToken(value, tokens) {
  if (typeof value === "string") return tokens.some((token) => value.includes(token));
  if (!ArrayBuffer.isView(value)) return false;
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return redactBytes(bytes, tokens) !== bytes;
}

/** What a value holds: its own properties, what errors and requests keep behind getters, and entries. */
function* partsOf(value) {
  if ((typeof value !== "object" && typeof value !== "function") || value === null || ArrayBuffer.isView(value)) return;
  for (const key of Reflect.ownKeys(value)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (property && "value" in property) yield property.value;
  }
  for (const name of ["message", "stack", "cause", "headers"]) yield read(value, name);
  if (value instanceof Map || value instanceof Set || (typeof Headers === "function" && value instanceof Headers)) {
    for (const entry of value.entries()) yield* entry;
  }
}

function read(value, name) {
  try {
    return value[name];
  } catch {
    return undefined;
  }
}
