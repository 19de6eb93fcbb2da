//! The walk on documents, small and whole.

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
    let sample = include_str!("../../../tests/fixtures/sample-response.json");
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
    let numbers = |count| {
        let numbers: Vec<_> = (0..count).map(|id| format!(r#"{{"id":"{id}"}}"#)).collect();
        format!(r#"{{"phone_numbers":[{}]}}"#, numbers.join(","))
    };
    let (most, many) = (numbers(10), numbers(11));
    let deep = format!(r#"{{"id":"x","future":{}{}}}"#, "[".repeat(64), "]".repeat(64));
    let titled = |title: String| {
        let list = format!(r#"[{{"title":"{title}","default":true}}]"#);
        let policy = format!(r#"{{"custom_disclaimer_list":{list}}}"#);
        format!(r#"{{"policy":{{"show_custom_disclaimer_when_using_zoom_phone":{policy}}}}}"#)
    };
    let [longest, long, longest_plain, long_plain] =
        [("é", 60), ("é", 61), ("e", 60), ("e", 61)].map(|(letter, length)| titled(letter.repeat(length)));
    let title = "/policy/show_custom_disclaimer_when_using_zoom_phone/custom_disclaimer_list/0/title";
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
        (r#"{"extension_number":"801"}"#, &[(InvalidFormat, "/extension_number")]),
        (r#"{"extension_number":"\u0038"}"#, &[(InvalidFormat, "/extension_number")]),
        (r#"{"extension_number":""}"#, &[(WrongType, "/extension_number")]),
        (r#"{"extension_number":"+801"}"#, &[(WrongType, "/extension_number")]),
        (r#"{"calling_plans":[{"type":"200"}]}"#, &[(WrongType, "/calling_plans/0/type")]),
        (
            r#"{"policy":{"call_park":{"forward_to":{"extension_number":"801"}}}}"#,
            &[(InvalidFormat, "/policy/call_park/forward_to/extension_number")],
        ),
        (
            concat!(
                r#"{"id":"x","phoneUserId":"y","Site-Id":"z","Id":1,"#,
                r#""policy":{"autoCallRecording":{"lockedBy":1},"sms":{"locked-by":"site"}}}"#,
            ),
            &[
                (InvalidFormat, "/phoneUserId"),
                (InvalidFormat, "/Site-Id"),
                (UnknownField, "/Id"),
                (InvalidFormat, "/policy/autoCallRecording"),
                (InvalidFormat, "/policy/sms/locked-by"),
            ],
        ),
        (r#"{"extension_number":1e400}"#, &[(OutOfRange, "/extension_number")]),
        (r#"{"emergency_address":{"country":"USA"}}"#, &[(TooLong, "/emergency_address/country")]),
        (r#"{"emergency_address":{"country":"U1"}}"#, &[(InvalidFormat, "/emergency_address/country")]),
        (&most, &[]),
        (&many, &[(TooMany, "/phone_numbers")]),
        (&longest, &[]),
        (&long, &[(TooLong, title)]),
        (&longest_plain, &[]),
        (&long_plain, &[(TooLong, title)]),
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
        (r#"{"id":null}"#, &[(NullValue, "/id")]),
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
    for before in ["", "a", "é😀"] {
        let document = [b"{\"department\":\"", before.as_bytes(), b"\xFFb\"}"].concat();
        let report = Validator::new().validate(&document, &Options::default());
        assert_eq!(report.issues[0].code, IssueCode::InvalidUtf8);
        assert_eq!(report.issues[0].position.map(|position| position.bytes), Some(15 + before.len()));
    }
}

#[test]
fn sentences_are_for_people() {
    const CASES: &[(&[u8], &str)] = &[
        (b"", "This is not JSON: expected a value, found the end of the document (line 1)"),
        (br#"{"id" "x"}"#, "This is not JSON: expected \":\" after the key, found `\"` (line 1)"),
        (br#"{"policy":{"sms":tru}}"#, "This is not JSON: expected true within `policy.sms`, found `}` (line 1)"),
        (br#"{"id":"x"}~"#, "This is not JSON: expected nothing more, found `~` (line 1)"),
        (b"{\"id\":\x01}", "This is not JSON: expected a value within `id`, found the byte 1 (line 1)"),
        (b"{\"id\":\"a\xFF\"}", "`id` contains bytes that are not UTF-8: the byte 255 (line 1)"),
        (b"{}", "This is not a profile: it is an empty object (line 1)"),
        (br#""x""#, "The document should be an object; it is the string \"x\" (line 1)"),
        (br#"{"id":true}"#, "`id` should be a string; it is true (line 1)"),
        (br#"{"id":false}"#, "`id` should be a string; it is false (line 1)"),
        (br#"{"id":{"a":1}}"#, "`id` should be a string; it is an object (line 1)"),
        (br#"{"id":[1]}"#, "`id` should be a string; it is an array (line 1)"),
        (br#"{"id":12.5e3}"#, "`id` should be a string; it is the number 12.5e3 (line 1)"),
        (br#"{"id":null}"#, "`id` is null; it counts as absent (line 1)"),
        (br#"{"policy":5}"#, "`policy` should be an object; it is the number 5 (line 1)"),
        (br#"{"calling_plans":{}}"#, "`calling_plans` should be an array; it is an object (line 1)"),
        (br#"{"calling_plans":[5]}"#, "`calling_plans[0]` should be an object; it is the number 5 (line 1)"),
        (
            br#"{"policy":{"sms":{"international_sms_countries":[5]}}}"#,
            "`policy.sms.international_sms_countries[0]` should be a country code of two letters; it is the number 5 \
             (line 1)",
        ),
        (br#"{"extension_number":""}"#, "`extension_number` should be an integer; it is an empty string (line 1)"),
        (
            b"{\n\"extension_number\": \"12\"}",
            "`extension_number` should be an integer; it is the string \"12\" (line 2)",
        ),
        (br#"{"extension_number":"0"}"#, "`extension_number` should be an integer; it is the string \"0\" (line 1)"),
        (
            br#"{"extension_number":"-12"}"#,
            "`extension_number` should be an integer; it is the string \"-12\", which looks like the number -12 (line \
             1)",
        ),
        (
            br#"{"extension_number":"12a"}"#,
            "`extension_number` should be an integer; it is the string \"12a\" (line 1)",
        ),
        (
            br#"{"extension_number":"1.5"}"#,
            "`extension_number` should be an integer; it is the string \"1.5\" (line 1)",
        ),
        (
            br#"{"policy":{"call_overflow":{"call_overflow_type":"3"}}}"#,
            "`policy.call_overflow.call_overflow_type` should be an integer; it is the string \"3\", which looks like \
             the number 3 (line 1)",
        ),
        (br#"{"site_admin":"12"}"#, "`site_admin` should be true or false; it is the string \"12\" (line 1)"),
        (
            br#"{"extension_number":-1}"#,
            "`extension_number` should be an integer from 0 to 9007199254740991; it is the number -1 (line 1)",
        ),
        (br#"{"status":""}"#, "`status` should be one of \"activate\", \"deactivate\"; it is an empty string (line 1)"),
        (
            br#"{"policy":{"sms":{"locked_by":"boss"}}}"#,
            "`policy.sms.locked_by` should be one of \"account\", \"user_group\", \"site\"; it is the string \"boss\" \
             (line 1)",
        ),
        (
            br#"{"policy":{"call_overflow":{"call_overflow_type":5}}}"#,
            "`policy.call_overflow.call_overflow_type` should be one of 1, 2, 3, 4; it is the number 5 (line 1)",
        ),
        (
            br#"{"emergency_address":{"country":"USA"}}"#,
            "`emergency_address.country` should have at most 2 characters; it has 3 characters (line 1)",
        ),
        (
            br#"{"emergency_address":{"country":"U1"}}"#,
            "`emergency_address.country` should be two letters (ISO 3166-1 alpha-2); it is the string \"U1\" (line 1)",
        ),
        (
            br#"{"policy":{"sms":{"international_sms_countries":["de","1"]}}}"#,
            "`policy.sms.international_sms_countries[1]` should be two letters (ISO 3166-1 alpha-2); it is the string \
             \"1\" (line 1)",
        ),
        (
            br#"{"policy":{"zoom_phone_on_mobile":{"allow_calling_clients":["ios","watch"]}}}"#,
            "`policy.zoom_phone_on_mobile.allow_calling_clients[1]` should be one of \"ios\", \"android\", \"intune\", \
             \"blackberry\"; it is the string \"watch\" (line 1)",
        ),
        (br#"{"phone_numbers":[{},{}]}"#, "`phone_numbers[1]` is the same as item 0 of the array (line 1)"),
        (br#"{"id":"x","id":"y"}"#, "`id` is a duplicate key; the last value is used (line 1)"),
        (br#"{"id":"x","d-e_f":1}"#, "`d-e_f` is an unknown field; it is kept (line 1)"),
        (br#"{"id":"x","":1}"#, "`[\"\"]` is an unknown field; it is kept (line 1)"),
        (br#"{"phone_numbers":[{"new":1}]}"#, "`phone_numbers[0].new` is an unknown field; it is kept (line 1)"),
        (
            br#"{"phone_numbers":[{"a\n\"\u0001":1}]}"#,
            "`phone_numbers[0][\"a\\n\\\"\u{FFFD}\"]` is an unknown field; it is kept (line 1)",
        ),
        (
            br#"{"policy":{"voicemail_tasks":{"enable":true},"voicemail_transcription":{"enable":false}}}"#,
            "`policy.voicemail_transcription.enable` contradicts another field: voicemail tasks need voicemail \
             transcription, which is off (line 1)",
        ),
        (
            br#"{"policy":{"forwarding_to_external_numbers":{}}}"#,
            "`policy.forwarding_to_external_numbers` is deprecated by Zoom: use \
             `call_handling_forwarding_to_other_users`, which says how far calls may be forwarded (line 1)",
        ),
        (
            br#"{"policy":{"autoCallRecording":{}}}"#,
            "`policy.autoCallRecording` should be named `auto_call_recording`; it is kept as an unknown field (line 1)",
        ),
        (
            br#"{"policy":{"sms":"@{enable=True; locked=False}"}}"#,
            "`policy.sms` should be an object; it is the string \"@{enable=True; locked=False}\", as PowerShell \
             shortens it: \
             pass a larger -Depth to ConvertTo-Json (line 1)",
        ),
        (
            br#"{"calling_plans":"System.Object[]"}"#,
            "`calling_plans` should be an array; it is the string \"System.Object[]\", as PowerShell shortens it: \
             pass a larger -Depth to ConvertTo-Json (line 1)",
        ),
        (br#"{"id":5,"department":"a"}"#, "`id` should be a string; it is the number 5 (line 1)"),
    ];
    for (document, expected) in CASES {
        let report = Validator::new().validate(document, &Options::default());
        assert_eq!(report.issues[0].message, *expected, "{}", String::from_utf8_lossy(document));
    }
    let many = format!(
        r#"{{"phone_numbers":[{}]}}"#,
        (0..11).map(|id| format!(r#"{{"id":"{id}"}}"#)).collect::<Vec<_>>().join(",")
    );
    assert_eq!(message(&many), "`phone_numbers` should have at most 10 items; it has 11 items (line 1)");
    let deep = format!(r#"{{"id":"x","a":{}"#, "[".repeat(64));
    assert!(message(&deep).ends_with("[0]` is nested deeper than 64 levels (line 1)"));
}

#[test]
fn what_is_no_profile_is_told_by_what_it_looks_like() {
    let looks = |document: &str| {
        let report = Validator::new().validate(document.as_bytes(), &Options::default());
        report.issues.into_iter().find(|issue| issue.code == IssueCode::NotAProfile).and_then(|issue| issue.received)
    };
    for (document, expected) in [
        ("{}", "an empty object"),
        (r#"{"new":null}"#, "an empty object"),
        (r#"{"id":null,"error":"x"}"#, "an error: \"x\""),
        ("[]", "an array; a profile is one object"),
        (r#"{"future":1}"#, "an object of another kind"),
        (r#"{"users":[]}"#, "a page of a list, `users`"),
        (r#"{"reason":"Invalid client","error":"invalid_client"}"#, "a refusal of Zoom's token endpoint"),
        (r#"{"access_token":"x"}"#, "a reply of Zoom's token endpoint"),
        (r#"{"code":124,"message":"Invalid access token."}"#, "an error, code 124: \"Invalid access token.\""),
        (r#"{"code":1,"code":"2","error_message":"x"}"#, "an error, code \"2\": \"x\""),
        (r#"{"error_message":"x"}"#, "an error: \"x\""),
        (r#"{"error":{"code":404,"message":"x"}}"#, "an error, code 404: \"x\""),
        (r#"{"errors":["x"]}"#, "an error"),
        (r#"{"sms":{"enable":true}}"#, "policies without their profile"),
    ] {
        assert_eq!(looks(document).as_deref(), Some(expected), "{document}");
    }
    let most = "1".repeat(40);
    assert_eq!(looks(&format!(r#"{{"code":{most}1}}"#)), Some(format!("an error, code {most}…")));
    assert_eq!(looks(&format!(r#"{{"code":{most}}}"#)), Some(format!("an error, code {most}")));
    assert_eq!(looks(&format!(r#"{{"code":1,"message":"{most}1"}}"#)), Some(format!("an error, code 1: \"{most}…\"")));
}

#[test]
fn what_should_stand_there_and_what_does_are_said_where_there_is_something_to_say() {
    for (document, expected, received) in [
        (r#"{"id":1}"#, Some("a string"), Some("the number 1")),
        ("[]", Some("an object with at least one field of a profile"), Some("an array; a profile is one object")),
        (r#"{"emergency_address":{"country":"USA"}}"#, Some("at most 2 characters"), Some("3 characters")),
        (r#"{"id":null}"#, None, Some("null")),
        (r#"{"phone_numbers":[{},{}]}"#, None, None),
        (r#"{"id":"x","id":"y"}"#, None, None),
        (r#"{"id":"x","new":1}"#, None, None),
        (r#"{"policy":{"forwarding_to_external_numbers":{}}}"#, None, None),
        (r#"{"policy":{"e2e_encryption":{"enable":true},"auto_call_recording":{"enable":true}}}"#, None, Some("true")),
    ] {
        let report = Validator::new().validate(document.as_bytes(), &Options::default());
        let issue = &report.issues[0];
        assert_eq!((issue.expected.as_deref(), issue.received.as_deref()), (expected, received), "{document}");
    }
    let deep = format!(r#"{{"id":"x","a":{}"#, "[".repeat(64));
    let report = Validator::new().validate(deep.as_bytes(), &Options::default());
    let issue = report.issues.iter().find(|issue| issue.code == IssueCode::TooDeep).unwrap();
    assert_eq!((issue.expected.as_deref(), &issue.received), (Some("at most 64 levels"), &None));
    let report = Validator::new().validate(b"{\"id\":\"a\xFF\"}", &Options::default());
    assert_eq!(report.issues[0].expected.as_deref(), Some("UTF-8"));
}

#[test]
fn what_json_cannot_carry_is_called_by_its_name() {
    let options = Options { from_object: true, ..Options::default() };
    for (byte, name) in [
        (1, "undefined"),
        (2, "a function"),
        (3, "a symbol"),
        (4, "a BigInt"),
        (5, "NaN or Infinity"),
        (6, "a Map"),
        (7, "a Set"),
        (8, "a Date"),
        (11, "a value that is not JSON"),
        (14, "an instance of a class"),
        (15, "a getter or setter"),
        (16, "a circular reference"),
        (17, "a value that cannot be read"),
    ] {
        for (document, place, expected) in [
            ([b"{\"id\":".as_slice(), &[byte], b"}"].concat(), "`id`", "a string"),
            ([b"{\"id\":\"x\",\"new\":[".as_slice(), &[byte], b"]}"].concat(), "`new[0]`", "a JSON value"),
            (vec![byte], "The document", "an object"),
        ] {
            let report = Validator::new().validate(&document, &options);
            let errors = report.issues.iter().filter(|issue| issue.severity == Severity::Error);
            let messages: Vec<_> = errors.map(|issue| issue.message.as_str()).collect();
            assert_eq!(messages, [format!("{place} should be {expected}; it is {name}")]);
        }
    }
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
    assert_eq!(report.issue_count, 500 + 2 + 1 + 499);
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
fn a_pointer_says_which_of_its_segments_are_indices() {
    let deepest = format!(r#"{{"id":"x","a":{}"#, "[".repeat(64));
    for (document, pointer, indices) in [
        (r#"{"policy":{"sms":5}}"#, "/policy/sms", 0b00),
        (r#"{"phone_numbers":[{},{"id":5}]}"#, "/phone_numbers/1/id", 0b010),
        (
            r#"{"policy":{"sms":{"international_sms_countries":[5]}}}"#,
            "/policy/sms/international_sms_countries/0",
            0b1000,
        ),
        (r#"{"id":"x","0":[{"1":[[{"a":1,"a":2}]]}]}"#, "/0/0/1/0/0/a", 0b011010),
        (&deepest, &format!("/a{}", "/0".repeat(63)), !1),
    ] {
        let (options, mut texts) = (Options::default(), TextBuffer::default());
        let mut validator = Validator::new();
        validator.check(document.as_bytes(), &options);
        let described = validator.describe(document.as_bytes(), &options, &mut texts);
        let worst = described.iter().min_by_key(|described| described.code.severity()).unwrap();
        let found = str::from_utf8(&texts.as_bytes()[worst.texts.pointer.clone()]).unwrap();
        assert_eq!((found, worst.texts.indices), (pointer, indices), "{document}");
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
fn fields_at_odds_are_reported_at_the_later_of_them() {
    let tone = |members: &str| {
        format!(r#"{{"policy":{{"auto_call_recording":{{"play_recording_beep_tone":{{{members}}}}}}}}}"#)
    };
    let policy = |members: &str| format!(r#"{{"policy":{{{members}}}}}"#);
    let beep = "/policy/auto_call_recording/play_recording_beep_tone";
    for (document, pointer, received) in [
        (tone(r#""enable":false,"play_beep_volume":5"#), format!("{beep}/play_beep_volume"), "the number 5"),
        (tone(r#""play_beep_volume":5,"enable":false"#), format!("{beep}/enable"), "false"),
        (
            tone(r#""enable":false,"play_beep_member":"allMember""#),
            format!("{beep}/play_beep_member"),
            "the string \"allMember\"",
        ),
        (
            tone(r#""enable":false,"play_beep_member":"\u0061llMember""#),
            format!("{beep}/play_beep_member"),
            "the string \"allMember\"",
        ),
        (
            policy(r#""voicemail_transcription":{"enable":false},"voicemail_tasks":{"enable":true}"#),
            "/policy/voicemail_tasks/enable".into(),
            "true",
        ),
        (
            r#"{"policy":{"outbound_sms":{"enable":true}},"calling_plans":[ ]}"#.into(),
            "/calling_plans".into(),
            "an array",
        ),
    ] {
        let report = Validator::new().validate(document.as_bytes(), &Options::default());
        let issue = report.issues.iter().find(|issue| issue.code == IssueCode::Inconsistent).unwrap();
        assert_eq!(
            (issue.pointer.as_str(), issue.received.as_deref()),
            (pointer.as_str(), Some(received)),
            "{document}"
        );
    }
    for members in
        [r#""enable":true,"play_beep_volume":5"#, r#""enable":null,"play_beep_volume":5"#, r#""enable":false"#]
    {
        assert_eq!(
            issues(&tone(members)).iter().filter(|(code, _)| *code == IssueCode::Inconsistent).count(),
            0,
            "{members}"
        );
    }
}

#[test]
fn exactly_one_disclaimer_is_the_default() {
    let list = "/policy/show_custom_disclaimer_when_using_zoom_phone/custom_disclaimer_list";
    for (items, places) in [
        ("", &[][..]),
        (r#"{"default":true}"#, &[]),
        (r#"{"default":true},{"default":false}"#, &[]),
        (r#"{"default":false}"#, &[""]),
        (r#"{"default":false},{"default":false}"#, &[""]),
        (r#"{"default":true},{"default":false},{"default":true},{"default":true}"#, &["/2/default", "/3/default"]),
        // What is not known may be the default.
        (r#"{"default":false},{}"#, &[]),
        (r#"{"default":false},{"default":1}"#, &[]),
        (r#"{"default":true},{},{"default":true}"#, &["/2/default"]),
    ] {
        let document = format!(
            r#"{{"policy":{{"show_custom_disclaimer_when_using_zoom_phone":{{"custom_disclaimer_list":[{items}]}}}}}}"#
        );
        let found = issues(&document).into_iter().filter(|(code, _)| *code == IssueCode::Inconsistent);
        let expected: Vec<_> = places.iter().map(|place| format!("{list}{place}")).collect();
        assert_eq!(found.map(|(_, pointer)| pointer).collect::<Vec<_>>(), expected, "{items}");
    }
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
fn names_for_javascript_are_those_that_serde_writes() {
    for code in IssueCode::ALL {
        assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
    }
    for severity in Severity::ALL {
        assert_eq!(serde_json::to_value(severity).unwrap(), severity.as_str());
    }
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
fn a_table_of_issues_says_what_the_issues_say() {
    let documents = [
        concat!(
            r#"{"id":5,"é😀":1,"policy":{"sms":{"enable":"😀","international_sms_countries":["US","US",7]}},"#,
            r#""email":"é","email":"x"}"#,
        ),
        r#"{"id":null,"phone_numbers":[{"id":"a"},{"number":1}],"a/b~":[[{"1":1,"1":2}]]}"#,
        "[\"é\"]",
        &format!(r#"{{"id":"x","a":{}{{"b":1,"b":2}}{}}}"#, "[".repeat(40), "]".repeat(40)),
    ];
    let (mut validator, mut table) = (Validator::new(), IssueTable::default());
    for (document, in_bytes) in documents.iter().flat_map(|document| [(*document, false), (*document, true)]) {
        let options = Options::default();
        validator.check(document.as_bytes(), &options);
        validator.tabulate(document.as_bytes(), &options, in_bytes, &mut table);
        let text: Vec<u16> = str::from_utf8(table.text()).unwrap().encode_utf16().collect();
        let cut = |ends: &[u32]| String::from_utf16(&text[ends[0] as usize..ends[1] as usize]).unwrap();
        let issues = validator.issues(document.as_bytes(), &options);
        let rows: Vec<&[u32]> = table.numbers().chunks(15).collect();
        assert_eq!(rows.len(), issues.len());
        for (row, issue) in rows.iter().zip(&issues) {
            assert_eq!(row[0], issue.code as u32);
            assert_eq!((cut(&row[2..]), cut(&row[4..])), (issue.pointer.clone(), issue.message.clone()));
            let part = |at: usize| (row[at + 1] > 0).then(|| cut(&row[at..]));
            assert_eq!((part(6), part(8)), (issue.expected.clone(), issue.received.clone()));
            let is_index = |at: usize| row[10 + at / 32] >> (at % 32) & 1 == 1;
            let expected: Vec<_> = issue.path.iter().map(|step| matches!(step, PathSegment::Index(_))).collect();
            assert_eq!((0..expected.len()).map(is_index).collect::<Vec<_>>(), expected, "{}", issue.pointer);
            let position = issue.position.unwrap();
            let offset = if in_bytes { position.bytes } else { position.utf16 };
            assert_eq!(row[12..], [offset as u32, position.line as u32, position.column as u32]);
        }
    }
}

#[test]
fn a_path_has_a_number_that_no_other_has() {
    let numbers = |document: &[u8], max_issues| -> Vec<u32> {
        let options = Options { max_issues, ..Options::default() };
        let (mut validator, mut table) = (Validator::new(), IssueTable::default());
        validator.check(document, &options);
        validator.tabulate(document, &options, false, &mut table);
        table.numbers().chunks(15).map(|row| row[1]).collect()
    };
    let row = |row: crate::model::schema::Row| u32::from(row.0) + 1;
    for (document, expected) in [
        (r#"{"id":5}"#, row(row!("id"))),
        (r#"{"policy":{"sms":5}}"#, row(row!("policy.sms"))),
        (r#"{"phone_numbers":5}"#, row(row!("phone_numbers"))),
        (r#"{"phone_numbers":[5]}"#, 1 << 10 | row(row!("phone_numbers"))),
        (r#"{"phone_numbers":[{},{"id":5}]}"#, 2 << 10 | row(row!("phone_numbers[].id"))),
        (
            r#"{"policy":{"sms":{"international_sms_countries":[5]}}}"#,
            1 << 10 | row(row!("policy.sms.international_sms_countries")),
        ),
        (r#"{"id":"x","later":5}"#, 0),
        (r#"{"id":[{"a":1,"a":2}]}"#, row(row!("id"))),
        ("[]", 0),
        ("5", 0),
    ] {
        assert_eq!(numbers(document.as_bytes(), 1), [expected], "{document}");
    }
    // Two indices, and one that is too large.
    assert_eq!(numbers(b"{\"id\":[[\"\xff\"]]}", 2), [row(row!("id")), 0]);
    let many = |items| format!(r#"{{"calling_plans":[{}5]}}"#, "{},".repeat(items));
    assert_eq!(numbers(many((1 << 20) - 1).as_bytes(), 1), [1 << 30 | row(row!("calling_plans"))]);
    assert_eq!(numbers(many(1 << 20).as_bytes(), 1), [0]);
}

#[test]
fn what_a_document_looks_like_is_known_whichever_way_it_was_checked() {
    let mut validator = Validator::new();
    assert_eq!(validator.other_kind(), None);
    for (document, accepts, kind) in [
        (r#"{"id":"x","code":300}"#, false, None),
        (r#"{"code":300}"#, false, Some(DocumentKind::Error)),
        (r#"{"id":5}"#, false, None),
        (r#"{"id":"x"}"#, true, None),
        ("[]", false, Some(DocumentKind::List)),
        (r#"{"code":104,"message":"no "quotes""}"#, false, Some(DocumentKind::Unknown)),
        (r#"{"id":"x","message":"no "quotes""}"#, false, None),
    ] {
        assert_eq!(validator.passes_standard(document.as_bytes()), accepts, "{document}");
        if !accepts {
            validator.check(document.as_bytes(), &Options::default());
        }
        assert_eq!(validator.other_kind(), kind, "{document}");
    }
}

#[test]
fn files_of_other_kinds_are_called_by_their_names() {
    let utf16 = |mark: &[u8], text: &str, order: fn(u16) -> [u8; 2]| {
        [mark, text.encode_utf16().flat_map(order).collect::<Vec<_>>().as_slice()].concat()
    };
    let profile = r#"{"id":"x"}"#;
    let cases: &[(Vec<u8>, &str)] = &[
        (vec![0x1F, 0x8B, 8, 0, 0], "gzip, not JSON"),
        ("\u{1f}\u{8b}\u{8}".into(), "gzip, not JSON"),
        ("\u{1f}\u{fffd}\u{8}".into(), "gzip, not JSON"),
        (utf16(b"\xFF\xFE", profile, u16::to_le_bytes), "UTF-16, not UTF-8"),
        (utf16(b"\xFE\xFF", profile, u16::to_be_bytes), "UTF-16, not UTF-8"),
        (utf16(b"", profile, u16::to_le_bytes), "UTF-16, not UTF-8"),
        (utf16(b"", profile, u16::to_be_bytes), "UTF-16, not UTF-8"),
        ("\u{fffd}\u{fffd}{\0\"\0".into(), "UTF-16, not UTF-8"),
        ("\u{feff} <!DOCTYPE html><title>x".into(), "HTML, not JSON"),
        ("<HTML lang=en>".into(), "HTML, not JSON"),
        ("<?xml version=\"1.0\"?><error/>".into(), "XML, not JSON"),
        ("<Error><code>1</code></Error>".into(), "XML, not JSON"),
        ("Email,Extension Number\r\nann@example.com,801\r\n".into(), "CSV, not JSON"),
        ("\"Email\";\"Extension\"\n\"ann@example.com\";801".into(), "CSV, not JSON"),
        ("801\tann\n802\tbob".into(), "CSV, not JSON"),
    ];
    for (document, expected) in cases {
        let report = Validator::new().validate(document, &Options::default());
        let message = &report.issues[0].message;
        assert!(!report.success && message.starts_with(&format!("This is {expected}: ")), "{message}: {document:?}");
        assert!(report.issues[0].expected.is_some());
    }
    for document in ["hello, world", "{\"a\",\n1,", "[1,\n2,", "tru", "\"a,b\""] {
        let report = Validator::new().validate(document.as_bytes(), &Options::default());
        assert!(!report.issues[0].message.starts_with("This is CSV"), "{document}");
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
