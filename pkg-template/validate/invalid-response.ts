// The error `invalid_response`: of a reply that is no valid profile, or of an input in its place.

import { type ErrorFields, ZoomPhoneError } from "../shared/error.ts";
import type { ValidationFailure } from "./types.ts";

/** Issues of the document as a whole. */
const WHOLE: readonly (string | undefined)[] = ["invalid_json", "not_a_profile"];

type Hints = Readonly<Record<string, string>>;

const REPLY_HINTS: Hints = {
  invalid_json:
    "Check that `baseUrl` leads to Zoom or to your proxy, not to a page: the reply is empty, cut off, or not JSON.",
  not_a_profile: "Check the endpoint: a profile comes from GET /phone/users/{userId}.",
};
const INPUT_HINTS: Hints = {
  invalid_json: "Pass the JSON of a whole profile: this is empty, cut off, or not JSON.",
  not_a_profile: "Pass a reply of GET /phone/users/{userId}.",
};

/** Further fields of the error, which take precedence; one with a `status` is of a reply. */
type Context = { readonly [Name in keyof ErrorFields]?: ErrorFields[Name] | undefined };

/** Returns the error of a document that failed. `excerpt` is what a page that came in place of JSON says. */
export function invalidResponse(
  { issues, issueCount }: Pick<ValidationFailure, "issues" | "issueCount">,
  context: Context = {},
  excerpt?: string,
): ZoomPhoneError {
  const first = issues.find((issue) => issue.severity === "error") ?? issues[0];
  const isReply = context.status !== undefined;
  const where = issues.length === issueCount ? " in `issues`" : "";
  const more = issueCount > 1 ? `; ${issueCount - 1} more${where}` : "";
  const what = first ? `${first.message}${more}` : "`maxIssues` is 0, so that no more is known";
  const saying = excerpt && WHOLE.includes(first?.code) ? `. It says: ${excerpt}` : "";
  return ZoomPhoneError.create({
    message: `${isReply ? "The reply is no valid profile" : "This is no valid profile"}: ${what}${saying}`,
    code: "invalid_response",
    hint:
      (first && (isReply ? REPLY_HINTS : INPUT_HINTS)[first.code]) ??
      'Look at `issues`, each with its place. Pass `validation: "lenient"` to accept it as it is.',
    attempts: 0,
    ...Object.fromEntries(Object.entries(context).filter(([, value]) => value !== undefined)),
    issues,
  });
}
