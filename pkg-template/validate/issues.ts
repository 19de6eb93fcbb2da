// Reads the issues of the document last checked out of the wasm: one string and a table of numbers.

import { ISSUE_CODES, IssueColumn } from "#border";
import * as glue from "#parts/issues";
import { type InputDocument, readText } from "../shared/documents.ts";
import { ready, words } from "../shared/runtime.ts";
import type { Issue } from "./types.ts";

/** Returns the issues of the document last checked, in its order. */
export function readIssues(document: InputDocument): Issue[] {
  ready(glue.part);
  const at = glue.issues(document.inBytes) / 4;
  const numbers = words();
  const text = readText(numbers[at]!, numbers[at + 1]!);
  const issues: Issue[] = [];
  const start = numbers[at + 2]! / 4;
  const end = start + numbers[at + 3]!;
  for (let row = start; row < end; row += IssueColumn.Length)
    issues.push(readIssue(text, numbers, row, !document.fromObject));
  return issues;
}

function readIssue(text: string, numbers: Uint32Array, row: number, hasPlace: boolean): Issue {
  const part = (at: IssueColumn) => text.slice(numbers[row + at], numbers[row + at + 1]);
  // Not destructured: iterating over the pair takes 4 % of the time of a profile with ten issues.
  const kind = ISSUE_CODES[numbers[row + IssueColumn.Code]!]!;
  const code = kind[0];
  const severity = kind[1];
  const { pointer, path } = placeOf(text, numbers, row);
  const hasExpected = numbers[row + IssueColumn.ExpectedEnd]! > 0;
  const hasReceived = numbers[row + IssueColumn.ReceivedEnd]! > 0;
  // Most have all of it, and an object that is made whole takes less time than one that grows.
  if (hasPlace && hasExpected && hasReceived) {
    return {
      code,
      severity,
      path: path.slice(),
      pointer,
      message: part(IssueColumn.Message),
      expected: part(IssueColumn.Expected),
      received: part(IssueColumn.Received),
      offset: numbers[row + IssueColumn.Offset]!,
      line: numbers[row + IssueColumn.Line]!,
      column: numbers[row + IssueColumn.Column]!,
    };
  }
  const issue: Issue = { code, severity, path: path.slice(), pointer, message: part(IssueColumn.Message) };
  if (hasExpected) issue.expected = part(IssueColumn.Expected);
  if (hasReceived) issue.received = part(IssueColumn.Received);
  if (hasPlace) {
    issue.offset = numbers[row + IssueColumn.Offset]!;
    issue.line = numbers[row + IssueColumn.Line]!;
    issue.column = numbers[row + IssueColumn.Column]!;
  }
  return issue;
}

type Place = Pick<Issue, "pointer" | "path">;

/** Places of earlier issues, by the numbers of their paths: many profiles have issues at the same fields. */
const places = new Map<number, Place>();
const KEPT_PLACES = 256;

function placeOf(text: string, numbers: Uint32Array, row: number): Place {
  const number = numbers[row + IssueColumn.Path]!;
  const known = places.get(number);
  if (known) return known;
  const pointer = text.slice(numbers[row + IssueColumn.Pointer], numbers[row + IssueColumn.PointerEnd]);
  return newPlace(number, pointer, numbers[row + IssueColumn.LowIndices]!, numbers[row + IssueColumn.HighIndices]!);
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
  if (pointer === "") return [];
  const segments = pointer.slice(1).split("/");
  // Most are keys without escapes.
  if (low === 0 && high === 0 && !pointer.includes("~")) return segments;
  return segments.map((segment, at) => {
    if ((at < 32 ? low >>> at : high >>> (at - 32)) & 1) return Number(segment);
    return segment.replaceAll("~1", "/").replaceAll("~0", "~");
  });
}
