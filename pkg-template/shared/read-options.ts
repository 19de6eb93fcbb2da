// Reads options, and suggests the closest known name for a misspelt one. Does not use the wasm.

import { type Given, invalidArgument, ownOptions } from "./arguments.ts";
import { suggest } from "./suggest.ts";

/** Returns the own options that are given, each read once. Throws `invalid_argument` for an unknown one. */
export function readOptions<Name extends string>(options: unknown, known: readonly Name[]): Given<Name> {
  return ownOptions(options, known, (name) => {
    throw invalidArgument(
      `There is no option \`${name}\``,
      suggestion(name, known) ?? `The options are: ${known.join(", ")}.`,
    );
  });
}

/** Returns a hint with the known name that is closest to a misspelt one, if any is close. */
export function suggestion(name: string, known: readonly string[]): string | undefined {
  const closest = suggest(name, known);
  return closest !== undefined ? `Did you mean \`${closest}\`?` : undefined;
}
