//! Documents of other endpoints are refused in every form, and profiles never are.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use serde_json::{Map, Value, json};
use support::profiles::profile;
use support::random::Random;
use support::twin::Twin;
use support::verdict::assert_accepts_what_passes;
use support::write::write_loosely;
use zoom_phone_profile::validate::{
    DocumentKind, IssueCode, Options, Strictness, Validator, other_kind, profile_within,
};

const NEIGHBORS: &str = include_str!("fixtures/neighbors.json");

fn neighbors() -> Vec<Value> {
    serde_json::from_str(NEIGHBORS).unwrap()
}

#[test]
fn documents_of_other_endpoints_are_named_and_refused() {
    let mut validator = Validator::new();
    for neighbor in neighbors() {
        let document = neighbor["document"].to_string();
        let report = validator.validate(document.as_bytes(), &Options::default());
        let issue = report.issues.iter().find(|issue| issue.code == IssueCode::NotAProfile);
        let message = &issue.unwrap_or_else(|| panic!("{document} passes")).message;
        let looks = neighbor["looks"].as_str().unwrap();
        assert!(
            message.starts_with(&format!("This is not a profile: it is {looks}")),
            "{looks}: {message}: {document}"
        );
        let within = neighbor["within"].as_str();
        assert_eq!(profile_within(document.as_bytes(), 0).as_deref(), within, "{document}");
        let hint = within.map(|path| format!("; `{path}` looks like a profile"));
        assert!(message.contains(hint.as_deref().unwrap_or("")), "{message}");
        for (strictness, passes) in [
            (Strictness::Strict, false),
            (Strictness::Standard, false),
            (Strictness::Lenient, neighbor["document"].is_object()),
        ] {
            let options = Options { strictness, ..Options::default() };
            assert_eq!(validator.check(document.as_bytes(), &options).success, passes, "{strictness:?}: {document}");
        }
        assert_accepts_what_passes(&mut validator, document.as_bytes());
        // A null field says nothing for a profile, but that an object has one.
        if let Value::Object(members) = &neighbor["document"] {
            let mut more = members.clone();
            more.insert("phone_user_id".into(), Value::Null);
            more.insert("message".into(), json!("x"));
            assert!(other_kind(Value::Object(more).to_string().as_bytes(), 0).is_some(), "{document}");
        }
    }
}

#[test]
fn odd_profiles_are_profiles() {
    let mut validator = Validator::new();
    for document in [
        json!({"id": "x"}),
        json!({"id": "x", "status": "activate"}),
        json!({"id": "x", "status": "suspended"}),
        json!({"id": "x", "status": "ok"}),
        json!({"status": ""}),
        json!({"phone_numbers": []}),
        json!({"phone_numbers": [{"id": "n", "number": "+14155550100"}]}),
        json!({"phone_numbers": [{"id": "n", "number": "1", "later": true}]}),
        json!({"calling_plans": [{"type": 83000, "name": "Zoom Workplace", "later": 1}]}),
        json!({"extension_number": 801}),
        json!({"extension_id": "e"}),
        json!({"emergency_address": {"country": "US"}}),
        json!({"policy": {}}),
        json!({"policy": {"later": {"enable": true}}}),
        json!({"policy": {}, "name": "Ann"}),
        json!({"policy": {"later": {}}, "display_name": "Ann"}),
        json!({"site_admin": false, "name": "Ann"}),
        json!({"id": "x", "code": 0, "message": "ok"}),
        json!({"id": "x", "code": 300, "message": "x", "error": {"code": 1}, "data": {"id": "y"}}),
        json!({"id": "x", "errors": [], "users": [], "devices": [{"id": "d1"}], "site": {"id": "s", "name": "HQ"}}),
        json!({"id": "x", "status": "activate", "devices": [{"id": "d1"}]}),
        json!({"id": "x", "status": "deactivate", "next_page_token": "", "users": [{"id": "y"}]}),
        json!({"name": "Ann", "phone_user_id": "p", "extension_id": "e"}),
        json!({"id": "x", "email": "a@b", "name": "Ann", "site": {"id": "s", "name": "HQ"}}),
        json!({"id": "x", "phone_user_id": "p", "email": "a@b", "name": "Ann", "extension_id": "e",
            "extension_number": 801,
            "status": "activate", "activation_status": "activated", "site": {"id": "s", "name": "HQ"},
            "department": "D", "cost_center": "C", "calling_plans": [{"type": 200, "name": "Plan"}],
            "phone_numbers": [{"id": "n", "number": "1"}]}),
        json!({"id": "x", "phone_user_id": "p", "status": "error", "message": "m", "data": {"policy": {"sms": {}}}}),
        json!({"id": "x", "name": "Ann", "policy": {"sms": {"enable": true}}, "site": {"id": "s"}, "email": "a@b"}),
        json!({"id": "x", "name": null, "total_members": null}),
        json!({"id": "x", "name": 5}),
        json!({"id": "x", "name": "B", "status": "pending", "site": {"id": "s", "name": "Main"}}),
        json!({"id": "x", "name": "B", "activation_status": "not ready", "site": {"id": "s", "name": "Main"}}),
        json!({"id": "x", "name": "n", "policy": {"sms": {"enable": true}, "call_park": {"enable": true}},
            "site": {"id": "s", "name": "m"}, "country": {"code": "US"}}),
        json!({"id": "x", "status": "error", "policy": {"sms": {"enable": true}}}),
        json!({"id": "x", "status": "404", "site_admin": false}),
    ] {
        let text = document.to_string();
        let report = validator.validate(text.as_bytes(), &Options::default());
        assert!(report.success, "{text}: {:?}", report.issues);
        assert_eq!(validator.other_kind(), None);
        assert_accepts_what_passes(&mut validator, text.as_bytes());
    }
}

#[test]
fn an_id_is_a_hint_at_a_profile_only_where_a_reply_has_its_document() {
    for (document, within) in [
        (json!({"error": {"code": 401, "message": "bad", "status": "UNAUTHENTICATED"}}), None),
        (json!({"error": {"id": "e1", "message": "m"}}), None),
        (json!({"meta": {"id": "x"}}), None),
        (json!({"links": {"id": "a"}}), None),
        (json!({"request": {"id": "r"}, "message": "x"}), None),
        (json!({"server": {"id": "r"}, "version": "1"}), None),
        (json!({"type": "object", "properties": {"id": {}}}), None),
        (json!({"anything": {"id": "u1", "extension_number": 1}, "version": 1}), Some("anything")),
        (json!({"meta": {"user": {"id": "u1"}}}), Some("meta.user")),
        (json!({"status": "success", "data": {"id": "u1"}}), Some("data")),
        (json!({"body": {"id": "u1"}, "headers": {"id": "h"}}), Some("body")),
    ] {
        let text = document.to_string();
        assert_eq!(profile_within(text.as_bytes(), 0).as_deref(), within, "{text}");
        let is_error = document.get("error").is_some();
        assert!(!is_error || other_kind(text.as_bytes(), 0) == Some(DocumentKind::Error), "{text}");
    }
}

#[test]
fn the_status_of_an_error_is_enough() {
    let mut validator = Validator::new();
    for document in [
        json!({"type": "about:blank", "title": "Not Found", "status": "404", "detail": "x"}),
        json!({"type": "about:blank", "title": "Not Found", "status": 404, "detail": "x"}),
        json!({"status": "500"}),
        json!({"status": "unauthorized"}),
        json!({"status": "Forbidden", "path": "/"}),
        json!({"status": "denied", "id": "r"}),
        json!({"status": "error", "id": "r"}),
    ] {
        let text = document.to_string();
        assert_eq!(other_kind(text.as_bytes(), 0), Some(DocumentKind::Error), "{text}");
        assert!(!validator.check(text.as_bytes(), &Options::default()).success, "{text}");
        assert_accepts_what_passes(&mut validator, text.as_bytes());
    }
}

/// All names that tell of other documents, with what neighbors have there.
fn foreign_members() -> Vec<(String, Value)> {
    let mut members = Vec::new();
    for neighbor in neighbors() {
        for (key, value) in neighbor["document"].as_object().into_iter().flatten() {
            members.push((key.clone(), value.clone()));
        }
    }
    members.retain(|(key, _)| zoom_phone_profile::model::PROFILE.fields.iter().all(|field| field.name != key));
    members
}

fn any_value(random: &mut Random) -> Value {
    match random.below(7) {
        0 => Value::Null,
        1 => json!(random.once_in(2)),
        2 => json!(random.below(1000)),
        3 => json!("text"),
        4 => json!([{"id": "y", "name": "z"}]),
        5 => json!({"id": "y", "policy": {"sms": {"enable": true}}}),
        _ => json!({"enable": true, "code": 5}),
    }
}

/// Policies that rooms, common areas and call queues have too; parts of sites and setting templates, which have most.
const SHARED: [&str; 5] =
    ["call_park", "delegation", "international_calling", "select_outbound_caller_id", "voicemail_access_members"];
const SETTINGS: [&str; 2] = ["main_auto_receptionist", "profile"];

#[test]
fn no_profile_is_refused_whatever_members_are_added() {
    let (twin, foreign) = (Twin::new(), foreign_members());
    let mut validator = Validator::new();
    let mut random = Random(15);
    let mut checked = 0;
    for _ in 0..support::rounds(20_000) {
        let mut text = String::new();
        write_loosely(&profile(&twin, &mut random), &mut random, &mut text);
        let Value::Object(mut members) = serde_json::from_str(&text).unwrap() else { panic!() };
        members.retain(|key, _| key == "policy" || !random.once_in(2));
        let Some(Value::Object(policies)) = members.get_mut("policy") else { continue };
        policies.retain(|_, _| random.once_in(3));
        if policies.values().all(Value::is_null) {
            continue;
        }
        checked += 1;
        let has_own = policies.iter().any(|(key, value)| !value.is_null() && !SHARED.contains(&key.as_str()));
        for _ in 0..random.below(6) {
            let (key, value) = &foreign[random.below(foreign.len())];
            // A part as another object has it, beside a name and nothing of a person, is the one thing that tells where
            // all policies are such as that object has.
            let is_alike = random.once_in(2) && (!value.is_object() || has_own && !SETTINGS.contains(&key.as_str()));
            members.insert(key.clone(), if is_alike { value.clone() } else { any_value(&mut random) });
        }
        let document = Value::Object(members).to_string();
        assert_eq!(other_kind(document.as_bytes(), 0), None, "{document}");
        assert_accepts_what_passes(&mut validator, document.as_bytes());
    }
    assert!(checked >= support::rounds(10_000), "{checked}");
}

#[test]
fn the_ways_to_a_verdict_agree_on_what_is_neither_here_nor_there() {
    let (foreign, mut random) = (foreign_members(), Random(16));
    let mut validator = Validator::new();
    let own = [
        ("id", json!("x")),
        ("id", json!(5)),
        ("status", json!("activate")),
        ("status", json!("success")),
        ("status", json!("failed")),
        ("status", json!(500)),
        ("email", json!("a@b")),
        ("site_id", json!("s")),
        ("phone_user_id", Value::Null),
        ("policy", json!({})),
        ("policy", json!({"sms": {}})),
        ("phone_numbers", json!([{"id": "n", "assignee": {}}])),
        ("calling_plans", json!([{"type": 1, "available": 5}])),
        ("department", json!("d")),
    ];
    let mut refused = 0;
    for _ in 0..support::rounds(20_000) {
        let mut members = Map::new();
        for _ in 0..random.below(3) {
            let (key, value) = &own[random.below(own.len())];
            members.insert((*key).into(), value.clone());
        }
        for _ in 0..random.below(3) {
            let (key, value) = &foreign[random.below(foreign.len())];
            members.insert(key.clone(), if random.once_in(2) { value.clone() } else { any_value(&mut random) });
        }
        let document = Value::Object(members.clone()).to_string();
        assert_accepts_what_passes(&mut validator, document.as_bytes());
        let report = validator.validate(document.as_bytes(), &Options::default());
        let is_refused = report.issues.iter().any(|issue| issue.code == IssueCode::NotAProfile);
        assert_eq!(is_refused, validator.other_kind().is_some(), "{document}");
        assert_eq!(is_refused, other_kind(document.as_bytes(), 0).is_some(), "{document}");
        refused += usize::from(is_refused);
        // The last of a repeated key counts, as `JSON.parse` has it, and so does a key with escapes.
        let twice =
            format!(r#"{{"name":"x","next_page_token":"y","\u0065mail":"z",{}"#, &document[1..]).replace(",}", "}");
        let parsed: Value = serde_json::from_str(&twice).unwrap();
        assert_eq!(other_kind(twice.as_bytes(), 0), other_kind(parsed.to_string().as_bytes(), 0), "{twice}");
    }
    assert!(refused > support::rounds(4_000) && refused < support::rounds(18_000), "{refused}");
}

#[test]
fn a_document_of_many_members_is_looked_at_in_one_pass() {
    let many: String = (0..100_000).map(|index| format!(r#""member_{index}":{{"a":[{{"b":1}}]}},"#)).collect();
    for (end, kind) in [
        (r#""id":"x"}"#, None),
        (r#""last":1}"#, Some(DocumentKind::Unknown)),
        (r#""phone_user_id":"x","name":"y"}"#, None),
    ] {
        let document = format!("{{{many}{end}");
        assert_eq!(other_kind(document.as_bytes(), 0), kind, "{end}");
    }
}
