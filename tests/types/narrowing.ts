// What a check narrows, and what `undefined` and `null` may stand for. A line marked as an error must be one.

import {
  type AuditOptions,
  type AuditRuleInfo,
  auditRules,
  type BatchOptions,
  diffPolicy,
  type FleetExportOptions,
  type FleetSummary,
  getUserProfile,
  getUserProfiles,
  getUserProfileWithResponse,
  type Issue,
  isUserProfile,
  isZoomPhoneError,
  type KnownPolicyKey,
  type PolicyCounts,
  type PolicyEntry,
  type PolicyKey,
  type PolicyState,
  type PolicySummary,
  parseUserProfile,
  type RequestOptions,
  type RuleId,
  summarizeFleet,
  type UserProfile,
  type ZoomFieldError,
  ZoomPhoneError,
} from "zoom-phone-profile";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function assertType<_T extends true>(): void {}

export function errors(error: unknown): string | undefined {
  // Fields that some errors have can be read of any.
  if (error instanceof ZoomPhoneError) return error.limit ?? error.missingScopes?.join() ?? error.trackingId;
  if (!isZoomPhoneError(error)) return undefined;
  assertType<Equal<typeof error.fieldErrors, ZoomFieldError[] | undefined>>();
  switch (error.code) {
    case "rate_limited":
      assertType<Equal<typeof error.limit, "per_second" | "daily" | "concurrency" | undefined>>();
      assertType<Equal<typeof error.issues, undefined>>();
      return error.limit;
    case "missing_scopes":
      assertType<Equal<typeof error.missingScopes, string[] | undefined>>();
      return error.missingScopes?.[0];
    case "invalid_response":
      assertType<Equal<typeof error.issues, Issue[] | undefined>>();
      return error.issues?.[0]?.message;
    case "timeout":
      assertType<Equal<typeof error.limit, undefined>>();
      return error.hint;
    // @ts-expect-error no such code
    case "oops":
      return "";
    default:
      // It is told apart by elimination too.
      assertType<Equal<typeof error.missingScopes, undefined>>();
      return error.hint;
  }
}

export function changes(before: UserProfile, after: UserProfile): unknown[] {
  return diffPolicy(before, after).changes.map((change) => {
    if (change.kind === "added") {
      assertType<Equal<typeof change.before, undefined>>();
      return change.after;
    }
    if (change.kind === "removed") assertType<Equal<typeof change.after, undefined>>();
    const key: PolicyKey = change.policy;
    return [key, change.before];
  });
}

export async function lenient(options: RequestOptions): Promise<void> {
  assertType<Equal<Awaited<ReturnType<typeof getUserProfile>>, UserProfile>>();
  const strict = await getUserProfile("me", { ...options, validation: "strict" });
  const usual = await getUserProfile("me", options);
  const loose = await getUserProfile("me", { ...options, validation: "lenient" });
  const withResponse = await getUserProfileWithResponse("me", { validation: "lenient" });
  assertType<Equal<typeof strict, UserProfile>>();
  assertType<Equal<typeof usual, UserProfile>>();
  assertType<Equal<typeof loose, unknown>>();
  assertType<Equal<typeof withResponse.profile, unknown>>();
  for await (const outcome of getUserProfiles(["a"], { validation: "lenient" }))
    if (outcome.ok) assertType<Equal<typeof outcome.profile, unknown>>();
  // A fleet checks what it is given anew.
  await summarizeFleet(getUserProfiles(["a"], { validation: "lenient" }));
  if (isUserProfile(loose)) assertType<Equal<typeof loose, UserProfile>>();
  assertType<Equal<Parameters<typeof parseUserProfile>[0], unknown>>();
  parseUserProfile(loose);
}

/** Each option may be there and undefined: as if it were absent. */
export const request: Required<RequestOptions> = {
  token: undefined,
  baseUrl: undefined,
  signal: undefined,
  timeoutMs: undefined,
  maxRetries: undefined,
  headers: undefined,
  credentials: undefined,
  fetch: undefined,
  onRetry: undefined,
  limiter: undefined,
  validation: undefined,
  maxIssues: undefined,
  onIssue: undefined,
};
export const batch: BatchOptions = {
  ...request,
  plan: undefined,
  requestsPerSecond: undefined,
  concurrency: undefined,
  ordered: undefined,
  onProgress: undefined,
};
export const fleet: FleetExportOptions = {
  groupBy: undefined,
  audit: undefined,
  outliers: undefined,
  signal: undefined,
  onProgress: undefined,
  bom: undefined,
};
export const audit: AuditOptions = {
  baseline: { sms: { enable: undefined }, delegation: undefined },
  ignore: undefined,
  rules: undefined,
  labels: undefined,
};
export const atUrl: RequestOptions = { baseUrl: new URL("https://api.zoom.us/v2") };

export async function fleets(response: Response): Promise<number> {
  const summary: FleetSummary = await summarizeFleet(response.body);
  const own = summary.policies.a_policy_of_tomorrow;
  assertType<Equal<typeof own, FleetSummary["policies"]["sms"] | undefined>>();
  return summary.policies.sms.on + summary.policies.voicemail.locked.account! + (own?.on ?? 0);
}

export function names(entry: PolicyEntry, summary: PolicySummary): string {
  const state: PolicyState = entry.state;
  const counts: PolicyCounts = summary.counts;
  const known: KnownPolicyKey = "sms";
  const rules: AuditRuleInfo[] = auditRules();
  const ids: RuleId[] = [...rules.map(({ id }) => id), "baseline.sms.enable", "a_rule_of_my_own"];
  const label: string = entry.categoryLabel;
  const values: unknown[] = entry.details.map(({ value }) => value);
  // @ts-expect-error no policy of the catalog
  const wrong: KnownPolicyKey = "smss";
  return [state, counts.on, known, ids, label, values, wrong].join();
}
