//! What in a profile is risky, contradictory or missing: rules, each with the reason, the evidence and a remedy.
//!
//! A rule is *found* only on what the profile says, and *cannot tell* where it does not say what would decide.
//!
//! ```
//! use zoom_phone_profile::policy::{Status, audit};
//! use zoom_phone_profile::validate::{Options, Validator};
//!
//! let document = br#"{"id":"abc","policy":{"emergency_calls_to_psap":false}}"#;
//! let mut validator = Validator::new();
//! validator.check(document, &Options::default());
//! let findings = audit(&validator.view(document), &[]);
//! let psap = findings.iter().find(|finding| finding.id == "emergency_calls_not_public").unwrap();
//! assert_eq!(psap.status, Status::Found);
//! assert_eq!(psap.evidence, ["/policy/emergency_calls_to_psap"]);
//! ```

mod baseline;
mod case;
mod rules;
#[cfg(test)]
mod tests;

pub use baseline::{drift, drift_with, field_paths};
pub use rules::RULES;
pub(crate) use rules::lacks_address;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::json::{self, Json};
use super::labels::Labels;
use crate::text;
use crate::validate::View;
use case::{Case, Truth};

/// Whether a finding is certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The profile says so.
    Found,
    /// The profile does not say what would decide.
    CannotTell,
}

impl Status {
    /// The status as a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Found => "found",
            Status::CannotTell => "cannot_tell",
        }
    }
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Risk {
    /// People, or what they said, may come to harm.
    High,
    /// A door stands open that should not.
    Medium,
    /// Worth putting right.
    Low,
    /// Worth knowing.
    Info,
}

impl Risk {
    /// The risk as a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Risk::High => "high",
            Risk::Medium => "medium",
            Risk::Low => "low",
            Risk::Info => "info",
        }
    }
}

/// A rule of the audit.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Rule {
    /// What it is known by, and ignored by.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Risk,
    /// What is found.
    pub title: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// Where the fact comes from.
    pub source: &'static str,
    check: fn(&mut Case<'_>) -> Truth,
}

impl Rule {
    /// What the rule says of a profile: `None` where there is nothing to find.
    pub fn status(&self, view: &View<'_>) -> Option<Status> {
        status_of((self.check)(&mut Case::new(*view)))
    }

    fn finding(&self, case: &mut Case<'_>, labels: &Labels) -> Option<Finding> {
        case.clear();
        let truth = (self.check)(case);
        Some(Finding {
            id: self.id.into(),
            status: status_of(truth)?,
            severity: self.severity,
            title: labels.text(&["audit.", self.id, ".title"], self.title),
            why: labels.text(&["audit.", self.id, ".why"], self.why),
            evidence: case.evidence(truth),
            remedy: labels.text(&["audit.", self.id, ".remedy"], self.remedy),
            source: Some(self.source.into()),
            expected: None,
            actual: None,
        })
    }
}

fn status_of(truth: Truth) -> Option<Status> {
    match truth {
        Truth::Yes => Some(Status::Found),
        Truth::Unknown => Some(Status::CannotTell),
        Truth::No => None,
    }
}

/// Something that an audit has found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(all(target_arch = "wasm32", feature = "js"), derive(tsify::Tsify))]
#[non_exhaustive]
pub struct Finding {
    /// The rule's id; of a departure from a baseline, `baseline.` and the field's path within the policies.
    #[serde(serialize_with = "text::serialize")]
    pub id: Cow<'static, str>,
    /// Whether the profile says so, or does not say what would decide.
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type = "\"found\" | \"cannot_tell\""))]
    pub status: Status,
    /// How much it matters.
    #[cfg_attr(
        all(target_arch = "wasm32", feature = "js"),
        tsify(type = "\"high\" | \"medium\" | \"low\" | \"info\"")
    )]
    pub severity: Risk,
    /// What was found.
    #[serde(serialize_with = "text::serialize")]
    pub title: Cow<'static, str>,
    /// Why it matters.
    #[serde(serialize_with = "text::serialize")]
    pub why: Cow<'static, str>,
    /// RFC 6901 pointers from the profile's root to what decides, or to where it would be; never empty.
    pub evidence: Vec<String>,
    /// What to do.
    #[serde(serialize_with = "text::serialize")]
    pub remedy: Cow<'static, str>,
    /// Where the fact comes from.
    #[serde(serialize_with = "text::serialize_option", skip_serializing_if = "Option::is_none", default)]
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(optional))]
    pub source: Option<Cow<'static, str>>,
    /// Of a departure from a baseline, what the baseline requires.
    #[serde(default, deserialize_with = "json::present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(optional, type = "unknown"))]
    pub expected: Option<Json>,
    /// Of a departure from a baseline, what the profile says in its place; absent where it does not say.
    #[serde(default, deserialize_with = "json::present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(optional, type = "unknown"))]
    pub actual: Option<Json>,
}

/// Audits a profile, by all rules but those whose ids are ignored, in the order of [`RULES`]; in English.
pub fn audit(view: &View<'_>, ignored: &[&str]) -> Vec<Finding> {
    audit_with(view, ignored, Labels::ENGLISH)
}

/// Audits a profile as [`audit`] does, in other words or another language.
pub fn audit_with(view: &View<'_>, ignored: &[&str], labels: &Labels) -> Vec<Finding> {
    let mut case = Case::new(*view);
    let rules = RULES.iter().filter(|rule| !ignored.contains(&rule.id));
    rules.filter_map(|rule| rule.finding(&mut case, labels)).collect()
}
