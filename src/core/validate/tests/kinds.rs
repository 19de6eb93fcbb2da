//! Documents that are no profile: how they are recognized and named.

use super::*;

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
        (b"x\x9C\xABV\xCALQ\xB2R".to_vec(), "zlib, not JSON"),
        (b"PK\x03\x04\x14\0\x06\0".to_vec(), "a ZIP archive or an Office file, not JSON"),
        (b"\xFF\xFE\0\0{\0\0\0".to_vec(), "UTF-32, not UTF-8"),
        (b"\0\0\xFE\xFF\0\0\0{".to_vec(), "UTF-32, not UTF-8"),
        (b"{\0\0\0\"\0\0\0".to_vec(), "UTF-32, not UTF-8"),
        (b"\0\0\0{\0\0\0\"".to_vec(), "UTF-32, not UTF-8"),
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
    for document in [
        "hello, world",
        "{\"a\",\n1,",
        "[1,\n2,",
        ")]}',\n{\"a\":1,\"b\":2}",
        "// a, b\n{\"a\":1,\"b\":2}",
        "tru",
        "\"a,b\"",
    ] {
        let report = Validator::new().validate(document.as_bytes(), &Options::default());
        assert!(!report.issues[0].message.starts_with("This is CSV"), "{document}");
    }
}
