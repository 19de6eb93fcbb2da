// Reads profiles into the wasm for what explains them.

import { Strictness } from "#border";
import * as glue from "#parts/policy";
import { ready, withinMemory } from "../shared/runtime.ts";
import type { ValueDocument } from "../shared/values.ts";
import { check } from "../validate/verdict.ts";
import { wrongProfile } from "./wrong-profile.ts";

const LENIENT = { strictness: Strictness.Lenient, maxIssues: 0, onIssue: undefined };

/**
 * Reads a profile into the wasm, so that its exports are about it. Throws `invalid_argument` for what is not a profile;
 * an object of which nothing is known passes.
 *
 * @param value What the document was made from.
 * @param name The argument's name.
 * @param expected What the argument must be.
 */
export function loadProfile(document: ValueDocument, value: unknown, name = "profile", expected = "a profile"): void {
  ready(glue.part);
  const { success } = check(document, LENIENT);
  const otherKind = success ? withinMemory(() => glue.otherKind()) : "";
  if (success && otherKind === "" && glue.hasProfile()) return;
  // Looks at what was read instead of the value, which may change when it is read again.
  const error = wrongProfile(name, expected, value, success ? JSON.parse(document.text) : undefined, otherKind);
  if (error) throw error;
}
