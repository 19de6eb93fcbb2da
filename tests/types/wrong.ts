// What must not compile: each marked line is an error of the caller's.

import {
  type ErrorCode,
  getUserProfile,
  getUserProfiles,
  type IssueCode,
  init,
  parseUserProfile,
  summarizeFleet,
  type UserProfile,
  validateUserProfile,
  ZoomPhoneError,
} from "zoom-phone-profile";
import { createProxy } from "zoom-phone-profile/proxy";
import { buildUserProfile, createZoomFetch } from "zoom-phone-profile/testing";

export async function wrong(profile: UserProfile): Promise<void> {
  // @ts-expect-error a plan that there is not
  getUserProfiles(["a"], { plan: "enterprise" });
  // @ts-expect-error a number of milliseconds
  await getUserProfile("me", { timeoutMs: "5s" });
  // @ts-expect-error no such credentials
  await getUserProfile("me", { credentials: "always" });
  // @ts-expect-error a token function says why it is asked
  await getUserProfile("me", { token: (why: number) => String(why) });
  // @ts-expect-error a boolean
  const text: string = profile.policy?.sms?.enable;
  // @ts-expect-error what a profile may not say is possibly undefined
  profile.policy.sms;
  // @ts-expect-error no such strictness
  validateUserProfile({}, { validation: "loose" });
  // @ts-expect-error no such option
  parseUserProfile(5, { strict: true });
  // @ts-expect-error no such grouping
  await summarizeFleet([], { groupBy: "city" });
  // @ts-expect-error no such source
  await init(null);
  // @ts-expect-error it is made by the package alone
  new ZoomPhoneError();
  // @ts-expect-error lenient validation lets any object pass
  const lenient: UserProfile = await getUserProfile("me", { validation: "lenient" });
  // @ts-expect-error nor is what it reads a profile
  const read: UserProfile = parseUserProfile("{}", { validation: "lenient" });
  // @ts-expect-error no such code
  const code: ErrorCode = "oops";
  // @ts-expect-error no such code
  const issue: IssueCode = "oops";
  // @ts-expect-error without `authorize` anybody could read anybody
  createProxy({ accountId: "a", clientId: "b", clientSecret: "c", allowedOrigins: [] });
  // @ts-expect-error a field of the wrong type, deep down
  buildUserProfile({ policy: { sms: { enable: "yes" } } });
  // @ts-expect-error no such fault
  createZoomFetch({ users: [], faults: { a: "oops" } });
  // @ts-expect-error users are needed
  createZoomFetch({});
  console.log(text, code, issue, lenient, read);
}
