// A fleet with many issues: each user has a site of their own, deprecated fields, and values that Zoom does not
// document.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { ROOT } from "../scripts/lib/run.js";

const SAMPLE = readFileSync(join(ROOT, "tests/fixtures/sample-response.json"), "utf8");
const LEVELS = ["division", "region", "branch"];

/** Zoom's sample as a user of such a fleet. */
export function flawedUser(index) {
  const user = JSON.parse(SAMPLE);
  const { policy } = user;
  const id = `user${String(index).padStart(18, "0")}`;
  const level = LEVELS[index % LEVELS.length];
  Object.assign(user, { id, email: `${id}@example.com`, site_id: `site${id}`, extension_number: 1000 + index });
  Object.assign(policy.auto_call_recording, { recording_start_prompt: true, recording_explicit_consent: false });
  policy.forwarding_to_external_numbers = index % 2 === 0;
  for (const name of ["sms", "international_calling", "call_park"])
    policy[name] = { ...policy[name], locked: true, locked_by: level };
  policy.call_park.call_not_picked_up_action = 40 + (index % 50);
  policy.call_overflow = { ...policy.call_overflow, call_overflow_type: 20 + (index % 3) };
  return user;
}
