//! The walk on documents, small and whole.

use super::*;

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
    let sample = include_str!("../../tests/fixtures/sample-response.json");
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
fn every_code_in_a_document_of_its_own() {
    use IssueCode::*;
    let many = format!(
        r#"{{"phone_numbers":[{}]}}"#,
        (0..11).map(|i| format!(r#"{{"id":"{i}"}}"#)).collect::<Vec<_>>().join(",")
    );
    let deep = format!(r#"{{"id":"x","future":{}{}}}"#, "[".repeat(64), "]".repeat(64));
    let long = format!(
        r#"{{"policy":{{"show_custom_disclaimer_when_using_zoom_phone":{{"custom_disclaimer_list":[{{"title":"{}","default":true}}]}}}}}}"#,
        "é".repeat(61)
    );
    let cases: &[(&str, &[(IssueCode, &str)])] = &[
        (r#"{"id":"x"}"#, &[]),
        (r#"{"id":"x""#, &[(InvalidJson, "")]),
        (r#"{"id":"x","policy":{"sms":tru}}"#, &[(WrongType, "/policy/sms"), (InvalidJson, "/policy/sms")][1..]),
        ("", &[(InvalidJson, "")]),
        (&deep, &[(UnknownField, "/future"), (TooDeep, &format!("/future{}", "/0".repeat(63)))]),
        ("{}", &[(NotAProfile, "")]),
        ("[]", &[(NotAProfile, "")]),
        (
            r#"{"code":124,"message":"Invalid access token."}"#,
            &[(NotAProfile, ""), (UnknownField, "/code"), (UnknownField, "/message")],
        ),
        (r#""x""#, &[(WrongType, "")]),
        ("null", &[(WrongType, "")]),
        (r#"{"id":1}"#, &[(WrongType, "/id")]),
        (r#"{"policy":{"delegation":{"enable":true,"locked":false,"locked_by":"site","modified":true}}}"#, &[]),
        (r#"{"policy":{"delegation":{"enable":1}}}"#, &[(WrongType, "/policy/delegation/enable")]),
        (r#"{"policy":{"delegation":"on"}}"#, &[(WrongType, "/policy/delegation")]),
        (r#"{"status":""}"#, &[(UnknownValue, "/status")]),
        (r#"{"status":"\u0061ctivate"}"#, &[]),
        (
            r#"{"policy":{"call_overflow":{"call_overflow_type":5}}}"#,
            &[(UnknownValue, "/policy/call_overflow/call_overflow_type")],
        ),
        (r#"{"calling_plans":[{"type":83000},{"type":-1}]}"#, &[(OutOfRange, "/calling_plans/1/type")]),
        (r#"{"extension_number":9007199254740993}"#, &[(OutOfRange, "/extension_number")]),
        (r#"{"extension_number":1e3}"#, &[]),
        (r#"{"extension_number":1.0}"#, &[]),
        (r#"{"extension_number":1.5}"#, &[(WrongType, "/extension_number")]),
        (r#"{"extension_number":1e400}"#, &[(OutOfRange, "/extension_number")]),
        (r#"{"emergency_address":{"country":"USA"}}"#, &[(TooLong, "/emergency_address/country")]),
        (r#"{"emergency_address":{"country":"U1"}}"#, &[(InvalidFormat, "/emergency_address/country")]),
        (&many, &[(TooMany, "/phone_numbers")]),
        (&long, &[(TooLong, "/policy/show_custom_disclaimer_when_using_zoom_phone/custom_disclaimer_list/0/title")]),
        (
            r#"{"phone_numbers":[{"id":"a","number":"1"},{"number":"1", "id":"\u0061"}]}"#,
            &[(DuplicateItem, "/phone_numbers/1")],
        ),
        (r#"{"id":"a","\u0069d":"b"}"#, &[(DuplicateKey, "/id")]),
        (
            r#"{"id":"a","z":1,"y":2,"\u007a":3}"#,
            &[(UnknownField, "/z"), (UnknownField, "/y"), (DuplicateKey, "/z"), (UnknownField, "/z")],
        ),
        (
            r#"{"policy":{"e2e_encryption":{"enable":true},"auto_call_recording":{"enable":true}}}"#,
            &[(Inconsistent, "/policy/auto_call_recording/enable")],
        ),
        (r#"{"id":null,"phone_numbers":[null]}"#, &[(NullValue, "/id"), (WrongType, "/phone_numbers/0")]),
        (r#"{"id":"x","a/b~c":1}"#, &[(UnknownField, "/a~1b~0c")]),
        (r#"{"id":"x","__proto__":{"constructor":1}}"#, &[(UnknownField, "/__proto__")]),
        ("\u{feff}{\"id\":\"x\"}", &[]),
        (r#"{"id":"x"} x"#, &[(InvalidJson, "")]),
    ];
    for (document, expected) in cases {
        let expected: Vec<_> = expected.iter().map(|(code, pointer)| (*code, (*pointer).to_string())).collect();
        assert_eq!(issues(document), expected, "{document}");
    }
}

#[test]
fn bytes_that_are_not_utf8_have_their_place() {
    let document = b"{\"department\":\"a\xFFb\"}";
    let report = Validator::new().validate(document, &Options::default());
    assert_eq!(report.issues[0].code, IssueCode::InvalidUtf8);
    assert_eq!(report.issues[0].position.map(|position| position.bytes), Some(16));
}

#[test]
fn sentences_are_for_people() {
    assert_eq!(
        message("{\n\"extension_number\": \"12\"}"),
        "`extension_number` should be a whole number; it is the text \"12\", which looks like the number 12 (line 2)"
    );
    assert_eq!(
        message(r#"{"code":124,"message":"Invalid access token."}"#).lines().next().unwrap(),
        "This is not a profile: it has none of a profile's fields; it is an error of Zoom's, code 124: \"Invalid access token.\" (line 1)"
    );
    assert_eq!(
        message(r#"{"id":"x","policy":{"sms":{"locked_by":"boss"}}}"#),
        "`policy.sms.locked_by` should be one of \"account\", \"user_group\", \"site\"; it is the text \"boss\" (line 1)"
    );
}

#[test]
fn positions_count_lines_and_utf16_units() {
    let document = "{\r\n\"department\":\"😀é\", \"id\":1}";
    let report = Validator::new().validate(document.as_bytes(), &Options::default());
    let position = report.issues[0].position.unwrap();
    let before = &document[..position.bytes];
    assert_eq!(position.utf16, before.encode_utf16().count());
    assert_eq!(
        (position.line, position.column),
        (2, before.split('\n').next_back().unwrap().encode_utf16().count() + 1)
    );
}

#[test]
fn bounded_issues_keep_the_worst_first_and_count_all() {
    let items = "{\"a\":1},".repeat(500);
    let document = format!(r#"{{"phone_numbers":[{items}{{"id":5}}],"id":7}}"#);
    let options = Options { max_issues: 3, ..Options::default() };
    let report = Validator::new().validate(document.as_bytes(), &options);
    let codes: Vec<_> = report.issues.iter().map(|issue| issue.code).collect();
    assert_eq!(codes, [IssueCode::TooMany, IssueCode::WrongType, IssueCode::WrongType]);
    assert_eq!(report.issue_count, 500 + 2 + 1 + 255);
}

#[test]
fn strictness_decides_the_verdict() {
    let verdict = |document: &str, strictness| {
        Validator::new().check(document.as_bytes(), &Options { strictness, ..Options::default() }).success
    };
    for (document, expected) in [
        (r#"{"id":"x","new":1}"#, [true, true, true]),
        (r#"{"status":"new"}"#, [false, true, true]),
        (r#"{"id":1}"#, [false, false, true]),
        ("{}", [false, false, true]),
        ("[]", [false, false, false]),
        ("{", [false, false, false]),
    ] {
        let got = [Strictness::Strict, Strictness::Standard, Strictness::Lenient].map(|s| verdict(document, s));
        assert_eq!(got, expected, "{document}");
    }
}
