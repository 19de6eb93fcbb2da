//! The validator's verdict on the grammar of a document, compared with serde_json and the standard library's UTF-8.

use zoom_phone_profile::json::MAX_DEPTH;
use zoom_phone_profile::validate::{IssueCode, Options, Strictness, Validator};

use super::{depth, is_json, may_become_json};

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// What the validator says of a document's grammar.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub enum Grammar {
    Sound,
    InvalidUtf8,
    TooDeep,
    /// And the offset where it stops being JSON.
    InvalidJson(usize),
}

pub fn grammar(document: &[u8]) -> Grammar {
    let options = Options { strictness: Strictness::Lenient, max_issues: usize::MAX, ..Options::default() };
    let issues = Validator::new().validate(document, &options).issues;
    let at = |code| issues.iter().find(|issue| issue.code == code).map(|issue| issue.position.unwrap().bytes);
    match (at(IssueCode::InvalidJson), at(IssueCode::TooDeep), at(IssueCode::InvalidUtf8)) {
        (Some(at), _, _) => Grammar::InvalidJson(at),
        (_, Some(_), _) => Grammar::TooDeep,
        (_, _, Some(_)) => Grammar::InvalidUtf8,
        _ => Grammar::Sound,
    }
}

/// The quick way to a verdict says of each document what the walk says. It may give up at keys with escapes, and where
/// only the weighing of members could tell a profile from another document.
pub fn assert_accepts_what_passes(validator: &mut Validator, document: &[u8]) {
    let accepts = validator.passes_standard(document);
    let verdict = validator.check(document, &Options::default());
    let passes = verdict.success && verdict.nulls == 0;
    let may_give_up = document.contains(&b'\\') || is_in_doubt(document);
    assert!(accepts == passes || may_give_up && !accepts, "{accepts}: {}", String::from_utf8_lossy(document));
}

/// Whether an object has no field that settles what it is, and unknown members, or nothing but a status and an ID.
fn is_in_doubt(document: &[u8]) -> bool {
    let options = Options { max_issues: usize::MAX, ..Options::default() };
    let has_unknown = || {
        let issues = Validator::new().validate(document, &options).issues;
        issues.iter().any(|issue| issue.code == IssueCode::UnknownField)
    };
    let Ok(object) = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(document) else {
        return false;
    };
    let is_certain = ["phone_user_id", "site_admin"].iter().any(|name| object.contains_key(*name));
    let is_of_reply = object.contains_key("status") && object.keys().all(|key| key == "id" || key == "status");
    !is_certain && (is_of_reply || has_unknown())
}

/// What it should say, by the twins.
pub fn assert_same_verdict(document: &[u8]) {
    assert_accepts_what_passes(&mut Validator::new(), document);
    let behind_mark = document.strip_prefix(BOM).unwrap_or(document);
    let shown = || String::from_utf8_lossy(document).into_owned();
    match grammar(document) {
        Grammar::Sound => {
            assert!(is_json(behind_mark), "accepted, but not JSON: {}", shown());
            assert!(std::str::from_utf8(document).is_ok(), "accepted, but not UTF-8: {}", shown());
            assert!(depth(behind_mark) <= MAX_DEPTH, "accepted, but too deep: {}", shown());
        }
        Grammar::InvalidUtf8 => {
            assert!(is_json(behind_mark), "said to be only not UTF-8, but not JSON: {}", shown());
            assert!(std::str::from_utf8(document).is_err(), "said to be not UTF-8, but it is: {}", shown());
        }
        Grammar::TooDeep => assert!(depth(behind_mark) > MAX_DEPTH, "said to be too deep: {}", shown()),
        Grammar::InvalidJson(at) => {
            assert!(!is_json(behind_mark), "rejected, but JSON: {}", shown());
            // All before the place could still have become JSON; with the byte at the place, it cannot.
            let behind = &document[document.len() - behind_mark.len()..];
            let at = at - (document.len() - behind_mark.len());
            assert!(may_become_json(&behind[..at]), "reported at {at}, which is too late: {}", shown());
            assert!(at == behind.len() || !may_become_json(&behind[..=at]), "reported at {at}, too early: {}", shown());
        }
    }
}
