// Reads a file of profiles off the main thread: counted as a stream, then once more for the rows of the table.

import { summarizeFleet, validateUserProfile } from "zoom-phone-profile";
import type { FleetSummary } from "zoom-phone-profile";

import { failedRow, rowOf } from "./row";
import type { Row } from "./row";
import type { Grouping } from "./run";

export type Question = { kind: "read"; file: File; groupings: Grouping[] } | { kind: "profile"; index: number };
export type Answer =
  | { kind: "progress"; profiles: number; failed: number }
  | { kind: "summary"; grouping: Grouping; summary: FleetSummary }
  | { kind: "rows"; rows: Row[] }
  | { kind: "profile"; index: number; text: string }
  | { kind: "failed"; message: string }
  | { kind: "done" };

const post = (answer: Answer) => postMessage(answer);
const ROWS = 500;
/** A list has to be parsed as a whole for its rows; larger ones have charts only. Lines have no limit. */
const MOST_WHOLE = 256 << 20;

/** Where each profile of the file is found again: its place, or, where the file was parsed as a whole, itself. */
const places: (Blob | object)[] = [];

addEventListener("message", ({ data }: MessageEvent<Question>) => {
  if (data.kind === "read") void read(data.file, data.groupings).catch((error: unknown) => post({ kind: "failed", message: error instanceof Error ? error.message : String(error) }));
  else void textAt(data.index).then((text) => post({ kind: "profile", index: data.index, text }));
});

async function read(file: File, groupings: Grouping[]): Promise<void> {
  for (const [at, grouping] of groupings.entries()) {
    const summary = await summarizeFleet(file, { groupBy: grouping, audit: true, outliers: true, onProgress: ({ profiles }) => at === 0 && post({ kind: "progress", profiles, failed: 0 }) });
    post({ kind: "summary", grouping, summary });
    if (at > 0) continue;
    post({ kind: "progress", profiles: summary.profiles, failed: summary.failed });
    await readRows(file);
  }
  post({ kind: "done" });
}

async function readRows(file: File): Promise<void> {
  let rows: Row[] = [];
  for await (const [place, value] of profiles(file)) {
    const result = validateUserProfile(value);
    const index = places.push(place) - 1;
    rows.push(result.success ? rowOf(index, result.data) : failedRow(index, `#${index + 1}`, result.issues[0]?.code ?? "invalid"));
    if (rows.length === ROWS) {
      post({ kind: "rows", rows });
      rows = [];
    }
  }
  post({ kind: "rows", rows });
}

async function* profiles(file: File): AsyncGenerator<[Blob | object, string | object]> {
  const isLines = /^\s*\{[^\n]*\}\s*\n\s*\{/.test(await file.slice(0, 1 << 20).text());
  if (isLines) return yield* lines(file);
  if (file.size > MOST_WHOLE) return;
  const whole: unknown = JSON.parse(await file.text());
  const list = Array.isArray(whole) ? whole : Object.values(whole as object).find(Array.isArray);
  for (const value of (list ?? [whole]) as object[]) yield [value, value];
}

/** The lines of a file with their places, a chunk at a time. */
async function* lines(file: File): AsyncGenerator<[Blob, string]> {
  const decoder = new TextDecoder();
  const reader = (file.stream() as ReadableStream<Uint8Array>).getReader();
  let rest = new Uint8Array();
  let offset = 0;
  for (let isDone = false; !isDone; ) {
    const { value, done } = await reader.read();
    isDone = done;
    const bytes = joined(rest, value ?? new Uint8Array(done && rest.length > 0 ? [10] : []));
    let from = 0;
    for (let to = bytes.indexOf(10); to >= 0; to = bytes.indexOf(10, from)) {
      const text = decoder.decode(bytes.subarray(from, to));
      if (text.trim() !== "") yield [file.slice(offset + from, offset + to), text];
      from = to + 1;
    }
    rest = bytes.slice(from);
    offset += from;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

async function textAt(index: number): Promise<string> {
  const place = places[index];
  return place instanceof Blob ? place.text() : JSON.stringify(place, null, 2);
}
