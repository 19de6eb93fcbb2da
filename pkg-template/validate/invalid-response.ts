// The error `invalid_response` of an input. The machine of a call makes that of a reply.

import type { ErrorFields } from "../shared/error.ts";
import { glue } from "../shared/runtime.ts";

/** Describes the document last checked, which has not passed and has so many issues. */
export function invalidInput(issueCount: number): ErrorFields {
  let fields: ErrorFields | undefined;
  glue.describeInvalid({ error: (described: ErrorFields) => (fields = described) }, issueCount);
  // The wasm always calls back.
  return fields!;
}
