//! Each rule on a profile where it finds something, on one where it does not, and on one that does not say.

mod drift;
mod grave_examples;
mod minor_examples;

use grave_examples::GRAVE;
use minor_examples::MINOR;

use super::*;
use crate::model::PROFILE;
use crate::model::schema::Shape;
use crate::validate::{Document, Options, Validator};

fn findings(document: &str) -> Vec<Finding> {
    let mut validator = Validator::new();
    validator.check(document.as_bytes(), &Options::default());
    audit(&validator.view(document.as_bytes()), &[])
}

/// What a rule says of a profile: its status and its evidence.
fn says(rule: &str, document: &str) -> Option<(Status, Vec<String>)> {
    let found: Vec<_> = findings(document).into_iter().filter(|finding| finding.id == rule).collect();
    assert!(found.len() < 2, "{rule} is found twice");
    found.into_iter().next().map(|finding| (finding.status, finding.evidence))
}

fn policy(policies: &str) -> String {
    format!("{{\"id\":\"x\",\"policy\":{{{policies}}}}}")
}

struct Example {
    rule: &'static str,
    /// What fires it, and the evidence.
    found: (&'static str, &'static [&'static str]),
    /// What does not.
    quiet: &'static [&'static str],
    /// What leaves it open, and where the answer would be. None where nothing can.
    open: &'static [(&'static str, &'static [&'static str])],
}

fn examples() -> impl Iterator<Item = &'static Example> + Clone {
    GRAVE.iter().chain(MINOR)
}

fn document(example: &str) -> String {
    if example.starts_with('{') { example.into() } else { policy(example) }
}

#[test]
fn each_rule_fires_keeps_quiet_and_cannot_tell() {
    for Example { rule, found: (fires, evidence), quiet, open } in examples() {
        let found = Some((Status::Found, evidence.iter().map(ToString::to_string).collect()));
        assert_eq!(says(rule, &document(fires)), found, "{rule} on {fires}");
        for example in *quiet {
            assert_eq!(says(rule, &document(example)), None, "{rule} on {example}");
        }
        for (example, evidence) in *open {
            let cannot_tell = Some((Status::CannotTell, evidence.iter().map(ToString::to_string).collect()));
            assert_eq!(says(rule, &document(example)), cannot_tell, "{rule} on {example}");
        }
    }
}

#[test]
fn every_rule_has_its_examples_and_an_id_of_its_own() {
    for (index, rule) in RULES.iter().enumerate() {
        let examples = examples().filter(|example| example.rule == rule.id);
        assert!(examples.clone().any(|example| !example.quiet.is_empty()), "{} has no example", rule.id);
        assert!(examples.clone().any(|example| !example.open.is_empty()), "{}", rule.id);
        assert!(RULES.iter().skip(index + 1).all(|other| other.id != rule.id), "{} stands twice", rule.id);
    }
    assert!(RULES.len() >= 25 && RULES.is_sorted_by_key(|rule| rule.severity));
}

#[test]
fn an_absent_policy_is_never_found_and_every_finding_has_evidence() {
    for document in [
        "{}",
        r#"{"id":"x"}"#,
        r#"{"policy":{}}"#,
        r#"{"policy":null}"#,
        r#"{"policy":[]}"#,
        r#"{"policy":{"sms":null}}"#,
    ] {
        let has_policy = document.contains("policy\":{");
        for finding in findings(document) {
            assert!(!finding.evidence.is_empty(), "{} on {document}", finding.id);
            let is_found = finding.id == "emergency_address_missing" && has_policy;
            assert_eq!(finding.status == Status::Found, is_found, "{} on {document}", finding.id);
        }
    }
    assert_eq!(findings("{}").len(), RULES.len());
}

#[test]
fn the_rule_about_deprecated_fields_knows_them_all() {
    fn collect(shape: &Shape, prefix: &str, found: &mut Vec<String>) {
        for field in shape.fields {
            let path = format!("{prefix}/{}", field.name);
            if field.deprecated.is_some() {
                found.push(path.clone());
            }
            if let Some(below) = field.kind.shape() {
                collect(below, &path, found);
            }
        }
    }
    let mut deprecated = Vec::new();
    collect(PROFILE, "", &mut deprecated);
    let all = r#""auto_call_recording":{"recording_start_prompt":true,"recording_explicit_consent":true},
        "forwarding_to_external_numbers":true,"zoom_phone_on_mobile":{"allow_calling_sms_mms":true}"#;
    let (_, mut evidence) = says("deprecated_fields", &policy(all)).unwrap_or((Status::CannotTell, Vec::new()));
    evidence.sort();
    deprecated.sort();
    assert_eq!(evidence, deprecated);
}

#[test]
fn ignored_rules_are_left_out() {
    let mut validator = Validator::new();
    validator.check(b"{}", &Options::default());
    let ignored: Vec<_> = RULES.iter().skip(1).map(|rule| rule.id).collect();
    assert_eq!(audit(&validator.view(b"{}"), &ignored).len(), 1);
}

#[test]
fn what_an_undocumented_code_permits_cannot_be_told() {
    for (id, named) in [
        ("transfer_unrestricted", r#""call_transferring":{"enable":true,"call_transferring_type":7}"#),
        (
            "forwarding_unrestricted",
            r#""call_handling_forwarding_to_other_users":{"enable":true,"call_forwarding_type":7}"#,
        ),
        ("parked_calls_dropped", r#""call_park":{"enable":true,"call_not_picked_up_action":7}"#),
    ] {
        let document = Document::read(policy(named).into_bytes());
        let findings = audit(&document.view(), &[]);
        let status = findings.iter().find(|finding| finding.id == id).map(|finding| finding.status);
        assert_eq!(status, Some(Status::CannotTell), "{id}");
    }
}
