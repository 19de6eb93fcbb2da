//! All forms of what is said of policies, as documents to be read: `tests/snapshots/`, a folder for each profile.
//! After a change that is meant: `UPDATE_SNAPSHOTS=1 cargo test --test snapshots`, and read the difference.
#![cfg(not(target_arch = "wasm32"))]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Map, Value, json};
use zoom_phone_profile::model::PROFILE;
use zoom_phone_profile::model::schema::{Kind, Shape};
use zoom_phone_profile::policy::{
    Format, Labels, audit, audit_with, catalog, diff, format, format_with, summarize, summarize_with,
};
use zoom_phone_profile::validate::Document;

const SAMPLE: &str = include_str!("fixtures/sample-response.json");
const FUTURE: &str = r#"{"id":"u1","policy":{"sms":{"enable":true,"locked_by":"galaxy","field_of_tomorrow":[1,"two"]},
    "call_park":{"enable":true,"call_not_picked_up_action":77,"expiration_period":90},"voicemail":"all of it",
    "policy_of_tomorrow":{"enable":true,"locked":true,"locked_by":"account","level":3},
    "plain_policy":false,"list_policy":[{"a":1}]}}"#;

/// A profile in which every field of the model says yes, or no.
fn everything(shape: &Shape, on: bool) -> Value {
    let member = |field: &zoom_phone_profile::model::schema::Field| (field.name.to_string(), value(field.kind, on));
    Value::Object(shape.fields.iter().map(member).collect::<Map<_, _>>())
}

fn value(kind: Kind, on: bool) -> Value {
    match kind {
        Kind::Boolean => json!(on),
        Kind::Integer => json!(101),
        Kind::Code(codes) => json!(codes.first()),
        Kind::Text => json!("text"),
        Kind::Word(words) => json!(words.last()),
        Kind::Country => json!("US"),
        Kind::Object(shape) => everything(shape, on),
        Kind::List(item) => {
            if on {
                json!([value(*item, on)])
            } else {
                json!([])
            }
        }
        Kind::Switch(shape) => {
            if on {
                everything(shape, on)
            } else {
                json!(false)
            }
        }
    }
}

/// Holds a text against the one that is kept, or keeps it.
fn hold(path: &Path, text: &str) {
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let kept = fs::read_to_string(path).unwrap_or_else(|_| panic!("{} is missing", path.display()));
    assert!(kept == text, "{} differs: see the head of this test", path.display());
}

fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap() + "\n"
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name)
}

#[test]
fn what_is_said_of_profiles_is_what_was_read() {
    let profiles = [
        ("sample", SAMPLE.to_string()),
        ("everything-on", everything(PROFILE, true).to_string()),
        ("everything-off", everything(PROFILE, false).to_string()),
        ("empty", r#"{"id":"u1"}"#.to_string()),
        ("from-the-future", FUTURE.to_string()),
    ];
    let german = Labels::from_json(include_bytes!("../pkg-template/i18n/de.json")).unwrap();
    let sample = Document::read(SAMPLE.into());
    for (name, text) in profiles {
        let folder = folder(name);
        let document = Document::read(text.clone().into_bytes());
        let view = document.view();
        let summary = summarize(&view);
        let counts = summary.counts;
        assert_eq!((counts.on + counts.off + counts.unknown) as usize, summary.entries.len());
        hold(&folder.join("profile.json"), &pretty(&serde_json::from_str::<Value>(&text).unwrap()));
        let forms = [("txt", Format::Text), ("md", Format::Markdown), ("csv", Format::Csv), ("html", Format::Html)];
        for (ending, form) in forms {
            hold(&folder.join(format!("summary.{ending}")), &format(&summary, form));
        }
        let in_german = format_with(&summarize_with(&view, &german), Format::Text, &german);
        hold(&folder.join("summary.de.txt"), &in_german);
        hold(&folder.join("audit.json"), &pretty(&audit(&view, &[])));
        hold(&folder.join("audit.de.json"), &pretty(&audit_with(&view, &[], &german)));
        let changes = json!({ "changes": diff(&sample.view(), &view) });
        hold(&folder.join("changes-from-sample.json"), &pretty(&changes));
    }
    hold(&folder("").join("catalog.json"), &pretty(&serde_json::to_value(catalog()).unwrap()));
}

#[test]
fn everything_on_and_off_are_all_policies() {
    for on in [true, false] {
        let document = Document::read(everything(PROFILE, on).to_string().into_bytes());
        let counts = summarize(&document.view()).counts;
        assert_eq!(if on { counts.on } else { counts.off }, catalog().len() as u32);
    }
}
