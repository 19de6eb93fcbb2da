// Reads responses, and objects that only look like one. Every part of them may be missing, or throw when it is read.

import { MAX_REPLY } from "#border";
import { type BodyReader, readBody } from "../shared/body.ts";
import { cancelQuietly } from "../shared/cancel-quietly.ts";

/** The parts of a response that are read; a stand-in for fetch may have some of them. */
interface ResponseLike {
  readonly status?: unknown;
  readonly type?: unknown;
  readonly redirected?: unknown;
  readonly url?: unknown;
  readonly headers?: { get?(name: string): unknown } & Readonly<Record<string, unknown>>;
  readonly body?: { cancel?(): unknown; getReader?(): BodyReader };
  arrayBuffer?(): Promise<ArrayBuffer>;
  text?(): Promise<string>;
  json?(): Promise<unknown>;
}

const asResponse = (response: unknown) => response as ResponseLike | null | undefined;

/** Whether a redirect is hidden by the engine, or was followed by a stand-in. */
export function isRedirected(response: unknown): boolean {
  try {
    const { type, redirected } = response as ResponseLike;
    return type === "opaqueredirect" || redirected === true;
  } catch {
    return false;
  }
}

/** Returns the status; `undefined` for what is not a response, and for one that the engine hides. */
export function statusOf(response: unknown): number | undefined {
  try {
    const { status } = response as ResponseLike;
    const isStatus = typeof status === "number" && Number.isInteger(status) && status >= 1 && status <= 999;
    return isStatus ? status : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the value of a header, given by its name in lowercase. */
export function headerOf(response: unknown, name: string): string | undefined {
  try {
    const { headers } = response as ResponseLike;
    if (!headers) return undefined;
    const key = () => Object.keys(headers).find((each) => each.toLowerCase() === name) ?? name;
    const value = typeof headers.get === "function" ? headers.get(name) : headers[key()];
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the origin that a redirect leads to, if known. Its path and query may hold secrets. */
export function redirectTarget(response: unknown, url: string): string | undefined {
  try {
    const location = headerOf(response, "location") ?? (isRedirected(response) ? asResponse(response)?.url : undefined);
    if (typeof location !== "string") return undefined;
    const { protocol, origin } = new URL(location, url);
    return /^https?:$/.test(protocol) ? origin : undefined;
  } catch {
    return undefined;
  }
}

const encoder = new TextEncoder();

/** The body of a response. */
export class ResponseBody {
  readonly #response: ResponseLike | null | undefined;
  #reader: BodyReader | undefined;

  constructor(response: unknown) {
    this.#response = asResponse(response);
  }

  /**
   * Returns the bytes, or `null` if they are more than `MAX_REPLY`, or as soon as `isOver` returns true. Rejects if the
   * body breaks off.
   */
  async read(isOver: () => boolean): Promise<Uint8Array | null> {
    this.#reader = this.#response?.body?.getReader?.();
    if (this.#reader) return readBody(this.#reader, isOver);
    const bytes = await this.#readAtOnce();
    return bytes.byteLength > MAX_REPLY ? null : bytes;
  }

  async #readAtOnce(): Promise<Uint8Array> {
    const response = this.#response;
    if (typeof response?.arrayBuffer === "function") return new Uint8Array(await response.arrayBuffer());
    if (typeof response?.text === "function") return encoder.encode(await response.text());
    if (typeof response?.json === "function") return encoder.encode(JSON.stringify(await response.json()) ?? "");
    return new Uint8Array();
  }

  /** Lets go of the body, whether or not it is being read. */
  cancel(): void {
    const reader = this.#reader;
    cancelQuietly(() => (reader ? reader.cancel?.() : this.#response?.body?.cancel?.()));
  }
}
