// A search: words that must all occur.

export function wordsOf(query: string | undefined): string[] {
  return (query ?? "").toLowerCase().split(/\s+/).filter(Boolean);
}
