// Zoom's behavior at this endpoint: tokens, users, errors, limits. It takes a Request and returns a Response; the clock
// is passed in. Facts are from Zoom's pages on the operation `phoneUser`, on OAuth and on rate limits.

import {
  createFailures,
  createUserList,
  decoded,
  failureNamed,
  refusalOf,
  responseOf,
  unknownEndpoint,
  userNotFound,
} from "#zoom-failures";
import { createUser, SAMPLE_TEXT, SITE_NAMES } from "./directory.js";
import { SOCKET_FAULTS } from "./faults.js";

/** The app that the demonstration signs in with. None of this is a secret. */
export const DEMO = {
  clientId: "demo-client",
  clientSecret: "demo-secret",
  accountId: "demo-account",
  code: "demo-user",
};

const SCOPES = ["phone:read", "phone:read:admin", "phone:read:user", "phone:read:user:admin"];
const LIMITS = { pro: 20, business: 40 };
/** Those of the label Medium, which are counted apart: for the list of users. */
const LIST_LIMITS = { pro: 10, business: 20 };
const SAMPLE = JSON.parse(SAMPLE_TEXT);

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
  const tokens = new Map();
  const directory = new Map();
  const byEmail = new Map();
  for (let index = 0; index < users; index++) {
    const user = index === 0 ? SAMPLE : createUser(index, seed);
    directory.set(user.id, user);
    byEmail.set(user.email, user.id);
  }
  const state = { second: 0, inSecond: 0, today: 0, requests: 0, refused: 0, grants: 0, nextId: 0 };
  const lists = { second: 0, inSecond: 0, requests: 0 };
  const failureOf = createFailures(now);
  const userList = createUserList(now);
  /** The users in the order of the list, which they may change. */
  const listed = [...directory.values()];
  for (let index = 0; index < pendingUsers; index++)
    listed.push({ id: `pending-${index}`, email: `pending${index}@example.com`, status: "pending" });

  /** Issues a token. A new one does not end those before it. */
  function issueToken({
    kind = "server",
    userId = SAMPLE.id,
    scopes = [SCOPES[0], SCOPES[3]],
    lifeMs = tokenLifeMs,
  } = {}) {
    const id = (state.nextId++).toString(36);
    const token = `zoom.${kind}.${id}.${Math.abs(Math.imul(state.nextId, 2654435761)).toString(36)}`;
    tokens.set(token, { kind, userId, scopes, expires: now() + lifeMs });
    return token;
  }

  async function answer(request) {
    const url = new URL(request.url);
    if (request.method === "OPTIONS" && cors) return new Response(null, { status: 204 });
    if (url.pathname === "/oauth/token") return grant(request, url);
    if (url.pathname === "/v2/phone/users" && request.method === "GET") return page(request, url.searchParams);
    const match = /^\/v2\/phone\/users\/([^/]+)$/.exec(url.pathname);
    if (!match || request.method !== "GET") return responseOf(unknownEndpoint());
    return profile(request, decoded(match[1]));
  }

  async function grant(request, url) {
    const form = new URLSearchParams(request.method === "POST" ? await request.text() : "");
    const parameter = (name) => form.get(name) ?? url.searchParams.get(name);
    if (request.method !== "POST") return reply(405, { reason: "Method not allowed", error: "invalid_request" });
    if (request.headers.get("authorization") !== `Basic ${btoa(`${DEMO.clientId}:${DEMO.clientSecret}`)}`) {
      return reply(401, { reason: "Invalid client_id or client_secret", error: "invalid_client" });
    }
    const kinds = { account_credentials: "server", authorization_code: "user" };
    const kind = kinds[parameter("grant_type")];
    if (!kind) return reply(400, { reason: "unsupported grant type", error: "unsupported_grant_type" });
    const isKnown = kind === "server" ? parameter("account_id") === DEMO.accountId : parameter("code") === DEMO.code;
    if (!isKnown) return reply(400, { reason: "Bad Request", error: "invalid_request" });
    const scope = [SCOPES[0], SCOPES[3]].join(" ");
    const token = issueToken({ kind });
    state.grants += 1;
    return reply(200, {
      access_token: token,
      token_type: "bearer",
      expires_in: Math.round(tokenLifeMs / 1000) - 1,
      scope,
      api_url: url.origin,
    });
  }

  /** Moves a user to another place of the list, as users do while it is read. */
  function moveUser(userId, place) {
    const [user] = listed.splice(
      listed.findIndex(({ id }) => id === userId),
      1,
    );
    listed.splice(place, 0, user);
  }

  /** Adds a user at the end of the list. */
  function addUser(user) {
    directory.set(user.id, user);
    byEmail.set(user.email, user.id);
    listed.push(user);
  }

  /** Takes a user away, who is in the list for a while longer where `isListed`. */
  function removeUser(userId, { isListed = false } = {}) {
    directory.delete(userId);
    if (!isListed)
      listed.splice(
        listed.findIndex(({ id }) => id === userId),
        1,
      );
  }

  function page(request, query) {
    const token = authorize(request);
    if (token instanceof Response) return token;
    const second = Math.floor(now() / 1000);
    if (second !== lists.second) Object.assign(lists, { second, inSecond: 0 });
    lists.inSecond += 1;
    lists.requests += 1;
    if (lists.inSecond > listsPerSecond) return refuse("error-429-qps", listsPerSecond);
    if (token.kind === "user") return responseOf(refusalOf("no-scopes"));
    const site = query.get("site_id");
    if (site === "forbidden-site")
      return reply(400, { code: 124, message: "You do not have permission for this site." });
    const answer = userList(listed, query);
    // The test kit names a site after its ID.
    const body = answer.body.replace(/"Site ([\w-]+)"/g, (name, id) =>
      JSON.stringify(SITE_NAMES[id] ?? JSON.parse(name)),
    );
    const remaining = String(Math.max(0, listsPerSecond - lists.inSecond));
    const limits = { ...limitHeaders(), "x-ratelimit-category": "Medium", "x-ratelimit-limit": String(listsPerSecond) };
    return responseOf({
      ...answer,
      body,
      headers: { ...answer.headers, ...limits, "x-ratelimit-remaining": remaining },
    });
  }

  function profile(request, userId) {
    const token = authorize(request);
    if (token instanceof Response) return token;
    const refusal = spend();
    if (refusal) return refusal;
    const named = namedAfter(userId);
    if (named) return responseOf({ ...named, headers: { ...limitHeaders(), ...named.headers } });
    const isMe = userId === "me";
    if (isMe && token.kind === "server")
      return reply(400, { code: 300, message: 'Invalid user id: "me" is not allowed for this token.' });
    if (!isMe && token.kind === "user")
      return reply(400, { code: 300, message: 'A user\'s own token may only be used with "me".' });
    const user = directory.get(isMe ? token.userId : (byEmail.get(userId) ?? userId));
    if (!user) return responseOf(userNotFound(userId));
    const text = user === SAMPLE ? SAMPLE_TEXT : JSON.stringify(user);
    return new Response(text, {
      status: 200,
      headers: { "content-type": "application/json;charset=UTF-8", ...limitHeaders() },
    });
  }

  /** The token of a request, or the refusal that it deserves. */
  function authorize(request) {
    const value = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
    const token = tokens.get(value);
    if (value === "token-expired" || (token && token.expires <= now())) return responseOf(refusalOf("expired"));
    if (value === "token-no-scopes" || (token && !token.scopes.some((scope) => SCOPES.includes(scope)))) {
      return responseOf(refusalOf("no-scopes"));
    }
    return token ?? responseOf(refusalOf("invalid"));
  }

  /** Counts a request of another app of the account, which is answered elsewhere. */
  function spendElsewhere() {
    const second = Math.floor(now() / 1000);
    if (second !== state.second) Object.assign(state, { second, inSecond: 0 });
    state.today += 1;
    state.inSecond += 1;
  }

  /** Counts a request against the account's limits; the refusal where they are used up. */
  function spend() {
    spendElsewhere();
    state.requests += 1;
    if (state.today > requestsPerDay) return refuse("error-429-daily");
    return state.inSecond > requestsPerSecond ? refuse("error-429-qps") : null;
  }

  function refuse(name, limit = requestsPerSecond) {
    state.refused += 1;
    const { status, body, headers } = failureNamed(name, now());
    return new Response(body, {
      status,
      headers: { ...headers, "x-ratelimit-limit": String(limit), "x-ratelimit-remaining": "0" },
    });
  }

  function limitHeaders() {
    return {
      "x-ratelimit-category": "Light",
      "x-ratelimit-type": "QPS",
      "x-ratelimit-limit": String(requestsPerSecond),
      "x-ratelimit-remaining": String(Math.max(0, requestsPerSecond - state.inSecond)),
    };
  }

  /** What a user answers that is named after a failure or a fault; `null` for any other. */
  function namedAfter(userId) {
    if (Object.hasOwn(SOCKET_FAULTS, userId))
      return { status: 200, body: SAMPLE_TEXT, headers: { "content-type": "application/json" } };
    return failureOf(userId);
  }

  function reply(status, body) {
    return new Response(JSON.stringify(body), {
      status,
      headers: { "content-type": "application/json;charset=UTF-8" },
    });
  }

  return {
    issueToken,
    spendElsewhere,
    moveUser,
    addUser,
    removeUser,
    lists,
    directory,
    state,
    demo: DEMO,
    async fetch(request) {
      const response = await answer(request);
      response.headers.set(
        "x-zm-trackingid",
        `v=2.0;clid=aw1;rid=WEB_${(state.nextId++).toString(16).padStart(8, "0")}`,
      );
      if (cors) {
        response.headers.set("access-control-allow-origin", cors);
        response.headers.set("access-control-allow-headers", "authorization");
        response.headers.set(
          "access-control-expose-headers",
          "retry-after, x-zm-trackingid, x-ratelimit-category, x-ratelimit-type, x-ratelimit-limit, " +
            "x-ratelimit-remaining, x-ratelimit-reset",
        );
      }
      return response;
    },
  };
}
