// What only JavaScript can do for the wasm: a real Error, a call of fetch, a reply's bytes, a race against time.

const BRAND = Symbol.for("zoom-phone-profile.error");

/** A failure of this package: what happened (`message`), of what kind (`code`), and what to do next (`hint`). */
export class ZoomPhoneError extends Error {
  constructor(fields, cause) {
    super(fields.message, cause === undefined ? undefined : { cause });
    const { message: _, ...rest } = fields;
    Object.assign(this, rest);
  }

  get name() {
    return "ZoomPhoneError";
  }

  /** What is safe to log: everything but the cause, which is somebody else's. */
  toJSON() {
    return { name: this.name, message: this.message, ...this };
  }
}
Object.defineProperty(ZoomPhoneError.prototype, BRAND, { value: true });

/** Whether a value is an error of this package, of any copy of it and of any realm. */
export function isZoomPhoneError(value) {
  return typeof value === "object" && value !== null && value[BRAND] === true;
}

export function createError(fields, cause) {
  return new ZoomPhoneError(fields, cause);
}

/**
 * Races one call against its caller's signal and its deadline. `ended` resolves with what ended it, never rejects;
 * `outcome` has it at once.
 */
export class Guard {
  constructor(signal, timeoutMs) {
    this.controller = new AbortController();
    this.deadline = performance.now() + timeoutMs;
    this.ended = new Promise((resolve) => {
      const end = (outcome) => {
        this.release();
        this.outcome = outcome;
        resolve(outcome);
        this.controller.abort();
      };
      this.timer = setTimeout(() => end({ timedOut: true }), timeoutMs);
      if (signal === undefined) return;
      const onAbort = () => end({ reason: signal.reason });
      if (signal.aborted) return onAbort();
      signal.addEventListener("abort", onAbort, { once: true });
      this.unlisten = () => signal.removeEventListener("abort", onAbort);
    });
  }

  get signal() {
    return this.controller.signal;
  }

  /** Milliseconds that are left. */
  get remaining() {
    return this.deadline - performance.now();
  }

  /** Stops the clock and forgets the caller's signal. */
  release() {
    clearTimeout(this.timer);
    this.unlisten?.();
  }

  /** Ends whatever is still under way, such as a reply's body. */
  close() {
    this.release();
    this.controller.abort();
  }
}

export function wait(ms) {
  let timer;
  const promise = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  promise.cancel = () => clearTimeout(timer);
  return promise;
}

export function cancelWait(promise) {
  promise.cancel();
}

export function globalFetch() {
  return globalThis.fetch;
}

/** Calls fetch, or a stand-in for it, with a string and plain options. */
export async function callFetch(fetch, url, headers, credentials, signal) {
  const init = { method: "GET", headers, credentials, signal, cache: "no-store", redirect: await redirectMode(), referrerPolicy: "no-referrer" };
  for (const option of await refusedOptions()) delete init[option];
  return fetch(url, init);
}

// Some runtimes (workerd) refuse options of a request that others need for safety. Each is tried once, on a request that
// is never sent.
let refused;
function refusedOptions() {
  refused ??= ["cache", "credentials", "referrerPolicy"].filter((option) => !accepts({ [option]: { cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" }[option] }));
  return refused;
}

let redirect;
function redirectMode() {
  redirect ??= accepts({ redirect: "error" }) ? "error" : "manual";
  return redirect;
}

function accepts(init) {
  if (typeof Request !== "function") return true;
  try {
    new Request("https://localhost/", init);
    return true;
  } catch {
    return false;
  }
}

/** The bytes of a reply, or `null` as soon as there are more than `most`. */
export async function readBody(response, most) {
  const reader = response.body?.getReader?.();
  if (!reader) return readWhole(response, most);
  const chunks = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return join(chunks, length);
    length += value.byteLength;
    if (length > most) {
      reader.cancel().catch(() => {});
      return null;
    }
    chunks.push(value);
  }
}

async function readWhole(response, most) {
  let bytes;
  if (typeof response.arrayBuffer === "function") bytes = new Uint8Array(await response.arrayBuffer());
  else if (typeof response.text === "function") bytes = new TextEncoder().encode(await response.text());
  else bytes = new TextEncoder().encode(JSON.stringify(await response.json()) ?? "");
  return bytes.byteLength > most ? null : bytes;
}

function join(chunks, length) {
  if (chunks.length === 1) return chunks[0];
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/** A header of a reply, or of what only looks like one; `undefined` where there is none. */
export function readHeader(response, name) {
  const headers = response.headers;
  if (typeof headers?.get === "function") return headers.get(name) ?? undefined;
  return undefined;
}

/** A base URL taken apart by the engine's own parser; `null` where it is none. */
export function parseBaseUrl(text) {
  const page = globalThis.location?.href;
  let url;
  try {
    url = new URL(text);
  } catch {
    try {
      url = new URL(text, page);
    } catch {
      return null;
    }
  }
  return {
    protocol: url.protocol,
    hostname: url.hostname,
    origin: url.origin,
    pathname: url.pathname,
    hasCredentials: url.username !== "" || url.password !== "",
    hasQuery: url.search !== "" || url.hash !== "" || /[?#]/.test(text),
    isPageOrigin: page !== undefined && !/^[a-z][a-z0-9+.-]*:/i.test(text) && url.origin === globalThis.location.origin,
  };
}

/** Whether the code runs in a page or a worker of one, where CORS rules. */
export function isBrowser() {
  return typeof globalThis.location === "object" && typeof globalThis.navigator === "object" && typeof globalThis.process?.versions?.node !== "string";
}
