// Suggests the closest known name for a misspelt one: of an option, of a baseline's field, of a rule. Does not use the
// wasm.

/** Names that other clients use for an option, in lower case. */
const ALIASES: Readonly<Record<string, string>> = {
  abortsignal: "signal",
  accesstoken: "token",
  account: "accountId",
  apiurl: "baseUrl",
  auth: "authorize",
  base: "baseUrl",
  baseurl: "baseUrl",
  bearer: "token",
  host: "allowedHosts",
  hosts: "allowedHosts",
  mode: "validation",
  origin: "allowedOrigins",
  origins: "allowedOrigins",
  parallel: "concurrency",
  progress: "onProgress",
  rate: "requestsPerSecond",
  ratelimit: "requestsPerSecond",
  retries: "maxRetries",
  retry: "maxRetries",
  rps: "requestsPerSecond",
  secret: "clientSecret",
  strict: "validation",
  timeout: "timeoutMs",
  url: "baseUrl",
};

/**
 * Returns the known name that a misspelt one stands for: the one that it is an alias of, else the closest one, if it is
 * within two edits, or a quarter of its length. The first in the alphabet, if several are equally close.
 */
export function suggest(name: string, known: readonly string[]): string | undefined {
  const plain = name.toLowerCase();
  const alias = Object.entries(ALIASES).find(([other]) => other === plain);
  if (alias) return known.find((option) => option === alias[1]);
  const [closest] = known
    // A name may be as long as a document: its edits are counted only if there can be few.
    .filter((option) => Math.abs(option.length - name.length) <= mostEdits(option))
    .map((option) => ({ option, edits: distance(plain, option.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits || (a.option < b.option ? -1 : 1));
  return closest && closest.edits <= mostEdits(closest.option) ? closest.option : undefined;
}

function mostEdits(option: string): number {
  return Math.max(2, Math.floor(option.length / 4));
}

/** Returns the number of edits between two strings: insertions, deletions and substitutions (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let index = 0; index < from.length; index++) {
    const next = [index + 1];
    for (let at = 0; at < to.length; at++) {
      const substituted = row[at]! + Number(from[index] !== to[at]);
      next.push(Math.min(substituted, row[at + 1]! + 1, next[at]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
