// What is stored, and where. Objects are written once, or follow from objects that are.

const numberOf = (part) => String(part).padStart(5, "0");

export const KEYS = {
  /** What a night was begun with: the number of parts, and the night that it is compared with. */
  plan: (account, night) => `plans/${account}/${night}.json`,
  /** The profiles of a part, as `exportFleet` writes them. */
  profiles: (account, night, part) => `profiles/${account}/${night}/${numberOf(part)}.ndjson`,
  /** Summary and drift of a part. */
  part: (account, night, part) => `${KEYS.parts(account, night)}${numberOf(part)}.json`,
  parts: (account, night) => `parts/${account}/${night}/`,
  /** Summary and drift of the account. */
  result: (account, night) => `${KEYS.results(account)}${night}.json`,
  results: (account) => `results/${account}/`,
};

/** Returns the part of a user: by a hash of the ID (FNV-1a), so that a user is in the same part each night. */
export function partOf(userId, parts) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(userId)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % parts;
}

/** Returns the latest night that has a result, of those before another; `undefined` for none. */
export async function nightBefore(store, account, night = "~") {
  const prefix = KEYS.results(account);
  const nights = (await store.keys(prefix)).map((key) => key.slice(prefix.length, -".json".length));
  return nights
    .filter((other) => other < night)
    .sort()
    .at(-1);
}

export async function readJson(store, key) {
  const bytes = await store.get(key);
  return bytes && JSON.parse(new TextDecoder().decode(bytes));
}

/** A store of R2. Tests and other platforms have one with the same four functions. */
export const storeOf = (bucket) => ({
  async get(key) {
    const object = await bucket.get(key);
    return object ? new Uint8Array(await object.arrayBuffer()) : undefined;
  },
  put: (key, value) => bucket.put(key, value),
  /** Keeps what is there already. */
  putOnce: (key, value) => bucket.put(key, value, { onlyIf: { etagDoesNotMatch: "*" } }),
  async keys(prefix) {
    const keys = [];
    for (let page = { truncated: true }; page.truncated; ) {
      page = await bucket.list({ prefix, cursor: page.cursor });
      keys.push(...page.objects.map(({ key }) => key));
    }
    return keys;
  },
});
