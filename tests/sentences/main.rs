//! Laws of the sentences on policies, over generated profiles: a sentence mentions a detail only if the switches above
//! it are on, undocumented values are called so, and the two sides of a change read differently. Oracles are written
//! from the table of facts (`support/twin.rs`). Texts are found in a sentence by labels that mark them.
#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod changes;
mod details;

#[path = "../support/mod.rs"]
mod support;

use serde_json::{Map, json};
use std::collections::BTreeSet;
use support::profiles::{mutate, unusual_profile};
use support::random::Random;
use support::rounds;
use support::tree::{Member, Node, Value, parse};
use support::twin::Twin;
use support::write::write_loosely;

use zoom_phone_profile::policy::{
    Format, Labels, PolicyChange, PolicySummary, catalog, diff, diff_with, format, messages, summarize, summarize_with,
};

use zoom_phone_profile::validate::{Document, Integer, parse_integer};

fn read(document: &str) -> Document {
    Document::read(document.as_bytes().to_vec())
}

fn summary(document: &str) -> PolicySummary {
    summarize(&read(document).view())
}

fn policy(policies: &str) -> String {
    format!("{{\"policy\":{{{policies}}}}}")
}

/// The sentence and the texts of the details of a policy.
fn texts(policies: &str, key: &str) -> (String, Vec<String>) {
    let entries = summary(&policy(policies)).entries;
    let entry = entries.into_iter().find(|entry| entry.key == key).unwrap();
    (entry.text, entry.details.into_iter().map(|detail| detail.text.into_owned()).collect())
}

fn change(before: &str, after: &str) -> String {
    let changes = changes(before, after);
    assert_eq!(changes.len(), 1, "{before} → {after}: {changes:?}");
    changes.into_iter().next().unwrap().text
}

fn changes(before: &str, after: &str) -> Vec<PolicyChange> {
    diff(&read(&policy(before)).view(), &read(&policy(after)).view())
}

fn labels(texts: &Map<String, serde_json::Value>) -> Labels {
    Labels::from_json(serde_json::to_string(texts).unwrap().as_bytes()).unwrap()
}

/// A generated profile, written in any way that JSON allows.
fn generated(twin: &Twin, random: &mut Random) -> (Node, String) {
    let mut value = unusual_profile(twin, random);
    for _ in 0..random.below(3) {
        mutate(&mut value, random);
    }
    let mut document = String::new();
    write_loosely(&value, random, &mut document);
    (parse(&document), document)
}

#[test]
fn a_label_names_what_its_switch_turns_on() {
    for entry in catalog() {
        let label = &entry.label;
        let is_plural = label.ends_with('s') && !["SMS", "Access to ad hoc recordings"].contains(&&**label);
        let names_access = label.starts_with("Access to ") || label == "Forwarding to external numbers";
        assert!(!is_plural || names_access || label == "Call forwarding to other users", "{label}");
        assert_ne!(entry.on, entry.off);
        assert!(!entry.on.ends_with('.') && !entry.off.ends_with('.') && entry.meaning.ends_with('.'), "{label}");
    }
    let switch = |enable| format!("\"outbound_calling\":{{\"enable\":{enable}}}");
    assert_eq!(change(&switch("true"), &switch("false")), "Outbound calling restriction was turned off.");
}

#[test]
fn english_and_german_use_their_own_terms() {
    let german = Labels::from_json(include_bytes!("../../pkg-template/i18n/de.json")).unwrap();
    let texts: Map<String, serde_json::Value> =
        serde_json::from_str(include_str!("../../pkg-template/i18n/de.json")).unwrap();
    for (key, text) in messages() {
        assert!(!["e-mail", "E-mail", "Sign-in", "log in"].iter().any(|word| text.contains(word)), "{key}: {text}");
        assert!(!text.contains('"') && !text.contains("  "), "{key}: {text}");
        let text = texts[&key].as_str().unwrap();
        assert!(!text.contains(['"', '”']) && !text.contains("  "), "{key}: {text}");
        // Transferring is „übergeben“, forwarding „weiterleiten“, overflow „Überlauf“.
        let is_transfer = key.starts_with("call_transferring") || key.contains("call_transferring_type");
        assert!(!(is_transfer && text.to_lowercase().contains("weiterleit")), "{key}: {text}");
        let is_forward = key.contains("forwarding") || key.starts_with("detail.forward_to") || key == "parked.50";
        assert!(!(is_forward && text.to_lowercase().contains("überg")), "{key}: {text}");
        let is_overflow = key.contains("overflow");
        assert!(
            !is_overflow
                || key.ends_with("remedy")
                || key.contains("overflow_type.reads")
                || text.to_lowercase().contains("überlauf"),
            "{key}: {text}"
        );
        for old in ["Mailbox", "Durchwahl", "verschriftlich", "Schreibtisch"] {
            assert!(!text.contains(old), "{key}: {text}");
        }
    }
    let summary = summarize_with(&read(support::SAMPLE).view(), &german);
    let transfer = summary.entries.iter().find(|entry| entry.key == "call_transferring").unwrap();
    assert_eq!(transfer.label, "Anrufe übergeben");
    assert!(transfer.text.starts_with("Darf Anrufe übergeben; mittlere Beschränkung"), "{}", transfer.text);
}

#[test]
fn forms_have_the_sentences_of_the_summary() {
    let document =
        policy(r#""call_park":{"enable":true,"call_not_picked_up_action":9,"forward_to":{"display_name":"Bob"}}"#);
    for form in [Format::Text, Format::Markdown, Format::Csv, Format::Html] {
        let text = format(&summary(&document), form);
        assert!(text.contains("if nobody picks up: disconnect.") && !text.contains("Bob"), "{text}");
    }
}

#[test]
fn the_details_of_a_profile_are_all_listed_whatever_their_names() {
    let (sentence, details) = texts(r#""sms":{"enable":true,"":1,"new":{"a":[]}}"#, "sms");
    assert_eq!(
        (sentence.as_str(), details),
        ("May send and receive text messages.", vec!["1".into(), "{\"a\":[]}".into()])
    );
    let entries = summary(&policy(r#""":{"enable":true}"#)).entries;
    let names: BTreeSet<_> = entries.iter().map(|entry| &*entry.label).collect();
    assert!(names.contains("\"\"") && !names.contains(""));
}
