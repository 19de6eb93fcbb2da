// Files: small ones are read at once, all others by the fleet's worker.

import type { FileSource } from "./source";

/** Files up to this size are read on the page's own thread, in a few milliseconds. */
const SMALL_BYTES = 1 << 20;

/** A file as a source of profiles. */
export async function fileSource(file: Blob, name: string, isSample = false): Promise<FileSource> {
  const made: FileSource = { kind: "file", name, file, ...(isSample && { isSample }) };
  if (file.size <= SMALL_BYTES) made.profiles = readProfiles(await file.text());
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
    profiles.set(String(id ?? email ?? `#${at + 1}`), profile);
  };
  const whole = parsed(text);
  if (whole === undefined) {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    const values = lines.map(parsed);
    if (lines.length > 1 && !values.includes(undefined)) lines.forEach((line, at) => add(line, values[at], at));
    else add(text, null, 0);
    return profiles;
  }
  const list = Array.isArray(whole) ? whole : Object.values(whole ?? {}).find(isListOfProfiles);
  if (!Array.isArray(list)) add(text, whole, 0);
  else list.forEach((value, at) => add(JSON.stringify(value, null, 2), value, at));
  return profiles;
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
