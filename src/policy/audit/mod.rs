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
mod checks;
mod finding;
mod query;
mod rule;
mod rules;
#[cfg(test)]
mod tests;

pub use baseline::{FieldKind, baseline_fields, drift, drift_with};
pub(crate) use checks::lacks_address;
pub use finding::{Finding, Risk, Status};
pub use rule::{AuditRuleInfo, Rule};
pub use rules::RULES;

use super::labels::Labels;
use crate::validate::{Document, View};
use query::ProfileQuery;

/// Audits a profile, by all rules but those whose IDs are ignored, in the order of [`RULES`]; in English.
pub fn audit(view: &View<'_>, ignored: &[&str]) -> Vec<Finding> {
    audit_with(view, ignored, Labels::ENGLISH)
}

/// Audits a profile as [`audit`] does, in other words or another language.
pub fn audit_with(view: &View<'_>, ignored: &[&str], labels: &Labels) -> Vec<Finding> {
    let mut query = ProfileQuery::new(*view);
    let mut findings = Vec::new();
    for rule in RULES.iter().filter(|rule| !ignored.contains(&rule.id)) {
        if let Some(finding) = rule.finding(&mut query, labels) {
            findings.push(finding);
        }
    }
    findings
}

/// Describes the built-in rules, in the order of [`RULES`]; in English.
///
/// ```
/// let rules = zoom_phone_profile::audit_rules();
/// let psap = rules.iter().find(|rule| rule.id == "emergency_calls_not_public").unwrap();
/// assert_eq!(psap.policies, ["emergency_calls_to_psap"]);
/// ```
pub fn audit_rules() -> Vec<AuditRuleInfo> {
    audit_rules_with(Labels::ENGLISH)
}

/// Describes the built-in rules, in other words or another language.
pub fn audit_rules_with(labels: &Labels) -> Vec<AuditRuleInfo> {
    let nothing = Document::read(b"{}".to_vec());
    let mut query = ProfileQuery::new(nothing.view());
    RULES.iter().map(|rule| rule.info(&mut query, labels)).collect()
}
