// The proxy's types: which options are required, and what does not compile.

import {
  createProxy,
  type ProxyError,
  type ProxyOptions,
  type ProxyVerdict,
  type TokenStore,
  toNodeHandler,
} from "zoom-phone-profile/proxy";

const app = { accountId: "a", clientId: "b", clientSecret: "c" };
const rest = {
  allowedOrigins: ["https://dashboard.example"],
  authorize: async (): Promise<ProxyVerdict> => ({ userId: "x" }),
};

export const handlers: ((request: Request) => Promise<Response>)[] = [
  createProxy({ ...app, ...rest }),
  createProxy({ ...rest, token: ({ reason }) => reason }),
  createProxy({
    ...app,
    ...rest,
    allowedOrigins: [] as const,
    authorize: (request, { userId }) => request.headers.has(userId),
    baseUrl: "https://api-eu.zoom.us/v2",
    timeoutMs: 5_000,
    onError: (error) => console.error(error.message),
  }),
];
createProxy({
  ...app,
  ...rest,
  allowedHosts: ["localhost"] as const,
  authorize: () => new Response(null, { status: 401 }),
  onError: ({ status, error, reason }: ProxyError) => console.error(status + 1, error?.length, reason?.length),
});
export const options: ProxyOptions = { ...app, ...rest };
createProxy({
  ...app,
  ...rest,
  list: true,
  authorize: (request, { userId, list }) => (list ? request.headers.has("x") : { userId }),
});
createProxy({
  ...app,
  ...rest,
  list: true,
  authorize: (_request, target) => (target.list ? true : target.userId.length > 0),
});
createProxy({
  ...app,
  ...rest,
  list: app.accountId === "a",
  authorize: async (_request: Request, target: { userId: string } | { list: true }) => "list" in target,
});

/** Variables of an environment, which may be absent: the error at run time names the option. */
export const fromEnvironment = (env: Record<string, string | undefined>) => [
  createProxy({
    ...rest,
    accountId: env.ZOOM_ACCOUNT_ID,
    clientId: env.ZOOM_CLIENT_ID,
    clientSecret: env.ZOOM_CLIENT_SECRET,
    baseUrl: new URL("https://api-eu.zoom.us/v2"),
    timeoutMs: undefined,
    allowedHosts: undefined,
    onError: undefined,
  }),
  createProxy({ ...rest, token: env.ZOOM_TOKEN }),
];

// @ts-expect-error without `authorize` it is not built
createProxy({ ...app, allowedOrigins: [] });
// @ts-expect-error nor without origins
createProxy({ ...app, authorize: () => true });
// @ts-expect-error nor without naming a secret
createProxy({ accountId: "a", clientId: "b", ...rest });
const tokenStore: TokenStore = {
  get: async () => null,
  set: async (_token, ttlMs) => ttlMs.toFixed(),
  lock: (work) => work(),
};
createProxy({ ...app, ...rest, tokenStore });
createProxy({ ...app, ...rest, tokenStore: { get: () => "", set() {} } });
export const handler = toNodeHandler(createProxy({ ...app, ...rest }), { trustForwardedProto: true });

// @ts-expect-error a token function keeps its own tokens
createProxy({ ...rest, token: "t", tokenStore });
// @ts-expect-error a store sets as well
createProxy({ ...app, ...rest, tokenStore: { get: () => "" } });
// @ts-expect-error with the list there may be no user ID
createProxy({ ...app, ...rest, list: true, authorize: (_request, { userId }) => userId.length > 0 });
// @ts-expect-error either a token or credentials
createProxy({ ...app, ...rest, token: "t" });
// @ts-expect-error a verdict is a boolean or a user id
createProxy({ ...app, ...rest, authorize: () => "yes" });
