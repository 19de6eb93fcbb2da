// What a token is made of, for the call and for the proxy.

/** Whether a value can be sent as a token: one or more visible ASCII characters. */
export function isSendableToken(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e]+$/.test(value);
}
