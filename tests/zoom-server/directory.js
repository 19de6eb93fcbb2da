// The users of the embedded server: the documented sample, and any number of seeded users.

import { readFileSync } from "node:fs";

const read = (name) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8");

/** The sample of Zoom's page, as text. */
export const SAMPLE_TEXT = read("sample-response.json");
/** The sample as a profile. */
export const SAMPLE = JSON.parse(SAMPLE_TEXT);
const FIELDS = JSON.parse(read("fields.facts.json"));
const PLAN_CODES = JSON.parse(read("calling-plans.json")).plans.map((plan) => plan.code);

/** A small generator of pseudo-random numbers from 0 up to 1 (mulberry32): the same seed, the same users. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Sites by ID. Profiles have the ID alone, rows of the list the name too. */
export const SITE_NAMES = {
  "8f71O6rWT8KFUGQmJIFAdQ": "San Jose",
  Zb2kT1xqQ3mR7uWcY5oLsA: "Toronto",
  "pQ9vN4hJ-x2d_8sKfG0zBw": "München",
  mE6yC3rUo1aXtV7iH5lDgw: "東京",
};
const SITES = Object.keys(SITE_NAMES);
const DEPARTMENTS = [
  "Sales",
  "Support",
  "Engineering",
  "Finance",
  "Vertrieb München",
  "営業部",
  "خدمة العملاء",
  "R&D",
  "People",
];
const CITIES = [
  ["SAN JOSE", "CA", "95113", "US"],
  ["London", "", "EC1A 1BB", "GB"],
  ["München", "BY", "80331", "DE"],
  ["東京", "13", "100-0001", "JP"],
  ["Toronto", "ON", "M5H 2N2", "CA"],
];

/** What texts are like, by the last part of their path; any other text is a word. */
const TEXTS = {
  country: (user) => user.city[3],
  city: (user) => user.city[0],
  state_code: (user) => user.city[1] || "X",
  zip: (user) => user.city[2],
  address_line1: (user) => `${1 + user.pick(400)} Main Street`,
  address_line2: (user) => `Floor ${1 + user.pick(30)}`,
  number: (user) => `${user.chance(0.5) ? "+" : ""}1${2000000000 + user.pick(7999999999)}`,
  email: (user) => `user${user.index}@example.com`,
  department: (user) => user.choose(DEPARTMENTS),
  cost_center: (user) => `CC-${100 + user.pick(20)}`,
  site_id: (user) => user.choose(SITES),
  display_name: (user) => `Extension ${user.pick(900)}`,
  title: () => "This call may be recorded",
  body: () => "By using Zoom Phone you agree that calls may be recorded for quality.",
  name: () => "Zoom Phone plan",
};

/** The children of each path of the documented fields. */
const CHILDREN = new Map();
for (const field of FIELDS) {
  const parent =
    field.path.includes(".") || field.path.endsWith("[]") ? field.path.replace(/(\[\]|\.?[^.[\]]+)$/, "") : "";
  if (!CHILDREN.has(parent)) CHILDREN.set(parent, []);
  CHILDREN.get(parent).push(field);
}

/** One seeded user, valid against the documented fields. */
export function createUser(index, seed = 1) {
  const random = randomFrom(seed * 1_000_003 + index);
  const user = {
    index,
    random,
    pick: (most) => Math.floor(random() * most),
    chance: (likelihood) => random() < likelihood,
    choose: (list) => list[Math.floor(random() * list.length)],
  };
  user.city = user.choose(CITIES);
  const profile = objectAt("", user);
  profile.id = idOf(user);
  profile.email = TEXTS.email(user);
  profile.status = user.chance(0.07) ? "deactivate" : "activate";
  profile.extension_number = 1000 + index;
  if (user.chance(0.04)) delete profile.policy;
  if (user.chance(0.06)) delete profile.emergency_address;
  if (user.chance(0.05)) profile.phone_numbers = [];
  // Messages need a plan and a number.
  const canText = profile.phone_numbers?.length !== 0 && profile.calling_plans?.length !== 0;
  if (!canText && profile.policy?.outbound_sms) profile.policy.outbound_sms.enable = false;
  if (profile.policy && user.chance(0.05)) profile.policy.policy_of_tomorrow = { enable: true, locked: false };
  return profile;
}

function idOf(user) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return Array.from({ length: 22 }, () => alphabet[user.pick(64)]).join("");
}

function objectAt(path, user) {
  const object = {};
  for (const field of CHILDREN.get(path) ?? []) {
    const key = field.path.slice(path === "" ? 0 : path.length + 1);
    // A beep's details are there only while it is on; deprecated fields are going.
    const isBeepDetail = key.startsWith("play_beep_") && object.enable !== true;
    const isDropped =
      user.chance(field.deprecated ? 0.8 : 0.15) || field.since === "live, undocumented" || isBeepDetail;
    if (!isDropped) object[key] = valueFor(field, key, user);
  }
  // Encryption and automatic recording rule each other out, and some features need another.
  if (path === "policy") settle(object);
  return object;
}

function settle(policy) {
  if (policy.auto_call_recording?.enable && policy.e2e_encryption) policy.e2e_encryption.enable = false;
  if (policy.voicemail_transcription?.enable === false) {
    for (const key of ["voicemail_tasks", "voicemail_intent_based_prioritization"])
      if (policy[key]) policy[key].enable = false;
  }
  for (const key of ["auto_call_recording", "ad_hoc_call_recording"]) {
    const beep = policy[key]?.play_recording_beep_tone;
    if (beep && beep.enable !== true) policy[key].play_recording_beep_tone = { enable: false };
  }
}

function valueFor(field, key, user) {
  switch (field.type) {
    case "boolean":
      return user.chance(0.6);
    case "integer":
      return key === "type"
        ? user.choose(PLAN_CODES)
        : key === "call_not_picked_up_action"
          ? user.choose([100, 0, 9, 50])
          : field.enum
            ? user.choose(field.enum)
            : 1 + user.pick(90000);
    case "string":
      return field.enum ? user.choose(field.enum) : (TEXTS[key]?.(user) ?? idOf(user));
    case "array":
      return listAt(field, key, user);
    default:
      return objectAt(field.path, user);
  }
}

function listAt(field, key, user) {
  const item = CHILDREN.get(field.path).find((child) => child.path === `${field.path}[]`);
  if (item.enum) return item.enum.filter(() => user.chance(0.7));
  if (key === "international_sms_countries") return ["US", "CA", "GB", "DE", "JP"].filter(() => user.chance(0.5));
  if (key === "custom_disclaimer_list")
    return ["en", "de"].map((language, at) => ({ ...objectAt(item.path, user), language, default: at === 0 }));
  return Array.from({ length: user.pick(3) }, () => objectAt(item.path, user));
}
