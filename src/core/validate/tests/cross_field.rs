//! Fields at odds with each other.

use super::*;

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
