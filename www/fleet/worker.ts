// The page's worker: reads fleets, finds and exports profiles, validates and formats. It keeps nothing of a file.

import { csvFormatRow } from "d3-dsv";
import type { UserProfile } from "zoom-phone-profile";
import { exportFleet, init, isZoomPhoneError, validateUserProfile } from "zoom-phone-profile";

import { formatJson } from "../model/format";
import { driftBetween } from "./drift";
import type { Answer, Ask, Checked, Jobs, Validation } from "./jobs";
import { records, textLines } from "./lines";
import type { Failure, Row } from "./row";
import { policyReader, RowMaker } from "./row";

/** So many rows are sent at a time: small messages, so that the page is never held up. */
const BATCH = 100;
/** The wasm is compiled while the file is being opened. */
const ready = init();
ready.catch(() => {});
const stops = new Map<number, AbortController>();
const say = (answer: Answer): void => self.postMessage(answer);

self.addEventListener("message", (event: MessageEvent<Ask>) => {
  const ask = event.data;
  if (ask.job === "stop") return stops.get(ask.number)?.abort();
  const stop = new AbortController();
  stops.set(ask.number, stop);
  work(ask, stop.signal)
    .then((result) => say({ number: ask.number, result }))
    .catch((error: unknown) => say({ number: ask.number, error: told(error) }))
    .finally(() => stops.delete(ask.number));
});

async function work(ask: Exclude<Ask, { job: "stop" }>, signal: AbortSignal): Promise<unknown> {
  await ready;
  switch (ask.job) {
    case "read":
      return read(ask.file, (part) => say({ number: ask.number, part }), signal);
    case "line":
      return line(ask.file, ask.index, signal);
    case "export":
      return exportRows(ask, signal);
    case "drift":
      return driftBetween(ask.before, ask.after, signal);
    case "check":
      return check(ask.text, ask.validation);
    case "format":
      return formatJson(ask.text);
  }
}

function told(error: unknown): { message: string; hint?: string } {
  if (isZoomPhoneError(error)) return { message: error.message, hint: error.hint };
  return { message: error instanceof Error ? error.message : String(error) };
}

async function read(
  file: Blob,
  part: (part: Jobs["read"]["part"]) => void,
  signal: AbortSignal,
): Promise<Jobs["read"]["result"]> {
  const maker = new RowMaker();
  let progress = { profiles: 0, bytes: 0 };
  let sentRules = 0;
  let rows: Jobs["read"]["part"]["rows"] = [];
  const send = () => {
    part({ rows, rules: maker.rules.slice(sentRules), ...progress });
    sentRules = maker.rules.length;
    rows = [];
  };
  let index = 0;
  const lines = textLines(exportFleet(file, "ndjson", { signal, onProgress: (now) => (progress = now) }));
  // The same users once more, as a table: states and locks are had so in a tenth of the time.
  const table = records(exportFleet(file, "csv", { signal }));
  const policies = policyReader((await table.next()).value ?? []);
  for await (const text of lines) {
    const { value: cells } = await table.next();
    rows.push(rowOf(maker, index++, text, policies(cells ?? [])));
    if (rows.length >= BATCH) send();
  }
  send();
  return { profiles: index, bytes: progress.bytes };
}

function rowOf(maker: RowMaker, index: number, text: string, policies: Pick<Row, "states" | "locks">): Row {
  const value = JSON.parse(text) as UserProfile & { error?: Partial<Failure> & { id?: string } };
  const failure = failureOf(value);
  return failure ? maker.failed(index, value.error?.id ?? "", failure) : maker.row(index, value, policies);
}

/** A line in place of a profile that could not be read. A profile too may have a member of that name. */
function failureOf({ error, policy, id, email }: UserProfile & { error?: Partial<Failure> }): Failure | undefined {
  if (typeof error !== "object" || error === null || policy || id || email) return undefined;
  const issues = error.issues ?? [];
  return {
    code: error.code ?? "not_a_profile",
    message: error.message ?? issues[0]?.message ?? "This is not a profile.",
    issues,
  };
}

async function line(file: Blob, index: number, signal: AbortSignal): Promise<string | undefined> {
  for await (const text of textLines(exportFleet(file, "ndjson", { signal }), index)) return text;
  return undefined;
}

async function exportRows(
  { file, indices, format, reasons }: Jobs["export"]["ask"],
  signal: AbortSignal,
): Promise<Blob> {
  const wanted = new Map([...indices].map((index, at) => [index, at]));
  const lines: { at: number; text: string }[] = [];
  let index = 0;
  for await (const text of textLines(exportFleet(file, "ndjson", { signal }))) {
    const at = wanted.get(index++);
    if (at !== undefined) lines.push({ at, text: `${text}\n` });
  }
  // In the order of the table.
  lines.sort((a, b) => a.at - b.at);
  const chosen = new Blob(lines.map(({ text }) => text));
  if (format === "ndjson") return new Blob([chosen], { type: "application/x-ndjson" });
  const rows: string[] = [];
  for await (const cells of records(exportFleet(chosen, "csv", { signal }))) {
    rows.push(
      csvFormatRow([...cells, rows.length === 0 ? "reason" : guarded(reasons[lines[rows.length - 1]?.at ?? -1] ?? "")]),
    );
  }
  // Spreadsheets read a file without the mark in an encoding of their own.
  return new Blob(["\ufeff", rows.join("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" });
}

/** A cell that a spreadsheet does not run as a formula. */
const guarded = (cell: string): string => (/^\s*[-=+@]/.test(cell) ? `'${cell}` : cell);

async function check(text: string, validation: Validation): Promise<Checked> {
  const result = validateUserProfile(text, { validation });
  const checked: Checked = { success: result.success, issues: result.issues, issueCount: result.issueCount };
  return result.success || text.trim() === "" ? checked : { ...checked, ...(await fleetIn(text)) };
}

/** Looks whether the text is a fleet: more than one profile in a list, in lines or in an envelope. */
async function fleetIn(text: string): Promise<{ profiles?: number }> {
  let profiles = 0;
  try {
    for await (const found of textLines(exportFleet(text, "ndjson")))
      if (!failureOf(JSON.parse(found) as UserProfile)) profiles += 1;
  } catch {
    return {};
  }
  return profiles > 0 ? { profiles } : {};
}
