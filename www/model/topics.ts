// Topics: the categories of policies, and one for what stands beside the policy.

import type { PolicyCategory } from "zoom-phone-profile";
import { policyCatalog } from "zoom-phone-profile";

export type Topic = PolicyCategory | "account";

export const TOPICS: Record<Topic, string> = {
  emergency: "Emergency",
  recording: "Recording",
  calling: "Calling",
  call_handling: "Call handling",
  voicemail: "Voicemail",
  messaging: "Messaging",
  fax: "Fax",
  devices: "Devices",
  privacy: "Privacy",
  account: "Numbers and plans",
  other: "Other",
};

interface Known {
  label: string;
  category: PolicyCategory;
  meaning: string;
  /** Labels of the details by key. */
  details: Map<string, string>;
}

let catalog: Map<string, Known> | undefined;

/** The catalog by key. */
export function policies(): Map<string, Known> {
  catalog ??= new Map(
    policyCatalog().map(({ key, label, category, meaning, details }) => {
      return [key, { label, category, meaning, details: new Map(details.map((detail) => [detail.key, detail.label])) }];
    }),
  );
  return catalog;
}

const PLACES: [start: string, name: string, topic: Topic][] = [
  ["/emergency_address", "Emergency address", "emergency"],
  ["/phone_numbers", "Phone numbers", "account"],
  ["/calling_plans", "Calling plans", "account"],
  ["/status", "Status", "account"],
];

/** What a pointer is about: the policy's name or the field's, and its topic. */
export function subjectOf(pointer: string): { name: string; topic: Topic; policy?: string } {
  const [, root, key] = pointer.split("/");
  if (root === "policy" && key !== undefined) {
    const known = policies().get(key);
    return { name: known?.label ?? key, topic: known?.category ?? "other", policy: key };
  }
  const place = PLACES.find(([start]) => pointer.startsWith(start));
  return place ? { name: place[1], topic: place[2] } : { name: "The profile", topic: "other" };
}
