//! Issues: codes, sentences, positions, bounds, and the verdict that follows from them.

use super::*;

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
