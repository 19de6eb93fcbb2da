// Which user IDs can be sent, for the call and for the proxy. The same rules as `check_user_id` of
// src/client/endpoint.rs: tests of all three read tests/fixtures/user-ids.json. Does not use the wasm.

// Escaped beyond Latin-1: a single such character makes engines keep the whole file at twice the size.
const QUOTES = "´«»\\u2018-\\u201f\\u2039\\u203a";
/** Spaces, and characters without a width, such as a byte order mark. */
const SPACE = "[\\p{White_Space}\\u180e\\u200b-\\u200d\\u2060\\ufeff]";

/** Strings that cannot be the ID of a user, and what is wrong with each. The first match counts. */
const PROBLEMS: readonly (readonly [RegExp, string])[] = [
  [/^$/, "must not be empty"],
  // It has no encoding, and would be sent as another ID.
  [/\p{Surrogate}/u, "holds half a character (a lone surrogate)"],
  [/^\.\.?$/, 'must not be "." or "..": it would lead to another endpoint'],
  [/\p{Cc}/u, "must not contain control characters"],
  [
    /^(undefined|null|NaN|true|false)$|^\[object /,
    "is a value without an ID (undefined, null, an object), turned into a string",
  ],
  [
    // Email addresses may begin with an apostrophe or with a quoted part.
    /* @__PURE__ */ new RegExp(`^${SPACE}|${SPACE}$|["'\`${QUOTES}]$|^"(?![^]*"@)|^['\`](?![^]*@)|^[${QUOTES}]`, "u"),
    "must not have quotes, spaces or invisible characters around it",
  ],
];

/** Returns why a string cannot be the ID or email address of a user, or "me", as a predicate; else `undefined`. */
export function userIdProblem(userId: string): string | undefined {
  return PROBLEMS.find(([pattern]) => pattern.test(userId))?.[1];
}
