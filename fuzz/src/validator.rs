//! Any document: the issues are those of the slow twin, and the Rust types read what the validator accepts.

use std::sync::LazyLock;

use crate::support::tree::{self, Node, Value};
use crate::support::twin::{Found, Twin};
use crate::support::verdict::{Grammar, assert_accepts_what_passes, grammar};
use zoom_phone_profile::model::UserProfile;
use zoom_phone_profile::validate::{Options, Validator};

static TWIN: LazyLock<Twin> = LazyLock::new(Twin::new);

pub fn check(document: &[u8]) {
    let Ok(text) = std::str::from_utf8(document) else { return };
    if text.starts_with('\u{feff}') || grammar(document) != Grammar::Sound {
        return;
    }
    assert_accepts_what_passes(&mut Validator::new(), document);
    let report = Validator::new().validate(document, &Options { max_issues: usize::MAX, ..Options::default() });
    let told = |issue: &zoom_phone_profile::validate::Issue| Found {
        code: issue.code.as_str(),
        pointer: issue.pointer.clone(),
        at: issue.position.unwrap().bytes,
    };
    let mut found: Vec<_> = report.issues.iter().map(told).collect();
    found.sort();
    let tree = tree::parse(text);
    assert_eq!(found, TWIN.validate(&tree));

    let as_type = serde_json::from_str::<UserProfile>(text);
    let codes = |wanted: &[&str]| found.iter().any(|issue| wanted.contains(&issue.code));
    if as_type.is_ok() {
        // `{}` is a profile to serde, and keys that differ from those known are anything's.
        assert!(!codes(&["wrong_type"]), "the types read what the validator calls a wrong type");
    } else if report.success {
        // What serde refuses beyond the types: keys twice, whole numbers as `1e3` or beyond 64 bits, lone surrogates,
        // unknown numbers beyond a double.
        let is_known_difference = codes(&["duplicate_key", "out_of_range", "unknown_value"])
            || has_foreign_number(&tree)
            || text.contains("\\u");
        assert!(is_known_difference, "the validator accepts what the types do not read: {:?}", as_type.err());
    }
}

/// Whether a number is written in a way that serde's whole numbers or doubles do not take.
fn has_foreign_number(node: &Node) -> bool {
    match &node.value {
        Value::Number(number) => number == "-0" || number.parse::<i64>().is_err(),
        Value::List(items) => items.iter().any(has_foreign_number),
        Value::Object(members) => members.iter().any(|member| has_foreign_number(&member.node)),
        _ => false,
    }
}
