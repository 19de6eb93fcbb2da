// Type guards for values that callers pass.

/** An object of which nothing is known. */
export type UnknownObject = Readonly<Record<PropertyKey, unknown>>;

/** Whether a value is an object: not a function. */
export function isObject(value: unknown): value is UnknownObject {
  return typeof value === "object" && value !== null;
}

/** Whether a value passes a guard. Returns `false` if it throws when it is read, as a Proxy may. */
export function passes<Wanted>(isValid: (value: unknown) => value is Wanted, value: unknown): value is Wanted;
export function passes(isValid: (value: unknown) => unknown, value?: unknown): boolean;
export function passes(isValid: (value: unknown) => unknown, value?: unknown): boolean {
  try {
    return !!isValid(value);
  } catch {
    return false;
  }
}

/** Whether a value is an AbortSignal, of any realm or polyfill. */
export function isSignal(value: unknown): value is AbortSignal {
  return (
    isObject(value) &&
    "aborted" in value &&
    typeof value.addEventListener === "function" &&
    typeof value.removeEventListener === "function"
  );
}

/** Whether a value is a plain object, of any realm. */
export function isPlain(value: unknown): value is UnknownObject {
  if (!isObject(value) || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Whether an object has a member of its own. `Object.hasOwn` is newer than the browsers that are promised. */
export function hasOwn(object: object, name: PropertyKey): boolean {
  return Object.getOwnPropertyDescriptor(object, name) !== undefined;
}

/** What may have members, of which nothing is known. */
export type Members = Partial<Record<PropertyKey, unknown>>;

/** Returns a value for its members to be read, those of functions and strings too; `undefined` for null. */
export function membersOf(value: unknown): Members | undefined {
  return value ?? undefined;
}

/**
 * Whether a value has a method of this name. All else that the type says is the caller's claim. Throws if the value
 * throws when it is read.
 */
export function hasMethod<Owner>(value: unknown, name: keyof Owner): value is Owner {
  return typeof membersOf(value)?.[name] === "function";
}

/** Whether a value is a function. Its type is the caller's claim, since nothing else of it can be known. */
export function isCallback<Type extends (...parameters: never[]) => unknown>(value: unknown): value is Type {
  return typeof value === "function";
}
