// The policies of the catalog, in the order of a row's letters.

import { policies } from "../model/topics";

let keys: string[] | undefined;

export const policyKeys = (): string[] => (keys ??= [...policies().keys()]);
export const policyLabel = (key: string): string => policies().get(key)?.label ?? key;
