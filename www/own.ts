/** The value of a table's own key: documents and links may contain names such as "constructor". */
export const own = <Value>(table: Record<string, Value>, key: string): Value | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
