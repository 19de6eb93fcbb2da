// The types as a dashboard uses them. A line marked as an error must be one.

import {
  formatPolicySummary,
  getUserProfile,
  getUserProfileWithResponse,
  type Issue,
  init,
  isUserProfile,
  isZoomPhoneError,
  type PolicyEntry,
  type parseUserProfile,
  summarizePolicy,
  type UserProfile,
  userProfileSchema,
  validateUserProfile,
} from "zoom-phone-profile";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function assertType<_T extends true>(): void {}

export async function use(): Promise<string> {
  await init();
  const profile: UserProfile = await getUserProfile("me", { token: async ({ reason }) => reason, timeoutMs: 5_000 });
  const { issues, response } = await getUserProfileWithResponse("me");
  assertType<Equal<typeof issues, Issue[]>>();
  assertType<Equal<typeof response.attempts, number>>();

  // Vocabularies complete, and stay open.
  const status: UserProfile["status"] = "activate";
  const tomorrow: UserProfile["status"] = "a status of tomorrow";
  const overflow = profile.policy?.call_overflow?.call_overflow_type === 4;
  const delegation = profile.policy?.delegation;
  const isOn: boolean | undefined = typeof delegation === "object" ? delegation.enable : delegation;

  const result = validateUserProfile(JSON.stringify(profile));
  if (result.success) assertType<Equal<typeof result.data, UserProfile>>();
  const lenient = validateUserProfile("{}", { validation: "lenient" });
  if (lenient.success) assertType<Equal<typeof lenient.data, unknown>>();
  assertType<Equal<ReturnType<typeof parseUserProfile>, UserProfile>>();

  const something: unknown = {};
  if (isUserProfile(something)) something.policy?.sms?.enable;

  const entries: PolicyEntry[] = summarizePolicy(profile).entries;
  const locked: boolean | null | undefined = entries[0]?.locked;
  const validated = await userProfileSchema["~standard"].validate(profile);
  if (!validated.issues) assertType<Equal<typeof validated.value, UserProfile>>();

  try {
    await getUserProfile("x");
  } catch (error) {
    if (isZoomPhoneError(error) && error.code === "missing_scopes")
      console.error(error.hint, error.missingScopes?.join(" "));
  }

  // @ts-expect-error a misspelt option
  await getUserProfile("me", { timeout: 5 });
  // @ts-expect-error an id is a text
  await getUserProfile(5);
  // @ts-expect-error a field of the wrong type
  const wrong: UserProfile = { id: 5 };
  // @ts-expect-error no such form
  formatPolicySummary(profile, "pdf");
  return [status, tomorrow, overflow, isOn, locked, wrong].join(formatPolicySummary(profile, "text"));
}
