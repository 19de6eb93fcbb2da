//! Findings: what a rule or a baseline says of a profile, how certain it is and how much it matters.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::super::json::{self, Json};
use crate::{named, text};

/// Whether a finding is certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The profile says so.
    Found,
    /// The profile does not say what would decide.
    CannotTell,
}

impl Status {
    /// All statuses.
    pub const ALL: [Status; 2] = [Status::Found, Status::CannotTell];

    /// The status as a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Found => "found",
            Status::CannotTell => "cannot_tell",
        }
    }
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// All risks, the gravest first.
    pub const ALL: [Risk; 4] = [Risk::High, Risk::Medium, Risk::Low, Risk::Info];

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

named!(Status, Risk);

/// Something that an audit has found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(all(target_arch = "wasm32", feature = "js"), derive(tsify::Tsify))]
#[non_exhaustive]
pub struct Finding {
    /// The rule's ID; of a departure from a baseline, `baseline.` and the field's path within the policies.
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
