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

/** Whether a value has a method of this name, which may be inherited. Throws if the value throws when it is read. */
export function hasMethod(value: unknown, name: string): boolean {
  const members: Partial<Record<string, unknown>> = value ?? {};
  return typeof members[name] === "function";
}
