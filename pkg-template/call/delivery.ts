// What a call hands out once its machine has settled: the profile, or the issues of a body that was refused. Each issue
// goes to the caller's `onIssue` as well.

import type { InputDocument } from "../shared/documents.ts";
import { withinMemory } from "../shared/runtime.ts";
import type { CheckedReply } from "../validate/reply.ts";
import type { Issue } from "../validate/types.ts";
import type { RequestSettings } from "./options.ts";
import type { ProfileWithResponse } from "./types.ts";

/** A body that was read to its end. */
export interface ReceivedBody {
  readonly document: InputDocument;
  /** Asks the validator, once its code is loaded. */
  check?: () => CheckedReply;
  /** What the validator says, if it was asked. */
  checked?: CheckedReply;
}

type OnIssue = RequestSettings["onIssue"];

/** The caller's `onIssue`, with its promises kept. */
const collecting = (onIssue: OnIssue, promises: unknown[]): OnIssue =>
  onIssue && ((issue: Issue) => void promises.push(onIssue(issue)));

/**
 * Returns the profile of an accepted body, with its issues and `responseInfo` where that is asked for. Waits for what
 * `onIssue` returns, but not once `interrupted` has resolved. Rejects if `onIssue` throws or rejects.
 */
export async function deliver(
  { document, checked }: ReceivedBody,
  onIssue: OnIssue,
  responseInfo: (() => ProfileWithResponse["response"]) | undefined,
  interrupted: Promise<void>,
): Promise<unknown> {
  if (!checked) return { profile: withinMemory(() => document.data()) };
  const promises: unknown[] = [];
  const result = checked.report(collecting(onIssue, promises));
  const profile = result.success ? result.data : undefined;
  if (promises.length > 0) await Promise.race([Promise.all(promises), interrupted]);
  if (!responseInfo) return { profile };
  return { profile, issues: result.issues, response: responseInfo() };
}

/** Reports the issues of a refused body, and returns them. Does not wait for `onIssue`; ignores its rejections. */
export function reportIssues({ checked }: ReceivedBody, onIssue: OnIssue): Issue[] {
  const promises: unknown[] = [];
  // The machine refuses a body only after its check.
  const { issues } = checked!.report(collecting(onIssue, promises));
  // The call has failed, whatever becomes of them.
  Promise.all(promises).catch(() => {});
  return issues;
}
