// Files: small ones are read at once, all others by the fleet's worker.

import { listTexts } from "../model/list-texts";
import { positionName } from "./position";
import type { FileSource } from "./source";

/** Files up to this size are read on the page's own thread, in a few milliseconds. */
const SMALL_BYTES = 1 << 20;

/** A file as a source of profiles. */
export async function fileSource(file: Blob, name: string, isSample = false): Promise<FileSource> {
  const made: FileSource = { kind: "file", name, file, ...(isSample && { isSample }) };
  if (file.size > SMALL_BYTES) return made;
  // What is kept does not follow the file on the disk.
  made.file = new Blob([await file.arrayBuffer()]);
  made.profiles = readProfiles(await made.file.text());
  return made;
}

export const textSource = (text: string, name: string): Promise<FileSource> => fileSource(new Blob([text]), name);

/** The sample data that ships with the page. */
export async function sampleSource(): Promise<FileSource> {
  const reply = await fetch("sample.ndjson.gz");
  if (!reply.ok || !reply.body) throw new Error(`The sample data cannot be loaded (status ${reply.status}).`);
  const unpacked = reply.body.pipeThrough(new DecompressionStream("gzip"));
  return fileSource(await new Response(unpacked).blob(), "Sample data", true);
}

/** Reads text as one profile or as many: a list, lines, or an object that contains a list. */
export function readProfiles(text: string): Map<string, string> {
  const profiles = new Map<string, string>();
  const add = (profile: string, value: unknown, at: number) => {
    const { id, email } = (value ?? {}) as { id?: unknown; email?: unknown };
    const key = String(id || email || positionName(at));
    // Of a user who is in it twice the first has the name; a fleet leads to the other by its position.
    if (!profiles.has(key)) profiles.set(key, profile);
  };
  const whole = parsed(text);
  if (whole === undefined) {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    const values = lines.map(parsed);
    if (lines.length > 1 && !values.includes(undefined)) lines.forEach((line, at) => add(line, values[at], at));
    else add(text, null, 0);
    return profiles;
  }
  const [key, list] = listIn(whole);
  if (list === undefined) add(text, whole, 0);
  else listTexts(text, key).forEach((member, at) => add(member, list[at], at));
  return profiles;
}

/** The list of profiles that a value is, or that is a member of it, with its key. */
function listIn(whole: unknown): [key?: string | undefined, list?: unknown[]] {
  if (Array.isArray(whole)) return [undefined, whole];
  const member = Object.entries(whole ?? {}).find(([, value]) => isListOfProfiles(value));
  return (member as [string, unknown[]] | undefined) ?? [];
}

function isListOfProfiles(value: unknown): value is unknown[] {
  const first: unknown = Array.isArray(value) ? value[0] : undefined;
  return typeof first === "object" && first !== null && "policy" in first;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
