// @ts-nocheck
// Reads options, and suggests the closest known name for a misspelt one.

import { invalidArgument, ownOptions } from "./arguments.ts";
import { glue, ready } from "./runtime.ts";

/** The own options that are given, each read once. Throws for an unknown one. */
export function readOptions(options, known) {
  return ownOptions(options, known, (name) => {
    ready();
    const suggested = glue.meantOption(name, known.join());
    throw invalidArgument(
      `There is no option \`${name}\``,
      suggested ? `Did you mean \`${suggested}\`?` : `The options are: ${known.join(", ")}.`,
    );
  });
}
