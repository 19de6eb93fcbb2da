// Names of users of the fleet that was read, for suggestions. (The bar asks; the fleet's code comes later.)

let names: () => string[] = () => [];

export const userNames = (): string[] => names();
export const nameUsersBy = (of: () => string[]): void => void (names = of);
