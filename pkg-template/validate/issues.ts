// Reads the issues of the document last checked out of the wasm: one string and a table of numbers.

import * as glue from "#glue";
import { issues as part } from "#parts/issues";
import { type InputDocument, readText } from "../shared/documents.ts";
import { ready, words } from "../shared/runtime.ts";
import type { Issue } from "./types.ts";

/** Numbers in a row of the table; src/core/validate/table.rs declares them. */
const ROW = 15;

/** Returns the issues of the document last checked, in its order. */
export function readIssues(document: InputDocument): Issue[] {
  ready(part);
  const at = glue.issues(document.inBytes) / 4;
  const numbers = words();
  const text = readText(numbers[at]!, numbers[at + 1]!);
  const issues: Issue[] = [];
  const start = numbers[at + 2]! / 4;
  const end = start + numbers[at + 3]!;
  for (let row = start; row < end; row += ROW) issues.push(readIssue(text, numbers, row, !document.fromObject));
  return issues;
}

function readIssue(text: string, numbers: Uint32Array, row: number, hasPlace: boolean): Issue {
  const part = (at: number) => text.slice(numbers[row + at], numbers[row + at + 1]);
  const [code, severity] = issueCodes()[numbers[row]!]!;
  const { pointer, path } = placeOf(text, numbers, row);
  const hasExpected = numbers[row + 7]! > 0;
  const hasReceived = numbers[row + 9]! > 0;
  // Most have all of it, and an object that is made whole takes less time than one that grows.
  if (hasPlace && hasExpected && hasReceived) {
    return {
      code,
      severity,
      path: path.slice(),
      pointer,
      message: part(4),
      expected: part(6),
      received: part(8),
      offset: numbers[row + 12]!,
      line: numbers[row + 13]!,
      column: numbers[row + 14]!,
    };
  }
  const issue: Issue = { code, severity, path: path.slice(), pointer, message: part(4) };
  if (hasExpected) issue.expected = part(6);
  if (hasReceived) issue.received = part(8);
  if (hasPlace) {
    issue.offset = numbers[row + 12]!;
    issue.line = numbers[row + 13]!;
    issue.column = numbers[row + 14]!;
  }
  return issue;
}

type Place = Pick<Issue, "pointer" | "path">;

/** Places of earlier issues, by the numbers of their paths: many profiles have issues at the same fields. */
const places = new Map<number, Place>();
const KEPT_PLACES = 256;

function placeOf(text: string, numbers: Uint32Array, row: number): Place {
  const number = numbers[row + 1]!;
  const known = places.get(number);
  if (known) return known;
  const pointer = text.slice(numbers[row + 2], numbers[row + 3]);
  return newPlace(number, pointer, numbers[row + 10]!, numbers[row + 11]!);
}

function newPlace(number: number, pointer: string, low: number, high: number): Place {
  const path = splitPointer(pointer, low, high);
  if (number === 0) return { pointer, path };
  if (places.size >= KEPT_PLACES) places.clear();
  // Joined anew: a string that was cut out of another one keeps that alive.
  const place = { pointer: `/${path.join("/")}`, path };
  places.set(number, place);
  return place;
}

/** Returns a pointer's segments. The bits of `low` and `high` tell which are indices of lists: those become numbers. */
function splitPointer(pointer: string, low: number, high: number): Issue["path"] {
  return pointer
    .split("/")
    .slice(1)
    .map((segment, at) => {
      if ((at < 32 ? low >>> at : high >>> (at - 32)) & 1) return Number(segment);
      return segment.includes("~") ? segment.replaceAll("~1", "/").replaceAll("~0", "~") : segment;
    });
}

type CodeAndSeverity = readonly [Issue["code"], Issue["severity"]];

let codes: readonly CodeAndSeverity[] | undefined;

/** Returns the codes of issues with their severities, by their numbers in the table. Rust declares them. */
function issueCodes(): readonly CodeAndSeverity[] {
  return (codes ??= glue
    .issueCodes()
    .split(",")
    .map((pair) => pair.split(" ") as [Issue["code"], Issue["severity"]]));
}
