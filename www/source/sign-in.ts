// Tokens of the sample server, in memory: a user's own for `me`, else a server's.

export interface Demo {
  clientId: string;
  clientSecret: string;
  accountId: string;
  code: string;
}

const tokens = new Map<boolean, Promise<string>>();

export function tokenOf(demo: Demo, isMe: boolean, isExpired: boolean): Promise<string> {
  const token = (isExpired ? undefined : tokens.get(isMe)) ?? signIn(demo, isMe);
  tokens.set(isMe, token);
  // A failing sign-in is tried again by the next call.
  token.catch(() => tokens.delete(isMe));
  return token;
}

async function signIn({ clientId, clientSecret, accountId, code }: Demo, isMe: boolean): Promise<string> {
  const grant = isMe
    ? { grant_type: "authorization_code", code }
    : { grant_type: "account_credentials", account_id: accountId };
  const headers = { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` };
  const reply = await fetch("oauth/token", { method: "POST", headers, body: new URLSearchParams(grant) });
  return ((await reply.json()) as { access_token: string }).access_token;
}
