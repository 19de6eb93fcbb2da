// Two moments of a fleet, by seed: users of the embedded server, some of whom came, went or were changed.

import { createUser, randomFrom } from "../../zoom-server/directory.js";

/** Returns a fleet before and after; about `share` of its users differ. */
export function twoMoments(count, seed, share = 0.3) {
  const random = randomFrom(seed);
  const before = Array.from({ length: count }, (_, index) => createUser(index + 1, seed));
  const after = before.flatMap((user, index) => {
    if (random() >= share) return [structuredClone(user)];
    const kind = random();
    if (kind < 0.15) return [];
    const added = createUser(count + index + 1, seed);
    if (kind < 0.3) return [structuredClone(user), added];
    return [changed(structuredClone(user), createUser(index + 1, seed + 1), random)];
  });
  return { before, after };
}

/** Changes a user: some policies and fields are those of another one. */
function changed(user, other, random) {
  const policies = Object.keys(other.policy ?? {});
  for (let left = 1 + Math.floor(random() * 4); left > 0; left--) {
    const name = policies[Math.floor(random() * policies.length)];
    if (user.policy && name) user.policy[name] = other.policy[name];
  }
  for (const field of ["status", "phone_numbers", "calling_plans", "department", "cost_center", "site_id"]) {
    if (random() < 0.2) user[field] = other[field];
    if (random() < 0.05) delete user[field];
  }
  if (random() < 0.2) user.emergency_address = { city: "Oslo", country: "NO" };
  return JSON.parse(JSON.stringify(user));
}

/** A user as the list of users gives one. */
export const ROW = {
  id: "r",
  phone_user_id: "p",
  email: "r@example.com",
  name: "R",
  extension_number: 801,
  status: "activate",
  site: { id: "s1", name: "HQ" },
};
/** Profiles as this endpoint and the list of users give them. */
export const PROFILES = [createUser(1, 5), createUser(2, 5), ROW];

/** A stream that is cut anywhere and uses one buffer for all its chunks. */
export function cut(whole, longest, random) {
  let at = 0;
  const buffer = new Uint8Array(longest);
  return new ReadableStream(
    {
      pull(controller) {
        if (at === whole.length) return controller.close();
        const length = Math.min(1 + Math.floor(random() * longest), whole.length - at);
        buffer.set(whole.subarray(at, at + length));
        at += length;
        controller.enqueue(buffer.subarray(0, length));
      },
    },
    { highWaterMark: 0 },
  );
}

/** Reads a stream of bytes as a string. */
export const read = async (stream) => new TextDecoder().decode(Buffer.concat(await all(stream)));
/** Reads a stream to its end, as a list of chunks. */
export async function all(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

/** The rows of a CSV text (RFC 4180), by its own small reader. */
export function rowsOf(text) {
  const rows = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/y;
  while (field.lastIndex < text.length) {
    const [, quoted, plain, end] = field.exec(text);
    rows.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === "\r\n" && field.lastIndex < text.length) rows.push([]);
  }
  return rows;
}
