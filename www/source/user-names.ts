// Names of users for suggestions: of the file or the fleet that was read, else those that Zoom's list finds.

import { listPhoneUsers } from "zoom-phone-profile";

import { userNames } from "../fleet/names";
import { ready } from "../ready";
import { learnNames } from "./known-names";
import { requestOptions, source } from "./source";

const MOST = 20;
/** Sources whose list cannot be read: they are not asked at each key. */
const unlisted = new WeakSet<object>();

/** Users of the source whose name contains a text; at most 20. */
export async function namesLike(text: string): Promise<string[]> {
  const present = source();
  const read = userNames(present);
  const known = present.kind === "file" ? [...(present.profiles?.keys() ?? []), ...read] : read;
  const typed = text.toLowerCase();
  const found = known.filter((name) => name.toLowerCase().includes(typed)).slice(0, MOST);
  if (present.kind === "file" || present.kind === "none") return found;
  const own = "me".includes(typed) ? ["me"] : [];
  return [...own, ...(known.length > 0 || typed === "" ? found : await listed(text))];
}

async function listed(keyword: string): Promise<string[]> {
  const present = source();
  const names: string[] = [];
  if (unlisted.has(present)) return names;
  try {
    await ready();
    const options = { ...requestOptions("server"), keyword, pageSize: MOST, maxRetries: 0, timeoutMs: 5000 };
    for await (const user of listPhoneUsers(options)) {
      learnNames(user);
      if (names.push(user.email ?? user.id) >= MOST) break;
    }
  } catch {
    unlisted.add(present);
  }
  return names;
}
