//! The functions that most programs need. They take and return whole profiles.

mod fleet;
#[cfg(all(target_arch = "wasm32", feature = "js-value"))]
mod js_value;

pub use fleet::{
    FleetFailure, FleetFinding, FleetGroup, FleetOptions, FleetPolicy, FleetSummary, ReadFleetError, summarize_fleet,
    summarize_fleet_reader,
};
#[cfg(all(target_arch = "wasm32", feature = "js-value"))]
pub use js_value::{JsValueError, to_js_value, user_profile_from_js};

use std::fmt;

use crate::client::invalid::{Invalid, Subject};
use crate::client::profile::read_profile;
use crate::client::rust_names::in_rust;
use crate::model::{Policy, UserProfile};
use crate::policy::{self, Finding, Labels, PolicyChange, PolicySummary, RULES};
use crate::validate::{Document, Issue, Options, Report, Validator};
use crate::word::UnknownName;

/// Checks the bytes of a profile's JSON by the standard rules.
///
/// ```
/// let report = zoom_phone_profile::validate(br#"{"id":"abc","policy":{"sms":{"enable":"yes"}}}"#);
/// assert!(!report.success);
/// assert_eq!(report.issues[0].pointer, "/policy/sms/enable");
/// ```
pub fn validate(json: &[u8]) -> Report {
    validate_with(json, &Options::default())
}

/// Checks the bytes of a profile's JSON with these options.
///
/// ```
/// use zoom_phone_profile::{Strictness, ValidationOptions, validate_with};
///
/// let options = ValidationOptions { strictness: Strictness::Strict, ..ValidationOptions::default() };
/// assert!(!validate_with(br#"{"id":"abc","status":"unheard of"}"#, &options).success);
/// ```
pub fn validate_with(json: &[u8], options: &Options) -> Report {
    Validator::new().validate(json, options)
}

/// Reads a profile from the bytes of its JSON, after a check by the standard rules. Keeps unknown fields and values;
/// leaves nulls out.
///
/// ```
/// let profile = zoom_phone_profile::parse_user_profile(br#"{"id":"abc","status":null}"#)?;
/// assert_eq!(profile.id.as_deref(), Some("abc"));
///
/// let error = zoom_phone_profile::parse_user_profile(br#"{"id":5}"#).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "This is not a valid profile: `id` should be a string; it is the number 5 (line 1)"
/// );
/// # Ok::<(), zoom_phone_profile::ParseError>(())
/// ```
///
/// # Errors
/// Fails if the check does, and for a string with a lone surrogate, which no `String` can hold.
pub fn parse_user_profile(json: &[u8]) -> Result<UserProfile, ParseError> {
    let mut validator = Validator::new();
    let options = Options::default();
    let verdict = validator.check(json, &options);
    if !verdict.success {
        let Invalid { message, hint, .. } =
            Invalid::new(Subject::Input, &validator, json, &options, verdict.issue_count);
        let issues = validator.issues(json, &options);
        return Err(ParseError { message: in_rust(&message), hint: in_rust(hint), issues, source: None });
    }
    read_profile(json).map_err(|source| ParseError {
        message: "This passes validation, but cannot be read as a `UserProfile`".into(),
        hint: "Look at `source()`: a lone surrogate in a string cannot be read.".into(),
        issues: Vec::new(),
        source: Some(source),
    })
}

/// Why a document could not be read as a profile. Displays what is wrong.
#[derive(Debug)]
#[non_exhaustive]
pub struct ParseError {
    /// The gravest issue, and how many more there are.
    pub message: String,
    /// What to do next.
    pub hint: String,
    /// What the validator finds, the first 100 issues.
    pub issues: Vec<Issue>,
    source: Option<serde_json::Error>,
}

impl fmt::Display for ParseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for ParseError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| source as _)
    }
}

/// Returns what each policy of a profile says, in the catalog's order, then unknown ones.
///
/// ```
/// use zoom_phone_profile::PolicyState;
///
/// let profile = zoom_phone_profile::parse_user_profile(br#"{"policy":{"sms":{"enable":true}}}"#)?;
/// let summary = zoom_phone_profile::summarize_policy(&profile);
/// let sms = summary.entries.iter().find(|entry| entry.key == "sms").unwrap();
/// assert_eq!((sms.state, &*sms.text), (PolicyState::On, "May send and receive text messages."));
/// # Ok::<(), zoom_phone_profile::ParseError>(())
/// ```
pub fn summarize_policy(profile: &UserProfile) -> PolicySummary {
    policy::summarize(&Document::from(profile).view())
}

/// Returns what each policy of a profile says, in other words or another language. The npm package has English and
/// German labels as `i18n/en.json` and `i18n/de.json`; a key that is missing stays English.
///
/// ```
/// use zoom_phone_profile::{PolicyLabels, parse_user_profile, summarize_policy_with};
///
/// let labels = PolicyLabels::from_json(r#"{"sms.on":"Darf Textnachrichten senden"}"#.as_bytes()).unwrap();
/// let profile = parse_user_profile(br#"{"policy":{"sms":{"enable":true}}}"#)?;
/// let summary = summarize_policy_with(&profile, &labels);
/// let sms = summary.entries.iter().find(|entry| entry.key == "sms").unwrap();
/// assert_eq!(sms.text, "Darf Textnachrichten senden.");
/// # Ok::<(), zoom_phone_profile::ParseError>(())
/// ```
pub fn summarize_policy_with(profile: &UserProfile, labels: &Labels) -> PolicySummary {
    policy::summarize_with(&Document::from(profile).view(), labels)
}

/// Returns how the policy of a profile differs from that of an earlier one.
///
/// ```
/// let before = zoom_phone_profile::parse_user_profile(br#"{"policy":{"sms":{"enable":false}}}"#)?;
/// let after = zoom_phone_profile::parse_user_profile(br#"{"policy":{"sms":{"enable":true}}}"#)?;
/// let changes = zoom_phone_profile::diff_policy(&before, &after);
/// assert_eq!((changes.len(), &*changes[0].pointer), (1, "/policy/sms/enable"));
/// # Ok::<(), zoom_phone_profile::ParseError>(())
/// ```
pub fn diff_policy(before: &UserProfile, after: &UserProfile) -> Vec<PolicyChange> {
    policy::diff(&Document::from(before).view(), &Document::from(after).view())
}

/// Returns the risks of a profile by all rules. To ignore some, or to compare with a baseline, use
/// [`audit_policy_with`].
///
/// ```
/// use zoom_phone_profile::FindingStatus;
///
/// let profile = zoom_phone_profile::parse_user_profile(br#"{"policy":{},"emergency_address":null}"#)?;
/// let findings = zoom_phone_profile::audit_policy(&profile);
/// assert!(findings.iter().any(|finding| finding.status == FindingStatus::Found));
/// # Ok::<(), zoom_phone_profile::ParseError>(())
/// ```
pub fn audit_policy(profile: &UserProfile) -> Vec<Finding> {
    policy::audit(&Document::from(profile).view(), &[])
}

/// The options of [`audit_policy_with`].
#[derive(Debug, Clone, Default)]
pub struct AuditOptions {
    /// IDs of rules that are not applied, such as `emergency_address_missing`; see [`audit_rules`](crate::audit_rules).
    pub ignore: Vec<String>,
    /// What policies should be. Findings about it have IDs such as `baseline.sms.enable`; it requires nothing where it
    /// is silent.
    pub baseline: Option<Policy>,
}

/// Returns the risks of a profile by the rules that are not ignored, then where it departs from the baseline.
///
/// ```
/// use zoom_phone_profile::{AuditOptions, audit_policy_with, parse_user_profile};
///
/// let required = parse_user_profile(br#"{"policy":{"sms":{"enable":false}}}"#)?;
/// let options = AuditOptions { baseline: required.policy, ..AuditOptions::default() };
/// let profile = parse_user_profile(br#"{"policy":{"sms":{"enable":true}}}"#)?;
/// let findings = audit_policy_with(&profile, &options)?;
/// assert_eq!(findings.last().unwrap().id, "baseline.sms.enable");
///
/// let misspelt = AuditOptions { ignore: vec!["emergency_adress_missing".into()], ..AuditOptions::default() };
/// let error = audit_policy_with(&profile, &misspelt).unwrap_err();
/// assert!(error.to_string().ends_with("the closest is \"emergency_address_missing\""), "{error}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Fails for an ignored ID that no rule has.
pub fn audit_policy_with(profile: &UserProfile, options: &AuditOptions) -> Result<Vec<Finding>, UnknownName> {
    let ids = || RULES.iter().map(|rule| rule.id);
    if let Some(unknown) = options.ignore.iter().find(|ignored| !ids().any(|id| id == *ignored)) {
        return Err(UnknownName::new(unknown, ids()));
    }
    let ignored: Vec<&str> = options.ignore.iter().map(String::as_str).collect();
    let document = Document::from(profile);
    let mut findings = policy::audit(&document.view(), &ignored);
    if let Some(baseline) = &options.baseline {
        let mut holder = UserProfile::default();
        holder.policy = Some(baseline.clone());
        findings.extend(policy::drift(&document.view(), &Document::from(&holder).view()));
    }
    Ok(findings)
}
