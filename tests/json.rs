//! The reader against twins: serde_json, the standard library's UTF-8, and code that counts character by character.
//!
//! What differs from serde_json, and why:
//! - depth: refused beyond 64 here; serde_json refuses values beyond 127, and ignores them to any depth;
//! - a byte order mark: skipped here, refused there;
//! - bytes that are not UTF-8: refused here wherever they stand; serde_json ignores those in a text that nobody reads;
//! - lone surrogates as escapes: grammar here, as for `JSON.parse`; serde_json refuses them in a text that it makes;
//! - numbers beyond a double: grammar here, as for `JSON.parse`; serde_json refuses them in a value that it makes;
//! - keys that stand twice: accepted by both; they are an issue for the validator.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod support;

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use support::random::Random;
use support::verdict::{Grammar, assert_same_verdict, grammar};
use support::write::write_loosely;
use support::{SAMPLE, is_json, may_become_json, naive_position, naive_unescape, tree};
use zoom_phone_profile::json::{Cursor, Fault, Reader, decimal, unescape};
use zoom_phone_profile::validate::{First, Options, Strictness, Validator};

/// A tree out of the pull parser, as a caller would make it.
fn build(document: &[u8], reader: &mut Reader<'_>) -> Result<Value, Fault> {
    let text = |start, end| unescape(&document[start..end]).into_owned();
    Ok(match reader.next_token() {
        Some(b'{') => {
            reader.take(b'{');
            let (mut object, mut first) = (Map::new(), true);
            while reader.next_member(first)? {
                first = false;
                let key = reader.key()?;
                object.insert(text(key.start, key.end), build(document, reader)?);
            }
            object.into()
        }
        Some(b'[') => {
            reader.take(b'[');
            let (mut list, mut first) = (Vec::new(), true);
            while reader.next_item(first)? {
                first = false;
                list.push(build(document, reader)?);
            }
            list.into()
        }
        Some(b'"') => {
            let found = reader.text()?;
            let raw = &document[found.start..found.end];
            assert_eq!(found.escaped, raw.contains(&b'\\'));
            assert_eq!(found.unicode, !raw.is_ascii());
            assert!(!found.invalid);
            text(found.start, found.end).into()
        }
        Some(b't') => reader.literal("true").map(|()| true.into())?,
        Some(b'f') => reader.literal("false").map(|()| false.into())?,
        Some(b'n') => reader.literal("null").map(|()| Value::Null)?,
        _ => {
            let number = reader.number()?;
            let raw = std::str::from_utf8(&document[number.start..number.end]).unwrap();
            assert_eq!(number.plain, !raw.contains(['.', 'e', 'E']));
            serde_json::from_str(raw).unwrap()
        }
    })
}

/// The tree of a whole document, if it is one.
fn read(document: &[u8]) -> Result<Value, Fault> {
    let mut reader = Reader::new(document);
    let value = build(document, &mut reader)?;
    if reader.next_token().is_some() { Err(reader.fault("nothing more")) } else { Ok(value) }
}

// ── cases by name

/// The bytes of a case: a text, or parts put together.
fn bytes_of(input: &Value) -> Vec<u8> {
    match input {
        Value::String(text) => text.as_bytes().to_vec(),
        Value::Array(parts) => parts.iter().flat_map(bytes_of).collect(),
        Value::Object(part) => match part.get("hex") {
            Some(hex) => {
                let digits = hex.as_str().unwrap().as_bytes();
                let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
                digits.chunks(2).map(pair).collect()
            }
            None => part["text"].as_str().unwrap().repeat(part["times"].as_u64().unwrap() as usize).into_bytes(),
        },
        _ => panic!("no input: {input}"),
    }
}

/// All cases, by group and name.
fn cases() -> BTreeMap<String, BTreeMap<String, Value>> {
    let mut file: Map<String, Value> = serde_json::from_str(include_str!("fixtures/json-conformance.json")).unwrap();
    file.remove("about");
    serde_json::from_value(file.into()).unwrap()
}

#[test]
fn cases_by_name_have_the_verdict_of_the_grammar_and_of_serde_json() {
    let cases = cases();
    for (name, input) in &cases["accept"] {
        let document = bytes_of(input);
        assert_eq!(grammar(&document), Grammar::Sound, "{name}");
        assert_same_verdict(&document);
        let value: Value = serde_json::from_slice(&document).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(read(&document).unwrap(), value, "{name}");
    }
    for (name, input) in &cases["reject"] {
        let document = bytes_of(input);
        assert_ne!(grammar(&document), Grammar::Sound, "{name}");
        assert!(serde_json::from_slice::<Value>(&document).is_err(), "{name}");
        assert_same_verdict(&document);
    }
    for (name, case) in &cases["open"] {
        let document = bytes_of(&case["input"]);
        let expected = case["reader"] == "accept";
        assert_eq!(grammar(&document) == Grammar::Sound, expected, "{name}");
        assert_same_verdict(&document);
    }
    assert!(cases.values().map(BTreeMap::len).sum::<usize>() >= 500);
}

// ── the sample, cut and broken

#[test]
fn every_prefix_of_the_sample() {
    let pretty = serde_json::to_string_pretty(&serde_json::from_str::<Value>(SAMPLE).unwrap()).unwrap();
    for document in [SAMPLE.trim_end(), &pretty] {
        for end in 0..=document.len() {
            assert_same_verdict(&document.as_bytes()[..end]);
        }
    }
}

/// Documents that have every kind of token, small enough that a mutation often meets what matters.
const SMALL: &[&str] = &[
    r#"{"id":"x","a":[1,-2.5e+3,0.1,0,true,false,null,"\u00e9\n\"é€😀"],"o":{"":{},"k":[]},"t":"plain"}"#,
    "{\n\t\"id\" : \"aaaaaaaaaaaaaaaa\" ,\r\n \"n\" : [ 1E5 , { } , [ [ ] ] ] }",
    r#"{"policy":{"sms":{"enable":true,"locked_by":"account"},"x":"\\\/\b\f\n\r\t\ud83d\ude00"}}"#,
];

#[test]
fn a_million_mutations_of_one_byte() {
    let mut random = Random(7);
    let mut validator = Validator::new();
    let options = Options { strictness: Strictness::Lenient, max_issues: 0, ..Options::default() };
    let mut accepted = 0;
    for round in 0..support::rounds(1_000_000) {
        // Half of them of the sample, which takes most of the time.
        let original = if round % 2 == 0 { SAMPLE.trim_end() } else { SMALL[round % SMALL.len()] };
        let mut document = original.as_bytes().to_vec();
        let at = random.below(document.len());
        match random.below(8) {
            0 => drop(document.remove(at)),
            1 => document.insert(at, random.choose(b"{}[]\",:\\0e.-+ tfn\n\x00\x1f\x80\xff")),
            2 => document[at] = random.below(256) as u8,
            3 => document[at] ^= 1 << random.below(8),
            _ => {
                document[at] =
                    random.choose(b"{}[]\",:\\/0123456789eE.-+ tfnu\n\r\t\x00\x0b\x1f\x7f\x80\xc2\xe2\xf0\xff")
            }
        }
        // In lenient validation an object fails for its grammar alone, and these are not deep.
        let sound = validator.check(&document, &options).success;
        let is_object = document.iter().find(|byte| !b" \t\r\n".contains(byte)) == Some(&b'{');
        assert_eq!(sound, is_object && is_json(&document), "{}", String::from_utf8_lossy(&document));
        accepted += usize::from(sound);
        if round % 100 == 0 {
            assert_same_verdict(&document);
        }
    }
    // Neither verdict is rare.
    assert!((support::rounds(100_000)..support::rounds(900_000)).contains(&accepted), "{accepted}");
}

/// What serde_json finds at the beginning of a document: the end of a sound value, or whether it could still become
/// one.
fn expect_first(document: &[u8]) -> Result<usize, bool> {
    let mut values = serde_json::Deserializer::from_slice(document).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => Ok(values.byte_offset()),
        _ => Err(may_become_json(document)),
    }
}

#[test]
fn the_first_of_several_profiles_is_whole_broken_or_cut() {
    let mut validator = Validator::new();
    let options = Options::default();
    let mut check = |document: &[u8]| {
        let expected = expect_first(document);
        let found = match validator.check_first(document, &options) {
            First::Complete(verdict, end) => {
                assert_eq!(Validator::new().check(&document[..end], &options), verdict);
                Ok(end)
            }
            First::Cut => Err(true),
            First::Broken(_) => Err(false),
        };
        assert_eq!(found, expected, "{}", String::from_utf8_lossy(document));
        found
    };
    let mut random = Random(19);
    for document in SMALL.iter().chain([&SAMPLE.trim_end()]) {
        let lines = format!("{document}\n{document},{document}");
        for end in 1..lines.len() {
            let found = check(&lines.as_bytes()[..end]);
            assert_eq!(found, if end < document.len() { Err(true) } else { Ok(document.len()) });
        }
        for _ in 0..support::rounds(10_000) {
            let mut broken = lines.clone().into_bytes();
            let at = random.below(document.len());
            broken[at] = random.choose(b"{}[]\",:\\09e.-tfnu \n\x1f\xc3\xff");
            if matches!(broken[0], b'{' | b'[') {
                let _ = check(&broken[..random.below(broken.len()) + 1]);
            }
        }
    }
}

#[test]
fn utf8_is_what_the_standard_library_says() {
    let mut random = Random(3);
    for _ in 0..support::rounds(200_000) {
        let length = 1 + random.below(6);
        let edges =
            b"\x41\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0\xc1\xc2\xdf\xe0\xe1\xec\xed\xee\xef\xf0\xf1\xf3\xf4\xf5\xf8\xff";
        let text: Vec<u8> = (0..length).map(|_| random.choose(edges)).collect();
        let document = [b"\"aaaaa", text.as_slice(), b"\""].concat();
        let found = Reader::new(&document).text().unwrap();
        assert_eq!(found.invalid, std::str::from_utf8(&text).is_err(), "{text:x?}");
        assert_eq!(unescape(&text), String::from_utf8_lossy(&text));
    }
}

#[test]
fn quick_ways_take_what_they_are_for_and_leave_anything_else() {
    /// What a way makes of a text in the midst of a document, and how far it steps.
    fn taken<T>(text: &str, take: impl FnOnce(&mut Reader<'_>) -> T) -> (T, usize) {
        let document = format!("{:20}{text}", "");
        let mut reader = Reader::at(document.as_bytes(), 20);
        let found = take(&mut reader);
        (found, reader.position() - 20)
    }
    for (text, expected) in [
        ("0", Some(0)),
        ("7,", Some(7)),
        ("123456789012345", Some(123_456_789_012_345)),
        ("1234567890123456", None),
        ("01", None),
        ("-1", None),
        ("1.0", None),
        ("1e2", None),
        ("1E2", None),
        ("x", None),
        ("", None),
    ] {
        let digits = expected.map_or(0, |_| text.trim_end_matches(',').len());
        assert_eq!(taken(text, |reader| reader.plain_integer()), (expected, digits), "{text}");
    }
    for (text, expected) in
        [("true", Some(true)), ("false", Some(false)), ("tru", None), ("falsy", None), ("null", None)]
    {
        for document in [text.to_string(), format!("{text},        ")] {
            let letters = expected.map_or(0, |_| text.len());
            assert_eq!(taken(&document, |reader| reader.take_boolean()), (expected, letters), "{document}");
        }
    }
    for (text, is_plain) in [
        ("\"\"", true),
        ("\"abcdefghi~\"", true),
        ("\"a\\n\"", false),
        ("\"é\"", false),
        ("\"a", false),
        ("a\"", false),
    ] {
        let (found, length) = taken(text, |reader| reader.plain_text());
        assert_eq!((found.is_some(), length), (is_plain, if is_plain { text.len() } else { 0 }), "{text}");
    }
    for (text, expected) in [("{\"", true), ("{ \"", false), ("{", false), ("[\"", false), ("", false)] {
        assert_eq!(taken(text, |reader| reader.take_before(b'"', b'{')), (expected, expected.into()), "{text}");
    }
}

#[test]
fn whole_numbers_are_written_as_the_standard_library_writes_them() {
    for number in [0, 9, 10, 99, 100, 1_234_567_890, u64::MAX] {
        assert_eq!(decimal(number), number.to_string());
    }
}

// ── properties

fn configuration() -> ProptestConfig {
    ProptestConfig {
        cases: 2000,
        rng_seed: RngSeed::Fixed(20_260_701),
        failure_persistence: None,
        ..Default::default()
    }
}

/// Texts with all that needs an escape, and much that does not.
fn any_text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        8 => proptest::char::range(' ', '~'),
        1 => proptest::char::range('\0', '\u{1f}'),
        2 => proptest::char::any(),
        1 => Just('"'),
        1 => Just('\\'),
    ];
    proptest::collection::vec(character, 0..24).prop_map(String::from_iter)
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        proptest::num::f64::NORMAL.prop_map(Value::from),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map(any_text(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(configuration())]

    #[test]
    fn what_is_written_is_read(value in any_value(), seed in any::<u64>()) {
        let mut text = String::new();
        write_loosely(&tree::Value::from(&value), &mut Random(seed), &mut text);
        assert_same_verdict(text.as_bytes());
        prop_assert_eq!(grammar(text.as_bytes()), Grammar::Sound);
        let expected: Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(read(text.as_bytes()).unwrap(), expected);
        let mut reader = Reader::new(text.as_bytes());
        prop_assert!(reader.skip_value().is_ok());
        prop_assert_eq!(reader.position(), text.trim_end_matches([' ', '\n', '\r', '\t']).len());
    }

    #[test]
    fn tokens_in_any_order(tokens in proptest::collection::vec(0usize..28, 0..14)) {
        const TOKENS: [&str; 28] = [
            "{", "}", "[", "]", ",", ":", "\"a\"", "\"\\u00e9\"", "1", "-0.5e3", "true", "false", "null", " ", "\n",
            "\"", "\\", "0",
            "-", "e", ".", "tru", "{\"a\":", "[1", "[]", "{}", "\"id\":1", "\u{feff}",
        ];
        let text: String = tokens.iter().map(|index| TOKENS[*index]).collect();
        assert_same_verdict(text.as_bytes());
        let behind_mark = text.trim_start_matches('\u{feff}').as_bytes();
        let expected = is_json(behind_mark) && !text.starts_with("\u{feff}\u{feff}");
        prop_assert_eq!(read(text.as_bytes()).is_ok(), expected);
    }

    #[test]
    fn any_bytes(document in proptest::collection::vec(any::<u8>(), 0..60)) {
        assert_same_verdict(&document);
    }

    #[test]
    fn mutated_documents(value in any_value(), seed in any::<u64>()) {
        let mut random = Random(seed);
        let mut text = String::new();
        write_loosely(&tree::Value::from(&value), &mut random, &mut text);
        let mut document = text.into_bytes();
        for _ in 0..1 + random.below(3) {
            let at = random.below(document.len());
            document[at] = random.choose(b"{}[]\",:\\09e.-tfnu \n\x1f\xc3\xff");
        }
        assert_same_verdict(&document);
    }

    #[test]
    fn escapes_are_undone_as_one_would_by_hand(
        parts in proptest::collection::vec((0usize..12, any::<u16>(), proptest::char::any()), 0..12),
    ) {
        let mut raw = String::new();
        for (kind, unit, character) in parts {
            match kind {
                0..4 => raw.push_str(&format!("\\u{unit:04x}")),
                4 => raw.push_str(&format!("\\u{:04X}", 0xD800 | (unit & 0x3FF))),
                5 => raw.push_str(&format!("\\u{:04x}", 0xDC00 | (unit & 0x3FF))),
                6 => raw.push_str(["\\n", "\\t", "\\r", "\\b", "\\f", "\\/", "\\\\", "\\\""][usize::from(unit % 8)]),
                _ if character < ' ' || matches!(character, '"' | '\\') => {}
                _ => raw.push(character),
            }
        }
        let expected = naive_unescape(&raw);
        prop_assert_eq!(unescape(raw.as_bytes()), expected.as_str());
        // serde_json agrees wherever it makes a text at all.
        if let Ok(theirs) = serde_json::from_str::<String>(&format!("\"{raw}\"")) {
            prop_assert_eq!(theirs, expected);
        }
    }

    #[test]
    fn positions_are_what_counting_gives(text in "[a-c\\r\\n\\r\\né€😀\u{2028}]{0,40}", seed in any::<u64>()) {
        let mut random = Random(seed);
        let mut cursor = Cursor::new(text.as_bytes());
        for offset in (0..=text.len()).filter(|offset| text.is_char_boundary(*offset)) {
            // Now and then an offset is passed over, or asked for twice.
            for _ in 0..random.below(3) {
                let position = cursor.position(offset);
                let found = (position.bytes, position.line, position.column, position.utf16);
                let (line, column, utf16) = naive_position(&text, offset);
                prop_assert_eq!(found, (offset, line, column, utf16));
            }
        }
    }
}
