// The call of the endpoint: the wasm fetches, the same validation as everywhere checks what came.

import { bytesDocument } from "./convert.js";
import { glue, ready } from "./runtime.js";
import { checked, notAProfile, validationSettings } from "./validation.js";

export async function getUserProfile(userId, options) {
  return (await getUserProfileWithResponse(userId, options)).profile;
}

export async function getUserProfileWithResponse(userId, options) {
  ready();
  const settings = validationSettings(options, null);
  const reply = await glue.fetchUserProfile(userId, options);
  const result = checked(bytesDocument(reply.body), settings);
  const { status, attempts, url, headers } = reply;
  const trackingId = headers["x-zm-trackingid"];
  if (!result.success) throw notAProfile(result, { status, attempts, url, trackingId });
  return { profile: result.data, issues: result.issues, response: { status, attempts, trackingId, rateLimit: rateLimit(headers) } };
}

function rateLimit(headers) {
  const number = (name) => (headers[name] === undefined ? undefined : Number(headers[name]));
  const limits = {
    category: headers["x-ratelimit-category"],
    type: headers["x-ratelimit-type"],
    limit: number("x-ratelimit-limit"),
    remaining: number("x-ratelimit-remaining"),
    reset: number("x-ratelimit-reset"),
  };
  return Object.values(limits).some((value) => value !== undefined) ? limits : undefined;
}
