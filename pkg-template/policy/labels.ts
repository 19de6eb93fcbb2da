// Labels: the texts of policies in other words or another language.

import * as glue from "#parts/policy";
import { invalidArgument, kindOf, unlessUnreadable, wrongOption } from "../shared/arguments.ts";
import { textDocument } from "../shared/documents.ts";
import { isPlain } from "../shared/guards.ts";
import { ready } from "../shared/runtime.ts";
import type { PolicyLabels } from "./types.ts";

/** The labels that the wasm has, as JSON; empty for English. */
let current = "";

/**
 * Makes the wasm write with these labels until the next call; without labels in English. Call it after everything of
 * the caller's has been read: a getter may itself call this package.
 */
export function useLabels(labels: unknown): void {
  ready(glue.part);
  const checked = checkedLabels(labels);
  const text = checked === undefined ? "" : JSON.stringify(checked);
  if (text === current) return;
  glue.useLabels(text === "" ? 0 : textDocument(text).write());
  current = text;
}

/** Returns a copy of labels, without a prototype. Throws `invalid_argument` if they are no object of strings. */
export function checkedLabels(labels: unknown): PolicyLabels | undefined {
  if (labels === undefined) return undefined;
  return unlessUnreadable(() => {
    if (kindOf(labels) !== "an object" || !isPlain(labels)) throw wrongOption("labels", "an object of strings", labels);
    const copy: Record<string, string> = Object.create(null);
    for (const [key, label] of Object.entries(labels)) {
      if (typeof label !== "string")
        throw invalidArgument(
          `The label ${JSON.stringify(key)} must be a string; it is ${kindOf(label)}`,
          "Pass strings only, as i18n/en.json has them.",
        );
      copy[key] = label;
    }
    return copy;
  });
}
