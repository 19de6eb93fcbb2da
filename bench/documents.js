// The documents that are measured: Zoom's sample repeated, whose shapes an engine soon optimizes for, and seeded users
// that each lack other fields. Both without white space, as Zoom sends them, and also with ten defects each.

import { createUser, SAMPLE_TEXT } from "../tests/zoom-server/directory.js";

/** What each set of documents is called. */
export const SETS = { sample: "Zoom's sample, again and again", fleet: "40 users, each with other fields" };

export function documents() {
  // A user without policies has no room for ten defects.
  const users = Array.from({ length: 60 }, (_, index) => createUser(index + 1)).filter(
    (profile) => placesOf(profile).length >= 40,
  );
  return { sample: asTexts([JSON.parse(SAMPLE_TEXT)]), fleet: asTexts(users.slice(0, 40)) };
}

function asTexts(profiles) {
  return {
    sound: profiles.map((profile) => JSON.stringify(profile)),
    broken: profiles.map((profile) => JSON.stringify(withDefects(profile, 10))),
  };
}

/** Members whose value is a text, a boolean or a number, but for policies that may also be objects. */
function placesOf(holder, isPolicy = false) {
  return Object.keys(holder).flatMap((key) => {
    const value = holder[key];
    if (typeof value === "object" && value !== null) return placesOf(value, key === "policy");
    return isPolicy || Array.isArray(holder) ? [] : [[holder, key]];
  });
}

const WRONG = { string: 5, boolean: "yes", number: "12" };

/** A copy of a profile with wrong types spread over it. */
function withDefects(profile, count) {
  const copy = structuredClone(profile);
  const places = placesOf(copy);
  for (let defect = 0; defect < count; defect++) {
    const [holder, key] = places[Math.floor((defect * places.length) / count)];
    holder[key] = WRONG[typeof holder[key]];
  }
  return copy;
}
