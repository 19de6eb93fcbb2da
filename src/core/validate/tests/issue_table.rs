//! Issues as JavaScript receives them: a table, numbers of paths, names of codes.

use super::*;

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
fn names_for_javascript_are_those_that_serde_writes() {
    for code in IssueCode::ALL {
        assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
    }
    for severity in Severity::ALL {
        assert_eq!(serde_json::to_value(severity).unwrap(), severity.as_str());
    }
}
