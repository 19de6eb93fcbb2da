// Where profiles come from: the sample server, a proxy, or a file. A token is kept in this module's memory and nowhere
// else; a link names the source, never the token.

import { PageError } from "../page-error";
import type { Demo } from "./sign-in";
import { tokenOf } from "./sign-in";

export interface FileSource {
  kind: "file";
  name: string;
  file: Blob;
  /** The sample data that ships with the page: a link can name it. */
  isSample?: boolean;
  /** The profiles by ID, where the file is small. */
  profiles?: Map<string, string>;
}

export type Source =
  | { kind: "embedded"; demo: Demo }
  | { kind: "proxy"; baseUrl: string; token: string }
  | FileSource
  | { kind: "none"; missing?: "file" | "sample" };

let current: Source = { kind: "none" };
/** Every source that was used, by its name in links: going back to one loses nothing. */
const known = new Map<string, Source>();

export const source = (): Source => current;
export const embedded = (): Source | undefined => known.get("");

/** Looks whether the sample server is there, beside the page. Static hosts have none. */
export async function findEmbedded(): Promise<void> {
  try {
    const reply = await fetch("sample-server.json");
    const demo = reply.ok ? ((await reply.json()) as Demo) : undefined;
    if (demo?.clientId) known.set("", { kind: "embedded", demo });
  } catch {
    // A static folder answers with a page of its own, or not at all.
  }
}

export function use(next: Source): void {
  current = next;
  if (next.kind !== "none") known.set(nameOf(next), next);
}

/** Uses the source that a link names; a file, which a link cannot contain, only where it is open already. */
export function useNamed(name = ""): void {
  const present = known.get(name);
  if (present) current = present;
  else if (name === "file" || name === "sample") current = { kind: "none", missing: name };
  else if (name === "") current = { kind: "none" };
  else use({ kind: "proxy", baseUrl: name, token: "" });
}

/** The source's name in a link; the sample server needs none. */
export function nameOf(of: Source): string {
  if (of.kind === "proxy") return of.baseUrl;
  if (of.kind === "file") return of.isSample ? "sample" : "file";
  return of.kind === "none" ? (of.missing ?? "") : "";
}

/** The source's name for people. */
export function describe(of: Source): string {
  if (of.kind === "embedded") return "Sample server";
  if (of.kind === "proxy") return "Zoom, by your proxy";
  return of.kind === "file" ? of.name || "A file" : "No source";
}

/** The user that is shown where a link names none. */
export function firstUser(): string {
  return current.kind === "file" ? (current.profiles?.keys().next().value ?? "") : "me";
}

const ahead = new Map<string, Promise<Response>>();

/** Asks for a profile before the code that reads it is there. */
export function askAhead(userId: string): void {
  if (current.kind !== "embedded") return;
  const url = new URL(`v2/phone/users/${encodeURIComponent(userId)}`, location.href).href;
  const reply = tokenOf(current.demo, userId === "me", false).then((token) =>
    fetch(url, { headers: { authorization: `Bearer ${token}` } }),
  );
  reply.catch(() => ahead.delete(url));
  ahead.set(url, reply);
}

function fetchOrTake(url: string, init: RequestInit): Promise<Response> {
  const asked = ahead.get(new URL(url, location.href).href);
  ahead.clear();
  return asked ?? fetch(url, init);
}

/** Throws where an address is not of the page's own site, which is all that the page's security policy allows. */
export function assertOwnSite(address: string): void {
  const origin = originOf(address);
  if (origin === location.origin) return;
  throw new PageError(
    `This page asks ${location.host} only; ${address} is ${origin === undefined ? "no address" : "another site"}.`,
    `Have ${location.host} pass requests on to your proxy, and give the path, such as /api/zoom.`,
  );
}

function originOf(address: string): string | undefined {
  try {
    return new URL(address, location.href).origin;
  } catch {
    return undefined;
  }
}

/** Where to ask, and as whom; `undefined` for a file. Throws for a proxy on another site. */
export function requestOptions(userId: string) {
  if (current.kind === "embedded") {
    const { demo } = current;
    const token = ({ reason }: { reason: string }) => tokenOf(demo, userId === "me", reason === "expired");
    return { baseUrl: "v2", token, fetch: fetchOrTake };
  }
  if (current.kind !== "proxy") return undefined;
  assertOwnSite(current.baseUrl);
  return { baseUrl: current.baseUrl, ...(current.token && { token: current.token }) };
}
