// A guard that the test kit shares.

import { isObject, type UnknownObject } from "../shared/guards.ts";

/** Whether a value is an object and not a list. */
export function isRecord(value: unknown): value is UnknownObject {
  return isObject(value) && !Array.isArray(value);
}
