//! The core compiled to wasm behaves as it does natively, in Node and in a browser.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use wasm_bindgen_test::wasm_bindgen_test;
use zoom_phone_profile::policy::{State, summarize};
use zoom_phone_profile::validate::{IssueCode, Options, Validator};

#[cfg(feature = "browser-tests")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const SAMPLE: &str = include_str!("fixtures/sample-response.json");

#[wasm_bindgen_test]
fn the_sample_passes() {
    let report = Validator::new().validate(SAMPLE.as_bytes(), &Options::default());
    assert!(report.success);
    assert_eq!(report.issue_count, 7);
}

#[wasm_bindgen_test]
fn faults_have_their_place() {
    let document = "{\n  \"department\": \"é😀\", \"id\": 1\n}";
    let report = Validator::new().validate(document.as_bytes(), &Options::default());
    let issue = &report.issues[0];
    assert_eq!((issue.code, issue.pointer.as_str()), (IssueCode::WrongType, "/id"));
    let position = issue.position.unwrap();
    assert_eq!((position.line, position.column, position.utf16), (2, 30, 31));
}

#[wasm_bindgen_test]
fn policies_are_on_off_or_unknown() {
    let mut validator = Validator::new();
    validator.check(SAMPLE.as_bytes(), &Options::default());
    let summary = summarize(&validator.view(SAMPLE.as_bytes()));
    let counts = summary.counts;
    assert_eq!((counts.on, counts.off, counts.unknown), (24, 0, 13));
    assert_eq!(summary.entries[0].state, State::On);
}

#[wasm_bindgen_test]
fn every_prefix_of_the_sample_is_an_error_and_no_panic() {
    let mut validator = Validator::new();
    for end in 0..SAMPLE.trim_end().len() {
        assert!(!validator.check(&SAMPLE.as_bytes()[..end], &Options::default()).success, "{end}");
    }
}

/// Rust users who compile to wasm themselves hand the types to JavaScript by serde-wasm-bindgen.
#[wasm_bindgen_test]
fn the_types_go_through_values_of_javascript() {
    use serde::Serialize;
    use zoom_phone_profile::model::UserProfile;

    let profile: UserProfile = serde_json::from_str(SAMPLE).unwrap();
    let value = profile.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap();
    assert_eq!(serde_wasm_bindgen::from_value::<UserProfile>(value).unwrap(), profile);
}
