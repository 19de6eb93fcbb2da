// Leaves nulls out of data, so that its type holds.

import { hasOwn, isObject } from "../shared/guards.ts";

/** Removes members that are null, so that the data's type holds: `pointers` are those of known fields, a line each. */
export function withoutNulls<Data>(data: Data, pointers: string): Data {
  if (pointers === "") return data;
  for (const pointer of pointers.split("\n")) {
    if (pointer === "") continue;
    const path = pointer.slice(1).split("/");
    const key = path.pop()!;
    let holder: unknown = data;
    for (const step of path) holder = isObject(holder) && hasOwn(holder, step) ? holder[step] : undefined;
    // A later duplicate of the key may have given it a value.
    if (isObject(holder) && hasOwn(holder, key) && holder[key] === null) Reflect.deleteProperty(holder, key);
  }
  return data;
}
