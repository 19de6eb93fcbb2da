// Zoom's behavior at these endpoints: tokens, users, errors, limits. It takes a Request and returns a Response; the
// clock is passed in. Facts are from Zoom's pages on the operation `phoneUser`, on OAuth and on rate limits.

import {
  createFailures,
  createUserList,
  decoded,
  JSON_TYPE,
  refusalOf,
  responseOf,
  unknownEndpoint,
  userNotFound,
} from "#zoom-failures";
import { SAMPLE, SAMPLE_TEXT, SITE_NAMES } from "./directory.js";
import { SOCKET_FAULTS } from "./faults.js";
import { RateLimit } from "./limits.js";
import { jsonReply } from "./replies.js";
import { DEMO, Tokens } from "./tokens.js";
import { Users } from "./users.js";

export { DEMO };

const LIMITS = { pro: 20, business: 40 };
/** Those of the label Medium, which are counted apart: for the list of users. */
const LIST_LIMITS = { pro: 10, business: 20 };

/**
 * @param {object} options
 * @param {number} [options.users] how many users there are, 5000 by default; the documented sample is the first
 * @param {number} [options.seed] of the other users
 * @param {() => number} [options.now] the clock, in milliseconds
 * @param {"pro" | "business"} [options.plan] the account's plan, which sets its limit; business by default
 * @param {number} [options.requestsPerSecond] the limit itself
 * @param {number} [options.listsPerSecond] the limit of the list of users itself
 * @param {number} [options.pendingUsers] how many users the list has besides, who have no Zoom Phone yet
 * @param {number} [options.requestsPerDay] a daily limit; none by default
 * @param {number} [options.tokenLifeMs] an hour by default
 * @param {string} [options.cors] an origin that may call; as with Zoom, none by default
 */
export function createZoom({
  users = 5000,
  seed = 1,
  now = Date.now,
  plan = "business",
  requestsPerSecond = LIMITS[plan],
  listsPerSecond = LIST_LIMITS[plan],
  pendingUsers = 0,
  requestsPerDay = Infinity,
  tokenLifeMs = 3_600_000,
  cors,
} = {}) {
  const account = {
    tokens: new Tokens({ now, lifeMs: tokenLifeMs, ownUserId: SAMPLE.id }),
    users: new Users({ users, seed, pendingUsers }),
    profiles: new RateLimit({ now, perSecond: requestsPerSecond, perDay: requestsPerDay, category: "Light" }),
    lists: new RateLimit({ now, perSecond: listsPerSecond, category: "Medium" }),
    failureOf: createFailures(now),
    pageOf: createUserList(now),
  };
  let requests = 0;
  return {
    demo: DEMO,
    directory: account.users.directory,
    /** Counts: requests for profiles, all refusals for a limit, and tokens that the endpoint has issued. */
    get state() {
      const { tokens, profiles, lists } = account;
      return { requests: profiles.requests, refused: profiles.refused + lists.refused, grants: tokens.grants };
    },
    /** Counts of the list of users: `requests`. */
    lists: account.lists,
    issueToken: (options) => account.tokens.issue(options),
    spendElsewhere: () => account.profiles.spendElsewhere(),
    moveUser: (userId, place) => account.users.move(userId, place),
    addUser: (user) => account.users.add(user),
    removeUser: (userId, options) => account.users.remove(userId, options),
    async fetch(request) {
      const response = await answer(request, account, cors);
      const number = (requests++).toString(16).padStart(8, "0");
      response.headers.set("x-zm-trackingid", `v=2.0;clid=aw1;rid=WEB_${number}`);
      if (cors) allowOrigin(response, cors);
      return response;
    },
  };
}

async function answer(request, account, cors) {
  const url = new URL(request.url);
  if (request.method === "OPTIONS" && cors) return new Response(null, { status: 204 });
  if (url.pathname === "/oauth/token") return account.tokens.grant(request, url);
  if (url.pathname === "/v2/phone/users" && request.method === "GET") return page(request, url.searchParams, account);
  const match = /^\/v2\/phone\/users\/([^/]+)$/.exec(url.pathname);
  if (!match || request.method !== "GET") return responseOf(unknownEndpoint());
  return profile(request, decoded(match[1]), account);
}

/** Answers a request for a page of the list of users. */
function page(request, query, { tokens, users, lists, pageOf }) {
  const token = tokens.authorize(request);
  if (token instanceof Response) return token;
  const refusal = lists.spend();
  if (refusal) return refusal;
  if (token.kind === "user") return responseOf(refusalOf("no-scopes"));
  if (query.get("site_id") === "forbidden-site")
    return jsonReply(400, { code: 124, message: "You do not have permission for this site." });
  const reply = pageOf(users.listed, query);
  // The test kit names a site after its ID.
  const body = reply.body.replace(/"Site ([\w-]+)"/g, (name, id) => JSON.stringify(SITE_NAMES[id] ?? JSON.parse(name)));
  return responseOf({ ...reply, body, headers: { ...reply.headers, ...lists.headers() } });
}

/** Answers a request for a profile. */
function profile(request, userId, { tokens, users, profiles, failureOf }) {
  const token = tokens.authorize(request);
  if (token instanceof Response) return token;
  const refusal = profiles.spend();
  if (refusal) return refusal;
  const named = Object.hasOwn(SOCKET_FAULTS, userId) ? SAMPLE_REPLY : failureOf(userId);
  if (named) return responseOf({ ...named, headers: { ...profiles.headers(), ...named.headers } });
  const isMe = userId === "me";
  if (isMe && token.kind === "server")
    return jsonReply(400, { code: 300, message: 'Invalid user id: "me" is not allowed for this token.' });
  if (!isMe && token.kind === "user")
    return jsonReply(400, { code: 300, message: 'A user\'s own token may only be used with "me".' });
  const user = users.find(isMe ? token.userId : userId);
  if (!user) return responseOf(userNotFound(userId));
  const text = user === SAMPLE ? SAMPLE_TEXT : JSON.stringify(user);
  return new Response(text, { status: 200, headers: { ...JSON_TYPE, ...profiles.headers() } });
}

/** What is sent to a user named after a fault of the connection, as far as it comes. */
const SAMPLE_REPLY = { status: 200, body: SAMPLE_TEXT, headers: { "content-type": "application/json" } };

function allowOrigin({ headers }, origin) {
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-allow-headers", "authorization");
  headers.set(
    "access-control-expose-headers",
    "retry-after, x-zm-trackingid, x-ratelimit-category, x-ratelimit-type, x-ratelimit-limit, " +
      "x-ratelimit-remaining, x-ratelimit-reset",
  );
}
