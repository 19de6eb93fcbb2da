//! The functions that most programs need, over whole profiles.

use std::fmt;

use crate::client::invalid::{Invalid, Subject};
use crate::client::profile::read_profile;
use crate::client::rust_names::in_rust;
use crate::model::UserProfile;
use crate::policy::{self, Finding, PolicyChange, PolicySummary};
use crate::validate::{Document, Issue, Options, Report, Validator};

/// Checks the bytes of a profile's JSON by the standard rules. For others, and for many profiles, use [`Validator`].
///
/// ```
/// let report = zoom_phone_profile::validate(br#"{"id":"abc","policy":{"sms":{"enable":"yes"}}}"#);
/// assert!(!report.success);
/// assert_eq!(report.issues[0].pointer, "/policy/sms/enable");
/// ```
pub fn validate(json: &[u8]) -> Report {
    Validator::new().validate(json, &Options::default())
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
/// use zoom_phone_profile::policy::State;
///
/// let profile = zoom_phone_profile::parse_user_profile(br#"{"policy":{"sms":{"enable":true}}}"#)?;
/// let summary = zoom_phone_profile::summarize_policy(&profile);
/// let sms = summary.entries.iter().find(|entry| entry.key == "sms").unwrap();
/// assert_eq!((sms.state, &*sms.text), (State::On, "May send and receive text messages."));
/// # Ok::<(), zoom_phone_profile::ParseError>(())
/// ```
pub fn summarize_policy(profile: &UserProfile) -> PolicySummary {
    policy::summarize(&Document::from(profile).view())
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

/// Returns the risks of a profile by all [rules](policy::RULES). To leave some out, use [`policy::audit()`].
///
/// ```
/// use zoom_phone_profile::policy::Status;
///
/// let profile = zoom_phone_profile::parse_user_profile(br#"{"policy":{},"emergency_address":null}"#)?;
/// let findings = zoom_phone_profile::audit_policy(&profile);
/// assert!(findings.iter().any(|finding| finding.status == Status::Found));
/// # Ok::<(), zoom_phone_profile::ParseError>(())
/// ```
pub fn audit_policy(profile: &UserProfile) -> Vec<Finding> {
    policy::audit(&Document::from(profile).view(), &[])
}
