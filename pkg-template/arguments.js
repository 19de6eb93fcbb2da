// Arguments that cannot be used: what is wrong with them, and what was meant.

import { ZoomPhoneError, isZoomPhoneError } from "./error.js";
import { glue, ready } from "./runtime.js";
import { NO_OPTIONS, UNREADABLE, isHolder } from "./sound.js";

/** Makes objects that inherit nothing. Of a class: what is made without any prototype is slow to write and to read in V8. */
const Bare = /* @__PURE__ */ (() => {
  function Bare() {}
  Bare.prototype = Object.freeze(Object.create(null));
  return Bare;
})();

/**
 * The options that are there, each read once, without a prototype. Inherited ones are none: a poisoned prototype must not add a
 * token.
 */
export function readOptions(options, known) {
  const given = new Bare();
  if (options === undefined) return given;
  const unknown = unlessUnreadable(() => {
    if (!isHolder(options)) throw invalidArgument(...NO_OPTIONS);
    const name = unknownName(options, known);
    if (name !== undefined) return name;
    for (const name of known) {
      const value = Object.hasOwn(options, name) ? options[name] : undefined;
      if (value !== undefined) given[name] = value;
    }
  });
  if (unknown !== undefined) throw unknownOption(unknown, known);
  return given;
}

/** What a look at somebody's values gives: they may throw, but nothing of their own. */
export function unlessUnreadable(look) {
  try {
    return look();
  } catch (error) {
    if (isZoomPhoneError(error)) throw error;
    throw invalidArgument(...UNREADABLE);
  }
}

function unknownName(options, known) {
  for (const name of Object.keys(options)) if (!known.includes(name)) return name;
}

/** What is wrong with an option that there is not, and which one is meant. */
function unknownOption(name, known) {
  ready();
  const meant = glue.meantOption(name, known.join());
  return invalidArgument(`There is no option \`${name}\``, meant ? `Did you mean \`${meant}\`?` : `The options are: ${known.join(", ")}`);
}

export function invalidArgument(message, hint = "Mend the argument and call again.") {
  return new ZoomPhoneError({ message, code: "invalid_argument", hint, attempts: 0 });
}
