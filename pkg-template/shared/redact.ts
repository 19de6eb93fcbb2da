// Removes secrets from what others repeat: a server in its reply, a caller's `fetch` in its errors.

import { isObject, passes, type UnknownObject } from "./guards.ts";

/** Shorter tokens are not redacted: they occur in any string by chance. */
const SHORTEST = 6;
const MARK = "[token]";
const STAR = 0x2a;

/** Returns the strings to redact for a token: as it is and as it may be encoded; none if it is too short. */
export function secretsOf(token: string): string[] {
  return token.length < SHORTEST ? [] : formsOf(token);
}

/** Returns a secret as it is, and as URLs and JSON write it. */
export function formsOf(secret: string): string[] {
  const inUrl = encodeURIComponent(secret);
  const inLowerCase = inUrl.replace(/%../g, (code) => code.toLowerCase());
  return [...new Set([secret, inUrl, inLowerCase, JSON.stringify(secret).slice(1, -1)])];
}

/** Returns a string with a mark in place of each token. */
export function redactText(text: string, tokens: readonly string[]): string {
  return tokens.reduce((clean, token) => clean.replaceAll(token, MARK), text);
}

/**
 * Returns plain data with a mark in place of each token in its strings, and of some of them in its keys; the same data
 * if there are no tokens.
 */
export function redactData<Data>(data: Data, tokens: readonly string[], tokensInKeys: readonly string[] = []): Data {
  return tokens.length === 0 ? data : (redacted(data, tokens, tokensInKeys) as Data);
}

function redacted(data: unknown, tokens: readonly string[], tokensInKeys: readonly string[]): unknown {
  if (typeof data === "string") return redactText(data, tokens);
  if (Array.isArray(data)) return data.map((item) => redacted(item, tokens, tokensInKeys));
  if (!isObject(data)) return data;
  const entries = Object.entries(data);
  return Object.fromEntries(
    entries.map(([key, value]) => [redactText(key, tokensInKeys), redacted(value, tokens, tokensInKeys)]),
  );
}

/**
 * Returns bytes with stars in place of each token, so that offsets stay the same; the same bytes if there is none.
 * Keeps what only looks like a token because it begins within an escape of JSON.
 */
export function redactBytes(bytes: Uint8Array, tokens: readonly string[]): Uint8Array {
  let clean = bytes;
  for (const token of tokens) {
    for (let at = find(clean, token, 0); at >= 0; at = find(clean, token, at + token.length)) {
      if (isEscaped(clean, at)) continue;
      // The bytes may be the caller's.
      if (clean === bytes) clean = bytes.slice();
      clean.fill(STAR, at, at + token.length);
    }
  }
  return clean;
}

/** Whether a byte follows an odd number of backslashes. */
function isEscaped(bytes: Uint8Array, at: number): boolean {
  let from = at;
  while (bytes[from - 1] === 0x5c) from--;
  return (at - from) % 2 === 1;
}

/** Rare in a reply, and always in a JSON web token, which begins with `eyJ`. */
const RARE = /[JQXZ]/;

/** Returns the first offset of a token at or after `from`, or -1. Searches for one of its rarer characters. */
function find(bytes: Uint8Array, token: string, from: number): number {
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
export function redactCause(cause: unknown, tokens: readonly string[]): unknown {
  return tokens.length === 0 || !holds(cause, tokens) ? cause : copyCause(cause, tokens);
}

/** Errors that are copied of one cause: its causes, and theirs, may be many or lead in a circle. */
const MOST_COPIES = 20;

/**
 * Copies name, code, message and stack of an error and its causes, without the tokens. Drops the rest: a request, say.
 */
export function copyCause(cause: unknown, tokens: readonly string[], budget = { left: MOST_COPIES }): unknown {
  if (typeof cause === "string") return redactText(cause, tokens);
  if (!canHold(cause)) return cause;
  if (budget.left-- === 0) return undefined;
  const copy = new Error();
  const define = (name: string, value: unknown) =>
    Object.defineProperty(copy, name, { value, configurable: true, writable: true });
  for (const name of ["name", "code", "message", "stack"]) {
    const value = read(cause, name);
    if (typeof value === "string") define(name, redactText(value, tokens));
  }
  const [inner, errors] = ["cause", "errors"].map((name) => read(cause, name));
  if (inner !== undefined) define("cause", copyCause(inner, tokens, budget));
  if (isList(errors)) define("errors", copyErrors(errors, tokens, budget));
  return copy;
}

function copyErrors(errors: readonly unknown[], tokens: readonly string[], budget: { left: number }): unknown[] {
  const copies: unknown[] = [];
  for (let at = 0; budget.left > 0 && at < errors.length; at++) {
    copies.push(copyCause(read(errors, at), tokens, budget));
  }
  return copies;
}

/** The most values that are read of a cause; one that holds more counts as holding a token. */
const MOST_VALUES = 2_000;

/** Whether a value holds a token at any depth. Returns `true` if it refuses to be read. */
function holds(root: unknown, tokens: readonly string[]): boolean {
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
    // A Proxy may refuse to be read.
    return true;
  }
}

function isToken(value: unknown, tokens: readonly string[]): boolean {
  if (typeof value === "string") return tokens.some((token) => value.includes(token));
  const bytes = bytesOf(value);
  return bytes !== undefined && tokens.some((token) => find(bytes, token, 0) >= 0);
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
}

/** Yields what a value holds: its keys and properties, what its class keeps behind getters, and its entries. */
function* partsOf(value: unknown): Generator<unknown> {
  if (!canHold(value) || bytesOf(value)) return;
  // Its getters are for instances.
  const isShared = isPrototype(value);
  for (
    let owner: object | null = value;
    owner !== null && !PLAIN.includes(owner);
    owner = Object.getPrototypeOf(owner)
  ) {
    for (const key of Reflect.ownKeys(owner)) {
      const property = Object.getOwnPropertyDescriptor(owner, key);
      yield typeof key === "symbol" ? key.description : key;
      if (property && "value" in property) yield property.value;
      else if (property && !isShared) yield read(value, key);
    }
  }
  if (isShared) return;
  // Maps, sets, headers and parameters, of any realm; an iterator would be used up.
  if (!isIterable(value) || isList(value) || read(value, "next")) return;
  for (const entry of value) {
    if (isList(entry)) yield* entry;
    else yield silenced(entry);
  }
}

/** Prototypes that hold nothing of a value; arrays and functions have theirs between. */
const PLAIN: readonly object[] = [Object.prototype, Function.prototype, Array.prototype];

/** Whether a value is the prototype of a class. */
function isPrototype(value: object): boolean {
  const owner: unknown = Object.getOwnPropertyDescriptor(value, "constructor")?.value;
  return canHold(owner) && owner.prototype === value;
}

/** Whether a value can have properties of its own: objects and functions. */
function canHold(value: unknown): value is UnknownObject {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof read(value, Symbol.iterator) === "function";
}

function isList(value: unknown): value is readonly unknown[] {
  return passes(Array.isArray, value);
}

/** Returns a value that a caller's code returned. If it is a promise, its rejection counts as handled. */
function silenced(value: unknown): unknown {
  if (canHold(value)) passes(() => Promise.prototype.then.call(value, undefined, () => {}));
  return value;
}

/** Returns a property of a value; `undefined` if it throws when it is read, or the value has no properties. */
export function read(value: unknown, name: PropertyKey): unknown {
  try {
    return canHold(value) ? silenced(value[name]) : undefined;
  } catch {
    return undefined;
  }
}
