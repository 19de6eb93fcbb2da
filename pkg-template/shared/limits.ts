// Limits that the call and the proxy share.

/** The largest reply that is read, in bytes: a profile has a few thousand. */
export const MAX_REPLY = 1 << 20;
