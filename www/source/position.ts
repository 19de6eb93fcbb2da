// Users without a name, and those whose name another one has, go by their position in a file: `#1` is the first.

export const positionName = (index: number): string => `#${index + 1}`;

/** The position that a name stands for; `undefined` for any other name. */
export const positionOf = (name: string): number | undefined =>
  /^#\d+$/.test(name) ? Number(name.slice(1)) - 1 : undefined;
