// The error `invalid_response` of an input, and what the machine of a call needs for that of a reply.

import * as glue from "#glue";
import { issues as part } from "#parts/issues";
import type { ErrorFields } from "../shared/error.ts";
import { ready } from "../shared/runtime.ts";

/** Describes the document last checked, which has not passed and has so many issues. */
export function invalidInput(issueCount: number): ErrorFields {
  ready(part);
  let fields: ErrorFields | undefined;
  glue.describeInvalid({ error: (described: ErrorFields) => (fields = described) }, issueCount);
  // The wasm always calls back.
  return fields!;
}

/** Summarizes the issues of the document last checked, for the machine to describe the reply. */
export function summarizeIssues(issueCount: number): void {
  ready(part);
  glue.summarizeIssues(issueCount);
}
