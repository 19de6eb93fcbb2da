// What is wrong with the document last checked, in the words of the error `invalid_response`.

import * as glue from "#parts/issues";
import { ZoomPhoneError } from "../shared/error.ts";
import { ready } from "../shared/runtime.ts";
import type { Issue } from "./types.ts";

/** Returns what makes the error of an input, which has so many issues: it may be called after the next check. */
export function invalidInput(issueCount: number): (issues: Issue[]) => ZoomPhoneError {
  ready(glue.part);
  let fields = { message: "", hint: "" };
  glue.describeInput({ describe: (message: string, hint: string) => (fields = { message, hint }) }, issueCount);
  return (issues) => ZoomPhoneError.create({ ...fields, code: "invalid_response", attempts: 0, issues });
}

/** Describes a reply, which has so many issues, to the machine of its call. */
export function describeReply(issueCount: number): void {
  ready(glue.part);
  glue.describeReply(issueCount);
}
