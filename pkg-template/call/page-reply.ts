// The check of a reply that should be a page of users. Loaded by `import()`, as that of a profile is.

import { Strictness } from "#border";
import * as glue from "#parts/page";
import type { InputDocument } from "../shared/documents.ts";
import { outOfMemory, prepared, withinMemory } from "../shared/runtime.ts";
import type { ValidationSettings } from "../shared/settings.ts";
import type { CheckedReply } from "../validate/reply.ts";
import type { Issue } from "../validate/types.ts";
import { check } from "../validate/verdict.ts";

/** Resolves once the code that checks pages is linked. */
export const prepare = (): Promise<void> => prepared(glue.part);

/** As a profile, the document is read for its grammar and its kind. */
const GRAMMAR: ValidationSettings = { strictness: Strictness.Lenient, maxIssues: 1, onIssue: undefined };

/** Checks the body of a reply, which the machine of its call can then judge. Throws if memory runs out. */
export function checkReply(document: InputDocument, { strictness, maxIssues }: ValidationSettings): CheckedReply {
  check(document, GRAMMAR, true);
  const { success, issues } = checkedPage(strictness, maxIssues);
  const issueCount = issues.length;
  return {
    verdict: { success, hasNulls: false, issueCount },
    report(onIssue) {
      const data: unknown = success ? withinMemory(() => document.data()) : undefined;
      if (onIssue) issues.forEach((issue) => onIssue(issue));
      // The type is that of profiles' checks; only the list reads it, as a page.
      return success ? { success, data: data as object, issues, issueCount } : { success, issues, issueCount };
    },
  };
}

function checkedPage(strictness: Strictness, maxIssues: number): { success: boolean; issues: Issue[] } {
  try {
    const text = glue.checkPage(strictness, maxIssues);
    return { success: text.startsWith("+"), issues: text.length > 1 ? (JSON.parse(text.slice(1)) as Issue[]) : [] };
  } catch (error) {
    throw outOfMemory(error);
  }
}
