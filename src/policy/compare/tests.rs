//! Changes between policies: where they are, and whether they permit more.

use crate::policy::diff;
use crate::validate::Document;

/// The pointers of the changes between two profiles, given by their policies, and whether each permits more.
fn changes(before: &str, after: &str) -> Vec<(String, Option<bool>)> {
    let [before, after] =
        [before, after].map(|policy| Document::read(format!("{{\"policy\":{{{policy}}}}}").into_bytes()));
    let changes = diff(&before.view(), &after.view()).into_iter();
    changes.map(|change| (change.pointer.trim_start_matches("/policy").to_string(), change.weakens)).collect()
}

#[test]
fn a_change_is_at_its_pointer_and_permits_more_one_way_and_less_the_other() {
    for (before, after, pointer, weakens) in [
        (r#""sms":{"enable":false}"#, r#""sms":{"enable":true}"#, "/sms/enable", Some(true)),
        (r#""sms":{"locked":true}"#, r#""sms":{"locked":false}"#, "/sms/locked", Some(true)),
        (r#""sms":{"locked_by":"site"}"#, r#""sms":{"locked_by":"account"}"#, "/sms/locked_by", None),
        (r#""sms":{"zz":1}"#, r#""sms":{"zz":2}"#, "/sms/zz", None),
        (r#""sms":{"enable":false}"#, r#""sms":{"enable":"x"}"#, "/sms/enable", None),
        (r#""zz":{"a":1}"#, r#""zz":{"a":2}"#, "/zz/a", None),
        (
            r#""auto_call_recording":{"play_recording_beep_tone":{"zz":true}}"#,
            r#""auto_call_recording":{"play_recording_beep_tone":{"zz":false}}"#,
            "/auto_call_recording/play_recording_beep_tone/zz",
            None,
        ),
        (
            r#""show_custom_disclaimer_when_using_zoom_phone":{"custom_disclaimer_list":[]}"#,
            r#""show_custom_disclaimer_when_using_zoom_phone":{"custom_disclaimer_list":[{"language":"de"}]}"#,
            "/show_custom_disclaimer_when_using_zoom_phone/custom_disclaimer_list/0",
            None,
        ),
        (
            r#""voicemail_access_members":[{"access_user_id":"a"}]"#,
            r#""voicemail_access_members":[{"access_user_id":"a","allow_delete":true}]"#,
            "/voicemail_access_members/0/allow_delete",
            Some(true),
        ),
        (r#""zz":{"enable":false}"#, r#""zz":{"enable":true}"#, "/zz/enable", None),
        (
            r#""sms":{"international_sms_countries":["US"]}"#,
            r#""sms":{"international_sms_countries":["US","DE"]}"#,
            "/sms/international_sms_countries",
            Some(true),
        ),
        (
            r#""auto_call_recording":{"play_recording_beep_tone":{"enable":true}}"#,
            r#""auto_call_recording":{"play_recording_beep_tone":{"enable":false}}"#,
            "/auto_call_recording/play_recording_beep_tone/enable",
            Some(true),
        ),
        (
            r#""call_transferring":{"call_transferring_type":2}"#,
            r#""call_transferring":{"call_transferring_type":1}"#,
            "/call_transferring/call_transferring_type",
            Some(true),
        ),
        (
            r#""call_transferring":{"call_transferring_type":7}"#,
            r#""call_transferring":{"call_transferring_type":1}"#,
            "/call_transferring/call_transferring_type",
            None,
        ),
    ] {
        assert_eq!(changes(before, after), [(pointer.into(), weakens)], "{before} {after}");
        let back = weakens.map(|weakens| !weakens);
        assert_eq!(changes(after, before), [(pointer.into(), back)], "{after} {before}");
    }
}

#[test]
fn the_state_of_a_policy_in_its_two_shapes_stands_where_the_later_one_says_it() {
    let (object, plain) = (r#""delegation":{"enable":false}"#, r#""delegation":true"#);
    assert_eq!(changes(plain, object), [("/delegation/enable".into(), Some(false))]);
    assert_eq!(changes(object, plain), [("/delegation".into(), Some(true))]);
}

#[test]
fn what_says_nothing_is_absent_and_items_without_identity_have_no_order() {
    for (before, after) in [
        ("", r#""sms":{}"#),
        ("", r#""sms":{"enable":null}"#),
        (r#""sms":{"enable":true}"#, r#""sms":{"enable":true,"locked_by":""}"#),
        (r#""delegation":true"#, r#""delegation":{"enable":true,"locked":true}"#),
        (r#""delegation":{}"#, ""),
        (
            r#""sms":{"international_sms_countries":["US","DE"]}"#,
            r#""sms":{"international_sms_countries":["DE","US"]}"#,
        ),
        (
            r#""voicemail_access_members":[{"access_user_id":"a"}]"#,
            r#""voicemail_access_members":[{"access_user_id":"a","allow_delete":false}]"#,
        ),
    ] {
        assert_eq!(changes(before, after), [], "{before} {after}");
        assert_eq!(changes(after, before), [], "{after} {before}");
    }
    for (before, after, pointer) in [
        ("", r#""sms":{"enable":true,"locked":null}"#, "/sms"),
        ("", r#""zz":true"#, "/zz"),
        (r#""delegation":true"#, r#""delegation":{"locked":true}"#, "/delegation"),
        (r#""sms":{"enable":true}"#, r#""sms":{"enable":true,"zz":1}"#, "/sms/zz"),
        // A right is one in a list of members alone.
        (r#""sms":{"enable":true}"#, r#""sms":{"enable":true,"allow_delete":false}"#, "/sms/allow_delete"),
        (
            r#""auto_call_recording":{"enable":true}"#,
            r#""auto_call_recording":{"enable":true,"play_recording_beep_tone":{"enable":true}}"#,
            "/auto_call_recording/play_recording_beep_tone",
        ),
    ] {
        assert_eq!(changes(before, after), [(pointer.into(), None)], "{before} {after}");
        assert_eq!(changes(after, before), [(pointer.into(), None)], "{after} {before}");
    }
}

#[test]
fn objects_that_the_model_does_not_know_are_compared_to_a_length_of_path() {
    let nested = |depth, value| format!(r#""zz":{}{value}{}"#, r#"{"a":"#.repeat(depth), "}".repeat(depth));
    for (depth, deepest) in [(5, 5), (40, 23)] {
        let pointer = "/zz".to_string() + &"/a".repeat(deepest);
        assert_eq!(changes(&nested(depth, 1), &nested(depth, 2)), [(pointer, None)]);
    }
    // What lies beside does not add to it.
    let beside = |value| {
        let members: Vec<_> = (0..100).map(|at| format!(r#""key{at}":{{"a":{value}}}"#)).collect();
        format!(r#""zz":{{{}}}"#, members.join(","))
    };
    assert!(changes(&beside(1), &beside(2)).iter().all(|(pointer, _)| pointer.ends_with("/a")));
}

#[test]
fn a_share_that_comes_permits_more_only_where_it_gives_its_person_a_right() {
    let list = |policy: &str, items: &[&str]| format!(r#""{policy}":[{}]"#, items.join(","));
    let [any, first, second, other] = [
        r#"{"access_user_id":"a","allow_delete":true}"#,
        r#"{"access_user_id":"a","shared_id":"s","allow_delete":true}"#,
        r#"{"access_user_id":"a","shared_id":"t","allow_delete":true}"#,
        r#"{"access_user_id":"b","shared_id":"s","allow_delete":true}"#,
    ];
    for (before, after, weakens) in [
        (first, &[first, second], None),
        (any, &[first, second], None),
        (first, &[first, other], Some(true)),
        (any, &[any, r#"{"access_user_id":"b"}"#], Some(true)),
    ] {
        let [before, after] = [&[before][..], after].map(|items| list("voicemail_access_members", items));
        let at = |weakens| Some(("/voicemail_access_members/1".into(), weakens));
        assert_eq!(changes(&before, &after).pop(), at(weakens), "{before} {after}");
        assert_eq!(changes(&after, &before).pop(), at(weakens.map(|weakens| !weakens)), "{after} {before}");
    }
}

#[test]
fn a_right_of_a_share_permits_more_where_no_share_of_the_person_gave_it_and_less_where_none_gives_it() {
    // Two shares of a person with two rights each: a bit for each.
    let list = |bits: u32| {
        let has = |bit: u32| bits >> bit & 1 == 1;
        let share = |id: &str, bit| {
            let (delete, download) = (has(bit), has(bit + 1));
            format!(
                r#"{{"access_user_id":"a","shared_id":"{id}","allow_delete":{delete},"allow_download":{download}}}"#
            )
        };
        format!(r#""voicemail_access_members":[{},{}]"#, share("s", 0), share("t", 2))
    };
    for (before, after) in (0..16u32).flat_map(|before| (0..16).map(move |after| (before, after))) {
        let mut expected = Vec::new();
        for (bit, place) in
            ["0/allow_delete", "0/allow_download", "1/allow_delete", "1/allow_download"].iter().enumerate()
        {
            let of_person = |bits: u32| (bits | bits >> 2 | bits << 2) >> bit & 1 == 1;
            let weakens = match (before >> bit & 1, after >> bit & 1) {
                (0, 1) => Some(true).filter(|_| !of_person(before)),
                (1, 0) => Some(false).filter(|_| !of_person(after)),
                _ => continue,
            };
            expected.push((format!("/voicemail_access_members/{place}"), weakens));
        }
        assert_eq!(changes(&list(before), &list(after)), expected, "{before:b} {after:b}");
    }
}

#[test]
fn a_share_without_a_person_is_one_of_the_person_who_has_it_afterwards() {
    let of_person = |id: &str| format!(r#"{{"access_user_id":"a","shared_id":"{id}","allow_delete":true}}"#);
    let nobody = r#"{"shared_id":"s","allow_delete":false}"#;
    let [before, after] = [[nobody.to_string(), of_person("t")], [of_person("s"), of_person("t")]]
        .map(|items| format!(r#""voicemail_access_members":[{}]"#, items.join(",")));
    assert!(changes(&before, &after).contains(&("/voicemail_access_members/0/allow_delete".into(), None)));
}
