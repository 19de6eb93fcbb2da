// @ts-nocheck
// Where a call goes: the base URL is taken apart by the engine's own parser, and judged in the wasm.

import { invalidArgument, wrongArgument } from "../shared/arguments.ts";
import { glue } from "../shared/runtime.ts";

/** The URL to call, and the base URL in its normal form. */
export function targetOf(baseUrl, userId) {
  if (typeof userId !== "string")
    throw wrongArgument("userId", "a string", userId, 'Pass the user\'s ID or email address, or "me".');
  // Half a character has no encoding: it would be sent as another id.
  if (/\p{Surrogate}/u.test(userId))
    throw invalidArgument("`userId` holds half a character (a lone surrogate)", "Pass the ID as Zoom returned it.");
  const { base, users } = placeOf(baseUrl);
  return { url: users + unlessRefused(() => glue.userSegment(userId), ID_HINT), base };
}

const ID_HINT = "Nothing was sent. Pass the user's ID or email, or \"me\" with a user's own token.";

let lastText;
let lastPlace;

/**
 * Where a base URL leads: its normal form, and the URL that users' profiles are below. Nearly all calls have the same.
 */
function placeOf(baseUrl) {
  if (baseUrl === lastText) return lastPlace;
  const url = parsed(baseUrl);
  if (!url) {
    throw invalidArgument(
      "`baseUrl` is not a URL",
      'Pass a whole one, such as "https://api.zoom.us/v2"; a relative one works in a page only.',
    );
  }
  const { protocol, hostname, origin, pathname } = url;
  const users = unlessRefused(
    () => glue.usersUrl(protocol, hostname, origin, pathname, flagsOf(url, baseUrl)),
    'Nothing was sent. Pass a URL such as "https://api.zoom.us/v2", or your proxy\'s.',
  );
  const place = { base: origin + pathname.replace(/\/+$/, ""), users };
  // A relative one leads elsewhere when the page's address has changed.
  if (!isRelative(baseUrl)) [lastText, lastPlace] = [baseUrl, place];
  return place;
}

function unlessRefused(make, hint) {
  try {
    return make();
  } catch (refusal) {
    throw invalidArgument(String(refusal), hint);
  }
}

function parsed(text) {
  for (const page of [undefined, globalThis.location?.href, globalThis.location?.origin]) {
    try {
      return new URL(text, page);
    } catch {
      // It may be relative to the page, or to the origin of a worker that was made from a blob.
    }
  }
  return null;
}

function flagsOf({ username, password, search, hash, origin }, text) {
  const hasCredentials = username !== "" || password !== "";
  const hasQuery = search !== "" || hash !== "" || /[?#]/.test(text);
  return (
    Number(hasCredentials) |
    (Number(hasQuery) << 1) |
    (Number(isRelative(text) && origin === globalThis.location?.origin) << 2)
  );
}

function isRelative(text) {
  return !/^\s*[a-z][a-z0-9+.-]*:/i.test(text);
}
