//! The law of the audit, on generated profiles: a finding in a profile is in every completion of it, and a rule that is
//! silent on a profile is silent on every completion.
//!
//! A completion fills absent and null fields at any depth: of the profile, its objects, and the items of its lists. It
//! keeps what is there, even wrong types, unknown words and blanks, and adds no items to a list.
#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::collections::BTreeMap;

use serde_json::Value;
use support::random::Random;
use support::rounds;
use support::typed::{Style, complete, object, write};
use zoom_phone_profile::model::PROFILE;
use zoom_phone_profile::model::schema::Kind;
use zoom_phone_profile::policy::{Finding, RULES, Status, audit};
use zoom_phone_profile::validate::Document;

fn findings(document: String) -> BTreeMap<String, Finding> {
    let document = Document::read(document.into_bytes());
    audit(&document.view(), &[]).into_iter().map(|finding| (finding.id.to_string(), finding)).collect()
}

fn status(findings: &BTreeMap<String, Finding>, rule: &str) -> Option<Status> {
    findings.get(rule).map(|finding| finding.status)
}

/// Exceptions: an address that is absent beside a policy would have been returned with it; and deprecated fields are
/// reported where they are, be there more of them or not.
fn is_exempt(rule: &str, profile: &Value, status: Option<Status>) -> bool {
    match rule {
        "emergency_address_missing" => profile["policy"].is_object() && profile["emergency_address"].is_null(),
        "deprecated_fields" => status.is_none(),
        _ => false,
    }
}

#[test]
fn what_is_found_in_a_profile_is_found_in_every_completion_of_it() {
    // Per rule: how often it found, was silent, could not tell; and what completions decided that it could not tell.
    let mut seen: BTreeMap<&str, [usize; 5]> = BTreeMap::new();
    let mut random = Random(20_261_126);
    for _ in 0..rounds(8_000) {
        let style = Style::any(&mut random);
        let profile = object(PROFILE, style, &mut random);
        let text = write(&profile, &mut random);
        let before = findings(text.clone());
        for finding in before.values() {
            let is_absence = is_exempt(&finding.id, &profile, Some(finding.status));
            let is_found = finding.status == Status::Found && !is_absence;
            assert!(!finding.evidence.is_empty(), "{}: {text}", finding.id);
            for pointer in finding.evidence.iter().filter(|_| is_found) {
                assert!(
                    profile.pointer(pointer).is_some_and(|value| !value.is_null()),
                    "{}: {pointer} {text}",
                    finding.id
                );
            }
        }
        let mut after = Vec::new();
        for _ in 0..4 {
            let style = Style { wrong: random.choose(&[0, 2]), ..Style::any(&mut random) };
            let mut completed = profile.clone();
            complete(&mut completed, Kind::Object(PROFILE), style, &mut random);
            let text = write(&completed, &mut random);
            after.push((findings(text.clone()), text));
        }
        for rule in RULES.iter().map(|rule| rule.id) {
            let status_before = status(&before, rule);
            let seen = seen.entry(rule).or_default();
            seen[status_before.map_or(1, |status| status as usize * 2)] += 1;
            for (after, completed) in &after {
                let status_after = status(after, rule);
                if status_before == Some(Status::CannotTell) {
                    seen[3] += usize::from(status_after == Some(Status::Found));
                    seen[4] += usize::from(status_after.is_none());
                } else if !is_exempt(rule, &profile, status_before) {
                    assert_eq!(status_after, status_before, "{rule}\nof      {text}\nbecame  {completed}");
                }
            }
        }
    }
    assert_eq!(seen.len(), RULES.len());
    for (rule, counts) in seen {
        assert!(counts.iter().all(|count| *count > 0), "{rule} is not exercised: {counts:?}");
    }
}
