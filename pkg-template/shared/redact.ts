// @ts-nocheck
// Keeps secrets out of what others repeat of them: a server in its reply, a stand-in for fetch in its errors.

import { passes } from "./guards.ts";

/** Shorter tokens are not redacted: they occur in any string by chance. */
const SHORTEST = 6;
const MARK = "[token]";
const STAR = 0x2a;

/** Returns the strings to redact for a token: as it is and as it may be encoded; none if it is too short. */
export function secretsOf(token) {
  return token.length < SHORTEST ? [] : formsOf(token);
}

/** Returns a secret as it is, and as URLs and JSON write it. */
export function formsOf(secret) {
  const inUrl = encodeURIComponent(secret);
  const inLowerCase = inUrl.replace(/%../g, (code) => code.toLowerCase());
  return [...new Set([secret, inUrl, inLowerCase, JSON.stringify(secret).slice(1, -1)])];
}

/** A text with a mark in the place of each token. */
export function redactText(text, tokens) {
  return tokens.reduce((clean, token) => clean.replaceAll(token, MARK), text);
}

/** Plain data with a mark in the place of each token, in whichever text it stands. */
export function redactData(data, tokens) {
  if (tokens.length === 0) return data;
  return JSON.parse(JSON.stringify(data), (_key, value) =>
    typeof value === "string" ? redactText(value, tokens) : value,
  );
}

/**
 * Returns bytes with stars in place of each token, so that offsets stay the same; the same bytes if there is none.
 * Keeps what only looks like a token because it begins within an escape of JSON.
 */
export function redactBytes(bytes, tokens) {
  let clean = bytes;
  for (const token of tokens) {
    for (let at = find(clean, token, 0); at >= 0; at = find(clean, token, at + token.length)) {
      if (isEscaped(clean, at)) continue;
      // The bytes may be somebody else's.
      if (clean === bytes) clean = bytes.slice();
      clean.fill(STAR, at, at + token.length);
    }
  }
  return clean;
}

/** Whether a byte follows an odd number of backslashes. */
function isEscaped(bytes, at) {
  let from = at;
  while (bytes[from - 1] === 0x5c) from--;
  return (at - from) % 2 === 1;
}

/** Seldom found in a reply, and always in a JSON web token, which begins with `eyJ`. */
const RARE = /[JQXZ]/;

/**
 * The first place of a token from an offset on, or -1. It is looked for by a character that is rare where it is not.
 */
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

/** Returns the cause of a failure: as it is if it holds no token at any depth, else a copy as `copyCause` makes it. */
export function redactCause(cause, tokens) {
  return tokens.length === 0 || !holds(cause, tokens) ? cause : copyCause(cause, tokens);
}

/** Errors that are copied of one cause: its causes, and theirs, may be many or lead in a circle. */
const MOST_COPIES = 20;

/**
 * Copies name, code, message and stack of an error and its causes, without the tokens. Drops the rest: a request, say.
 */
export function copyCause(cause, tokens, budget = { left: MOST_COPIES }) {
  if (typeof cause === "string") return redactText(cause, tokens);
  if (!isObject(cause)) return cause;
  if (budget.left-- === 0) return undefined;
  const copy = new Error();
  const define = (name, value) => Object.defineProperty(copy, name, { value, configurable: true, writable: true });
  for (const name of ["name", "code", "message", "stack"]) {
    const value = read(cause, name);
    if (typeof value === "string") define(name, redactText(value, tokens));
  }
  const [inner, errors] = ["cause", "errors"].map((name) => read(cause, name));
  if (inner !== undefined) define("cause", copyCause(inner, tokens, budget));
  if (isList(errors)) define("errors", copyErrors(errors, tokens, budget));
  return copy;
}

function copyErrors(errors, tokens, budget) {
  const copies = [];
  for (let at = 0; budget.left > 0 && at < errors.length; at++) {
    copies.push(copyCause(read(errors, at), tokens, budget));
  }
  return copies;
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
  const bytes = bytesOf(value);
  return bytes !== undefined && tokens.some((token) => find(bytes, token, 0) >= 0);
}

function bytesOf(value) {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
}

/** Yields what a value holds: its keys and properties, what its class keeps behind getters, and its entries. */
function* partsOf(value) {
  if (!isObject(value) || bytesOf(value)) return;
  // Its getters are for instances.
  const isShared = isPrototype(value);
  for (let owner = value; owner !== null && !PLAIN.includes(owner); owner = Object.getPrototypeOf(owner)) {
    for (const key of Reflect.ownKeys(owner)) {
      const property = Object.getOwnPropertyDescriptor(owner, key);
      yield typeof key === "symbol" ? key.description : key;
      if (property && "value" in property) yield property.value;
      else if (property && !isShared) yield read(value, key);
    }
  }
  if (isShared) return;
  // Maps, sets, headers and parameters, of any realm; what has a `next` would be used up.
  if (typeof read(value, Symbol.iterator) !== "function" || isList(value) || read(value, "next")) return;
  for (const entry of value) {
    if (isList(entry)) yield* entry;
    else yield silenced(entry);
  }
}

/** Prototypes that hold nothing of a value; arrays and functions have theirs between. */
const PLAIN = [Object.prototype, Function.prototype, Array.prototype];

/** Whether a value is the prototype of a class. */
function isPrototype(value) {
  return Object.getOwnPropertyDescriptor(value, "constructor")?.value?.prototype === value;
}

function isObject(value) {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function isList(value) {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** Returns what somebody's code has returned. If it is a promise, nobody else may handle its rejection. */
function silenced(value) {
  if (isObject(value)) passes(() => Promise.prototype.then.call(value, undefined, () => {}));
  return value;
}

/** A part of somebody else's value, which may refuse to be read. */
export function read(value, name) {
  try {
    return silenced(value[name]);
  } catch {
    return undefined;
  }
}
