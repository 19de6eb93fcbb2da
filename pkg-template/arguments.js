// Arguments that cannot be used: what is wrong with them, and what was meant.

import { ZoomPhoneError } from "./error.js";
import { glue, ready } from "./runtime.js";

/** Refuses options that there are not, and names the one meant. */
export function checkNames(options, known) {
  if (typeof options !== "object" || options === null) throw invalidArgument("The options must be an object", "Pass the options last, as an object.");
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    ready();
    const meant = glue.meantOption(name, known.join());
    throw invalidArgument(`There is no option \`${name}\``, meant ? `Did you mean \`${meant}\`?` : `The options are: ${known.join(", ")}`);
  }
}

export function invalidArgument(message, hint = "Mend the argument and call again.") {
  return new ZoomPhoneError({ message, code: "invalid_argument", hint, attempts: 0 });
}
