// One process of the client's benchmark, started by client.js: it makes calls in each way, one after another, and
// prints as JSON the ratio of each way to bare fetch and json() in each turn, and the microseconds of a call.

import { PhoneS2SAuthClient } from "@zoom/rivet/phone";

import { getUserProfile, getUserProfileWithResponse } from "../pkg/index.node.js";
import { spread } from "./measure.js";

const baseUrl = process.argv[2];
const [turns, calls, warmUp] = process.argv.slice(3).map(Number);
const token = "a-token-of-the-benchmark";
const userId = "z8yHSnm1QfCHsH7d0M9V3g";

const rivet = new PhoneS2SAuthClient({
  clientId: "x",
  clientSecret: "x",
  accountId: "x",
  disableReceiver: true,
  baseUrl,
  tokenStore: {
    getLatestToken: () => ({ accessToken: token, expirationTimeIso: "2999-01-01T00:00:00Z", scopes: [] }),
    storeToken: () => {},
  },
});

const WAYS = {
  fetch: async () =>
    (
      await fetch(`${baseUrl}/phone/users/${userId}`, {
        headers: { Accept: "application/json", Authorization: `Bearer ${token}` },
      })
    ).json(),
  ours: () => getUserProfile(userId, { baseUrl, token }),
  "ours, with response": async () => (await getUserProfileWithResponse(userId, { baseUrl, token })).profile,
  rivet: async () => (await rivet.endpoints.users.getUsersProfile({ path: { userId } })).data,
};

/** Milliseconds of one call. */
async function timeOf(way) {
  const started = performance.now();
  const profile = await way();
  const time = performance.now() - started;
  if (typeof profile.policy !== "object") throw new Error("this is no profile");
  return time;
}

/** Milliseconds of a call of each way: the median of a turn, in which the ways alternate call by call. */
async function measureTurn(calls) {
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let call = 0; call < calls; call++) {
    // Who comes first changes with each call.
    for (let at = 0; at < names.length; at++) {
      const name = names[(at + call) % names.length];
      times[name].push(await timeOf(WAYS[name]));
    }
  }
  return Object.fromEntries(names.map((name) => [name, spread(times[name]).median]));
}

const names = Object.keys(WAYS);
const results = Object.fromEntries(names.map((name) => [name, { ratios: [], microseconds: [] }]));
await measureTurn(warmUp);
for (let turn = 0; turn < turns; turn++) {
  const times = await measureTurn(calls);
  for (const name of names) {
    results[name].ratios.push(times[name] / times.fetch);
    results[name].microseconds.push(times[name] * 1000);
  }
}
console.log(JSON.stringify(results));
