// How the jobs call Zoom: through the package's proxy, without a server in between. It requests the account's token,
// shares it by the store, and renews it.

import { createProxy } from "zoom-phone-profile/proxy";

const RATES = { pro: [20, 10], business: [40, 20] };
/** Nobody waits for a job: it may take its time before it uses a token that is not shared. */
const TIMEOUT_MS = 30_000;

/** Returns an account with its rate limits, in requests a second: give lower ones if other apps use the account. */
export function withRates(account) {
  const [requestsPerSecond, listsPerSecond] = RATES[account.plan];
  return { requestsPerSecond, listsPerSecond, ...account };
}

/** Returns the options that calls and lists have in common. */
export function callOptions({ accountId, clientId, clientSecret, tokenUrl }, tokenStore) {
  const proxy = createProxy({
    accountId,
    clientId,
    clientSecret,
    tokenUrl,
    tokenStore,
    list: true,
    timeoutMs: TIMEOUT_MS,
    // Nobody but the jobs can call it.
    allowedOrigins: [],
    authorize: () => true,
    onError: (error) => console.error(error),
  });
  return {
    baseUrl: "https://proxy.invalid",
    timeoutMs: TIMEOUT_MS,
    fetch: (url, { headers, signal }) => proxy(new Request(url, { headers, signal })),
  };
}
