// Names of users of the fleet that was read of a source, for suggestions. (The bar asks; the fleet's code comes later.)

import type { Source } from "../source/source";

let names: (of: Source) => string[] = () => [];

export const userNames = (of: Source): string[] => names(of);
export const nameUsersBy = (by: typeof names): void => void (names = by);
