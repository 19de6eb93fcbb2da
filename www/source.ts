// Where profiles come from: the embedded Zoom server, a proxy, or a file. A token is kept in this module's memory and
// nowhere else; a link names the source, never the token.

import { getUserProfileWithResponse, parseUserProfile, validateUserProfile } from "zoom-phone-profile";
import type { Issue, RequestOptions, UserProfile } from "zoom-phone-profile";

/** What the embedded server says of itself. */
export interface Directory {
  users: { id: string; email: string }[];
  failures: { id: string; description: string }[];
  demo: { clientId: string; clientSecret: string; accountId: string; code: string };
}

export type Source =
  | { kind: "embedded"; directory: Directory }
  | { kind: "proxy"; baseUrl: string; token: string }
  | { kind: "file"; name: string; profiles: Map<string, string> }
  | { kind: "none" };

export interface Fetched {
  profile: UserProfile;
  issues: Issue[];
  response?: { status: number; attempts: number; trackingId?: string };
}

let current: Source = { kind: "none" };
let embedded: Source = { kind: "none" };

export const source = (): Source => current;
/** How many users the embedded server has, where there is one. */
export const embeddedUsers = (): number | undefined => (embedded.kind === "embedded" ? embedded.directory.users.length : undefined);

/** Looks whether the embedded server is there, beside the page. */
export async function findEmbedded(): Promise<void> {
  try {
    const reply = await fetch("directory");
    if (reply.ok) embedded = { kind: "embedded", directory: (await reply.json()) as Directory };
  } catch {
    // A static folder has none: the page asks for another source.
  }
}

export function use(next: Source): void {
  current = next;
}

/** Takes the source that a link names; a file, which a link cannot hold, only where it is there already. */
export function useNamed(name: string | undefined): void {
  if (name === undefined) current = embedded;
  else if (name === "file") current = current.kind === "file" ? current : { kind: "file", name: "", profiles: new Map() };
  else if (current.kind !== "proxy" || current.baseUrl !== name) current = { kind: "proxy", baseUrl: name, token: "" };
}

/** What a link calls the source; the embedded server goes without saying. */
export function nameOf(of: Source): string {
  return of.kind === "proxy" ? of.baseUrl : of.kind === "file" ? "file" : "";
}

/** What a person calls the source. */
export function describe(of: Source): string {
  if (of.kind === "embedded") return "Embedded Zoom server";
  if (of.kind === "proxy") return of.baseUrl;
  return of.kind === "file" ? of.name || "A file" : "Choose a source";
}

/** The user that is shown where a link names none. */
export function firstUser(): string {
  return current.kind === "file" ? (current.profiles.keys().next().value ?? "") : "me";
}

/** Where to ask, and as whom. */
export function requestOptions(userId: string): RequestOptions {
  if (current.kind === "embedded") {
    const { demo } = current.directory;
    return { baseUrl: "v2", token: ({ reason }) => tokenOf(demo, userId === "me", reason === "expired") };
  }
  if (current.kind !== "proxy") throw new Error("There is nobody to ask: a file holds what it holds.");
  return { baseUrl: current.baseUrl, ...(current.token && { token: current.token }) };
}

/** One profile, from whatever source. */
export async function load(userId: string, options: RequestOptions): Promise<Fetched> {
  if (current.kind !== "file") return getUserProfileWithResponse(userId, { ...requestOptions(userId), timeoutMs: 5000, ...options });
  const text = current.profiles.get(userId);
  if (text === undefined) throw new Error(current.profiles.size === 0 ? "This link is about a file, which a link cannot hold. Open the file again." : `The file holds no user ${userId}.`);
  const result = validateUserProfile(text);
  return { profile: parseUserProfile(text), issues: result.issues };
}

/** Reads a file's text as one profile or as many: a list, lines, or an object that holds a list. */
export function readProfiles(text: string): Map<string, string> {
  const profiles = new Map<string, string>();
  const add = (profile: string, value: unknown, at: number) => {
    const { id, email } = (value ?? {}) as { id?: unknown; email?: unknown };
    profiles.set(String(id ?? email ?? `#${at + 1}`), profile);
  };
  const whole = parsed(text);
  if (whole === undefined) {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    if (lines.length > 1 && lines.every((line) => parsed(line) !== undefined)) lines.forEach((line, at) => add(line, parsed(line), at));
    else add(text, null, 0);
    return profiles;
  }
  const list = Array.isArray(whole) ? whole : Object.values(whole ?? {}).find((value) => Array.isArray(value) && typeof value[0] === "object" && value[0] !== null && "policy" in value[0]);
  if (!Array.isArray(list)) add(text, whole, 0);
  else list.forEach((value, at) => add(JSON.stringify(value, null, 2), value, at));
  return profiles;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Tokens of the demonstration, in memory: a user's own for `me`, else a server's. */
const tokens = new Map<boolean, Promise<string>>();

function tokenOf(demo: Directory["demo"], isMe: boolean, isExpired: boolean): Promise<string> {
  const present = isExpired ? undefined : tokens.get(isMe);
  const token = present ?? signIn(demo, isMe);
  tokens.set(isMe, token);
  // A sign-in that fails is tried again by the next call.
  token.catch(() => tokens.delete(isMe));
  return token;
}

async function signIn({ clientId, clientSecret, accountId, code }: Directory["demo"], isMe: boolean): Promise<string> {
  const grant = isMe ? { grant_type: "authorization_code", code } : { grant_type: "account_credentials", account_id: accountId };
  const headers = { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` };
  const reply = await fetch("oauth/token", { method: "POST", headers, body: new URLSearchParams(grant) });
  return ((await reply.json()) as { access_token: string }).access_token;
}

