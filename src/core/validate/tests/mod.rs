//! The walk on documents, small and whole.

mod cross_field;
mod issue_table;
mod issues;
mod kinds;

use super::*;
use crate::json::TextBuffer;
use crate::model::schema::{Kind, Shape};
use crate::row;

fn issues(document: &str) -> Vec<(IssueCode, String)> {
    let report = Validator::new().validate(document.as_bytes(), &Options::default());
    report.issues.into_iter().map(|issue| (issue.code, issue.pointer)).collect()
}

fn message(document: &str) -> String {
    let report = Validator::new().validate(document.as_bytes(), &Options::default());
    report.issues.into_iter().map(|issue| issue.message).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_sample_passes_with_what_is_known_of_it() {
    let sample = include_str!("../../../../tests/fixtures/sample-response.json");
    let mut validator = Validator::new();
    for _ in 0..2 {
        let report = validator.validate(sample.as_bytes(), &Options::default());
        let found: Vec<_> = report.issues.iter().map(|issue| (issue.code, issue.pointer.as_str())).collect();
        assert!(report.success);
        assert_eq!(
            found,
            [
                (IssueCode::DuplicateItem, "/phone_numbers/1"),
                (IssueCode::DeprecatedField, "/policy/auto_call_recording/recording_explicit_consent"),
                (IssueCode::DeprecatedField, "/policy/auto_call_recording/recording_start_prompt"),
                (IssueCode::OutOfRange, "/policy/call_park/forward_to/extension_number"),
                (IssueCode::DeprecatedField, "/policy/forwarding_to_external_numbers"),
                (IssueCode::DuplicateItem, "/policy/sms/international_sms_countries/1"),
                (IssueCode::DeprecatedField, "/policy/zoom_phone_on_mobile/allow_calling_sms_mms"),
            ]
        );
    }
}

#[test]
fn values_are_read_by_the_rows_of_their_fields() {
    let document = br#"{
        "id": "a\u0062", "status": "new", "department": 5, "extension_number": 12e0, "site_admin": null,
        "phone_numbers": [{"number": "+1", "\u0069d": "p\n1", "new": 1}, 5, {"id": null, "number": ["+2"]},
            [{"id": "p3"}], {"id": {"a": 1}, "number": []}],
        "calling_plans": [],
        "policy": {
            "sms": {"enable": true, "locked": false, "international_sms_countries": ["DE", 5, "F\u0052", {}, null, ""]},
            "show_custom_disclaimer_when_using_zoom_phone": {"custom_disclaimer_list":
                [{"default": true}, {"default": false}, {"default": 1}, {"default": null}]},
            "delegation": {"enable": true}, "elevate_to_meeting": false, "international_calling": {},
            "future": {"enable": true}
        }
    }"#;
    let mut validator = Validator::new();
    validator.check(document, &Options::default());
    let view = validator.view(document);
    let texts =
        |row| (view.raw(row).map(|raw| String::from_utf8_lossy(raw).into_owned()), view.text(row).map(String::from));
    assert_eq!(texts(row!("id")), (Some("a\\u0062".into()), Some("ab".into())));
    assert_eq!(texts(row!("department")), (Some("5".into()), None));
    assert_eq!(texts(row!("email")), (None, None));
    assert_eq!((view.integer(row!("extension_number")), view.integer(row!("department"))), (Some(12), None));
    assert_eq!((view.has(row!("department")), view.has(row!("site_admin"))), (true, false));
    let switches = [row!("policy.delegation"), row!("policy.elevate_to_meeting"), row!("policy.international_calling")];
    assert_eq!(switches.map(|row| view.boolean(row)), [Some(true), Some(false), None]);
    let value = |row| view.value(row).map(|value| value.raw().into_owned());
    assert_eq!(value(row!("id")).as_deref(), Some("\"a\\u0062\""));
    assert_eq!(value(row!("status")).as_deref(), Some("\"new\""));
    assert_eq!(value(row!("policy.sms.enable")).as_deref(), Some("true"));
    assert_eq!((value(row!("site_admin")), value(row!("email"))), (None, None));

    let listed = |row| {
        let mut texts = Vec::new();
        view.each_text(row, |text| texts.push(text.to_string()));
        texts
    };
    assert_eq!(listed(row!("policy.sms.international_sms_countries")), ["DE", "FR", ""]);
    assert_eq!(listed(row!("calling_plans")), [""; 0]);
    assert_eq!(listed(row!("id")), [""; 0]);

    let extras = view.unknown_policies().iter();
    let extras: Vec<_> =
        extras.map(|extra| (view.span(extra.key.start, extra.key.end), view.unknown_policy(extra).raw())).collect();
    assert_eq!(extras, [(b"future".as_slice(), r#"{"enable": true}"#.into())]);

    let (mut numbers, mut last) = (Vec::new(), [SlotKind::Absent; 2]);
    let mut items = view.items(row!("phone_numbers")).unwrap();
    while let Some((range, item)) = items.next() {
        let text = |row| item.text(row).map(String::from);
        numbers.push((
            view.span(range.start, range.end)[0],
            text(row!("phone_numbers[].id")),
            text(row!("phone_numbers[].number")),
        ));
        assert_eq!(item.slot(row!("id")), Slot::default(), "a field that is not the item's");
        last = [row!("phone_numbers[].id"), row!("phone_numbers[].number")].map(|row| item.slot(row).kind);
    }
    let first = (b'{', Some("p\n1".into()), Some("+1".into()));
    assert_eq!(numbers, [first, (b'5', None, None), (b'{', None, None), (b'[', None, None), (b'{', None, None)]);
    assert_eq!(last, [SlotKind::Wrong, SlotKind::Wrong]);
    let list = row!("policy.show_custom_disclaimer_when_using_zoom_phone.custom_disclaimer_list");
    let default = row!("policy.show_custom_disclaimer_when_using_zoom_phone.custom_disclaimer_list[].default");
    let (mut items, mut defaults) = (view.items(list).unwrap(), Vec::new());
    while let Some((_, item)) = items.next() {
        defaults.push((item.has(default), item.boolean(default), item.integer(default)));
    }
    assert_eq!(
        defaults,
        [(true, Some(true), None), (true, Some(false), None), (true, None, None), (false, None, None)]
    );
    assert!(view.items(row!("calling_plans")).is_some_and(|mut items| items.next().is_none()));
    assert!(view.items(row!("id")).is_none() && view.items(row!("email")).is_none());
}

/// The lists of objects in a profile: their paths, rows and items.
fn lists(shape: &'static Shape, path: &str, base: u16, found: &mut Vec<(String, Row, &'static Shape)>) {
    for field in shape.fields {
        let (path, row) = (format!("{path}{}", field.name), base + field.offset);
        match (field.kind, field.kind.shape()) {
            (Kind::List(_), Some(item)) => found.push((path, Row(row), item)),
            (_, Some(below)) => lists(below, &format!("{path}."), row + 1, found),
            _ => {}
        }
    }
}

#[test]
fn a_field_of_an_item_has_its_own_type_or_is_wrong() {
    let mut found = Vec::new();
    lists(PROFILE, "", 0, &mut found);
    assert_eq!(found.len(), 6);
    for (path, row, item) in found {
        for field in item.fields {
            let values = ["true", "7", r#""x""#, "{}", "[]", "null"];
            let expected = match field.kind {
                Kind::Boolean => [
                    SlotKind::True,
                    SlotKind::Wrong,
                    SlotKind::Wrong,
                    SlotKind::Wrong,
                    SlotKind::Wrong,
                    SlotKind::Absent,
                ],
                Kind::Integer | Kind::Code(_) => [
                    SlotKind::Wrong,
                    SlotKind::Number,
                    SlotKind::Wrong,
                    SlotKind::Wrong,
                    SlotKind::Wrong,
                    SlotKind::Absent,
                ],
                _ => [
                    SlotKind::Wrong,
                    SlotKind::Wrong,
                    SlotKind::Text,
                    SlotKind::Wrong,
                    SlotKind::Wrong,
                    SlotKind::Absent,
                ],
            };
            for (value, expected) in values.into_iter().zip(expected) {
                let others = item.fields.iter().map(|other| format!(r#","{}":true"#, other.name));
                let others: String = others.filter(|other| !other.contains(&format!("\"{}\"", field.name))).collect();
                let names: Vec<_> = path.split('.').collect();
                let open: String = names.iter().map(|name| format!("{{\"{name}\":")).collect();
                let document = format!("{open}[{{\"{}\":{value}{others}}}]{}", field.name, "}".repeat(names.len()));
                let mut validator = Validator::new();
                validator.check(document.as_bytes(), &Options::default());
                let view = validator.view(document.as_bytes());
                let mut items = view.items(row).unwrap();
                let (_, item) = items.next().unwrap();
                let own = Row(row.0 + 1 + field.offset);
                assert_eq!(item.slot(own).kind, expected, "{document}");
                assert_eq!(item.boolean(own).is_some(), expected == SlotKind::True, "{document}");
                assert_eq!(item.integer(own).is_some(), expected == SlotKind::Number, "{document}");
            }
        }
    }
}

#[test]
fn nulls_are_listed_and_codes_counted() {
    let document = br#"{"id":null,"policy":{"sms":null,"future":null},"phone_numbers":[{"id":null},null],"email":5}"#;
    let mut validator = Validator::new();
    let verdict = validator.check(document, &Options::default());
    assert_eq!((verdict.issue_count, verdict.errors, verdict.nulls), (6, 2, 3));
    assert_eq!(validator.null_pointers(document), "/id\n/policy/sms\n/phone_numbers/0/id\n");
    let of = |code| validator.counts()[IssueCode::ALL.iter().position(|other| *other == code).unwrap()];
    assert_eq!(of(IssueCode::NullValue), 3);
    assert_eq!((of(IssueCode::WrongType), of(IssueCode::UnknownField), of(IssueCode::TooMany)), (2, 1, 0));
    assert_eq!(validator.counts().len(), IssueCode::ALL.len());
    validator.check(br#"{"id":"x"}"#, &Options::default());
    assert_eq!((validator.null_pointers(b"{}"), validator.counts().iter().sum::<usize>()), (String::new(), 0));
}

#[test]
fn a_document_says_whether_it_is_an_object_and_keeps_its_values() {
    for (text, is_object) in [("{}", true), (r#"{"id":5}"#, true), ("[]", false), ("", false), (r#"{"id":"x""#, false)]
    {
        assert_eq!(Document::read(text.into()).is_object(), is_object, "{text}");
    }
    let document = Document::read(br#"{"id":"x","department":5}"#.to_vec());
    assert_eq!(
        (document.view().text(row!("id")).as_deref(), document.view().text(row!("department"))),
        (Some("x"), None)
    );
}

#[test]
fn what_a_repeated_field_left_is_forgotten() {
    let document = br#"{"emergency_address":{"country":"US","zip":"1"},"emergency_address":{},"extension_number":1,
        "policy":{"future":1},"policy":{"other":2}}"#;
    let mut validator = Validator::new();
    validator.check(document, &Options::default());
    let view = validator.view(document);
    assert!(!view.has(row!("emergency_address.country")) && !view.has(row!("emergency_address.zip")));
    assert_eq!(view.unknown_policies().len(), 1);
    assert_eq!(view.integer(row!("extension_number")), Some(1));
}

#[test]
fn codes_count_in_any_notation_and_texts_without_a_limit_at_any_length() {
    for (code, count) in [("3", 3), ("3.0", 3), ("30e-1", 3), ("5", 0), ("5.0", 0)] {
        let document = format!(r#"{{"policy":{{"call_overflow":{{"call_overflow_type":{code}}}}}}}"#);
        let mut validator = Validator::new();
        let verdict = validator.check(document.as_bytes(), &Options::default());
        assert_eq!(verdict.issue_count, usize::from(count == 0), "{code}");
        assert_eq!(
            validator.view(document.as_bytes()).slot(row!("policy.call_overflow.call_overflow_type")).count,
            count
        );
    }
    let long = format!(r#"{{"department":"{}"}}"#, "é".repeat(70_000));
    assert_eq!(issues(&long), []);
}

#[test]
fn the_quick_way_takes_what_passes_and_gives_up_at_anything_else() {
    let nested =
        |depth: usize| format!(r#"{{"site_admin":true,"a":{}{}}}"#, "[".repeat(depth - 1), "]".repeat(depth - 1));
    let objects =
        |depth: usize| format!(r#"{{"site_admin":true{}{}"#, r#","a":{"b":1"#.repeat(depth - 1), "}".repeat(depth));
    let below = |depth: usize| {
        format!(r#"{{"site_admin":true,"phone_numbers":[{{"a":{}{}}}]}}"#, "[".repeat(depth - 3), "]".repeat(depth - 3))
    };
    let policies = |depth: usize| format!(r#"{{"policy":{{"a":{}{}}}}}"#, "[".repeat(depth - 2), "]".repeat(depth - 2));
    for (document, accepts) in [
        (r#"{"id":"x"}"#, true),
        ("\u{feff} { \"id\" : \"x\" , \"policy\" : { } }\n", true),
        (r#"{"later":{"id":[1,"é",{"a":null}]},"site_admin":true}"#, true),
        (r#"{"id":"x","extension_number":-1e3,"calling_plans":[{"type":1e2},{}]}"#, true),
        (r#"{"id":"x","id":"y","status":"of tomorrow","policy":{"elevate_to_meeting":{"enable":true}}}"#, true),
        (&nested(64), true),
        (&nested(65), false),
        (&objects(64), true),
        (&objects(65), false),
        (&below(64), true),
        (&below(65), false),
        (&policies(64), true),
        (&policies(65), false),
        (r#"{"id":"é","email":"a\n","status":"\u00e9"}"#, true),
        (r#"{"id":"x","phone_user_id":"y","later":[true,false,-1.5e3,"\n"]}"#, true),
        (r#"{"id":"x","later":1}"#, false),
        (r#"{"id":"x","status":"activate"}"#, false),
        (r#"{"id":"x","status":"activate","email":"y"}"#, true),
        (r#"{"id":"x","later":[tru]}"#, false),
        (r#"{"email":"x","\u0069d":5}"#, false),
        (r#"{"id":null}"#, false),
        (r#"{"calling_plans":[null]}"#, false),
        (r#"{"id":5}"#, false),
        (r#"{"extension_number":1.5}"#, false),
        (r#"{"\u0069d":"x"}"#, false),
        (r#"{"id":"x"} {"#, false),
        (r#"{"id":"x","#, false),
        (r#"{"later":1}"#, false),
        ("{}", false),
        ("[]", false),
        ("", false),
    ] {
        let mut validator = Validator::new();
        assert_eq!(validator.passes_standard(document.as_bytes()), accepts, "{document}");
        // Of a document that it has been given before, it says the same.
        assert_eq!(validator.passes_standard(document.as_bytes()), accepts, "{document}");
    }
    for document in [
        &b"{\"id\":\"x\",\"a\":\"\xff\"}"[..],
        b"{\"id\":\"\xff\"}",
        b"{\"id\":\"x\",\"\xff\":1}",
        b"{\"id\":\"x\",\"a\":{\"\xff\":1}}",
    ] {
        assert!(!Validator::new().passes_standard(document));
    }
}

#[test]
fn a_verdict_is_one_number() {
    for (success, nulls, issue_count, expected) in [
        (false, 0, 0, 0.0),
        (true, 0, 0, 1.0),
        (false, 2, 0, 2.0),
        (true, 1, 3, 15.0),
        (true, 0, 1 << 40, 4_398_046_511_105.0),
    ] {
        assert_eq!(Verdict { success, issue_count, errors: 0, nulls }.to_number(), expected);
    }
}
