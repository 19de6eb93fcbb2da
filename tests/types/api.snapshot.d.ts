// ./index.d.ts
export interface ValidationOptions {
  validation?: "strict" | "standard" | "lenient" | undefined;
  maxIssues?: number | undefined;
  onIssue?: ((issue: Issue) => void) | undefined;
}
export interface LenientValidation {
  validation: "lenient";
}
export interface Issue {
  code: IssueCode;
  severity: "error" | "warning" | "info";
  path: (string | number)[];
  pointer: string;
  message: string;
  expected?: string;
  received?: string;
  offset?: number;
  line?: number;
  column?: number;
}
export type ValidationResult<Data = UserProfile> = ValidationSuccess<Data> | ValidationFailure;
export interface ValidationSuccess<Data = UserProfile> {
  success: true;
  data: Data;
  issues: Issue[];
  issueCount: number;
}
export interface ValidationFailure {
  success: false;
  issues: Issue[];
  issueCount: number;
}
export interface StandardSchemaV1<Input = unknown, Output = Input> {
  readonly "~standard": StandardProps<Input, Output>;
}
export interface StandardProps<Input = unknown, Output = Input> {
  readonly version: 1;
  readonly vendor: string;
  readonly validate: (value: unknown) => StandardSuccess<Output> | StandardFailure;
  readonly types?: StandardTypes<Input, Output> | undefined;
}
export interface StandardSuccess<Output> {
  readonly value: Output;
  readonly issues?: undefined;
}
export interface StandardFailure {
  readonly issues: readonly StandardIssue[];
}
export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly PropertyKey[];
}
export interface StandardTypes<Input, Output> {
  readonly input: Input;
  readonly output: Output;
}
export interface ZoomFieldError {
  field: string;
  message: string;
}
export interface ZoomPhoneErrorBase extends Error {
  readonly name: "ZoomPhoneError";
  code: ErrorCode;
  hint: string;
  status?: number;
  zoomCode?: number;
  zoomMessage?: string;
  fieldErrors?: ZoomFieldError[];
  retryAfterMs?: number;
  trackingId?: string;
  attempts: number;
  url?: string;
  cause?: unknown;
  toJSON(): object;
}
export interface ZoomMissingScopesError extends ZoomPhoneErrorBase {
  code: "missing_scopes";
  missingScopes?: string[];
  limit?: undefined;
  issues?: undefined;
}
export interface ZoomRateLimitedError extends ZoomPhoneErrorBase {
  code: "rate_limited";
  missingScopes?: undefined;
  limit?: "per_second" | "daily" | "concurrency";
  issues?: undefined;
}
export interface ZoomInvalidResponseError extends ZoomPhoneErrorBase {
  code: "invalid_response";
  missingScopes?: undefined;
  limit?: undefined;
  issues?: Issue[];
}
export interface ZoomOtherError extends ZoomPhoneErrorBase {
  code: Exclude<ErrorCode, "missing_scopes" | "rate_limited" | "invalid_response">;
  missingScopes?: undefined;
  limit?: undefined;
  issues?: undefined;
}
export type ZoomPhoneErrorClass = abstract new (madeByThePackage: never) => ZoomPhoneError;
export type ZoomPhoneError = ZoomMissingScopesError | ZoomRateLimitedError | ZoomInvalidResponseError | ZoomOtherError;
export declare const ZoomPhoneError: ZoomPhoneErrorClass;
export function isZoomPhoneError(value: unknown): value is ZoomPhoneError;
export interface RequestOptions extends ValidationOptions {
  token?: string | ((why: { reason: "initial" | "expired" }) => string | Promise<string>) | undefined;
  baseUrl?: string | URL | undefined;
  signal?: AbortSignal | undefined;
  timeoutMs?: number | undefined;
  maxRetries?: number | undefined;
  headers?: Record<string, string> | undefined;
  credentials?: "omit" | "same-origin" | "include" | undefined;
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  onRetry?: ((event: { attempt: number; delayMs: number; error: ZoomPhoneError }) => void) | undefined;
  limiter?: Limiter | undefined;
}
export interface Limiter {
  acquire(signal: AbortSignal): Promise<void>;
  report(outcome: LimiterOutcome): void;
}
export interface SharedLimiterOptions {
  name?: string | undefined;
  plan?: "pro" | "business" | undefined;
  requestsPerSecond?: number | undefined;
}
export interface LimiterOutcome {
  status?: number;
  code?: ErrorCode;
  limit?: "per_second" | "daily" | "concurrency";
  retryAfterMs?: number;
  rateLimit?: RateLimit;
}
export interface RateLimit {
  category?: string;
  type?: string;
  limit?: number;
  remaining?: number;
  reset?: number;
}
export interface ProfileWithResponse<Profile = UserProfile> {
  profile: Profile;
  issues: Issue[];
  response: ProfileResponse;
}
export interface ProfileResponse {
  status: number;
  attempts: number;
  trackingId?: string;
  rateLimit?: RateLimit;
}
export interface BatchOptions extends RequestOptions {
  plan?: "pro" | "business" | undefined;
  requestsPerSecond?: number | undefined;
  concurrency?: number | undefined;
  ordered?: boolean | undefined;
  skip?: ((userId: string) => boolean | Promise<boolean>) | undefined;
  onProgress?: ((progress: { done: number; failed: number; total?: number; etaMs?: number }) => void) | undefined;
}
export interface ListOptions extends RequestOptions {
  plan?: "pro" | "business" | undefined;
  siteId?: string | undefined;
  status?: "activate" | "deactivate" | "pending" | undefined;
  department?: string | undefined;
  costCenter?: string | undefined;
  keyword?: string | undefined;
  callingType?: number | undefined;
  pageSize?: number | undefined;
}
export type ListedUser = PhoneUser & {
  id: string;
};
export interface UserWithId {
  id?: string | undefined;
}
export type ProfileOutcome<Profile = UserProfile> = FetchedProfile<Profile> | FailedProfile;
export interface FetchedProfile<Profile = UserProfile> {
  userId: string;
  ok: true;
  profile: Profile;
  issues: Issue[];
}
export interface FailedProfile {
  userId: string;
  ok: false;
  error: ZoomPhoneError;
}
export function getUserProfiles(
  users: Iterable<string | UserWithId> | AsyncIterable<string | UserWithId>,
  options: BatchOptions & LenientValidation,
): AsyncIterableIterator<ProfileOutcome<unknown>>;
export function getUserProfiles(
  users: Iterable<string | UserWithId> | AsyncIterable<string | UserWithId>,
  options?: BatchOptions,
): AsyncIterableIterator<ProfileOutcome>;
export function listPhoneUsers(options?: ListOptions): AsyncIterableIterator<ListedUser>;
export function getUserProfile(userId: string, options: RequestOptions & LenientValidation): Promise<unknown>;
export function getUserProfile(userId: string, options?: RequestOptions): Promise<UserProfile>;
export function getUserProfileWithResponse(
  userId: string,
  options: RequestOptions & LenientValidation,
): Promise<ProfileWithResponse<unknown>>;
export function getUserProfileWithResponse(userId: string, options?: RequestOptions): Promise<ProfileWithResponse>;
export interface ClientOptions extends RequestOptions, RequestHooks {}
export interface RequestHooks {
  onRequest?: ((event: RequestEvent) => void) | undefined;
  onResponse?: ((event: ResponseEvent) => void) | undefined;
}
export interface RequestEvent {
  userId?: string;
  attempt: number;
}
export interface ResponseEvent extends RequestEvent {
  status?: number;
  code?: ErrorCode;
  durationMs: number;
  rateLimit?: RateLimit;
  trackingId?: string;
}
export interface ZoomPhoneClient {
  getUserProfile: typeof getUserProfile;
  getUserProfileWithResponse: typeof getUserProfileWithResponse;
  getUserProfiles: typeof getUserProfiles;
  listPhoneUsers: typeof listPhoneUsers;
}
export function createClient(defaults?: ClientOptions): ZoomPhoneClient;
export function createSharedLimiter(options?: SharedLimiterOptions): Limiter;
export type RereadableSource =
  | Uint8Array
  | string
  | Blob
  | Iterable<UserProfile | Uint8Array | ProfileOutcome>
  | AsyncIterable<UserProfile | Uint8Array | ProfileOutcome>;
export type DriftField =
  | "status"
  | "phone_numbers"
  | "calling_plans"
  | "department"
  | "cost_center"
  | "site_id"
  | "emergency_address";
export interface FieldChangeBase {
  field: DriftField;
  path: string[];
  pointer: string;
  text: string;
}
export type FieldChange = FieldAddition | FieldRemoval | FieldReplacement;
export interface FieldAddition extends FieldChangeBase {
  kind: "added";
  before?: undefined;
  after: unknown;
}
export interface FieldRemoval extends FieldChangeBase {
  kind: "removed";
  before: unknown;
  after?: undefined;
}
export interface FieldReplacement extends FieldChangeBase {
  kind: "changed";
  before: unknown;
  after: unknown;
}
export interface FleetDriftUser {
  userId: string;
  kind: "added" | "removed" | "changed";
  changes: PolicyChange[];
  fields: FieldChange[];
}
export interface FleetDriftChanges {
  weakened: number;
  strengthened: number;
  other: number;
}
export interface FleetDriftCounts extends FleetDriftChanges {
  added: number;
  removed: number;
  changed: number;
  unchanged: number;
}
export interface FleetDriftWorst extends FleetDriftChanges {
  userId: string;
  fields: number;
}
export interface FleetDriftSummary extends FleetDriftCounts {
  before: number;
  after: number;
  failed: number;
  policies: Record<string, FleetDriftChanges>;
  fields: Partial<Record<DriftField, number>>;
  worst: FleetDriftWorst[];
  groups?: Record<string, FleetDriftCounts>;
}
export interface FleetDrift extends AsyncIterableIterator<FleetDriftUser> {
  summary(): Promise<FleetDriftSummary>;
}
export type FleetSource =
  | Uint8Array
  | string
  | Blob
  | ReadableStream<Uint8Array>
  | null
  | Iterable<UserProfile | Uint8Array | ProfileOutcome<unknown>>
  | AsyncIterable<UserProfile | Uint8Array | ProfileOutcome<unknown>>;
export interface FleetOptions extends ValidationOptions {
  groupBy?: "site" | "department" | "cost_center" | "calling_plan" | undefined;
  audit?: boolean | undefined;
  outliers?: boolean | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: { profiles: number; bytes: number }) => void) | undefined;
}
export interface FleetExportOptions extends FleetOptions {
  bom?: boolean | undefined;
}
export interface FleetPolicy {
  on: number;
  off: number;
  unknown: number;
  locked: Record<string, number>;
  modified: number;
  values: Record<string, Record<string, number>>;
}
export interface FleetGroup {
  profiles: number;
  policies: Record<PolicyKey, FleetPolicy>;
}
export interface FleetSummary {
  profiles: number;
  failed: number;
  bytes: number;
  policies: Record<PolicyKey, FleetPolicy>;
  callingPlans: Record<string, number>;
  sites: Record<string, number>;
  departments: Record<string, number>;
  status: Record<string, number>;
  plansWithoutNumbers: number;
  emergencyAddressesMissing: number;
  issues: Partial<Record<IssueCode, number>>;
  failures: FleetFailure[];
  groups?: Record<string, FleetGroup>;
  findings?: Record<string, FleetFinding>;
  outliers?: FleetOutlier[];
  samples?: Record<string, Record<string, FleetSample>>;
}
export interface FleetFailure {
  index: number;
  id?: string;
  code?: string;
  message?: string;
  issues: Issue[];
}
export interface FleetSample {
  on: string[];
  off: string[];
}
export interface FleetFinding {
  severity: Finding["severity"];
  title: string;
  found: number;
  cannotTell: number;
  examples: string[];
}
export interface FleetOutlier {
  group: string;
  policy: PolicyKey;
  majority: "on" | "off";
  share: number;
  count: number;
  users: string[];
}
export function diffFleets(before: RereadableSource, after: FleetSource, options?: FleetOptions): FleetDrift;
export function exportFleetDrift(
  before: RereadableSource,
  after: FleetSource,
  format: "csv" | "ndjson",
  options?: FleetExportOptions,
): ReadableStream<Uint8Array>;
export function mergeFleetDriftSummaries(...summaries: FleetDriftSummary[]): FleetDriftSummary;
export function exportFleet(
  source: FleetSource,
  format: "csv" | "ndjson",
  options?: FleetExportOptions,
): ReadableStream<Uint8Array>;
export function idsOf(source: FleetSource, options?: Pick<FleetOptions, "signal">): AsyncGenerator<string, void, void>;
export function mergeFleetSummaries(...summaries: FleetSummary[]): FleetSummary;
export function summarizeFleet(source: FleetSource, options?: FleetOptions): Promise<FleetSummary>;
export interface PolicyLabels {
  readonly [key: string]: string;
}
export interface PolicyOptions {
  labels?: PolicyLabels | undefined;
}
export interface PolicyDiff {
  changes: PolicyChange[];
}
export type PartialPolicy = {
  [Key in keyof Policy]?: PartialPolicyValue<Policy[Key]> | undefined;
};
export type PartialPolicyValue<Value> = Value extends readonly unknown[]
  ? Value
  : Value extends object
    ? {
        [Key in keyof Value]?: PartialPolicyValue<Value[Key]> | undefined;
      }
    : Value;
export interface AuditRule {
  id: string;
  severity: Finding["severity"];
  title: string;
  why: string;
  remedy: string;
  source?: string | undefined;
  check(profile: UserProfile): AuditVerdict;
}
export type AuditVerdict =
  | readonly string[]
  | boolean
  | null
  | undefined
  | {
      readonly status: Finding["status"];
      readonly evidence: readonly string[];
    };
export interface AuditOptions extends PolicyOptions {
  baseline?: PartialPolicy | undefined;
  ignore?: readonly RuleId[] | undefined;
  rules?: readonly AuditRule[] | undefined;
}
export function auditPolicy(profile: UserProfile, options?: AuditOptions): Finding[];
export function policyCatalog(options?: PolicyOptions): CatalogEntry[];
export function diffPolicy(before: UserProfile, after: UserProfile, options?: PolicyOptions): PolicyDiff;
export function auditRules(options?: PolicyOptions): AuditRuleInfo[];
export function summarizePolicy(profile: UserProfile, options?: PolicyOptions): PolicySummary;
export function formatPolicySummary(
  profileOrSummary: UserProfile | PolicySummary,
  format: "text" | "markdown" | "csv" | "html",
  options?: PolicyOptions,
): string;
export type WasmModule = typeof globalThis extends {
  WebAssembly: {
    Module: {
      prototype: infer Module;
    };
  };
}
  ? Module
  : object;
export function init(
  source?: WasmModule | ArrayBuffer | ArrayBufferView | Response | Promise<Response> | URL | string,
): Promise<void>;
export function parseUserProfile(input: unknown, options: ValidationOptions & LenientValidation): unknown;
export function parseUserProfile(input: unknown, options?: ValidationOptions): UserProfile;
export function validateUserProfile(
  input: unknown,
  options: ValidationOptions & LenientValidation,
): ValidationResult<unknown>;
export function validateUserProfile(input: unknown, options?: ValidationOptions): ValidationResult;
export declare const userProfileSchema: StandardSchemaV1<UserProfile, UserProfile>;
export function isUserProfile(json: string | Uint8Array): boolean;
export function isUserProfile(value: unknown): value is UserProfile;
export type ActivationStatus = "activated" | "ready to activate" | "not ready" | (string & {});
export interface AdHocCallRecording {
  enable?: boolean;
  recording_start_prompt?: boolean;
  recording_transcription?: boolean;
  play_recording_beep_tone?: BeepTone;
  locked?: boolean;
  locked_by?: LockLevel;
}
export interface AudioNotification {
  recording_start_prompt?: boolean;
  recording_explicit_consent?: boolean;
}
export interface AuditRuleInfo {
  id: BuiltInRuleId;
  severity: "high" | "medium" | "low" | "info";
  title: string;
  why: string;
  remedy: string;
  source: string;
  policies: KnownPolicyKey[];
}
export interface AutoCallRecording {
  allow_stop_resume_recording?: boolean;
  disconnect_on_recording_failure?: boolean;
  enable?: boolean;
  locked?: boolean;
  locked_by?: LockLevel;
  recording_calls?: RecordingCalls;
  recording_explicit_consent?: boolean;
  recording_start_prompt?: boolean;
  recording_transcription?: boolean;
  play_recording_beep_tone?: BeepTone;
  inbound_audio_notification?: AudioNotification;
  outbound_audio_notification?: AudioNotification;
}
export interface BasicToggle {
  enable?: boolean;
  locked?: boolean;
  locked_by?: LockLevel;
}
export type BeepInterval = 5 | 10 | 15 | 20 | 25 | 30 | 60 | 120 | (number & {});
export type BeepMember = "allMember" | "recordingSide" | (string & {});
export interface BeepTone {
  enable?: boolean;
  play_beep_volume?: BeepVolume;
  play_beep_time_interval?: BeepInterval;
  play_beep_member?: BeepMember;
}
export type BeepVolume = 0 | 20 | 40 | 60 | 80 | 100 | (number & {});
export type BuiltInRuleId =
  | "emergency_address_missing"
  | "emergency_address_incomplete"
  | "emergency_calls_not_public"
  | "recording_without_notice"
  | "ad_hoc_recording_without_notice"
  | "recordings_shared_with_deletion"
  | "recording_without_consent"
  | "recording_conflicts_with_encryption"
  | "recordings_shared_with_download"
  | "voicemail_shared_with_deletion"
  | "voicemail_shared_with_download"
  | "voicemail_shared_onward"
  | "international_calling_open"
  | "international_sms_open"
  | "forwarding_unrestricted"
  | "overflow_unrestricted"
  | "transfer_unrestricted"
  | "caller_id_hidden"
  | "outbound_calling_without_rules"
  | "deactivated_with_numbers"
  | "deactivated_with_plan"
  | "plan_without_number"
  | "number_without_plan"
  | "outbound_sms_unusable"
  | "sensitive_policy_unlocked"
  | "recording_can_be_paused"
  | "recording_failure_ignored"
  | "voicemail_content_by_email"
  | "voicemail_over_phone_open"
  | "messages_may_be_copied"
  | "faxes_by_email"
  | "address_change_unprompted"
  | "disclaimer_without_default"
  | "forwarding_contradicts"
  | "voicemail_tasks_without_transcription"
  | "voicemail_priority_without_transcription"
  | "parked_calls_dropped"
  | "encryption_unavailable"
  | "deprecated_fields";
export interface CallForwarding {
  enable?: boolean;
  call_forwarding_type?: ForwardingRestriction;
  locked?: boolean;
  locked_by?: LockLevel;
  modified?: boolean;
}
export interface CallOverflow {
  call_overflow_type?: ForwardingRestriction;
  enable?: boolean;
  locked?: boolean;
  locked_by?: LockLevel;
  modified?: boolean;
}
export interface CallPark {
  call_not_picked_up_action?: UnansweredParkAction;
  enable?: boolean;
  expiration_period?: ParkExpiration;
  forward_to?: ForwardTo;
  locked?: boolean;
  locked_by?: LockLevel;
}
export interface CallTransferring {
  call_transferring_type?: TransferRestriction;
  enable?: boolean;
  locked?: boolean;
  locked_by?: LockLevel;
}
export interface CallingPlan {
  type?: number;
  name?: string;
  billing_account_id?: string;
  billing_account_name?: string;
  billing_subscription_id?: string;
  billing_subscription_name?: string;
}
export interface CatalogDetail {
  key: string;
  label: string;
  permissive: "on" | "off" | number | null;
  since: string;
  deprecated: boolean;
  deprecatedBy: string | null;
  values: CatalogValue[];
}
export interface CatalogEntry {
  key: KnownPolicyKey;
  label: string;
  category: PolicyCategory;
  categoryLabel: string;
  meaning: string;
  on: string;
  off: string;
  permissive: "on" | "off" | null;
  since: string;
  deprecated: boolean;
  deprecatedBy: string | null;
  details: CatalogDetail[];
}
export interface CatalogValue {
  value: string | number;
  text: string;
}
export type CountryCode = string;
export interface CustomDisclaimer {
  language?: DisclaimerLanguage;
  title?: string;
  body?: string;
  default?: boolean;
}
export interface CustomDisclaimerPolicy {
  enable?: boolean;
  locked?: boolean;
  locked_by?: DisclaimerLockLevel;
  display_frequency?: DisplayFrequency;
  custom_disclaimer_list?: CustomDisclaimer[];
}
export type DesktopClient = "mac_os" | "windows" | "vdi_client" | "linux" | (string & {});
export type DesktopLockLevel = "invalid" | "account" | "site" | (string & {});
export type DisclaimerLanguage =
  | "en"
  | "de"
  | "es"
  | "fr"
  | "it"
  | "nl"
  | "pt"
  | "ja"
  | "ko"
  | "zh-cn"
  | "zh-tw"
  | "no"
  | "ru"
  | "ms"
  | "vi"
  | "uk"
  | "id"
  | "pl"
  | "tr"
  | (string & {});
export type DisclaimerLockLevel = "invalid" | "account" | "user_group" | "site" | (string & {});
export type DisplayFrequency =
  | "first_time_only"
  | "every_time"
  | "every_month"
  | "every_quarter"
  | "every_6_months"
  | "every_year"
  | (string & {});
export interface EmergencyAddress {
  address_line1?: string;
  address_line2?: string;
  city?: string;
  country?: CountryCode;
  id?: string;
  state_code?: string;
  zip?: string;
}
export interface EmergencyAddressManagement {
  enable?: boolean;
  prompt_default_address?: boolean;
}
export type ErrorCode =
  | "invalid_argument"
  | "unauthorized"
  | "token_expired"
  | "missing_scopes"
  | "forbidden"
  | "phone_not_enabled"
  | "user_not_found"
  | "not_found"
  | "bad_request"
  | "rate_limited"
  | "server_error"
  | "network"
  | "timeout"
  | "invalid_response"
  | "response_too_large";
export type ExtensionNumber = number | string;
export type ExtensionType =
  | "user"
  | "zoomRoom"
  | "commonArea"
  | "ciscoRoom/polycomRoom"
  | "autoReceptionist"
  | "callQueue"
  | "sharedLineGroup"
  | (string & {});
export interface Finding {
  id: string;
  status: "found" | "cannot_tell";
  severity: "high" | "medium" | "low" | "info";
  title: string;
  why: string;
  evidence: string[];
  remedy: string;
  source?: string;
  expected?: unknown;
  actual?: unknown;
}
export interface ForwardTo {
  display_name?: string;
  extension_id?: string;
  extension_number?: ExtensionNumber;
  extension_type?: ExtensionType;
  id?: string;
}
export type ForwardingRestriction = 1 | 2 | 3 | 4 | (number & {});
export type IssueCode =
  | "invalid_json"
  | "invalid_utf8"
  | "too_deep"
  | "not_a_profile"
  | "wrong_type"
  | "unknown_value"
  | "out_of_range"
  | "too_long"
  | "too_many"
  | "invalid_format"
  | "duplicate_item"
  | "duplicate_key"
  | "inconsistent"
  | "unknown_field"
  | "deprecated_field"
  | "null_value";
export type KnownPolicyKey = keyof Policy;
export type LockLevel = "account" | "user_group" | "site" | (string & {});
export interface LockableToggle {
  enable?: boolean;
  locked?: boolean;
  locked_by?: LockLevel;
  modified?: boolean;
}
export type MobileClient = "ios" | "android" | "intune" | "blackberry" | (string & {});
export interface OnlineFax {
  enable?: boolean;
  locked?: boolean;
  locked_by?: LockLevel;
  modified?: boolean;
  fax_notification_by_email?: boolean;
  include_fax_as_attachment?: boolean;
  enable_outbound_fax_transmission_report?: boolean;
}
export interface OutboundCallerId {
  enable?: boolean;
  allow_hide_outbound_caller_id?: boolean;
  locked?: boolean;
  locked_by?: LockLevel;
}
export type ParkExpiration =
  | 1
  | 2
  | 3
  | 4
  | 5
  | 6
  | 7
  | 8
  | 9
  | 10
  | 15
  | 20
  | 25
  | 30
  | 35
  | 40
  | 45
  | 50
  | 55
  | 60
  | (number & {});
export interface PersonalAudioLibrary {
  enable?: boolean;
  locked?: boolean;
  locked_by?: LockLevel;
  modified?: boolean;
  allow_music_on_hold_customization?: boolean;
  allow_voicemail_and_message_greeting_customization?: boolean;
}
export interface PhoneNumber {
  id?: string;
  number?: string;
}
export interface PhoneUser {
  activation_status?: ActivationStatus;
  calling_plans?: CallingPlan[];
  cost_center?: string;
  department?: string;
  email?: string;
  extension_id?: string;
  extension_number?: ExtensionNumber;
  id?: string;
  name?: string;
  phone_numbers?: PhoneNumber[];
  phone_user_id?: string;
  site?: PhoneUserSite;
  status?: PhoneUserStatus;
}
export interface PhoneUserPage {
  next_page_token?: string;
  page_size?: number;
  total_records?: number;
  users?: PhoneUser[];
}
export interface PhoneUserSite {
  id?: string;
  name?: string;
}
export type PhoneUserStatus = "activate" | "deactivate" | "pending" | (string & {});
export interface Policy {
  ad_hoc_call_recording?: AdHocCallRecording;
  ad_hoc_call_recording_access_members?: RecordingAccessMember[];
  auto_call_recording?: AutoCallRecording;
  auto_call_recording_access_members?: RecordingAccessMember[];
  call_overflow?: CallOverflow;
  call_park?: CallPark;
  call_transferring?: CallTransferring;
  delegation?: PolicySwitch;
  elevate_to_meeting?: PolicySwitch;
  emergency_address_management?: EmergencyAddressManagement;
  emergency_calls_to_psap?: PolicySwitch;
  forwarding_to_external_numbers?: PolicySwitch;
  call_handling_forwarding_to_other_users?: CallForwarding;
  hand_off_to_room?: BasicToggle;
  international_calling?: PolicySwitch;
  mobile_switch_to_carrier?: BasicToggle;
  select_outbound_caller_id?: OutboundCallerId;
  sms?: Sms;
  voicemail?: Voicemail;
  voicemail_access_members?: VoicemailAccessMember[];
  zoom_phone_on_mobile?: ZoomPhoneOnMobile;
  personal_audio_library?: PersonalAudioLibrary;
  voicemail_transcription?: LockableToggle;
  voicemail_notification_by_email?: VoicemailNotificationByEmail;
  shared_voicemail_notification_by_email?: LockableToggle;
  check_voicemails_over_phone?: LockableToggle;
  audio_intercom?: LockableToggle;
  peer_to_peer_media?: LockableToggle;
  e2e_encryption?: LockableToggle;
  outbound_calling?: UnleveledToggle;
  outbound_sms?: UnleveledToggle;
  allow_end_user_edit_call_handling?: UnleveledToggle;
  voicemail_intent_based_prioritization?: LockableToggle;
  voicemail_tasks?: LockableToggle;
  zoom_phone_on_desktop?: ZoomPhoneOnDesktop;
  online_fax?: OnlineFax;
  show_custom_disclaimer_when_using_zoom_phone?: CustomDisclaimerPolicy;
}
export interface PolicyAddition extends PolicyChangeBase {
  kind: "added";
  before?: undefined;
  after: unknown;
}
export type PolicyCategory =
  | "calling"
  | "call_handling"
  | "recording"
  | "voicemail"
  | "messaging"
  | "fax"
  | "devices"
  | "emergency"
  | "privacy"
  | "other";
export type PolicyChange = PolicyAddition | PolicyRemoval | PolicyReplacement;
export interface PolicyChangeBase {
  policy: PolicyKey;
  path: (string | number)[];
  pointer: string;
  kind: "added" | "removed" | "changed";
  before?: unknown;
  after?: unknown;
  text: string;
  weakens: boolean | null;
}
export interface PolicyCounts {
  on: number;
  off: number;
  unknown: number;
  locked: number;
  modified: number;
}
export interface PolicyDetail {
  key: string;
  label: string;
  value: unknown;
  text: string;
}
export interface PolicyEntry {
  key: PolicyKey;
  label: string;
  category: PolicyCategory;
  categoryLabel: string;
  state: PolicyState;
  locked: boolean | null;
  lockedBy: string | null;
  modified: boolean | null;
  deprecated: boolean;
  known: boolean;
  details: PolicyDetail[];
  text: string;
}
export type PolicyKey = KnownPolicyKey | (string & {});
export interface PolicyRemoval extends PolicyChangeBase {
  kind: "removed";
  before: unknown;
  after?: undefined;
}
export interface PolicyReplacement extends PolicyChangeBase {
  kind: "changed";
  before: unknown;
  after: unknown;
}
export type PolicyState = "on" | "off" | "unknown";
export interface PolicySummary {
  userId?: string;
  entries: PolicyEntry[];
  counts: PolicyCounts;
}
export type PolicySwitch = boolean | LockableToggle;
export interface RecordingAccessMember {
  access_user_id?: string;
  allow_delete?: boolean;
  allow_download?: boolean;
  shared_id?: string;
}
export type RecordingCalls = "inbound" | "outbound" | "both" | (string & {});
export type RuleId = BuiltInRuleId | `baseline.${string}` | (string & {});
export interface Sms {
  enable?: boolean;
  international_sms?: boolean;
  international_sms_countries?: CountryCode[];
  locked?: boolean;
  locked_by?: LockLevel;
  allow_copy?: boolean;
  allow_paste?: boolean;
}
export type TransferRestriction = 1 | 2 | 3 | 4 | (number & {});
export type UnansweredParkAction = 100 | 0 | 9 | 50 | (number & {});
export interface UnleveledToggle {
  enable?: boolean;
  locked?: boolean;
  modified?: boolean;
}
export interface UserProfile {
  calling_plans?: CallingPlan[];
  cost_center?: string;
  department?: string;
  email?: string;
  emergency_address?: EmergencyAddress;
  extension_id?: string;
  extension_number?: ExtensionNumber;
  id?: string;
  phone_numbers?: PhoneNumber[];
  phone_user_id?: string;
  policy?: Policy;
  site_admin?: boolean;
  site_id?: string;
  status?: UserStatus;
}
export type UserStatus = "activate" | "deactivate" | (string & {});
export interface Voicemail {
  allow_delete?: boolean;
  allow_download?: boolean;
  allow_transcription?: boolean;
  allow_videomail?: boolean;
  enable?: boolean;
}
export interface VoicemailAccessMember {
  access_user_id?: string;
  allow_delete?: boolean;
  allow_download?: boolean;
  allow_sharing?: boolean;
  shared_id?: string;
}
export interface VoicemailNotificationByEmail {
  include_voicemail_file?: boolean;
  include_voicemail_transcription?: boolean;
  enable?: boolean;
  locked?: boolean;
  locked_by?: LockLevel;
  modified?: boolean;
}
export interface ZoomPhoneOnDesktop {
  allow_calling_clients?: DesktopClient[];
  allow_sms_mms_clients?: DesktopClient[];
  enable?: boolean;
  locked?: boolean;
  locked_by?: DesktopLockLevel;
  modified?: boolean;
}
export interface ZoomPhoneOnMobile {
  allow_calling_clients?: MobileClient[];
  allow_sms_mms_clients?: MobileClient[];
  allow_calling_sms_mms?: boolean;
  enable?: boolean;
  locked?: boolean;
  locked_by?: LockLevel;
}

// ./proxy.d.ts
export type ProxyOptions<List extends boolean = boolean> = ProxySettings<List> & (AppCredentials | GivenToken);
export interface AppCredentials {
  accountId: string | undefined;
  clientId: string | undefined;
  clientSecret: string | undefined;
  tokenUrl?: string | URL | undefined;
  tokenStore?: TokenStore | undefined;
  token?: undefined;
}
export interface GivenToken {
  token: string | ((why: { reason: "initial" | "expired" }) => string | Promise<string>) | undefined;
  accountId?: undefined;
  clientId?: undefined;
  clientSecret?: undefined;
  tokenStore?: undefined;
}
export interface TokenStore {
  get(): unknown;
  set(token: string, ttlMs: number): unknown;
  lock?(work: () => Promise<void>): unknown;
}
export interface ProxySettings<List extends boolean = boolean> {
  allowedOrigins: readonly string[];
  allowedHosts?: readonly string[] | undefined;
  authorize(request: Request, target: ProxyTarget<List>): ProxyVerdict | Promise<ProxyVerdict>;
  list?: List | undefined;
  baseUrl?: string | URL | undefined;
  timeoutMs?: number | undefined;
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  onError?: ((error: ProxyError) => void) | undefined;
}
export interface ProxyError extends Error {
  status: number;
  error?: string;
  reason?: string;
}
export type ProxyTarget<List extends boolean = boolean> = ProfileTarget | (List extends true ? ListTarget : never);
export interface ProfileTarget {
  userId: string;
  list?: undefined;
}
export interface ListTarget {
  list: true;
  userId?: undefined;
}
export type ProxyVerdict =
  | boolean
  | {
      userId: string;
    }
  | Response;
export interface NodeHandlerOptions {
  trustForwardedProto?: boolean | undefined;
}
export interface NodeRequest {
  method?: string | undefined;
  url?: string | undefined;
  originalUrl?: string | undefined;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  rawHeaders: readonly string[];
  socket?: object | null | undefined;
}
export interface NodeResponse {
  statusCode: number;
  destroyed: boolean;
  setHeader(name: string, value: string | readonly string[]): unknown;
  write(chunk: Uint8Array): boolean;
  end(): unknown;
  destroy(): unknown;
  once(event: "close" | "drain", listener: () => void): unknown;
}
export function toNodeHandler(
  proxy: (request: Request) => Promise<Response>,
  options?: NodeHandlerOptions,
): (request: NodeRequest, response: NodeResponse) => Promise<void>;
export function createProxy<List extends boolean = false>(
  options: ProxyOptions<List>,
): (request: Request) => Promise<Response>;

// ./testing.d.ts
import type { UserProfile, ErrorCode } from "./index.js";
export type ProfileOverrides = PartialProfileValue<UserProfile>;
export type PartialProfileValue<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? {
        [Key in keyof T]?: PartialProfileValue<T[Key]> | undefined;
      }
    : T;
export type ZoomFault =
  | Exclude<ErrorCode, "invalid_argument">
  | `error-${string}`
  | {
      status: number;
      body?: string | object | undefined;
      headers?: Record<string, string> | undefined;
    };
export interface ZoomFetchOptions {
  users: readonly UserProfile[];
  faults?: Readonly<Record<string, ZoomFault | readonly ZoomFault[]>> | undefined;
}
export function buildUserProfile(overrides?: ProfileOverrides): UserProfile;
export function createZoomFetch(
  options: ZoomFetchOptions,
): (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

// ./worker-thread.d.ts
export {};

// ./worker.d.ts
import type {
  FleetSource,
  FleetOptions,
  FleetSummary,
  FleetExportOptions,
  RereadableSource,
  FleetDrift,
} from "./index.js";
export interface FleetWorkerOptions {
  worker?: FleetThread | (() => FleetThread) | undefined;
}
export interface FleetThread {
  postMessage(message: unknown): void;
  terminate(): unknown;
}
export interface FleetWorker {
  summarizeFleet(source: FleetSource, options?: FleetOptions): Promise<FleetSummary>;
  exportFleet(source: FleetSource, format: "csv" | "ndjson", options?: FleetExportOptions): ReadableStream<Uint8Array>;
  diffFleets(before: RereadableSource, after: FleetSource, options?: FleetOptions): FleetDrift;
  exportFleetDrift(
    before: RereadableSource,
    after: FleetSource,
    format: "csv" | "ndjson",
    options?: FleetExportOptions,
  ): ReadableStream<Uint8Array>;
  terminate(): void;
}
export function createFleetWorker(options?: FleetWorkerOptions): FleetWorker;
