//! The validator compared with a second one (`support/twin.rs`), which is slow and obvious, over generated and mutated
//! profiles: the same issues at the same places, the same verdicts, the same values.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use support::profiles::{mutate, profile};
use support::random::Random;
use support::tree::{self, Node, Value};
use support::twin::{self, ERRORS, Found, INFOS, Twin};
use support::verdict::assert_accepts_what_passes;
use support::write::write_loosely;
use support::{SAMPLE, naive_position};
use zoom_phone_profile::json::unescape;
use zoom_phone_profile::model::PROFILE;
use zoom_phone_profile::model::schema::{Kind, find};
use zoom_phone_profile::validate::{
    Integer, Issue, IssueCode, Options, PathSegment, SlotKind, Strictness, Validator, parse_integer,
};

fn options(strictness: Strictness, max_issues: usize) -> Options {
    Options { strictness, max_issues, ..Options::default() }
}

/// The issues as the twin tells them, and their places as counting gives them.
fn as_found(document: &str, issues: &[Issue]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut last = 0;
    for issue in issues {
        let position = issue.position.unwrap();
        assert!(position.bytes >= last, "issues come in the document's order: {document}");
        last = position.bytes;
        let (line, column, utf16) = naive_position(document, position.bytes);
        assert_eq!((position.line, position.column, position.utf16), (line, column, utf16), "{document}");
        assert!(issue.message.ends_with(&format!("(line {line})")), "{}", issue.message);
        assert_eq!(issue.pointer, pointer(&issue.path), "{document}");
        found.push(Found { code: issue.code.as_str(), pointer: issue.pointer.clone(), at: position.bytes });
    }
    found.sort();
    found
}

fn pointer(path: &[PathSegment]) -> String {
    let step = |segment: &PathSegment| match segment {
        PathSegment::Key(key) => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        PathSegment::Index(index) => format!("/{index}"),
    };
    path.iter().map(step).collect()
}

/// 0 for errors, 1 for warnings, 2 for the rest.
fn severity(code: &str) -> usize {
    if ERRORS.contains(&code) {
        0
    } else if INFOS.contains(&code) {
        2
    } else {
        1
    }
}

/// Compares all that the validator says of a document with what the twin says. Gives the twin's findings.
fn compare(twin: &Twin, validator: &mut Validator, document: &str) -> Vec<Found> {
    let tree = tree::parse(document);
    let expected = twin.validate(&tree);
    assert_accepts_what_passes(validator, document.as_bytes());
    let report = validator.validate(document.as_bytes(), &options(Strictness::Standard, usize::MAX));
    assert_eq!(as_found(document, &report.issues), expected, "{document}");
    assert_eq!(report.issue_count, expected.len());

    let count = |worst: usize| expected.iter().filter(|found| severity(found.code) <= worst).count();
    let is_object = matches!(tree.value, Value::Object(_));
    for (strictness, success) in
        [(Strictness::Strict, count(1) == 0), (Strictness::Standard, count(0) == 0), (Strictness::Lenient, is_object)]
    {
        assert_eq!(
            validator.check(document.as_bytes(), &options(strictness, 0)).success,
            success,
            "{strictness:?}: {document}"
        );
    }
    assert_eq!(validator.counts(), IssueCode::ALL.iter().map(count_of(&expected)).collect::<Vec<_>>(), "{document}");
    let nulls = validator.null_pointers(document.as_bytes());
    let null_values: String = report
        .issues
        .iter()
        .filter(|issue| issue.code == IssueCode::NullValue)
        .map(|issue| format!("{}\n", issue.pointer))
        .collect();
    assert_eq!(nulls, null_values, "{document}");
    if is_object {
        compare_values(twin, validator, document, &tree);
    }
    expected
}

/// How many findings have a code.
fn count_of(found: &[Found]) -> impl Fn(&IssueCode) -> usize {
    |code| found.iter().filter(|found| found.code == code.as_str()).count()
}

/// The slots hold what the tree holds, for every field that is not below a list.
fn compare_values(twin: &Twin, validator: &Validator, document: &str, tree: &Node) {
    let view = validator.view(document.as_bytes());
    for path in twin.paths().filter(|path| !path.contains('[')) {
        let (row, field) = find(PROFILE, path).unwrap();
        let node = path.split('.').try_fold(tree, |node, key| node.get(key)).filter(|node| node.value != Value::Null);
        assert_eq!(view.has(row), node.is_some(), "{path} in {document}");
        let Some(node) = node else { continue };
        // A word or a code that is documented carries its number among them.
        let ordinal = match (field.kind, &node.value) {
            (Kind::Word(words), Value::Text(text)) => Some(words.iter().position(|word| word == text)),
            (Kind::Code(codes), Value::Number(_)) => {
                Some(view.integer(row).and_then(|value| codes.iter().position(|code| *code == value)))
            }
            _ => None,
        };
        if let Some(index) = ordinal.filter(|_| view.slot(row).kind != SlotKind::Wrong) {
            assert_eq!(view.slot(row).count as usize, index.map_or(0, |index| index + 1), "{path} in {document}");
        }
        match (twin.kind(path), &node.value) {
            ("boolean", Value::Boolean(value)) => assert_eq!(view.boolean(row), Some(*value), "{path} in {document}"),
            ("string", Value::Text(text)) => {
                assert_eq!(view.text(row).as_deref(), Some(text.as_str()), "{path} in {document}")
            }
            ("integer", Value::Number(number)) => {
                let expected = twin::whole(number).and_then(|(negative, digits)| {
                    let value: i64 = digits.parse().ok().filter(|value| *value <= 9_007_199_254_740_991)?;
                    Some(if negative { -value } else { value })
                });
                assert_eq!(view.integer(row), expected, "{path} in {document}");
            }
            ("array", Value::List(items)) => {
                assert_eq!(
                    (view.slot(row).kind, view.slot(row).count as usize),
                    (SlotKind::List, items.len()),
                    "{path} in {document}"
                );
            }
            ("integer", Value::Text(text)) if twin::EXTENSIONS.contains(&path) && twin::is_digits(text) => {
                assert_eq!(view.text(row).as_deref(), Some(text.as_str()), "{path} in {document}");
                assert_eq!(view.integer(row), None, "{path} in {document}");
            }
            ("object", Value::Object(_)) => assert_eq!(view.slot(row).kind, SlotKind::Object, "{path} in {document}"),
            ("boolean", Value::Object(_)) if !twin.children(path).is_empty() => {
                assert_eq!(view.slot(row).kind, SlotKind::Object, "{path} in {document}")
            }
            _ => assert_eq!(view.slot(row).kind, SlotKind::Wrong, "{path} in {document}"),
        }
    }
    let Some(Node { value: Value::Object(policies), .. }) = tree.get("policy") else { return };
    let extras: Vec<_> = view
        .unknown_policies()
        .iter()
        .map(|extra| unescape(view.span(extra.key.start, extra.key.end)).into_owned())
        .collect();
    let is_known =
        |key: &str| !key.contains('.') && find(PROFILE, &format!("policy.{key}")).is_some() && !key.is_empty();
    let unknown: Vec<_> =
        policies.iter().filter(|policy| !is_known(&policy.key)).map(|policy| policy.key.clone()).collect();
    assert_eq!(extras, unknown, "{document}");
}

#[test]
fn generated_profiles_whole_and_broken() {
    let twin = Twin::new();
    // One validator for all: what it learns of one document must not show in the next.
    let mut validator = Validator::new();
    let mut random = Random(2026);
    let mut seen = std::collections::BTreeMap::new();
    for round in 0..support::rounds(6_000) {
        let mut value = profile(&twin, &mut random);
        for _ in 0..round % 8 {
            mutate(&mut value, &mut random);
        }
        let mut document = String::new();
        write_loosely(&value, &mut random, &mut document);
        for found in compare(&twin, &mut validator, &document) {
            *seen.entry(found.code).or_insert(0) += 1;
        }
    }
    // The mutations reach every code that does not speak of the grammar; a share of them need not.
    if support::rounds(100) == 100 {
        assert_eq!(seen.len(), 13, "{seen:?}");
        assert!(seen.values().all(|count| *count >= 20), "{seen:?}");
    }
}

#[test]
fn the_sample_and_what_can_go_wrong_with_it() {
    let twin = Twin::new();
    let mut validator = Validator::new();
    let mut random = Random(1);
    let sample = tree::parse(SAMPLE).value;
    compare(&twin, &mut validator, SAMPLE);
    for _ in 0..support::rounds(3_000) {
        let mut value = sample.clone();
        for _ in 0..1 + random.below(4) {
            mutate(&mut value, &mut random);
        }
        let mut document = String::new();
        write_loosely(&value, &mut random, &mut document);
        compare(&twin, &mut validator, &document);
    }
}

#[test]
fn bounded_issues_are_the_worst_in_the_documents_order() {
    let twin = Twin::new();
    let mut validator = Validator::new();
    let mut random = Random(5);
    for _ in 0..support::rounds(500) {
        let mut value = profile(&twin, &mut random);
        for _ in 0..8 {
            mutate(&mut value, &mut random);
        }
        let mut document = String::new();
        write_loosely(&value, &mut random, &mut document);
        let all = validator.validate(document.as_bytes(), &options(Strictness::Standard, usize::MAX));
        let most = random.below(all.issues.len() + 2);
        let bounded = validator.validate(document.as_bytes(), &options(Strictness::Standard, most));
        assert_eq!((bounded.issue_count, bounded.success), (all.issue_count, all.success));
        let rank = |issue: &Issue| (issue.severity, issue.position.unwrap().bytes);
        let mut expected: Vec<_> = all.issues.iter().map(rank).collect();
        expected.sort();
        expected.truncate(most);
        let mut kept: Vec<_> = bounded.issues.iter().map(rank).collect();
        assert!(kept.is_sorted_by_key(|(_, at)| *at), "{document}");
        kept.sort();
        assert_eq!(kept, expected, "{document}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: support::rounds(20_000) as u32,
        rng_seed: RngSeed::Fixed(9),
        failure_persistence: None,
        ..Default::default()
    })]

    #[test]
    fn whole_numbers_are_what_writing_them_out_gives(number in "-?(0|[1-9][0-9]{0,20})(\\.(0{1,4}|[0-9]{1,\
        20}))?([eE][+-]?[0-9]{1,3})?") {
        let expected = match twin::whole(&number) {
            None => Integer::Fraction,
            Some((negative, digits)) => match digits.parse::<i64>() {
                Ok(value) if value <= 9_007_199_254_740_991 => Integer::Exact(if negative { -value } else { value }),
                _ => Integer::Unsafe { negative },
            },
        };
        prop_assert_eq!(parse_integer(number.as_bytes()), expected);
    }
}
