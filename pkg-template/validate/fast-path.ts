// The quick verdict, which settles nearly every profile: it needs the smallest part of the wasm.

import { Strictness } from "#border";
import * as glue from "#parts/core";
import type { InputDocument } from "../shared/documents.ts";
import { ready } from "../shared/runtime.ts";
import type { ValidationSettings } from "../shared/settings.ts";

/** What is known of a document before its issues are read. */
export interface Verdict {
  readonly success: boolean;
  /** Whether known fields are null. */
  readonly hasNulls: boolean;
  readonly issueCount: number;
}

export const PASSED: Verdict = { success: true, hasNulls: false, issueCount: 0 };

/** Whether the quick verdict is enough: issues of a document that passes are not asked for, nor do warnings fail it. */
export function isVerdictOnly({ strictness, onIssue }: ValidationSettings, collectIssues: boolean): boolean {
  return !collectIssues && onIssue === undefined && strictness !== Strictness.Strict;
}

/** Writes a document into the wasm. Returns the number of its bytes. */
export function writeDocument(document: InputDocument): number {
  ready(glue.part);
  return document.write();
}

/**
 * Whether the document that was written passes *standard* and has no null members. `false` says nothing: then it is to
 * be checked.
 */
export function passesStandard(length: number): boolean {
  return glue.passesStandard(length);
}
