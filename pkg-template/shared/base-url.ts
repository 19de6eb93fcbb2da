// Where the API is, and which URLs a token or a secret may be sent to, for the call and for the proxy. The same rules
// as in src/client/endpoint.rs. Does not use the wasm.

/** Whether a secret may be sent to a URL: nobody between here and there can read it. */
export function isPrivate({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname));
}

/** Whether a host, in the engine's normal form, is this machine. */
function isLoopback(hostname: string): boolean {
  return /^(\[::1\]|(.+\.)?localhost|127\.\d+\.\d+\.\d+)$/.test(hostname);
}

/** Whether a URL holds a user or a password. */
export function hasCredentials({ username, password }: URL): boolean {
  return username !== "" || password !== "";
}

/** Whether a URL, or the string that it was made of, holds a query or a fragment, even an empty one. */
export function hasQuery({ search, hash }: URL, given: string): boolean {
  return search !== "" || hash !== "" || /[?#]/.test(given);
}

/** Returns origin and path of a URL, without slashes at its end. */
export function normalUrlOf({ origin, pathname }: URL): string {
  return origin + pathname.replace(/\/+$/, "");
}
