// @ts-nocheck
// The call of the endpoint: one profile, and what the reply says beside it.

import { ready } from "../shared/runtime.ts";
import { budgetOf } from "./budget.ts";
import { Call } from "./call.ts";
import { requestSettings } from "./options.ts";
import { targetOf } from "./target.ts";

export async function getUserProfile(userId, options) {
  return (await fetchProfile(userId, options, false)).profile;
}

export async function getUserProfileWithResponse(userId, options) {
  return fetchProfile(userId, options, true);
}

async function fetchProfile(userId, options, areIssuesWanted) {
  ready();
  const settings = requestSettings(options);
  const { url, base } = targetOf(settings.baseUrl, userId);
  return run(new Call(url, settings, { budget: budgetOf(base), isPaced: false, areIssuesWanted }), userId);
}

/** Runs a call to its end, and leaves nothing of it behind. */
export async function run(call, userId) {
  try {
    return await call.run(userId === "me");
  } finally {
    call.close();
  }
}
