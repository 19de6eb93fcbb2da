//! Summaries of many profiles, from values or from a stream of JSON.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, ErrorKind, Read};

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::fleet::{Fleet, FleetError, GroupBy};
use crate::model::UserProfile;
use crate::policy::Risk;
use crate::validate::{DEFAULT_MAX_ISSUES, Issue, IssueCode, Options, Strictness};

/// Bytes that are read at a time.
const CHUNK: usize = 64 << 10;

/// The options of [`summarize_fleet`] and [`summarize_fleet_reader`].
#[derive(Debug, Clone)]
pub struct FleetOptions {
    /// Counts policies by group as well. Not by default.
    pub group_by: Option<GroupBy>,
    /// Audits each profile and counts the findings. Off by default, and free then.
    pub audit: bool,
    /// How much a profile may deviate before it counts as failed. Standard by default.
    pub strictness: Strictness,
    /// Most issues that are listed of a profile that failed: 100 by default.
    pub max_issues: usize,
}

impl Default for FleetOptions {
    fn default() -> Self {
        Self { group_by: None, audit: false, strictness: Strictness::default(), max_issues: DEFAULT_MAX_ISSUES }
    }
}

impl FleetOptions {
    fn fleet(&self) -> Fleet {
        let options = Options { strictness: self.strictness, max_issues: self.max_issues, from_object: false };
        let fleet = Fleet::new(options);
        let fleet = self.group_by.into_iter().fold(fleet, Fleet::group_by);
        if self.audit { fleet.audited() } else { fleet }
    }
}

/// Summarizes profiles. Memory does not grow with their number.
///
/// ```
/// use zoom_phone_profile::{FleetOptions, UserProfile, parse_user_profile, summarize_fleet};
///
/// let on = parse_user_profile(br#"{"id":"a","site_id":"paris","policy":{"sms":{"enable":true}}}"#)?;
/// let off = parse_user_profile(br#"{"id":"b","site_id":"paris","policy":{"sms":{"enable":false}}}"#)?;
/// let summary = summarize_fleet([on, off], &FleetOptions::default());
/// assert_eq!((summary.profiles, summary.sites["paris"]), (2, 2));
/// assert_eq!((summary.policies["sms"].on, summary.policies["sms"].off), (1, 1));
/// # Ok::<(), zoom_phone_profile::ParseError>(())
/// ```
pub fn summarize_fleet<P: Borrow<UserProfile>>(
    profiles: impl IntoIterator<Item = P>,
    options: &FleetOptions,
) -> FleetSummary {
    let mut fleet = options.fleet();
    for profile in profiles {
        // Serialization of a profile cannot fail: its keys are strings.
        let document = serde_json::to_vec(profile.borrow()).unwrap_or_default();
        fleet.push_value(&document, "");
    }
    FleetSummary::of(&fleet)
}

/// Summarizes the profiles of a stream of JSON: an array, lines (NDJSON), or pages of a list. Holds one profile at a
/// time. A profile that fails the validation is counted and listed in [`FleetSummary::failures`].
///
/// ```
/// use zoom_phone_profile::{FleetOptions, summarize_fleet_reader};
///
/// let lines = "{\"id\":\"a\",\"policy\":{\"sms\":{\"enable\":true}}}\n{\"id\":5}\n";
/// let summary = summarize_fleet_reader(lines.as_bytes(), &FleetOptions::default())?;
/// assert_eq!((summary.profiles, summary.failed), (2, 1));
/// assert_eq!(summary.failures[0].issues[0].pointer, "/id");
/// # Ok::<(), zoom_phone_profile::ReadFleetError>(())
/// ```
///
/// # Errors
/// Fails if the reader does, for a file that is not JSON, for more than 1,000 values in a row that are no objects, and
/// for a profile of more than 16 MiB.
pub fn summarize_fleet_reader(mut reader: impl Read, options: &FleetOptions) -> Result<FleetSummary, ReadFleetError> {
    let mut fleet = options.fleet();
    loop {
        match reader.read(fleet.reserve(CHUNK)) {
            Ok(0) => break,
            Ok(length) => fleet.filled(length)?,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(ReadFleetError::Read(error)),
        }
    }
    fleet.end();
    fleet.refuse_scalars()?;
    Ok(FleetSummary::of(&fleet))
}

/// Why a stream of profiles could not be summarized.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadFleetError {
    /// The reader failed.
    Read(io::Error),
    /// The stream does not hold profiles.
    Content(FleetError),
}

impl fmt::Display for ReadFleetError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(_) => formatter.write_str("the stream of profiles could not be read"),
            Self::Content(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for ReadFleetError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read(error) => Some(error),
            Self::Content(_) => None,
        }
    }
}

impl From<FleetError> for ReadFleetError {
    fn from(error: FleetError) -> Self {
        Self::Content(error)
    }
}

/// A summary of many profiles. Its JSON is that of the npm package.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FleetSummary {
    /// All profiles, those that failed included.
    pub profiles: u64,
    /// Profiles that failed the validation, or could not be fetched. They are counted here, in `issues` and in
    /// `failures` only.
    pub failed: u64,
    /// Bytes read; 0 if the profiles came as values.
    pub bytes: u64,
    /// By policy, up to 256 names of unknown policies included.
    pub policies: BTreeMap<String, FleetPolicy>,
    /// Calling plans by name: as many as the users have. Beyond 1,000 names `"other"`, as below.
    pub calling_plans: BTreeMap<String, u64>,
    /// Users by `site_id`.
    pub sites: BTreeMap<String, u64>,
    /// Users by department.
    pub departments: BTreeMap<String, u64>,
    /// Users by status.
    pub status: BTreeMap<String, u64>,
    /// Users who have a calling plan and no phone number.
    pub plans_without_numbers: u64,
    /// Users with a policy and without an emergency address.
    pub emergency_addresses_missing: u64,
    /// How often each issue occurs, over all profiles.
    pub issues: BTreeMap<IssueCode, u64>,
    /// The first 100 profiles that failed.
    pub failures: Vec<FleetFailure>,
    /// By the group's name, which is empty for profiles that do not state it. Only with [`FleetOptions::group_by`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<BTreeMap<String, FleetGroup>>,
    /// By the rule's ID, for rules with a finding. Only with [`FleetOptions::audit`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub findings: Option<BTreeMap<String, FleetFinding>>,
}

impl FleetSummary {
    fn of(fleet: &Fleet) -> FleetSummary {
        // The tests of this file compare the two declarations of this JSON.
        serde_json::from_str(&fleet.to_json()).unwrap_or_default()
    }
}

/// A policy in many profiles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FleetPolicy {
    /// Profiles with the policy on.
    pub on: u64,
    /// Profiles with the policy off.
    pub off: u64,
    /// Profiles that do not state it.
    pub unknown: u64,
    /// Profiles in which it is locked, by level.
    pub locked: BTreeMap<String, u64>,
    /// Profiles in which it differs from what it inherits.
    pub modified: u64,
    /// Values of its fields with documented values: by the field's path and the value.
    pub values: BTreeMap<String, BTreeMap<String, u64>>,
}

/// The profiles of one group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FleetGroup {
    /// How many they are.
    pub profiles: u64,
    /// Their policies.
    pub policies: BTreeMap<String, FleetPolicy>,
}

/// A profile that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FleetFailure {
    /// Its position, from 0.
    pub index: u64,
    /// Its ID, if one could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The code of the error. Only for a profile that could not be fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The message of the error, up to 1,000 characters. Only for a profile that could not be fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Its issues, without positions: their messages name the line within the profile's own text.
    #[serde(deserialize_with = "known_issues")]
    pub issues: Vec<Issue>,
}

/// Reads the issues of this version, and ignores others: those of an outcome are as its writer wrote them.
fn known_issues<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Vec<Issue>, D::Error> {
    let list = Box::<RawValue>::deserialize(deserializer)?;
    let items: Vec<&RawValue> = serde_json::from_str(list.get()).unwrap_or_default();
    Ok(items.into_iter().filter_map(|item| serde_json::from_str(item.get()).ok()).collect())
}

/// What a rule of the audit found in many profiles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FleetFinding {
    /// How much it matters.
    pub severity: Risk,
    /// What was found.
    pub title: String,
    /// Profiles in which it was found.
    pub found: u64,
    /// Profiles that do not state what would decide.
    pub cannot_tell: u64,
    /// The first ten users in which it was found: IDs, else email addresses.
    pub examples: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Profiles with each part of a summary, one of them broken.
    const FLEET: &str = r#"
{"id":"a","site_id":"s","department":"d","status":"activate","calling_plans":[{"type":200}],"phone_numbers":[],
 "policy":{"sms":{"enable":true,"locked":true,"locked_by":"site"},"policy_of_tomorrow":{"enable":true},
 "call_transferring":{"call_transferring_type":1},"international_calling":{"enable":true}}}
{"id":5,"status":"unheard of"}
{"ok":false,"userId":"c","error":{"code":"user_not_found","message":"No such user"}}
"#;

    fn options() -> FleetOptions {
        FleetOptions { group_by: Some(GroupBy::Site), audit: true, ..FleetOptions::default() }
    }

    #[test]
    fn the_types_have_what_the_json_has() {
        let mut fleet = options().fleet();
        fleet.push(FLEET.as_bytes()).unwrap();
        fleet.end();
        let summary = FleetSummary::of(&fleet);
        let mut json: serde_json::Value = serde_json::from_str(&fleet.to_json()).unwrap();
        let issues = json["failures"].as_array_mut().unwrap().iter_mut().flat_map(|each| each["issues"].as_array_mut());
        for issue in issues.flatten() {
            issue.as_object_mut().unwrap().retain(|key, _| !["offset", "line", "column"].contains(&key.as_str()));
        }
        assert!(serde_json::to_value(&summary).unwrap() == json, "{summary:?} {json}");
        assert_eq!((summary.profiles, summary.failed), (3, 2));
        assert!(summary.findings.is_some_and(|findings| !findings.is_empty()));
        assert_eq!(summary.groups.unwrap()["s"].policies["sms"].locked["site"], 1);
    }

    #[test]
    fn issues_of_others_are_ignored() {
        let outcome = r#"{"ok":false,"userId":"c","error":{"issues":[{"code":"x"},5,{"text":"\ud800"}]}}"#;
        let summary = summarize_fleet_reader(outcome.as_bytes(), &options()).unwrap();
        assert_eq!((summary.failed, summary.failures[0].issues.len()), (1, 0));
        assert_eq!(summary.failures[0].id.as_deref(), Some("c"));
    }

    #[test]
    fn a_reader_in_any_pieces_gives_the_same_as_the_whole() {
        struct Piecemeal<'a>(&'a [u8], bool);
        impl Read for Piecemeal<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.1 = !self.1;
                if self.1 {
                    return Err(ErrorKind::Interrupted.into());
                }
                let length = self.0.len().min(7).min(buffer.len());
                let (piece, rest) = self.0.split_at(length);
                buffer[..length].copy_from_slice(piece);
                self.0 = rest;
                Ok(length)
            }
        }
        let whole = summarize_fleet_reader(FLEET.as_bytes(), &options()).unwrap();
        assert_eq!(summarize_fleet_reader(Piecemeal(FLEET.as_bytes(), false), &options()).unwrap(), whole);
    }

    #[test]
    fn streams_that_cannot_be_read_are_errors() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(ErrorKind::BrokenPipe.into())
            }
        }
        let error = |reader: &mut dyn Read| summarize_fleet_reader(reader, &options()).unwrap_err();
        let broken = error(&mut Broken);
        assert_eq!(broken.to_string(), "the stream of profiles could not be read");
        assert_eq!(std::error::Error::source(&broken).unwrap().to_string(), "broken pipe");
        let html = error(&mut &b"<html><body>Not here</body></html>"[..]);
        assert!(matches!(html, ReadFleetError::Content(FleetError::NotJson(_))), "{html:?}");
        let scalars = serde_json::to_vec(&vec![0; 1_001]).unwrap();
        assert!(matches!(error(&mut &scalars[..]), ReadFleetError::Content(FleetError::NoObjects)));
    }

    #[test]
    fn values_are_counted_as_their_documents() {
        let profile: UserProfile =
            serde_json::from_str(r#"{"id":"a","policy":{"sms":{"enable":true}},"unknown":1}"#).unwrap();
        let summary = summarize_fleet([&profile, &profile], &options());
        assert_eq!((summary.profiles, summary.bytes, summary.policies["sms"].on), (2, 0, 2));
        assert_eq!(summary.issues[&IssueCode::UnknownField], 2);
        assert_eq!(summarize_fleet(std::iter::empty::<UserProfile>(), &options()).profiles, 0);
    }
}
