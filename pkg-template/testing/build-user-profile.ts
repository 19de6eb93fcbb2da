// Builds profiles for tests: a usual user, with overrides.

import type { UserProfile } from "#model";
import { isZoomPhoneError, parseUserProfile } from "#package";

import { invalidArgument, kindOf, unlessUnreadable } from "../shared/arguments.ts";
import { isPlain, type UnknownObject } from "../shared/guards.ts";
import { isRecord } from "./records.ts";
import type { ProfileOverrides } from "./types.ts";

/** A user with everything that most users have. It passes the strict validation. */
const USER: UserProfile = {
  id: "NL3cEpSdRc-c2t8aLoZqiw",
  email: "user@example.com",
  status: "activate",
  phone_user_id: "u7pnC468TaS46OuNoEw6GA",
  extension_id: "nNGsNx2zRDyiIXWVI23FCQ",
  extension_number: 1001,
  site_id: "8f71O6rWT8KFUGQmJIFAdQ",
  site_admin: false,
  department: "Sales",
  cost_center: "CC-100",
  calling_plans: [{ type: 200 }],
  phone_numbers: [{ id: "---M1padRvSUtw7YihN7sA", number: "+14085550100" }],
  emergency_address: {
    id: "CCc8zYT1SN60i7uDMzDbXA",
    address_line1: "55 Almaden Boulevard",
    address_line2: "Floor 6",
    city: "San Jose",
    state_code: "CA",
    zip: "95113",
    country: "US",
  },
  policy: {
    international_calling: false,
    elevate_to_meeting: true,
    delegation: false,
    emergency_calls_to_psap: true,
    auto_call_recording: { enable: false, locked: true, locked_by: "account" },
    ad_hoc_call_recording: { enable: true, recording_start_prompt: true, locked: false },
    sms: { enable: true, international_sms: false, locked: false },
    voicemail: { enable: true, allow_delete: true, allow_download: true, allow_transcription: true },
    call_transferring: { enable: true, call_transferring_type: 2, locked: true, locked_by: "site" },
    zoom_phone_on_mobile: { enable: true, locked: false },
  },
};

/**
 * Builds a profile that passes the validation: a usual user, active, with an extension, a number, a calling plan, an
 * emergency address and ten policies. What is given is merged into it, objects deeply; lists are replaced;
 * `undefined` takes a field away. Each call returns a new object; equal overrides bring equal profiles.
 *
 * @param overrides The fields that matter to the test.
 * @throws {ZoomPhoneError} `invalid_response`, with the `issues`, where the overrides make it no valid profile;
 * `invalid_argument` for overrides that are no object, or cannot be read.
 * @example
 * import { buildUserProfile } from "zoom-phone-profile/testing";
 *
 * const locked = buildUserProfile({ email: "ada@example.com", policy: { sms: { enable: false, locked: true } } });
 * const nothingKnown = buildUserProfile({ policy: undefined });
 */
export function buildUserProfile(overrides: ProfileOverrides = {}): UserProfile {
  return unlessUnreadable(() => {
    if (!isRecord(overrides))
      throw invalidArgument(
        `buildUserProfile takes an object of fields; it was given ${kindOf(overrides)}`,
        'Pass fields such as { email: "a@example.com" }.',
      );
    return checkedProfile(merged({ ...USER }, overrides));
  });
}

/** Returns a valid profile. The hint of its error is about overrides: there is no option `validation` here. */
function checkedProfile(profile: UnknownObject): UserProfile {
  try {
    return parseUserProfile(profile);
  } catch (error) {
    if (isZoomPhoneError(error)) error.hint = "Look at `issues`, each with its place, and change the overrides.";
    throw error;
  }
}

/** Returns a copy in which objects are merged, all else is replaced, and what is `undefined` is left out. */
function merged(base: UnknownObject, overrides: UnknownObject): Record<string, unknown> {
  const names = new Set([...Object.keys(base), ...Object.keys(overrides)]);
  const pick = (name: string) => {
    if (!Object.hasOwn(overrides, name)) return copied(base[name]);
    const [value, replaced] = [overrides[name], Object.hasOwn(base, name) ? base[name] : undefined];
    return isPlain(value) && isRecord(replaced) ? merged(replaced, value) : copied(value);
  };
  return Object.fromEntries([...names].map((name) => [name, pick(name)]).filter(([, value]) => value !== undefined));
}

/** Returns a copy of plain data. The validation refuses anything else. */
function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  return isPlain(value) ? merged({}, value) : value;
}
