// Zoom's token endpoint, and which tokens it accepts afterwards.

import { refusalOf, responseOf } from "#zoom-failures";
import { jsonReply } from "./replies.js";

/** The app that the demonstration signs in with. None of this is a secret. */
export const DEMO = {
  clientId: "demo-client",
  clientSecret: "demo-secret",
  accountId: "demo-account",
  code: "demo-user",
};

/** Each of these scopes permits to read a profile. */
const SCOPES = ["phone:read", "phone:read:admin", "phone:read:user", "phone:read:user:admin"];
const GRANTED = ["phone:read", "phone:read:user:admin"];
const KINDS = { account_credentials: "server", authorization_code: "user" };

export class Tokens {
  #tokens = new Map();
  #now;
  #lifeMs;
  #ownUserId;
  #issued = 0;
  /** How many tokens the endpoint has issued. */
  grants = 0;

  /** `ownUserId` is whose token a user's own is, unless another is named. */
  constructor({ now, lifeMs, ownUserId }) {
    this.#now = now;
    this.#lifeMs = lifeMs;
    this.#ownUserId = ownUserId;
  }

  /** Issues a token. A new one does not end those before it. */
  issue({ kind = "server", userId = this.#ownUserId, scopes = GRANTED, lifeMs = this.#lifeMs } = {}) {
    const number = this.#issued++;
    const token = `zoom.${kind}.${number.toString(36)}.${Math.abs(Math.imul(number + 1, 2654435761)).toString(36)}`;
    this.#tokens.set(token, { kind, userId, scopes, expires: this.#now() + lifeMs });
    return token;
  }

  /** Answers `POST /oauth/token`. */
  async grant(request, url) {
    const form = new URLSearchParams(request.method === "POST" ? await request.text() : "");
    const parameter = (name) => form.get(name) ?? url.searchParams.get(name);
    if (request.method !== "POST") return jsonReply(405, { reason: "Method not allowed", error: "invalid_request" });
    if (request.headers.get("authorization") !== `Basic ${btoa(`${DEMO.clientId}:${DEMO.clientSecret}`)}`)
      return jsonReply(401, { reason: "Invalid client_id or client_secret", error: "invalid_client" });
    const kind = KINDS[parameter("grant_type")];
    if (!kind) return jsonReply(400, { reason: "unsupported grant type", error: "unsupported_grant_type" });
    const isKnown = kind === "server" ? parameter("account_id") === DEMO.accountId : parameter("code") === DEMO.code;
    if (!isKnown) return jsonReply(400, { reason: "Bad Request", error: "invalid_request" });
    this.grants += 1;
    return jsonReply(200, {
      access_token: this.issue({ kind }),
      token_type: "bearer",
      expires_in: Math.round(this.#lifeMs / 1000) - 1,
      scope: GRANTED.join(" "),
      api_url: url.origin,
    });
  }

  /** Returns the token of a request, or the Response that refuses it. */
  authorize(request) {
    const value = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
    const token = this.#tokens.get(value);
    if (value === "token-expired" || (token && token.expires <= this.#now())) return responseOf(refusalOf("expired"));
    if (value === "token-no-scopes" || (token && !token.scopes.some((scope) => SCOPES.includes(scope))))
      return responseOf(refusalOf("no-scopes"));
    return token ?? responseOf(refusalOf("invalid"));
  }
}
