//! A rule: its texts, and the check that turns a profile into a finding. The rules themselves are in `rules.rs`.

use std::borrow::Cow;

use serde::Serialize;

use super::super::labels::Labels;
use super::finding::{Finding, Risk, Status};
use super::query::{ProfileQuery, Truth};
use crate::text::{self, Text};
use crate::validate::View;

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
    pub(super) check: fn(&mut ProfileQuery<'_>) -> Truth,
}

/// A built-in rule in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(all(target_arch = "wasm32", feature = "js"), derive(tsify::Tsify))]
#[non_exhaustive]
pub struct AuditRuleInfo {
    /// The rule's ID, which its findings have.
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type = "BuiltInRuleId"))]
    pub id: &'static str,
    /// How much a finding matters.
    #[cfg_attr(
        all(target_arch = "wasm32", feature = "js"),
        tsify(type = "\"high\" | \"medium\" | \"low\" | \"info\"")
    )]
    pub severity: Risk,
    /// What is found.
    #[serde(serialize_with = "text::serialize")]
    pub title: Cow<'static, str>,
    /// Why it matters.
    #[serde(serialize_with = "text::serialize")]
    pub why: Cow<'static, str>,
    /// What to do.
    #[serde(serialize_with = "text::serialize")]
    pub remedy: Cow<'static, str>,
    /// Where the fact comes from.
    pub source: &'static str,
    /// The policies that the rule reads; empty for a rule on other fields of the profile.
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type = "KnownPolicyKey[]"))]
    pub policies: Vec<&'static str>,
}

impl Rule {
    /// What the rule says of a profile: `None` where there is nothing to find.
    #[doc(hidden)]
    pub fn status(&self, view: &View<'_>) -> Option<Status> {
        status_of((self.check)(&mut ProfileQuery::new(*view)))
    }

    /// Describes the rule. `query` asks a profile that states nothing: the check then asks for all that it depends on.
    pub(super) fn info(&self, query: &mut ProfileQuery<'_>, labels: &Labels) -> AuditRuleInfo {
        query.clear();
        (self.check)(query);
        AuditRuleInfo {
            id: self.id,
            severity: self.severity,
            title: self.title(labels),
            why: self.why(labels),
            remedy: self.remedy(labels),
            source: self.source,
            policies: query.policies(),
        }
    }

    fn title(&self, labels: &Labels) -> Text {
        labels.text(&["audit.", self.id, ".title"], self.title)
    }

    fn why(&self, labels: &Labels) -> Text {
        labels.text(&["audit.", self.id, ".why"], self.why)
    }

    fn remedy(&self, labels: &Labels) -> Text {
        labels.text(&["audit.", self.id, ".remedy"], self.remedy)
    }

    pub(super) fn finding(&self, query: &mut ProfileQuery<'_>, labels: &Labels) -> Option<Finding> {
        query.clear();
        let truth = (self.check)(query);
        Some(Finding {
            id: self.id.into(),
            status: status_of(truth)?,
            severity: self.severity,
            title: self.title(labels),
            why: self.why(labels),
            evidence: query.evidence(truth),
            remedy: self.remedy(labels),
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

#[cfg(test)]
mod tests {
    use crate::policy::{CATALOG, Labels, RULES, audit_rules, audit_rules_with};

    #[test]
    fn rules_name_the_policies_that_they_read() {
        let rules = audit_rules();
        assert_eq!(rules.len(), RULES.len());
        let known: Vec<_> = CATALOG.iter().map(|policy| policy.key).collect();
        for rule in &rules {
            assert!(rule.policies.iter().all(|policy| known.contains(policy)), "{rule:?}");
            // The source names at least the policy that the rule is about.
            for named in rule.source.split("`policy.").skip(1) {
                let policy = named.split(['.', '[', '`']).next().unwrap();
                assert!(rule.policies.contains(&policy), "{rule:?}");
            }
        }
        let policies = |id| rules.iter().find(|rule| rule.id == id).unwrap().policies.clone();
        assert_eq!(policies("emergency_address_missing"), Vec::<&str>::new());
        assert_eq!(policies("recording_without_notice"), ["auto_call_recording"]);
        let of_transcription = ["voicemail_tasks", "voicemail_transcription"];
        assert_eq!(policies("voicemail_tasks_without_transcription"), of_transcription);
        assert_eq!(policies("sensitive_policy_unlocked").len(), 7);
    }

    #[test]
    fn rules_are_described_in_the_language_of_the_labels() {
        let labels = r#"{"audit.parked_calls_dropped.why":"Weil niemand abhebt."}"#;
        let rules = audit_rules_with(&Labels::from_json(labels.as_bytes()).unwrap());
        let parked = rules.iter().find(|rule| rule.id == "parked_calls_dropped").unwrap();
        assert_eq!((&*parked.why, &*parked.title), ("Weil niemand abhebt.", "Parked calls that are disconnected"));
    }
}
