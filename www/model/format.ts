// JSON set out on lines.

/** Strings, numbers and words, and the marks between them. */
export const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * Sets JSON out on lines, two spaces deeper in each object and list; throws where it is not JSON. Only white space
 * changes: duplicate keys and digits beyond a number's precision are what an issue may be about.
 */
export function formatJson(text: string): string {
  JSON.parse(text);
  const parts: string[] = [];
  let line = "\n";
  let before = "";
  for (const [token] of text.matchAll(TOKENS)) {
    const isEnd = token === "}" || token === "]";
    const isFirst = before === "{" || before === "[";
    if (isEnd) line = line.slice(0, -2);
    // An empty object or list stays on its line.
    if (before === "," || isFirst !== isEnd) parts.push(line);
    parts.push(token === ":" ? ": " : token);
    if (token === "{" || token === "[") line += "  ";
    before = token;
  }
  return parts.join("");
}
