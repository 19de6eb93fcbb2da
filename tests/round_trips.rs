//! Every public type that serializes is read back equal, from JSON and from a `serde_json::Value`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs, clippy::unwrap_used)]

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use zoom_phone_profile::model::UserProfile;
use zoom_phone_profile::policy::{Labels, audit_with, catalog_with, diff_with, drift_with, summarize_with};
use zoom_phone_profile::validate::{Document, Options, Validator};

const SAMPLE: &str = include_str!("fixtures/sample-response.json");
/// Members, unknown policies and fields, undocumented values, numbers that floats would change, escapes.
const UNUSUAL: &str = r#"{"id":"é\"\u0001","policy":{"sms":true,
    "unknown \\":{"enable":true,"a":[1,{"b":null}],"c":1.50},
    "call_park":{"enable":true,"locked":true,"locked_by":"a\nb","forward_to":{"display_name":"=1+\t1"}},
    "call_overflow":{"call_overflow_type":12345678901234567890},"voicemail":{"enable":-0.0,"allow_download":"\u00e9"},
    "voicemail_access_members":[{"access_user_id":"u","shared_id":"s","allow_delete":true},null,5]}}"#;

fn assert_round_trip<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let json = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&json).unwrap(), value);
    assert_eq!(serde_json::to_string(&serde_json::from_str::<T>(&json).unwrap()).unwrap(), json);
}

/// Also through a tree, which keeps neither the order of members nor how a number is written.
fn assert_reads_tree<T: Serialize + DeserializeOwned>(value: &T) {
    let tree = serde_json::to_value(value).unwrap();
    let read: T = serde_json::from_value(tree.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), tree);
}

#[test]
fn results_on_policies_are_read_back() {
    let german = Labels::from_json(include_bytes!("../pkg-template/i18n/de.json")).unwrap();
    let documents = [SAMPLE, UNUSUAL, r#"{"id":"x"}"#, "{}"].map(|text| Document::read(text.into()));
    for labels in [Labels::ENGLISH, &german] {
        assert_round_trip(&catalog_with(labels));
        assert_reads_tree(&catalog_with(labels));
        for document in &documents {
            let summary = summarize_with(&document.view(), labels);
            assert_round_trip(&summary);
            assert_reads_tree(&summary);
            assert_round_trip(&audit_with(&document.view(), &[], labels));
            for other in &documents {
                let changes = diff_with(&document.view(), &other.view(), labels);
                assert_round_trip(&changes);
                assert_reads_tree(&changes);
                let findings = drift_with(&document.view(), &other.view(), labels);
                assert_round_trip(&findings);
                assert_reads_tree(&findings);
            }
        }
    }
}

#[test]
fn a_lone_surrogate_is_read_back() {
    let document = Document::read(br#"{"policy":{"sms":{"allow_copy":"\ud800"}}}"#.to_vec());
    assert_round_trip(&summarize_with(&document.view(), Labels::ENGLISH));
}

#[test]
fn profiles_and_issues_are_read_back() {
    assert_round_trip(&serde_json::from_str::<UserProfile>(SAMPLE).unwrap());
    let document =
        r#"{"id":5,"status":"x","unknown":1,"phone_numbers":[{"id":null}],"policy":{"sms":{"enable":"yes"}}}"#;
    let issues = Validator::new().validate(document.as_bytes(), &Options::default()).issues;
    assert!(issues.len() > 2);
    for mut issue in issues {
        // Positions are not serialized.
        issue.position = None;
        assert_round_trip(&issue);
    }
}
