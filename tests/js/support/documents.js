// Seeded documents for tests: JSON of any kind, and what can go wrong with a profile.

import { randomFrom } from "../../zoom-server/directory.js";

/** A seeded source of choices. */
export function chooser(seed) {
  const random = randomFrom(seed);
  const below = (most) => Math.floor(random() * most);
  return { below, onceIn: (times) => below(times) === 0, choose: (list) => list[below(list.length)] };
}

const TEXTS = [
  "",
  "a",
  "id",
  "é",
  "😀",
  "\u2028",
  '"\\/',
  "\b\f\n\r\t\u0000\u001f",
  "a text of more than sixteen bytes",
  "\ud800",
  "\udc00x",
  "__proto__",
  "営業部",
];
const NUMBERS = [
  "0",
  "-0",
  "1",
  "-1",
  "0.5",
  "1e3",
  "1E+2",
  "10e-1",
  "1.0",
  "9007199254740993",
  "123456789012345678901234567890",
  "1e400",
  "-1e-400",
  "5e-324",
];

/** JSON text of any kind, with white space anywhere and escapes of any kind. */
export function anyJson(random, depth = 0) {
  const space = () => (random.onceIn(4) ? random.choose([" ", "\n", "\r", "\t", " \n "]) : "");
  const text = () => textOf(random, random.choose(TEXTS));
  const list = (write) => Array.from({ length: random.below(5) }, write).join(",");
  const value = () => {
    switch (random.below(depth > 5 ? 5 : 8)) {
      case 0:
        return random.choose(["true", "false", "null"]);
      case 1:
        return random.choose(NUMBERS);
      case 2:
        return `${random.onceIn(2) ? "-" : ""}${random.below(1e9)}${random.onceIn(2) ? `.${random.below(1e6)}` : ""}`;
      case 3:
      case 4:
        return text();
      case 5:
        return `[${list(() => anyJson(random, depth + 1))}${space()}]`;
      default:
        return `{${list(() => `${space()}${text()}${space()}:${anyJson(random, depth + 1)}`)}${space()}}`;
    }
  };
  return space() + value() + space();
}

/** A text in quotes: each character as it is, or escaped in one of its ways. */
function textOf(random, text) {
  let written = "";
  for (const unit of text.split("")) {
    const must = unit < " " || unit === '"' || unit === "\\";
    const hex = unit.charCodeAt(0).toString(16).padStart(4, "0");
    const escaped = () =>
      must && random.onceIn(2) ? JSON.stringify(unit).slice(1, -1) : `\\u${random.onceIn(2) ? hex : hex.toUpperCase()}`;
    written += must || random.onceIn(8) ? escaped() : unit;
  }
  return `"${written}"`;
}

const VALUES = [
  null,
  true,
  false,
  "",
  "yes",
  "12",
  "account",
  "USA",
  "é".repeat(61),
  "x".repeat(501),
  0,
  -1,
  1.5,
  1e3,
  9007199254740992,
  1e300,
  [],
  [null],
  {},
  { enable: true },
  { enable: null },
  [[]],
  ["US", "US"],
];
const KEYS = [
  "id",
  "enable",
  "locked_by",
  "policy",
  "sms",
  "calling_plans",
  "__proto__",
  "constructor",
  "a/b~c",
  "",
  "field_of_tomorrow",
];

/** A copy of a profile in which some things are other than documented. */
export function mutated(profile, random, times) {
  const whole = [structuredClone(profile)];
  for (let round = 0; round < times; round++) {
    const places = placesIn(whole);
    const [holder, key] = random.choose(places);
    const isList = Array.isArray(holder);
    switch (random.below(6)) {
      case 0:
        isList ? define(holder, key, {}) : delete holder[key];
        break;
      case 1:
        define(holder, isList ? key : random.choose(KEYS), random.choose(VALUES));
        break;
      case 2:
        define(holder, key, holder[random.choose(Object.keys(holder))]);
        break;
      case 3:
        if (isList && holder !== whole)
          for (let more = random.choose([1, 10, 51]); more > 0; more--) holder.push(structuredClone(holder[key]));
        break;
      default:
        define(holder, key, random.choose(VALUES));
    }
  }
  return whole[0];
}

/** Sets a member as data, whatever its name. */
function define(holder, key, value) {
  Object.defineProperty(holder, key, {
    value: structuredClone(value),
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

/** Every place within a value: what holds it, and under which key. */
function placesIn(holder) {
  return Object.keys(holder).flatMap((key) => {
    const value = holder[key];
    return [[holder, key], ...(typeof value === "object" && value !== null ? placesIn(value) : [])];
  });
}
